/**
 * A small sheet beside what was pressed: its name, its colour, and what can be done with it.
 */

import { button, make } from "../ui/dom.js";
import { fill, place } from "./words.js";

/** @typedef {import("./flags.js").Marked} Marked */
/** @typedef {import("./words.js").Words} Words */
/** @typedef {import("./state.js").Loop} Loop */

/**
 * @typedef {object} Acts
 * @property {(method: string, path: string, body?: object) => void} edit
 * @property {(loop: Loop) => void} repeat a loop, or stop repeating it
 * @property {(loop: Loop) => boolean} isRepeated
 * @property {(section: import("./state.js").Section) => boolean} isLast
 */

export class Popover {
  /**
   * @param {Words} words
   * @param {{labels: Record<string, string>, tokens: Record<string, string>}} form
   * @param {Acts} acts
   */
  constructor(words, form, acts) {
    this.words = words;
    this.form = form;
    this.acts = acts;
    this.root = make("div", { class: "ed-popover", role: "dialog", hidden: "" });
    /** @type {HTMLElement | null} what it was opened from */
    this.source = null;
    /** @type {Marked | null} what it is about */
    this.marked = null;
    this.leaving = new AbortController();
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
    document.addEventListener("pointerdown", (event) => {
      const target = /** @type {Node} */ (event.target);
      if (!this.root.hidden && !this.root.contains(target) && !this.source?.contains(target)) this.close();
    }, { signal: this.leaving.signal, capture: true });
  }

  /** @param {Marked} marked @param {HTMLElement} source @param {HTMLElement} frame */
  open(marked, source, frame) {
    this.source = source;
    this.marked = marked;
    this.root.setAttribute("aria-label", source.getAttribute("aria-label") ?? "");
    this.root.replaceChildren(...this.#fields(marked), button("button ed-close", this.words.close, this.words.close, () => this.close()));
    this.root.hidden = false;
    const [box, around] = [source.getBoundingClientRect(), frame.getBoundingClientRect()];
    const most = around.width - this.root.offsetWidth - 4;
    this.root.style.left = `${Math.max(4, Math.min(box.left - around.left, most))}px`;
    /** @type {HTMLElement | null} */ (this.root.querySelector("input, select"))?.focus({ preventScroll: true });
    this.root.scrollIntoView({ block: "nearest" });
  }

  /** Close when what it is about is gone: nothing here could be done to it. @param {import("./state.js").Editing} state */
  follow({ sections, cues, loops }) {
    const { marked } = this;
    if (!marked) return;
    const known = { section: sections, cue: cues, loop: loops }[marked.kind];
    if (!known.some(({ id }) => id === marked.one.id)) this.close();
  }

  /** Hand the focus back to what it was opened from, which may have been drawn anew since. */
  close() {
    if (this.root.hidden) return;
    const held = document.activeElement;
    const hadFocus = held instanceof HTMLElement && this.root.contains(held);
    this.root.hidden = true;
    this.marked = null;
    if (!hadFocus) return;
    held.blur();
    const mark = this.source?.dataset.mark;
    const again = this.source?.isConnected ? this.source : this.root.parentElement?.querySelector(`[data-mark="${mark}"]`);
    if (again instanceof HTMLElement) again.focus({ preventScroll: true });
  }

  forget() {
    this.leaving.abort();
  }

  /** @param {Marked} marked @returns {HTMLElement[]} */
  #fields(marked) {
    if (marked.kind === "section") return this.#section(marked.one);
    if (marked.kind === "cue") return this.#cue(marked.one);
    return this.#loop(marked.one);
  }

  /** @param {import("./state.js").Section} one */
  #section(one) {
    const { words } = this;
    const act = (/** @type {object} */ what) => this.acts.edit("POST", "/sections/edits", { section_id: one.id, ...what });
    const describe = (/** @type {string} */ name) => act({ act: "describe", name });
    const kind = choice(Object.entries(this.form.labels), one.label, describe);
    const name = text(one.name ?? "", (value) => describe(value.trim() || one.label), { most: 40, isOptional: true });
    name.placeholder = this.form.labels[one.label] ?? one.label;
    const usual = getComputedStyle(this.root).getPropertyValue(this.form.tokens[one.label] ?? "--faint").trim();
    const colour = picker(one.colour ?? usual, (value) => act({ act: "describe", colour: value }));
    return [
      field(words.kind, kind),
      field(words.name, name),
      field(words.colour, colour),
      this.#act(words.ownColour, () => act({ act: "describe", colour: "" })),
      ...(this.acts.isLast(one) ? [] : [this.#act(words.merge, () => act({ act: "merge" }))]),
      this.#act(words.delete, () => act({ act: "delete" })),
    ];
  }

  /** @param {import("./state.js").Cue} one */
  #cue(one) {
    const { words } = this;
    const change = (/** @type {object} */ what) => this.acts.edit("PATCH", `/cues/${one.id}`, what);
    /** @type {[string, string][]} */
    const types = [["hot", words.hot], ["memory", words.memory], ["loop_in", words.loopIn], ["loop_out", words.loopOut]];
    return [
      field(words.name, text(one.label, (value) => change({ label: value }))),
      field(words.colour, picker(one.colour, (value) => change({ colour: value }))),
      field(words.type, choice(types, one.type, (value) => change({ type: value }))),
      this.#act(words.delete, () => this.acts.edit("DELETE", `/cues/${one.id}`)),
    ];
  }

  /** @param {Loop} one */
  #loop(one) {
    const { words, acts } = this;
    const span = { from: place(one.start_seconds), to: place(one.end_seconds), bars: String(one.bars) };
    const play = acts.isRepeated(one) ? words.stopLoop : words.playLoop;
    return [
      field(words.name, text(one.label, (value) => acts.edit("PATCH", `/loops/${one.id}`, { label: value }))),
      make("p", { class: "ed-span muted" }, fill(one.bars ? words.loopBars : words.loopSpan, span)),
      ...(one.explanation ? [make("p", { class: "ed-span muted" }, one.explanation)] : []),
      this.#act(play, () => acts.repeat(one)),
      this.#act(words.delete, () => acts.edit("DELETE", `/loops/${one.id}`)),
    ];
  }

  /** @param {string} words @param {() => void} act */
  #act(words, act) {
    return button("button", words, words, () => {
      this.close();
      act();
    });
  }
}

/** @param {string} words @param {HTMLElement} control */
function field(words, control) {
  return make("label", { class: "field" }, make("span", {}, words), control);
}

/** @param {string} value @param {(value: string) => void} act @param {{most?: number, isOptional?: boolean}} [limits] */
function text(value, act, { most = 100, isOptional = false } = {}) {
  const made = make("input", { type: "text", maxlength: String(most), autocomplete: "off" });
  made.value = value;
  made.addEventListener("change", () => (isOptional || made.value.trim()) && act(made.value));
  return made;
}

/** @param {string} value @param {(value: string) => void} act */
function picker(value, act) {
  const made = make("input", { type: "color" });
  made.value = value.toLowerCase();
  made.addEventListener("change", () => act(made.value));
  return made;
}

/** Make a list to choose from. @param {[string, string][]} entries values and words @param {string} value @param {(value: string) => void} act */
export function choice(entries, value, act) {
  const options = entries.map(([name, words]) => make("option", { value: name }, words));
  const made = make("select", {}, ...options);
  made.value = value;
  made.addEventListener("change", () => act(made.value));
  return made;
}
