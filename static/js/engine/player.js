/**
 * The player: what the page's controls call, and what they show.
 *
 * Time lives in the audio thread.  `state` events tell of decisions (a track, play, mute, a loop);
 * between them, `frame` extrapolates the last place that the deck has told.
 */

import { canPlay, openContext, wake } from "./context.js";
import { PageLoader } from "./page-loader.js";

/** @typedef {import("./messages.js").FromDeck} FromDeck */
/** @typedef {import("./messages.js").ToDeck} ToDeck */
/** @typedef {import("./messages.js").Recording} Recording */
/** @typedef {import("../dsp/stem-mixer.js").Loop} Loop */

/** @typedef {import("./manifest.js").Manifest} Manifest */
/** @typedef {"empty" | "loading" | "paused" | "playing" | "waiting" | "ended" | "failed"} State */
/** @typedef {{volume: number, muted: boolean, solo: boolean}} Lane */

const WORKLET = new URL("./deck.js", import.meta.url).href;

/** Longer than any fade, shorter than a battery notices. */
const REST_MS = 20_000;

export class Player extends EventTarget {
  constructor({ worklet = WORKLET } = {}) {
    super();
    this.worklet = worklet;
    /** @type {State} */
    this.state = "empty";
    this.error = "";
    /** @type {Manifest | null} */
    this.manifest = null;
    /** @type {Lane[]} */
    this.lanes = [];
    /** @type {Loop | null} */
    this.loop = null;
    this.volume = 1;
    this.misses = 0;
    this.startMs = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
    /** @type {AudioContext | null} */
    this.context = null;
    /** @type {AudioWorkletNode | null} */
    this.node = null;
    /** @type {PageLoader | null} */
    this.loader = null;
    this.place = { frame: 0, time: 0, moving: false };
    this.loads = 0;
    this.address = "";
    this.playAt = 0;
    /** @type {((recording: Recording) => void) | null} */
    this.heard = null;
  }

  /**
   * Take a track, and play it if asked to.
   *
   * @param {string} address of the track's manifest
   * @param {{autoplay?: boolean}} [options]
   */
  async load(address, { autoplay = false } = {}) {
    const turn = ++this.loads;
    this.address = address;
    this.playAt = performance.now();
    this.#unload();
    this.#become("loading");
    try {
      if (!canPlay()) throw new Error("insecure");
      const answer = await fetch(address, { headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const manifest = /** @type {Manifest} */ (await answer.json());
      const context = await openContext(manifest.rate_hz, this.worklet);
      if (turn !== this.loads) return;
      this.#take(manifest, context);
      if (autoplay) await this.play();
    } catch (error) {
      if (turn !== this.loads) return;
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  async play() {
    if (!this.node || !this.context) return;
    if (this.state !== "loading") this.playAt = performance.now();
    clearTimeout(this.resting);
    this.#send({ type: "play" });
    await wake(this.context);
  }

  pause() {
    this.#send({ type: "pause" });
  }

  toggle() {
    if (this.state === "failed") void this.load(this.address, { autoplay: true });
    else if (this.state === "playing" || this.state === "waiting") this.pause();
    else void this.play();
  }

  /** @param {number} seconds */
  seek(seconds) {
    if (!this.manifest) return;
    const last = this.manifest.frames - 1;
    const frame = Math.max(0, Math.min(Math.round(seconds * this.manifest.rate_hz), last));
    this.place = { ...this.place, frame, time: this.#now() };
    this.#aim(frame);
    this.#send({ type: "seek", frame });
    this.#announce();
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
    this.#send({ type: "lane", stem, change });
    this.#announce();
  }

  /** @param {number} stem @param {"muted" | "solo"} what */
  toggleLane(stem, what) {
    this.setLane(stem, { [what]: !this.lanes[stem]?.[what] });
  }

  /** @param {number} gain 0..1 */
  setVolume(gain) {
    this.volume = Math.max(0, Math.min(gain, 1));
    this.#send({ type: "master", gain: this.volume });
    this.#announce();
  }

  /** Return where the playhead is now, in frames. */
  get frame() {
    if (!this.manifest) return 0;
    const { frame, time, moving } = this.place;
    if (!moving) return frame;
    const on = frame + Math.max(0, this.#now() - time) * this.manifest.rate_hz;
    const { loop } = this;
    const wraps = loop && frame < loop.end && on >= loop.end;
    const at = wraps ? loop.start + ((on - loop.start) % (loop.end - loop.start)) : on;
    return Math.min(at, this.manifest.frames);
  }

  get seconds() {
    return this.manifest ? this.frame / this.manifest.rate_hz : 0;
  }

  /** Say whether a lane sounds. @param {number} stem */
  isAudible(stem) {
    const lane = this.lanes[stem];
    return !!lane && !lane.muted && (lane.solo || !this.lanes.some((one) => one.solo));
  }

  /** Mirror what is played from now on. @param {number} frames @returns {Promise<Recording>} */
  record(frames) {
    this.#send({ type: "record", frames });
    return new Promise((resolve) => {
      this.heard = resolve;
    });
  }

  /** Let go of everything. */
  close() {
    this.loads++;
    this.#unload();
    this.#become("empty");
  }

  /** @param {Manifest} manifest @param {AudioContext} context */
  #take(manifest, context) {
    this.manifest = manifest;
    this.context = context;
    this.lanes = manifest.stems.map(() => ({ volume: 1, muted: false, solo: false }));
    const { frames, channels, page_frames: pageFrames, rate_hz: rate } = manifest;
    const level = 10 ** (manifest.gain_db / 20);
    const node = new AudioWorkletNode(context, "sfa-deck", {
      numberOfInputs: 0,
      outputChannelCount: [2],
      processorOptions: { stems: manifest.stems.length, frames, channels, pageFrames, rate, level },
    });
    node.port.onmessage = ({ data }) => this.#hear(data);
    node.connect(context.destination);
    this.node = node;
    this.loader = new PageLoader({
      addresses: manifest.stems.map((stem) => stem.pages_url),
      frames,
      pageFrames,
      deliver: (stem, index, samples) => {
        node.port.postMessage({ type: "page", stem, index, samples }, [samples]);
      },
      fail: (message) => this.#fail(message),
    });
    this.#send({ type: "master", gain: this.volume });
    this.#aim(0);
    this.#become("paused");
  }

  #unload() {
    this.loader?.close();
    if (this.node) {
      this.node.port.onmessage = null;
      this.#send({ type: "end" });
      this.node.disconnect();
    }
    this.loader = this.node = this.manifest = this.loop = null;
    this.lanes = [];
    this.misses = 0;
    this.place = { frame: 0, time: 0, moving: false };
  }

  /** @param {FromDeck} message */
  #hear(message) {
    if (message.type === "dropped") this.loader?.drop(message.stem, message.index);
    else if (message.type === "recorded") this.heard?.(message);
    else this.#follow(message);
  }

  /** @param {import("./messages.js").Place} told */
  #follow({ frame, time, transport, misses }) {
    this.place = { frame, time, moving: transport === "playing" };
    this.misses = misses;
    this.#aim(frame);
    if (transport === "playing" && this.playAt) {
      this.startMs = performance.now() - this.playAt;
      this.playAt = 0;
    }
    if (transport !== this.state && this.state !== "failed") this.#become(transport);
  }

  /** @param {number} frame */
  #aim(frame) {
    const page = this.manifest ? Math.floor(frame / this.manifest.page_frames) : 0;
    const key = `${page} ${this.loop?.start} ${this.loop?.end}`;
    if (!this.loader || this.loader.aimed === key) return;
    this.loader.aimed = key;
    const pages = this.loader.aim(frame, this.loop);
    this.#send({ type: "pin", indices: pages });
  }

  /** @param {Loop | null} loop */
  #loop(loop) {
    this.loop = loop && loop.end > loop.start ? loop : null;
    this.#aim(this.frame);
    this.#send({ type: "loop", loop: this.loop });
    this.#announce();
  }

  #now() {
    return this.context?.currentTime ?? 0;
  }

  /** @param {ToDeck} order */
  #send(order) {
    this.node?.port.postMessage(order);
  }

  /** @param {string} reason */
  #fail(reason) {
    this.error = reason;
    this.#send({ type: "pause" });
    this.#become("failed");
  }

  /** @param {State} state */
  #become(state) {
    this.state = state;
    this.#rest();
    if (state !== "failed") this.error = "";
    this.#announce();
  }

  /** Let the audio thread sleep when nothing has sounded for a while. */
  #rest() {
    clearTimeout(this.resting);
    const { context } = this;
    if (!context || !["paused", "ended", "empty", "failed"].includes(this.state)) return;
    this.resting = setTimeout(() => context.state === "running" && void context.suspend(), REST_MS);
  }

  #announce() {
    this.dispatchEvent(new Event("state"));
  }
}
