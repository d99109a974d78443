/**
 * The player as pages load it: `mount` puts the bar into an element.
 */

import { Player } from "./engine/player.js";
import { Bar } from "./ui/bar.js";

/**
 * @param {HTMLElement} host
 * @param {{words?: Partial<import("./ui/words.js").Words>, tell?: (told: import("./ui/bar.js").Told) => void}} [options]
 */
export function mount(host, options = {}) {
  addStyles();
  const player = new Player();
  const bar = new Bar(host, player, options);
  return { player, view: bar.view, close: () => bar.close() };
}

function addStyles() {
  const address = new URL("./player.css", import.meta.url).href;
  if (document.querySelector(`link[href="${address}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  document.head.append(link);
}
