/**
 * One canvas with a waveform: tiles that are drawn once and moved, and marks over them.
 *
 * The same code draws in a worker, on an OffscreenCanvas, and where there is none, on the page.
 */

import { gaps } from "../dsp/spans.js";
import { drawHatch } from "./hatch.js";
import { chooseLevel, peakBetween } from "./peaks.js";

/** @typedef {import("./peaks.js").Peaks} Peaks */
/** @typedef {import("../dsp/spans.js").Span} Span */
/** @typedef {OffscreenCanvas | HTMLCanvasElement} Canvas */
/** @typedef {OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D} Pen */
/**
 * @typedef {object} Colours values of the theme's tokens
 * @property {string[]} bands all (or the stem), low, mid, high
 * @property {string} line
 * @property {string} strong
 * @property {string} text
 * @property {string} tint
 * @property {string} hatch over what is not made yet
 * @property {string} font
 * @property {string} paper behind labels
 *
 * @typedef {object} Marks in frames
 * @property {number[]} beats
 * @property {number[]} bars
 * @property {{label: string, start: number, end: number, colour?: string | null}[]} sections
 * @property {{label: string, frame: number, colour: string}[]} cues
 *
 * @typedef {object} View
 * @property {number} start the frame at the left edge
 * @property {number} framesPerPixel of a CSS pixel
 * @property {number} width in CSS pixels
 * @property {number} height
 * @property {number} density device pixels per CSS pixel
 * @property {{start: number, end: number} | null} loop
 * @property {boolean} strip whether sections and cues are shown
 */

const TILE = 512;
const MOST_TILES = 24;
const STRIP = 14;
const LEAST_BEAT_PIXELS = 6;

export class Picture {
  /** @param {Canvas} canvas @param {(width: number, height: number) => Canvas} makeCanvas */
  constructor(canvas, makeCanvas) {
    this.canvas = canvas;
    this.makeCanvas = makeCanvas;
    this.pen = /** @type {Pen} */ (canvas.getContext("2d"));
    /** @type {(Peaks | undefined)[]} what is still drawn by the server is missing */
    this.peaks = [];
    /** @type {Colours | null} */
    this.colours = null;
    /** @type {Marks} */
    this.marks = { beats: [], bars: [], sections: [], cues: [] };
    /** @type {number[]} */
    this.gains = [];
    /** @type {{spans: Span[], frames: number} | null} what is there of music that is still made */
    this.written = null;
    /** @type {Map<string, {canvas: Canvas, from: number, to: number}>} */
    this.tiles = new Map();
  }

  /** What is drawn changed: tiles are drawn again. @param {Partial<{peaks: (Peaks | undefined)[], colours: Colours, marks: Marks, gains: number[]}>} change */
  change(change) {
    Object.assign(this, change);
    this.tiles.clear();
  }

  /** The stems sound with other gains. @param {number[]} gains */
  hear(gains) {
    if (gains.length === this.gains.length && gains.every((gain, stem) => gain === this.gains[stem])) return;
    this.gains = gains;
    this.tiles.clear();
  }

  /** Some of the music has another shape now. @param {number} start @param {number} end in frames */
  spoil(start, end) {
    for (const [key, { from, to }] of this.tiles) if (from < end && start < to) this.tiles.delete(key);
  }

  /** @param {View} view */
  draw(view) {
    const { width, height, density } = view;
    const [wide, high] = [Math.max(1, Math.round(width * density)), Math.max(1, Math.round(height * density))];
    if (this.canvas.width !== wide || this.canvas.height !== high) {
      this.canvas.width = wide;
      this.canvas.height = high;
      this.tiles.clear();
    }
    this.pen.clearRect(0, 0, wide, high);
    if (!this.colours) return;
    const perPixel = view.framesPerPixel / density;
    const at = (/** @type {number} */ frame) => (frame - view.start) / perPixel;
    this.#drawTiles(view.start / perPixel, perPixel, wide, high);
    this.#drawGaps(view, at, wide, high);
    this.#drawMarks(view, at, wide, high);
  }

  /** @param {View} view @param {(frame: number) => number} at @param {number} wide @param {number} high */
  #drawGaps({ start, framesPerPixel, width, density }, at, wide, high) {
    if (!this.written) return;
    const { spans, frames } = this.written;
    const missing = gaps(spans, Math.max(0, start), Math.min(frames, start + width * framesPerPixel));
    const areas = missing.map(([from, to]) => /** @type {Span} */ ([Math.max(0, at(from)), Math.min(wide, at(to))]));
    const colour = /** @type {Colours} */ (this.colours).hatch;
    if (areas.length) drawHatch(this.pen, areas, { high, density, colour, origin: at(0) });
  }

  /** @param {number} offset @param {number} perPixel @param {number} wide @param {number} high */
  #drawTiles(offset, perPixel, wide, high) {
    const first = Math.floor(offset / TILE);
    const last = Math.floor((offset + wide) / TILE);
    for (let place = first; place <= last; place++) {
      const tile = this.#tile(place, perPixel, high);
      this.pen.drawImage(tile, Math.round(place * TILE - offset), 0);
    }
  }

  /** @param {number} place @param {number} perPixel @param {number} high */
  #tile(place, perPixel, high) {
    const key = `${place} ${perPixel} ${high}`;
    const known = this.tiles.get(key);
    if (known) return known.canvas;
    const canvas = this.makeCanvas(TILE, high);
    this.#paint(/** @type {Pen} */ (canvas.getContext("2d")), place * TILE, perPixel, high);
    const [from, to] = [place * TILE * perPixel, (place + 1) * TILE * perPixel];
    this.tiles.set(key, { canvas, from, to });
    if (this.tiles.size > MOST_TILES) this.tiles.delete(/** @type {string} */ (this.tiles.keys().next().value));
    return canvas;
  }

  /** @param {Pen} pen @param {number} start @param {number} perPixel @param {number} high */
  #paint(pen, start, perPixel, high) {
    const colours = /** @type {Colours} */ (this.colours);
    const chosen = this.peaks.map((peaks) => peaks && chooseLevel(peaks, perPixel));
    for (const band of [0, 1, 2, 3]) {
      pen.fillStyle = colours.bands[band] ?? "";
      pen.globalAlpha = band === 0 ? 0.35 : 0.8;
      for (let x = 0; x < TILE; x++) {
        const from = (start + x) * perPixel;
        if (from < 0) continue;
        const tall = this.#heightAt(chosen, band, from, from + perPixel) * high;
        if (tall >= 0.5) pen.fillRect(x, (high - tall) / 2, 1, tall);
      }
    }
  }

  /**
   * @param {(import("./peaks.js").Level | undefined)[]} chosen
   * @param {number} band
   * @param {number} from
   * @param {number} to
   */
  #heightAt(chosen, band, from, to) {
    let power = 0;
    for (let stem = 0; stem < chosen.length; stem++) {
      const level = chosen[stem];
      const peaks = this.peaks[stem];
      if (!level || !peaks) continue;
      const root = peakBetween(level, peaks.bands, band, from, to);
      power += root * root * (this.gains[stem] ?? 1);
    }
    return Math.min(1, Math.sqrt(power));
  }

  /** @param {View} view @param {(frame: number) => number} at @param {number} wide @param {number} high */
  #drawMarks(view, at, wide, high) {
    const { pen, marks } = this;
    const colours = /** @type {Colours} */ (this.colours);
    const { density, loop } = view;
    if (loop) {
      pen.fillStyle = colours.tint;
      pen.globalAlpha = 0.25;
      pen.fillRect(at(loop.start), 0, Math.max(1, at(loop.end) - at(loop.start)), high);
    }
    this.#drawLines(marks.beats, colours.line, 1, at, wide, high);
    this.#drawLines(marks.bars, colours.strong, density, at, wide, high);
    pen.globalAlpha = 1;
    if (!view.strip) return;
    this.#drawSections(at, wide, density, colours);
    this.#drawCues(at, wide, density, high, colours);
  }

  /**
   * @param {number[]} frames
   * @param {string} colour
   * @param {number} thick
   * @param {(frame: number) => number} at
   * @param {number} wide
   * @param {number} high
   */
  #drawLines(frames, colour, thick, at, wide, high) {
    const [first, second] = frames;
    if (first === undefined || second === undefined || at(second) - at(first) < LEAST_BEAT_PIXELS) return;
    this.pen.fillStyle = colour;
    this.pen.globalAlpha = 0.6;
    for (const frame of frames) {
      const x = Math.round(at(frame));
      if (x >= 0 && x < wide) this.pen.fillRect(x, 0, thick, high);
    }
  }

  /** @param {(frame: number) => number} at @param {number} wide @param {number} density @param {Colours} colours */
  #drawSections(at, wide, density, colours) {
    const { pen } = this;
    const tall = STRIP * density;
    pen.font = `${10 * density}px ${colours.font}`;
    pen.textBaseline = "middle";
    this.marks.sections.forEach((section, place) => {
      const [left, right] = [Math.max(0, at(section.start)), Math.min(wide, at(section.end))];
      if (right - left < 1) return;
      pen.globalAlpha = 0.75;
      pen.fillStyle = place % 2 ? colours.line : colours.paper;
      pen.fillRect(left, 0, right - left - 1, tall);
      pen.globalAlpha = 1;
      if (section.colour) {
        pen.fillStyle = section.colour;
        pen.fillRect(left, 0, right - left - 1, 2 * density);
      }
      pen.fillStyle = colours.text;
      if (pen.measureText(section.label).width + 8 * density < right - left) {
        pen.fillText(section.label, left + 4 * density, tall / 2);
      }
    });
  }

  /** @param {(frame: number) => number} at @param {number} wide @param {number} density @param {number} high @param {Colours} colours */
  #drawCues(at, wide, density, high, colours) {
    const { pen } = this;
    for (const cue of this.marks.cues) {
      const x = Math.round(at(cue.frame));
      if (x < 0 || x >= wide) continue;
      pen.fillStyle = cue.colour || colours.strong;
      pen.fillRect(x, 0, density, high);
      pen.beginPath();
      pen.moveTo(x, high);
      pen.lineTo(x + 7 * density, high);
      pen.lineTo(x, high - 8 * density);
      pen.fill();
    }
  }
}
