/**
 * The pictures of a page by their ids, and the pyramids they are drawn from.
 */

import { Nursery } from "./nursery.js";
import { parsePeaks } from "./peaks.js";
import { Picture } from "./picture.js";

/** @typedef {import("./peaks.js").Peaks} Peaks */
/** @typedef {import("./picture.js").Canvas} Canvas */
/** @typedef {import("./picture.js").View} View */
/** @typedef {import("./picture.js").Marks} Marks */
/** @typedef {import("../dsp/spans.js").Span} Span */
/** @typedef {{address: string, columns?: string | null}} Source a waveform, and its columns while it is made */
/** @typedef {{spans: Span[], frames: number, rate: number}} Written what is there of music that is still made */
/**
 * @typedef {{type: "add", id: string, canvas: Canvas}
 *   | {type: "remove", id: string}
 *   | {type: "show", id: string, sources: Source[], written: Written | null, colours: import("./picture.js").Colours, marks: Marks}
 *   | {type: "written", id: string, written: Written | null}
 *   | {type: "marks", id: string, marks: Marks}
 *   | {type: "gains", id: string, gains: number[]}
 *   | {type: "view", id: string, view: View}} Order
 */

/** @typedef {{picture: Picture, view: View | null, turn: number, sources: Source[]}} Framed */

const MOST_PYRAMIDS = 24;

export class Gallery {
  /** @param {(width: number, height: number) => Canvas} makeCanvas @param {typeof fetch} [ask] */
  constructor(makeCanvas, ask = (...all) => fetch(...all)) {
    this.makeCanvas = makeCanvas;
    this.ask = ask;
    /** @type {Map<string, Framed>} */
    this.frames = new Map();
    /** @type {Map<string, Promise<Peaks>>} */
    this.pyramids = new Map();
    this.nursery = new Nursery((address, frames) => this.#spoil(address, frames), ask);
  }

  /** @param {Order} order */
  async obey(order) {
    if (order.type === "add") {
      const picture = new Picture(order.canvas, this.makeCanvas);
      this.frames.set(order.id, { picture, view: null, turn: 0, sources: [] });
      return;
    }
    const frame = this.frames.get(order.id);
    if (!frame) return;
    if (order.type === "remove") this.frames.delete(order.id);
    else if (order.type === "view") frame.view = order.view;
    else if (order.type === "gains") frame.picture.hear(order.gains);
    else if (order.type === "marks") frame.picture.marks = order.marks;
    else if (order.type === "show") await this.#show(frame, order);
    else await this.#follow(frame, order.written);
    if (frame.view) frame.picture.draw(frame.view);
  }

  /** @param {Framed} frame @param {Extract<Order, {type: "show"}>} order */
  async #show(frame, { sources, written, colours, marks }) {
    frame.sources = sources;
    frame.turn++;
    frame.picture.change({ peaks: sources.map(() => undefined), colours, marks, gains: [] });
    await this.#follow(frame, written);
  }

  /**
   * Draw what there is of music that is still made, or all of it once it is.
   *
   * @param {Framed} frame
   * @param {Written | null} written
   */
  async #follow(frame, written) {
    frame.picture.written = written;
    if (!written) return this.#finish(frame);
    const arrivals = frame.sources.map(async ({ columns }, place) => {
      if (!columns) return;
      frame.picture.peaks[place] = this.nursery.peaks(columns, written);
      await this.nursery.follow(columns, written.spans);
    });
    await Promise.all(arrivals);
  }

  /** Draw each waveform as it arrives: the server draws new ones one after the other. @param {Framed} frame */
  async #finish(frame) {
    const turn = ++frame.turn;
    const arrivals = frame.sources.map(async ({ address, columns }, place) => {
      const arrived = await this.#pyramid(address);
      if (turn !== frame.turn) return;
      if (columns) this.nursery.forget(columns);
      frame.picture.peaks[place] = arrived;
      frame.picture.tiles.clear();
      if (frame.view) frame.picture.draw(frame.view);
    });
    await Promise.allSettled(arrivals);
  }

  /** Draw anew what columns came for. @param {string} columns @param {Span} frames */
  #spoil(columns, [start, end]) {
    for (const { picture, sources, view } of this.frames.values()) {
      if (!sources.some((source) => source.columns === columns)) continue;
      picture.spoil(start, end);
      if (view) picture.draw(view);
    }
  }

  /** @param {string} address */
  #pyramid(address) {
    const known = this.pyramids.get(address);
    if (known) return known;
    const asked = fetchPeaks(address, this.ask);
    this.pyramids.set(address, asked);
    asked.catch(() => this.pyramids.delete(address));
    if (this.pyramids.size > MOST_PYRAMIDS) {
      this.pyramids.delete(/** @type {string} */ (this.pyramids.keys().next().value));
    }
    return asked;
  }
}

/** @param {string} address @param {typeof fetch} ask */
async function fetchPeaks(address, ask) {
  const answer = await ask(address);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return parsePeaks(await answer.arrayBuffer());
}
