/**
 * How fast something grows, seen in steps: a network writes seconds of music at once, then nothing
 * for a while.
 */

const STEPS = 6;

export class Growth {
  constructor() {
    /** @type {{total: number, ms: number}[]} */
    this.steps = [];
  }

  /** Take note of how much there is. @param {number} total @param {number} ms when */
  note(total, ms) {
    const last = this.steps.at(-1)?.total ?? 0;
    if (total < last) this.steps = []; // whoever made it was lost, and another starts over
    if (total === last || total === 0) return; // nothing yet is no step: nobody knows when it began
    this.steps.push({ total, ms });
    if (this.steps.length > STEPS) this.steps.shift();
  }

  /** Return how much is added in a second, 0 while nobody can know. */
  get perSecond() {
    const [first, last] = [this.steps[0], this.steps.at(-1)];
    if (!first || !last || last.ms <= first.ms) return 0;
    return ((last.total - first.total) * 1_000) / (last.ms - first.ms);
  }

  /** Return the seconds from one step to the next, 0 while nobody can know. */
  get everySeconds() {
    const [first, last] = [this.steps[0], this.steps.at(-1)];
    return first && last && last !== first ? (last.ms - first.ms) / (this.steps.length - 1) / 1_000 : 0;
  }

  /**
   * Return in how many seconds `missing` more will be there, or null while nobody can know.
   *
   * @param {number} missing
   * @param {number} ms now
   */
  secondsFor(missing, ms) {
    if (missing <= 0) return 0;
    const last = this.steps.at(-1);
    const { perSecond, everySeconds } = this;
    if (!last || perSecond <= 0) return null;
    const steps = Math.ceil(missing / (perSecond * everySeconds));
    return Math.max(0, steps * everySeconds - (ms - last.ms) / 1_000);
  }
}
