/**
 * The waveform of a track, twice: the whole of it, and the part that is seen.
 */

import { make } from "../ui/dom.js";
import { Board } from "../wave/board.js";
import { parsePeaks } from "../wave/peaks.js";
import { marksOf } from "./state.js";
import { place } from "./words.js";

/** @typedef {import("./window.js").Window} Window */

const NOTHING = { beats: [], bars: [], sections: [], cues: [] };

export class Stage {
  /** @param {{waveform: string, overview: string}} words @param {AbortSignal} leaving */
  constructor(words, leaving) {
    this.leaving = leaving;
    this.board = new Board();
    this.whole = strip("ed-overview", words.overview);
    this.part = { ...strip("ed-wave", words.waveform), beats: make("div", { class: "ed-beats" }) };
    this.part.root.append(this.part.beats);
    for (const [name, value] of Object.entries({ role: "slider", tabindex: "0", "aria-valuemin": "0" })) this.part.root.setAttribute(name, value);
    this.pictures = { whole: this.board.add(this.whole.canvas), part: this.board.add(this.part.canvas) };
    /** Frames of the waveform in a second; 0 before it is there. */
    this.rate = 0;
  }

  close() {
    this.board.close();
  }

  /** Take the waveform as soon as the server has drawn it; say whether it is there. @param {string} address */
  async open(address) {
    const answer = await fetch(address, { signal: this.leaving }).catch(() => null);
    const drawn = answer?.ok ? await answer.arrayBuffer() : null;
    for (const { root } of [this.part, this.whole]) root.removeAttribute("aria-busy");
    if (!drawn || this.leaving.aborted) return false;
    this.rate = parsePeaks(drawn).rate;
    const colours = coloursOf(this.part.root);
    for (const id of [this.pictures.whole, this.pictures.part]) {
      this.board.tell({ type: "show", id, sources: [{ address }], written: null, colours, marks: NOTHING });
      this.board.tell({ type: "gains", id, gains: [1] });
    }
    return true;
  }

  /** Show these beats. @param {import("./state.js").Grid | null} grid */
  mark(grid) {
    if (this.rate) this.board.tell({ type: "marks", id: this.pictures.part, marks: marksOf(grid, this.rate) });
  }

  /** @param {Window} view @param {{start: number, end: number} | null} loop what is repeated, in seconds */
  draw(view, loop) {
    if (!this.rate) return;
    const tinted = loop && { start: loop.start * this.rate, end: loop.end * this.rate };
    this.#picture(this.pictures.part, this.part.root, view.start, view.span, tinted);
    this.#picture(this.pictures.whole, this.whole.root, 0, view.duration, tinted);
  }

  /** Move the needles; nothing is drawn. @param {Window} view @param {number} cursor in seconds */
  move(view, cursor) {
    const scale = this.whole.root.clientWidth / view.duration;
    this.part.needle.style.transform = `translateX(${view.x(cursor)}px)`;
    this.whole.needle.style.transform = `translateX(${cursor * scale}px)`;
    this.whole.lens.style.transform = `translateX(${view.start * scale}px)`;
    this.whole.lens.style.width = `${view.span * scale}px`;
    this.#tell(view, cursor);
  }

  /** Say where the cursor is, to those who do not see it; as often as that can be heard. @param {Window} view @param {number} cursor */
  #tell(view, cursor) {
    const now = cursor.toFixed(1);
    const { root } = this.part;
    if (root.getAttribute("aria-valuenow") === now) return;
    root.setAttribute("aria-valuemax", view.duration.toFixed(1));
    root.setAttribute("aria-valuenow", now);
    root.setAttribute("aria-valuetext", place(cursor));
  }

  /** @param {string} id @param {HTMLElement} element @param {number} start @param {number} span in seconds @param {{start: number, end: number} | null} loop in frames */
  #picture(id, element, start, span, loop) {
    const { clientWidth: width, clientHeight: height } = element;
    if (!width) return;
    const framesPerPixel = (span * this.rate) / width;
    const seen = { start: start * this.rate, framesPerPixel, width, height, density: devicePixelRatio, loop, strip: false };
    this.board.tell({ type: "view", id, view: seen });
  }
}

/** Make a strip with a waveform. @param {string} name @param {string} label */
function strip(name, label) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const needle = make("div", { class: "ed-needle" });
  const lens = make("div", { class: "ed-lens" });
  return { canvas, needle, lens, root: make("div", { class: name, role: "img", "aria-label": label, "aria-busy": "true" }, canvas, lens, needle) };
}

/** Read the theme's tokens. @param {HTMLElement} element @returns {import("../wave/picture.js").Colours} */
function coloursOf(element) {
  const style = getComputedStyle(element);
  const token = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  return {
    bands: ["muted", "band-low", "band-mid", "band-high"].map(token),
    line: token("faint"),
    strong: token("text"),
    text: token("text"),
    tint: token("accent"),
    hatch: token("faint"),
    paper: token("raised"),
    font: token("font-words") || "sans-serif",
  };
}
