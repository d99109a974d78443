/**
 * The waveform of a track, twice: the whole of it, and the part that is seen.
 */

import { make } from "../ui/dom.js";
import { Board } from "../wave/board.js";
import { parsePeaks } from "../wave/peaks.js";
import { marksOf } from "./state.js";

/** @typedef {import("./window.js").Window} Window */

const NOTHING = { beats: [], bars: [], sections: [], cues: [] };

export class Stage {
  /** @param {{waveform: string, overview: string}} words @param {AbortSignal} leaving */
  constructor(words, leaving) {
    this.leaving = leaving;
    this.board = new Board();
    this.whole = strip("ed-overview", words.overview);
    this.part = strip("ed-wave", words.waveform);
    this.pictures = { whole: this.board.add(this.whole.canvas), part: this.board.add(this.part.canvas) };
    /** Frames of the waveform in a second; 0 before it is there. */
    this.rate = 0;
  }

  close() {
    this.board.close();
  }

  /** Take the waveform as soon as the server has drawn it. @param {string} address */
  async open(address) {
    const answer = await fetch(address, { signal: this.leaving }).catch(() => null);
    if (!answer?.ok) return;
    const { rate } = parsePeaks(await answer.arrayBuffer());
    if (this.leaving.aborted) return;
    this.rate = rate;
    const colours = coloursOf(this.part.root);
    for (const id of [this.pictures.whole, this.pictures.part]) {
      this.board.tell({ type: "show", id, sources: [{ address }], written: null, colours, marks: NOTHING });
      this.board.tell({ type: "gains", id, gains: [1] });
    }
  }

  /** Show these beats. @param {import("./state.js").Grid | null} grid */
  mark(grid) {
    if (this.rate) this.board.tell({ type: "marks", id: this.pictures.part, marks: marksOf(grid, this.rate) });
  }

  /** @param {Window} view */
  draw(view) {
    if (!this.rate) return;
    this.#picture(this.pictures.part, this.part.root, view.start, view.span);
    this.#picture(this.pictures.whole, this.whole.root, 0, view.duration);
  }

  /** Move the needles; nothing is drawn. @param {Window} view @param {number} cursor in seconds */
  move(view, cursor) {
    const scale = this.whole.root.clientWidth / view.duration;
    this.part.needle.style.transform = `translateX(${view.x(cursor)}px)`;
    this.whole.needle.style.transform = `translateX(${cursor * scale}px)`;
    this.whole.lens.style.transform = `translateX(${view.start * scale}px)`;
    this.whole.lens.style.width = `${view.span * scale}px`;
  }

  /** @param {string} id @param {HTMLElement} element @param {number} start @param {number} span in seconds */
  #picture(id, element, start, span) {
    const { clientWidth: width, clientHeight: height } = element;
    if (!width) return;
    const framesPerPixel = (span * this.rate) / width;
    const seen = { start: start * this.rate, framesPerPixel, width, height, density: devicePixelRatio, loop: null, strip: false };
    this.board.tell({ type: "view", id, view: seen });
  }
}

/** Make a strip with a waveform. @param {string} name @param {string} label */
function strip(name, label) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const needle = make("div", { class: "ed-needle" });
  const lens = make("div", { class: "ed-lens" });
  return { canvas, needle, lens, root: make("div", { class: name, role: "img", "aria-label": label }, canvas, lens, needle) };
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
