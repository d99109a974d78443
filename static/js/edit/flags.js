/**
 * Sections, cues and loops as things to take hold of, laid over the waveform.
 */

import { button, make } from "../ui/dom.js";
import { listenToDrags } from "./drag.js";
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
 * @property {(seconds: number, isEdge: boolean) => number} snap
 */

const STEP_SECONDS = 0.01;
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
    this.loops = make("div", { class: "ed-loops" });
    /** @type {(() => void)[]} how each of them finds its place */
    this.places = [];
    /** @type {{made: HTMLElement, seconds: number}[]} in time */
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
    this.loops.replaceChildren(...state.loops.map((one) => this.#loop(one)));
    this.lay();
    const again = [this.sections, this.over, this.loops].map((part) => part.querySelector(`[data-mark="${held}"]`)).find(Boolean);
    if (held && again instanceof HTMLElement) again.focus({ preventScroll: true });
  }

  /** Put everything where it belongs in what is seen. */
  lay() {
    for (const put of this.places) put();
    /** @type {number[]} where each row of cues is free again */
    const free = Array(ROWS).fill(-Infinity);
    for (const { made, seconds } of this.cues) {
      const x = this.view.x(seconds);
      const row = Math.max(0, free.findIndex((end) => end <= x));
      free[row] = x + made.offsetWidth;
      made.style.setProperty("--row", String(row));
    }
  }

  /** @param {boolean} isHeld */
  #hold(isHeld) {
    this.isHeld = isHeld;
    if (!isHeld && this.news) this.show(this.news);
  }

  /** @param {Section} one */
  #section(one) {
    const label = this.form.labels[one.label] ?? one.label;
    const said = fill(this.words.sectionAt, { label, time: place(one.start_seconds) });
    const made = button("ed-section", said, label, () => this.acts.open({ kind: "section", one }, made));
    made.dataset.mark = one.id;
    made.style.setProperty("--section", one.colour ?? `var(${this.form.tokens[one.label] ?? "--faint"})`);
    this.#spans(made, one);
    return made;
  }

  /** @param {Loop} one */
  #loop(one) {
    const said = fill(this.words.loopAt, { label: one.label, time: place(one.start_seconds) });
    const made = button("ed-loop", said, `⟲ ${one.label}`, () => this.acts.open({ kind: "loop", one }, made));
    made.dataset.mark = one.id;
    this.#spans(made, one);
    return made;
  }

  /** The beginning of a section, to be dragged; the one before it ends there. @param {Section} one @param {Section} before */
  #edge(one, before) {
    const label = fill(this.words.edgeOf, { label: this.form.labels[one.label] ?? one.label });
    const made = make("div", { class: "ed-edge", role: "slider", tabindex: "0", "aria-label": label, "data-mark": `edge-${one.id}` });
    const [lowest, highest] = [before.start_seconds + LEAST_SECONDS, one.end_seconds - LEAST_SECONDS];
    const fit = (/** @type {number} */ seconds) => Math.max(lowest, Math.min(this.acts.snap(seconds, true), highest));
    this.#moves(made, one.start_seconds, fit, (seconds) => this.acts.moveEdge(one.id, seconds));
    return made;
  }

  /** @param {Cue} one @param {Editing} state */
  #cue(one, state) {
    const said = fill(this.words.cueAt, { label: one.label, time: place(one.position_seconds) });
    const made = make("button", { class: "ed-cue", type: "button", "aria-label": said, title: one.explanation || said, "data-mark": one.id }, make("span", {}, one.label));
    made.style.setProperty("--cue", one.colour);
    const fit = (/** @type {number} */ seconds) => Math.max(0, Math.min(this.acts.snap(seconds, false), state.duration_seconds));
    this.cues.push({ made, seconds: one.position_seconds });
    this.#moves(made, one.position_seconds, fit, (seconds) => this.acts.moveCue(one.id, seconds));
    made.addEventListener("click", (event) => {
      if (event.detail === 0) this.acts.open({ kind: "cue", one }, made); // pressed on the keyboard
    });
    made.addEventListener("ed:click", () => this.acts.open({ kind: "cue", one }, made));
    return made;
  }

  /**
   * Let something be dragged, and moved with the arrows.
   *
   * @param {HTMLElement} made
   * @param {number} seconds where it is
   * @param {(seconds: number) => number} fit
   * @param {(seconds: number) => void} done
   */
  #moves(made, seconds, fit, done) {
    const { view } = this;
    let now = seconds;
    const put = () => made.style.setProperty("--x", `${view.x(now)}px`);
    const tell = () => {
      made.setAttribute("aria-valuenow", now.toFixed(2));
      made.setAttribute("aria-valuetext", place(now));
    };
    const to = (/** @type {number} */ way) => fit(seconds + way * view.perPixel);
    const show = (/** @type {number} */ next) => {
      now = next;
      put();
      tell();
    };
    listenToDrags(made, {
      move: (_event, way) => {
        this.isHeld = true;
        show(to(way));
      },
      drop: (_event, way) => {
        show(to(way));
        this.#hold(false);
        done(now);
      },
      click: () => made.dispatchEvent(new Event("ed:click")),
      leave: () => {
        show(seconds);
        this.#hold(false);
      },
    });
    made.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: -STEP_SECONDS, ArrowRight: STEP_SECONDS }[event.key];
      if (way === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      done(seconds + way * (event.shiftKey ? 10 : 1));
    });
    this.places.push(put);
    tell();
  }

  /** @param {HTMLElement} made @param {{start_seconds: number, end_seconds: number}} span */
  #spans(made, { start_seconds: start, end_seconds: end }) {
    this.places.push(() => {
      const [left, right] = [Math.max(0, this.view.x(start)), Math.min(this.view.width, this.view.x(end))];
      made.hidden = right - left < 1;
      made.style.setProperty("--x", `${left}px`);
      made.style.width = `${right - left}px`;
    });
  }
}
