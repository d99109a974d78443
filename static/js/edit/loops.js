/**
 * The loops of a track in a band below its waveform: each can be opened, and dragged at both ends.
 */

import { button, make } from "../ui/dom.js";
import { letMove, spread } from "./handle.js";
import { fill, place } from "./words.js";

/** @typedef {import("./state.js").Loop} Loop */
/** @typedef {import("./state.js").Editing} Editing */

const LEAST_SECONDS = 0.05;
const MOST_ROWS = 4;
const GRIP_PIXELS = 24;

export class Loops {
  /**
   * @param {import("./window.js").Window} view
   * @param {import("./words.js").Words} words
   * @param {import("./flags.js").Acts & {hold: (isHeld: boolean) => void}} acts
   */
  constructor(view, words, acts) {
    this.view = view;
    this.words = words;
    this.acts = acts;
    this.root = make("div", { class: "ed-loops" });
    /** @type {(() => void)[]} how each of them finds its place */
    this.places = [];
    /** Which one is repeated. @type {string | null} */
    this.playing = null;
  }

  /** @param {Editing} state */
  show(state) {
    this.places = [];
    const rows = rowsOf(state.loops);
    this.root.style.setProperty("--rows", String(Math.max(0, ...rows) + 1));
    this.root.replaceChildren(...state.loops.flatMap((one, number) => this.#loop(one, rows[number] ?? 0, state)));
    this.mark(this.playing);
  }

  lay() {
    for (const put of this.places) put();
  }

  /** Show which one is repeated. @param {string | null} id */
  mark(id) {
    this.playing = id;
    for (const made of this.root.querySelectorAll(".ed-loop")) {
      made.toggleAttribute("data-playing", /** @type {HTMLElement} */ (made).dataset.mark === id);
    }
  }

  /** @param {Loop} one @param {number} row @param {Editing} state @returns {HTMLElement[]} */
  #loop(one, row, state) {
    const { view, words, acts } = this;
    const said = fill(words.loopAt, { label: one.label, time: place(one.start_seconds) });
    const made = button("ed-loop", said, "⟲", () => acts.open({ kind: "loop", one }, made));
    made.append(make("span", {}, ` ${one.label}`));
    made.title = one.explanation || said;
    made.dataset.mark = one.id;
    made.toggleAttribute("data-heard", one.origin === "analysis");
    this.places.push(() => spread(made, view, one));
    const { start_seconds: start, end_seconds: end } = one;
    const first = this.#end(made, one, "start_seconds", [0, end - LEAST_SECONDS]);
    const last = this.#end(made, one, "end_seconds", [start + LEAST_SECONDS, state.duration_seconds]);
    for (const part of [made, first, last]) part.style.setProperty("--row", String(row));
    return [made, first, last];
  }

  /** One end of a loop, to be dragged. @param {HTMLElement} band @param {Loop} one @param {"start_seconds" | "end_seconds"} end @param {[number, number]} limits in seconds */
  #end(band, one, end, [lowest, highest]) {
    const { view, words, acts } = this;
    const isStart = end === "start_seconds";
    const label = fill(isStart ? words.loopStart : words.loopEnd, { label: one.label });
    const made = make("div", { class: "ed-grip", role: "slider", tabindex: "0", "aria-label": label, "data-mark": `${end}-${one.id}`, "data-end": isStart ? "start" : "end" });
    const put = letMove(made, {
      view,
      seconds: one[end],
      fit: (seconds, isFree) => Math.max(lowest, Math.min(isFree ? seconds : acts.snap(seconds), highest)),
      done: (seconds) => acts.moveLoop(one.id, /** @type {any} */ ({ [end]: seconds })),
      hold: acts.hold,
      follow: (seconds) => spread(band, view, { ...one, [end]: seconds }),
    });
    this.places.push(() => {
      made.hidden = (one.end_seconds - one.start_seconds) / view.perPixel < GRIP_PIXELS;
      put();
    });
    return made;
  }
}

/** Return the row of each loop, of loops in time, such that those of a row do not cover each other. @param {Loop[]} loops */
export function rowsOf(loops) {
  /** @type {number[]} where each row is free again, in seconds */
  const free = [];
  return loops.map(({ start_seconds: start, end_seconds: end }) => {
    const found = free.findIndex((until) => until <= start + 1e-6);
    const row = found >= 0 ? found : Math.min(free.length, MOST_ROWS - 1);
    free[row] = Math.max(free[row] ?? 0, end);
    return row;
  });
}
