/**
 * The windows of one person in one browser: where one begins to play, the others make room.
 */

/** @typedef {import("./player.js").Player} Player */

export class Tabs {
  /**
   * @param {Player} player
   * @param {{owner: string, isAlone: () => boolean}} options `isAlone` says whether only one is to play
   */
  constructor(player, { owner, isAlone }) {
    this.player = player;
    this.isAlone = isAlone;
    this.wasSounding = false;
    this.channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(`sfa-player ${owner}`) : null;
    this.channel?.addEventListener("message", ({ data }) => {
      if (data === "playing" && this.isAlone() && player.wanted) player.pause();
    });
    this.hear = () => this.#see();
    player.addEventListener("state", this.hear);
  }

  close() {
    this.player.removeEventListener("state", this.hear);
    this.channel?.close();
  }

  #see() {
    const { state } = this.player;
    const sounds = state === "playing" || state === "waiting";
    if (sounds && !this.wasSounding && this.isAlone()) this.channel?.postMessage("playing");
    this.wasSounding = sounds;
  }
}
