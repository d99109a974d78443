/**
 * One track on the player: its stems in the audio thread, and the pages on their way there.
 */

import { LiveFeed } from "./live-feed.js";
import { levelOf } from "./loudness.js";
import { PageLoader } from "./page-loader.js";

/** @typedef {import("./manifest.js").Manifest} Manifest */
/** @typedef {import("./messages.js").Order} Order */
/** @typedef {import("./messages.js").News} News */
/** @typedef {import("./output.js").Output} Output */
/** @typedef {import("../dsp/stem-mixer.js").Loop} Loop */
/** @typedef {import("../dsp/stem-mixer.js").Transport} Transport */
/** @typedef {import("./loudness.js").Matching} Matching */
/** @typedef {{volume: number, muted: boolean, solo: boolean}} Lane */

/** What is there before music starts, and before it goes on after a wait: it would only stutter. */
export const RESERVE_SECONDS = 2.5;

/**
 * @typedef {object} Listener
 * @property {(transport: Transport) => void} moved the deck has told its place
 * @property {(reason: string) => void} failed a page cannot be had
 * @property {() => void} grown there is news of stems that are still made
 * @property {() => void} tookOver it plays from where the other deck was
 */

/** @type {Listener} */
const DEAF = { moved: () => {}, failed: () => {}, grown: () => {}, tookOver: () => {} };

export class Deck {
  /**
   * @param {Output} output
   * @param {Manifest} manifest
   * @param {{lanes: Lane[], volume: number, matching?: Matching, feed?: LiveFeed | null, ahead?: number}} options
   *   `ahead` is how many pages it has before they are needed
   */
  constructor(output, manifest, { lanes, volume, matching = "track", feed = null, ahead }) {
    this.output = output;
    this.manifest = manifest;
    this.lanes = lanes;
    /** @type {Listener} */
    this.listener = { ...DEAF };
    /** @type {Loop | null} */
    this.loop = null;
    this.misses = 0;
    /** @type {Transport} */
    this.transport = "paused";
    this.place = { frame: 0, time: 0, moving: false };
    /** How often somebody sought: what the deck tells of the time before is old. */
    this.turn = 0;
    this.id = output.admit((news) => this.#hear(news));
    this.loader = this.#open(levelOf(manifest, matching), ahead);
    this.feed = feed ?? feedOf(manifest)?.start() ?? null;
    this.deaf = this.feed?.listen(() => this.#grow()) ?? (() => {});
    this.#reserve();
    this.send({ type: "master", gain: volume });
    lanes.forEach((lane, stem) => this.send({ type: "lane", stem, change: lane }));
  }

  /** Return where the playhead is now, in frames. */
  get frame() {
    const { frame, time, moving } = this.place;
    if (!moving) return frame;
    const on = frame + Math.max(0, this.now - time) * this.manifest.rate_hz;
    const { loop } = this;
    const wraps = loop && frame < loop.end && on >= loop.end;
    const at = wraps ? loop.start + ((on - loop.start) % (loop.end - loop.start)) : on;
    return Math.min(at, this.manifest.frames);
  }

  get now() {
    return this.output.context.currentTime;
  }

  /** @param {number} frame */
  seek(frame) {
    this.place = { ...this.place, frame, time: this.now };
    this.turn += 1;
    this.aim(frame);
    this.send({ type: "seek", frame, turn: this.turn });
  }

  /** @param {Matching} matching */
  match(matching) {
    this.send({ type: "level", level: levelOf(this.manifest, matching) });
  }

  /** @param {Loop | null} loop */
  repeat(loop) {
    this.loop = loop;
    this.aim(this.frame);
    this.send({ type: "loop", loop });
  }

  /** Have the pages around a frame. @param {number} frame @param {Loop | null} [loop] */
  aim(frame, loop = this.loop) {
    const page = Math.floor(frame / this.manifest.page_frames);
    const key = `${page} ${loop?.start} ${loop?.end}`;
    if (this.loader.aimed === key) return;
    this.loader.aimed = key;
    this.send({ type: "pin", indices: this.loader.aim(frame, loop) });
  }

  /** Say whether the music from a frame on is here, for as long as told. @param {number} frame @param {number} seconds */
  holds(frame, seconds) {
    const { page_frames: pageFrames, frames, rate_hz: rate } = this.manifest;
    const last = Math.min(frame + seconds * rate, frames - 1);
    for (let page = Math.floor(frame / pageFrames); page * pageFrames <= last; page++) {
      if (!this.loader.holds(page)) return false;
    }
    return true;
  }

  /** @param {Order} order */
  send(order) {
    this.output.send(this.id, order);
  }

  close() {
    this.deaf();
    this.feed?.close();
    this.loader.close();
    this.output.dismiss(this.id);
  }

  /** @param {number} level @param {number} [ahead] */
  #open(level, ahead) {
    const { stems, frames, channels, page_frames: pageFrames, rate_hz: rate } = this.manifest;
    this.send({ type: "open", shape: { stems: stems.length, frames, channels, pageFrames, rate, level } });
    return new PageLoader({
      addresses: stems.map((stem) => stem.pages_url),
      frames,
      pageFrames,
      deliver: (stem, index, samples) => {
        this.output.send(this.id, { type: "page", stem, index, samples }, [samples]);
      },
      isReady: (index) => this.feed?.isWritten(index) ?? true,
      fail: (reason) => this.listener.failed(reason),
      stall: () => this.listener.grown(),
      ...(ahead === undefined ? {} : { ahead }),
    });
  }

  #grow() {
    this.#reserve();
    this.loader.refill();
    this.listener.grown();
  }

  #reserve() {
    if (!this.feed) return;
    const seconds = this.feed.isMaking ? RESERVE_SECONDS : 0;
    this.send({ type: "reserve", frames: Math.round(seconds * this.manifest.rate_hz) });
  }

  /** @param {News} news */
  #hear(news) {
    if (news.type === "dropped") this.loader.drop(news.stem, news.index);
    else if (news.type === "taken-over") this.listener.tookOver();
    else if (news.turn === this.turn) {
      this.place = { frame: news.frame, time: news.time, moving: news.transport === "playing" };
      this.misses = news.misses;
      this.transport = news.transport;
      this.aim(news.frame);
      this.listener.moved(news.transport);
    }
  }
}

/**
 * Return what tells how stems grow, null where they are all there.
 *
 * @param {Manifest} manifest
 * @param {{fetch?: typeof fetch, clock?: import("./poll.js").Clock}} [world]
 */
export function feedOf(manifest, world = {}) {
  const { is_pending: isPending, live_url: address, wish_url: wishAddress = null, frames, page_frames: pageFrames } = manifest;
  return isPending && address ? new LiveFeed({ address, wishAddress, frames, pageFrames, ...world }) : null;
}
