/**
 * The place where one track follows another.
 *
 * Music that goes on over the join is left as it is, to the sample.  Where the waveform breaks off,
 * which would click, the step is taken up and let down again within some milliseconds.
 */

const KEPT = 64;
const SEAM_SECONDS = 0.005;
/** A smaller step is not heard: −45 dB. */
const LEAST = 0.0056;
/** How much rougher than the music around it a join has to be. */
const RATHER = 2;

class Side {
  constructor() {
    this.kept = new Float32Array(KEPT);
    this.step = 0;
  }

  /** Remember the last of what was heard. @param {Float32Array} heard @param {number} count */
  keep(heard, count) {
    const { kept } = this;
    const from = Math.max(0, count - KEPT);
    kept.copyWithin(0, count - from);
    kept.set(heard.subarray(from, count), KEPT - (count - from));
  }

  /** Find the step at a join. @param {Float32Array} heard @param {number} at @param {number} count */
  join(heard, at, count) {
    this.keep(heard, at);
    const { kept } = this;
    const last = /** @type {number} */ (kept[KEPT - 1]);
    const expected = 2 * last - /** @type {number} */ (kept[KEPT - 2]);
    const step = Math.max(-1, Math.min(expected, 1)) - /** @type {number} */ (heard[at]);
    const rough = Math.max(roughness(kept, 0, KEPT), roughness(heard, at, count));
    this.step = Math.abs(step) > Math.max(LEAST, RATHER * rough) ? step : 0;
  }
}

export class Seam {
  constructor() {
    this.sides = [new Side(), new Side()];
    this.length = 1;
    this.done = 1;
  }

  /** Remember the last of what was heard. @param {Float32Array} left @param {Float32Array} right @param {number} count */
  keep(left, right, count) {
    [left, right].forEach((heard, side) => this.sides[side]?.keep(heard, count));
  }

  /** Another track begins at a frame. @param {Float32Array} left @param {Float32Array} right @param {number} at @param {number} count @param {number} rate */
  join(left, right, at, count, rate) {
    [left, right].forEach((heard, side) => this.sides[side]?.join(heard, at, count));
    this.length = Math.round(SEAM_SECONDS * rate);
    this.done = 0;
  }

  /** Let the step down, from a frame on. @param {Float32Array} left @param {Float32Array} right @param {number} from @param {number} count */
  smooth(left, right, from, count) {
    const run = Math.min(count - from, this.length - this.done);
    if (run <= 0) return;
    [left, right].forEach((heard, side) => {
      const step = this.sides[side]?.step ?? 0;
      for (let n = 0; step && n < run; n++) {
        const share = 0.5 + 0.5 * Math.cos((Math.PI * (this.done + n)) / this.length);
        const value = /** @type {number} */ (heard[from + n]) + step * share;
        heard[from + n] = Math.max(-1, Math.min(value, 1));
      }
    });
    this.done += run;
  }
}

/** Return the greatest change of slope. @param {Float32Array} heard @param {number} from @param {number} to */
function roughness(heard, from, to) {
  let worst = 0;
  for (let n = from + 1; n + 1 < to; n++) {
    const bend = /** @type {number} */ (heard[n + 1]) - 2 * /** @type {number} */ (heard[n]) + /** @type {number} */ (heard[n - 1]);
    worst = Math.max(worst, Math.abs(bend));
  }
  return worst;
}
