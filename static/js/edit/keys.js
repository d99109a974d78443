/**
 * The editor's keys: Ctrl+Z undoes, Ctrl+Shift+Z and Ctrl+Y do again, T taps.
 */

import { isWriting } from "../shell/keys.js";

/** @typedef {"undo" | "redo" | "tap"} Act */

/**
 * Return what a key asks for, or null.
 *
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, shiftKey: boolean, altKey: boolean, repeat?: boolean}} event
 * @returns {Act | null}
 */
export function readKey({ key, ctrlKey, metaKey, shiftKey, altKey, repeat }) {
  const letter = key.toLowerCase();
  if (altKey) return null;
  if (!ctrlKey && !metaKey) return letter === "t" && !shiftKey && !repeat ? "tap" : null;
  if (letter === "z") return shiftKey ? "redo" : "undo";
  return letter === "y" && !shiftKey ? "redo" : null;
}

/** @param {Record<Act, (event: KeyboardEvent) => void>} acts @param {AbortSignal} signal */
export function listenToKeys(acts, signal) {
  document.addEventListener("keydown", (event) => {
    const act = readKey(event);
    const isChoosing = event.target instanceof HTMLSelectElement && act !== "tap";
    if (!act || (isWriting(event.target) && !isChoosing)) return;
    event.preventDefault();
    acts[act](event);
  }, { signal });
}
