/**
 * Dragging with a mouse, a pen or a finger; Escape leaves everything as it was.
 */

const CLICK_PIXELS = 4;

/**
 * @typedef {object} Dragging
 * @property {(down: PointerEvent) => boolean} [begin] says whether there is something to drag
 * @property {(event: PointerEvent, way: number) => void} move `way` is the distance in pixels
 * @property {(event: PointerEvent, way: number) => void} drop
 * @property {(event: PointerEvent) => void} [click] the pointer has not moved
 * @property {() => void} [leave] the drag was called off
 */

/** @param {HTMLElement} element @param {Dragging} dragging */
export function listenToDrags(element, { begin = () => true, move, drop, click = () => {}, leave = () => {} }) {
  element.addEventListener("pointerdown", (down) => {
    if (down.button !== 0 || !begin(down)) return;
    down.stopPropagation();
    element.setPointerCapture(down.pointerId);
    const stop = new AbortController();
    const { signal } = stop;
    let moved = false;
    const way = (/** @type {PointerEvent} */ event) => event.clientX - down.clientX;
    element.addEventListener("pointermove", (event) => {
      moved ||= Math.abs(way(event)) > CLICK_PIXELS;
      if (moved) move(event, way(event));
    }, { signal });
    element.addEventListener("pointerup", (event) => {
      stop.abort();
      if (moved) drop(event, way(event));
      else click(event);
    }, { signal });
    const callOff = () => {
      stop.abort();
      leave();
    };
    element.addEventListener("pointercancel", callOff, { signal });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      callOff();
    }, { signal, capture: true });
  });
}
