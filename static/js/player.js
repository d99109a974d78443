/**
 * The player as pages load it: `mount` puts the bar into an element, with a queue behind it.
 */

import { Jukebox } from "./engine/jukebox.js";
import { MediaKeys } from "./engine/media-session.js";
import { Memory } from "./engine/memory.js";
import { Player } from "./engine/player.js";
import { Preview } from "./engine/preview.js";
import { Tabs } from "./engine/tabs.js";
import { Titles } from "./engine/titles.js";
import { Wishes } from "./engine/wishes.js";
import { Bar } from "./ui/bar.js";
import { Speaker } from "./ui/speaker.js";
import { Trying } from "./ui/trying.js";
import { WORDS } from "./ui/words.js";

/**
 * @param {HTMLElement} host
 * @param {{words?: Partial<import("./ui/words.js").Words>, tell?: (told: import("./ui/bar.js").Told) => void, owner?: string}} [options]
 *   `owner` is whose queue is kept in this browser; nobody's is not
 */
export function mount(host, { words: given = {}, tell = () => {}, owner = "" } = {}) {
  addStyles();
  const words = { ...WORDS, ...given };
  const memory = new Memory(owner);
  const wishes = new Wishes(memory);
  const titles = new Titles();
  const player = new Player();
  const speaker = new Speaker(words, titles);
  const jukebox = new Jukebox(player, { memory, say: (what, about) => void speaker.say(what, about) });
  const bar = new Bar(host, jukebox, { words, tell, toast: (text) => speaker.toast(text, "ok"), titles, wishes });
  const preview = new Preview(player);
  const parts = [
    new Tabs(player, { owner, isAlone: () => wishes.all.alone }),
    new Trying(preview, { mayHover: () => wishes.all.hover, show: (id) => void speaker.tellTrying(id, bar.trying) }),
    ...("mediaSession" in navigator ? [new MediaKeys(jukebox, navigator.mediaSession)] : []),
    jukebox,
    wishes,
    bar,
  ];
  const match = () => player.match(wishes.all.matching);
  const ask = (/** @type {Event} */ event) => jukebox.ask(/** @type {CustomEvent} */ (event).detail);
  wishes.addEventListener("change", match);
  addEventListener("sfa:queue", ask);
  match();
  const close = () => {
    removeEventListener("sfa:queue", ask);
    for (const part of parts) part.close();
  };
  return { player, jukebox, preview, view: bar.view, close };
}

function addStyles() {
  const address = new URL("./player.css", import.meta.url).href;
  if (document.querySelector(`link[href="${address}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  document.head.append(link);
}
