/**
 * The editor of a track: its waveform with beats, sections, cues and loops, all of which can be
 * taken hold of.  Every act is handed in at once, and what the server makes of it is drawn.
 */

import { make, say } from "../ui/dom.js";
import { Desk } from "./desk.js";
import { listenToDrags } from "./drag.js";
import { Flags } from "./flags.js";
import { listenToKeys } from "./keys.js";
import { Popover } from "./popover.js";
import { Stage } from "./stage.js";
import { dragged, nearest, snapped, stretched } from "./state.js";
import { FEWEST, Taps } from "./taps.js";
import { Toolbar } from "./toolbar.js";
import { Window } from "./window.js";
import { WORDS } from "./words.js";

/** @typedef {import("../engine/player.js").Player} Player */

/**
 * @typedef {object} Options
 * @property {string} root the address of the track
 * @property {string} manifest the address of its description for a player
 * @property {Player} player
 * @property {Partial<import("./words.js").Words>} [words]
 * @property {[string, string][]} keys names of keys, and how they are shown
 * @property {Record<string, string>} edits what each edit is called
 * @property {Record<string, string>} labels what sections are called
 * @property {Record<string, string>} tokens whose colour they have
 */

const FIRST_SECONDS = 20;
const REST_MS = 1_500;
const GRIP_PIXELS = 16;

export class Editor {
  /** @param {HTMLElement} host @param {Options} options */
  constructor(host, { root, manifest, player, words = {}, keys, edits, labels, tokens }) {
    this.host = host;
    this.player = player;
    this.manifest = manifest;
    this.words = { ...WORDS, ...words };
    this.desk = new Desk(root, { away: this.words.away });
    this.taps = new Taps();
    this.cursor = 0;
    /** @type {Window | null} what is seen, once it is known how long the track is */
    this.view = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
    this.leaving = new AbortController();
    this.bar = new Toolbar(this.words, keys, edits, this.#acts());
    this.form = { labels, tokens };
    this.popover = new Popover(this.words, this.form, (method, path, body) => void this.desk.edit(method, path, body));
    this.stage = new Stage(this.words, this.leaving.signal);
    this.frame = make("div", { class: "ed-frame" });
    this.trouble = make("div", { class: "row-error", role: "alert" });
    this.root = make("div", { class: "ed-editor", role: "region", "aria-label": this.words.editor });
    this.desk.addEventListener("state", () => this.#show());
    listenToKeys({ undo: () => this.#undo(), redo: () => this.#redo(), tap: (event) => this.#tap(event) }, this.leaving.signal);
    this.sizes = new ResizeObserver(() => this.#draw());
    this.beat = requestAnimationFrame(() => this.#tick());
    this.ready = this.#open();
  }

  close() {
    cancelAnimationFrame(this.beat);
    clearTimeout(this.resting);
    this.leaving.abort();
    this.sizes.disconnect();
    this.popover.forget();
    this.stage.close();
    this.host.replaceChildren();
  }

  /** Somebody has changed the track, here or elsewhere. */
  look() {
    return this.desk.look();
  }

  async #open() {
    await this.desk.look();
    const { state } = this.desk;
    if (!state || this.leaving.signal.aborted) return;
    this.view = new Window(state.duration_seconds);
    this.view.span = Math.min(FIRST_SECONDS, state.duration_seconds);
    this.cursor = this.#isOurs ? this.player.seconds : 0;
    if (this.cursor) this.view.center(this.cursor);
    this.flags = new Flags(this.view, this.words, this.form, this.#flagActs());
    this.frame.append(this.flags.sections, this.stage.part.root, this.flags.over, this.flags.loops, this.popover.root);
    this.root.append(this.bar.head, this.stage.whole.root, this.frame, this.bar.grid, this.bar.marks, this.trouble);
    this.host.replaceChildren(this.root);
    this.#listen();
    this.sizes.observe(this.frame);
    this.#show();
    await this.stage.open(state.waveform_url);
    this.#mark();
    this.#draw();
  }

  #acts() {
    const { desk } = this;
    return {
      undo: () => this.#undo(),
      redo: () => this.#redo(),
      play: () => this.#play(),
      zoom: (/** @type {number} */ factor) => this.#zoom(factor, this.view?.x(this.cursor)),
      grid: (/** @type {Record<string, unknown>} */ edit) => {
        const isPlaced = ["tempo", "bar_one", "tempo_change", "remove_tempo_change"].includes(String(edit.act));
        void desk.edit("POST", "/grid/edits", isPlaced ? { ...edit, at_seconds: this.cursor } : edit);
      },
      tap: (/** @type {Event} */ event) => this.#tap(event),
      lock: (/** @type {boolean} */ locked) => void desk.edit("PUT", "/grid/lock", { locked }),
      cue: () => void desk.edit("POST", "/cues", { position_seconds: this.cursor, snap: this.bar.snapping }),
      split: () => void desk.edit("POST", "/sections/edits", { act: "split", at_seconds: this.#snap(this.cursor) }),
      loop: () => this.#loop(),
      key: (/** @type {string} */ key) => void desk.edit("PUT", "/key", { key }),
      restore: (/** @type {string} */ what) => void desk.edit("POST", "/edits/restore", { what }),
    };
  }

  /** @returns {import("./flags.js").Acts} */
  #flagActs() {
    return {
      open: (marked, source) => this.popover.open(marked, source, this.frame),
      moveEdge: (id, seconds) => void this.desk.edit("POST", "/sections/edits", { act: "move", section_id: id, to_seconds: seconds }),
      moveCue: (id, seconds) => void this.desk.edit("PATCH", `/cues/${id}`, { position_seconds: seconds }),
      snap: (seconds) => this.#snap(seconds),
    };
  }

  get #isOurs() {
    return this.player.manifest?.track_id === this.desk.state?.track_id;
  }

  /** @param {number} seconds */
  #snap(seconds) {
    return this.desk.state ? snapped(this.desk.state, this.bar.snapping, seconds) : seconds;
  }

  #undo() {
    void this.desk.edit("POST", "/edits/undo", undefined, (state) => !!state.undo);
  }

  #redo() {
    void this.desk.edit("POST", "/edits/redo", undefined, (state) => !!state.redo);
  }

  #play() {
    if (this.#isOurs) this.player.toggle();
    else void this.player.load(this.manifest, { autoplay: true });
  }

  /** Keep what the player repeats, or four bars from the cursor on. */
  #loop() {
    const { state } = this.desk;
    const { loop } = this.#isOurs ? this.player.where : { loop: null };
    const bars = state?.grid?.downbeats_seconds.filter((bar) => bar >= this.#snap(this.cursor) - 1e-6) ?? [];
    const [start, end] = [bars[0] ?? this.cursor, bars[4] ?? state?.duration_seconds ?? 0];
    const span = loop ? { start_seconds: loop.start, end_seconds: loop.end, snap: this.bar.snapping } : { start_seconds: start, end_seconds: end };
    void this.desk.edit("POST", "/loops", span);
  }

  /** @param {Event} event */
  #tap(event) {
    if (this.desk.state?.grid?.locked) return;
    this.taps.tap(event.timeStamp / 1_000, this.#isOurs ? this.player.seconds : this.cursor);
    this.bar.count(this.taps.times.length, this.taps.tempo);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      const isEnough = this.taps.times.length >= FEWEST;
      const tapped = this.taps.take();
      this.bar.count(0, null);
      if (isEnough) void this.desk.edit("POST", "/grid/edits", tapped);
    }, REST_MS);
  }

  #listen() {
    listenToDrags(this.stage.whole.root, { move: (event) => this.#look(event), drop: () => {}, click: (event) => this.#look(event) });
    let held = { x: 0, start: 0, beat: /** @type {number | undefined} */ (undefined) };
    const to = (/** @type {PointerEvent} */ event) => this.#secondsAt(event) - held.start;
    listenToDrags(this.stage.part.root, {
      begin: (down) => {
        const start = this.#secondsAt(down);
        held = { x: down.clientX, start, beat: this.#grip(start) };
        return true;
      },
      move: (event) => {
        if (held.beat === undefined) {
          this.view?.pan(held.x - event.clientX);
          held.x = event.clientX;
          this.#draw();
        } else this.#stretch(held.beat, held.beat + to(event));
      },
      drop: (event) => {
        if (held.beat === undefined) return;
        const { grid } = this.desk.state ?? {};
        if (grid) void this.desk.edit("POST", "/grid/edits", dragged(grid, held.beat, held.beat + to(event)));
      },
      click: (event) => this.#go(this.#secondsAt(event)),
      leave: () => this.#mark(),
    });
    this.frame.addEventListener("wheel", (event) => {
      event.preventDefault();
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.view?.pan(event.deltaX);
      else this.view?.zoom(event.deltaY > 0 ? 1.25 : 0.8, event.clientX - this.frame.getBoundingClientRect().left);
      this.#draw();
    }, { passive: false });
  }

  /** Return the beat that a pointer holds, where beats are to be dragged. @param {number} seconds */
  #grip(seconds) {
    const { grid } = this.desk.state ?? {};
    if (!this.bar.stretches || !grid || !this.view) return undefined;
    const beat = nearest(grid.beats_seconds, seconds);
    return beat !== undefined && Math.abs(beat - seconds) < GRIP_PIXELS * this.view.perPixel ? beat : undefined;
  }

  /** Show the beats as they would be. @param {number} from @param {number} to */
  #stretch(from, to) {
    const { grid } = this.desk.state ?? {};
    if (grid) this.stage.mark(stretched(grid, from, to));
  }

  /** @param {PointerEvent} event */
  #secondsAt(event) {
    return this.view?.at(event.clientX - this.stage.part.root.getBoundingClientRect().left) ?? 0;
  }

  /** @param {PointerEvent} event */
  #look(event) {
    const box = this.stage.whole.root.getBoundingClientRect();
    const share = Math.max(0, Math.min((event.clientX - box.left) / box.width, 1));
    this.view?.center(share * (this.desk.state?.duration_seconds ?? 0));
    this.#draw();
  }

  /** Put the cursor somewhere, and what is played with it. @param {number} seconds */
  #go(seconds) {
    this.cursor = seconds;
    if (this.#isOurs) this.player.seek(seconds);
    this.#move();
  }

  /** @param {number} factor @param {number} [x] */
  #zoom(factor, x) {
    const isSeen = x !== undefined && x >= 0 && x <= (this.view?.width ?? 0);
    this.view?.zoom(factor, isSeen ? x : undefined);
    this.#draw();
  }

  #show() {
    const { state, trouble } = this.desk;
    say(this.trouble, trouble);
    if (!state || !this.flags) return;
    this.bar.show(state, this.cursor);
    this.flags.show(state);
    this.root.dataset.edits = state.undo ?? "";
    this.#mark();
  }

  #mark() {
    if (this.desk.state) this.stage.mark(this.desk.state.grid);
  }

  #draw() {
    const { view } = this;
    if (!view || !this.flags) return;
    view.width = this.frame.clientWidth || 1;
    view.pan(0);
    this.flags.lay();
    this.stage.draw(view);
    this.#move();
  }

  #tick() {
    this.beat = requestAnimationFrame(() => this.#tick());
    if (document.hidden || !this.#isOurs || !this.view) return;
    const { seconds, isMoving } = this.player;
    if (seconds === this.cursor) return;
    this.cursor = seconds;
    if (isMoving && this.view.follow(seconds)) this.#draw();
    else this.#move();
  }

  #move() {
    if (!this.view) return;
    this.stage.move(this.view, this.cursor);
    if (this.desk.state) this.bar.move(this.desk.state, this.cursor);
  }
}
