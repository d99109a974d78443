/**
 * What the queue tells in a sentence.
 */

import { say } from "./dom.js";

/** @typedef {import("../engine/jukebox.js").Said} Said */
/** @typedef {import("../engine/titles.js").Titles} Titles */
/** @typedef {import("./words.js").Words} Words */

export class Speaker {
  /** @param {Words} words @param {Titles} titles */
  constructor(words, titles) {
    this.words = words;
    this.titles = titles;
  }

  /** @param {Said} what @param {{id?: string, count?: number}} about */
  async say(what, { id, count = 0 }) {
    const { words } = this;
    if (what === "full") this.toast(words.full, "warning");
    else if (what === "skipped") this.toast(await this.#named(words.skipped, id ?? ""), "warning");
    else {
      const [one, many] = what === "next" ? [words.addedNextOne, words.addedNext] : [words.addedLastOne, words.addedLast];
      this.toast((count === 1 ? one : many).replace("{count}", String(count)), "ok");
    }
  }

  /** Tell which track is tried out. @param {string} id @param {HTMLElement} where */
  async tellTrying(id, where) {
    say(where, "");
    if (id) say(where, await this.#named(this.words.trying, id));
  }

  /** @param {string} text @param {string} kind */
  toast(text, kind) {
    globalThis.dispatchEvent(new CustomEvent("sfa:toast", { detail: { text, kind } }));
  }

  /** @param {string} sentence @param {string} id */
  async #named(sentence, id) {
    const known = await this.titles.find(id);
    return sentence.replace("{title}", () => known?.title ?? this.words.goneTrack);
  }
}
