/**
 * A value that never jumps: it goes to its target along half a cosine, so that no click is heard.
 */
export class Ramp {
  /**
   * @param {number} value where it starts
   * @param {number} length samples from one value to the next
   */
  constructor(value, length) {
    this.value = value;
    this.target = value;
    this.length = Math.max(1, Math.round(length));
    this.from = value;
    this.left = 0;
  }

  /** @param {number} target */
  aim(target) {
    if (target === this.target) return;
    this.from = this.value;
    this.target = target;
    this.left = this.length;
  }

  /** Be at the target at once. @param {number} target */
  jump(target) {
    this.value = this.from = this.target = target;
    this.left = 0;
  }

  get resting() {
    return this.left === 0;
  }

  /** Return the next sample's value. */
  next() {
    if (this.left === 0) return this.value;
    this.left -= 1;
    const done = 1 - this.left / this.length;
    const share = 0.5 - 0.5 * Math.cos(Math.PI * done);
    this.value = this.left === 0 ? this.target : this.from + (this.target - this.from) * share;
    return this.value;
  }
}
