/**
 * Fetches the pages a deck needs, the most urgent first, and stops what is no longer needed.
 *
 * Where the studio does not answer it tries again until it does: what is here plays on meanwhile.
 */

import { pagesByUrgency } from "../dsp/paged-source.js";

const AT_ONCE = 4;
const PATIENCE_MS = [250, 500, 1_000, 2_000];
const LAST_TRY = PATIENCE_MS.length - 1;
const NOT_YET = 425;
/** A proxy says so while the studio itself is away. */
const AWAY = new Set([502, 503, 504]);

export class PageLoader {
  /**
   * @param {object} options
   * @param {string[]} options.addresses one per stem; a page is `<address>/<index>`
   * @param {number} options.frames
   * @param {number} options.pageFrames
   * @param {(stem: number, index: number, samples: ArrayBuffer) => void} options.deliver
   * @param {(message: string) => void} options.fail called when a page cannot be had
   * @param {(index: number) => boolean} [options.isReady] a page that is still made is not asked for
   * @param {(isStalled: boolean) => void} [options.stall] called when the studio no longer answers, and when it does again
   * @param {number} [options.ahead] pages to have before they are needed
   * @param {typeof fetch} [options.fetch]
   * @param {(ms: number, signal: AbortSignal) => Promise<void>} [options.pause]
   */
  constructor({ addresses, frames, pageFrames, deliver, fail, isReady = () => true, stall = () => {}, ahead, fetch: ask = (...all) => fetch(...all), pause = patience }) {
    this.addresses = addresses;
    this.pageFrames = pageFrames;
    this.pageCount = Math.ceil(frames / pageFrames);
    this.deliver = deliver;
    this.fail = fail;
    this.isReady = isReady;
    this.stall = stall;
    this.ahead = ahead;
    this.ask = ask;
    this.pause = pause;
    /** Whether the studio does not answer. */
    this.stalled = false;
    /** @type {Set<string>} */
    this.held = new Set();
    /** @type {Map<string, AbortController>} */
    this.flying = new Map();
    /** @type {string[]} the most urgent first, with those that are here */
    this.wanted = [];
    /** @type {string[]} */
    this.queue = [];
    this.closed = false;
    this.aimed = "";
  }

  /**
   * Say where the playhead is; return the pages that should not go.
   *
   * @param {number} frame
   * @param {{start: number, end: number} | null} loop
   */
  aim(frame, loop) {
    const { pageFrames, pageCount, ahead } = this;
    const pages = pagesByUrgency({ frame, loop, pageFrames, pageCount, ahead });
    this.wanted = pages.flatMap((page) => this.addresses.map((_, stem) => `${stem}/${page}`));
    const all = new Set(this.wanted);
    for (const [key, flight] of this.flying) {
      if (all.has(key)) continue;
      flight.abort();
      this.flying.delete(key);
    }
    this.refill();
    return pages;
  }

  /** Ask for what is wanted and has become ready. */
  refill() {
    if (this.closed) return;
    const isOpen = (/** @type {string} */ key) => !this.held.has(key) && !this.flying.has(key);
    this.queue = this.wanted.filter((key) => isOpen(key) && this.isReady(Number(key.split("/")[1])));
    this.#fly();
  }

  /** Say whether all stems of a page have been delivered. @param {number} index */
  holds(index) {
    return this.addresses.every((_, stem) => this.held.has(`${stem}/${index}`));
  }

  /** The deck has let go of a page. @param {number} stem @param {number} index */
  drop(stem, index) {
    this.held.delete(`${stem}/${index}`);
  }

  close() {
    this.closed = true;
    this.queue = [];
    for (const flight of this.flying.values()) flight.abort();
  }

  #fly() {
    while (this.flying.size < AT_ONCE) {
      const key = this.queue.shift();
      if (key === undefined) return;
      const flight = new AbortController();
      this.flying.set(key, flight);
      void this.#fetch(key, flight.signal).finally(() => {
        if (this.flying.get(key) === flight) this.flying.delete(key);
        if (!this.closed) this.#fly();
      });
    }
  }

  /** @param {string} key @param {AbortSignal} signal */
  async #fetch(key, signal) {
    const [stem, index] = /** @type {[number, number]} */ (key.split("/").map(Number));
    for (let tries = 0; !signal.aborted; ) {
      const answer = await this.#ask(`${this.addresses[stem]}/${index}`, signal);
      if (signal.aborted) return;
      this.#note(!answer);
      if (answer instanceof ArrayBuffer) {
        this.held.add(key);
        this.deliver(stem, index, answer);
        return;
      }
      if (answer && answer < 500 && answer !== NOT_YET) return this.fail(`status ${answer}`);
      if (answer && tries === PATIENCE_MS.length) return this.fail("no answer");
      await this.pause(/** @type {number} */ (PATIENCE_MS[Math.min(tries, LAST_TRY)]), signal);
      tries = answer ? tries + 1 : Math.min(tries + 1, LAST_TRY); // who is away is asked for ever
    }
  }

  /** Return a page, or the status of a refusal, or 0 where nobody answers. @param {string} address @param {AbortSignal} signal */
  async #ask(address, signal) {
    try {
      const answer = await this.ask(address, { signal });
      if (answer.ok) return await answer.arrayBuffer();
      return AWAY.has(answer.status) ? 0 : answer.status;
    } catch {
      return 0;
    }
  }

  /** @param {boolean} isStalled */
  #note(isStalled) {
    if (this.stalled === isStalled || this.closed) return;
    this.stalled = isStalled;
    this.stall(isStalled);
  }
}

/** Wait, but no longer than until the network is back or nobody waits any more. @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
export function patience(ms, signal) {
  return new Promise((resolve) => {
    const stop = new AbortController();
    const done = () => {
      clearTimeout(timer);
      stop.abort();
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true, signal: stop.signal });
    globalThis.addEventListener?.("online", done, { once: true, signal: stop.signal });
  });
}
