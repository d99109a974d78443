/**
 * The page's handle on its waveforms: one worker draws all of them, or the page itself where
 * canvases cannot be handed to a worker.
 */

import { Gallery } from "./gallery.js";

const WORKER = new URL("./waveform.js", import.meta.url);

export class Board {
  constructor() {
    this.count = 0;
    /** @type {Worker | null} */
    this.worker = null;
    /** @type {Gallery | null} */
    this.gallery = null;
    if (typeof Worker === "function" && "transferControlToOffscreen" in HTMLCanvasElement.prototype) {
      this.worker = new Worker(WORKER, { type: "module" });
    } else {
      this.gallery = new Gallery(makeCanvas);
    }
  }

  /** Take over a canvas and return its id. @param {HTMLCanvasElement} canvas */
  add(canvas) {
    const id = `wave-${this.count++}`;
    if (this.worker) {
      const offscreen = canvas.transferControlToOffscreen();
      this.worker.postMessage({ type: "add", id, canvas: offscreen }, [offscreen]);
    } else void this.gallery?.obey({ type: "add", id, canvas });
    return id;
  }

  /** @param {import("./gallery.js").Order} order */
  tell(order) {
    if (this.worker) this.worker.postMessage(order);
    else void this.gallery?.obey(order);
  }

  close() {
    this.worker?.terminate();
  }
}

/** @param {number} width @param {number} height */
function makeCanvas(width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}
