/**
 * Taps on the beat: they belong together until somebody pauses.
 */

const PAUSE_SECONDS = 2.5;
const REST_MS = 1_500;
const FEWEST = 4;

export class Taps {
  constructor() {
    /** @type {number[]} on the clock of the events, in seconds */
    this.times = [];
    this.at = 0;
  }

  /** Take a tap, and where the track was then. @param {number} now @param {number} at in seconds */
  tap(now, at) {
    if (now - (this.times.at(-1) ?? now) > PAUSE_SECONDS) this.times = [];
    this.times.push(now);
    this.at = at;
  }

  /** Return about how fast the taps are, null while there are too few to tell. */
  get tempo() {
    const { times } = this;
    if (times.length < FEWEST) return null;
    const gaps = times.slice(1).map((time, place) => time - (times[place] ?? 0));
    gaps.sort((a, b) => a - b);
    return 60 / (gaps[gaps.length >> 1] ?? 1);
  }

  /** Return what the server makes a grid of, and begin anew. */
  take() {
    const taken = { act: "tap", taps_seconds: this.times, at_seconds: this.at };
    this.times = [];
    return taken;
  }
}

/** Taps that are handed on when somebody has stopped tapping. */
export class Tapping {
  /** @param {(count: number, tempo: number | null) => void} count is told of every tap @param {(edit: object) => void} done */
  constructor(count, done) {
    this.taps = new Taps();
    this.count = count;
    this.done = done;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
  }

  /** @param {number} now @param {number} at where the track is, in seconds */
  tap(now, at) {
    this.taps.tap(now, at);
    this.count(this.taps.times.length, this.taps.tempo);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.#rest(), REST_MS);
  }

  close() {
    clearTimeout(this.resting);
  }

  #rest() {
    const isEnough = this.taps.times.length >= FEWEST;
    const tapped = this.taps.take();
    this.count(0, null);
    if (isEnough) this.done(tapped);
  }
}
