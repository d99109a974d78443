/**
 * What the server says of a chart: see app/analysis/rules/charting/shapes.py.
 *
 * @typedef {{name: string, value: number, unit: string, fraction: number}} Axis
 * @typedef {{kind: "radar", is_thinned: boolean, axes: Axis[]}} Radar
 * @typedef {{name: string, unit: string, seconds: number[], values: number[], is_stepped: boolean}} Line
 * @typedef {{name: string, unit: string, value: number}} Level
 * @typedef {{kind: "lines", is_thinned: boolean, lines: Line[], levels: Level[], beats_seconds: number[], downbeats_seconds: number[]}} Lines
 * @typedef {{kind: "heat", is_thinned: boolean, rows: string[], first_seconds: number, step_seconds: number, values: number[][], low: number[], high: number[]}} HeatMap
 * @typedef {{row: string, label: string, start_seconds: number, end_seconds: number, value: number, colour: string | null, name?: string | null}} Block
 * @typedef {{kind: "blocks", is_thinned: boolean, blocks: Block[], value_name: string}} Blocks
 * @typedef {{part: string, start_seconds: number, end_seconds: number, pitch: number, velocity: number}} Note
 * @typedef {{kind: "notes", is_thinned: boolean, notes: Note[]}} Notes
 * @typedef {Radar | Lines | HeatMap | Blocks | Notes} Picture
 * @typedef {{name: string, duration_seconds: number, start_seconds: number, end_seconds: number, picture: Picture}} Answer
 * @typedef {{name: string, is_there: boolean, version: string, url: string, csv_url: string}} State
 */

/** Which part of the track is asked for, once more on either side of what is in sight.
 * @param {[number, number]} range in seconds @param {number} duration @returns {[number, number]} */
export function wider([start, end], duration) {
  const wide = end - start;
  return [Math.max(0, start - wide), Math.min(duration, end + wide)];
}

/**
 * Say whether finer numbers, or numbers of another part, have to be asked for.
 *
 * @param {Answer | null} here
 * @param {[number, number]} range in seconds
 */
export function isLacking(here, [start, end]) {
  if (!here) return true;
  if (here.start_seconds > start + 1e-6 || here.end_seconds < end - 1e-6) return true;
  const held = here.end_seconds - here.start_seconds;
  return here.picture.is_thinned && held > 4 * (end - start);
}
