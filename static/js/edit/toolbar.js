/**
 * The buttons of the editor: what they are called, and which can be pressed now.
 */

import { button, make, say } from "../ui/dom.js";
import { choice } from "./popover.js";
import { spanAt, tempoAt } from "./state.js";
import { fill, place } from "./words.js";

/** @typedef {import("./state.js").Editing} Editing */
/** @typedef {import("./state.js").Snap} Snap */
/** @typedef {import("./words.js").Words} Words */

/**
 * @typedef {object} Acts
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {() => void} play
 * @property {(factor: number) => void} zoom
 * @property {(isWanted: boolean) => void} follow
 * @property {(isWanted: boolean) => void} stretch
 * @property {(edit: Record<string, unknown>) => void} grid a place is added to what needs one
 * @property {(event: Event) => void} tap
 * @property {(isLocked: boolean) => void} lock
 * @property {() => void} cue
 * @property {() => void} split
 * @property {() => void} loop
 * @property {(name: string) => void} key
 * @property {(what: string) => void} restore
 */

const NUDGES_MS = [-10, -1, 1, 10];
const BEATS = ["2", "3", "4", "5", "6", "7", "8", "12", "16"];
const RESTORED = /** @type {const} */ (["grid", "key", "sections", "cues", "loops"]);

export class Toolbar {
  /** @param {Words} words @param {[string, string][]} keys names and what is shown @param {Record<string, string>} edits what each edit is called @param {Acts} acts */
  constructor(words, keys, edits, acts) {
    this.words = words;
    this.edits = edits;
    const plain = (/** @type {string} */ label, /** @type {string} */ sign, /** @type {() => void} */ act) => button("button", label, sign, act);
    this.undo = plain(words.undo, words.undo, acts.undo);
    this.redo = plain(words.redo, words.redo, acts.redo);
    this.time = make("span", { class: "ed-time" });
    /** @type {[string, string][]} */
    const snaps = [["none", words.snapNone], ["beat", words.snapBeat], ["bar", words.snapBar]];
    this.snap = choice(snaps, "beat", () => {});
    this.stretch = toggle(words.stretch, acts.stretch);
    this.stretch.classList.add("ed-stretch");
    this.tapped = button("button ed-tap", words.tapHint, words.tap, () => {});
    this.tapped.addEventListener("pointerdown", acts.tap);
    this.tapped.addEventListener("click", (event) => event.detail === 0 && acts.tap(event));
    this.tempo = make("input", { type: "number", min: "20", max: "400", step: "any", "aria-label": words.tempo, title: words.tempo });
    this.tempo.addEventListener("change", () => this.tempo.value && this.tempo.reportValidity() && acts.grid({ act: "tempo", tempo_bpm: Number(this.tempo.value) }));
    this.tempo.addEventListener("keydown", (event) => event.key === "Enter" && this.tempo.blur());
    this.beats = choice(BEATS.map((count) => [count, `${count}/4`]), "4", (count) => acts.grid({ act: "beats_per_bar", beats_per_bar: Number(count) }));
    this.change = plain(words.change, words.change, () => acts.grid({ act: "tempo_change", tempo_bpm: this.at }));
    this.unchange = plain(words.unchange, words.unchange, () => acts.grid({ act: "remove_tempo_change" }));
    this.lock = toggle(words.lock, (isLocked) => acts.lock(isLocked));
    this.key = choice([["", words.noKey], ...keys], "", (name) => name && acts.key(name));
    this.restore = choice([["", words.restore], ...RESTORED.map((what) => this.#restorable(what))], "", (what) => {
      this.restore.value = "";
      if (what) acts.restore(what);
    });
    this.gridded = [
      ...NUDGES_MS.map((count) => plain(fill(words.nudge, { count: String(count) }), `${count > 0 ? "+" : "−"}${Math.abs(count)} ms`, () => acts.grid({ act: "nudge", seconds: count / 1_000 }))),
      plain(words.halve, "½", () => acts.grid({ act: "halve" })),
      plain(words.double, "×2", () => acts.grid({ act: "double" })),
      plain(words.barOne, words.barOne, () => acts.grid({ act: "bar_one" })),
      plain(words.extend, words.extend, () => acts.grid({ act: "extend" })),
    ];
    const [less, little, more, much, half, twice, one, far] = /** @type {HTMLButtonElement[]} */ (this.gridded);
    const named = (/** @type {string} */ label, /** @type {HTMLElement} */ control) => {
      if (!control.hasAttribute("aria-label")) control.setAttribute("aria-label", label);
      return make("label", { class: "ed-named" }, make("span", {}, label), control);
    };
    this.out = plain(words.zoomOut, "−", () => acts.zoom(2));
    this.play = plain(words.play, "▶", acts.play);
    this.follow = toggle(words.follow, acts.follow);
    this.loop = plain(words.loop, words.loop, acts.loop);
    this.head = make("div", { class: "ed-tools" }, this.undo, this.redo, this.play, this.time,
      this.out, plain(words.zoomIn, "+", () => acts.zoom(0.5)), this.follow, named(words.snap, this.snap));
    this.grid = make("div", { class: "ed-tools", role: "group", "aria-label": words.grid }, .../** @type {HTMLElement[]} */ ([less, little, more, much]), this.stretch, this.tapped,
      named("BPM", this.tempo), .../** @type {HTMLElement[]} */ ([half, twice, one]), named(words.beatsPerBar, this.beats), this.change, this.unchange, /** @type {HTMLElement} */ (far), this.lock);
    this.marks = make("div", { class: "ed-tools", role: "group", "aria-label": words.marks }, plain(words.cue, words.cue, acts.cue), plain(words.split, words.split, acts.split),
      this.loop, named(words.key, this.key), this.restore);
    this.restore.setAttribute("aria-label", words.restore);
    /** The tempo where the cursor is. */
    this.at = 120;
  }

  /** @returns {Snap} */
  get snapping() {
    return /** @type {Snap} */ (this.snap.value);
  }

  get stretches() {
    return this.stretch.getAttribute("aria-pressed") === "true";
  }

  /** @param {Editing} state @param {number} seconds where the cursor is */
  show(state, seconds) {
    const { words, edits } = this;
    this.#offer(this.undo, words.undo, words.undoThis, state.undo && (edits[state.undo] ?? state.undo));
    this.#offer(this.redo, words.redo, words.redoThis, state.redo && (edits[state.redo] ?? state.redo));
    const { grid } = state;
    const isLocked = grid?.locked ?? false;
    for (const one of [...this.gridded, this.beats, this.change, this.stretch]) one.disabled = !grid || isLocked;
    for (const one of [this.tempo, this.tapped]) one.disabled = isLocked;
    this.lock.disabled = !grid;
    this.lock.setAttribute("aria-pressed", String(isLocked));
    if (isLocked) this.stretch.setAttribute("aria-pressed", "false");
    if (grid) this.beats.value = String(grid.beats_per_bar);
    this.key.value = state.key?.key ?? "";
    this.key.disabled = !state.key;
    this.move(state, seconds);
  }

  /** Something else is seen, or repeated. @param {{follows: boolean, canFollow: boolean, isWhole: boolean, repeats: boolean, plays: boolean}} seen */
  look({ follows, canFollow, isWhole, repeats, plays }) {
    say(this.play, plays ? "❚❚" : "▶");
    this.follow.disabled = !canFollow;
    this.follow.setAttribute("aria-pressed", String(follows && canFollow));
    this.out.disabled = isWhole;
    const words = repeats ? this.words.keepLoop : this.words.loop;
    say(this.loop, words);
    for (const name of ["aria-label", "title"]) this.loop.setAttribute(name, words);
  }

  /** The cursor is elsewhere. @param {Editing} state @param {number} seconds */
  move(state, seconds) {
    const { grid } = state;
    say(this.time, place(seconds));
    this.at = grid ? tempoAt(grid, seconds) : this.at;
    if (document.activeElement !== this.tempo) this.tempo.value = grid ? this.at.toFixed(2) : "";
    this.unchange.hidden = !grid || spanAt(grid, seconds) === 0;
    this.unchange.disabled = grid?.locked ?? true;
  }

  /** Say how fast somebody taps. @param {number} count @param {number | null} tempo */
  count(count, tempo) {
    say(this.tapped, count ? `${this.words.tap} ${tempo ? tempo.toFixed(1) : count}` : this.words.tap);
  }

  /** @param {HTMLButtonElement} made @param {string} plain @param {string} full @param {string | null} edit */
  #offer(made, plain, full, edit) {
    made.disabled = !edit;
    made.title = edit ? fill(full, { edit }) : plain;
  }

  /** @param {typeof RESTORED[number]} what @returns {[string, string]} */
  #restorable(what) {
    const { words } = this;
    return [what, { grid: words.restoreGrid, key: words.restoreKey, sections: words.restoreSections, cues: words.restoreCues, loops: words.restoreLoops }[what]];
  }
}

/** Make a button that stays pressed. @param {string} words @param {(isPressed: boolean) => void} [act] */
function toggle(words, act = () => {}) {
  const made = button("button", words, words, () => {
    const isPressed = made.getAttribute("aria-pressed") !== "true";
    made.setAttribute("aria-pressed", String(isPressed));
    act(isPressed);
  });
  made.setAttribute("aria-pressed", "false");
  return made;
}
