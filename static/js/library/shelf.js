// Rows or cards of any number: only those in sight are drawn, and asked for.

import { make } from "../shell/make.js";
import { Pages, placeAfter, shapeOf, stretchOf } from "./stretch.js";

/** @typedef {Record<string, any>} Row */

/**
 * @typedef {object} Wares
 * @property {(start: number, count: number) => Promise<{rows: Row[], total: number}>} ask
 * @property {(row: Row, mode: string) => HTMLElement} draw one of them, with a `.card-link` that takes the keys
 * @property {(total: number) => void} counted
 * @property {() => void} failed
 * @property {string} label
 */

const PHONE = "(max-width: 720px)";

export class Shelf {
  /** @param {HTMLElement} host @param {string} mode @param {Wares} wares */
  constructor(host, mode, wares) {
    this.host = host;
    this.mode = mode;
    this.wares = wares;
    this.at = 0;
    /** @type {Map<number, {row: Row | undefined, element: HTMLElement}>} */
    this.drawn = new Map();
    this.pages = new Pages(wares.ask, (total) => {
      wares.counted(total);
      this.draw();
    });
    host.setAttribute("role", "list");
    host.setAttribute("aria-label", wares.label);
    this.look = () => this.draw();
    this.scroller = host.closest(".content") ?? document.documentElement;
    this.scroller.addEventListener("scroll", this.look, { passive: true });
    this.watcher = new ResizeObserver(() => this.reshape());
    this.watcher.observe(host);
    host.addEventListener("focusin", (event) => this.note(event));
    this.reshape();
  }

  close() {
    this.scroller.removeEventListener("scroll", this.look);
    this.watcher.disconnect();
    this.pages.forget();
    this.host.replaceChildren();
    this.host.removeAttribute("style");
  }

  get rows() {
    return [...this.drawn.values()].map((one) => one.row);
  }

  /** Something else is asked for. */
  askAnew() {
    this.at = 0;
    this.pages.forget();
    this.scroller.scrollTo?.(0, 0);
    this.draw();
  }

  /** What is here may be different now. */
  refresh() {
    this.pages.doubt();
    this.draw();
  }

  reshape() {
    const width = this.host.clientWidth;
    if (!width) return;
    this.shape = shapeOf(this.mode, width, matchMedia(PHONE).matches);
    for (const [place, { element }] of this.drawn) this.put(element, place);
    this.draw();
  }

  draw() {
    if (!this.shape || !this.host.isConnected) return;
    const { across, heightPx, gapPx } = this.shape;
    const { total } = this.pages;
    const count = total ?? 6 * across;
    this.host.style.height = `${Math.max(0, Math.ceil(count / across) * heightPx - gapPx)}px`;
    const [edge, own] = [this.scroller.getBoundingClientRect(), this.host.getBoundingClientRect()];
    const { first, last } = stretchOf(edge.top - own.top, this.scroller.clientHeight, this.shape, count);
    for (const [place, { element }] of this.drawn) {
      const isHeld = element.contains(document.activeElement) && place < count; // whoever has the keys keeps them
      if ((place < first || place >= last) && !isHeld) this.drop(place);
    }
    for (let place = first; place < last; place++) this.fill(place);
    void this.pages.want(first, last).catch(() => this.wares.failed());
  }

  /** @param {number} place */
  fill(place) {
    const row = this.pages.at(place);
    const old = this.drawn.get(place);
    if (old && old.row === row) return;
    if (old && !row) return; // it stays until the answer comes
    const element = row ? this.wares.draw(row, this.mode) : make("div", "shelf-empty", make("span", "skeleton-line"));
    element.classList.add("shelf-item");
    element.setAttribute("role", row ? "listitem" : "presentation");
    element.dataset.place = String(place);
    if (row && this.pages.total) {
      element.setAttribute("aria-posinset", String(place + 1));
      element.setAttribute("aria-setsize", String(this.pages.total));
    }
    this.put(element, place);
    const had = old?.element.contains(document.activeElement);
    if (old) old.element.replaceWith(element);
    else this.host.append(element);
    this.drawn.set(place, { row, element });
    this.linkAt(place)?.setAttribute("tabindex", place === this.at ? "0" : "-1");
    if (had) this.linkAt(place)?.focus({ preventScroll: true });
  }

  /** @param {number} place */
  drop(place) {
    this.drawn.get(place)?.element.remove();
    this.drawn.delete(place);
  }

  /** @param {HTMLElement} element @param {number} place */
  put(element, place) {
    if (!this.shape) return;
    const { across, widthPx, heightPx, gapPx } = this.shape;
    const [line, column] = [Math.floor(place / across), place % across];
    Object.assign(element.style, {
      top: `${line * heightPx}px`,
      left: `${column * (widthPx + gapPx)}px`,
      width: `${widthPx}px`,
      height: `${heightPx - gapPx}px`,
    });
  }

  /** @param {string} id */
  redraw(id) {
    for (const [place, one] of this.drawn) {
      if (one.row?.id !== id) continue;
      one.row = undefined; // whatever it was, it is drawn anew
      this.fill(place);
    }
  }

  /** @param {number} place @returns {HTMLElement | null | undefined} */
  linkAt(place) {
    return this.drawn.get(place)?.element.querySelector(".card-link");
  }

  /** @param {FocusEvent} event */
  note(event) {
    const item = /** @type {HTMLElement} */ (event.target).closest?.(".shelf-item");
    if (!(item instanceof HTMLElement)) return;
    this.linkAt(this.at)?.setAttribute("tabindex", "-1");
    this.at = Number(item.dataset.place);
    this.linkAt(this.at)?.setAttribute("tabindex", "0");
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for moving */
  press(event) {
    if (!this.shape || event.altKey || event.ctrlKey || event.metaKey) return false;
    const seen = Math.max(1, Math.floor(this.scroller.clientHeight / this.shape.heightPx) - 1);
    const to = placeAfter(event.key, this.at, this.shape.across, seen, this.pages.total ?? 0);
    if (to === null) return false;
    event.preventDefault();
    this.focus(to);
    return true;
  }

  /** Give the keys to a place, wherever it is. */
  focus(place = this.at) {
    if (!this.shape) return;
    const { across, heightPx } = this.shape;
    const top = Math.floor(place / across) * heightPx + this.host.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
    const room = this.scroller.clientHeight;
    if (top < 0) this.scroller.scrollBy(0, top - 8);
    else if (top + heightPx > room) this.scroller.scrollBy(0, top + heightPx - room + 8);
    this.at = place;
    this.draw();
    void this.pages.want(place, place + 1).then(() => this.linkAt(place)?.focus({ preventScroll: true }), () => {});
  }
}
