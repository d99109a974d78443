/**
 * Curves over time: one panel for up to two units, two panels for more.
 */

import { legend, look, marginsOf, timeAxis, valueLook, writeNumber, writeTime } from "../axes.js";
import { sheer } from "../colours.js";

/** @typedef {import("../pictures.js").Line} Line */
/** @typedef {import("../pictures.js").Lines} Lines */
/** @typedef {import("../axes.js").Scene} Scene */

/** The colour of each line; what is not named has the accent. @type {Record<string, string>} */
const TOKENS = {
  momentary_lufs: "faint",
  short_term_lufs: "accent",
  energy: "band-mid",
  played: "band-high",
  grid: "accent",
  centroid_hz: "band-high",
  rolloff_hz: "band-mid",
  bandwidth_hz: "stem-bass",
  contrast_db: "deck-c",
  flatness: "stem-vocals",
  zero_crossings: "accent",
};
const BACK = new Set(["momentary_lufs", "played"]);
const GAP_PIXELS = 34;
/** Names of axes stand below the legend. */
const HEAD_PIXELS = 18;
const LEAST_HZ = 20;
const HZ_TICKS = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
const HZ_ROOM = 1.4;
const LEAST_BPM = 4;
const BPM_TICKS = [2, 5, 10, 20, 50];
const MOST_BPM_TICKS = 4;
const SHARES = [0.1, 0.2, 0.4, 1];
const MARK_PIXELS = 5;

/** Return the units in panels, two a panel at most. @param {Lines} picture @returns {string[][]} */
export function panelsOf({ lines }) {
  const units = [...new Set(lines.map((line) => line.unit))];
  return units.length <= 2 ? [units] : [units.slice(0, units.length - 2), units.slice(-2)];
}

/** @param {Lines} picture @param {Scene} scene */
export function drawLines(picture, scene) {
  const { token, words } = scene;
  const panels = panelsOf(picture);
  const axes = panels.flatMap((units, index) => units.map((unit, side) => valueAxis(unit, picture, scene, { index, side })));
  const places = panels.flatMap((units, index) => units.map((unit) => ({ unit, index })));
  const placeOf = (/** @type {string} */ unit) => places.findIndex((one) => one.unit === unit);
  const xOf = (/** @type {string} */ unit) => places[placeOf(unit)]?.index ?? 0;
  const names = picture.lines.map((line) => nameOf(line.name, words));
  const series = picture.lines.map((line) => drawLine(line, picture, scene, { xAxisIndex: xOf(line.unit), yAxisIndex: placeOf(line.unit) }));
  return {
    ...look(token),
    legend: legend(token, names),
    grid: gridsOf(panels.length, scene, names),
    xAxis: panels.map((_, index) => timeAxis(scene, { index, isLabelled: index === panels.length - 1 })),
    yAxis: axes,
    series: [...series, ...(picture.downbeats_seconds.length ? [drawBeats(picture, token)] : [])],
    tooltip: { ...look(token).tooltip, trigger: "axis", formatter: explain(words, picture.lines) },
  };
}

/** @param {number} count @param {Scene} scene @param {string[]} names in the legend */
function gridsOf(count, { width, height }, names) {
  const { left, right, top: under, bottom } = marginsOf(width, names);
  const top = under + HEAD_PIXELS;
  const each = (height - top - bottom - GAP_PIXELS * (count - 1)) / count;
  return Array.from({ length: count }, (_, index) => ({ left, right, top: top + index * (each + GAP_PIXELS), height: each }));
}

/** @param {string} unit @param {Lines} picture @param {Scene} scene @param {{index: number, side: number}} place */
function valueAxis(unit, picture, { token, words }, { index, side }) {
  const drawn = picture.lines.filter((line) => line.unit === unit);
  const name = unit || nameOf(drawn.length === 1 && drawn[0] ? drawn[0].name : "fraction", words);
  const look = valueLook(token, name);
  const axis = {
    ...look,
    type: "value",
    gridIndex: index,
    position: side ? "right" : "left",
    splitNumber: 3,
    splitLine: side ? { show: false } : look.splitLine,
    ...endsOf(unit, picture),
  };
  return unit === "Hz" ? { ...axis, type: "log", axisLabel: { ...look.axisLabel, customValues: HZ_TICKS, formatter: writeHz } } : axis;
}

/** From where to where values go; a steady tempo is no storm, and silence at an end no abyss. @param {string} unit @param {Lines} picture */
function endsOf(unit, { lines }) {
  const drawn = lines.filter((line) => line.unit === unit);
  const { least, most } = middleOf(drawn.flatMap((line) => line.values));
  if (unit === "Hz") return { min: Math.max(LEAST_HZ, least / HZ_ROOM), max: Math.max(LEAST_HZ * HZ_ROOM, most * HZ_ROOM) };
  if (unit === "BPM") return bpmEnds({ least, most });
  if (unit === "LUFS") return { min: Math.max(-60, Math.min(-20, Math.floor((least - 5) / 10) * 10)), max: 0 };
  if (unit) return { min: Math.floor((least - 2) / 5) * 5, max: Math.ceil((most + 2) / 5) * 5 };
  const max = drawn.some((line) => line.name === "energy") ? 1 : (SHARES.find((share) => share >= most) ?? 1);
  return { min: 0, max, interval: max / 2 };
}

/** Return where values lie, but for a few odd ones. @param {number[]} values */
export function middleOf(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (/** @type {number} */ share) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { least: at(0.02), most: at(0.98) };
}

/** @param {number} value */
function writeHz(value) {
  return value >= 1000 ? `${value / 1000}k` : String(value);
}

/** See at least a few BPM, from a tick to a tick. @param {{least: number, most: number}} middle */
export function bpmEnds({ least, most }) {
  const room = Math.max((LEAST_BPM - (most - least)) / 2, (most - least) * 0.15);
  const interval = BPM_TICKS.find((tick) => tick * MOST_BPM_TICKS >= most - least + 2 * room) ?? 100;
  const first = Math.min(Math.round((least - room) / interval), Math.floor(least / interval));
  const last = Math.max(Math.round((most + room) / interval), Math.ceil(most / interval));
  return { min: first * interval, max: last * interval, interval };
}

/** @param {Line} line @param {Lines} picture @param {Scene} scene @param {{xAxisIndex: number, yAxisIndex: number}} axes */
function drawLine(line, picture, { token, words }, axes) {
  const colour = token(TOKENS[line.name] ?? "accent");
  const floor = line.unit === "Hz" ? LEAST_HZ : -Infinity;
  const level = picture.levels.find((one) => one.unit === line.unit && line.name !== "momentary_lufs");
  return {
    type: "line",
    name: nameOf(line.name, words),
    ...axes,
    data: line.seconds.map((at, place) => [at, Math.max(floor, line.values[place] ?? 0)]),
    showSymbol: false,
    symbolSize: 5,
    step: line.is_stepped ? "end" : false,
    itemStyle: { color: colour },
    lineStyle: { color: colour, width: BACK.has(line.name) ? 1 : 2 },
    areaStyle: line.name === "energy" ? { color: sheer(colour, 0.14) } : undefined,
    emphasis: { disabled: true },
    markLine: level && markLevel(level, words, token),
  };
}

/** @param {import("../pictures.js").Level} level @param {Scene["words"]} words @param {Scene["token"]} token */
function markLevel(level, words, token) {
  const label = `${nameOf(level.name, words)} ${writeNumber(level.value)} ${level.unit}`;
  return {
    silent: true,
    symbol: "none",
    animation: false,
    lineStyle: { color: token("text"), type: "dashed", opacity: 0.7 },
    label: { formatter: label, position: "insideStartTop", color: token("text"), backgroundColor: token("panel"), padding: [1, 4], fontSize: 11 },
    data: [{ yAxis: level.value }],
  };
}

/** Beats stand on the axis, bars higher; where they would be a blur, only every so many bars. @param {Lines} picture @param {Scene["token"]} token */
function drawBeats({ beats_seconds: beats, downbeats_seconds: bars }, token) {
  return {
    type: "custom",
    silent: true,
    tooltip: { show: false },
    data: [[0, 0]],
    z: 1,
    renderItem: (/** @type {any} */ { coordSys }, /** @type {any} */ api) => {
      const [zero, one] = [api.coord([0, 0])[0], api.coord([1, 0])[0]];
      const perSecond = one - zero;
      const bottom = coordSys.y + coordSys.height;
      const comb = (/** @type {number[]} */ marks, /** @type {number} */ share, /** @type {number} */ opacity) => {
        const seen = spread(marks.map((at) => zero + at * perSecond), coordSys);
        const path = seen.map((x) => `M${x.toFixed(1)} ${bottom}V${bottom - coordSys.height * share}`).join("");
        return { type: "path", shape: { pathData: path || "M0 0" }, style: { stroke: token("muted"), fill: "none", lineWidth: 1, opacity } };
      };
      return { type: "group", silent: true, children: [comb(gapOf(beats) * perSecond < MARK_PIXELS ? [] : beats, 0.1, 0.6), comb(bars, 0.2, 1)] };
    },
  };
}

/** Return what is in sight, and of that only every second, fourth … if it is too close. @param {number[]} places in pixels @param {{x: number, width: number}} box */
export function spread(places, { x, width }) {
  const gap = Math.max(gapOf(places), 1e-3);
  let every = 1;
  while (gap * every < MARK_PIXELS) every *= 2;
  return places.filter((place, number) => number % every === 0 && place >= x && place <= x + width);
}

/** Return how far apart places are on average. @param {number[]} places */
function gapOf(places) {
  if (places.length < 2) return Infinity;
  return (/** @type {number} */ (places.at(-1)) - /** @type {number} */ (places[0])) / (places.length - 1);
}

/** @param {string} name @param {Scene["words"]} words */
function nameOf(name, words) {
  return words.names[name] ?? name;
}

/** Say what lies under the pointer. @param {Scene["words"]} words @param {Line[]} lines */
function explain(words, lines) {
  const units = new Map(lines.map((line) => [nameOf(line.name, words), line.unit]));
  return (/** @type {any[]} */ seen) => {
    const said = seen.filter((one) => units.has(one.seriesName));
    if (!said.length) return "";
    const rows = said.map((one) => `${one.marker}${one.seriesName} <b>${writeNumber(one.value[1])} ${units.get(one.seriesName)}</b>`);
    return [writeTime(said[0].value[0], 0.1), ...rows].join("<br>");
  };
}
