/**
 * The rows of the queue: as many as are in sight, however long it is.
 */

import { make, say } from "./dom.js";
import { sign } from "./icons.js";
import { signButton } from "./transport.js";
import { clock } from "./words.js";

/** @typedef {import("../engine/jukebox.js").Jukebox} Jukebox */
/** @typedef {import("../engine/queue.js").Entry} Entry */
/** @typedef {import("../engine/titles.js").Titles} Titles */
/** @typedef {import("./words.js").Words} Words */

export const ROW_PX = 48;
const BEYOND = 4;
const EDGE_PX = 36;
const STEP_PX = 10;

export class QueueRows {
  /** @param {Jukebox} jukebox @param {Titles} titles @param {Words} words */
  constructor(jukebox, titles, words) {
    this.jukebox = jukebox;
    this.titles = titles;
    this.words = words;
    /** Which row has the keys. */
    this.at = 0;
    /** @type {Map<number, HTMLElement>} by the key of their entry */
    this.rows = new Map();
    /** @type {{entry: Entry, slot: number, y: number, stop: AbortController} | null} */
    this.drag = null;
    this.line = make("span", { class: "sfa-queue-line", hidden: "" });
    this.canvas = make("ol", { class: "sfa-queue-canvas", "aria-label": words.queue });
    this.root = make("div", { class: "sfa-queue-rows" }, this.canvas, this.line);
    this.root.addEventListener("scroll", () => this.draw(), { passive: true });
    this.root.addEventListener("keydown", (event) => this.#press(event));
    this.canvas.addEventListener("focusin", (event) => this.#note(event));
  }

  get queue() {
    return this.jukebox.queue;
  }

  /** Draw what is in sight. */
  draw() {
    const { queue, root, canvas } = this;
    canvas.style.height = `${queue.size * ROW_PX}px`;
    const first = Math.max(0, Math.floor(root.scrollTop / ROW_PX) - BEYOND);
    const last = Math.min(queue.size, Math.ceil((root.scrollTop + root.clientHeight) / ROW_PX) + BEYOND);
    const seen = new Set();
    for (let place = first; place < last; place++) {
      const entry = /** @type {Entry} */ (queue.entries[place]);
      seen.add(entry.key);
      const row = this.rows.get(entry.key) ?? this.#make(entry);
      this.#show(row, entry, place);
      if (canvas.children[place - first] !== row) canvas.insertBefore(row, canvas.children[place - first] ?? null);
    }
    for (const [key, row] of this.rows) {
      if (seen.has(key)) continue;
      row.remove();
      this.rows.delete(key);
    }
  }

  /** Bring what is played into sight. */
  reveal() {
    this.at = Math.max(0, this.queue.at);
    this.root.scrollTop = Math.max(0, (this.at - 1) * ROW_PX);
    this.draw();
  }

  /** Give the keys to a row. @param {number} place */
  focus(place) {
    const { queue, root } = this;
    this.at = Math.max(0, Math.min(place, queue.size - 1));
    const top = this.at * ROW_PX;
    if (top < root.scrollTop) root.scrollTop = top;
    else if (top + ROW_PX > root.scrollTop + root.clientHeight) root.scrollTop = top + ROW_PX - root.clientHeight;
    this.draw();
    this.rows.get(queue.entries[this.at]?.key ?? -1)?.focus({ preventScroll: true });
  }

  /** @param {Entry} entry */
  #make(entry) {
    const { words, jukebox } = this;
    const handle = make("span", { class: "sfa-queue-handle", title: words.drag });
    handle.append(sign("handle"));
    handle.addEventListener("pointerdown", (event) => this.#lift(event, entry));
    const play = make("button", { type: "button", class: "sfa-queue-play" }, make("span", { class: "sfa-title" }), make("span", { class: "sfa-artist" }));
    play.addEventListener("click", () => void jukebox.play(entry));
    play.dataset.preview = entry.id;
    const remove = signButton("sfa-queue-remove", "", "close", () => this.#remove(entry));
    const row = make("li", { class: "sfa-queue-row", "data-key": String(entry.key) }, handle, play, make("span", { class: "sfa-time" }), remove);
    this.rows.set(entry.key, row);
    return row;
  }

  /** @param {HTMLElement} row @param {Entry} entry @param {number} place */
  #show(row, entry, place) {
    const { words, queue, titles } = this;
    const known = titles.of(entry.id);
    const title = known?.title ?? (known === null ? words.goneTrack : "…");
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (row.querySelector(name));
    say(part(".sfa-title"), title);
    say(part(".sfa-artist"), entry.out ? words.silent : (known?.artist ?? ""));
    say(part(".sfa-time"), known?.duration_seconds ? clock(known.duration_seconds) : "");
    part(".sfa-queue-play").setAttribute("aria-label", `${words.play} ${title}`);
    part(".sfa-queue-play").tabIndex = -1;
    part(".sfa-queue-remove").setAttribute("aria-label", words.removeFromQueue.replace("{title}", () => title));
    part(".sfa-queue-remove").title = words.remove;
    part(".sfa-queue-remove").tabIndex = place === this.at ? 0 : -1;
    row.style.top = `${place * ROW_PX}px`;
    row.tabIndex = place === this.at ? 0 : -1;
    row.dataset.place = String(place);
    row.setAttribute("aria-label", title);
    row.setAttribute("aria-posinset", String(place + 1));
    row.setAttribute("aria-setsize", String(queue.size));
    row.toggleAttribute("data-out", entry.out);
    row.toggleAttribute("data-lifted", this.drag?.entry === entry);
    if (place === queue.at) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }

  /** @param {FocusEvent} event */
  #note({ target }) {
    const row = target instanceof HTMLElement ? target.closest(".sfa-queue-row") : null;
    const place = Number(row?.getAttribute("data-place"));
    if (!row || place === this.at) return;
    this.at = place;
    this.draw();
  }

  /** @param {Entry} entry */
  #remove(entry) {
    const hadKeys = this.root.contains(document.activeElement);
    this.jukebox.remove(entry);
    if (hadKeys && this.queue.size) this.focus(Math.min(this.at, this.queue.size - 1));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.ctrlKey || event.metaKey) return;
    const { queue, at } = this;
    const entry = queue.entries[at];
    const step = /** @type {Record<string, number>} */ ({ ArrowUp: -1, ArrowDown: 1 })[event.key];
    if (!entry) return;
    if (event.altKey && step) {
      queue.move(entry, step < 0 ? Math.max(0, at - 1) : Math.min(queue.size, at + 2));
      this.focus(queue.entries.indexOf(entry));
    } else if (step) this.focus(at + step);
    else if (event.key === "Home") this.focus(0);
    else if (event.key === "End") this.focus(queue.size - 1);
    else if (event.key === "Delete") this.#remove(entry);
    else if (event.key === "Enter" && event.target instanceof HTMLLIElement) void this.jukebox.play(entry);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {PointerEvent} event @param {Entry} entry */
  #lift(event, entry) {
    if (event.button !== 0 || this.drag) return;
    event.preventDefault();
    const stop = new AbortController();
    const { signal } = stop;
    const drag = { entry, slot: this.queue.entries.indexOf(entry), y: event.clientY, stop };
    this.drag = drag;
    addEventListener("pointermove", (moved) => (drag.y = moved.clientY), { signal });
    addEventListener("pointerup", () => this.#land(), { signal });
    addEventListener("pointercancel", () => this.#settle(), { signal });
    addEventListener("keydown", (key) => {
      if (key.key !== "Escape") return;
      key.preventDefault();
      key.stopPropagation();
      this.#settle();
    }, { signal, capture: true });
    this.line.hidden = false;
    this.#hover();
  }

  /** Follow the pointer: where the row would stand, and further up or down at an edge. */
  #hover() {
    const { drag, root, queue } = this;
    if (!drag) return;
    const { top, bottom } = root.getBoundingClientRect();
    if (drag.y < top + EDGE_PX) root.scrollTop -= STEP_PX;
    else if (drag.y > bottom - EDGE_PX) root.scrollTop += STEP_PX;
    drag.slot = Math.max(0, Math.min(Math.round((drag.y - top + root.scrollTop) / ROW_PX), queue.size));
    this.line.style.top = `${drag.slot * ROW_PX - 1}px`;
    requestAnimationFrame(() => this.#hover());
  }

  #land() {
    const { drag } = this;
    this.#hover();
    this.#settle();
    if (drag) this.queue.move(drag.entry, drag.slot);
  }

  #settle() {
    this.drag?.stop.abort();
    this.drag = null;
    this.line.hidden = true;
    this.draw();
  }
}
