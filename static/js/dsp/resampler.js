/**
 * A mixer whose music has another rate than the output: each frame of the output is read between the
 * mixer's frames with a windowed sinc, so that music can follow music without a new output.
 *
 * The first frame of the music falls on a frame of the output.  Before it and after the last one the
 * filter reads the music mirrored, so that nothing rings where it is cut.
 */

/** @typedef {import("./stem-mixer.js").StemMixer} StemMixer */

const REACH = 24;
const PHASES = 512;
const ROOM = 4_096;
const BLOCK = 128;
/** The widest band that does not fold back, with room for the slope of so short a filter. */
const PASS = 0.94;

export class Resampled {
  /** @param {StemMixer} mixer @param {number} rate of the output in Hz */
  constructor(mixer, rate) {
    this.mixer = mixer;
    this.step = mixer.rate / rate;
    this.reach = Math.ceil(REACH * Math.max(1, this.step));
    this.table = tableOf(this.reach, PASS / Math.max(1, this.step));
    /** How many frames were written. */
    this.written = 0;
    /** How many of the mixer's frames are at hand, counted like `written`. */
    this.pulled = 0;
    /** Where the mixer's music has ended, counted like `pulled`. */
    this.end = -1;
    this.left = new Float32Array(ROOM);
    this.right = new Float32Array(ROOM);
    this.a = new Float32Array(BLOCK);
    this.b = new Float32Array(BLOCK);
  }

  get rate() {
    return this.mixer.rate / this.step;
  }

  /** Say whether the last frame has been written. */
  get ended() {
    return this.mixer.ended && this.end >= 0 && this.written * this.step >= this.end;
  }

  /**
   * Write the next `count` frames; return how many there were before the track ended.
   *
   * @param {Float32Array} left
   * @param {Float32Array} right
   * @param {number} count
   */
  process(left, right, count) {
    left.fill(0, 0, count);
    right.fill(0, 0, count);
    if (this.ended) return 0;
    if (this.end >= 0 && !this.mixer.ended) this.#begin();
    for (let n = 0; n < count; n++) {
      const at = this.written * this.step;
      if (this.end >= 0 && at >= this.end && this.mixer.ended) return n;
      const whole = Math.floor(at);
      this.#pull(whole + this.reach + 1);
      this.#read(left, right, n, whole, at - whole);
      this.written += 1;
    }
    return count;
  }

  /** It has ended, and somebody plays it once more. */
  #begin() {
    this.written = this.pulled = 0;
    this.end = -1;
  }

  /** Have the mixer's frames up to one. @param {number} until */
  #pull(until) {
    while (this.pulled < until) {
      const wanted = Math.min(until - this.pulled, BLOCK);
      const hadEnded = this.mixer.ended;
      const got = this.mixer.process(this.a, this.b, wanted);
      for (let n = 0; n < wanted; n++) {
        const place = (this.pulled + n) % ROOM;
        this.left[place] = /** @type {number} */ (this.a[n]);
        this.right[place] = /** @type {number} */ (this.b[n]);
      }
      if (this.mixer.ended && !hadEnded) this.end = this.pulled + got;
      this.pulled += wanted;
    }
  }

  /**
   * @param {Float32Array} left
   * @param {Float32Array} right
   * @param {number} to
   * @param {number} whole
   * @param {number} part of a frame beyond it
   */
  #read(left, right, to, whole, part) {
    const { table, reach } = this;
    const wide = 2 * reach;
    const phase = part * PHASES;
    const row = Math.floor(phase) * wide;
    const share = phase - Math.floor(phase);
    let a = 0;
    let b = 0;
    for (let tap = 0; tap < wide; tap++) {
      const frame = whole - reach + 1 + tap;
      const low = /** @type {number} */ (table[row + tap]);
      const weight = low + (/** @type {number} */ (table[row + wide + tap]) - low) * share;
      a += weight * this.#at(this.left, frame);
      b += weight * this.#at(this.right, frame);
    }
    left[to] = a;
    right[to] = b;
  }

  /** Return a frame of the music, mirrored at its ends. @param {Float32Array} side @param {number} frame */
  #at(side, frame) {
    const last = this.end - 1;
    const edge = frame < 0 ? 0 : last >= 0 && frame > last ? last : -1;
    const value = /** @type {number} */ (side[(edge < 0 ? frame : 2 * edge - frame + ROOM) % ROOM]);
    return edge < 0 ? value : 2 * /** @type {number} */ (side[edge % ROOM]) - value;
  }
}

/** Return the filter at each of the phases between two frames, each with a sum of one. @param {number} reach @param {number} band */
function tableOf(reach, band) {
  const wide = 2 * reach;
  const table = new Float32Array((PHASES + 1) * wide);
  for (let phase = 0; phase <= PHASES; phase++) {
    const weights = Array.from({ length: wide }, (_, tap) => {
      const x = tap - reach + 1 - phase / PHASES;
      const sinc = x === 0 ? band : Math.sin(Math.PI * band * x) / (Math.PI * x);
      const turn = Math.PI * Math.min(1, Math.abs(x) / reach);
      return sinc * (0.42 + 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn));
    });
    const sum = weights.reduce((all, one) => all + one, 0);
    weights.forEach((weight, tap) => (table[phase * wide + tap] = weight / sum));
  }
  return table;
}
