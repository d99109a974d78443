/**
 * The editor of a track: its waveform with beats, sections, cues and loops, all of which can be
 * taken hold of.  Every act is handed in at once, and what the server makes of it is drawn.
 */

import { hintOf } from "../charts/gestures.js";
import { make, say } from "../ui/dom.js";
import { Desk } from "./desk.js";
import { Flags } from "./flags.js";
import { listenToHands } from "./hands.js";
import { listenToKeys } from "./keys.js";
import { Popover } from "./popover.js";
import { Repeats } from "./repeats.js";
import { Stage } from "./stage.js";
import { barsFrom, snapped, stepped } from "./state.js";
import { Tapping } from "./taps.js";
import { Toolbar } from "./toolbar.js";
import { Window } from "./window.js";
import { WORDS } from "./words.js";

/** @typedef {import("../engine/player.js").Player} Player */

/**
 * @typedef {object} Options
 * @property {string} root the address of the track
 * @property {string} manifest the address of its description for a player
 * @property {Player} player
 * @property {import("../ui/view.js").View} view what part of a track the player and the charts look at
 * @property {Partial<import("./words.js").Words>} [words]
 * @property {[string, string][]} keys names of keys, and how they are shown
 * @property {Record<string, string>} edits what each edit is called
 * @property {Record<string, string>} labels what sections are called
 * @property {Record<string, string>} tokens whose colour they have
 */

/** A jump of the playhead that is no playing. */
const JUMP_SECONDS = 0.5;

export class Editor {
  /** @param {HTMLElement} host @param {Options} options */
  constructor(host, { root, manifest, player, view, words = {}, keys, edits, labels, tokens }) {
    this.host = host;
    this.player = player;
    this.manifest = manifest;
    this.words = { ...WORDS, ...words };
    this.desk = new Desk(root, { away: this.words.away });
    this.repeats = new Repeats(player, () => this.#isOurs);
    this.shared = view;
    this.cursor = 0;
    /** Whether a beat is held: what is seen stays meanwhile. */
    this.isHeld = false;
    /** @type {Window | null} what is seen, once it is known how long the track is */
    this.view = null;
    this.leaving = new AbortController();
    this.bar = new Toolbar(this.words, keys, edits, this.#acts());
    this.taps = new Tapping((count, tempo) => this.bar.count(count, tempo), (edit) => void this.desk.edit("POST", "/grid/edits", edit));
    this.form = { labels, tokens };
    this.popover = new Popover(this.words, this.form, {
      edit: (method, path, body) => void this.desk.edit(method, path, body),
      repeat: (loop) => void this.#repeat(loop), isRepeated: (loop) => this.repeats.id === loop.id,
      isLast: (section) => this.desk.state?.sections.at(-1)?.id === section.id,
    });
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
    this.taps.close();
    this.leaving.abort();
    this.sizes.disconnect();
    this.popover.forget();
    this.stage.close();
    this.host.replaceChildren();
  }

  /** Somebody has changed the track, here or elsewhere. */
  look() {
    if (!this.view && this.desk.trouble) this.ready = this.ready.then(() => (this.view ? undefined : this.#open()));
    return this.desk.look();
  }

  async #open() {
    this.root.append(this.trouble);
    this.host.replaceChildren(this.root);
    await this.desk.look();
    const { state } = this.desk;
    if (!state || this.leaving.signal.aborted) return;
    this.view = new Window(state.duration_seconds, this.shared, () => (this.#isOurs ? this.player.seconds : null));
    this.cursor = this.#isOurs ? this.player.seconds : 0;
    this.flags = new Flags(this.view, this.words, this.form, this.#flagActs());
    this.frame.append(this.flags.sections, this.stage.part.root, this.flags.over, this.flags.loops.root, this.popover.root);
    this.root.replaceChildren(this.bar.head, this.trouble, this.stage.whole.root, this.frame, make("p", { class: "ed-hint muted" }, hintOf(this.words)), this.bar.grid, this.bar.marks);
    this.#listen(this.view);
    this.view.begin(this.frame.clientWidth, this.cursor);
    this.#show();
    const isThere = await this.stage.open(state.waveform_url);
    if (!isThere) say(this.trouble, this.words.noWaveform);
    this.#mark();
    this.#draw();
  }

  /** @param {Window} view */
  #listen(view) {
    const { signal } = this.leaving;
    this.shared.addEventListener("change", () => this.#draw(), { signal });
    this.player.addEventListener("state", () => this.#hear(), { signal });
    this.sizes.observe(this.frame);
    listenToHands(this.stage, this.frame, view, this.#handActs(), signal);
  }

  #acts() {
    const { desk } = this;
    return {
      undo: () => this.#undo(),
      redo: () => this.#redo(),
      play: () => void this.#play(),
      zoom: (/** @type {number} */ factor) => this.#zoom(factor),
      follow: (/** @type {boolean} */ isWanted) => (isWanted ? this.shared.follow() : this.view?.scroll(0)),
      stretch: (/** @type {boolean} */ isWanted) => isWanted && this.view?.approach(this.cursor),
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
    const { desk } = this;
    return {
      open: (marked, source) => this.popover.open(marked, source, this.frame),
      moveEdge: (id, seconds) => void desk.edit("POST", "/sections/edits", { act: "move", section_id: id, to_seconds: seconds }),
      moveCue: (id, seconds) => void desk.edit("PATCH", `/cues/${id}`, { position_seconds: seconds }),
      moveLoop: (id, span) => void desk.edit("PATCH", `/loops/${id}`, span),
      snap: (seconds) => this.#snap(seconds),
      let: () => this.#draw(),
    };
  }

  /** @returns {import("./hands.js").Acts} */
  #handActs() {
    return {
      grid: () => this.desk.state?.grid ?? null,
      go: (seconds) => this.#go(seconds),
      step: (way) => this.desk.state && this.#go(stepped(this.desk.state, this.bar.snapping, this.cursor, way)),
      hold: (isHeld) => {
        this.isHeld = isHeld;
        if (!isHeld) this.#draw();
      },
      show: (grid) => this.stage.mark(grid),
      edit: (edit) => void this.desk.edit("POST", "/grid/edits", edit),
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

  async #play() {
    if (this.#isOurs) this.player.toggle();
    else if (await this.#load()) await this.player.play();
  }

  /** Have this track in the player, where the cursor is; say whether that is so. */
  async #load() {
    if (this.#isOurs) return true;
    const { cursor } = this;
    await this.player.load(this.manifest);
    if (!this.#isOurs) return false;
    this.player.seek(cursor);
    this.shared.follow();
    return true;
  }

  /** Keep what the player repeats, or four bars from the cursor on. */
  #loop() {
    const { state } = this.desk;
    if (!state) return;
    const loop = this.#playedLoop;
    const [start, end] = loop ? [loop.start, loop.end] : barsFrom(state, this.#snap(this.cursor));
    const span = { start_seconds: start, end_seconds: end, snap: loop ? this.bar.snapping : "none" };
    void this.desk.edit("POST", "/loops", span);
  }

  /** Repeat a loop, or play on if it is repeated already. @param {import("./state.js").Loop} loop */
  async #repeat(loop) {
    if (this.repeats.id === loop.id) this.repeats.stop();
    else if (await this.#load()) this.repeats.play(loop);
  }

  /** What the player repeats of this track, in seconds. */
  get #playedLoop() {
    return this.#isOurs ? this.player.where.loop : null;
  }

  /** @param {Event} event */
  #tap(event) {
    if (!this.desk.state?.grid?.locked) this.taps.tap(event.timeStamp / 1_000, this.#isOurs ? this.player.seconds : this.cursor);
  }

  /** Put the cursor somewhere, and what is played with it. @param {number} seconds */
  #go(seconds) {
    this.cursor = Math.max(0, Math.min(seconds, this.view?.duration ?? 0));
    if (this.#isOurs) this.player.seek(this.cursor);
    else this.view?.reveal(this.cursor);
    if (this.#isOurs && !this.shared.follows) this.shared.follow();
    else this.#move();
  }

  /** Zoom around the cursor where it is seen. @param {number} factor */
  #zoom(factor) {
    const { view, cursor } = this;
    const isSeen = view && cursor >= view.start && cursor <= view.start + view.span;
    view?.zoom(factor, isSeen ? cursor : undefined);
  }

  /** The player does something else; it is followed again when somebody has put its playhead elsewhere. */
  #hear() {
    const isJump = this.#isOurs && Math.abs(this.player.seconds - this.cursor) > JUMP_SECONDS;
    if (isJump && !this.shared.follows) this.shared.follow();
    else this.#draw();
  }

  #show() {
    const { state, trouble } = this.desk;
    say(this.trouble, trouble);
    if (!state || !this.flags) return;
    this.bar.show(state, this.cursor);
    this.flags.show(state);
    this.popover.follow(state);
    this.repeats.follow(state.loops);
    this.root.dataset.edits = state.undo ?? "";
    this.#mark();
  }

  #mark() {
    if (this.desk.state) this.stage.mark(this.desk.state.grid);
  }

  /** Draw what everything else looks at; while something is held, that stays. */
  #draw() {
    const { view, flags } = this;
    if (!view || !flags) return;
    view.width = this.frame.clientWidth || 1;
    if (!this.isHeld && !flags.isHeld) {
      if (this.#isOurs) this.cursor = this.player.seconds;
      view.take();
      flags.lay();
    }
    const [loop, canFollow] = [this.#playedLoop, this.#isOurs];
    const plays = canFollow && ["playing", "waiting"].includes(this.player.state);
    flags.loops.mark(this.repeats.id);
    this.bar.look({ follows: this.shared.follows, canFollow, isWhole: view.span >= view.duration, repeats: loop !== null, plays });
    this.stage.draw(view, loop);
    this.#move();
  }

  #tick() {
    this.beat = requestAnimationFrame(() => this.#tick());
    const { view } = this;
    if (document.hidden || !view || !this.#isOurs || this.player.seconds === this.cursor) return;
    this.cursor = this.player.seconds;
    if (view.follows && view.span < view.duration) this.#draw();
    else this.#move();
  }

  #move() {
    if (!this.view) return;
    this.stage.move(this.view, this.cursor);
    if (this.desk.state) this.bar.move(this.desk.state, this.cursor);
  }
}
