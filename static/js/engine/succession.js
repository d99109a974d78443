/**
 * The track that comes next, made ready while the one before still plays: it begins on the frame
 * after that one's last, in the same audio thread, whatever its rate.
 */

import { Deck } from "./deck.js";
import { carryLanes, freshLane } from "./lanes.js";
import { readManifest } from "./manifest.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {{key: string, address: string}} Next what comes, and what tells it from anything else */

/** How long before the end the next track is asked for: enough for a slow line. */
const LEAD_SECONDS = 20;

/** What did not work is tried again so much later. */
const AGAIN_MS = 3_000;

export class Succession {
  /**
   * @param {Player} player
   * @param {object} options
   * @param {() => Next | null} options.peek what comes after what is played
   * @param {(next: Next) => void} options.begun it sounds now
   * @param {(next: Next, reason: string) => void} options.failed it cannot be played
   * @param {typeof fetch} [options.fetch]
   */
  constructor(player, { peek, begun, failed, fetch: ask = (...all) => fetch(...all) }) {
    this.player = player;
    this.peek = peek;
    this.begun = begun;
    this.failed = failed;
    this.ask = ask;
    /** @type {Next | null} */
    this.next = null;
    /** @type {Deck | null} */
    this.deck = null;
    /** The deck that it follows. */
    this.after = -1;
    this.turn = 0;
    this.notBefore = 0;
  }

  /** Say whether the next track begins by itself. */
  get isReady() {
    return this.deck !== null && this.after === this.player.deck?.id;
  }

  /** See whether it is time, and whether what was made ready is still what comes. */
  check() {
    const { deck, wanted } = this.player;
    if (deck?.transport === "ended") return;
    const next = deck && (wanted || this.next) && isSoon(deck) ? this.peek() : null;
    if (next?.key !== this.next?.key || (this.deck && this.deck.output !== deck?.output)) this.drop();
    if (!next) return;
    if (!this.next && performance.now() >= this.notBefore) void this.#prepare(next);
    else if (this.deck && deck && this.after !== deck.id) this.#follow(this.deck);
  }

  /** Let go of what was made ready. */
  drop() {
    this.turn += 1;
    this.deck?.close();
    this.deck = this.next = null;
    this.after = -1;
  }

  /** @param {Next} next */
  async #prepare(next) {
    const turn = ++this.turn;
    this.next = next;
    try {
      const manifest = await readManifest(next.address, this.ask);
      const { deck } = this.player;
      if (turn !== this.turn) return;
      if (!deck) return this.drop();
      const { volume, matching } = this.player;
      const isSame = manifest.separation_id === deck.manifest.separation_id && manifest.track_id === deck.manifest.track_id;
      const lanes = isSame ? carryLanes(deck.manifest.stems, deck.lanes, manifest.stems) : manifest.stems.map(freshLane);
      this.deck = new Deck(deck.output, manifest, { lanes, volume, matching });
      this.deck.listener = {
        ...this.deck.listener,
        failed: (reason) => this.#fail(turn, reason),
        tookOver: () => this.#begin(turn),
      };
      this.deck.aim(0);
      this.#follow(this.deck);
    } catch (error) {
      this.#fail(turn, error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {Deck} next */
  #follow(next) {
    this.after = this.player.deck?.id ?? -1;
    next.send({ type: "follow", after: this.after });
  }

  /** @param {number} turn */
  #begin(turn) {
    const { deck, next, player } = this;
    if (turn !== this.turn || !deck || !next) return;
    const last = player.deck;
    this.deck = this.next = null;
    this.after = -1;
    deck.send({ type: "master", gain: player.volume });
    deck.match(player.matching);
    deck.place = { frame: 0, time: deck.now, moving: true };
    deck.transport = "playing";
    player.wanted = true;
    player.arrivals.close();
    player.take(deck, next.address);
    last?.close();
    this.begun(next);
  }

  /** @param {number} turn @param {string} reason */
  #fail(turn, reason) {
    const { next } = this;
    if (turn !== this.turn || !next) return;
    this.drop();
    this.notBefore = performance.now() + AGAIN_MS;
    this.failed(next, reason);
  }
}

/** Say whether the end of a track is near. @param {Deck} deck */
function isSoon({ loop, manifest, frame }) {
  return !loop && (manifest.frames - frame) / manifest.rate_hz < LEAD_SECONDS;
}
