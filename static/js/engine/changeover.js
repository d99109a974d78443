/**
 * Waits for better stems of the track that is loaded, and says when they can be played on.
 */

import { feedOf } from "./deck.js";
import { addressOf, readManifest } from "./manifest.js";
import { Poll, readJson } from "./poll.js";

/** @typedef {import("./manifest.js").Manifest} Manifest */
/** @typedef {import("./live-feed.js").LiveFeed} LiveFeed */
/** @typedef {{address: string, manifest: Manifest, feed: LiveFeed | null}} Found */
/** @typedef {{state: "waiting" | "making" | "done" | "gone", separation_id: string | null}} Coming */
/** @typedef {{seconds: number, isMoving: boolean, loop?: {start: number, end: number} | null}} Place in seconds */

const EVERY_MS = 1_000;
const ENOUGH_SECONDS = 4;
const SURELY_ENOUGH_SECONDS = 12;
const MARGIN_SECONDS = 1.5;
const FAR_SECONDS = 15;
const LEAD_SECONDS = 6;

export class Changeover {
  /**
   * @param {object} options
   * @param {string} options.coming the address that tells what is on its way
   * @param {string} options.address of the track's description
   * @param {() => Place} options.where the playhead is
   * @param {(found: Found) => void} options.found called once; the feed is the caller's from then on
   * @param {typeof fetch} [options.fetch]
   * @param {import("./poll.js").Clock} [options.clock]
   */
  constructor({ coming, address, where, found, fetch: ask = (...all) => fetch(...all), clock }) {
    this.coming = coming;
    this.address = address;
    this.where = where;
    this.found = found;
    this.fetch = ask;
    /** @type {Found | null} */
    this.candidate = null;
    this.closed = false;
    this.poll = new Poll({ ask: (signal) => this.#look(signal), pace: () => EVERY_MS, ...(clock ? { clock } : {}) });
  }

  start() {
    this.poll.start();
    return this;
  }

  close() {
    this.closed = true;
    this.poll.stop();
    this.candidate?.feed?.close();
    this.candidate = null;
  }

  /** See whether what is written is enough for where the playhead is now. */
  check() {
    const { candidate } = this;
    if (!candidate) return;
    const { feed, manifest } = candidate;
    const where = this.where();
    if (feed) feed.isUrgent = where.isMoving;
    if (feed?.state === "gone") {
      feed.close();
      this.candidate = null;
      return;
    }
    if (feed && !isEnough(feed, where, manifest.rate_hz)) return;
    this.candidate = null;
    feed?.listeners.clear();
    if (feed) feed.isUrgent = false;
    this.close();
    this.found(candidate);
  }

  /** Wait until these stems can be played on. @param {string} address @param {Manifest} manifest */
  consider(address, manifest) {
    const feed = feedOf(manifest, { fetch: this.fetch, clock: this.poll.clock });
    this.candidate = { address, manifest, feed };
    feed?.listen(() => this.check());
    feed?.start();
    this.#ask(manifest, feed);
    this.check();
  }

  /** @param {AbortSignal} signal */
  async #look(signal) {
    if (this.candidate) return true;
    const told = /** @type {Coming | null} */ (await readJson(this.coming, signal, this.fetch));
    if (!told || told.state === "gone") return false;
    if (told.state === "waiting" || !told.separation_id) return true;
    const address = addressOf(this.address, told.separation_id);
    const manifest = await readManifest(address, this.fetch);
    if (this.closed) return false;
    this.consider(address, manifest);
    return !this.closed;
  }

  /** Somebody who is far into a track would wait long for stems that are made from its beginning. @param {Manifest} manifest @param {LiveFeed | null} feed */
  #ask(manifest, feed) {
    const { seconds, isMoving } = this.where();
    if (!isMoving || seconds < FAR_SECONDS) return;
    const ahead = ENOUGH_SECONDS * manifest.rate_hz;
    feed?.askFor(Math.min(Math.round((seconds + LEAD_SECONDS) * manifest.rate_hz), manifest.frames - 1), ahead);
  }
}

/**
 * Say whether music can change over to stems that are still made, without having to wait for them
 * later: as they grow now, the playhead must not catch up with them.
 *
 * @param {LiveFeed} feed
 * @param {Place} place of the playhead
 * @param {number} rate in Hz
 */
export function isEnough(feed, { seconds, isMoving, loop }, rate) {
  const frame = Math.min(Math.round(seconds * rate), feed.frames - 1);
  const until = feed.playableUntil(frame);
  if (until >= feed.frames) return true;
  if (loop && seconds < loop.end) {
    const end = Math.round(loop.end * rate);
    return until >= end && feed.playableUntil(Math.round(loop.start * rate)) >= end;
  }
  const ahead = (until - frame) / rate;
  const { perSecond } = feed.growth;
  if (!isMoving || ahead < ENOUGH_SECONDS) return ahead >= ENOUGH_SECONDS;
  if (perSecond === 0) return ahead >= SURELY_ENOUGH_SECONDS;
  const speed = perSecond / rate;
  if (speed >= 1) return ahead >= (feed.growth.secondsFor(1, feed.now()) ?? 0) + MARGIN_SECONDS;
  return ahead / (1 - speed) >= (feed.frames - frame) / rate;
}
