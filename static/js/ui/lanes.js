/**
 * The rows of the stems: letter, mute, solo, volume, and a waveform that runs under the playhead.
 */

import { sourceOf, writtenOf } from "../wave/sources.js";
import { button, make, slider } from "./dom.js";
import { about } from "./words.js";

/** @typedef {import("../engine/player.js").Player} Player */
/** @typedef {import("../engine/manifest.js").StemInfo} StemInfo */
/** @typedef {import("../wave/board.js").Board} Board */
/** @typedef {import("./words.js").Words} Words */

const LEAST_ZOOM = 4;
const MOST_ZOOM = 4_096;
const FIRST_ZOOM = 256;
const CLICK_PIXELS = 5;

/**
 * @typedef {object} Row
 * @property {HTMLElement} root
 * @property {HTMLElement} letter
 * @property {HTMLElement} mute
 * @property {HTMLElement} solo
 * @property {HTMLInputElement} volume
 * @property {HTMLElement} lane
 * @property {string} picture
 */

export class Lanes {
  /** @param {Player} player @param {Board} board @param {Words} words @param {import("./view.js").View} view */
  constructor(player, board, words, view) {
    this.player = player;
    this.board = board;
    this.words = words;
    this.view = view;
    this.chosen = 0;
    /** @type {Row[]} */
    this.rows = [];
    this.list = make("div", { class: "sfa-rows", role: "list" });
    const tools = make(
      "div",
      { class: "sfa-zoom" },
      button("sfa-button", words.zoomOut, "−", () => this.zoom(2)),
      button("sfa-button", words.zoomIn, "+", () => this.zoom(0.5)),
    );
    this.root = make("section", { class: "sfa-stems", "aria-label": words.stems, hidden: "" }, this.list, tools);
    this.list.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  get visible() {
    return !this.root.hidden;
  }

  /** Return how close the lanes are looked at: as close as everything else, as far as they can. */
  get framesPerPixel() {
    const { wide } = this.view;
    const width = this.rows[0]?.lane.clientWidth;
    if (wide === null || !width) return FIRST_ZOOM;
    return Math.max(LEAST_ZOOM, Math.min((wide * this.#rate) / width, MOST_ZOOM));
  }

  get #rate() {
    return this.player.manifest?.rate_hz ?? 1;
  }

  /** @param {number} factor */
  zoom(factor) {
    const width = this.rows[0]?.lane.clientWidth;
    if (!width) return;
    const framesPerPixel = Math.max(LEAST_ZOOM, Math.min(this.framesPerPixel * factor, MOST_ZOOM));
    this.view.show((framesPerPixel * width) / this.#rate);
  }

  /** Show the stems of the player's track. @param {(stem: StemInfo) => import("../wave/picture.js").Colours} coloursOf @param {import("../wave/picture.js").Marks} marks */
  show(coloursOf, marks) {
    for (const row of this.rows) this.board.tell({ type: "remove", id: row.picture });
    const stems = this.player.manifest?.stems ?? [];
    this.rows = stems.map((stem, place) => this.#row(stem, place));
    this.list.replaceChildren(...this.rows.map((row) => row.root));
    this.chosen = Math.min(this.chosen, Math.max(0, stems.length - 1));
    const written = writtenOf(this.player.deck);
    stems.forEach((stem, place) => {
      const id = /** @type {Row} */ (this.rows[place]).picture;
      this.board.tell({ type: "show", id, sources: [sourceOf(stem)], written, colours: coloursOf(stem), marks });
    });
    this.refresh();
  }

  /** Show more of what is still made, or all of it at last. */
  grow() {
    const written = writtenOf(this.player.deck);
    for (const row of this.rows) this.board.tell({ type: "written", id: row.picture, written });
  }

  /** @param {import("../wave/picture.js").Marks} marks */
  mark(marks) {
    for (const row of this.rows) this.board.tell({ type: "marks", id: row.picture, marks });
  }

  /** Show what is muted, chosen and how loud. */
  refresh() {
    this.rows.forEach((row, stem) => {
      const lane = this.player.lanes[stem];
      if (!lane) return;
      row.mute.setAttribute("aria-pressed", String(lane.muted));
      row.solo.setAttribute("aria-pressed", String(lane.solo));
      row.letter.setAttribute("aria-pressed", String(stem === this.chosen));
      row.root.dataset.audible = String(this.player.isAudible(stem));
      if (document.activeElement !== row.volume) row.volume.value = String(lane.volume);
      this.board.tell({ type: "gains", id: row.picture, gains: [lane.volume] });
    });
    this.draw();
  }

  /** @param {number} stem */
  choose(stem) {
    if (stem < this.rows.length) this.chosen = stem;
    this.refresh();
  }

  /** Draw all lanes around the playhead. */
  draw() {
    if (!this.visible) return;
    const { frame, loop } = this.player;
    const { framesPerPixel } = this;
    const density = devicePixelRatio;
    this.rows.forEach((row, place) => {
      const { clientWidth: width, clientHeight: height } = row.lane;
      if (!width) return;
      const start = frame - (width / 2) * framesPerPixel;
      const view = { start, framesPerPixel, width, height, density, loop, strip: place === 0 };
      this.board.tell({ type: "view", id: row.picture, view });
    });
  }

  /** @param {StemInfo} stem @param {number} place @returns {Row} */
  #row(stem, place) {
    const { player, words } = this;
    const letter = button("sfa-letter", about(words.choose, stem.label), stem.letter, () => this.choose(place));
    const mute = button("sfa-button sfa-mute", about(words.mute, stem.label), "M", () => player.toggleLane(place, "muted"));
    const solo = button("sfa-button sfa-solo", about(words.solo, stem.label), "S", () => player.toggleLane(place, "solo"));
    const volume = slider(about(words.volumeOf, stem.label), (value) => player.setLane(place, { volume: value }));
    const canvas = make("canvas", { "aria-hidden": "true" });
    const lane = make("div", { class: "sfa-lane" }, canvas, make("div", { class: "sfa-needle" }));
    const name = make("span", { class: "sfa-stem-name" }, stem.label);
    const root = make("div", { class: "sfa-row", role: "listitem", "data-stem": stem.type }, letter, name, mute, solo, volume, lane);
    root.style.setProperty("--stem", `var(--${stem.colour})`);
    this.#listen(lane);
    return { root, letter, mute, solo, volume, lane, picture: this.board.add(canvas) };
  }

  /** A drag moves the music under the needle, a click goes there. @param {HTMLElement} lane */
  #listen(lane) {
    lane.addEventListener("pointerdown", (down) => {
      lane.setPointerCapture(down.pointerId);
      const { frame, manifest } = this.player;
      if (!manifest) return;
      let moved = false;
      const move = (/** @type {PointerEvent} */ event) => {
        const way = event.clientX - down.clientX;
        moved ||= Math.abs(way) > CLICK_PIXELS;
        if (moved) this.player.seek((frame - way * this.framesPerPixel) / manifest.rate_hz);
        this.draw();
      };
      const up = () => {
        lane.removeEventListener("pointermove", move);
        if (moved) return;
        const box = lane.getBoundingClientRect();
        const way = down.clientX - box.left - box.width / 2;
        this.player.seek((frame + way * this.framesPerPixel) / manifest.rate_hz);
      };
      lane.addEventListener("pointermove", move);
      lane.addEventListener("pointerup", up, { once: true });
      lane.addEventListener("pointercancel", () => lane.removeEventListener("pointermove", move), { once: true });
    });
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    if (!(/** @type {Element} */ (event.target).closest(".sfa-lane"))) return;
    event.preventDefault();
    this.zoom(event.deltaY > 0 ? 1.25 : 0.8);
  }
}
