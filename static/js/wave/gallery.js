/**
 * The pictures of a page by their ids, and the pyramids they are drawn from.
 */

import { parsePeaks } from "./peaks.js";
import { Picture } from "./picture.js";

/** @typedef {import("./peaks.js").Peaks} Peaks */
/** @typedef {import("./picture.js").Canvas} Canvas */
/** @typedef {import("./picture.js").View} View */
/**
 * @typedef {{type: "add", id: string, canvas: Canvas}
 *   | {type: "remove", id: string}
 *   | {type: "show", id: string, addresses: string[], colours: import("./picture.js").Colours, marks: import("./picture.js").Marks}
 *   | {type: "gains", id: string, gains: number[]}
 *   | {type: "view", id: string, view: View}} Order
 */

/** @typedef {{picture: Picture, view: View | null, turn: number}} Framed */

const MOST_PYRAMIDS = 24;

export class Gallery {
  /** @param {(width: number, height: number) => Canvas} makeCanvas */
  constructor(makeCanvas) {
    this.makeCanvas = makeCanvas;
    /** @type {Map<string, Framed>} */
    this.frames = new Map();
    /** @type {Map<string, Promise<Peaks>>} */
    this.pyramids = new Map();
  }

  /** @param {Order} order */
  async obey(order) {
    if (order.type === "add") {
      const picture = new Picture(order.canvas, this.makeCanvas);
      this.frames.set(order.id, { picture, view: null, turn: 0 });
      return;
    }
    const frame = this.frames.get(order.id);
    if (!frame) return;
    if (order.type === "remove") this.frames.delete(order.id);
    else if (order.type === "view") frame.view = order.view;
    else if (order.type === "gains") frame.picture.change({ gains: order.gains });
    else await this.#show(frame, order);
    if (frame.view) frame.picture.draw(frame.view);
  }

  /**
   * Draw each waveform as it arrives: the server draws new ones one after the other.
   *
   * @param {Framed} frame
   * @param {Extract<Order, {type: "show"}>} order
   */
  async #show(frame, { addresses, colours, marks }) {
    const turn = ++frame.turn;
    /** @type {(Peaks | undefined)[]} */
    const peaks = addresses.map(() => undefined);
    frame.picture.change({ peaks, colours, marks, gains: [] });
    const arrivals = addresses.map(async (address, place) => {
      const arrived = await this.#pyramid(address);
      if (turn !== frame.turn) return;
      peaks[place] = arrived;
      frame.picture.change({ peaks });
      if (frame.view) frame.picture.draw(frame.view);
    });
    await Promise.allSettled(arrivals);
  }

  /** @param {string} address */
  #pyramid(address) {
    const known = this.pyramids.get(address);
    if (known) return known;
    const asked = fetchPeaks(address);
    this.pyramids.set(address, asked);
    asked.catch(() => this.pyramids.delete(address));
    if (this.pyramids.size > MOST_PYRAMIDS) {
      this.pyramids.delete(/** @type {string} */ (this.pyramids.keys().next().value));
    }
    return asked;
  }
}

/** @param {string} address */
async function fetchPeaks(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return parsePeaks(await answer.arrayBuffer());
}
