/**
 * The player bar: what is played, the whole track in one strip, and the stems on demand.
 */

import { readKey } from "../engine/keys.js";
import { Board } from "../wave/board.js";
import { button, make, say, slider } from "./dom.js";
import { Lanes } from "./lanes.js";
import { Note } from "./note.js";
import { Overview } from "./overview.js";
import { QueuePanel } from "./queue-panel.js";
import { Modes, signButton, Steps } from "./transport.js";
import { View } from "./view.js";
import { clock } from "./words.js";

/** @typedef {import("../engine/jukebox.js").Jukebox} Jukebox */
/** @typedef {import("../engine/player.js").Player} Player */
/** @typedef {import("../engine/titles.js").Titles} Titles */
/** @typedef {import("../engine/wishes.js").Wishes} Wishes */
/** @typedef {import("./words.js").Words} Words */
/** @typedef {{state: string, track_id: string | null, title: string, error: string}} Told */

const NOTHING = -1;

export class Bar {
  /**
   * @param {HTMLElement} host
   * @param {Jukebox} jukebox
   * @param {{words: Words, tell: (told: Told) => void, toast: (text: string) => void, titles: Titles, wishes: Wishes}} options
   */
  constructor(host, jukebox, { words, tell, toast, titles, wishes }) {
    const { player } = jukebox;
    this.host = host;
    this.jukebox = jukebox;
    /** @type {Player} */
    this.player = player;
    this.titles = titles;
    this.words = words;
    this.tell = tell;
    this.told = "";
    this.shown = NOTHING;
    /** @type {number[] | undefined} whose beats are drawn */
    this.marked = undefined;
    this.board = new Board();
    this.leaving = new AbortController();
    this.playButton = button("sfa-play", this.words.play, "", () => jukebox.toggle());
    this.steps = new Steps(jukebox, words);
    this.modes = new Modes(jukebox, words);
    this.cover = make("img", { class: "sfa-cover", alt: "", hidden: "" });
    this.cover.addEventListener("error", () => (this.cover.hidden = true));
    this.title = make("span", { class: "sfa-title" });
    this.artist = make("span", { class: "sfa-artist" });
    this.trying = make("span", { class: "sfa-unseen", role: "status" });
    this.draft = make("span", { class: "sfa-draft", title: this.words.draftHint, hidden: "" }, this.words.draft);
    this.time = make("span", { class: "sfa-time" });
    this.overview = new Overview(player, this.board, this.words);
    this.view = new View();
    this.lanes = new Lanes(player, this.board, this.words, this.view);
    this.note = new Note(this.words, { accept: () => player.hearNew(), dismiss: () => player.dismiss() });
    this.unloop = button("sfa-button sfa-unloop", this.words.clearLoop, "⟲", () => player.clearLoop());
    this.volume = slider(this.words.volume, (value) => player.setVolume(value));
    this.expand = button("sfa-button sfa-expand", this.words.stems, this.words.stems, () => this.#toggleStems());
    this.expand.setAttribute("aria-expanded", "false");
    this.queueButton = signButton("sfa-queue-open", words.queue, "queue", () => this.#toggleQueue());
    this.queueButton.setAttribute("aria-expanded", "false");
    const closed = () => this.#leaveQueue();
    this.panel = new QueuePanel(jukebox, { titles, wishes, words, closed, tell: toast });
    this.root = make("div", { class: "sfa-player", role: "region", "aria-label": this.words.player });
    this.#lay();
    const { signal } = this.leaving;
    player.addEventListener("state", () => this.#refresh(), { signal });
    player.addEventListener("grown", () => this.#grow(), { signal });
    jukebox.addEventListener("change", () => this.#refresh(), { signal });
    titles.addEventListener("change", () => player.state === "empty" && this.#refresh(), { signal });
    this.view.addEventListener("change", () => this.lanes.draw(), { signal });
    document.addEventListener("keydown", (event) => this.#press(event), { signal });
    this.sizes = new ResizeObserver(() => this.#draw());
    this.sizes.observe(this.overview.root);
    this.sizes.observe(this.lanes.root);
    this.#refresh();
    this.beat = requestAnimationFrame(() => this.#tick());
  }

  close() {
    cancelAnimationFrame(this.beat);
    this.leaving.abort();
    this.sizes.disconnect();
    this.board.close();
    this.panel.leave();
    this.player.close();
    this.host.replaceChildren();
  }

  #lay() {
    const names = make("div", { class: "sfa-names", "aria-live": "polite" }, make("div", {}, this.title, this.draft), this.artist);
    const volume = make("label", { class: "sfa-volume" }, make("span", {}, this.words.volume), this.volume);
    const { previous, next } = this.steps;
    const { shuffle, repeat } = this.modes;
    const bar = make("div", { class: "sfa-bar" });
    bar.append(previous, this.playButton, next, this.cover, names, this.time, this.overview.root, this.unloop, shuffle, repeat, volume, this.queueButton, this.expand);
    this.root.append(this.panel.root, this.lanes.root, this.note.root, bar, this.trying);
    this.host.replaceChildren(this.root);
  }

  #toggleStems() {
    this.lanes.root.hidden = !this.lanes.root.hidden;
    if (this.lanes.visible) this.panel.close();
    this.expand.setAttribute("aria-expanded", String(this.lanes.visible));
    this.lanes.draw();
  }

  #toggleQueue() {
    if (this.panel.isOpen) this.panel.close();
    else {
      if (this.lanes.visible) this.#toggleStems(); // there is room for one of them
      this.panel.open();
    }
    this.queueButton.setAttribute("aria-expanded", String(this.panel.isOpen));
  }

  #leaveQueue() {
    this.queueButton.setAttribute("aria-expanded", "false");
    if (document.activeElement === document.body || this.panel.root.contains(document.activeElement)) this.queueButton.focus();
  }

  #refresh() {
    const { player, words } = this;
    const { manifest, state } = player;
    const sounding = state === "playing" || state === "waiting";
    this.root.dataset.state = state;
    this.playButton.setAttribute("aria-label", sounding ? words.pause : words.play);
    this.playButton.title = sounding ? words.pause : words.play;
    this.playButton.disabled = (state === "empty" && !this.jukebox.queue.current) || state === "loading";
    this.steps.refresh();
    this.modes.refresh();
    say(this.title, manifest?.title ?? (state === "empty" ? (this.#resting?.title ?? words.nothing) : ""));
    this.#picture(manifest?.artwork_url ?? null);
    say(this.artist, this.#secondLine());
    this.draft.hidden = !manifest?.is_draft;
    this.unloop.toggleAttribute("data-off", !player.loop);
    this.expand.disabled = !manifest;
    if (manifest && this.shown !== player.takes) this.#show(player.takes);
    else if (!manifest && state === "empty" && this.shown !== NOTHING) this.#forget();
    else if (manifest) this.#mark();
    this.overview.refresh();
    this.lanes.refresh();
    this.note.show(player.notice);
    this.#move();
    this.#report();
  }

  /** More of the stems is there. */
  #grow() {
    this.overview.grow();
    this.lanes.grow();
    this.note.show(this.player.notice);
  }

  #secondLine() {
    const { state, error, manifest } = this.player;
    if (state === "failed") return (/** @type {Record<string, string>} */ ({ insecure: this.words.insecure, gone: this.words.gone, away: this.words.away }))[error] ?? this.words.failed;
    if (state === "empty") return this.#resting ? (this.#resting.artist ?? "") : this.words.hint;
    return manifest?.artist ?? "";
  }

  /** What would be played, were play pressed. */
  get #resting() {
    const { current } = this.jukebox.queue;
    return current ? this.titles.of(current.id) : null;
  }

  /** @param {string | null} address */
  #picture(address) {
    const sized = address && `${address}${address.includes("?") ? "&" : "?"}size=64`;
    if (this.cover.getAttribute("src") === sized) return;
    this.cover.hidden = !sized;
    if (sized) this.cover.src = sized;
    else this.cover.removeAttribute("src");
  }

  /** Without a track, nothing of the last stays. */
  #forget() {
    this.#show(NOTHING);
    this.lanes.root.hidden = true;
    this.expand.setAttribute("aria-expanded", "false");
  }

  /** @param {number} take */
  #show(take) {
    this.shown = take;
    const marks = this.#marks();
    this.marked = this.player.manifest?.beats_seconds;
    this.overview.show(this.#colours("muted"), { ...marks, beats: [], bars: [] });
    this.lanes.show((stem) => this.#colours(stem.colour), marks);
  }

  /** Beats and parts may be found while one listens. */
  #mark() {
    const beats = this.player.manifest?.beats_seconds;
    if (beats === this.marked) return;
    this.marked = beats;
    const marks = this.#marks();
    this.overview.mark({ ...marks, beats: [], bars: [] });
    this.lanes.mark(marks);
  }

  /** @returns {import("../wave/picture.js").Marks} */
  #marks() {
    const { manifest } = this.player;
    const frames = (/** @type {number} */ seconds) => Math.round(seconds * (manifest?.rate_hz ?? 0));
    return {
      beats: (manifest?.beats_seconds ?? []).map(frames),
      bars: (manifest?.downbeats_seconds ?? []).map(frames),
      sections: (manifest?.sections ?? []).map((one) => ({
        label: one.name ?? one.label,
        start: frames(one.start_seconds),
        end: frames(one.end_seconds),
        colour: one.colour ?? null,
      })),
      cues: (manifest?.cues ?? []).map((one) => ({ ...one, frame: frames(one.position_seconds) })),
    };
  }

  /** Read the theme's tokens. @param {string} base @returns {import("../wave/picture.js").Colours} */
  #colours(base) {
    const style = getComputedStyle(this.root);
    const token = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
    return {
      bands: [base, "band-low", "band-mid", "band-high"].map(token),
      line: token("line"),
      strong: token("muted"),
      text: token("text"),
      tint: token("accent"),
      hatch: token("faint"),
      paper: token("raised"),
      font: token("font-words") || "sans-serif",
    };
  }

  #draw() {
    this.overview.draw();
    this.lanes.draw();
    this.#move();
  }

  #tick() {
    if (this.player.isMoving && !document.hidden) {
      this.#move();
      this.lanes.draw();
    }
    this.beat = requestAnimationFrame(() => this.#tick());
  }

  #move() {
    const { manifest, seconds } = this.player;
    this.overview.move();
    this.panel.move(seconds, manifest?.duration_seconds);
    say(this.time, manifest ? `${clock(seconds)} / ${clock(manifest.duration_seconds)}` : "");
    const whole = String(Math.round(seconds));
    if (this.overview.root.getAttribute("aria-valuenow") === whole) return;
    this.overview.root.setAttribute("aria-valuenow", whole);
    this.overview.root.setAttribute("aria-valuetext", clock(seconds));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const { player, jukebox, lanes } = this;
    const asked = event.defaultPrevented || event.shiftKey || document.querySelector("dialog[open]") ? null : readKey(event);
    if (!asked) return;
    if ("choose" in asked) {
      if (player.manifest) lanes.choose(asked.choose);
      return;
    }
    if (asked.act === "clear" && !player.loop) return;
    const isOfQueue = ["toggle", "next", "previous", "queue"].includes(asked.act);
    if (!player.manifest && !(isOfQueue && (jukebox.queue.size || asked.act === "queue"))) return;
    event.preventDefault();
    if (asked.act === "toggle") jukebox.toggle();
    if (asked.act === "next") jukebox.next();
    if (asked.act === "previous") jukebox.previous();
    if (asked.act === "queue") this.#toggleQueue();
    if (asked.act === "mute") player.toggleLane(lanes.chosen, "muted");
    if (asked.act === "solo") player.toggleLane(lanes.chosen, "solo");
    if (asked.act === "clear") player.clearLoop();
  }

  #report() {
    const { state, manifest, error } = this.player;
    const told = { state, track_id: manifest?.track_id ?? null, title: manifest?.title ?? "", error };
    const written = JSON.stringify(told);
    if (written === this.told) return;
    this.told = written;
    this.tell(told);
  }
}
