/**
 * What is known of stems while they are made: which parts are written, and when more will be.
 */

import { contains, gaps, pageSpan, reach, total } from "../dsp/spans.js";
import { Growth } from "./growth.js";
import { Poll, readJson } from "./poll.js";

/** @typedef {import("../dsp/spans.js").Span} Span */
/** @typedef {{version: number, state: "making" | "done" | "gone", frames: number, spans: Span[], wished_frame: number | null}} Told */

const URGENT_MS = 400;
const QUIET_MS = 1_000;
const WISH_REST_MS = 250;

/** A wish is fulfilled when so many pages are made: see WISH_FRAMES in app/stems/live/shape.py. */
const WISH_PAGES = 2;

export class LiveFeed {
  /**
   * @param {object} options
   * @param {string} options.address
   * @param {string | null} [options.wishAddress]
   * @param {number} options.frames
   * @param {number} options.pageFrames
   * @param {typeof fetch} [options.fetch]
   * @param {import("./poll.js").Clock} [options.clock]
   * @param {() => number} [options.now] in ms
   */
  constructor({ address, wishAddress = null, frames, pageFrames, fetch: ask = (...all) => fetch(...all), clock, now = () => performance.now() }) {
    this.address = address;
    this.wishAddress = wishAddress;
    this.frames = frames;
    this.pageFrames = pageFrames;
    this.fetch = ask;
    this.now = now;
    /** @type {"making" | "done" | "gone"} */
    this.state = "making";
    this.version = -1;
    /** @type {Span[]} */
    this.spans = [];
    /** @type {number | null} the frame that was asked for last */
    this.wish = null;
    this.growth = new Growth();
    this.isUrgent = false;
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    const pace = () => (this.isUrgent ? URGENT_MS : QUIET_MS);
    this.poll = new Poll({ ask: (signal) => this.#read(signal), pace, ...(clock ? { clock } : {}) });
    this.clock = this.poll.clock;
    /** @type {unknown} */
    this.wishing = null;
  }

  start() {
    this.poll.start();
    return this;
  }

  /** Hear of news; return how to stop that. @param {() => void} act */
  listen(act) {
    this.listeners.add(act);
    return () => this.listeners.delete(act);
  }

  close() {
    this.listeners.clear();
    this.poll.stop();
    this.clock.clearTimeout(this.wishing);
  }

  get isMaking() {
    return this.state === "making";
  }

  /** Return what part of all is written, 0..1. */
  get fraction() {
    return this.state === "done" ? 1 : total(this.spans) / Math.max(1, this.frames);
  }

  /** Say whether a page can be asked for. @param {number} index */
  isWritten(index) {
    if (this.state !== "making") return this.state === "done";
    return contains(this.spans, ...pageSpan(index, this));
  }

  /** Return up to where whole pages are written, from the page of a frame on. @param {number} frame */
  playableUntil(frame) {
    if (this.state === "done") return this.frames;
    const start = this.#pageStart(frame);
    const end = reach(this.spans, start);
    const whole = end >= this.frames ? this.frames : this.#pageStart(end);
    return Math.max(whole, frame);
  }

  /** Return in how many seconds pages from `frame` on are written, or null while nobody can know. @param {number} frame @param {number} ahead in frames */
  secondsUntil(frame, ahead) {
    return this.growth.secondsFor(total(this.#missing(frame, ahead)), this.now());
  }

  /** Say whether pages from `frame` on are not written. @param {number} frame @param {number} ahead in frames */
  lacks(frame, ahead) {
    return this.#missing(frame, ahead).length > 0;
  }

  /**
   * Ask for the music from a frame on to be made next; only the last of many wishes is sent, and
   * none for what is made right now because of the one before.
   *
   * @param {number} frame
   * @param {number} ahead how much of it, in frames
   */
  askFor(frame, ahead) {
    const first = this.#missing(frame, ahead)[0]?.[0];
    if (first === undefined || this.#isWished(first)) return;
    this.wish = first;
    this.clock.clearTimeout(this.wishing);
    this.wishing = this.clock.setTimeout(() => void this.#send(first), WISH_REST_MS);
  }

  /** @param {number} frame */
  #isWished(frame) {
    if (this.wish === null) return false;
    const isOnTheWay = Math.max(this.wish, reach(this.spans, this.wish)) === frame;
    return isOnTheWay && frame < this.wish + WISH_PAGES * this.pageFrames;
  }

  /** Return what the pages around some music lack. @param {number} frame @param {number} ahead @returns {Span[]} */
  #missing(frame, ahead) {
    if (!this.isMaking) return [];
    const last = Math.min(frame + Math.max(1, ahead), this.frames) - 1;
    const [, end] = pageSpan(Math.floor(last / this.pageFrames), this);
    return gaps(this.spans, this.#pageStart(frame), end);
  }

  /** @param {number} frame */
  #pageStart(frame) {
    return Math.floor(frame / this.pageFrames) * this.pageFrames;
  }

  /** @param {number} frame */
  async #send(frame) {
    if (!this.wishAddress || !this.isMaking || reach(this.spans, frame) > frame) return;
    const body = JSON.stringify({ frame });
    const headers = { "content-type": "application/json" };
    try {
      await this.fetch(this.wishAddress, { method: "POST", body, headers });
    } catch {
      if (this.wish === frame) this.wish = null; // it is asked for again while somebody waits
    }
  }

  /** @param {AbortSignal} signal */
  async #read(signal) {
    const told = /** @type {Told | null} */ (await readJson(this.address, signal, this.fetch));
    if (signal.aborted) return false;
    this.#take(told ?? { version: this.version + 1, state: "gone", frames: this.frames, spans: [], wished_frame: null });
    return this.isMaking;
  }

  /** @param {Told} told */
  #take({ version, state, spans }) {
    const isNew = version !== this.version || state !== this.state;
    this.version = version;
    this.state = state;
    if (state !== "gone") this.spans = state === "done" ? [[0, this.frames]] : spans;
    this.growth.note(total(this.spans), this.now());
    if (isNew || this.isUrgent) for (const act of [...this.listeners]) act();
  }
}
