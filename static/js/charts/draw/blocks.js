/**
 * What holds when: the form of a track, and its chords.
 */

import { legend, look, marginsOf, sign, timeAxis, valueLook, writeTime } from "../axes.js";
import { sheer } from "../colours.js";
import { encodeHTML } from "../echarts.js";

/** @typedef {import("../pictures.js").Block} Block */
/** @typedef {import("../pictures.js").Blocks} Blocks */
/** @typedef {import("../axes.js").Scene} Scene */

const LEAST_TEXT_PIXELS = 18;
const ROOTS = ["C", "C#", "Db", "D", "D#", "Eb", "E", "Fb", "F", "F#", "Gb", "G", "G#", "Ab", "A", "A#", "Bb", "B", "Cb"];

/** The kinds of chords with their colours, plain ones first. */
const KINDS = new Map([
  ["", "band-mid"],
  ["m", "accent"],
  ["7", "deck-b"],
  ["maj7", "deck-c"],
  ["m7", "deck-a"],
  ["dim", "error"],
  ["aug", "stem-vocals"],
]);

/** Take a chord apart. @param {string} chord such as `F#m7` @returns {{root: string, kind: string} | null} null for no chord */
export function readChord(chord) {
  const [, root, kind] = /^([A-G][#b]?)(.*)$/.exec(chord) ?? [];
  return root === undefined ? null : { root, kind: kind ?? "" };
}

/** Return the roots that chords have, from C upwards. @param {Block[]} blocks @returns {string[]} */
export function rootsOf(blocks) {
  const found = new Set(blocks.flatMap((block) => readChord(block.label)?.root ?? []));
  return ROOTS.filter((root) => found.has(root));
}

/** @param {Blocks} picture @param {Scene} scene */
export function drawBlocks(picture, scene) {
  return picture.blocks.some((block) => block.row === "chord") ? drawChords(picture, scene) : drawSections(picture, scene);
}

/** The form of a track: each part as high as its energy. @param {Blocks} picture @param {Scene} scene */
function drawSections(picture, scene) {
  const { token, words, tokens } = scene;
  const colourOf = (/** @type {Block} */ { label, colour }) => colour ?? token(tokens[label] ?? "faint");
  return {
    ...frame(scene, picture.blocks),
    yAxis: { ...valueLook(token, words.names.energy ?? ""), type: "value", min: 0, max: 1, splitNumber: 2 },
    series: [
      custom(picture.blocks, (block, { box, bottom, from, to }) => {
        const colour = colourOf(block);
        const full = { x: from, y: box.y, width: Math.max(1, to - from - 1), height: bottom - box.y };
        const high = full.height * block.value;
        return [
          { type: "rect", shape: full, style: { fill: sheer(colour, 0.16) } },
          { type: "rect", shape: { ...full, y: bottom - high, height: high }, style: { fill: sheer(colour, 0.5) } },
          caption(block.name ?? words.names[block.label] ?? block.label, full, { fill: token("text"), fontFamily: token("font-words") }, "top"),
        ];
      }),
    ],
  };
}

/** Chords by their roots, and the key above them. @param {Blocks} picture @param {Scene} scene */
function drawChords(picture, scene) {
  const { token, words } = scene;
  const chords = picture.blocks.filter((block) => block.row === "chord");
  const rows = [...rootsOf(chords), words.names.key ?? "Key"];
  const kinds = [...KINDS.keys()].filter((kind) => chords.some((block) => readChord(block.label)?.kind === kind));
  const rowOf = (/** @type {Block} */ block) => (block.row === "key" ? rows.length - 1 : rows.indexOf(readChord(block.label)?.root ?? ""));
  const names = kinds.map((kind) => words.chords[kind] ?? kind);
  const colourOf = (/** @type {string} */ kind) => token(KINDS.get(kind) ?? "faint");
  return {
    ...frame(scene, picture.blocks, names),
    legend: { ...legend(token, names), icon: "rect" },
    yAxis: { type: "category", data: rows, axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: token("muted"), fontSize: 11, interval: 0 }, splitLine: { show: true, lineStyle: { color: token("line"), opacity: 0.5 } } },
    series: [
      ...kinds.map((kind) => sign(words.chords[kind] ?? kind, colourOf(kind))),
      custom(picture.blocks, (block, { box, bottom, from, to }) => {
        const row = rowOf(block);
        if (row < 0) return [];
        const each = (bottom - box.y) / rows.length;
        const shape = { x: from, y: bottom - (row + 1) * each + 1, width: Math.max(1, to - from - 1), height: each - 2, r: 2 };
        const colour = block.row === "key" ? token("line") : colourOf(readChord(block.label)?.kind ?? "");
        const ink = block.row === "key" ? token("text") : token("background");
        return [{ type: "rect", shape, style: { fill: colour } }, caption(block.label, shape, { fill: ink, fontFamily: token("font-words") }, "middle")];
      }),
    ],
  };
}

/** @param {Scene} scene @param {Block[]} blocks @param {string[]} [names] in the legend */
function frame(scene, blocks, names) {
  const { token, words, width } = scene;
  const { left, right, top, bottom } = marginsOf(width, names);
  const explain = (/** @type {any} */ { dataIndex }) => {
    const block = /** @type {Block} */ (blocks[dataIndex]);
    const span = `${writeTime(block.start_seconds, 0.1)} – ${writeTime(block.end_seconds, 0.1)}`;
    return `<b>${encodeHTML(block.name ?? words.names[block.label] ?? block.label)}</b><br>${span}<br>${Math.round(block.value * 100)} %`;
  };
  return {
    ...look(token),
    grid: { left, right, top, bottom },
    xAxis: [timeAxis(scene)],
    tooltip: { ...look(token).tooltip, trigger: "item", formatter: explain },
  };
}

/** @typedef {{box: {x: number, y: number, width: number, height: number}, bottom: number, from: number, to: number}} Place in pixels */

/** A series that draws each of its blocks itself. @template {{start_seconds: number, end_seconds: number}} Stretch @param {Stretch[]} blocks @param {(block: Stretch, place: Place) => object[]} draw */
export function custom(blocks, draw) {
  return {
    type: "custom",
    clip: true,
    data: blocks.map((block) => [block.start_seconds, 0]),
    renderItem: (/** @type {any} */ { coordSys: box, dataIndexInside: place }, /** @type {any} */ api) => {
      const block = /** @type {Stretch} */ (blocks[place]);
      const [start, end] = [api.coord([block.start_seconds, 0])[0], api.coord([block.end_seconds, 0])[0]];
      if (end < box.x || start > box.x + box.width) return undefined;
      const [from, to] = [Math.max(start, box.x), Math.min(end, box.x + box.width)];
      return { type: "group", children: draw(block, { box, bottom: box.y + box.height, from, to }) };
    },
  };
}

/** A word inside a box, as much of it as there is room for. @param {string} words @param {{x: number, y: number, width: number, height: number}} box @param {{fill: string, fontFamily: string}} ink @param {"top" | "middle"} where */
function caption(words, box, ink, where) {
  const room = box.width - 8;
  const y = where === "top" ? box.y + 6 : box.y + box.height / 2;
  return {
    type: "text",
    silent: true,
    ignore: room < LEAST_TEXT_PIXELS,
    style: { text: words, x: box.x + 4, y, width: room, overflow: "truncate", ellipsis: "…", ...ink, fontSize: 11, fontWeight: 600, verticalAlign: where },
  };
}
