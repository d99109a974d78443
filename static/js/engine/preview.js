/**
 * A few seconds of another track, from where it is loudest, softly over what is played.
 */

import { Deck } from "./deck.js";
import { freshLane } from "./lanes.js";
import { readManifest } from "./manifest.js";
import { canPlay, openOutput } from "./output.js";

/** @typedef {import("./output.js").Output} Output */
/** @typedef {import("./player.js").Player} Player */

const SECONDS = 10;
const GAIN = 0.7;
/** What plays makes room: −14 dB. */
const DUCKED = 0.2;
const AHEAD = 1;
const FADE_MS = 60;

export class Preview extends EventTarget {
  /** @param {Player} player */
  constructor(player) {
    super();
    this.player = player;
    this.turn = 0;
    /** The track that is tried out. */
    this.id = "";
    /** @type {Deck | null} */
    this.deck = null;
    /** @type {Output | null} */
    this.ducked = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** Say whether a track can be tried out: browsers let nothing sound before somebody has touched the page. */
  get isAllowed() {
    return canPlay() && (navigator.userActivation?.hasBeenActive ?? true);
  }

  /** Let a track be heard for some seconds. @param {string} id */
  async start(id) {
    if (!this.isAllowed) return;
    this.stop();
    const turn = ++this.turn;
    this.#become(id);
    try {
      const manifest = await readManifest(`/api/v1/tracks/${id}/player`);
      const main = this.player.output ?? (await openOutput(manifest.rate_hz, this.player.worklet));
      if (turn !== this.turn) return;
      this.#play(main, manifest);
      await main.wake();
    } catch {
      if (turn === this.turn) this.stop(); // it is only a glance: who wants it can press play
    }
  }

  /** Be silent again, and let what plays be as loud as it was. */
  stop() {
    this.turn += 1;
    clearTimeout(this.timer);
    this.ducked?.duck(1);
    if (this.player.state !== "playing") this.ducked?.rest();
    this.ducked = null;
    const { deck } = this;
    this.deck = null;
    deck?.close();
    if (deck) setTimeout(() => deck.output.leave(), FADE_MS);
    this.#become("");
  }

  /** @param {Output} main @param {import("./manifest.js").Manifest} manifest */
  #play(main, manifest) {
    const lanes = manifest.stems.map(freshLane);
    const volume = GAIN * this.player.volume;
    const deck = new Deck(main.beside(), manifest, { lanes, volume, matching: this.player.matching, ahead: AHEAD });
    const last = Math.max(0, manifest.duration_seconds - SECONDS);
    const start = Math.min(manifest.highlight_seconds ?? manifest.duration_seconds / 3, last);
    this.deck = deck;
    this.ducked = main;
    main.stay();
    deck.listener = { ...deck.listener, failed: () => this.stop(), moved: (transport) => this.#follow(deck, transport) };
    deck.seek(Math.round(start * manifest.rate_hz));
    deck.send({ type: "play" });
  }

  /** @param {Deck} deck @param {import("../dsp/stem-mixer.js").Transport} transport */
  #follow(deck, transport) {
    if (deck !== this.deck) return;
    if (transport === "ended") this.stop();
    if (transport !== "playing" || this.timer) return;
    this.ducked?.duck(DUCKED);
    this.timer = setTimeout(() => this.stop(), SECONDS * 1_000);
  }

  /** @param {string} id */
  #become(id) {
    this.timer = undefined;
    if (this.id === id) return;
    this.id = id;
    this.dispatchEvent(new Event("change"));
  }
}
