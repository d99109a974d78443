/**
 * Slanted lines over what is not there yet: they can be told apart without colours.
 */

/** @typedef {import("../dsp/spans.js").Span} Span */
/** @typedef {import("./picture.js").Pen} Pen */

const EVERY_PIXELS = 8;

/**
 * @param {Pen} pen
 * @param {Span[]} areas left and right edges in pixels of the canvas
 * @param {{high: number, density: number, colour: string, origin: number}} look `origin` is where
 *   the music begins, in pixels: the lines move with it
 */
export function drawHatch(pen, areas, { high, density, colour, origin }) {
  const every = EVERY_PIXELS * density;
  pen.save();
  pen.beginPath();
  for (const [left, right] of areas) pen.rect(left, 0, right - left, high);
  pen.clip();
  pen.globalAlpha = 0.8;
  pen.strokeStyle = colour;
  pen.lineWidth = density;
  pen.beginPath();
  for (const [left, right] of areas) {
    const first = Math.floor((left - origin - high) / every) * every + origin;
    for (let x = first; x < right; x += every) {
      pen.moveTo(x, high);
      pen.lineTo(x + high, 0);
    }
  }
  pen.stroke();
  pen.restore();
}
