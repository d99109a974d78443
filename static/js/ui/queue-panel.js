/**
 * The queue, over the bar: what was played, what is, what comes, and how it is played.
 */

import { button, make, say } from "./dom.js";
import { QueueRows } from "./queue-rows.js";
import { Modes, signButton, Steps } from "./transport.js";
import { clock } from "./words.js";

/** @typedef {import("../engine/jukebox.js").Jukebox} Jukebox */
/** @typedef {import("../engine/titles.js").Titles} Titles */
/** @typedef {import("../engine/wishes.js").Wishes} Wishes */
/** @typedef {import("./words.js").Words} Words */

const PLAYLISTS = "/api/v1/playlists";

export class QueuePanel {
  /**
   * @param {Jukebox} jukebox
   * @param {object} options
   * @param {Titles} options.titles
   * @param {Wishes} options.wishes
   * @param {Words} options.words
   * @param {() => void} options.closed
   * @param {(text: string) => void} options.tell
   */
  constructor(jukebox, { titles, wishes, words, closed, tell }) {
    this.jukebox = jukebox;
    this.words = words;
    this.closed = closed;
    this.tell = tell;
    this.wishes = wishes;
    this.rows = new QueueRows(jukebox, titles, words);
    this.steps = new Steps(jukebox, words);
    this.modes = new Modes(jukebox, words);
    this.count = make("span", { class: "sfa-queue-count" });
    this.time = make("span", { class: "sfa-time" });
    this.empty = make("p", { class: "sfa-queue-empty" }, words.emptyQueue);
    this.save = button("sfa-button", words.savePlaylist, words.savePlaylist, () => this.#ask());
    this.clear = button("sfa-button", words.clear, words.clear, () => jukebox.queue.clear());
    this.name = make("input", { type: "text", maxlength: "200", "aria-label": words.playlistName, placeholder: words.playlistName });
    this.trouble = make("p", { class: "sfa-queue-trouble", role: "alert" });
    this.form = this.#form();
    this.ticks = this.#ticks();
    this.root = make("section", { class: "sfa-queue", role: "region", "aria-label": words.queue, hidden: "" });
    this.#lay();
    this.root.addEventListener("keydown", (event) => this.#press(event));
    this.leaving = new AbortController();
    const { signal } = this.leaving;
    jukebox.addEventListener("change", () => this.refresh(), { signal });
    titles.addEventListener("change", () => this.isOpen && this.rows.draw(), { signal });
    wishes.addEventListener("change", () => this.#show(), { signal });
    this.#show();
    this.refresh();
  }

  get isOpen() {
    return !this.root.hidden;
  }

  open() {
    this.root.hidden = false;
    this.refresh();
    this.rows.reveal();
    this.rows.focus(this.rows.at);
  }

  close() {
    if (!this.isOpen) return;
    this.root.hidden = true;
    this.form.hidden = true;
    this.closed();
  }

  /** Show what has changed. */
  refresh() {
    const { queue } = this.jukebox;
    this.steps.refresh();
    this.modes.refresh();
    if (!this.isOpen) return;
    const { words } = this;
    const left = queue.size - queue.at - 1;
    say(this.count, queue.size ? words.queueCount.replace("{count}", String(queue.size)).replace("{left}", String(left)) : "");
    this.empty.hidden = queue.size > 0;
    this.rows.root.hidden = queue.size === 0;
    this.save.disabled = queue.size === 0;
    this.clear.disabled = queue.size < 2;
    this.rows.draw();
  }

  /** Show where the track is. @param {number} seconds @param {number | undefined} duration */
  move(seconds, duration) {
    if (this.isOpen) say(this.time, duration ? `${clock(seconds)} / ${clock(duration)}` : "");
  }

  leave() {
    this.leaving.abort();
  }

  #lay() {
    const { words } = this;
    const title = make("h2", { class: "sfa-queue-title" }, words.queue);
    const shut = signButton("sfa-queue-close", words.closeQueue, "close", () => this.close());
    const head = make("div", { class: "sfa-queue-head" }, title, this.count, shut);
    const { previous, next } = this.steps;
    const deck = make("div", { class: "sfa-queue-deck" }, previous, next, this.time, this.modes.shuffle, this.modes.repeat);
    const acts = make("div", { class: "sfa-queue-acts" }, this.save, this.clear);
    const ways = make("div", { class: "sfa-queue-ways", role: "group", "aria-label": words.ways }, ...Object.values(this.ticks).map((tick) => tick.label));
    const more = make("details", { class: "sfa-queue-more" }, make("summary", {}, words.ways), ways);
    this.root.append(head, deck, this.empty, this.rows.root, acts, this.form, more);
  }

  #form() {
    const { words } = this;
    const send = make("button", { type: "submit", class: "sfa-button" }, words.save);
    const cancel = button("sfa-button", words.cancel, words.cancel, () => this.#hide());
    const form = make("form", { class: "sfa-queue-form", hidden: "" }, this.name, send, cancel, this.trouble);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
    return form;
  }

  #ticks() {
    const { words, wishes } = this;
    const tick = (/** @type {string} */ text, /** @type {(on: boolean) => void} */ act) => {
      const box = make("input", { type: "checkbox" });
      box.addEventListener("change", () => act(box.checked));
      return { box, label: make("label", { class: "sfa-tick" }, box, text) };
    };
    return {
      matching: tick(words.matching, (on) => wishes.set({ matching: on ? "track" : "off" })),
      hover: tick(words.hovering, (hover) => wishes.set({ hover })),
      alone: tick(words.alone, (alone) => wishes.set({ alone })),
    };
  }

  #show() {
    const { matching, hover, alone } = this.wishes.all;
    this.ticks.matching.box.checked = matching === "track";
    this.ticks.hover.box.checked = hover;
    this.ticks.alone.box.checked = alone;
  }

  #ask() {
    say(this.trouble, "");
    this.form.hidden = false;
    this.name.focus();
  }

  #hide() {
    this.form.hidden = true;
    this.save.focus();
  }

  async #send() {
    const { words, jukebox } = this;
    const title = this.name.value.trim();
    if (!title) {
      say(this.trouble, words.nameIt);
      return;
    }
    const body = JSON.stringify({ title, track_ids: jukebox.queue.entries.map((one) => one.id) });
    const headers = { "content-type": "application/json", accept: "application/json" };
    const answer = await fetch(PLAYLISTS, { method: "POST", body, headers }).catch(() => null);
    if (!answer?.ok) {
      const said = await answer?.json().catch(() => null);
      say(this.trouble, said?.error?.message ?? words.unreachable);
      return;
    }
    this.name.value = "";
    this.#hide();
    this.tell(words.saved.replace("{title}", () => title));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.form.hidden) this.close();
    else this.#hide();
  }
}
