// Which of very many rows are in sight, and the pages they come in.

export const PAGE = 100;
/** More pages than this are not kept; what is far away is asked for again. */
const MOST_PAGES = 40;

/**
 * @typedef {object} Shape
 * @property {number} across how many stand beside each other
 * @property {number} widthPx of one
 * @property {number} heightPx of one, with the gap below it
 * @property {number} gapPx
 */

/**
 * How rows or cards are laid out in a width.
 * @param {string} mode @param {number} widthPx @param {boolean} isPhone @returns {Shape}
 */
export function shapeOf(mode, widthPx, isPhone) {
  if (mode === "list") return { across: 1, widthPx, heightPx: isPhone ? 68 : 48, gapPx: 0 };
  const gapPx = isPhone ? 8 : 16;
  const across = Math.max(1, Math.floor((widthPx + gapPx) / ((isPhone ? 150 : 190) + gapPx)));
  const one = (widthPx - gapPx * (across - 1)) / across;
  return { across, widthPx: one, heightPx: Math.round(one) + (mode === "cards" ? 132 : 84) + gapPx, gapPx };
}

/**
 * The places that are in sight, and a little beyond: from, and before which.
 * @param {number} topPx how far the beginning is above what is seen @param {number} seenPx how high that is
 * @param {Shape} shape @param {number} total
 */
export function stretchOf(topPx, seenPx, { across, heightPx }, total) {
  const beyond = Math.max(2, Math.ceil(400 / heightPx));
  const first = Math.max(0, Math.floor(topPx / heightPx) - beyond) * across;
  const last = Math.max(0, Math.ceil((topPx + seenPx) / heightPx) + beyond) * across;
  return { first: Math.min(first, total), last: Math.min(last, total) };
}

/**
 * Where a key leads from a place.
 * @param {string} key @param {number} place @param {number} across @param {number} seen rows that are in sight @param {number} total
 * @returns {number | null}
 */
export function placeAfter(key, place, across, seen, total) {
  const step = { ArrowDown: across, ArrowUp: -across, ArrowRight: 1, ArrowLeft: -1, PageDown: seen * across, PageUp: -seen * across }[key];
  const to = key === "Home" ? 0 : key === "End" ? total - 1 : step === undefined ? null : place + step;
  if (to === null || total === 0) return null;
  const isPage = key.startsWith("Page");
  return isPage ? Math.max(0, Math.min(total - 1, to)) : to < 0 || to >= total ? null : to;
}

/**
 * Pages of rows, fetched when they come into sight; what was asked before a change is not believed.
 * @template Row
 */
export class Pages {
  /** @param {(start: number, count: number) => Promise<{rows: Row[], total: number}>} ask @param {(total: number) => void} came */
  constructor(ask, came) {
    this.ask = ask;
    this.came = came;
    this.turn = 0;
    /** @type {number | null} */
    this.total = null;
    /** @type {Map<number, Row[]>} */
    this.held = new Map();
    /** @type {Map<number, Promise<void>>} */
    this.asked = new Map();
    /** @type {Set<number>} */
    this.stale = new Set();
  }

  /** @param {number} place @returns {Row | undefined} */
  at(place) {
    return this.held.get(Math.floor(place / PAGE))?.[place % PAGE];
  }

  /** Nothing of what is here is asked for any more. */
  forget() {
    this.turn++;
    this.total = null;
    for (const kept of [this.held, this.asked, this.stale]) kept.clear();
  }

  /** All of it may be different now; it stays until the answers come. */
  doubt() {
    this.turn++;
    this.asked.clear();
    this.stale = new Set(this.held.keys());
  }

  /** @param {number} first @param {number} last @returns {Promise<unknown>} */
  want(first, last) {
    const pages = [];
    for (let page = Math.floor(first / PAGE); page <= Math.floor(Math.max(first, last - 1) / PAGE); page++) {
      const isWanted = (!this.held.has(page) || this.stale.has(page)) && !this.asked.has(page);
      if (isWanted) this.asked.set(page, this.fetch(page));
      pages.push(this.asked.get(page));
    }
    return Promise.all(pages);
  }

  /** @param {number} page */
  async fetch(page) {
    const { turn } = this;
    try {
      const { rows, total } = await this.ask(page * PAGE, PAGE);
      if (turn !== this.turn) return;
      if (this.held.size >= MOST_PAGES) this.held.delete(/** @type {number} */ (this.held.keys().next().value));
      this.held.set(page, rows);
      this.stale.delete(page);
      this.total = total;
      this.came(total);
    } finally {
      if (turn === this.turn) this.asked.delete(page);
    }
  }
}
