/**
 * The decks in the audio thread: they play what their mixers mix, and say where they are.
 *
 * Every 16 quanta the one that sounds posts its place; the main thread extrapolates between.
 * `record` mirrors what each stem and the sum sounded like, for tests and for meters to come.
 */

import { DeckRack } from "../dsp/deck-rack.js";

/** @typedef {import("../engine/messages.js").ToDecks} ToDecks */
/** @typedef {import("../engine/messages.js").FromDecks} FromDecks */
/** @typedef {import("../dsp/stem-mixer.js").StemMixer} StemMixer */

const EVERY_QUANTA = 16;

class DeckProcessor extends AudioWorkletProcessor {
  /** @param {AudioWorkletNodeOptions} options */
  constructor(options) {
    super(options);
    this.rack = new DeckRack(sampleRate);
    this.quanta = 0;
    this.alive = true;
    this.last = "";
    /** @type {Map<number, number>} the seek that each deck heard last */
    this.turns = new Map();
    /** @type {{mixer: StemMixer, stems: Float32Array[], left: Float32Array, right: Float32Array, at: number, first: number} | null} */
    this.tape = null;
    this.port.onmessage = ({ data }) => this.#obey(data);
  }

  /** @param {Float32Array[][]} _inputs @param {Float32Array[][]} outputs */
  process(_inputs, outputs) {
    const [left, right] = outputs[0] ?? [];
    const { rack } = this;
    if (!left || !right) return this.alive;
    this.#startTape();
    if (rack.process(left, right, left.length)) this.#greet(rack.current);
    this.#record(left, right);
    const { mixer } = rack;
    if (mixer && (this.quanta++ % EVERY_QUANTA === 0 || mixer.transport !== this.last)) this.#tell(mixer);
    return this.alive;
  }

  /** Another deck sounds now. @param {number} deck */
  #greet(deck) {
    this.#post({ type: "taken-over", deck });
    this.last = "";
  }

  /** @param {StemMixer} mixer */
  #tell(mixer) {
    const { position, jumpTo, transport, misses } = mixer;
    const { current: deck, next } = this.rack;
    if (transport === "ended" && next?.after === deck) return; // another goes on in a moment
    this.last = transport;
    const turn = this.turns.get(deck) ?? 0;
    this.#post({ type: "place", deck, turn, frame: jumpTo ?? position, time: currentTime, transport, misses });
  }

  #startTape() {
    const { tape, rack } = this;
    const { mixer } = rack;
    if (!tape || tape.first >= 0 || !mixer || mixer.transport !== "playing" || mixer.jumpTo !== null) return;
    tape.first = mixer.position;
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
    tape.mixer.tap = null;
    this.tape = null;
    this.#post({ type: "recorded", frame: tape.first, stems: tape.stems, left: tape.left, right: tape.right });
  }

  /** @param {ToDecks} order */
  #obey(order) {
    const { rack } = this;
    if (order.type === "end") {
      this.alive = false;
      return;
    }
    if (order.type === "record") {
      if (rack.mixer) this.#layTape(rack.mixer, order.frames);
      return;
    }
    if (order.type === "open") rack.open(order.deck, order.shape);
    else if (order.type === "close") this.#close(order.deck);
    else if (order.type === "take-over") rack.takeOver(order.deck, order.from);
    else if (order.type === "follow") rack.follow(order.deck, order.after);
    const mixer = rack.mixers.get(order.deck);
    if (mixer) this.#turn(mixer, order);
  }

  /** @param {StemMixer} mixer @param {import("../engine/messages.js").Order & {deck: number}} order */
  #turn(mixer, order) {
    switch (order.type) {
      case "page":
        this.#keep(mixer, order);
        return;
      case "pin":
        for (const source of mixer.sources) source.pin(order.indices);
        return;
      case "reserve":
        mixer.setReserve(order.frames);
        return;
      case "play":
        mixer.play();
        return;
      case "pause":
        mixer.pause();
        return;
      case "seek":
        mixer.seek(order.frame);
        this.turns.set(order.deck, order.turn);
        if (mixer === this.rack.mixer) this.#tell(mixer);
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
      case "level":
        mixer.setLevel(order.level);
    }
  }

  /** @param {number} deck */
  #close(deck) {
    this.rack.close(deck);
    this.turns.delete(deck);
  }

  /** @param {StemMixer} mixer @param {{deck: number, stem: number, index: number, samples: ArrayBuffer}} page */
  #keep(mixer, { deck, stem, index, samples }) {
    const gone = mixer.sources[stem]?.put(index, new Int16Array(samples)) ?? -1;
    if (gone >= 0) this.#post({ type: "dropped", deck, stem, index: gone });
  }

  /** @param {StemMixer} mixer @param {number} frames */
  #layTape(mixer, frames) {
    const stems = mixer.sources.map(() => new Float32Array(frames));
    const tape = { mixer, stems, left: new Float32Array(frames), right: new Float32Array(frames), at: 0, first: -1 };
    this.tape = tape;
    mixer.tap = (stem, left, _right, count, offset) => {
      const to = stems[stem];
      for (let n = 0; to && tape.first >= 0 && n < count && tape.at + offset + n < frames; n++) {
        to[tape.at + offset + n] = /** @type {number} */ (left[n]);
      }
    };
  }

  /** @param {FromDecks} message */
  #post(message) {
    this.port.postMessage(message);
  }
}

registerProcessor("sfa-deck", DeckProcessor);
