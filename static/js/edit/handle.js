/**
 * What can be dragged, and moved with the arrows: edges, cues and the ends of loops; and how what
 * lies between two times is laid over a waveform.
 */

import { listenToDrags } from "./drag.js";
import { place } from "./words.js";

const STEP_SECONDS = 0.01;
const STRIDE = 10;

/**
 * @typedef {object} Movable
 * @property {import("./window.js").Window} view
 * @property {number} seconds where it is
 * @property {(seconds: number, isFree: boolean) => number} fit returns where it may be
 * @property {(seconds: number) => void} done it was let go elsewhere
 * @property {(isHeld: boolean) => void} hold somebody has taken hold of it, or let it go
 * @property {(seconds: number) => void} [follow] what else is drawn otherwise meanwhile
 */

/**
 * Let something be moved; return what puts it where it belongs in what is seen.
 * A press without a move is told by an event `ed:click`.
 *
 * @param {HTMLElement} made
 * @param {Movable} movable
 * @returns {() => void}
 */
export function letMove(made, { view, seconds, fit, done, hold, follow = () => {} }) {
  let now = seconds;
  const put = () => made.style.setProperty("--x", `${view.x(now)}px`);
  const tell = () => {
    made.setAttribute("aria-valuenow", now.toFixed(2));
    made.setAttribute("aria-valuetext", place(now));
  };
  const show = (/** @type {number} */ next) => {
    now = next;
    put();
    tell();
    follow(now);
  };
  const to = (/** @type {number} */ way, /** @type {boolean} */ isFree) => fit(seconds + way * view.perPixel, isFree);
  listenToDrags(made, {
    begin: () => {
      hold(true); // from the first touch on, for what is drawn anew cannot be dragged
      return true;
    },
    move: (event, way, isHeld) => show(to(way, event.altKey || isHeld)),
    drop: (event, way, isHeld) => {
      show(to(way, event.altKey || isHeld));
      hold(false);
      done(now);
    },
    click: () => {
      made.dispatchEvent(new Event("ed:click"));
      hold(false);
    },
    leave: () => {
      show(seconds);
      hold(false);
    },
  });
  made.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -STEP_SECONDS, ArrowRight: STEP_SECONDS }[event.key];
    if (way === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    done(fit(seconds + way * (event.shiftKey ? STRIDE : 1), true));
  });
  tell();
  return put;
}

/** Let something reach from a time to another, as far as that is seen. @param {HTMLElement} made @param {import("./window.js").Window} view @param {{start_seconds: number, end_seconds: number}} span */
export function spread(made, view, { start_seconds: start, end_seconds: end }) {
  const [left, right] = [Math.max(0, view.x(start)), Math.min(view.width, view.x(end))];
  made.hidden = right - left < 1;
  made.style.setProperty("--x", `${left}px`);
  made.style.width = `${right - left}px`;
}
