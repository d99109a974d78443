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

/** @param {HTMLElement} plot @param {Hands} hands @param {AbortSignal} signal */
export function listen(plot, hands, signal) {
  /** @type {Map<number, {x: number, first: number}>} */
  const fingers = new Map();
  let moved = false;
  const perPixel = () => {
    const [start, end] = hands.range();
    return (end - start) / Math.max(1, hands.box().width);
  };
  const secondsAt = (/** @type {number} */ x) => hands.range()[0] + (x - plot.getBoundingClientRect().left - hands.box().left) * perPixel();

  plot.addEventListener("wheel", (event) => {
    const [across, along] = turnOf(event);
    if (event.ctrlKey || event.metaKey) hands.zoom(zoomOf(along), secondsAt(event.clientX));
    else if (event.shiftKey) hands.scroll((along || across) * perPixel());
    else if (Math.abs(across) > Math.abs(along)) hands.scroll(across * perPixel());
    else return;
    event.preventDefault();
  }, { passive: false, signal });

  plot.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    fingers.set(event.pointerId, { x: event.clientX, first: event.clientX });
    moved = fingers.size > 1;
  }, { signal });

  plot.addEventListener("pointermove", (event) => {
    const finger = fingers.get(event.pointerId);
    if (!finger) return;
    if (!moved && Math.abs(event.clientX - finger.first) <= CLICK_PIXELS) return;
    if (!plot.hasPointerCapture(event.pointerId)) plot.setPointerCapture(event.pointerId);
    moved = true;
    const before = spreadOf(fingers);
    const way = event.clientX - finger.x;
    finger.x = event.clientX;
    const after = spreadOf(fingers);
    if (fingers.size === 1) hands.scroll(-way * perPixel());
    else if (before.wide > CLICK_PIXELS && after.wide > CLICK_PIXELS) hands.zoom(before.wide / after.wide, secondsAt(after.middle));
  }, { signal });

  const lift = (/** @type {PointerEvent} */ event) => {
    const was = fingers.delete(event.pointerId);
    if (was && !moved && event.type === "pointerup") hands.seek(secondsAt(event.clientX));
  };
  plot.addEventListener("pointerup", lift, { signal });
  plot.addEventListener("pointercancel", lift, { signal });
  plot.addEventListener("pointerleave", (event) => plot.hasPointerCapture(event.pointerId) || fingers.delete(event.pointerId), { signal });
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

/** @param {Map<number, {x: number}>} fingers */
function spreadOf(fingers) {
  const places = [...fingers.values()].map((finger) => finger.x);
  const [least, most] = [Math.min(...places), Math.max(...places)];
  return { wide: most - least, middle: (least + most) / 2 };
}
