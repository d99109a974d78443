/**
 * The decks of one audio thread: one of them sounds, others get ready to take over from it.
 *
 * A deck takes over between two samples: it starts on the frame that the other would have played
 * next, and both sound while one fades into the other.  Their sum keeps its level, because stems add
 * up to the mix they were taken from.
 */

import { StemMixer } from "./stem-mixer.js";

export const CROSSFADE_SECONDS = 0.03;
const BLOCK = 128;

/** @typedef {import("./stem-mixer.js").Shape} Shape */

export class DeckRack {
  constructor() {
    /** @type {Map<number, StemMixer>} */
    this.mixers = new Map();
    this.current = -1;
    /** @type {{deck: number, from: number} | null} */
    this.coming = null;
    /** @type {{mixer: StemMixer, done: number, length: number} | null} */
    this.leaving = null;
    this.left = new Float32Array(BLOCK);
    this.right = new Float32Array(BLOCK);
  }

  /** Return the mixer that sounds. */
  get mixer() {
    return this.mixers.get(this.current) ?? null;
  }

  /** Make a deck; the first one sounds. @param {number} deck @param {Shape} shape */
  open(deck, shape) {
    this.mixers.set(deck, new StemMixer(shape));
    if (!this.mixer) this.current = deck;
  }

  /** Let go of a deck; what sounds fades out, and one that got ready is the next. @param {number} deck */
  close(deck) {
    const mixer = this.mixers.get(deck);
    this.mixers.delete(deck);
    if (this.coming?.deck === deck) this.coming = null;
    if (!mixer || deck !== this.current) return;
    this.#leave(mixer);
    this.current = [...this.mixers.keys()].at(-1) ?? -1;
  }

  /** Let a deck take over from another as soon as it has what that one plays. @param {number} deck @param {number} from */
  takeOver(deck, from) {
    this.coming = { deck, from };
  }

  /**
   * Write the next frames; say whether another deck sounds from now on.
   *
   * @param {Float32Array} left
   * @param {Float32Array} right
   * @param {number} count
   */
  process(left, right, count) {
    const changed = this.#change();
    const { mixer } = this;
    if (mixer) mixer.process(left, right, count);
    else {
      left.fill(0, 0, count);
      right.fill(0, 0, count);
    }
    this.#fade(left, right, count);
    return changed;
  }

  #change() {
    if (!this.coming) return false;
    const { deck, from } = this.coming;
    const [next, last] = [this.mixers.get(deck), this.mixers.get(from)];
    if (!next || !last || from !== this.current) {
      this.coming = null;
      return false;
    }
    if (!next.takeOver(last)) return false;
    this.coming = null;
    this.current = deck;
    this.#leave(last);
    return true;
  }

  /** @param {StemMixer} mixer */
  #leave(mixer) {
    const length = Math.round(CROSSFADE_SECONDS * mixer.rate);
    this.leaving = mixer.gate.value > 0 ? { mixer, done: 0, length } : null;
  }

  /** @param {Float32Array} left @param {Float32Array} right @param {number} count */
  #fade(left, right, count) {
    const { leaving, left: a, right: b } = this;
    if (!leaving) return;
    leaving.mixer.process(a, b, count);
    for (let n = 0; n < count; n++) {
      const share = Math.min(1, (leaving.done + n) / leaving.length);
      left[n] = /** @type {number} */ (left[n]) * share + /** @type {number} */ (a[n]) * (1 - share);
      right[n] = /** @type {number} */ (right[n]) * share + /** @type {number} */ (b[n]) * (1 - share);
    }
    leaving.done += count;
    if (leaving.done >= leaving.length) this.leaving = null;
  }
}
