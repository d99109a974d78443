/**
 * The charts of a track as pages load them: `mount` puts them into an element.
 */

import { Panel } from "./panel.js";

/**
 * @param {HTMLElement} host
 * @param {import("./panel.js").Setting} setting
 */
export function mount(host, setting) {
  return new Panel(host, setting);
}
