/**
 * One stem as pages of interleaved int16: some are here, the others are on their way.
 *
 * Reading never throws and never allocates.  What is not here is not read, and the caller hears how
 * much was.  When there is no room, the page that was needed longest ago goes, unless it is pinned.
 */

const SCALE = 1 / 32_768;
const NEVER = 0;

export class PagedSource {
  /**
   * @param {object} shape
   * @param {number} shape.frames
   * @param {number} shape.channels 1 or 2
   * @param {number} shape.pageFrames
   * @param {number} [shape.capacity] the most pages it holds
   */
  constructor({ frames, channels, pageFrames, capacity = 32 }) {
    this.frames = frames;
    this.channels = channels;
    this.pageFrames = pageFrames;
    this.capacity = capacity;
    this.pageCount = Math.ceil(frames / pageFrames);
    this.misses = 0;
    /** @type {Map<number, Int16Array>} */
    this.pages = new Map();
    this.used = new Float64Array(this.pageCount).fill(NEVER);
    this.clock = 1;
    /** @type {Set<number>} */
    this.pinned = new Set();
  }

  /**
   * Keep a page; return the index of the one that had to go for it, or -1.
   *
   * @param {number} index
   * @param {Int16Array} samples
   */
  put(index, samples) {
    if (!(index >= 0 && index < this.pageCount)) return -1;
    const wanted = Math.min(this.pageFrames, this.frames - index * this.pageFrames) * this.channels;
    if (samples.length !== wanted) return -1;
    this.pages.set(index, samples);
    this.used[index] = this.clock++;
    return this.pages.size > this.capacity ? this.#evict(index) : -1;
  }

  /** Never let these pages go: where a loop starts, where the playhead is. @param {Iterable<number>} indices */
  pin(indices) {
    this.pinned = new Set(indices);
  }

  /** @param {number} frame */
  has(frame) {
    return this.pages.has(Math.floor(frame / this.pageFrames));
  }

  /**
   * Return how many of `count` frames from `start` are here without a gap.
   *
   * @param {number} start
   * @param {number} count
   */
  available(start, count) {
    if (start < 0) return 0;
    const end = Math.min(start + count, this.frames);
    let frame = start;
    while (frame < end && this.has(frame)) {
      frame = (Math.floor(frame / this.pageFrames) + 1) * this.pageFrames;
    }
    return Math.max(0, Math.min(frame, end) - start);
  }

  /**
   * Write up to `count` frames from `start` into `left` and `right`; return how many were here.
   *
   * @param {number} start
   * @param {number} count
   * @param {Float32Array} left
   * @param {Float32Array} right
   * @param {number} [offset]
   */
  read(start, count, left, right, offset = 0) {
    const there = this.available(start, count);
    if (there < count) this.misses += count - there;
    let done = 0;
    while (done < there) done += this.#copy(start + done, there - done, left, right, offset + done);
    return there;
  }

  /**
   * @param {number} start
   * @param {number} count
   * @param {Float32Array} left
   * @param {Float32Array} right
   * @param {number} offset
   */
  #copy(start, count, left, right, offset) {
    const index = Math.floor(start / this.pageFrames);
    const page = /** @type {Int16Array} */ (this.pages.get(index));
    this.used[index] = this.clock++;
    const inside = start - index * this.pageFrames;
    const run = Math.min(count, this.pageFrames - inside);
    const wide = this.channels;
    const other = wide - 1;
    for (let n = 0, from = inside * wide; n < run; n++, from += wide) {
      left[offset + n] = /** @type {number} */ (page[from]) * SCALE;
      right[offset + n] = /** @type {number} */ (page[from + other]) * SCALE;
    }
    return run;
  }

  /** @param {number} newest */
  #evict(newest) {
    let oldest = -1;
    let since = Infinity;
    for (const index of this.pages.keys()) {
      const used = /** @type {number} */ (this.used[index]);
      if (index !== newest && !this.pinned.has(index) && used < since) {
        oldest = index;
        since = used;
      }
    }
    if (oldest >= 0) this.pages.delete(oldest);
    return oldest;
  }
}

/**
 * Return the pages a player needs, the most urgent first: here, the next, where it will jump, ahead.
 *
 * @param {object} where
 * @param {number} where.frame
 * @param {number} where.pageFrames
 * @param {number} where.pageCount
 * @param {{start: number, end: number} | null} [where.loop]
 * @param {number | undefined} [where.ahead] pages to have before they are needed
 * @returns {number[]}
 */
export function pagesByUrgency({ frame, pageFrames, pageCount, loop = null, ahead = 8 }) {
  const here = Math.floor(frame / pageFrames);
  const wanted = new Set([here, here + 1]);
  const inLoop = loop && frame < loop.end;
  if (loop) {
    const first = Math.floor(loop.start / pageFrames);
    wanted.add(first).add(first + 1);
  }
  const last = inLoop ? Math.floor((loop.end - 1) / pageFrames) : Infinity;
  for (let page = here + 2; page <= Math.min(here + ahead, last); page++) wanted.add(page);
  wanted.add(0);
  return [...wanted].filter((page) => page >= 0 && page < pageCount);
}
