/**
 * Try a track out: rest the pointer on its cover or its play button, or press P in its row.
 *
 * Whatever can be tried out says so by `data-preview`, with the id of its track.
 */

import { isWriting } from "../shell/keys.js";

/** @typedef {import("../engine/preview.js").Preview} Preview */

const REST_MS = 600;
const ROWS = "[data-preview], .ag-row, .shelf-item, .item, .card, .sfa-queue-row, tr, [role=row], li";

export class Trying {
  /** @param {Preview} preview @param {{mayHover: () => boolean, show: (id: string) => void}} options */
  constructor(preview, { mayHover, show }) {
    this.preview = preview;
    this.mayHover = mayHover;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {Element | null} */
    this.over = null;
    /** The row in which P was pressed. @type {Element | null} */
    this.row = null;
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    document.addEventListener("pointerover", (event) => this.#rest(event), { signal });
    document.addEventListener("pointerdown", () => this.#stop(), { signal, capture: true });
    document.addEventListener("focusin", (event) => this.#follow(event), { signal });
    document.addEventListener("keydown", (event) => this.#press(event), { signal, capture: true });
    document.documentElement.addEventListener("pointerleave", () => this.#stop(), { signal });
    preview.addEventListener("change", () => {
      this.#mark();
      show(preview.id);
    }, { signal });
  }

  close() {
    this.#stop();
    this.leaving.abort();
  }

  /** @param {PointerEvent} event */
  #rest({ target, pointerType }) {
    const over = target instanceof Element ? target.closest("[data-preview]") : null;
    if (over === this.over || pointerType === "touch") return;
    clearTimeout(this.timer);
    if (this.over && !this.row) this.preview.stop();
    this.over = over;
    const id = over?.getAttribute("data-preview");
    if (!id || !this.mayHover()) return;
    this.timer = setTimeout(() => {
      this.row = null;
      void this.preview.start(id);
    }, REST_MS);
  }

  #stop() {
    clearTimeout(this.timer);
    this.row = null;
    if (this.preview.id) this.preview.stop();
  }

  /** The keys have left the row. @param {FocusEvent} event */
  #follow({ target }) {
    if (this.row && !(target instanceof Node && this.row.contains(target))) this.#stop();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key === "Escape" && this.preview.id) {
      event.preventDefault();
      event.stopPropagation();
      this.#stop();
    }
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if (event.key.toLowerCase() !== "p" || !isPlain || event.repeat || isWriting(event.target)) return;
    const row = event.target instanceof Element ? event.target.closest(ROWS) : null;
    const id = (row?.matches("[data-preview]") ? row : row?.querySelector("[data-preview]"))?.getAttribute("data-preview");
    if (!row || !id) return;
    event.preventDefault();
    event.stopPropagation();
    const isSame = this.preview.id === id;
    this.#stop();
    if (isSame) return;
    this.row = row;
    void this.preview.start(id);
  }

  /** Show which track is tried out. */
  #mark() {
    for (const one of document.querySelectorAll("[data-trying]")) one.removeAttribute("data-trying");
    const { id } = this.preview;
    if (!id) return;
    for (const one of document.querySelectorAll(`[data-preview="${CSS.escape(id)}"]`)) one.setAttribute("data-trying", "");
  }
}
