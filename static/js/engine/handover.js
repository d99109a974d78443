/**
 * One deck takes over from another at the same place, while it plays too.
 *
 * Where both run in one audio thread it happens there, on the very sample.  Music at another rate
 * needs an output of its own: then both are told at the same moment, and a few milliseconds may be
 * heard twice or not at all.
 */

import { Deck } from "./deck.js";
import { carryLanes } from "./lanes.js";
import { openOutput } from "./output.js";

/** @typedef {import("./changeover.js").Found} Found */

const READY_SECONDS = 0.5;
const LEAD_SECONDS = 6;
const FADE_MS = 200;

export class Handover {
  /**
   * @param {object} options
   * @param {Deck} options.from
   * @param {Found} options.found
   * @param {string} options.worklet
   * @param {() => number} options.volume
   * @param {import("./loudness.js").Matching} options.matching
   * @param {() => boolean} options.isWanted whether music should sound
   * @param {(deck: Deck, address: string) => void} options.done the deck plays now, the other is gone
   * @param {(reason: string) => void} options.failed
   */
  constructor({ from, found, worklet, volume, matching, isWanted, done, failed }) {
    this.from = from;
    this.found = found;
    this.worklet = worklet;
    this.volume = volume;
    this.matching = matching;
    this.isWanted = isWanted;
    this.done = done;
    this.failed = failed;
    /** @type {Deck | null} */
    this.deck = null;
    this.isCrossing = false;
    this.closed = false;
  }

  async start() {
    const { from, found } = this;
    try {
      const output = await openOutput(found.manifest.rate_hz, this.worklet);
      if (this.closed) {
        if (output !== from.output) void output.retire();
        return;
      }
      const lanes = carryLanes(from.manifest.stems, from.lanes, found.manifest.stems);
      this.deck = new Deck(output, found.manifest, { lanes, volume: this.volume(), matching: this.matching, feed: found.feed });
      this.deck.listener = { ...this.deck.listener, failed: (reason) => this.#fail(reason), tookOver: () => this.#finish() };
      if (this.isWanted() && output === from.output) this.deck.send({ type: "take-over", from: from.id });
      this.follow();
    } catch (error) {
      this.#fail(String(error));
    }
  }

  /** Keep up with the deck that still plays. */
  follow() {
    const { deck, from } = this;
    if (!deck || this.isCrossing) return;
    deck.aim(this.#there(from.frame), this.#loop());
    this.#wish(deck);
    if (!this.isWanted()) this.#swap();
    else if (deck.output !== from.output && (!from.place.moving || deck.holds(this.#there(from.frame), READY_SECONDS))) void this.#cross();
  }

  /** Leave everything as it is. */
  close() {
    this.closed = true;
    this.found.feed?.close();
    this.deck?.close();
    if (this.deck && this.deck.output !== this.from.output) void this.deck.output.retire();
    this.deck = null;
  }

  /** Have stems that are still made ready where the playhead will soon be. @param {Deck} deck */
  #wish({ feed, manifest }) {
    const frame = this.#there(this.from.frame);
    const ahead = LEAD_SECONDS * manifest.rate_hz;
    if (!feed?.isMaking || !feed.lacks(frame, ahead) || (feed.wish !== null && frame < feed.wish)) return;
    feed.askFor(Math.min(frame + (this.from.place.moving ? ahead : 0), manifest.frames - 1), ahead);
  }

  /** In silence nothing has to fit. */
  #swap() {
    const { deck, from } = this;
    deck?.repeat(this.#loop());
    deck?.seek(from.transport === "ended" ? 0 : this.#there(from.frame));
    this.#finish();
  }

  async #cross() {
    this.isCrossing = true;
    await this.deck?.output.wake();
    if (this.closed) return;
    this.deck?.send({ type: "play" });
    this.#swap();
  }

  #finish() {
    const { deck, from, found } = this;
    if (!deck || this.closed) return;
    this.closed = true;
    deck.send({ type: "master", gain: this.volume() });
    deck.loop = this.#loop();
    const frame = from.transport === "ended" ? 0 : this.#there(from.frame);
    deck.place = { frame, time: deck.now, moving: from.place.moving };
    deck.transport = from.transport;
    from.close();
    if (from.output !== deck.output) setTimeout(() => void from.output.retire(), FADE_MS);
    this.done(deck, found.address);
  }

  /** @param {string} reason */
  #fail(reason) {
    if (this.closed) return;
    this.close();
    this.failed(reason);
  }

  /** Return the frame of the new music that sounds like one of the old. @param {number} frame */
  #there(frame) {
    const { rate_hz: rate, frames } = this.found.manifest;
    return Math.min(Math.round((frame * rate) / this.from.manifest.rate_hz), frames - 1);
  }

  #loop() {
    const { loop } = this.from;
    return loop && { start: this.#there(loop.start), end: this.#there(loop.end - 1) + 1 };
  }
}
