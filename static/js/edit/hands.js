/**
 * Hands on the waveform: they move along it, zoom, put the cursor somewhere and drag beats.
 */

import { listen } from "../charts/gestures.js";
import { listenToDrags } from "./drag.js";
import { dragged, nearest, stretched } from "./state.js";

/** @typedef {import("./state.js").Grid} Grid */
/** @typedef {import("./window.js").Window} Window */

/**
 * @typedef {object} Acts
 * @property {() => Grid | null} grid that can be dragged now
 * @property {(seconds: number) => void} go
 * @property {(isHeld: boolean) => void} hold a beat is held, or let go
 * @property {(grid: Grid) => void} show a grid as it would be
 * @property {(edit: object) => void} edit
 * @property {(way: -1 | 1) => void} step put the cursor on the line of the grid next to it
 */

const GRIP_PIXELS = 16;
const ZOOM_STEP = 2;

/** @param {import("./stage.js").Stage} stage @param {HTMLElement} frame all that lies over the waveform @param {Window} view @param {Acts} acts @param {AbortSignal} signal */
export function listenToHands(stage, frame, view, acts, signal) {
  const { part, whole } = stage;
  const hands = {
    range: () => view.range,
    box: () => ({ left: 0, width: view.width }),
    zoom: (/** @type {number} */ factor, /** @type {number} */ at) => view.zoom(factor, at),
    scroll: (/** @type {number} */ seconds) => view.scroll(seconds),
    seek: acts.go,
  };
  listen(part.root, hands, signal, frame);
  const look = (/** @type {PointerEvent} */ event) => {
    const box = whole.root.getBoundingClientRect();
    view.center(((event.clientX - box.left) / box.width) * view.duration);
  };
  listenToDrags(whole.root, { move: look, drop: look, click: look });
  listenToBeats(part.beats, view, acts);
  part.root.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keysOf(view, acts)[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** What keys do while the waveform has them. @param {Window} view @param {Acts} acts @returns {Record<string, () => void>} */
function keysOf(view, acts) {
  return {
    ArrowLeft: () => acts.step(-1),
    ArrowRight: () => acts.step(1),
    Home: () => acts.go(0),
    End: () => acts.go(view.duration),
    "+": () => view.zoom(1 / ZOOM_STEP),
    "-": () => view.zoom(ZOOM_STEP),
  };
}

/** Let beats be dragged; what is no beat is left to those below. @param {HTMLElement} beats @param {Window} view @param {Acts} acts */
function listenToBeats(beats, view, acts) {
  /** @type {{grid: Grid, beat: number, start: number} | null} */
  let held = null;
  const at = (/** @type {PointerEvent} */ event) => view.at(event.clientX - beats.getBoundingClientRect().left);
  const to = (/** @type {PointerEvent} */ event) => (held ? held.beat + at(event) - held.start : 0);
  listenToDrags(beats, {
    begin: (down) => {
      const grid = acts.grid();
      const start = at(down);
      const beat = grid ? nearest(grid.beats_seconds, start) : undefined;
      held = grid && beat !== undefined && Math.abs(beat - start) < GRIP_PIXELS * view.perPixel ? { grid, beat, start } : null;
      if (held) acts.hold(true);
      return held !== null;
    },
    move: (event) => held && acts.show(stretched(held.grid, held.beat, to(event))),
    drop: (event) => {
      acts.hold(false);
      if (held) acts.edit(dragged(held.grid, held.beat, to(event)));
    },
    click: (event) => {
      acts.hold(false);
      acts.go(at(event));
    },
    leave: () => {
      acts.hold(false);
      if (held) acts.show(held.grid);
    },
  });
}
