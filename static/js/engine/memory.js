/**
 * What a browser remembers for one person: it is theirs alone, and is there after a reload.
 */

const PATIENCE_MS = 400;

export class Memory {
  /** @param {string} owner whose it is; nobody's is forgotten at once @param {Storage | null} [storage] */
  constructor(owner, storage = owner ? storageOf() : null) {
    this.owner = owner;
    this.storage = storage;
    /** @type {Map<string, () => unknown>} */
    this.untold = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** @param {string} name */
  keyOf(name) {
    return `sfa.${name}.${this.owner}`;
  }

  /** Return what was written under a name, null where nothing was or it cannot be read. @param {string} name @returns {any} */
  read(name) {
    try {
      return JSON.parse(this.storage?.getItem(this.keyOf(name)) ?? "null");
    } catch {
      return null;
    }
  }

  /** Write what `value` says in a moment: many changes are written once. @param {string} name @param {() => unknown} value */
  write(name, value) {
    if (!this.storage) return;
    this.untold.set(name, value);
    this.timer ??= setTimeout(() => this.flush(), PATIENCE_MS);
  }

  /** Write now what is not yet written. */
  flush() {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const [name, value] of this.untold) {
      try {
        this.storage?.setItem(this.keyOf(name), JSON.stringify(value()));
      } catch {
        // A browser without room for it forgets it at the end, and plays all the same.
      }
    }
    this.untold.clear();
  }
}

/** Browsers that are told to keep nothing refuse even to be asked. */
function storageOf() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
