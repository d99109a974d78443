/**
 * The deck in the audio thread: it plays what the mixer mixes, and says where it is.
 *
 * Every 16 quanta it posts its place; the main thread extrapolates between.  `record` mirrors what
 * each stem and the sum sounded like, for tests and for meters to come.
 */

import { StemMixer } from "../dsp/stem-mixer.js";

/** @typedef {import("../engine/messages.js").ToDeck} ToDeck */
/** @typedef {import("../engine/messages.js").FromDeck} FromDeck */

const EVERY_QUANTA = 16;

class DeckProcessor extends AudioWorkletProcessor {
  /** @param {AudioWorkletNodeOptions} options */
  constructor(options) {
    super(options);
    this.mixer = new StemMixer(/** @type {any} */ (options.processorOptions));
    this.quanta = 0;
    this.alive = true;
    this.last = "";
    /** @type {{stems: Float32Array[], left: Float32Array, right: Float32Array, at: number, first: number} | null} */
    this.tape = null;
    this.port.onmessage = ({ data }) => this.#obey(data);
  }

  /** @param {Float32Array[][]} _inputs @param {Float32Array[][]} outputs */
  process(_inputs, outputs) {
    const [left, right] = outputs[0] ?? [];
    if (!left || !right) return this.alive;
    const { transport, jumpTo, position } = this.mixer;
    if (this.tape && this.tape.first < 0 && transport === "playing" && jumpTo === null) this.tape.first = position;
    this.mixer.process(left, right, left.length);
    this.#record(left, right);
    if (this.quanta++ % EVERY_QUANTA === 0 || this.mixer.transport !== this.last) this.#tell();
    return this.alive;
  }

  #tell() {
    const { position, transport, misses } = this.mixer;
    this.last = transport;
    this.#post({ type: "place", frame: position, time: currentTime, transport, misses });
  }

  /** @param {Float32Array} left @param {Float32Array} right */
  #record(left, right) {
    const tape = this.tape;
    if (!tape || tape.first < 0) return;
    const room = Math.min(left.length, tape.left.length - tape.at);
    for (let n = 0; n < room; n++) {
      tape.left[tape.at + n] = /** @type {number} */ (left[n]);
      tape.right[tape.at + n] = /** @type {number} */ (right[n]);
    }
    tape.at += room;
    if (tape.at < tape.left.length) return;
    this.mixer.tap = null;
    this.tape = null;
    this.#post({ type: "recorded", frame: tape.first, stems: tape.stems, left: tape.left, right: tape.right });
  }

  /** @param {ToDeck} order */
  #obey(order) {
    const { mixer } = this;
    switch (order.type) {
      case "page": {
        const gone = mixer.sources[order.stem]?.put(order.index, new Int16Array(order.samples)) ?? -1;
        if (gone >= 0) this.#post({ type: "dropped", stem: order.stem, index: gone });
        return;
      }
      case "pin":
        for (const source of mixer.sources) source.pin(order.indices);
        return;
      case "play":
        mixer.play();
        return;
      case "pause":
        mixer.pause();
        return;
      case "seek":
        mixer.seek(order.frame);
        this.#tell();
        return;
      case "loop":
        mixer.setLoop(order.loop);
        return;
      case "lane":
        mixer.setLane(order.stem, order.change);
        return;
      case "master":
        mixer.setMaster(order.gain);
        return;
      case "record":
        this.#startTape(order.frames);
        return;
      case "end":
        this.alive = false;
    }
  }

  /** @param {number} frames */
  #startTape(frames) {
    const stems = this.mixer.sources.map(() => new Float32Array(frames));
    const tape = { stems, left: new Float32Array(frames), right: new Float32Array(frames), at: 0, first: -1 };
    this.tape = tape;
    this.mixer.tap = (stem, left, _right, count, offset) => {
      const to = stems[stem];
      for (let n = 0; to && tape.first >= 0 && n < count; n++) to[tape.at + offset + n] = /** @type {number} */ (left[n]);
    };
  }

  /** @param {FromDeck} message */
  #post(message) {
    this.port.postMessage(message);
  }
}

registerProcessor("sfa-deck", DeckProcessor);
