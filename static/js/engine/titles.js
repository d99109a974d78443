/**
 * What tracks are called: asked for when it is to be seen, many at a time, and then remembered.
 */

/**
 * @typedef {object} Brief
 * @property {string} id
 * @property {string} title
 * @property {string | null} artist
 * @property {string | null} album
 * @property {number} duration_seconds
 * @property {boolean} has_audio
 * @property {string | null} spotify_id
 * @property {string | null} artwork_url
 */

const AT_ONCE = 100;
const PATIENCE_MS = 40;

export class Titles extends EventTarget {
  /** @param {{address?: string, fetch?: typeof fetch, setTimeout?: (act: () => void, ms: number) => unknown}} [world] */
  constructor({ address = "/api/v1/player/tracks", fetch: ask = (...all) => fetch(...all), setTimeout: later = (act, ms) => setTimeout(act, ms) } = {}) {
    super();
    this.address = address;
    this.ask = ask;
    this.later = later;
    /** @type {Map<string, Brief | null>} null for what is gone */
    this.known = new Map();
    /** @type {Set<string>} */
    this.wanted = new Set();
    this.isAsking = false;
  }

  /** Return what is known of a track: undefined not yet, null if it is gone. @param {string} id */
  of(id) {
    if (!this.known.has(id)) this.want(id);
    return this.known.get(id);
  }

  /** @param {string} id */
  want(id) {
    this.wanted.add(id);
    if (this.isAsking) return;
    this.isAsking = true;
    this.later(() => void this.#fetch(), PATIENCE_MS);
  }

  /** Ask anew the next time: something about it has changed. @param {string} id */
  forget(id) {
    this.known.delete(id);
  }

  /** Return what is known of one track once that is. @param {string} id @returns {Promise<Brief | null>} */
  async find(id) {
    const known = this.of(id);
    if (known !== undefined) return known;
    return new Promise((resolve) => {
      const hear = () => {
        this.removeEventListener("change", hear);
        resolve(this.known.get(id) ?? null);
      };
      this.addEventListener("change", hear);
    });
  }

  async #fetch() {
    const ids = [...this.wanted].slice(-AT_ONCE); // what was asked last is what is in sight
    for (const id of ids) this.wanted.delete(id);
    const asked = new URLSearchParams(ids.map((id) => ["id", id]));
    try {
      const answer = await this.ask(`${this.address}?${asked}`, { headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const rows = /** @type {Brief[]} */ (await answer.json());
      for (const id of ids) this.known.set(id, null);
      for (const row of rows) this.known.set(row.id, row);
    } catch {
      // They are asked for again when they are looked at again.
    }
    this.isAsking = false;
    this.dispatchEvent(new Event("change"));
    const [more] = this.wanted;
    if (more !== undefined) this.want(more);
  }
}
