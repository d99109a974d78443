/**
 * What can be edited of a track, and what follows from it: see `EditingAnswer` of app/api/v1.
 */

/**
 * @typedef {object} Grid
 * @property {number} tempo_bpm
 * @property {number} beats_per_bar
 * @property {number[]} beats_seconds
 * @property {number[]} downbeats_seconds
 * @property {number[][]} tempo_spans pairs of a time and the tempo from there on
 * @property {boolean} locked
 *
 * @typedef {{id: string, label: string, name: string | null, start_seconds: number, end_seconds: number, colour: string | null}} Section
 * @typedef {{id: string, label: string, type: string, position_seconds: number, colour: string, explanation: string}} Cue
 * @typedef {{id: string, origin: string, label: string, start_seconds: number, end_seconds: number, bars: number, explanation: string}} Loop
 *
 * @typedef {object} Editing
 * @property {string} track_id
 * @property {number} duration_seconds
 * @property {string} waveform_url
 * @property {Grid | null} grid
 * @property {{key: string | null} | null} key
 * @property {Section[]} sections
 * @property {Cue[]} cues
 * @property {Loop[]} loops
 * @property {string | null} undo
 * @property {string | null} redo
 */

/** @typedef {"none" | "beat" | "bar"} Snap */

const STEP_SECONDS = 0.01;

/** A grid is nudged by so much at once. */
const MOST_SECONDS = 10;

/** Return the entry of a rising list that is nearest to a time. @param {number[]} list @param {number} seconds */
export function nearest(list, seconds) {
  let [low, high] = [0, list.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) <= seconds) low = middle;
    else high = middle;
  }
  const [before, after] = [list[low], list[Math.max(low, high)]];
  if (before === undefined || after === undefined) return undefined;
  return seconds - before <= after - seconds ? before : after;
}

/** Return a place on the grid, or as it is. @param {Editing} state @param {Snap} snap @param {number} seconds */
export function snapped(state, snap, seconds) {
  const lines = snap === "bar" ? state.grid?.downbeats_seconds : state.grid?.beats_seconds;
  return snap === "none" ? seconds : (nearest(lines ?? [], seconds) ?? seconds);
}

/** Return the line of the grid next to a place, or a place a hundredth of a second away where nothing snaps. @param {Editing} state @param {Snap} snap @param {number} seconds @param {-1 | 1} way */
export function stepped(state, snap, seconds, way) {
  const lines = (snap === "bar" ? state.grid?.downbeats_seconds : state.grid?.beats_seconds) ?? [];
  if (snap === "none" || !lines.length) return seconds + way * STEP_SECONDS;
  const isNext = (/** @type {number} */ line) => way * (line - seconds) > STEP_SECONDS / 10;
  return (way > 0 ? lines.find(isNext) : lines.filter(isNext).at(-1)) ?? (way > 0 ? state.duration_seconds : 0);
}

/** Return from where to where four bars go from a place on, or as many as there are. @param {Editing} state @param {number} seconds @returns {[number, number]} */
export function barsFrom(state, seconds) {
  const bars = state.grid?.downbeats_seconds.filter((bar) => bar >= seconds - 1e-6) ?? [];
  return [bars[0] ?? seconds, bars[4] ?? state.duration_seconds];
}

/** Return the number of the tempo that holds at a time. @param {Grid} grid @param {number} seconds */
export function spanAt(grid, seconds) {
  const begun = grid.tempo_spans.filter((span) => (span[0] ?? 0) <= seconds + 1e-6);
  return Math.max(0, begun.length - 1);
}

/** Return the tempo at a time. @param {Grid} grid @param {number} seconds */
export function tempoAt(grid, seconds) {
  return grid.tempo_spans[spanAt(grid, seconds)]?.[1] ?? grid.tempo_bpm;
}

/**
 * Return the edit that lets a beat lie elsewhere: the first one takes all others along, and any
 * other stretches them.
 *
 * @param {Grid} grid
 * @param {number} from
 * @param {number} to in seconds
 */
export function dragged(grid, from, to) {
  if (from === grid.beats_seconds[0]) return { act: "nudge", seconds: Math.max(-MOST_SECONDS, Math.min(to - from, MOST_SECONDS)) };
  return { act: "stretch", from_seconds: from, to_seconds: to };
}

/**
 * Return a grid as it looks while one of its beats is dragged; the first beat of its tempo stays,
 * but the very first one takes all along.
 * The server has the last word when the beat is let go.
 *
 * @param {Grid} grid
 * @param {number} from
 * @param {number} to in seconds
 * @returns {Grid}
 */
export function stretched(grid, from, to) {
  if (from === grid.beats_seconds[0]) {
    const shift = (/** @type {number} */ beat) => beat + to - from;
    return { ...grid, beats_seconds: grid.beats_seconds.map(shift), downbeats_seconds: grid.downbeats_seconds.map(shift) };
  }
  const place = spanAt(grid, from);
  const start = place ? (grid.tempo_spans[place]?.[0] ?? 0) : 0;
  const end = grid.tempo_spans[place + 1]?.[0] ?? Infinity;
  const isOwn = (/** @type {number} */ beat) => beat >= start - 1e-6 && beat < end - 1e-6;
  const anchor = grid.beats_seconds.find(isOwn);
  if (anchor === undefined || from <= anchor || to <= anchor) return grid;
  const factor = (to - anchor) / (from - anchor);
  const moved = (/** @type {number} */ beat) => (isOwn(beat) ? anchor + (beat - anchor) * factor : beat);
  const fits = (/** @type {number} */ beat) => beat < end;
  const change = (/** @type {number[]} */ beats) => [...beats.filter(isOwn).map(moved).filter(fits), ...beats.filter((beat) => !isOwn(beat))];
  const inTime = (/** @type {number} */ a, /** @type {number} */ b) => a - b;
  return {
    ...grid,
    beats_seconds: change(grid.beats_seconds).sort(inTime),
    downbeats_seconds: change(grid.downbeats_seconds).sort(inTime),
  };
}

/** Return what is drawn of a grid, in frames. @param {Grid | null} grid @param {number} rate @returns {import("../wave/picture.js").Marks} */
export function marksOf(grid, rate) {
  const frames = (/** @type {number} */ seconds) => Math.round(seconds * rate);
  return {
    beats: (grid?.beats_seconds ?? []).map(frames),
    bars: (grid?.downbeats_seconds ?? []).map(frames),
    sections: [],
    cues: [],
  };
}
