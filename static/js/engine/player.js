/**
 * The player: what the page's controls call, and what they show.
 *
 * Time lives in the audio thread.  `state` events tell of decisions (a track, play, mute, a loop),
 * `moved` events of a place that the deck has told, from which `frame` extrapolates, and `grown`
 * events of stems that are still made.
 */

import { Arrivals } from "./arrivals.js";
import { Deck } from "./deck.js";
import { freshLane } from "./lanes.js";
import { readManifest } from "./manifest.js";
import { canPlay, openOutput } from "./output.js";

/** @typedef {import("./messages.js").Recording} Recording */
/** @typedef {import("../dsp/stem-mixer.js").Loop} Loop */
/** @typedef {import("../dsp/stem-mixer.js").Transport} Transport */
/** @typedef {import("./manifest.js").Manifest} Manifest */
/** @typedef {import("./output.js").Output} Output */
/** @typedef {import("./deck.js").Lane} Lane */
/** @typedef {import("./loudness.js").Matching} Matching */
/** @typedef {"empty" | "loading" | "paused" | "playing" | "waiting" | "ended" | "failed"} State */

const WORKLET = new URL("./deck.js", import.meta.url).href;

export class Player extends EventTarget {
  constructor({ worklet = WORKLET } = {}) {
    super();
    this.worklet = worklet;
    /** @type {State} */
    this.state = "empty";
    this.error = "";
    this.volume = 1;
    /** @type {Matching} */
    this.matching = "track";
    this.startMs = 0;
    /** How many sets of stems there have been: a new one is drawn anew. */
    this.takes = 0;
    this.loads = 0;
    this.address = "";
    this.playAt = 0;
    this.wanted = false;
    /** @type {Deck | null} */
    this.deck = null;
    /** @type {Output | null} */
    this.output = null;
    this.arrivals = new Arrivals(this);
  }

  get manifest() {
    return this.deck?.manifest ?? null;
  }

  get lanes() {
    return this.deck?.lanes ?? [];
  }

  get loop() {
    return this.deck?.loop ?? null;
  }

  get misses() {
    return this.deck?.misses ?? 0;
  }

  get isMoving() {
    return this.deck?.place.moving ?? false;
  }

  /** Return where the playhead is now, in frames. */
  get frame() {
    return this.deck?.frame ?? 0;
  }

  get seconds() {
    return this.deck ? this.deck.frame / this.deck.manifest.rate_hz : 0;
  }

  /** Return what is played, in seconds. */
  get where() {
    const { seconds, isMoving, loop, manifest } = this;
    const rate = manifest?.rate_hz ?? 1;
    return { seconds, isMoving, loop: loop && { start: loop.start / rate, end: loop.end / rate } };
  }

  /** Return what is to be known of stems on their way, or null. */
  get notice() {
    return this.arrivals.notice;
  }

  /**
   * Take a track, and play it if asked to.
   *
   * @param {string} address of the track's manifest
   * @param {{autoplay?: boolean}} [options]
   */
  async load(address, { autoplay = false } = {}) {
    const turn = ++this.loads;
    this.#unload();
    this.address = address;
    this.playAt = performance.now();
    this.#become("loading");
    try {
      if (!canPlay()) throw new Error("insecure");
      const manifest = await readManifest(address);
      const output = await openOutput(manifest.rate_hz, this.worklet);
      if (turn !== this.loads) return;
      const { volume, matching } = this;
      const deck = new Deck(output, manifest, { lanes: manifest.stems.map(freshLane), volume, matching });
      deck.aim(0);
      if (this.output && this.output !== output) void this.output.retire();
      this.state = "paused";
      this.take(deck, address);
      if (autoplay) await this.play();
    } catch (error) {
      if (turn !== this.loads) return;
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  async play() {
    if (!this.deck) return;
    if (this.state !== "loading") this.playAt = performance.now();
    this.output?.stay();
    this.wanted = true;
    this.deck.send({ type: "play" });
    await this.deck.output.wake();
  }

  pause() {
    this.wanted = false;
    this.deck?.send({ type: "pause" });
  }

  toggle() {
    if (this.state === "failed") void this.load(this.address, { autoplay: true });
    else if (this.state === "playing" || this.state === "waiting") this.pause();
    else void this.play();
  }

  /** @param {number} seconds */
  seek(seconds) {
    if (!this.deck) return;
    const { frames, rate_hz: rate } = this.deck.manifest;
    this.deck.seek(Math.max(0, Math.min(Math.round(seconds * rate), frames - 1)));
    this.arrivals.seek();
    this.announce();
  }

  /** Repeat from `start` to `end`, in seconds, from now on. @param {number} start @param {number} end */
  setLoop(start, end) {
    if (!this.manifest) return;
    const { rate_hz: rate, frames } = this.manifest;
    const frameAt = (/** @type {number} */ at) => Math.max(0, Math.min(Math.round(at * rate), frames));
    this.#loop({ start: frameAt(Math.min(start, end)), end: frameAt(Math.max(start, end)) });
  }

  clearLoop() {
    if (this.loop) this.#loop(null);
  }

  /** @param {number} stem @param {Partial<Lane>} change */
  setLane(stem, change) {
    const lane = this.lanes[stem];
    if (!lane) return;
    Object.assign(lane, change);
    this.deck?.send({ type: "lane", stem, change });
    this.announce();
  }

  /** @param {number} stem @param {"muted" | "solo"} what */
  toggleLane(stem, what) {
    this.setLane(stem, { [what]: !this.lanes[stem]?.[what] });
  }

  /** @param {number} gain 0..1 */
  setVolume(gain) {
    this.volume = Math.max(0, Math.min(gain, 1));
    this.deck?.send({ type: "master", gain: this.volume });
    this.announce();
  }

  /** Play tracks as loud as each other, or as they are. @param {Matching} matching */
  match(matching) {
    this.matching = matching;
    this.deck?.match(matching);
  }

  /** Say whether a lane sounds. @param {number} stem */
  isAudible(stem) {
    const lane = this.lanes[stem];
    return !!lane && !lane.muted && (lane.solo || !this.lanes.some((one) => one.solo));
  }

  /** Mirror what is played from now on. @param {number} frames @returns {Promise<Recording>} */
  record(frames) {
    return this.output ? this.output.record(frames) : Promise.reject(new Error("empty"));
  }

  /** Change over to the newer stems that were found, at the same place. */
  hearNew() {
    this.arrivals.accept();
  }

  /** Forget what was said about stems on their way. */
  dismiss() {
    this.arrivals.dismiss();
    this.announce();
  }

  /** See whether there is something new about the track, such as stems on their way. */
  lookAgain() {
    return this.arrivals.lookAgain();
  }

  /** Let go of everything. */
  close() {
    this.loads++;
    this.#unload();
    this.#become("empty");
  }

  /** Be heard through a deck, which goes on as it is. @param {Deck} deck @param {string} address */
  take(deck, address) {
    this.deck = deck;
    this.output = deck.output;
    this.address = address;
    this.takes += 1;
    deck.listener = {
      ...deck.listener,
      moved: (transport) => this.#follow(transport),
      failed: (reason) => this.#miss(reason),
      grown: () => this.#grow(),
    };
    this.arrivals.watch();
    this.announce();
  }

  /** Say that it cannot go on. @param {string} reason */
  fail(reason) {
    this.error = reason;
    this.pause();
    this.#become("failed");
  }

  /** Tell that something was decided. */
  announce() {
    this.dispatchEvent(new Event("state"));
  }

  #unload() {
    this.arrivals.close();
    this.deck?.close();
    this.deck = null;
    this.wanted = false;
  }

  /** @param {Transport} transport */
  #follow(transport) {
    if (transport === "playing" && this.playAt) {
      this.startMs = performance.now() - this.playAt;
      this.playAt = 0;
    }
    if (transport === "ended") this.wanted = false;
    const isNew = transport !== this.state && this.state !== "failed";
    if (isNew) this.state = transport;
    this.arrivals.move();
    if (isNew) this.#become(transport);
    this.dispatchEvent(new Event("moved"));
  }

  /** A page cannot be had; of stems that are still made, the feed knows why. @param {string} reason */
  #miss(reason) {
    const feed = this.deck?.feed;
    if (feed && feed.state !== "done") feed.poll.hurry();
    else this.fail(reason);
  }

  #grow() {
    this.arrivals.grow();
    this.dispatchEvent(new Event("grown"));
  }

  /** @param {Loop | null} loop */
  #loop(loop) {
    this.deck?.repeat(loop && loop.end > loop.start ? loop : null);
    this.arrivals.move();
    this.announce();
  }

  /** @param {State} state */
  #become(state) {
    this.state = state;
    if (["paused", "ended", "empty", "failed"].includes(state)) this.output?.rest();
    else this.output?.stay();
    if (state !== "failed") this.error = "";
    this.announce();
  }
}
