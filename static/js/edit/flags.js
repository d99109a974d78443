/**
 * Sections and cues as things to take hold of, laid over the waveform, and the loops below it.
 */

import { button, make } from "../ui/dom.js";
import { letMove, spread } from "./handle.js";
import { Loops } from "./loops.js";
import { fill, place } from "./words.js";

/** @typedef {import("./state.js").Editing} Editing */
/** @typedef {import("./state.js").Section} Section */
/** @typedef {import("./state.js").Cue} Cue */
/** @typedef {import("./state.js").Loop} Loop */
/** @typedef {import("./window.js").Window} Window */
/** @typedef {{kind: "section", one: Section} | {kind: "cue", one: Cue} | {kind: "loop", one: Loop}} Marked */

/**
 * @typedef {object} Acts
 * @property {(marked: Marked, at: HTMLElement) => void} open
 * @property {(id: string, seconds: number) => void} moveEdge
 * @property {(id: string, seconds: number) => void} moveCue
 * @property {(id: string, span: {start_seconds: number} | {end_seconds: number}) => void} moveLoop
 * @property {(seconds: number) => number} snap
 * @property {() => void} let whatever was held is let go
 */

const LEAST_SECONDS = 0.25;
const ROWS = 3;

export class Flags {
  /**
   * @param {Window} view
   * @param {import("./words.js").Words} words
   * @param {{labels: Record<string, string>, tokens: Record<string, string>}} form what sections are called, and whose colour they have
   * @param {Acts} acts
   */
  constructor(view, words, form, acts) {
    this.view = view;
    this.words = words;
    this.form = form;
    this.acts = acts;
    this.sections = make("div", { class: "ed-sections" });
    this.over = make("div", { class: "ed-over" });
    this.hold = (/** @type {boolean} */ isHeld) => this.#hold(isHeld);
    this.loops = new Loops(view, words, { ...acts, hold: this.hold });
    /** @type {(() => void)[]} how each of them finds its place */
    this.places = [];
    /** @type {{made: HTMLElement, seconds: number, width: number}[]} in time */
    this.cues = [];
    this.isHeld = false;
    /** @type {Editing | null} what came while something was held */
    this.news = null;
  }

  /** @param {Editing} state */
  show(state) {
    this.news = this.isHeld ? state : null;
    if (this.isHeld) return;
    const held = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.mark;
    this.places = [];
    this.cues = [];
    this.sections.replaceChildren(...state.sections.map((one) => this.#section(one)));
    const edges = state.sections.slice(1).map((one, number) => this.#edge(one, /** @type {Section} */ (state.sections[number])));
    this.over.replaceChildren(...edges, ...state.cues.map((one) => this.#cue(one, state)));
    this.loops.show(state);
    this.lay();
    const again = [this.sections, this.over, this.loops.root].map((part) => part.querySelector(`[data-mark="${held}"]`)).find(Boolean);
    if (held && again instanceof HTMLElement) again.focus({ preventScroll: true });
  }

  /** Put everything where it belongs in what is seen. */
  lay() {
    for (const put of this.places) put();
    this.loops.lay();
    /** @type {number[]} where each row of cues is free again */
    const free = Array(ROWS).fill(-Infinity);
    for (const cue of this.cues) {
      const x = this.view.x(cue.seconds);
      cue.width ||= cue.made.offsetWidth;
      const row = Math.max(0, free.findIndex((end) => end <= x));
      free[row] = x + cue.width;
      cue.made.style.setProperty("--row", String(row));
    }
  }

  /** @param {boolean} isHeld */
  #hold(isHeld) {
    this.isHeld = isHeld;
    if (isHeld) return;
    if (this.news) this.show(this.news);
    this.acts.let();
  }

  /** @param {Section} one */
  #section(one) {
    const label = this.#called(one);
    const said = fill(this.words.sectionAt, { label, time: place(one.start_seconds) });
    const made = button("ed-section", said, label, () => this.acts.open({ kind: "section", one }, made));
    made.dataset.mark = one.id;
    made.style.setProperty("--section", one.colour ?? `var(${this.form.tokens[one.label] ?? "--faint"})`);
    this.places.push(() => spread(made, this.view, one));
    return made;
  }

  /** The beginning of a section, to be dragged; the one before it ends there. @param {Section} one @param {Section} before */
  #edge(one, before) {
    const label = fill(this.words.edgeOf, { label: this.#called(one) });
    const made = make("div", { class: "ed-edge", role: "slider", tabindex: "0", "aria-label": label, "data-mark": `edge-${one.id}` });
    const [lowest, highest] = [before.start_seconds + LEAST_SECONDS, one.end_seconds - LEAST_SECONDS];
    const { view, hold } = this;
    const fit = (/** @type {number} */ seconds, /** @type {boolean} */ isFree) => Math.max(lowest, Math.min(this.#snap(seconds, isFree), highest));
    const done = (/** @type {number} */ seconds) => this.acts.moveEdge(one.id, seconds);
    this.places.push(letMove(made, { view, seconds: one.start_seconds, fit, done, hold }));
    return made;
  }

  /** @param {Cue} one @param {Editing} state */
  #cue(one, state) {
    const said = fill(this.words.cueAt, { label: one.label, time: place(one.position_seconds) });
    const made = make("button", { class: "ed-cue", type: "button", "aria-label": said, title: one.explanation || said, "data-mark": one.id }, make("span", {}, one.label));
    made.style.setProperty("--cue", one.colour);
    const { view, hold } = this;
    const fit = (/** @type {number} */ seconds, /** @type {boolean} */ isFree) => Math.max(0, Math.min(this.#snap(seconds, isFree), state.duration_seconds));
    const done = (/** @type {number} */ seconds) => this.acts.moveCue(one.id, seconds);
    this.cues.push({ made, seconds: one.position_seconds, width: 0 });
    this.places.push(letMove(made, { view, seconds: one.position_seconds, fit, done, hold }));
    made.addEventListener("click", (event) => {
      if (event.detail === 0) this.acts.open({ kind: "cue", one }, made); // pressed on the keyboard
    });
    made.addEventListener("ed:click", () => this.acts.open({ kind: "cue", one }, made));
    return made;
  }

  /** What a section is called. @param {Section} one */
  #called({ name, label }) {
    return name ?? this.form.labels[label] ?? label;
  }

  /** @param {number} seconds @param {boolean} isFree */
  #snap(seconds, isFree) {
    return isFree ? seconds : this.acts.snap(seconds);
  }
}
