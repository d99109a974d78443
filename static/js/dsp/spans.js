/**
 * Parts of a recording that are there: sorted spans that neither touch nor overlap, in frames.
 */

/** @typedef {[number, number]} Span the first frame, and the one after the last */

/** Say whether all frames from `start` to `end` are there. @param {Span[]} spans @param {number} start @param {number} end */
export function contains(spans, start, end) {
  return start >= end || spans.some(([from, to]) => from <= start && end <= to);
}

/** Return how many frames are there. @param {Span[]} spans */
export function total(spans) {
  return spans.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** Return where what is there at a frame ends; the frame itself if it is not there. @param {Span[]} spans @param {number} frame */
export function reach(spans, frame) {
  return spans.find(([from, to]) => from <= frame && frame < to)?.[1] ?? frame;
}

/** Return what is missing between two frames. @param {Span[]} spans @param {number} start @param {number} end @returns {Span[]} */
export function gaps(spans, start, end) {
  /** @type {Span[]} */
  const missing = [];
  let at = start;
  for (const [from, to] of spans) {
    if (from >= end) break;
    if (from > at) missing.push([at, from]);
    at = Math.max(at, to);
  }
  if (at < end) missing.push([at, end]);
  return missing;
}

/** Return what of `spans` is not in `known`. @param {Span[]} spans @param {Span[]} known @returns {Span[]} */
export function news(spans, known) {
  return spans.flatMap(([from, to]) => gaps(known, from, to));
}

/** Return spans sorted, with those joined that touch. @param {Span[]} spans @returns {Span[]} */
export function join(spans) {
  /** @type {Span[]} */
  const joined = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/**
 * Return the frames of a page: the last one is short.
 *
 * @param {number} index
 * @param {{pageFrames: number, frames: number}} shape
 * @returns {Span}
 */
export function pageSpan(index, { pageFrames, frames }) {
  return [index * pageFrames, Math.min((index + 1) * pageFrames, frames)];
}

/**
 * Return the columns that are wholly inside the spans; the last one of a recording may be short.
 *
 * @param {Span[]} spans
 * @param {{hop: number, frames: number}} shape `hop` frames make a column
 * @returns {Span[]} in columns
 */
export function columnsIn(spans, { hop, frames }) {
  return spans
    .map(([from, to]) => /** @type {Span} */ ([Math.ceil(from / hop), to >= frames ? Math.ceil(frames / hop) : Math.floor(to / hop)]))
    .filter(([first, last]) => last > first);
}
