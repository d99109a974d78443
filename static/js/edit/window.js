/**
 * Which part of a track is seen: from a time on, so many seconds over so many pixels.
 */

const CLOSEST_SECONDS = 0.5;

export class Window {
  /** @param {number} duration of the track, in seconds */
  constructor(duration) {
    this.duration = duration;
    this.start = 0;
    this.span = duration;
    this.width = 1;
  }

  get perPixel() {
    return this.span / this.width;
  }

  /** Return where a time lies, in pixels. @param {number} seconds */
  x(seconds) {
    return (seconds - this.start) / this.perPixel;
  }

  /** Return the time at a pixel, within the track. @param {number} x */
  at(x) {
    return Math.max(0, Math.min(this.start + x * this.perPixel, this.duration));
  }

  /** See more or less of the track; what is at a pixel stays there. @param {number} factor @param {number} [x] */
  zoom(factor, x = this.width / 2) {
    const held = this.start + x * this.perPixel;
    this.span = Math.max(Math.min(CLOSEST_SECONDS, this.duration), Math.min(this.span * factor, this.duration));
    this.#move(held - x * this.perPixel);
  }

  /** See what is so many pixels further on. @param {number} pixels */
  pan(pixels) {
    this.#move(this.start + pixels * this.perPixel);
  }

  /** See a time in the middle. @param {number} seconds */
  center(seconds) {
    this.#move(seconds - this.span / 2);
  }

  /** Turn the page when a time has left it, and say whether that was so. @param {number} seconds */
  follow(seconds) {
    if (seconds >= this.start && seconds <= this.start + this.span) return false;
    this.#move(seconds - this.span * 0.1);
    return true;
  }

  /** @param {number} start */
  #move(start) {
    this.start = Math.max(0, Math.min(start, this.duration - this.span));
  }
}
