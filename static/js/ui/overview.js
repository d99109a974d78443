/**
 * The whole track in one strip: a click goes there, a drag marks a loop.
 */

import { contains } from "../dsp/spans.js";
import { sourceOf, writtenOf } from "../wave/sources.js";
import { make } from "./dom.js";

/** @typedef {import("../engine/player.js").Player} Player */
/** @typedef {import("../wave/board.js").Board} Board */

const CLICK_PIXELS = 5;
const STEP_SECONDS = 5;

export class Overview {
  /** @param {Player} player @param {Board} board @param {{position: string, pendingHint: string}} words */
  constructor(player, board, { position, pendingHint }) {
    this.player = player;
    this.board = board;
    this.hint = pendingHint;
    const canvas = make("canvas", { "aria-hidden": "true" });
    this.needle = make("div", { class: "sfa-needle" });
    this.root = make("div", { class: "sfa-overview", role: "slider", tabindex: "0", "aria-label": position, "aria-valuemin": "0" }, canvas, this.needle);
    this.picture = board.add(canvas);
    this.root.addEventListener("pointerdown", (event) => this.#press(event));
    this.root.addEventListener("pointermove", (event) => this.#explain(event));
    this.root.addEventListener("keydown", (event) => this.#step(event));
  }

  /** @param {import("../wave/picture.js").Colours} colours @param {import("../wave/picture.js").Marks} marks */
  show(colours, marks) {
    const sources = (this.player.manifest?.stems ?? []).map(sourceOf);
    this.board.tell({ type: "show", id: this.picture, sources, written: writtenOf(this.player.deck), colours, marks });
    this.root.setAttribute("aria-valuemax", String(Math.round(this.player.manifest?.duration_seconds ?? 0)));
    this.refresh();
  }

  /** Show more of what is still made, or all of it at last. */
  grow() {
    this.board.tell({ type: "written", id: this.picture, written: writtenOf(this.player.deck) });
  }

  /** @param {import("../wave/picture.js").Marks} marks */
  mark(marks) {
    this.board.tell({ type: "marks", id: this.picture, marks });
  }

  /** Let the picture follow the stems' gains. */
  refresh() {
    const gains = this.player.lanes.map((lane, stem) => (this.player.isAudible(stem) ? lane.volume : 0));
    this.board.tell({ type: "gains", id: this.picture, gains });
    this.draw();
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.root;
    const frames = this.player.manifest?.frames ?? 0;
    if (!width) return;
    const framesPerPixel = Math.max(1, frames / width);
    const { loop } = this.player;
    const view = { start: 0, framesPerPixel, width, height, density: devicePixelRatio, loop, strip: true };
    this.board.tell({ type: "view", id: this.picture, view });
  }

  /** Move the playhead; nothing is drawn. */
  move() {
    const { manifest, frame } = this.player;
    const fraction = manifest ? frame / manifest.frames : 0;
    this.needle.style.transform = `translateX(${fraction * this.root.clientWidth}px)`;
  }

  /** @param {PointerEvent} down */
  #press(down) {
    const { manifest } = this.player;
    if (!manifest) return;
    this.root.setPointerCapture(down.pointerId);
    const box = this.root.getBoundingClientRect();
    const secondsAt = (/** @type {PointerEvent} */ event) => fractionAt(event, box) * manifest.duration_seconds;
    const begin = secondsAt(down);
    const stop = new AbortController();
    const { signal } = stop;
    const far = (/** @type {PointerEvent} */ event) => Math.abs(event.clientX - down.clientX) > CLICK_PIXELS;
    this.root.addEventListener("pointermove", (event) => far(event) && this.player.setLoop(begin, secondsAt(event)), { signal });
    this.root.addEventListener("pointercancel", () => stop.abort(), { signal });
    this.root.addEventListener("pointerup", (event) => {
      stop.abort();
      if (far(event)) this.player.seek(Math.min(begin, secondsAt(event)));
      else this.player.seek(begin);
    }, { signal });
  }

  /** Say what the hatching means, where the pointer is over it. @param {PointerEvent} event */
  #explain(event) {
    const { deck } = this.player;
    const feed = deck?.feed;
    const frame = fractionAt(event, this.root.getBoundingClientRect()) * (deck?.manifest.frames ?? 0);
    const title = feed?.isMaking && !contains(feed.spans, frame, frame + 1) ? this.hint : "";
    if (this.root.title !== title) this.root.title = title;
  }

  /** @param {KeyboardEvent} event */
  #step(event) {
    const way = { ArrowLeft: -STEP_SECONDS, ArrowRight: STEP_SECONDS }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    this.player.seek(this.player.seconds + way);
  }
}

/** @param {PointerEvent} event @param {DOMRect} box */
function fractionAt(event, box) {
  return Math.max(0, Math.min((event.clientX - box.left) / box.width, 1));
}
