/**
 * Waveforms that still grow: their columns are fetched once each, as the music is written.
 */

import { columnsIn, join, news } from "../dsp/spans.js";
import { GrowingPeaks, HOP } from "./growing.js";

/** @typedef {import("../dsp/spans.js").Span} Span */

/** @typedef {{frames: number, rate: number}} Shape */

const MOST = 16;

export class Nursery {
  /**
   * @param {(address: string, frames: Span) => void} grown called when columns came
   * @param {typeof fetch} [ask]
   */
  constructor(grown, ask = (...all) => fetch(...all)) {
    this.grown = grown;
    this.ask = ask;
    /** @type {Map<string, GrowingPeaks>} by the address of their columns */
    this.growing = new Map();
  }

  /** Return a waveform, empty at first. @param {string} address @param {Shape} shape */
  peaks(address, shape) {
    const known = this.growing.get(address);
    if (known?.frames === shape.frames) return known.peaks;
    const fresh = new GrowingPeaks(shape);
    this.growing.set(address, fresh);
    if (this.growing.size > MOST) this.growing.delete(/** @type {string} */ (this.growing.keys().next().value));
    return fresh.peaks;
  }

  /** Fetch what is new. @param {string} address @param {Span[]} spans in frames */
  async follow(address, spans) {
    const one = this.growing.get(address);
    if (!one) return;
    const written = columnsIn(spans, { hop: HOP, frames: one.frames });
    const fresh = news(written, one.known);
    one.known = join([...one.known, ...fresh]);
    await Promise.all(fresh.map((span) => this.#fetch(address, one, span)));
  }

  /** @param {string} address */
  forget(address) {
    this.growing.delete(address);
  }

  /** @param {string} address @param {GrowingPeaks} one @param {Span} span in columns */
  async #fetch(address, one, [start, end]) {
    try {
      const answer = await this.ask(`${address}?start=${start}&end=${end}`, { cache: "no-store" });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      one.fill(start, new Uint8Array(await answer.arrayBuffer()));
      this.grown(address, [start * HOP, end * HOP]);
    } catch {
      one.known = one.known.flatMap((span) => news([span], [[start, end]])); // with the next news
    }
  }
}
