/**
 * What a track is like as a whole.
 */

import { look, writeNumber } from "../axes.js";
import { sheer } from "../colours.js";

const NARROW = 420;

/** @param {import("../pictures.js").Radar} picture @param {import("../axes.js").Scene} scene */
export function drawRadar(picture, { token, words, width }) {
  const colour = token("accent");
  return {
    ...look(token),
    radar: {
      indicator: picture.axes.map((axis) => ({ name: `${words.names[axis.name] ?? axis.name}\n${writeAxis(axis, words)}`, max: 1 })),
      radius: width < NARROW ? "56%" : "66%",
      center: ["50%", "51%"],
      splitNumber: 4,
      axisName: { color: token("text"), fontSize: 12, lineHeight: 16 },
      axisLine: { lineStyle: { color: token("line") } },
      splitLine: { lineStyle: { color: token("line") } },
      splitArea: { show: false },
    },
    tooltip: { show: false },
    series: [
      {
        type: "radar",
        symbolSize: 6,
        itemStyle: { color: colour },
        lineStyle: { color: colour, width: 2 },
        areaStyle: { color: sheer(colour, 0.25) },
        data: [{ value: picture.axes.map((axis) => axis.fraction) }],
      },
    ],
  };
}

/** Write a value with its unit; plain fractions as hundredths. @param {import("../pictures.js").Axis} axis @param {import("../panel.js").ChartWords} words */
export function writeAxis({ value, unit }, words) {
  if (!unit) return `${Math.round(value * 100)} %`;
  return `${writeNumber(value)} ${words.names[unit] ?? unit}`;
}
