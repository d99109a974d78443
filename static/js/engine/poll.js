/**
 * Asks again and again, one question at a time, until it is told to stop.
 *
 * Where nobody looks it asks less often, and where nobody answers, ever less.
 */

const HIDDEN_FACTOR = 4;
const LONGEST_MS = 15_000;

/** @typedef {{setTimeout: (act: () => void, ms: number) => unknown, clearTimeout: (timer: any) => void, isHidden: () => boolean}} Clock */

/** @type {Clock} */
export const CLOCK = {
  setTimeout: (act, ms) => setTimeout(act, ms),
  clearTimeout: (timer) => clearTimeout(timer),
  isHidden: () => globalThis.document?.hidden ?? false,
};

export class Poll {
  /**
   * @param {object} options
   * @param {(signal: AbortSignal) => Promise<boolean>} options.ask says whether to go on; may throw
   * @param {() => number} options.pace ms between an answer and the next question
   * @param {Clock} [options.clock]
   */
  constructor({ ask, pace, clock = CLOCK }) {
    this.ask = ask;
    this.pace = pace;
    this.clock = clock;
    this.failures = 0;
    this.stopped = new AbortController();
    /** @type {unknown} */
    this.timer = null;
    this.asking = false;
  }

  start() {
    void this.#turn();
    return this;
  }

  stop() {
    this.stopped.abort();
    this.clock.clearTimeout(this.timer);
  }

  /** Ask now, not later. */
  hurry() {
    if (this.asking || this.stopped.signal.aborted) return;
    this.clock.clearTimeout(this.timer);
    void this.#turn();
  }

  async #turn() {
    const { signal } = this.stopped;
    this.asking = true;
    try {
      const goesOn = await this.ask(signal);
      this.failures = 0;
      if (!goesOn) this.stop();
    } catch {
      this.failures += 1;
    } finally {
      this.asking = false;
    }
    if (signal.aborted) return;
    this.timer = this.clock.setTimeout(() => void this.#turn(), this.#wait());
  }

  #wait() {
    const base = this.pace() * (this.clock.isHidden() ? HIDDEN_FACTOR : 1);
    return Math.min(base * 2 ** this.failures, LONGEST_MS);
  }
}

/**
 * Return what lies at an address now.
 *
 * @param {string} address
 * @param {AbortSignal} signal
 * @param {typeof fetch} [ask]
 */
export async function readJson(address, signal, ask = (...all) => fetch(...all)) {
  const answer = await ask(address, { signal, cache: "no-store", headers: { accept: "application/json" } });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}
