/**
 * Hands on a chart: the wheel with Ctrl and two fingers zoom, a drag scrolls, a click goes there.
 * The plain wheel goes on to scroll the page.
 */

const CLICK_PIXELS = 5;
const ZOOM_STEP = 1.25;
/** How far a wheel turns for a whole step of zoom; fingers on a pad turn it in many small parts. */
const STEP_PIXELS = 25;
const LINE_PIXELS = 16;

/**
 * @typedef {object} Hands
 * @property {() => [number, number]} range in seconds, as it is shown
 * @property {() => {left: number, width: number}} box of the plot in pixels, from the left of the element
 * @property {(factor: number, at: number) => void} zoom
 * @property {(seconds: number) => void} scroll
 * @property {(seconds: number) => void} seek
 */

/** @typedef {{x: number, y: number, first: number, isOurs: boolean}} Finger */

/**
 * @param {HTMLElement} plot
 * @param {Hands} hands
 * @param {AbortSignal} signal
 * @param {HTMLElement} [around] holds what lies over the plot: fingers there zoom as well, two of them
 */
export function listen(plot, hands, signal, around = plot) {
  /** @type {Map<number, Finger>} */
  const fingers = new Map();
  let moved = false;
  const perPixel = () => {
    const [start, end] = hands.range();
    return (end - start) / Math.max(1, hands.box().width);
  };
  const secondsAt = (/** @type {number} */ x) => hands.range()[0] + (x - plot.getBoundingClientRect().left - hands.box().left) * perPixel();
  listenToWheel(around, hands, { perPixel, secondsAt }, signal);

  around.addEventListener("pointerdown", ({ button, pointerId, clientX, clientY }) => {
    if (button) return;
    fingers.set(pointerId, { x: clientX, y: clientY, first: clientX, isOurs: false });
    moved = fingers.size > 1;
  }, { signal, capture: true });
  // What lies over the plot keeps a finger to itself, as long as there is only one.
  plot.addEventListener("pointerdown", ({ pointerId }) => {
    const finger = fingers.get(pointerId);
    if (finger) finger.isOurs = true;
  }, { signal });
  // A page that scrolls under two fingers takes them away.
  around.addEventListener("touchstart", (event) => event.touches.length > 1 && event.cancelable && event.preventDefault(), { passive: false, signal });

  around.addEventListener("pointermove", (event) => {
    const finger = fingers.get(event.pointerId);
    if (!finger || (fingers.size === 1 && !finger.isOurs)) return;
    if (!moved && Math.abs(event.clientX - finger.first) <= CLICK_PIXELS) return;
    if (finger.isOurs && !plot.hasPointerCapture(event.pointerId)) plot.setPointerCapture(event.pointerId);
    moved = true;
    const before = spreadOf(fingers);
    const way = event.clientX - finger.x;
    [finger.x, finger.y] = [event.clientX, event.clientY];
    const after = spreadOf(fingers);
    if (fingers.size === 1) hands.scroll(-way * perPixel());
    else if (before.wide > CLICK_PIXELS && after.wide > CLICK_PIXELS) hands.zoom(before.wide / after.wide, secondsAt(after.middle));
  }, { signal });

  const lift = (/** @type {PointerEvent} */ event) => {
    const finger = fingers.get(event.pointerId);
    fingers.delete(event.pointerId);
    if (finger?.isOurs && !moved && event.type === "pointerup") hands.seek(secondsAt(event.clientX));
  };
  around.addEventListener("pointerup", lift, { signal });
  around.addEventListener("pointercancel", lift, { signal });
  around.addEventListener("pointerleave", (event) => plot.hasPointerCapture(event.pointerId) || fingers.delete(event.pointerId), { signal });
}

/** @param {HTMLElement} around @param {Hands} hands @param {{perPixel: () => number, secondsAt: (x: number) => number}} scale @param {AbortSignal} signal */
function listenToWheel(around, hands, { perPixel, secondsAt }, signal) {
  around.addEventListener("wheel", (event) => {
    const [across, along] = turnOf(event);
    if (event.ctrlKey || event.metaKey) hands.zoom(zoomOf(along), secondsAt(event.clientX));
    else if (event.shiftKey) hands.scroll((along || across) * perPixel());
    else if (Math.abs(across) > Math.abs(along)) hands.scroll(across * perPixel());
    else return;
    event.preventDefault();
  }, { passive: false, signal });
}

/** Say what hands do here, mice or fingers. @param {{hint: string, hintTouch: string}} words */
export function hintOf(words) {
  return matchMedia("(pointer: coarse)").matches ? words.hintTouch : words.hint;
}

/**
 * Return how far a wheel was turned, sideways and down, in pixels.
 *
 * @param {{deltaX: number, deltaY: number, deltaMode: number}} event
 * @returns {[number, number]}
 */
export function turnOf({ deltaX, deltaY, deltaMode }) {
  const unit = deltaMode ? LINE_PIXELS : 1;
  return [deltaX * unit, deltaY * unit];
}

/** Return the factor that a turn of the wheel zooms by: one step at most. @param {number} pixels */
export function zoomOf(pixels) {
  return ZOOM_STEP ** Math.max(-1, Math.min(pixels / STEP_PIXELS, 1));
}

/** Return how far fingers are from each other, whichever way, and what is between them. @param {Map<number, {x: number, y: number}>} fingers */
export function spreadOf(fingers) {
  const all = [...fingers.values()];
  const [left, right] = [Math.min(...all.map(({ x }) => x)), Math.max(...all.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...all.map(({ y }) => y)), Math.max(...all.map(({ y }) => y))];
  return { wide: Math.hypot(right - left, bottom - top), middle: (left + right) / 2 };
}
