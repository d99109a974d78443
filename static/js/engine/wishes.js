/**
 * How somebody wants the player to be, in this browser.
 */

/** @typedef {import("./loudness.js").Matching} Matching */
/** @typedef {{matching: Matching, hover: boolean, alone: boolean}} All */

/** @type {All} */
const USUAL = { matching: "track", hover: true, alone: true };

export class Wishes extends EventTarget {
  /** @param {import("./memory.js").Memory} memory */
  constructor(memory) {
    super();
    this.memory = memory;
    this.all = readAll(memory.read("player"));
    this.hear = (/** @type {StorageEvent} */ event) => this.#adopt(event);
    globalThis.addEventListener?.("storage", this.hear);
  }

  /** @param {Partial<All>} change */
  set(change) {
    this.all = { ...this.all, ...change };
    this.memory.write("player", () => this.all);
    this.dispatchEvent(new Event("change"));
  }

  close() {
    globalThis.removeEventListener?.("storage", this.hear);
  }

  /** Another window has wished something. @param {StorageEvent} event */
  #adopt(event) {
    if (event.key !== this.memory.keyOf("player")) return;
    this.all = readAll(this.memory.read("player"));
    this.dispatchEvent(new Event("change"));
  }
}

/** Take what was written, as far as it means something. @param {any} kept @returns {All} */
function readAll(kept) {
  const is = (/** @type {unknown} */ value, /** @type {boolean} */ usual) => (typeof value === "boolean" ? value : usual);
  return {
    matching: kept?.matching === "off" ? "off" : USUAL.matching,
    hover: is(kept?.hover, USUAL.hover),
    alone: is(kept?.alone, USUAL.alone),
  };
}
