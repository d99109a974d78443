// Which tracks are selected. Ranges name places in the list, which the server turns into tracks.

/**
 * Asks which tracks stand in the list from a place on.
 * @callback AskIds
 * @param {number} start
 * @param {number} count
 * @returns {Promise<string[]>}
 */

/** More than this cannot be named to the server at a time. */
export const MOST = 20000;

export class Selection {
  /** @param {() => void} changed called after every change */
  constructor(changed = () => {}) {
    /** @type {Set<string>} */
    this.ids = new Set();
    this.changed = changed;
    /** @type {number | null} */
    this.anchor = null;
  }

  get size() {
    return this.ids.size;
  }

  /** @param {string} id */
  has(id) {
    return this.ids.has(id);
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
    for (const one of found) this.ids.add(one);
    this.anchor = place;
    this.changed();
  }

  /** Select all that the list has. @param {AskIds} ask */
  async all(ask) {
    for (const one of await ask(0, MOST)) this.ids.add(one);
    this.changed();
  }

  /** @param {string} id */
  forget(id) {
    if (this.ids.delete(id)) this.changed();
  }

  clear() {
    this.ids.clear();
    this.anchor = null;
    this.changed();
  }
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
