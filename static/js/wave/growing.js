/**
 * The waveform of a stem that is still made: a pyramid into which columns are put as they come.
 *
 * Its finest level is the second of a finished pyramid (app/stems/rules/pyramid.py): what is drawn
 * from it does not change when the finished one takes its place.
 */

/** @typedef {import("./peaks.js").Peaks} Peaks */
/** @typedef {import("./peaks.js").Level} Level */
/** @typedef {import("../dsp/spans.js").Span} Span */

export const HOP = 288;
const FACTOR = 4;
const LEVELS = 4;
const BANDS = 4;

export class GrowingPeaks {
  /** @param {{frames: number, rate: number}} shape */
  constructor({ frames, rate }) {
    this.frames = frames;
    /** @type {Span[]} in columns: what is here or asked for */
    this.known = [];
    /** @type {Level[]} */
    const levels = [];
    let [hop, columns] = [HOP, Math.ceil(frames / HOP)];
    for (let level = 0; level < LEVELS; level++) {
      levels.push({ hop, columns, data: new Uint8Array(columns * BANDS) });
      hop *= FACTOR;
      columns = Math.ceil(columns / FACTOR);
    }
    /** @type {Peaks} */
    this.peaks = { rate, bands: BANDS, levels };
  }

  /**
   * Put columns where they belong.
   *
   * @param {number} start the first column
   * @param {Uint8Array} bytes
   */
  fill(start, bytes) {
    const [finest] = this.peaks.levels;
    if (!finest || start < 0) return;
    const room = finest.columns - start;
    finest.data.set(bytes.subarray(0, Math.max(0, room) * BANDS), start * BANDS);
    let [first, last] = [start, Math.min(finest.columns, start + Math.floor(bytes.length / BANDS))];
    for (let level = 1; level < LEVELS; level++) {
      [first, last] = [Math.floor(first / FACTOR), Math.ceil(last / FACTOR)];
      this.#pool(level, first, last);
    }
  }

  /** @param {number} level @param {number} first @param {number} last */
  #pool(level, first, last) {
    const fine = /** @type {Level} */ (this.peaks.levels[level - 1]);
    const coarse = /** @type {Level} */ (this.peaks.levels[level]);
    for (let column = first; column < Math.min(last, coarse.columns); column++) {
      for (let band = 0; band < BANDS; band++) {
        let highest = 0;
        for (let part = column * FACTOR; part < Math.min((column + 1) * FACTOR, fine.columns); part++) {
          highest = Math.max(highest, /** @type {number} */ (fine.data[part * BANDS + band]));
        }
        coarse.data[column * BANDS + band] = highest;
      }
    }
  }
}
