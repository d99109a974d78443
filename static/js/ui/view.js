/**
 * The part of a track that is looked at: one for the lanes of the player and for every chart.
 *
 * It follows the playhead, with the playhead in its middle as in the lanes, until somebody scrolls
 * away from it, and again when the playhead is put elsewhere.
 */

export const LEAST_SECONDS = 0.25;

export class View extends EventTarget {
  constructor() {
    super();
    /** How many seconds are in sight; null for all there are. @type {number | null} */
    this.wide = null;
    /** Where the middle is while it does not follow, in seconds. */
    this.middle = 0;
    this.follows = true;
  }

  /** Show so many seconds. @param {number | null} seconds */
  show(seconds) {
    this.wide = seconds === null ? null : Math.max(LEAST_SECONDS, seconds);
    this.#tell();
  }

  /** Show a part of the track, as far as it does not follow the playhead. @param {[number, number]} range in seconds */
  look([start, end]) {
    this.middle = (start + end) / 2;
    this.show(end - start);
  }

  /** Stay at a place, whatever is played. @param {number} seconds of the middle */
  stay(seconds) {
    this.middle = seconds;
    this.follows = false;
    this.#tell();
  }

  follow() {
    this.follows = true;
    this.#tell();
  }

  /**
   * Return from where to where a track is looked at.
   *
   * @param {number} duration of the track in seconds
   * @param {number | null} playhead in seconds; null while something else is played
   * @returns {[number, number]}
   */
  range(duration, playhead) {
    const wide = Math.min(this.wide ?? duration, duration);
    const middle = this.follows && playhead !== null ? playhead : this.middle;
    const start = Math.max(0, Math.min(middle - wide / 2, duration - wide));
    return [start, start + wide];
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * Return a view after zooming: what lies under `at` stays where it is.
 *
 * @param {[number, number]} range in seconds
 * @param {number} factor below 1 to see less
 * @param {number} at in seconds
 * @param {number} duration
 * @returns {[number, number]}
 */
export function zoomed([start, end], factor, at, duration) {
  const wide = Math.max(LEAST_SECONDS, Math.min((end - start) * factor, duration));
  const share = end > start ? (at - start) / (end - start) : 0.5;
  const left = Math.max(0, Math.min(at - share * wide, duration - wide));
  return [left, left + wide];
}
