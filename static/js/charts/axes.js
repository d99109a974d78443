/**
 * Axes: all charts over time have the same margins, so that they lie exactly below one another.
 */

/** @typedef {import("./colours.js").Token} Token */
/** @typedef {{left: number, right: number, top: number, bottom: number}} Margins in pixels */
/** @typedef {{range: [number, number], width: number, height: number, token: Token, words: import("./panel.js").ChartWords, tokens: Record<string, string>}} Scene */

const STEPS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200];
const TICK_PIXELS = 72;
const NARROW = 560;
const NAME_PIXELS = 10;
const LEGEND_PIXELS = 19;
const SIGN_PIXELS = 31;
const LETTER_PIXELS = 6;
const NOTES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

/**
 * Return how much room there is around a chart; a legend of many names takes more lines of it.
 *
 * @param {number} width of the chart in pixels
 * @param {string[]} [names] in the legend
 * @returns {Margins}
 */
export function marginsOf(width, names = []) {
  const top = 28 + (linesOf(names, width) - 1) * LEGEND_PIXELS;
  return width < NARROW ? { left: 46, right: 40, top, bottom: 22 } : { left: 58, right: 56, top, bottom: 22 };
}

/** Return how many lines a legend takes. @param {string[]} names @param {number} width in pixels */
export function linesOf(names, width) {
  const room = names.reduce((sum, name) => sum + SIGN_PIXELS + name.length * LETTER_PIXELS, 0);
  return Math.max(1, Math.ceil(room / Math.max(1, width - 2 * SIGN_PIXELS)));
}

/** Return how far apart ticks are, so that their words do not touch. @param {[number, number]} range @param {number} pixels */
export function tickOf([start, end], pixels) {
  const least = ((end - start) * TICK_PIXELS) / Math.max(1, pixels);
  return STEPS.find((step) => step >= least) ?? /** @type {number} */ (STEPS.at(-1));
}

/** Write a time on an axis: `1:07`, `1:02:03`, or `0:07.25` where ticks are close. @param {number} seconds @param {number} tick */
export function writeTime(seconds, tick) {
  const digits = tick >= 1 ? 0 : tick >= 0.1 && tick !== 0.25 ? 1 : 2;
  const rounded = Number(seconds.toFixed(digits));
  const [hours, minutes] = [Math.floor(rounded / 3600), Math.floor(rounded / 60) % 60];
  const rest = (rounded % 60).toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** Write a number as shortly as it can be read. @param {number} value */
export function writeNumber(value) {
  const size = Math.abs(value);
  if (size >= 10_000) return `${Number((value / 1000).toFixed(1))}k`.replace("-", "−");
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits))).replace("-", "−");
}

/** Return the name of a MIDI pitch, such as `C4` for 60; sharps as in the names of keys and chords. @param {number} pitch */
export function nameNote(pitch) {
  return `${NOTES[((pitch % 12) + 12) % 12]}${Math.floor(pitch / 12) - 1}`;
}

/**
 * The axis of time.
 *
 * @param {Scene} scene
 * @param {{index?: number, isLabelled?: boolean}} [options]
 */
export function timeAxis({ range, width, token }, { index = 0, isLabelled = true } = {}) {
  const { left, right } = marginsOf(width);
  const seen = reach(range, width - left - right);
  return {
    ...seen,
    type: "value",
    gridIndex: index,
    axisLine: { onZero: false, lineStyle: { color: token("line") } },
    axisTick: { ...seen.axisTick, show: isLabelled, lineStyle: { color: token("line") } },
    splitLine: { show: false },
    axisLabel: {
      ...seen.axisLabel,
      show: isLabelled,
      color: token("muted"),
      fontSize: 11,
      hideOverlap: true,
    },
    axisPointer: { label: { show: false } },
  };
}

/** What of a time axis changes with what is in sight. @param {[number, number]} range @param {number} pixels of its length */
export function reach(range, pixels) {
  const tick = tickOf(range, pixels);
  const customValues = ticksIn(range, tick);
  return {
    min: range[0],
    max: range[1],
    axisTick: { customValues },
    axisLabel: { customValues, formatter: (/** @type {number} */ at) => writeTime(at, tick) },
  };
}

/** Return the whole ticks in a range; its ends are none unless they happen to be. @param {[number, number]} range @param {number} tick */
export function ticksIn([start, end], tick) {
  const [first, last] = [Math.ceil(start / tick - 1e-6), Math.floor(end / tick + 1e-6)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, number) => (first + number) * tick);
}

/** Looks of an axis of values. @param {Token} token @param {string} name with its unit */
export function valueLook(token, name) {
  return {
    name,
    nameTextStyle: { color: token("muted"), fontSize: 11 },
    nameGap: NAME_PIXELS,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: token("muted"), formatter: writeNumber, fontSize: 11 },
    splitLine: { lineStyle: { color: token("line"), opacity: 0.6 } },
  };
}

/** What every chart looks like. @param {Token} token */
export function look(token) {
  return {
    animation: false,
    backgroundColor: "transparent",
    textStyle: { fontFamily: token("font-words"), color: token("text"), fontSize: 12 },
    tooltip: {
      confine: true,
      transitionDuration: 0,
      backgroundColor: token("raised"),
      borderColor: token("line"),
      textStyle: { color: token("text"), fontSize: 12 },
    },
  };
}

/** An entry of the legend for what a series of another name draws. @param {string} name @param {string} color */
export function sign(name, color) {
  return { type: "custom", name, itemStyle: { color }, data: [], renderItem: () => undefined };
}

/** @param {Token} token @param {string[]} [names] in their order */
export function legend(token, names) {
  return {
    type: "plain",
    top: 0,
    right: 8,
    itemWidth: 14,
    itemHeight: 8,
    itemGap: 12,
    selectedMode: false,
    textStyle: { color: token("muted"), fontSize: 11 },
    inactiveColor: token("faint"),
    ...(names && { data: names }),
  };
}
