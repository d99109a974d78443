/**
 * The editor as pages load it: `mountEditor` puts it into an element.
 */

import { Editor } from "./edit/editor.js";

/** @param {HTMLElement} host @param {import("./edit/editor.js").Options} options */
export function mountEditor(host, options) {
  return new Editor(host, options);
}
