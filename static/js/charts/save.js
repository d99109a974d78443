/**
 * A chart as a picture to keep: with its title, sharp enough to be printed.
 */

import { make } from "../ui/dom.js";

/** Pixels of the picture to one of the screen. */
export const DENSITY = 2;
const HEAD_PIXELS = 36;

/**
 * @param {HTMLCanvasElement} drawn
 * @param {{title: string, background: string, ink: string, font: string}} look
 */
export function framed(drawn, { title, background, ink, font }) {
  const head = HEAD_PIXELS * DENSITY;
  const canvas = make("canvas", { width: String(drawn.width), height: String(drawn.height + head) });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.fillStyle = background;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(drawn, 0, head);
  pen.fillStyle = ink;
  pen.font = `600 ${14 * DENSITY}px ${font}`;
  pen.textBaseline = "middle";
  pen.fillText(title, 12 * DENSITY, head / 2, canvas.width - 24 * DENSITY);
  return canvas;
}

/** Offer a canvas as a file. @param {HTMLCanvasElement} canvas @param {string} name @returns {Promise<void>} */
export function save(canvas, name) {
  return new Promise((done) => {
    canvas.toBlob((blob) => {
      if (blob) {
        const address = URL.createObjectURL(blob);
        make("a", { href: address, download: name }).click();
        setTimeout(() => URL.revokeObjectURL(address));
      }
      done();
    }, "image/png");
  });
}

/** Return a file name that every system takes. @param {string} title @param {string} name of the chart */
export function fileName(title, name) {
  const safe = title.replaceAll(/[^\p{L}\p{N} ._-]+/gu, "_").trim().slice(0, 120);
  return `${safe || "chart"} (${name}).png`;
}
