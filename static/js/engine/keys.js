/**
 * The player's keys: Space plays, 1 to 8 choose a stem, M mutes and S solos it, Escape ends a loop;
 * N goes on, B back, and Q shows the queue.
 */

/** @typedef {"toggle" | "mute" | "solo" | "clear" | "next" | "previous" | "queue"} Act */

/**
 * Return what a key asks for, or null; keys that somebody types into a field are not ours.
 *
 * @param {{code: string, key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean, target: EventTarget | null}} event
 * @returns {{act: Act} | {choose: number} | null}
 */
export function readKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || takesKeys(event)) return null;
  const digit = /^(?:Digit|Numpad)([1-8])$/.exec(event.code);
  if (digit) return { choose: Number(digit[1]) - 1 };
  const act = /** @type {Record<string, Act>} */ ({ Space: "toggle", KeyM: "mute", KeyS: "solo", Escape: "clear", KeyN: "next", KeyB: "previous", KeyQ: "queue" })[event.code];
  return act ? { act } : null;
}

/** @param {{target: EventTarget | null, code: string}} event */
function takesKeys({ target, code }) {
  const element = /** @type {Partial<HTMLElement> | null} */ (target);
  if (!element?.tagName) return false;
  if (element.isContentEditable || ["TEXTAREA", "SELECT"].includes(element.tagName)) return true;
  if (element.tagName === "INPUT") return /** @type {HTMLInputElement} */ (target).type !== "range";
  return code === "Space" && ["BUTTON", "A", "SUMMARY"].includes(element.tagName);
}
