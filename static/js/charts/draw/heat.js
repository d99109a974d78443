/**
 * Heat maps: one picture of all cells, which is moved and stretched as one.
 */

import { look, marginsOf, timeAxis } from "../axes.js";
import { HEAT, ramp, toRgb } from "../colours.js";

/** @typedef {import("../pictures.js").HeatMap} HeatMap */
/** @typedef {import("../axes.js").Scene} Scene */

const ROW_PIXELS = 12;
const KEY_PIXELS = 90;
const WORD_PIXELS = 34;

/** Return the cells as bytes of their rows' scales, the first row at the bottom. @param {HeatMap} picture @returns {Uint8ClampedArray} */
export function cellsOf({ values, low, high }) {
  const columns = values[0]?.length ?? 0;
  const cells = new Uint8ClampedArray(values.length * columns);
  values.forEach((row, place) => {
    const [least, most] = [low[place] ?? 0, high[place] ?? 1];
    const scale = most > least ? 255 / (most - least) : 0;
    const top = (values.length - 1 - place) * columns;
    row.forEach((value, column) => (cells[top + column] = Math.round((value - least) * scale)));
  });
  return cells;
}

/** @param {HeatMap} picture @param {Scene} scene */
export function drawHeat(picture, scene) {
  const { token, words, width } = scene;
  const { left, right, top, bottom } = marginsOf(width);
  const stops = HEAT.map(token);
  const painted = paint(picture, ramp(stops.map(toRgb)));
  const end = picture.first_seconds + (picture.values[0]?.length ?? 0) * picture.step_seconds;
  return {
    ...look(token),
    grid: { left, right, top, bottom },
    xAxis: [timeAxis(scene)],
    yAxis: {
      type: "category",
      data: picture.rows.map((row) => words.names[row] ?? row),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: token("muted"), fontSize: 11, interval: 0 },
    },
    series: [
      {
        type: "custom",
        clip: true,
        silent: true,
        data: [[0, 0]],
        renderItem: (/** @type {any} */ { coordSys }, /** @type {any} */ api) => {
          const [from, to] = [api.coord([picture.first_seconds, 0])[0], api.coord([end, 0])[0]];
          const { y, height } = coordSys;
          return { type: "image", silent: true, style: { image: painted, x: from, y, width: to - from, height } };
        },
      },
    ],
    graphic: key(stops, words, { token, right }),
    tooltip: { show: false },
  };
}

/** Say what the colours mean. @param {string[]} stops @param {Scene["words"]} words @param {{token: Scene["token"], right: number}} look */
function key(stops, words, { token, right }) {
  const colours = stops.map((color, place) => ({ color, offset: place / (stops.length - 1) }));
  const text = { fill: token("muted"), fontSize: 11, font: `11px ${token("font-words")}` };
  const edge = right + KEY_PIXELS + WORD_PIXELS + 2;
  return [
    { type: "text", silent: true, right: edge, top: 8, style: { ...text, text: words.low } },
    {
      type: "rect",
      silent: true,
      right: right + WORD_PIXELS - 4,
      top: 10,
      shape: { width: KEY_PIXELS, height: 8, r: 2 },
      style: { fill: { type: "linear", x: 0, y: 0, x2: 1, y2: 0, colorStops: colours } },
    },
    { type: "text", silent: true, right, top: 8, style: { ...text, text: words.high } },
  ];
}

/** Paint the cells; rows are high enough that they do not run into each other. @param {HeatMap} picture @param {import("../colours.js").Rgb[]} colours */
function paint(picture, colours) {
  const rows = picture.values.length;
  const columns = Math.max(1, picture.values[0]?.length ?? 0);
  const cells = cellsOf(picture);
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows * ROW_PIXELS;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = pen.createImageData(columns, canvas.height);
  const inks = colours.map((colour) => [...colour, 255]);
  const { data } = image;
  const line = 4 * columns;
  for (let row = 0; row < rows; row++) {
    const first = row * ROW_PIXELS * line;
    for (let column = 0; column < columns; column++) {
      data.set(/** @type {number[]} */ (inks[cells[row * columns + column] ?? 0]), first + 4 * column);
    }
    for (let copy = 1; copy < ROW_PIXELS; copy++) data.copyWithin(first + copy * line, first, first + line);
  }
  pen.putImageData(image, 0, 0);
  return canvas;
}
