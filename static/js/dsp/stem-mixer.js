/**
 * All stems of a track, played from one position: they cannot drift, for there is only one clock.
 *
 * The playhead moves only over frames that every stem has.  Before one is missing it fades out, waits
 * in silence and counts the frames it owed, so no music is lost and no stem runs ahead of another.
 */

import { PagedSource } from "./paged-source.js";
import { Ramp } from "./ramp.js";

export const RAMP_SECONDS = 0.005;
const BLOCK = 128;

/** What another mixer's music must be here before this one takes over from it. */
const TAKE_OVER_SECONDS = 0.5;

/** @typedef {"paused" | "playing" | "waiting" | "ended"} Transport */
/** @typedef {{start: number, end: number}} Loop in frames, the end not included */
/**
 * @typedef {object} Shape
 * @property {number} stems
 * @property {number} frames
 * @property {number} channels
 * @property {number} pageFrames
 * @property {number} rate
 * @property {number} [capacity]
 * @property {number} [level] gain that brings the track to the common loudness
 */

export class StemMixer {
  /** @param {Shape} shape */
  constructor({ stems, frames, channels, pageFrames, rate, capacity, level = 1 }) {
    const length = RAMP_SECONDS * rate;
    this.frames = frames;
    this.rate = rate;
    this.position = 0;
    this.wanted = false;
    this.ended = false;
    this.misses = 0;
    this.level = level;
    this.volume = 1;
    /** @type {Loop | null} */
    this.loop = null;
    /** @type {number | null} */
    this.jumpTo = null;
    this.started = false;
    this.reserve = 0;
    this.sources = Array.from({ length: stems }, () => new PagedSource({ frames, channels, pageFrames, capacity }));
    this.lanes = this.sources.map(() => ({ volume: 1, muted: false, solo: false, ramp: new Ramp(1, length) }));
    this.master = new Ramp(level, length);
    this.gate = new Ramp(0, length);
    this.left = new Float32Array(BLOCK);
    this.right = new Float32Array(BLOCK);
    this.envelope = new Float32Array(BLOCK);
    /** @type {((stem: number, left: Float32Array, right: Float32Array, count: number, offset: number) => void) | null} */
    this.tap = null;
  }

  /** @returns {Transport} */
  get transport() {
    if (this.ended) return "ended";
    if (!this.wanted) return "paused";
    return this.gate.value > 0 || this.#isReady() ? "playing" : "waiting";
  }

  play() {
    if (this.ended) this.#land(this.loop ? this.loop.start : 0);
    this.ended = false;
    this.wanted = true;
  }

  /** Fade out and stop; the playhead rests where the fade ends. */
  pause() {
    this.wanted = false;
    this.started = false;
  }

  /** Go to a frame: at once in silence, after a short fade while it sounds. @param {number} frame */
  seek(frame) {
    const target = Math.max(0, Math.min(Math.round(frame), this.frames - 1));
    this.ended = false;
    if (this.gate.value === 0) this.#land(target);
    else this.jumpTo = target;
  }

  /** @param {Loop | null} loop */
  setLoop(loop) {
    this.loop = loop && loop.end > loop.start ? { ...loop } : null;
  }

  /** Have this much before music starts, and before it goes on after a wait. @param {number} frames */
  setReserve(frames) {
    this.reserve = frames;
  }

  /**
   * Be where another mixer is and do what it does; say whether that could be done without a gap.
   *
   * @param {StemMixer} other plays the same music, taken apart differently or not at all
   */
  takeOver(other) {
    if (other.jumpTo !== null || !other.gate.resting) return false;
    const sounds = other.gate.value > 0;
    const need = Math.max(this.reserve, TAKE_OVER_SECONDS * this.rate);
    const there = (/** @type {number} */ frame) => Math.min(Math.round((frame * this.rate) / other.rate), this.frames);
    this.position = there(other.position);
    this.loop = other.loop && { start: there(other.loop.start), end: there(other.loop.end) };
    if (sounds && this.#ahead(need) < need) return false;
    this.wanted = other.wanted;
    this.ended = other.ended;
    this.started = sounds;
    this.gate.jump(sounds ? 1 : 0);
    this.volume = other.volume;
    this.master.jump(this.volume * this.level);
    for (const lane of this.lanes) lane.ramp.jump(lane.ramp.target);
    return true;
  }

  /** Begin because another track has ended: with the first frame, in full; without enough of it, soon. */
  succeed() {
    this.#land(0);
    this.ended = false;
    this.wanted = true;
    this.master.jump(this.master.target);
    for (const lane of this.lanes) lane.ramp.jump(lane.ramp.target);
    if (!this.#isReady()) return;
    this.started = true;
    this.gate.jump(1);
  }

  /** @param {number} stem @param {{volume?: number, muted?: boolean, solo?: boolean}} change */
  setLane(stem, change) {
    const lane = this.lanes[stem];
    if (!lane) return;
    Object.assign(lane, change);
    const anySolo = this.lanes.some((one) => one.solo);
    for (const one of this.lanes) {
      one.ramp.aim(one.muted || (anySolo && !one.solo) ? 0 : one.volume);
    }
  }

  /** @param {number} gain */
  setMaster(gain) {
    this.volume = gain;
    this.master.aim(gain * this.level);
  }

  /** Bring the track to another loudness. @param {number} level */
  setLevel(level) {
    this.level = level;
    this.master.aim(this.volume * level);
  }

  /**
   * Write the next `count` frames, silence where nothing sounds; return how many there were before
   * the track ended, all of them while it goes on.
   *
   * @param {Float32Array} left
   * @param {Float32Array} right
   * @param {number} count
   */
  process(left, right, count) {
    left.fill(0, 0, count);
    right.fill(0, 0, count);
    let done = 0;
    while (done < count) {
      const run = this.#run(Math.min(count - done, BLOCK));
      if (run === 0) return this.ended ? done : count;
      this.#mix(left, right, done, run);
      done += run;
      this.#advance(run);
    }
    return count;
  }

  /** Return how many frames can be played in one piece now, 0 for none. @param {number} most */
  #run(most) {
    const { gate } = this;
    const isShut = gate.value === 0 && gate.resting;
    if (this.jumpTo !== null && isShut) this.#land(this.jumpTo);
    const open = this.wanted && this.jumpTo === null;
    if (isShut && !(open && this.#isReady())) {
      if (open && this.started) this.misses += most;
      return 0;
    }
    const fade = gate.length;
    const ahead = this.#ahead(most + fade);
    if (ahead === 0) {
      gate.jump(0);
      return 0;
    }
    const lasts = open && ahead > fade;
    gate.aim(lasts ? 1 : 0);
    if (open) this.started = true;
    const run = Math.min(most, lasts ? ahead - fade : ahead, this.#untilTurn());
    return gate.resting ? run : Math.min(run, gate.left);
  }

  #untilTurn() {
    const end = this.loop && this.position < this.loop.end ? this.loop.end : this.frames;
    return end - this.position;
  }

  /** Return how many frames all stems have from a frame on. @param {number} start @param {number} most */
  #available(start, most) {
    let there = most;
    for (const source of this.sources) there = Math.min(there, source.available(start, there));
    return there;
  }

  /** Return how many frames can be played on, around a loop too; the end is as good as all. @param {number} most */
  #ahead(most) {
    const turn = this.#untilTurn();
    const there = this.#available(this.position, Math.min(most, turn));
    if (there < turn || turn >= most) return there;
    const { loop } = this;
    if (!loop || this.position >= loop.end) return most;
    const round = Math.min(loop.end - loop.start, most - turn);
    const again = this.#available(loop.start, round);
    return again < round ? turn + again : most;
  }

  /** Say whether there is enough to start with: never less than two fades. */
  #isReady() {
    const need = Math.min(Math.max(this.reserve, 2 * this.gate.length), this.#untilTurn());
    return this.#available(this.position, need) === need;
  }

  /**
   * @param {Float32Array} left
   * @param {Float32Array} right
   * @param {number} offset
   * @param {number} run
   */
  #mix(left, right, offset, run) {
    const { envelope } = this;
    for (let n = 0; n < run; n++) envelope[n] = this.gate.next() * this.master.next();
    for (let stem = 0; stem < this.sources.length; stem++) this.#add(stem, left, right, offset, run);
  }

  /**
   * @param {number} stem
   * @param {Float32Array} left
   * @param {Float32Array} right
   * @param {number} offset
   * @param {number} run
   */
  #add(stem, left, right, offset, run) {
    const source = /** @type {PagedSource} */ (this.sources[stem]);
    const ramp = /** @type {{ramp: Ramp}} */ (this.lanes[stem]).ramp;
    const a = this.left;
    const b = this.right;
    source.read(this.position, run, a, b);
    for (let n = 0; n < run; n++) {
      const gain = ramp.next() * /** @type {number} */ (this.envelope[n]);
      left[offset + n] = /** @type {number} */ (left[offset + n]) + (a[n] = /** @type {number} */ (a[n]) * gain);
      right[offset + n] = /** @type {number} */ (right[offset + n]) + (b[n] = /** @type {number} */ (b[n]) * gain);
    }
    this.tap?.(stem, a, b, run, offset);
  }

  /** @param {number} run */
  #advance(run) {
    this.position += run;
    if (this.loop && this.position === this.loop.end) this.position = this.loop.start;
    if (this.position < this.frames) return;
    this.position = this.frames;
    this.ended = true;
    this.wanted = this.started = false;
    this.gate.jump(0);
  }

  /** @param {number} frame */
  #land(frame) {
    this.position = frame;
    this.jumpTo = null;
    this.started = false;
    this.gate.jump(0);
  }
}
