/**
 * A piano roll: pitch upwards, time to the right, each part in its stem's colour.
 */

import { legend, look, marginsOf, nameNote, sign, timeAxis, valueLook, writeTime } from "../axes.js";
import { encodeHTML } from "../echarts.js";
import { custom } from "./blocks.js";

/** @typedef {import("../pictures.js").Notes} Notes */
/** @typedef {import("../axes.js").Scene} Scene */

const OCTAVE = 12;
const LOUDEST = 127;

/** Return whole octaves around pitches. @param {number[]} pitches @returns {[number, number]} */
export function octavesAround(pitches) {
  const [least, most] = pitches.reduce(([low, high], pitch) => [Math.min(low, pitch), Math.max(high, pitch)], [127, 0]);
  return [Math.floor(least / OCTAVE) * OCTAVE, (Math.floor(most / OCTAVE) + 1) * OCTAVE];
}

/** @param {Notes} picture @param {Scene} scene */
export function drawNotes({ notes }, scene) {
  const { token, words, width } = scene;
  const parts = [...new Set(notes.map((note) => note.part))];
  const names = parts.map((part) => words.names[part] ?? part);
  const { left, right, top, bottom } = marginsOf(width, names);
  const colourOf = (/** @type {string} */ part) => token(`stem-${part.replaceAll("_", "-")}`) || token("accent");
  const [low, high] = octavesAround(notes.map((note) => note.pitch));
  const axis = valueLook(token, words.names.pitch ?? "");
  return {
    ...look(token),
    legend: { ...legend(token, names), icon: "rect" },
    grid: { left, right, top, bottom },
    xAxis: [timeAxis(scene)],
    yAxis: { ...axis, type: "value", min: low, max: high, interval: OCTAVE, axisLabel: { ...axis.axisLabel, formatter: nameNote } },
    series: [
      ...parts.map((part) => sign(words.names[part] ?? part, colourOf(part))),
      custom(notes, (note, { box, bottom: floor, from, to }) => {
        const each = box.height / (high - low);
        const y = floor - (note.pitch - low + 1) * each;
        const opacity = 0.45 + 0.55 * (note.velocity / LOUDEST);
        const shape = { x: from, y, width: Math.max(2, to - from - 1), height: Math.max(2, each - 0.5), r: 1 };
        return [{ type: "rect", shape, style: { fill: colourOf(note.part), opacity } }];
      }),
    ],
    tooltip: { ...look(token).tooltip, trigger: "item", formatter: (/** @type {any} */ { dataIndex }) => explain(notes[dataIndex], words) },
  };
}

/** @param {import("../pictures.js").Note | undefined} note @param {Scene["words"]} words */
function explain(note, words) {
  if (!note) return "";
  return `<b>${nameNote(note.pitch)}</b> ${encodeHTML(words.names[note.part] ?? note.part)}<br>${writeTime(note.start_seconds, 0.1)}`;
}
