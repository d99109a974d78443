/**
 * Where edits are handed in: one after the other, and what came of them is read anew.
 */

/** @typedef {import("./state.js").Editing} Editing */

export class Desk extends EventTarget {
  /** @param {string} root the address of the track @param {{away: string, fetch?: typeof fetch}} options */
  constructor(root, { away, fetch: ask = (...all) => fetch(...all) }) {
    super();
    this.root = root;
    this.away = away;
    this.ask = ask;
    /** @type {Editing | null} */
    this.state = null;
    /** What went wrong last, for people to read. */
    this.trouble = "";
    /** Whether the last reading failed; its trouble is over with the next one. */
    this.isAway = false;
    this.waiting = 0;
    /** @type {Promise<unknown>} */
    this.line = Promise.resolve();
  }

  /** See what is known of the track now; questions that wait already are answered by one reading. */
  look() {
    this.waiting += 1;
    return this.#queue(async () => {
      this.waiting -= 1;
      if (!this.waiting) await this.#read();
    });
  }

  /**
   * Hand an edit in; it is done when those before it are, unless it makes no sense any more then.
   *
   * @param {string} method
   * @param {string} path below the track
   * @param {object} [body]
   * @param {(state: Editing) => boolean} [isWanted]
   * @returns {Promise<any>} what was answered, null if it was refused
   */
  edit(method, path, body, isWanted = () => true) {
    return this.#queue(async () => {
      if (this.state && !isWanted(this.state)) return null;
      const answered = await this.#send(method, path, body);
      await this.#read();
      return answered;
    });
  }

  /** @template Answer @param {() => Promise<Answer>} act @returns {Promise<Answer>} */
  #queue(act) {
    const turn = this.line.then(act);
    this.line = turn.catch(() => null);
    return turn;
  }

  async #read() {
    const kept = this.isAway ? "" : this.trouble;
    const said = await this.#send("GET", "/editing");
    this.isAway = !said;
    if (said) {
      this.state = said;
      this.trouble = kept;
    }
    this.dispatchEvent(new Event("state"));
  }

  /** @param {string} method @param {string} path @param {object} [body] */
  async #send(method, path, body) {
    this.trouble = "";
    try {
      const headers = { accept: "application/json", ...(body ? { "content-type": "application/json" } : {}) };
      const answer = await this.ask(this.root + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
      const said = answer.status === 204 ? {} : await answer.json();
      if (answer.ok) return said;
      this.trouble = said.error?.message ?? this.away;
    } catch {
      this.trouble = this.away;
    }
    return null;
  }
}
