/**
 * Questions whose answer is drawn: one at a time, so that each is answered however often something
 * else is looked at meanwhile.
 */

import { CLOCK } from "../engine/poll.js";

/** How long to wait with the next question where nobody has answered. */
const AWAY_MS = 5_000;

/** @template Answer */
export class Asking {
  /**
   * @param {object} options
   * @param {() => Promise<Answer>} options.ask what is wanted when its turn comes; may be refused
   * @param {(answer: Answer) => void} options.take
   * @param {() => void} options.fail
   * @param {import("../engine/poll.js").Clock} [options.clock]
   */
  constructor({ ask, take, fail, clock = CLOCK }) {
    this.ask = ask;
    this.take = take;
    this.fail = fail;
    this.clock = clock;
    this.isBusy = false;
    this.turn = 0;
    /** @type {unknown} */
    this.timer = null;
  }

  /** Ask a moment later, unless a question is on its way. @param {number} ms */
  soon(ms) {
    if (this.isBusy) return;
    this.isBusy = true;
    this.timer = this.clock.setTimeout(() => void this.#ask(), ms);
  }

  /** Forget what is on its way; the next question need not wait for it. */
  drop() {
    this.turn++;
    this.isBusy = false;
    this.clock.clearTimeout(this.timer);
  }

  async #ask() {
    const turn = this.turn;
    const [answer] = await Promise.allSettled([this.ask()]);
    if (turn !== this.turn) return;
    if (answer.status === "rejected") {
      this.timer = this.clock.setTimeout(() => (this.isBusy = false), AWAY_MS);
      this.fail();
      return;
    }
    this.isBusy = false;
    this.take(answer.value);
  }
}
