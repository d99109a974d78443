// Which tracks are selected. Ranges name places in the list, which the server turns into tracks.

/**
 * Asks which tracks stand in the list from a place on.
 * @callback AskIds
 * @param {number} start
 * @param {number} count
 * @returns {Promise<string[]>}
 */

/** @typedef {{search: string, sort: string, descending: boolean, total: number}} Found what a list shows */

/** More than this cannot be asked for at a time. */
export const MOST = 20000;
/** More than this cannot be worked on at a time. */
const MOST_IN_ALL = 100000;

export class Selection {
  /** @param {() => void} changed called after every change */
  constructor(changed = () => {}) {
    /** @type {Set<string>} */
    this.ids = new Set();
    /** All that a list shows, which only the server knows; then ``ids`` are those left out. @type {Found | null} */
    this.whole = null;
    this.changed = changed;
    /** @type {number | null} */
    this.anchor = null;
  }

  get size() {
    return this.whole ? Math.max(0, this.whole.total - this.ids.size) : this.ids.size;
  }

  /** @param {string} id */
  has(id) {
    return this.ids.has(id) !== Boolean(this.whole);
  }

  /** Select or unselect one track; the next range begins there. @param {string} id @param {number} place */
  toggle(id, place) {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.anchor = place;
    this.changed();
  }

  /**
   * Select everything from where the last choice was to a place.
   * @param {string} id @param {number} place @param {AskIds} ask
   */
  async extend(id, place, ask) {
    const anchor = this.anchor ?? place;
    const start = Math.min(anchor, place);
    const found = anchor === place ? [id] : await ask(start, Math.abs(place - anchor) + 1);
    this.add(found);
    this.anchor = place;
    this.changed();
  }

  /**
   * Select all that the list has: by what it asks for, or by name where others are selected already.
   * @param {AskIds} ask @param {Found} [found]
   */
  async all(ask, found) {
    if (found && (this.whole || !this.ids.size)) {
      this.ids.clear();
      this.whole = { ...found };
    } else this.add(await listed(ask));
    this.changed();
  }

  /** The list shows other tracks than before. @param {Found} found */
  follow(found) {
    if (!this.whole) return;
    if (found.search !== this.whole.search) return this.clear();
    if (found.total === this.whole.total) return;
    this.whole = { ...this.whole, total: found.total };
    this.changed();
  }

  /** @param {string} id */
  forget(id) {
    if (this.ids.delete(id)) this.changed();
  }

  clear() {
    this.ids.clear();
    this.whole = null;
    this.anchor = null;
    this.changed();
  }

  /** What is selected, as the API takes it. */
  named() {
    if (!this.whole) return { track_ids: [...this.ids] };
    const { search, sort, descending } = this.whole;
    return { search, sort, descending, without: [...this.ids] };
  }

  /** What is selected, track by track. @param {AskIds} ask */
  async list(ask) {
    if (!this.whole) return [...this.ids];
    return (await listed(ask)).filter((id) => this.has(id));
  }

  /** @param {string[]} ids */
  add(ids) {
    for (const id of ids) this.whole ? this.ids.delete(id) : this.ids.add(id);
  }
}

/** All that a list has, a part after the other. @param {AskIds} ask */
async function listed(ask) {
  /** @type {string[]} */
  const ids = [];
  while (ids.length < MOST_IN_ALL) {
    const part = await ask(ids.length, MOST);
    ids.push(...part);
    if (part.length < MOST) break;
  }
  return ids;
}

/**
 * The box that selects a track.
 * @param {Selection} selection @param {{id: string, title: string}} track @param {string} label
 */
export function boxOf(selection, track, label) {
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = selection.has(track.id);
  box.dataset.id = track.id;
  box.setAttribute("aria-label", `${label} ${track.title}`);
  const target = document.createElement("label");
  target.className = "select-box";
  target.append(box);
  return target;
}

/** Let the boxes on the screen say what is selected. @param {ParentNode} within @param {Selection} selection */
export function showSelection(within, selection) {
  for (const box of within.querySelectorAll(".select-box > input")) {
    if (box instanceof HTMLInputElement) box.checked = selection.has(box.dataset.id ?? "");
  }
}
