/**
 * Dragging with a mouse, a pen or a finger; Escape leaves everything as it was, and so does a
 * second finger, for two of them zoom.
 */

import { CLOCK } from "../engine/poll.js";

const CLICK_PIXELS = 4;
/** A finger is never quite still. */
const TAP_PIXELS = 8;
/** How long a finger rests on something before it holds it: what Alt is to a mouse. */
const HOLD_MS = 500;

/**
 * @typedef {object} Dragging
 * @property {(down: PointerEvent) => boolean} [begin] says whether there is something to drag
 * @property {(event: PointerEvent, way: number, isHeld: boolean) => void} move `way` is the distance in pixels
 * @property {(event: PointerEvent, way: number, isHeld: boolean) => void} drop
 * @property {(event: PointerEvent) => void} [click] the pointer has not moved
 * @property {() => void} [leave] the drag was called off
 */

/** @param {HTMLElement} element @param {Dragging} dragging @param {import("../engine/poll.js").Clock} [clock] */
export function listenToDrags(element, { begin = () => true, move, drop, click = () => {}, leave = () => {} }, clock = CLOCK) {
  element.addEventListener("pointerdown", (down) => {
    if (down.button !== 0 || !down.isPrimary || !begin(down)) return;
    down.stopPropagation();
    element.setPointerCapture(down.pointerId);
    const stop = new AbortController();
    const { signal } = stop;
    const still = down.pointerType === "touch" ? TAP_PIXELS : CLICK_PIXELS;
    let moved = false;
    const hold = listenToHolding(element, down, clock);
    const isOther = (/** @type {PointerEvent} */ event) => event.pointerId !== down.pointerId;
    const way = (/** @type {PointerEvent} */ event) => event.clientX - down.clientX;
    const end = () => {
      stop.abort();
      hold.end();
    };
    const callOff = () => {
      end();
      leave();
    };
    element.addEventListener("pointermove", (event) => {
      if (isOther(event)) return;
      moved ||= Math.abs(way(event)) > still;
      if (!moved) return;
      hold.stay();
      move(event, way(event), hold.isHeld);
    }, { signal });
    element.addEventListener("pointerup", (event) => {
      if (isOther(event)) return;
      const { isHeld } = hold;
      end();
      if (moved) drop(event, way(event), isHeld);
      else click(event);
    }, { signal });
    element.addEventListener("pointercancel", (event) => isOther(event) || callOff(), { signal });
    element.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
    document.addEventListener("pointerdown", (event) => isOther(event) && callOff(), { signal, capture: true });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      callOff();
    }, { signal, capture: true });
  });
}

/** See whether a finger rests on something, and show it there. @param {HTMLElement} element @param {PointerEvent} down @param {import("../engine/poll.js").Clock} clock */
function listenToHolding(element, { pointerType }, clock) {
  const hold = () => element.setAttribute("data-held", "");
  const timer = pointerType === "touch" ? clock.setTimeout(hold, HOLD_MS) : undefined;
  return {
    get isHeld() {
      return element.hasAttribute("data-held");
    },
    /** What moves is held from now on, or not at all. */
    stay() {
      clock.clearTimeout(timer);
    },
    end() {
      clock.clearTimeout(timer);
      element.removeAttribute("data-held");
    },
  };
}
