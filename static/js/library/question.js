// What the library is asked for: one text and one order, which the address keeps.

/** @typedef {{text: string, words: string, field: string, is_not: boolean, start: number}} Chip */
/** @typedef {{text: string, sentence: string, start: number, instead: string}} Mistake */
/** @typedef {{text?: string, sort?: string, descending?: boolean}} Change */

const PATIENCE_MS = 150;
/** How long an address may take to follow a link, and how often one looks. */
const TRIES = 60;
const TRY_MS = 50;

export class Question {
  /** @param {any} page the window */
  constructor(page = window) {
    this.page = page;
    /** Whose address it is kept in, null in rooms that ask for nothing. @type {string | null} */
    this.path = null;
    this.usual = "-added";
    /** @type {string[]} */
    this.sorts = [];
    this.text = "";
    this.order = this.usual;
    /** @type {Chip[]} */
    this.chips = [];
    /** @type {Mistake[]} */
    this.mistakes = [];
    /** @type {Set<(what: "asked" | "understood") => void>} */
    this.listeners = new Set();
    this.waiting = "";
    this.typed = false;
    this.turn = 0;
    this.open = () => {};
    this.close();
    page.addEventListener("sfa:search", (/** @type {CustomEvent} */ event) => this.type(event.detail));
    page.addEventListener("popstate", () => this.path === page.location.pathname && this.read(page.location.search));
    page.document.addEventListener("click", (/** @type {MouseEvent} */ event) => this.follow(event), { capture: true });
  }

  get sort() {
    return this.order.replace(/^-/, "");
  }

  get descending() {
    return this.order.startsWith("-");
  }

  /**
   * A room begins: its address says what is asked for, or else what was typed before it began.
   * @param {string} path @param {string} said what stands behind the question mark
   * @param {string[]} sorts what the room can be sorted by, the usual first; "-" is downwards
   * @returns {() => void} the way out
   */
  enter(path, said, sorts) {
    const turn = ++this.turn;
    this.path = path;
    this.sorts = sorts.map((sort) => sort.replace(/^-/, ""));
    this.usual = sorts[0] ?? "";
    this.take(said);
    this.text ||= this.waiting;
    this.waiting = "";
    [this.chips, this.mistakes] = [[], []];
    this.show();
    this.settle();
    this.open();
    this.tell("asked");
    return () => {
      if (turn !== this.turn) return; // the next room has begun already
      this.path = null;
      this.close();
      clearTimeout(this.timer);
    };
  }

  /** Until a room has begun, nobody knows what is asked for. */
  close() {
    /** @type {Promise<void>} */
    this.entered = new Promise((open) => (this.open = open));
  }

  /** @param {(what: "asked" | "understood") => void} hear @returns {() => void} the way out */
  listen(hear) {
    this.listeners.add(hear);
    return () => void this.listeners.delete(hear);
  }

  /** Ask something else; what is typed letter by letter is one step back. @param {Change} change @param {{typing?: boolean}} [how] */
  change({ text = this.text, sort = this.sort, descending = this.descending }, { typing = false } = {}) {
    clearTimeout(this.timer);
    const before = this.href();
    this.text = text.trim();
    this.order = `${descending ? "-" : ""}${sort}`;
    if (this.href() === before) return;
    const isSame = typing && this.typed;
    this.typed = typing;
    this.write(isSame ? "replaceState" : "pushState");
    this.show();
    this.tell("asked");
  }

  /** Take what an address says. @param {string} said */
  read(said) {
    this.take(said);
    this.typed = false;
    this.show();
    this.tell("asked");
  }

  /** The studio says how it has understood a text. @param {string} text @param {{chips: Chip[], mistakes: Mistake[]}} query */
  understand(text, { chips, mistakes }) {
    if (text !== this.text) return;
    [this.chips, this.mistakes] = [chips, mistakes];
    this.tell("understood");
  }

  /** The address that asks for this, or for something else. @param {string} [text] */
  href(text = this.text) {
    const said = new URLSearchParams();
    if (text) said.set("q", text);
    if (this.order !== this.usual) said.set("sort", this.order);
    return `${this.path}${String(said) ? "?" : ""}${said}`;
  }

  get box() {
    return /** @type {HTMLInputElement | null} */ (this.page.document.querySelector("#search"));
  }

  /** @param {string} text */
  type(text) {
    clearTimeout(this.timer);
    if (this.path === null) {
      this.waiting = text.trim();
      return;
    }
    this.timer = setTimeout(() => this.change({ text }, { typing: true }), PATIENCE_MS);
  }

  /** @param {string} said */
  take(said) {
    const told = new URLSearchParams(said);
    this.text = (told.get("q") ?? "").trim();
    const order = told.get("sort") ?? "";
    this.order = this.sorts.includes(order.replace(/^-/, "")) ? order : this.usual;
  }

  show() {
    if (this.box && this.box.value.trim() !== this.text) this.box.value = this.text;
  }

  /** @param {"asked" | "understood"} what */
  tell(what) {
    for (const hear of [...this.listeners]) hear(what);
  }

  /** A link to the room one is in asks there, without a way through the studio. @param {MouseEvent} event */
  follow(event) {
    if (this.path === null || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button) return;
    const link = /** @type {Element} */ (event.target).closest?.("a[href^='/']:not([download], [target='_blank'])");
    const address = link && new URL(link.getAttribute("href") ?? "", this.page.location.origin);
    if (!address || address.pathname !== this.path || this.page.location.pathname !== this.path) return;
    event.preventDefault();
    event.stopPropagation();
    const before = this.href();
    this.take(address.search);
    if (this.href() === before) return;
    this.write("pushState");
    this.show();
    this.tell("asked");
  }

  /** The address follows a little later than the room, which begins first. */
  settle(tries = TRIES, path = this.path) {
    if (this.path !== path || path === null) return;
    const { pathname, search } = this.page.location;
    if (pathname !== path) {
      if (tries) setTimeout(() => this.settle(tries - 1, path), TRY_MS);
    } else if (pathname + search !== this.href()) this.write("replaceState");
  }

  /** @param {"pushState" | "replaceState"} how */
  write(how) {
    if (this.page.location.pathname !== this.path) return this.settle();
    this.page.history[how]({ page: this.href() }, "", this.href());
  }
}
