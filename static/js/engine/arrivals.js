/**
 * What the player does about stems that are still made: it asks for the part that is waited for,
 * changes over to what becomes better, and falls back on what there is when nothing comes of them.
 */

import { Changeover } from "./changeover.js";
import { RESERVE_SECONDS } from "./deck.js";
import { Handover } from "./handover.js";
import { addressOf, isMix, plainAddress, readManifest } from "./manifest.js";
import { noticeOf } from "./notice.js";

/** @typedef {import("./changeover.js").Found} Found */
/** @typedef {import("./deck.js").Deck} Deck */
/** @typedef {import("./player.js").Player} Player */

/** The playhead is so close to what is not made that every moment counts. */
const NEAR_SECONDS = 10;

export class Arrivals {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    /** @type {Handover | null} */
    this.handover = null;
    /** @type {Changeover | null} */
    this.changeover = null;
    /** @type {Found | null} newer stems than the ones that are heard */
    this.offered = null;
    this.isSought = false;
    /** @type {"" | "lostMix" | "lostEarlier"} */
    this.lost = "";
  }

  get feed() {
    return this.player.deck?.feed ?? null;
  }

  /** Return what is to be known of stems on their way, or null. */
  get notice() {
    const { player, feed, offered, handover, isSought, lost } = this;
    const isWaiting = player.state === "waiting";
    const isAway = player.deck?.loader.stalled ?? false;
    const what = { isAway, isWaiting, isSought, isOffered: !!offered, isChanging: !!handover, lost };
    return noticeOf({ feed, frame: player.frame, reserve: this.#reserve, ...what });
  }

  /** A track was loaded, or its stems took over: look out for what is to come. */
  watch() {
    this.changeover?.close();
    this.changeover = null;
    const coming = this.player.manifest?.coming_url;
    if (!coming || this.feed?.isMaking) return;
    this.changeover = this.#look(coming).start();
  }

  /** The playhead was put somewhere. */
  seek() {
    this.handover?.follow();
    this.isSought = this.#isLacking;
    this.#hasten();
  }

  /** The deck has told where it is. */
  move() {
    this.handover?.follow();
    this.changeover?.check();
    this.isSought &&= this.#isLacking;
    this.#hasten();
  }

  /** There is news of the stems that are heard. */
  grow() {
    const { feed, player } = this;
    if (!feed || !player.deck) return;
    if (feed.state === "gone") void this.#fallBack(player.deck);
    else if (feed.state === "done") void this.lookAgain();
    this.isSought &&= this.#isLacking;
    this.#hasten();
  }

  /** Change over to the newer stems that were found, at the same place. */
  accept() {
    if (this.offered && !this.handover) this.#change(this.offered);
  }

  /** Forget what was said about stems on their way. */
  dismiss() {
    this.lost = "";
    if (this.handover) return;
    this.offered?.feed?.close();
    this.offered = null;
  }

  /** See what the server says of the track now: its beats may be known, or stems on their way. */
  async lookAgain() {
    const { deck, address } = this.player;
    if (!deck) return;
    const separation = deck.manifest.separation_id;
    const own = separation ? addressOf(address, separation) : plainAddress(address);
    const manifest = await readManifest(own).catch(() => null);
    if (!manifest || deck !== this.player.deck) return;
    if (manifest.separation_id === separation) {
      const { beats_seconds, downbeats_seconds, sections, cues, coming_url = null } = manifest;
      Object.assign(deck.manifest, { beats_seconds, downbeats_seconds, sections, cues, coming_url });
      this.watch();
    } else if (manifest.separation_id) {
      this.changeover?.close();
      this.changeover = this.#look("");
      this.changeover.consider(addressOf(address, manifest.separation_id), manifest);
    }
    this.player.announce();
  }

  close() {
    this.changeover?.close();
    this.handover?.close();
    this.offered?.feed?.close();
    this.changeover = this.handover = this.offered = null;
    this.isSought = false;
    this.lost = "";
  }

  get #reserve() {
    return Math.round(RESERVE_SECONDS * (this.player.manifest?.rate_hz ?? 0));
  }

  get #isLacking() {
    return this.feed?.lacks(Math.floor(this.player.frame), this.#reserve) ?? false;
  }

  /** Have the music made next that somebody waits for, or soon will, and hear of it at once. */
  #hasten() {
    const { feed, player } = this;
    if (!feed?.isMaking) return;
    const { frame, wanted } = player;
    const near = wanted ? Math.round(NEAR_SECONDS * (player.manifest?.rate_hz ?? 0)) : this.#reserve;
    feed.isUrgent = (wanted || this.isSought) && feed.lacks(Math.floor(frame), near);
    if (feed.isUrgent) feed.askFor(Math.floor(frame), near);
  }

  /** @param {string} coming */
  #look(coming) {
    return new Changeover({
      coming,
      address: this.player.address,
      where: () => this.player.where,
      found: (found) => this.#find(found),
    });
  }

  /** Stems replace the mix by themselves; somebody who works with stems is asked. @param {Found} found */
  #find(found) {
    const { manifest } = this.player;
    if (!manifest) return;
    if (isMix(manifest)) {
      this.#change(found);
      return;
    }
    this.offered = found;
    found.feed?.listen(() => {
      if (found.feed?.state !== "gone" || this.handover) return;
      this.dismiss();
      this.player.announce();
    });
    this.player.announce();
  }

  /** @param {Found} found */
  #change(found) {
    const { player } = this;
    if (!player.deck) return;
    this.handover?.close();
    this.handover = new Handover({
      from: player.deck,
      found,
      worklet: player.worklet,
      volume: () => player.volume,
      matching: player.matching,
      isWanted: () => player.wanted,
      done: (deck, address) => {
        this.handover = this.offered = null;
        player.take(deck, address);
      },
      failed: () => {
        this.handover = this.offered = null;
        if (this.feed?.state === "gone") player.fail("gone");
        else player.announce();
      },
    });
    void this.handover.start();
    player.announce();
  }

  /** The stems will never be finished: go on with what there is. @param {Deck} deck */
  async #fallBack(deck) {
    const address = plainAddress(this.player.address);
    const manifest = await readManifest(address).catch(() => null);
    if (deck !== this.player.deck) return;
    this.player.address = address;
    if (!manifest || manifest.separation_id === deck.manifest.separation_id) {
      this.player.fail("gone");
      return;
    }
    if (!manifest.is_pending) this.lost = isMix(manifest) ? "lostMix" : "lostEarlier";
    this.#change({ address, manifest, feed: null });
  }
}
