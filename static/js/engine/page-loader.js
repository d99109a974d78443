/**
 * Fetches the pages a deck needs, the most urgent first, and stops what is no longer needed.
 */

import { pagesByUrgency } from "../dsp/paged-source.js";

const AT_ONCE = 4;
const PATIENCE_MS = [250, 500, 1_000, 2_000];
const NOT_YET = 425;

export class PageLoader {
  /**
   * @param {object} options
   * @param {string[]} options.addresses one per stem; a page is `<address>/<index>`
   * @param {number} options.frames
   * @param {number} options.pageFrames
   * @param {(stem: number, index: number, samples: ArrayBuffer) => void} options.deliver
   * @param {(message: string) => void} options.fail called when a page cannot be had
   * @param {(index: number) => boolean} [options.isReady] a page that is still made is not asked for
   * @param {typeof fetch} [options.fetch]
   */
  constructor({ addresses, frames, pageFrames, deliver, fail, isReady = () => true, fetch: ask = (...all) => fetch(...all) }) {
    this.addresses = addresses;
    this.pageFrames = pageFrames;
    this.pageCount = Math.ceil(frames / pageFrames);
    this.deliver = deliver;
    this.fail = fail;
    this.isReady = isReady;
    this.ask = ask;
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
    const { pageFrames, pageCount } = this;
    const pages = pagesByUrgency({ frame, loop, pageFrames, pageCount });
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
    for (const wait of [...PATIENCE_MS, 0]) {
      try {
        const answer = await this.ask(`${this.addresses[stem]}/${index}`, { signal });
        if (answer.ok) {
          const samples = await answer.arrayBuffer();
          if (signal.aborted) return;
          this.held.add(key);
          this.deliver(stem, index, samples);
          return;
        }
        if (answer.status < 500 && answer.status !== NOT_YET) return this.fail(`status ${answer.status}`);
      } catch (error) {
        if (signal.aborted) return;
        if (!wait) return this.fail(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (signal.aborted) return;
    }
    this.fail("no answer");
  }
}
