/**
 * What is played one after the other: ids in the order in which they are played, and where one is.
 *
 * What was heard stays in front, so that one can go back.  Shuffled, what is to come is a fair
 * permutation; each entry remembers where it stood, so that the order can be had back.
 */

/** @typedef {"off" | "all" | "one"} Repeat */
/** @typedef {{key: number, id: string, rank: number, heard: boolean, out: boolean}} Entry `key` tells two of one track apart; who is `out` cannot be played */
/** @typedef {{v: 1, ids: string[], ranks: number[], heard: number, at: number, shuffled: boolean, repeat: Repeat}} Kept */

/** More are not kept: a list that is longer is taken from where one is. */
export const MOST = 10_000;

const REPEATS = /** @type {const} */ (["off", "all", "one"]);

export class Queue extends EventTarget {
  /** @param {() => number} [random] from 0 to 1 */
  constructor(random = Math.random) {
    super();
    this.random = random;
    /** @type {Entry[]} in the order in which they are played */
    this.entries = [];
    this.at = -1;
    this.isShuffled = false;
    /** @type {Repeat} */
    this.repeat = "off";
    this.keys = 0;
  }

  get current() {
    return this.entries[this.at] ?? null;
  }

  get size() {
    return this.entries.length;
  }

  /** Return what comes after the current one by itself, or null. */
  peek() {
    return this.repeat === "one" ? this.current : this.after();
  }

  /** Return what comes after the current one when somebody asks for it, or null. */
  after() {
    const isIn = (/** @type {Entry} */ one) => !one.out;
    const next = this.entries.slice(this.at + 1).find(isIn);
    return next ?? (this.repeat === "off" ? null : (this.entries.find(isIn) ?? null));
  }

  /** Return what came before the current one, or null. */
  before() {
    const last = this.entries.slice(0, Math.max(0, this.at)).filter((one) => !one.out).at(-1);
    return last ?? (this.repeat === "off" ? null : (this.entries.filter((one) => !one.out).at(-1) ?? null));
  }

  /** Be at an entry. @param {Entry} entry */
  goTo(entry) {
    const place = this.entries.indexOf(entry);
    if (place < 0) return;
    this.at = place;
    entry.heard = true;
    entry.out = false;
    this.#tell();
  }

  /** Pass by an entry from now on, until somebody asks for it. @param {Entry} entry */
  passBy(entry) {
    entry.out = true;
    this.#tell();
  }

  /**
   * Have a list instead, from one of its places on.
   *
   * @param {string[]} ids
   * @param {number} [start]
   */
  replace(ids, start = 0) {
    const from = Math.max(0, Math.min(start - MOST / 10, ids.length - MOST));
    const kept = ids.slice(from, from + MOST);
    this.entries = kept.map((id, rank) => this.#entry(id, rank));
    this.at = kept.length ? Math.max(0, Math.min(start - from, kept.length - 1)) : -1;
    if (this.current) this.current.heard = true;
    if (this.isShuffled) this.#mix();
    this.#tell();
  }

  /** Let the list that the current track was played from be known: it stays where it is. @param {string[]} ids @param {number} start */
  surround(ids, start) {
    const { current } = this;
    if (!current || this.size !== 1 || ids[start] !== current.id) return;
    this.replace(ids, start);
    const there = /** @type {Entry} */ (this.current);
    there.key = current.key; // it is still the same that is played
    this.#tell();
  }

  /** Put tracks right after the current one. @param {string[]} ids @returns {Entry[]} */
  insertNext(ids) {
    const rank = this.current?.rank ?? -1;
    const fresh = ids.slice(0, MOST - this.size).map((id) => this.#entry(id, rank));
    this.entries.splice(this.at + 1, 0, ...fresh);
    this.#rankAgain(rank, fresh);
    this.#begin();
    return fresh;
  }

  /** Put tracks at the end. @param {string[]} ids @returns {Entry[]} */
  append(ids) {
    const last = this.entries.reduce((most, { rank }) => Math.max(most, rank), -1);
    const fresh = ids.slice(0, MOST - this.size).map((id, n) => this.#entry(id, last + 1 + n));
    this.entries.push(...fresh);
    this.#begin();
    return fresh;
  }

  /** Take an entry out; of the current one, the next takes the place. @param {Entry} entry */
  remove(entry) {
    const place = this.entries.indexOf(entry);
    if (place < 0) return;
    this.entries.splice(place, 1);
    if (place < this.at) this.at -= 1;
    this.at = Math.min(this.at, this.size - 1);
    this.#tell();
  }

  /** Let an entry stand before the one that is at a place. @param {Entry} entry @param {number} place */
  move(entry, place) {
    const from = this.entries.indexOf(entry);
    if (from < 0 || place === from || place === from + 1) return;
    const { current } = this;
    this.entries.splice(from, 1);
    this.entries.splice(place > from ? place - 1 : place, 0, entry);
    this.at = current ? this.entries.indexOf(current) : -1;
    if (!this.isShuffled) this.entries.forEach((one, rank) => (one.rank = rank));
    this.#tell();
  }

  /** Forget everything but the current track. */
  clear() {
    const { current } = this;
    this.entries = current ? [current] : [];
    this.at = this.size - 1;
    this.#tell();
  }

  /** @param {boolean} isShuffled */
  shuffle(isShuffled) {
    if (isShuffled === this.isShuffled) return;
    this.isShuffled = isShuffled;
    if (isShuffled) this.#mix();
    else {
      const { current } = this;
      this.entries.sort((a, b) => a.rank - b.rank);
      this.at = current ? this.entries.indexOf(current) : -1;
    }
    this.#tell();
  }

  /** Go on to the next way of repeating. */
  turnRepeat() {
    this.repeat = /** @type {Repeat} */ (REPEATS[(REPEATS.indexOf(this.repeat) + 1) % REPEATS.length]);
    this.#tell();
  }

  /** Return what can be written down. @returns {Kept} */
  keep() {
    const { entries, at, isShuffled: shuffled, repeat } = this;
    const heard = entries.reduce((most, one, place) => (one.heard ? place + 1 : most), 0);
    return { v: 1, ids: entries.map((one) => one.id), ranks: shuffled ? entries.map((one) => one.rank) : [], heard, at, shuffled, repeat };
  }

  /** Take what was written down; what is none is left alone. @param {unknown} kept */
  restore(kept) {
    if (!isKept(kept)) return;
    const { ids, ranks, heard, at, shuffled, repeat } = kept;
    this.entries = ids.slice(0, MOST).map((id, n) => ({ ...this.#entry(id, shuffled ? (ranks[n] ?? n) : n), heard: n < heard }));
    this.at = Math.max(-1, Math.min(at, this.size - 1));
    this.isShuffled = shuffled;
    this.repeat = REPEATS.includes(repeat) ? repeat : "off";
    this.#tell();
  }

  /** Let what was heard stay in front, then the current one, then the others by chance. */
  #mix() {
    const { current, entries } = this;
    const past = entries.slice(0, Math.max(0, this.at)).filter((one) => one.heard);
    const here = new Set([...past, current]);
    const rest = entries.filter((one) => !here.has(one));
    for (let n = rest.length - 1; n > 0; n--) {
      const other = Math.floor(this.random() * (n + 1));
      [rest[n], rest[other]] = [/** @type {Entry} */ (rest[other]), /** @type {Entry} */ (rest[n])];
    }
    this.entries = [...past, ...(current ? [current] : []), ...rest];
    this.at = current ? past.length : -1;
  }

  /** Without an order of chance, an entry's rank is its place; with one, fresh ones come after the current. @param {number} rank @param {Entry[]} fresh */
  #rankAgain(rank, fresh) {
    const isFresh = new Set(fresh);
    for (const one of this.entries) if (!isFresh.has(one) && one.rank > rank) one.rank += fresh.length;
    fresh.forEach((one, n) => (one.rank = rank + 1 + n));
  }

  #begin() {
    if (this.at < 0 && this.size) this.at = 0;
    this.#tell();
  }

  /** @param {string} id @param {number} rank @returns {Entry} */
  #entry(id, rank) {
    return { key: ++this.keys, id, rank, heard: false, out: false };
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {any} kept @returns {kept is Kept} */
function isKept(kept) {
  const isList = (/** @type {any} */ list, /** @type {string} */ type) => Array.isArray(list) && list.every((one) => typeof one === type);
  return kept?.v === 1 && isList(kept.ids, "string") && isList(kept.ranks, "number") && Number.isInteger(kept.at);
}
