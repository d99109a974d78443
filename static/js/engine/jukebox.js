/**
 * Plays what stands in the queue: one after the other without a gap, forwards and back.
 */

import { patience } from "./page-loader.js";
import { Queue } from "./queue.js";
import { Succession } from "./succession.js";

/** @typedef {import("./queue.js").Entry} Entry */
/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("./memory.js").Memory} Memory */
/**
 * @typedef {object} Asked the detail of the window's event `sfa:queue`
 * @property {string[]} ids tracks, in their order
 * @property {"next" | "last" | "replace"} mode
 * @property {number} [start] which of them to begin with, for `replace`
 * @property {() => Promise<{ids: string[], start: number}>} [list] what they are a part of, told while they play
 * @typedef {"full" | "next" | "last" | "skipped"} Said
 */

const BACK_SECONDS = 3;
const AGAIN_MS = 3_000;
const NOTE_SECONDS = 5;
/** Nobody can wait these away: only somebody can. */
const STANDING = new Set(["away", "insecure", "gone"]);

export class Jukebox extends EventTarget {
  /**
   * @param {Player} player
   * @param {object} options
   * @param {Memory} options.memory
   * @param {(what: Said, about: {id?: string, count?: number}) => void} [options.say]
   * @param {Queue} [options.queue]
   */
  constructor(player, { memory, say = () => {}, queue = new Queue() }) {
    super();
    this.player = player;
    this.memory = memory;
    this.say = say;
    this.queue = queue;
    /** What the player has of the queue. @type {Entry | null} */
    this.playing = null;
    /** Where other stems than the best were asked for. @type {Map<number, string>} */
    this.addresses = new Map();
    this.state = player.state;
    /** How many times five seconds of the track were heard: so often its place is written down. */
    this.fives = 0;
    this.leaving = new AbortController();
    this.succession = new Succession(player, {
      peek: () => this.#next(),
      begun: ({ key }) => this.#begin(key),
      failed: ({ key }, reason) => this.#miss(key, reason),
    });
    queue.restore(memory.read("queue"));
    const { signal } = this.leaving;
    queue.addEventListener("change", () => this.#change(), { signal });
    player.addEventListener("state", () => this.#see(), { signal });
    player.addEventListener("moved", () => this.#move(), { signal });
    globalThis.addEventListener?.("pagehide", () => memory.flush(), { signal });
    globalThis.addEventListener?.("storage", (event) => this.#adopt(event), { signal });
  }

  /** Play a track by its address, here and now; what was to come comes after it. @param {string} address @param {{autoplay?: boolean}} [options] */
  load(address, { autoplay = false } = {}) {
    const id = trackOf(address);
    const { queue } = this;
    const entry = id === null || queue.current?.id === id ? queue.current : queue.insertNext([id])[0];
    if (id === null || !entry) {
      this.#leave();
      return this.player.load(address, { autoplay });
    }
    if (address.includes("?")) this.addresses.set(entry.key, address);
    else this.addresses.delete(entry.key);
    return this.play(entry, { autoplay });
  }

  /** @param {Entry} entry @param {{autoplay?: boolean, seconds?: number}} [options] */
  async play(entry, { autoplay = true, seconds = 0 } = {}) {
    const { player, queue } = this;
    this.#leave();
    this.playing = entry;
    const loading = player.load(this.#addressOf(entry), { autoplay: autoplay && !seconds });
    queue.goTo(entry);
    await loading;
    if (!seconds) return;
    if (this.playing !== entry || player.state !== "paused") return;
    player.seek(seconds);
    if (autoplay) await player.play();
  }

  toggle() {
    const { player, queue } = this;
    const { current } = queue;
    if (player.state !== "empty" || !current) return player.toggle();
    const place = this.memory.read("place");
    return void this.play(current, { seconds: place?.id === current.id ? place.seconds : 0 });
  }

  /** Go on to what comes next. */
  next() {
    const next = this.queue.after();
    if (next) void this.play(next);
  }

  /** Go back: to the beginning, or from there to what was played before. */
  previous() {
    const { player, queue } = this;
    const before = queue.before();
    if (player.deck && (player.seconds > BACK_SECONDS || !before || this.playing !== queue.current)) player.seek(0);
    else if (before) void this.play(before);
  }

  /** Do what somebody asked for by the window's event `sfa:queue`. @param {Partial<Asked> | undefined} asked */
  ask({ ids = [], mode = "last", start = 0, list } = {}) {
    if (!ids.length) return;
    const { queue } = this;
    if (mode === "replace") {
      queue.replace(ids, start);
      if (queue.current) void this.play(queue.current);
      void list?.().then((found) => this.#surround(found), () => {});
      return;
    }
    const wasEmpty = !queue.size;
    const added = mode === "next" ? queue.insertNext(ids) : queue.append(ids);
    this.say(added.length < ids.length ? "full" : mode, { count: added.length });
    const [first] = added;
    if (wasEmpty && first && this.player.state === "empty") void this.play(first, { autoplay: false });
  }

  /** Take an entry out; if it is played, what comes next takes its place. @param {Entry} entry */
  remove(entry) {
    const { player, queue, playing } = this;
    const wasWanted = player.wanted;
    queue.remove(entry);
    if (entry !== playing) return;
    this.#leave();
    if (queue.current && wasWanted) void this.play(queue.current);
    else player.close();
  }

  /** A track is gone. @param {string} id */
  forget(id) {
    for (const entry of this.queue.entries.filter((one) => one.id === id)) this.remove(entry);
  }

  close() {
    this.leaving.abort();
    this.#leave();
    this.memory.flush();
  }

  /** What the player plays is no longer of the queue. */
  #leave() {
    this.succession.drop();
    this.playing = null;
  }

  /** @param {{ids: string[], start: number}} found */
  #surround({ ids, start }) {
    const { key } = this.queue.current ?? {};
    this.queue.surround(ids, start);
    if (this.playing?.key === key) this.playing = this.queue.current;
  }

  #next() {
    const entry = this.playing === this.queue.current ? this.queue.peek() : null;
    return entry && { key: String(entry.key), address: this.#addressOf(entry) };
  }

  /** @param {Entry} entry */
  #addressOf(entry) {
    return this.addresses.get(entry.key) ?? `/api/v1/tracks/${entry.id}/player`;
  }

  /** @param {string} key */
  #entryOf(key) {
    return this.queue.entries.find((one) => String(one.key) === key);
  }

  /** @param {string} key */
  #begin(key) {
    const entry = this.#entryOf(key);
    this.playing = entry ?? null;
    if (entry) this.queue.goTo(entry);
  }

  /** What was to come cannot be played. @param {string} key @param {string} reason */
  #miss(key, reason) {
    const entry = this.#entryOf(key);
    if (!entry || STANDING.has(reason)) return;
    this.queue.passBy(entry);
    this.say("skipped", { id: entry.id });
  }

  #change() {
    this.memory.write("queue", () => this.queue.keep());
    this.succession.check();
    this.dispatchEvent(new Event("change"));
  }

  #see() {
    const { player, playing } = this;
    const isNew = player.state !== this.state;
    this.state = player.state;
    if (isNew) this.#note();
    if (isNew && playing && player.state === "ended" && !this.succession.isReady) this.#end();
    else if (isNew && playing && player.state === "failed") void this.#fail(playing);
    this.succession.check();
  }

  #move() {
    this.succession.check();
    if (Math.floor(this.player.seconds / NOTE_SECONDS) !== this.fives) this.#note();
  }

  /** Write down where the track is. */
  #note() {
    const { player, playing } = this;
    this.fives = Math.floor(player.seconds / NOTE_SECONDS);
    const seconds = player.state === "ended" ? 0 : player.seconds;
    if (playing && player.deck) this.memory.write("place", () => ({ id: playing.id, seconds }));
  }

  /** The track is over, and the next was not ready. */
  #end() {
    this.succession.drop();
    const next = this.queue.peek();
    if (next) void this.play(next);
  }

  /** @param {Entry} entry */
  async #fail(entry) {
    const { player, queue } = this;
    if (player.error === "away") {
      await patience(AGAIN_MS, this.leaving.signal);
      const still = this.playing === entry && player.state === "failed" && player.error === "away";
      if (still && !this.leaving.signal.aborted) void this.play(entry);
      return;
    }
    if (STANDING.has(player.error) || entry.out) return;
    queue.passBy(entry);
    const next = queue.after();
    if (!next) return;
    this.say("skipped", { id: entry.id });
    void this.play(next);
  }

  /** Another window has changed the queue; who plays keeps their own. @param {StorageEvent} event */
  #adopt(event) {
    if (event.key !== this.memory.keyOf("queue") || this.player.state !== "empty") return;
    this.queue.restore(this.memory.read("queue"));
  }
}

/** Return the track whose stems lie at an address, null for anything else. @param {string} address */
export function trackOf(address) {
  return /\/tracks\/([0-9a-f-]{36})\/player(?:\?|$)/.exec(address)?.[1] ?? null;
}
