/**
 * All charts of a track below one another, with one part of the track in sight for all of them.
 */

import { readJson } from "../engine/poll.js";
import { button, make, say } from "../ui/dom.js";
import { View, zoomed } from "../ui/view.js";
import { writeTime } from "./axes.js";
import { Figure } from "./figure.js";
import { hintOf } from "./gestures.js";

/** @typedef {import("../engine/player.js").Player} Player */
/** @typedef {import("./pictures.js").State} State */
/** @typedef {{player: Player, view: View}} Playing */
/**
 * @typedef {object} ChartWords
 * @property {Record<string, string>} titles of the charts
 * @property {Record<string, string>} about what each shows
 * @property {Record<string, string>} missing how to get it; `other` for the rest
 * @property {Record<string, string>} names of lines, axes, units, sections and parts
 * @property {Record<string, string>} chords what kinds of chords are called
 * @property {string} zoomIn
 * @property {string} zoomOut
 * @property {string} whole
 * @property {string} follow
 * @property {string} hint
 * @property {string} hintTouch
 * @property {string} png
 * @property {string} csv
 * @property {string} failed
 * @property {string} low
 * @property {string} high
 */
/**
 * @typedef {object} Setting
 * @property {string} address of the list of charts
 * @property {string} track its id
 * @property {string} title of the track
 * @property {ChartWords} words
 * @property {Record<string, string>} tokens the colours of sections
 * @property {Promise<Playing | null>} playing the page's player, once it is there
 */

/** A jump of the playhead that is no playing. */
const JUMP_SECONDS = 0.5;
const LEAST_PAUSE_MS = 50;
/** What part of the time scrolling may take. */
const SHARE = 0.25;
const ZOOM_STEP = 2;

export class Panel {
  /** @param {HTMLElement} host @param {Setting} setting */
  constructor(host, setting) {
    const { words } = setting;
    this.host = host;
    this.setting = setting;
    this.duration = 0;
    this.view = new View();
    /** @type {Player | null} */
    this.player = null;
    /** @type {Map<string, Figure>} */
    this.figures = new Map();
    this.leaving = new AbortController();
    this.heard = 0;
    this.dueAt = 0;
    this.turn = 0;
    this.out = button("button icon-button", words.zoomOut, "−", () => this.zoom(ZOOM_STEP));
    this.in = button("button icon-button", words.zoomIn, "+", () => this.zoom(1 / ZOOM_STEP));
    this.whole = button("button", words.whole, words.whole, () => this.view.show(null));
    this.follow = button("button chart-follow", words.follow, words.follow, () => this.#toggle());
    this.span = make("span", { class: "time", "aria-live": "off" });
    const hint = make("span", { class: "chart-hint muted" }, hintOf(words));
    this.tools = make("div", { class: "chart-tools" }, this.out, this.in, this.whole, this.follow, this.span, hint);
    this.list = make("div", { class: "chart-list" });
    host.replaceChildren(this.tools, this.list);
    this.sight = new IntersectionObserver((seen) => this.#see(seen), { rootMargin: "200px" });
    this.#attend(this.view);
    void setting.playing.then((playing) => playing && this.#join(playing));
    void this.lookAgain();
    this.beat = requestAnimationFrame(() => this.#tick());
  }

  /** Where the playhead is in this track, or null while something else is played. */
  get playhead() {
    const { player } = this;
    return player?.manifest?.track_id === this.setting.track ? player.seconds : null;
  }

  /** What part of the track is in sight, in seconds. */
  get range() {
    return this.view.range(this.duration, this.playhead);
  }

  /** See what has changed; what is as it was is not drawn again. */
  async lookAgain() {
    const turn = ++this.turn;
    const known = await readJson(this.setting.address, this.leaving.signal).catch(() => null);
    if (turn !== this.turn || this.leaving.signal.aborted) return;
    if (!known) {
      if (!this.figures.size) say(this.list, this.setting.words.failed);
      return;
    }
    if (!this.figures.size) this.list.replaceChildren();
    this.duration = known.duration_seconds;
    for (const state of /** @type {State[]} */ (known.charts)) this.#take(state);
    this.#move();
  }

  /** @param {number} factor below 1 to see less @param {number} [at] in seconds, what stays in its place */
  zoom(factor, at) {
    const { view, duration, range } = this;
    const wide = (range[1] - range[0]) * factor;
    if (wide >= duration) view.show(null);
    else if (view.follows && this.playhead !== null) view.show(wide);
    else view.look(zoomed(range, factor, at ?? (range[0] + range[1]) / 2, duration));
  }

  /** @param {number} seconds */
  scroll(seconds) {
    const [start, end] = this.range;
    const half = (end - start) / 2;
    if (2 * half >= this.duration) return;
    this.view.stay(Math.max(half, Math.min(start + half + seconds, this.duration - half)));
  }

  /** What hands do to a chart. @param {() => {left: number, width: number}} box @returns {import("./gestures.js").Hands} */
  hands(box) {
    return {
      range: () => this.range,
      box,
      zoom: (factor, at) => this.zoom(factor, at),
      scroll: (seconds) => this.scroll(seconds),
      seek: (seconds) => this.playhead !== null && this.player?.seek(seconds),
    };
  }

  close() {
    cancelAnimationFrame(this.beat);
    this.leaving.abort();
    this.sight.disconnect();
    for (const figure of this.figures.values()) figure.close();
    this.host.replaceChildren();
  }

  /** Look at what the lanes of the player look at. @param {Playing} playing */
  #join({ player, view }) {
    if (this.leaving.signal.aborted) return;
    this.player = player;
    this.view = view;
    if (this.playhead === null) view.follow(); // where somebody stayed was in another track
    this.#attend(view);
    player.addEventListener("state", () => this.#hear(), { signal: this.leaving.signal });
    this.#move();
  }

  /** @param {View} view */
  #attend(view) {
    view.addEventListener("change", () => this.#move(), { signal: this.leaving.signal });
  }

  /** Follow the playhead again when somebody has put it elsewhere. */
  #hear() {
    const { playhead } = this;
    const isJump = playhead !== null && Math.abs(playhead - this.heard) > JUMP_SECONDS;
    this.heard = playhead ?? 0;
    if (isJump && !this.view.follows) this.view.follow();
    else this.#move();
  }

  #toggle() {
    const { view, range } = this;
    if (view.follows) view.stay((range[0] + range[1]) / 2);
    else view.follow();
  }

  /** @param {State} state */
  #take(state) {
    const known = this.figures.get(state.name);
    if (known) {
      known.update(state);
      return;
    }
    const figure = new Figure(this, state);
    this.figures.set(state.name, figure);
    this.list.append(figure.root);
    this.sight.observe(figure.root);
  }

  /** @param {IntersectionObserverEntry[]} seen */
  #see(seen) {
    for (const { target, isIntersecting } of seen) {
      const figure = this.figures.get(/** @type {HTMLElement} */ (target).dataset.chart ?? "");
      if (!figure) continue;
      figure.isSeen = isIntersecting;
      if (isIntersecting) figure.show();
    }
  }

  /** Show another part of the track, or the same with the playhead elsewhere. */
  #move() {
    const { view } = this;
    const [start, end] = this.range;
    const isWhole = end - start >= this.duration;
    this.follow.setAttribute("aria-pressed", String(view.follows));
    this.whole.disabled = this.out.disabled = isWhole;
    say(this.span, this.duration ? `${writeTime(start, 0.1)} – ${writeTime(end, 0.1)}` : this.setting.words.whole);
    for (const figure of this.figures.values()) if (figure.isSeen) figure.show();
    this.#point();
  }

  #point() {
    const { playhead, range } = this;
    for (const figure of this.figures.values()) if (figure.isSeen) figure.move(playhead, range);
  }

  #tick() {
    this.beat = requestAnimationFrame(() => this.#tick());
    if (document.hidden || !this.player?.isMoving) return;
    const { playhead } = this;
    if (playhead === null) return;
    this.heard = playhead;
    const now = performance.now();
    if (this.view.follows && this.view.wide !== null && now >= this.dueAt) {
      this.#move();
      const took = performance.now() - now;
      this.dueAt = now + Math.max(LEAST_PAUSE_MS, took / SHARE);
    } else this.#point();
  }
}
