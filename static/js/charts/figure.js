/**
 * One chart with its title: fetched when it is seen, drawn anew when its numbers change, and only
 * moved when another part of the track is looked at.
 */

import { readJson } from "../engine/poll.js";
import { button, make, say } from "../ui/dom.js";
import { Asking } from "./asking.js";
import { marginsOf, reach } from "./axes.js";
import { tokensOf } from "./colours.js";
import { drawBlocks } from "./draw/blocks.js";
import { drawHeat } from "./draw/heat.js";
import { drawLines } from "./draw/lines.js";
import { drawNotes } from "./draw/notes.js";
import { drawRadar } from "./draw/radar.js";
import { init } from "./echarts.js";
import { listen } from "./gestures.js";
import { isLacking, wider } from "./pictures.js";
import { DENSITY, fileName, framed, save } from "./save.js";

/** @typedef {import("./pictures.js").Answer} Answer */
/** @typedef {import("./pictures.js").Picture} Picture */
/** @typedef {import("./pictures.js").State} State */
/** @typedef {import("./axes.js").Scene} Scene */
/** @typedef {import("./panel.js").Panel} Panel */

const PATIENCE_MS = 200;

export class Figure {
  /** @param {Panel} panel @param {State} state */
  constructor(panel, state) {
    const { words } = panel.setting;
    this.panel = panel;
    this.state = state;
    this.isSeen = false;
    /** @type {Answer | null} */
    this.here = null;
    /** @type {import("echarts/core").EChartsType | null} */
    this.chart = null;
    /** How many axes of time it has, and what they show. */
    this.axes = 0;
    this.reached = "";
    /** How wide the canvas is, in pixels; 0 while it is hidden. */
    this.width = 0;
    this.leaving = new AbortController();
    this.asking = new Asking({
      ask: () => this.#ask(),
      take: (answer) => this.#take(answer),
      fail: () => this.#say("failed"),
    });
    const title = words.titles[state.name] ?? state.name;
    this.title = title;
    this.png = button("button", `${words.png}: ${title}`, words.png, () => void this.#save());
    this.csv = make("a", { class: "button", href: state.csv_url, download: "", "aria-label": `${words.csv}: ${title}` }, words.csv);
    this.needle = make("div", { class: "chart-needle", hidden: "" });
    this.canvas = make("div", { class: "chart-canvas", role: "img", "aria-label": `${title}. ${words.about[state.name] ?? ""}` });
    this.plot = make("div", { class: "chart-plot" }, this.canvas, this.needle);
    this.message = make("p", { class: "chart-message muted" });
    const about = make("span", { class: "chart-about muted" }, words.about[state.name] ?? "");
    const acts = make("span", { class: "chart-acts" }, this.png, this.csv);
    const caption = make("figcaption", {}, make("h3", {}, title), about, acts);
    this.root = make("figure", { class: "chart", "data-chart": state.name }, caption, this.plot, this.message);
    this.sizes = new ResizeObserver(() => this.#resize());
    this.sizes.observe(this.canvas);
    if (state.name !== "radar") listen(this.plot, panel.hands(() => this.box), this.leaving.signal);
    this.#say("loading");
  }

  /** Where the time axis lies, in pixels. */
  get box() {
    const { left, right } = marginsOf(this.width);
    return { left, width: Math.max(1, this.width - left - right) };
  }

  /** Take what is known of the chart now. @param {State} state */
  update(state) {
    const isNew = state.version !== this.state.version || state.is_there !== this.state.is_there;
    this.state = state;
    if (isNew) {
      this.here = null;
      this.asking.drop();
    }
    if (this.isSeen) this.show();
  }

  /** Show the part that is looked at, and ask for what it lacks. */
  show() {
    if (!this.state.is_there) {
      this.#say("missing");
      return;
    }
    const { range } = this.panel;
    this.#reach(range);
    if (isLacking(this.here, range)) this.asking.soon(this.here ? PATIENCE_MS : 0);
  }

  /** Move the line of the playhead; nothing is drawn. @param {number | null} seconds @param {[number, number]} range */
  move(seconds, [start, end]) {
    const isIn = seconds !== null && seconds >= start && seconds <= end && this.here !== null && this.state.name !== "radar";
    if (this.needle.hidden === isIn) this.needle.hidden = !isIn;
    if (!isIn) return;
    const { left, width } = this.box;
    this.needle.style.transform = `translateX(${left + ((seconds - start) / (end - start)) * width}px)`;
  }

  close() {
    this.asking.drop();
    this.leaving.abort();
    this.sizes.disconnect();
    this.chart?.dispose();
    this.root.remove();
  }

  /** @returns {Promise<Answer>} what is looked at now, and some more */
  async #ask() {
    const [start, end] = wider(this.panel.range, this.panel.duration);
    const asked = new URLSearchParams({ start_seconds: String(start), end_seconds: String(end) });
    const answer = await readJson(`${this.state.url}?${asked}`, this.leaving.signal);
    if (!answer) throw new Error("it is gone");
    return answer;
  }

  /** @param {Answer} answer */
  #take(answer) {
    this.here = answer;
    this.#say("ready");
    this.#draw();
    if (this.isSeen) this.show();
  }

  #draw() {
    if (!this.here || !this.width) return;
    this.chart ??= init(this.canvas, null, { renderer: "canvas" });
    const { words, tokens } = this.panel.setting;
    const scene = {
      range: this.panel.range,
      width: this.width,
      height: this.canvas.clientHeight,
      token: tokensOf(this.canvas),
      words,
      tokens,
    };
    const option = /** @type {any} */ (draw(this.here.picture, scene));
    this.axes = option.xAxis?.length ?? 0;
    this.reached = scene.range.join();
    this.chart.setOption(option, true);
    this.move(this.panel.playhead, scene.range);
  }

  /** Move the axes of time; the rest stays as it is drawn. @param {[number, number]} range */
  #reach(range) {
    const reached = range.join();
    if (!this.axes || reached === this.reached) return;
    this.reached = reached;
    const axis = reach(range, this.box.width);
    this.chart?.setOption(/** @type {any} */ ({ xAxis: Array.from({ length: this.axes }, () => axis) }));
  }

  #resize() {
    this.width = this.canvas.clientWidth;
    if (!this.width) return;
    this.chart?.resize();
    this.#draw();
  }

  /** @param {"loading" | "ready" | "missing" | "failed"} state */
  #say(state) {
    const { words } = this.panel.setting;
    this.root.dataset.state = state;
    this.png.disabled = state !== "ready";
    this.csv.hidden = this.png.hidden = state === "missing";
    say(this.message, { loading: "", ready: "", missing: words.missing[this.state.name] ?? words.missing.other ?? "", failed: words.failed }[state]);
  }

  async #save() {
    if (!this.chart) return;
    const token = tokensOf(this.canvas);
    const background = token("panel");
    const drawn = this.chart.renderToCanvas({ pixelRatio: DENSITY, backgroundColor: background });
    const title = `${this.panel.setting.title} · ${this.title}`;
    const look = { title, background, ink: token("text"), font: token("font-words") };
    await save(framed(drawn, look), fileName(this.panel.setting.title, this.state.name));
  }
}

/** @param {Picture} picture @param {Scene} scene */
function draw(picture, scene) {
  switch (picture.kind) {
    case "radar":
      return drawRadar(picture, scene);
    case "lines":
      return drawLines(picture, scene);
    case "heat":
      return drawHeat(picture, scene);
    case "blocks":
      return drawBlocks(picture, scene);
    case "notes":
      return drawNotes(picture, scene);
  }
}
