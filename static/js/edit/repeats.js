/**
 * A loop of the track that the player repeats; when its ends are moved, the player goes along.
 */

/** @typedef {import("./state.js").Loop} Loop */
/** @typedef {import("../engine/player.js").Player} Player */

const CLOSE_SECONDS = 1e-3;

export class Repeats {
  /** @param {Player} player @param {() => boolean} isOurs says whether it plays this track */
  constructor(player, isOurs) {
    this.player = player;
    this.isOurs = isOurs;
    /** @type {Loop | null} what it was told to repeat */
    this.told = null;
  }

  /** Return which loop is repeated, null for none of the track's; somebody may have set another in the player. */
  get id() {
    const { told } = this;
    const { loop } = this.player.where;
    const isSame = told && loop && Math.abs(loop.start - told.start_seconds) + Math.abs(loop.end - told.end_seconds) < CLOSE_SECONDS;
    return this.isOurs() && isSame ? told.id : null;
  }

  /** Repeat a loop from its beginning on. @param {Loop} loop */
  play(loop) {
    this.#repeat(loop);
    this.player.seek(loop.start_seconds);
    void this.player.play();
  }

  /** Play on beyond the end. */
  stop() {
    this.told = null;
    this.player.clearLoop();
  }

  /** See what has become of the loop that is repeated. @param {Loop[]} loops */
  follow(loops) {
    const { id } = this;
    if (id === null) return;
    const found = loops.find((loop) => loop.id === id);
    if (!found) this.stop();
    else if (found.start_seconds !== this.told?.start_seconds || found.end_seconds !== this.told.end_seconds) {
      this.#repeat(found);
      if (this.player.seconds >= found.end_seconds) this.player.seek(found.start_seconds);
    }
  }

  /** @param {Loop} loop */
  #repeat(loop) {
    this.told = loop;
    this.player.setLoop(loop.start_seconds, loop.end_seconds);
  }
}
