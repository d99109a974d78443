/**
 * The decks of one audio thread: one of them sounds, others get ready to take over from it.
 *
 * A deck takes over between two samples: it starts on the frame that the other would have played
 * next, and both sound while one fades into the other.  Their sum keeps its level, because stems add
 * up to the mix they were taken from.
 *
 * A deck that follows another begins on the frame after that one's last.
 */

import { Resampled } from "./resampler.js";
import { Seam } from "./seam.js";
import { StemMixer } from "./stem-mixer.js";

export const CROSSFADE_SECONDS = 0.03;
const BLOCK = 128;

/** @typedef {import("./stem-mixer.js").Shape} Shape */

export class DeckRack {
  /** @param {number} [rate] of the output in Hz; 0 for that of the music */
  constructor(rate = 0) {
    this.rate = rate;
    /** @type {Map<number, StemMixer>} */
    this.mixers = new Map();
    /** What is heard of a deck: its mixer, or that at the output's rate. @type {Map<number, StemMixer | Resampled>} */
    this.voices = new Map();
    this.current = -1;
    /** @type {{deck: number, from: number} | null} */
    this.coming = null;
    /** @type {{deck: number, after: number} | null} */
    this.next = null;
    /** @type {{voice: StemMixer | Resampled, done: number, length: number} | null} */
    this.leaving = null;
    this.seam = new Seam();
    this.left = new Float32Array(BLOCK);
    this.right = new Float32Array(BLOCK);
  }

  /** Return the mixer that sounds. */
  get mixer() {
    return this.mixers.get(this.current) ?? null;
  }

  /** Make a deck; the first one sounds. @param {number} deck @param {Shape} shape */
  open(deck, shape) {
    const mixer = new StemMixer(shape);
    this.mixers.set(deck, mixer);
    this.voices.set(deck, this.rate && this.rate !== shape.rate ? new Resampled(mixer, this.rate) : mixer);
    if (!this.mixer) this.current = deck;
  }

  /** Let go of a deck; what sounds fades out, and one that got ready is the next. @param {number} deck */
  close(deck) {
    const voice = this.voices.get(deck);
    this.mixers.delete(deck);
    this.voices.delete(deck);
    if (this.coming?.deck === deck) this.coming = null;
    if (this.next?.deck === deck) this.next = null;
    if (!voice || deck !== this.current) return;
    this.#leave(voice);
    this.current = [...this.mixers.keys()].filter((one) => one !== this.next?.deck).at(-1) ?? -1;
  }

  /** Let a deck take over from another as soon as it has what that one plays. @param {number} deck @param {number} from */
  takeOver(deck, from) {
    this.coming = { deck, from };
  }

  /** Let a deck begin on the frame after another's last. @param {number} deck @param {number} after */
  follow(deck, after) {
    this.next = { deck, after };
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
    const voice = this.voices.get(this.current);
    const done = voice?.process(left, right, count) ?? 0;
    if (!voice) {
      left.fill(0, 0, count);
      right.fill(0, 0, count);
    }
    const joined = !!voice?.ended && this.#join(left, right, done, count);
    this.#fade(left, right, count);
    if (!joined) this.seam.smooth(left, right, 0, count);
    this.seam.keep(left, right, count);
    return changed || joined;
  }

  /** What follows begins here. @param {Float32Array} left @param {Float32Array} right @param {number} at @param {number} count */
  #join(left, right, at, count) {
    const { next, seam, left: a, right: b } = this;
    const voice = next && next.after === this.current ? this.voices.get(next.deck) : undefined;
    const mixer = next && this.mixers.get(next.deck);
    if (!next || !voice || !mixer || at === count) return false;
    mixer.succeed();
    voice.process(a, b, count - at);
    left.set(a.subarray(0, count - at), at);
    right.set(b.subarray(0, count - at), at);
    seam.join(left, right, at, count, this.rate || mixer.rate);
    seam.smooth(left, right, at, count);
    this.current = next.deck;
    this.next = null;
    return true;
  }

  #change() {
    if (!this.coming) return false;
    const { deck, from } = this.coming;
    const [next, last, voice] = [this.mixers.get(deck), this.mixers.get(from), this.voices.get(from)];
    if (!next || !last || !voice || from !== this.current) {
      this.coming = null;
      return false;
    }
    if (!next.takeOver(last)) return false;
    this.coming = null;
    this.current = deck;
    if (this.next?.after === from) this.next.after = deck;
    this.#leave(voice);
    return true;
  }

  /** @param {StemMixer | Resampled} voice */
  #leave(voice) {
    const { gate } = voice instanceof Resampled ? voice.mixer : voice;
    this.leaving = gate.value > 0 ? { voice, done: 0, length: Math.round(CROSSFADE_SECONDS * voice.rate) } : null;
  }

  /** @param {Float32Array} left @param {Float32Array} right @param {number} count */
  #fade(left, right, count) {
    const { leaving, left: a, right: b } = this;
    if (!leaving) return;
    leaving.voice.process(a, b, count);
    for (let n = 0; n < count; n++) {
      const share = Math.min(1, (leaving.done + n) / leaving.length);
      left[n] = /** @type {number} */ (left[n]) * share + /** @type {number} */ (a[n]) * (1 - share);
      right[n] = /** @type {number} */ (right[n]) * share + /** @type {number} */ (b[n]) * (1 - share);
    }
    leaving.done += count;
    if (leaving.done >= leaving.length) this.leaving = null;
  }
}
