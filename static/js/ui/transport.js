/**
 * What moves through the queue: back, on, by chance, again and again.
 */

import { button } from "./dom.js";
import { sign } from "./icons.js";

/** @typedef {import("../engine/jukebox.js").Jukebox} Jukebox */
/** @typedef {import("./words.js").Words} Words */

/** @param {string} name @param {string} label @param {string} shown @param {() => void} act */
export function signButton(name, label, shown, act) {
  const made = button(`sfa-button sfa-icon ${name}`, label, "", act);
  made.append(sign(shown));
  return made;
}

/** The buttons beside Play. */
export class Steps {
  /** @param {Jukebox} jukebox @param {Words} words */
  constructor(jukebox, words) {
    this.jukebox = jukebox;
    this.previous = signButton("sfa-previous", words.previous, "previous", () => jukebox.previous());
    this.next = signButton("sfa-next", words.following, "next", () => jukebox.next());
  }

  refresh() {
    const { queue, player } = this.jukebox;
    this.next.disabled = !queue.after();
    this.previous.disabled = !queue.before() && !player.manifest;
  }
}

/** Whether it goes by chance, and whether it goes on for ever. */
export class Modes {
  /** @param {Jukebox} jukebox @param {Words} words */
  constructor(jukebox, words) {
    this.jukebox = jukebox;
    this.words = words;
    const { queue } = jukebox;
    this.shuffle = signButton("sfa-shuffle", words.shuffle, "shuffle", () => queue.shuffle(!queue.isShuffled));
    this.repeat = signButton("sfa-repeat", words.repeatOff, "repeat", () => queue.turnRepeat());
    this.shown = "";
  }

  refresh() {
    const { queue } = this.jukebox;
    const { words } = this;
    this.shuffle.setAttribute("aria-pressed", String(queue.isShuffled));
    if (this.shown === queue.repeat) return;
    this.shown = queue.repeat;
    const said = { off: words.repeatOff, all: words.repeatAll, one: words.repeatOne }[queue.repeat];
    this.repeat.setAttribute("aria-label", said);
    this.repeat.title = said;
    this.repeat.toggleAttribute("data-on", queue.repeat !== "off");
    this.repeat.replaceChildren(sign(queue.repeat === "one" ? "one" : "repeat"));
  }
}
