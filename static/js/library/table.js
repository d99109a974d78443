// The table of the library: an AG Grid that asks for what is in sight, sorted by the question.

import { toast } from "../shell/make.js";

/** @typedef {import("./look.js").Column} Column */

/** They stand where they stand. */
const FIXED = { first: "select", last: "acts" };

export class Table {
  /**
   * @param {import("./rows.js").Rows} rows @param {import("./question.js").Question} question
   * @param {import("./look.js").Look} look
   */
  constructor(rows, question, look) {
    this.rows = rows;
    this.question = question;
    this.look = look;
    /** @type {any} */
    this.grid = null;
    /** The columns as the grid has them now; without any it has the usual ones. */
    this.arranged = "[]";
    this.isShown = false;
    /** Whether what it shows is not what is asked for, because nobody sees it. */
    this.isWaiting = false;
    this.unreachable = "";
    /** @type {(total: number) => void} */
    this.counted = () => {};
  }

  get isHere() {
    return this.grid && !this.grid.isDestroyed();
  }

  /** @param {any} api */
  async connect(api) {
    this.grid = api;
    this.arranged = "[]";
    await this.look.load();
    if (!this.isHere) return;
    this.arrange();
    this.sort();
    this.isWaiting = true;
    this.show(this.isShown);
    for (const name of ["columnResized", "columnMoved"]) api.addEventListener(name, (/** @type {any} */ event) => this.note(event));
  }

  /** It asks for nothing while something else is shown in its place. @param {boolean} isShown */
  show(isShown) {
    this.isShown = isShown;
    if (!isShown || !this.isWaiting || !this.isHere) return;
    this.isWaiting = false;
    this.sort();
    this.grid.setGridOption("datasource", { getRows: (/** @type {any} */ asked) => this.fetch(asked) });
  }

  /** @param {any} asked */
  async fetch(asked) {
    const [by] = asked.sortModel;
    this.isTelling = true; // what the head of a column says is asked for already
    if (by) this.question.change({ sort: by.colId, descending: by.sort === "desc" });
    else if (this.sorted) this.question.change({ sort: "added", descending: true });
    this.isTelling = false;
    this.sorted = !!by;
    try {
      const { rows, total } = await this.rows.ask(asked.startRow, asked.endRow - asked.startRow);
      asked.successCallback(rows, total);
      this.counted(total);
    } catch {
      asked.failCallback();
      toast(this.unreachable);
    }
  }

  /** Something else is asked for: nothing that is there holds any more. */
  askAnew() {
    if (!this.isHere || this.isTelling) return;
    this.isWaiting ||= !this.isShown;
    if (this.isWaiting) return;
    if (this.grid.getDisplayedRowCount()) this.grid.ensureIndexVisible(0, "top");
    if (!this.sort()) this.grid.purgeInfiniteCache(); // a new order asks by itself
  }

  refresh() {
    if (!this.isHere || this.isWaiting) return;
    this.isWaiting = !this.isShown;
    if (this.isShown) this.grid.refreshInfiniteCache();
  }

  /** Show by what the question is sorted. @returns {boolean} whether that is new */
  sort() {
    const { sort, descending } = this.question;
    const now = this.grid.getColumnState().find((/** @type {any} */ one) => one.sort);
    const wanted = this.question.order === this.question.usual && !now ? undefined : { colId: sort, sort: descending ? "desc" : "asc" };
    if (now?.colId === wanted?.colId && now?.sort === wanted?.sort) return false;
    this.sorted = !!wanted;
    this.grid.applyColumnState({ state: wanted ? [wanted] : [], defaultState: { sort: null } });
    return true;
  }

  /** Show the columns as the person wants them. */
  arrange() {
    const wanted = JSON.stringify(this.look.columns);
    if (!this.isHere || wanted === this.arranged) return;
    this.arranged = wanted;
    this.isArranging = true;
    this.grid.resetColumnState();
    if (this.look.columns.length) {
      const state = this.look.columns.map(({ name, is_shown, width_px }) => ({ colId: name, hide: !is_shown, ...(width_px ? { width: width_px, flex: null } : {}) }));
      this.grid.applyColumnState({ state: [{ colId: FIXED.first }, ...state], applyOrder: true });
    }
    this.sort();
    this.isArranging = false;
  }

  /** How the columns stand now; those that were never drawn wider or narrower have no width. @returns {Column[]} */
  columns() {
    if (!this.isHere) return this.look.columns;
    return this.grid
      .getColumnState()
      .filter((/** @type {any} */ one) => !Object.values(FIXED).includes(one.colId))
      .map((/** @type {any} */ one) => ({ name: one.colId, is_shown: !one.hide, width_px: this.widthOf(one) }));
  }

  /** @param {{colId: string, width: number, flex: number | null}} state */
  widthOf({ colId, width, flex }) {
    const usual = this.grid.getColumnDef(colId);
    if (flex || width === usual?.width) return null;
    return Math.round(width);
  }

  /** Remember what a hand has done to the columns. @param {any} event */
  note(event) {
    if (this.isArranging || event.finished === false || !String(event.source).startsWith("ui")) return;
    this.look.change({ columns: this.columns() });
    this.arranged = JSON.stringify(this.look.columns);
    this.look.tell();
  }

  /** @param {string} trackId */
  redraw(trackId) {
    const node = this.isHere && this.grid.getRowNode(trackId);
    if (node) this.grid.refreshCells({ rowNodes: [node], columns: ["state", "acts"], force: true });
  }

  /** Give the keys to the first row that is in sight. */
  enter() {
    if (!this.isHere) return;
    const first = this.grid.getFirstDisplayedRowIndex();
    if (first >= 0) this.grid.setFocusedCell(first, "title");
  }
}
