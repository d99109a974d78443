/**
 * Which part of a track is seen: from a time on, so many seconds over so many pixels.  It is the
 * part that the lanes of the player and the charts look at, and the other way round.
 */

import { zoomed } from "../ui/view.js";

/** @typedef {import("../ui/view.js").View} View */

const NEAR_SECONDS = 20;
const NARROW_PIXELS = 600;

export class Window {
  /**
   * @param {number} duration of the track, in seconds
   * @param {View} view what everything else looks at
   * @param {() => number | null} playhead in seconds; null while something else is played
   */
  constructor(duration, view, playhead) {
    this.duration = duration;
    this.view = view;
    this.playhead = playhead;
    this.start = 0;
    this.span = duration;
    this.width = 1;
    this.take();
  }

  get perPixel() {
    return this.span / this.width;
  }

  /** @returns {[number, number]} in seconds */
  get range() {
    return [this.start, this.start + this.span];
  }

  /** Say whether it runs along with what is played. */
  get follows() {
    return this.view.follows && this.playhead() !== null;
  }

  /** Look where everything else looks. */
  take() {
    const [start, end] = this.view.range(this.duration, this.playhead());
    this.start = start;
    this.span = end - start;
  }

  /** Return where a time lies, in pixels. @param {number} seconds */
  x(seconds) {
    return (seconds - this.start) / this.perPixel;
  }

  /** Return the time at a pixel, within the track. @param {number} x */
  at(x) {
    return Math.max(0, Math.min(this.start + x * this.perPixel, this.duration));
  }

  /** See more or less of the track; what is at a time stays there, or the playhead in the middle. @param {number} factor @param {number} [at] in seconds */
  zoom(factor, at = this.start + this.span / 2) {
    const span = this.span * factor;
    if (span >= this.duration) this.view.show(null);
    else if (this.follows) this.view.show(span);
    else this.view.look(zoomed(this.range, factor, at, this.duration));
  }

  /** See what is so many seconds further on. @param {number} seconds */
  scroll(seconds) {
    this.center(this.start + this.span / 2 + seconds);
  }

  /** See a time in the middle, and stay there. @param {number} seconds */
  center(seconds) {
    const half = this.span / 2;
    if (this.span >= this.duration) return;
    const middle = Math.max(half, Math.min(seconds, this.duration - half));
    if (this.playhead() === null) this.view.look([middle - half, middle + half]);
    else this.view.stay(middle);
  }

  /** See a time that is not seen, in the middle. @param {number} seconds */
  reveal(seconds) {
    if (seconds < this.start || seconds > this.start + this.span) this.center(seconds);
  }

  /** See a time from so near that beats can be told apart. @param {number} seconds */
  approach(seconds) {
    if (this.span <= NEAR_SECONDS) return;
    if (this.follows) this.view.show(NEAR_SECONDS);
    else this.view.look([seconds - NEAR_SECONDS / 2, seconds + NEAR_SECONDS / 2]);
  }

  /** See a part where fingers would find nothing in the whole, unless somebody has chosen what is seen. @param {number} width in pixels @param {number} seconds */
  begin(width, seconds) {
    if (width < NARROW_PIXELS && this.view.wide === null) this.approach(seconds);
  }
}
