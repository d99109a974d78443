// How a person wants the library to look: the view, and the columns. The studio remembers it.

import { toast } from "../shell/make.js";

/** @typedef {{name: string, is_shown: boolean, width_px: number | null}} Column */

const ADDRESS = "/api/v1/preferences/library";
const PATIENCE_MS = 400;
const PHONE_PX = 720;
/** A table has no room on a phone, so what is chosen there holds there alone. */
const ON_PHONES = "sfa-library-view";

export class Look {
  constructor() {
    this.view = "table";
    /** @type {Column[]} */
    this.columns = [];
    this.isKnown = false;
    this.unsaved = false;
    /** @type {Promise<void> | undefined} */
    this.loading = undefined;
    /** @type {Set<() => void>} */
    this.listeners = new Set();
  }

  /** What is shown here: the view of this person, or on a phone that of this phone. */
  get shown() {
    if (innerWidth > PHONE_PX) return this.view;
    return localStorage.getItem(ON_PHONES) === "list" ? "list" : "cards";
  }

  /** @param {() => void} hear @returns {() => void} the way out */
  listen(hear) {
    this.listeners.add(hear);
    return () => void this.listeners.delete(hear);
  }

  /** Read what the studio remembers, unless something is on its way there; asked for once at a time. */
  load() {
    this.loading ??= this.read().finally(() => (this.loading = undefined));
    return this.loading;
  }

  async read() {
    const answer = await fetch(ADDRESS).catch(() => null);
    if (answer?.ok && !this.unsaved) {
      const { view, columns } = await answer.json();
      const isNew = !this.unsaved && JSON.stringify([view, columns]) !== JSON.stringify([this.view, this.columns]);
      if (isNew) [this.view, this.columns] = [view, columns];
      if (isNew && this.isKnown) this.tell();
    }
    this.isKnown = true;
  }

  /** @param {string} view */
  showAs(view) {
    if (innerWidth <= PHONE_PX) localStorage.setItem(ON_PHONES, view);
    else this.change({ view });
    this.tell();
  }

  /** @param {{view?: string, columns?: Column[]}} change */
  change({ view = this.view, columns = this.columns }) {
    [this.view, this.columns] = [view, columns];
    this.unsaved = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PATIENCE_MS);
  }

  async save() {
    const said = JSON.stringify({ view: this.view, columns: this.columns });
    const answer = await fetch(ADDRESS, { method: "PUT", body: said, headers: { "Content-Type": "application/json" }, keepalive: true }).catch(() => null);
    // What was chosen meanwhile goes by itself.
    if (said === JSON.stringify({ view: this.view, columns: this.columns })) this.unsaved = false;
    if (!answer?.ok) toast(this.lost ?? "");
  }

  tell() {
    for (const hear of [...this.listeners]) hear();
  }

  /** What is said when nothing could be remembered. @type {string | undefined} */
  lost;
}
