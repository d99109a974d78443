/**
 * Where decks sound: an AudioContext at the rate of their music, with one audio thread for them all.
 *
 * There is one, but for a moment in which music at one rate takes over from music at another.
 */

/** @typedef {import("./messages.js").Order} Order */
/** @typedef {import("./messages.js").News} News */
/** @typedef {import("./messages.js").FromDecks} FromDecks */
/** @typedef {import("./messages.js").Recording} Recording */

/** Longer than any fade, shorter than a battery notices. */
const REST_MS = 20_000;

/** How quickly the music makes room for something else, and comes back. */
const DUCK_SECONDS = 0.08;

/** @type {Map<number, Promise<Output>>} by rate */
const opened = new Map();

/** Say whether this page can play stems: browsers allow worklets on secure origins only. */
export function canPlay() {
  return globalThis.isSecureContext && "AudioWorkletNode" in globalThis;
}

/**
 * Return the output for music at `rate`, with the decks' code in it.
 *
 * @param {number} rate in Hz
 * @param {string} worklet the address of the decks' code
 * @returns {Promise<Output>}
 */
export async function openOutput(rate, worklet) {
  const known = await opened.get(rate);
  if (known && known.context.state !== "closed") return known;
  const opening = Output.open(rate, worklet);
  opened.set(rate, opening);
  opening.catch(() => opened.delete(rate));
  return opening;
}

export class Output {
  /** @param {AudioContext} context */
  constructor(context) {
    this.context = context;
    this.node = new AudioWorkletNode(context, "sfa-deck", { numberOfInputs: 0, outputChannelCount: [2] });
    this.node.port.onmessage = ({ data }) => this.#hear(data);
    this.fader = new GainNode(context);
    this.node.connect(this.fader).connect(context.destination);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
    /** @type {Map<number, (news: News) => void>} */
    this.decks = new Map();
    this.count = 0;
    /** @type {((recording: Recording) => void) | null} */
    this.heard = null;
  }

  /** @param {number} rate @param {string} worklet */
  static async open(rate, worklet) {
    const context = new AudioContext({ sampleRate: rate, latencyHint: "interactive" });
    await context.audioWorklet.addModule(worklet);
    return new Output(context);
  }

  get rate() {
    return this.context.sampleRate;
  }

  /** Return a number for a new deck, whose news are heard from now on. @param {(news: News) => void} hear */
  admit(hear) {
    const deck = this.count++;
    this.decks.set(deck, hear);
    return deck;
  }

  /** @param {number} deck @param {Order} order @param {Transferable[]} [given] */
  send(deck, order, given = []) {
    if (this.decks.has(deck)) this.node.port.postMessage({ ...order, deck }, given);
  }

  /** @param {number} deck */
  dismiss(deck) {
    this.send(deck, { type: "close" });
    this.decks.delete(deck);
  }

  /** Mirror what is played from now on, whichever deck it is. @param {number} frames @returns {Promise<Recording>} */
  record(frames) {
    this.node.port.postMessage({ type: "record", frames });
    return new Promise((resolve) => {
      this.heard = resolve;
    });
  }

  /** Let go of the audio thread if nothing sounds here any more; the next track may need another rate. */
  async retire() {
    if (this.decks.size || this.context.state === "closed") return;
    opened.delete(this.rate);
    this.stay();
    this.leave();
    await this.context.close();
  }

  /** Let sound out; browsers want a touch or a key before. */
  async wake() {
    const { context } = this;
    if (context.state === "running") return;
    const unlock = () => void context.resume();
    const touches = ["pointerdown", "keydown"];
    for (const touch of touches) addEventListener(touch, unlock, { once: true, capture: true });
    await context.resume();
    for (const touch of touches) removeEventListener(touch, unlock, { capture: true });
  }

  /** Let the audio thread sleep when nothing has sounded for a while. */
  rest() {
    const { context } = this;
    this.stay();
    this.resting = setTimeout(() => context.state === "running" && void context.suspend(), REST_MS);
  }

  /** Stay awake. */
  stay() {
    clearTimeout(this.resting);
  }

  /** Play at this share of the loudness, from now on. @param {number} gain */
  duck(gain) {
    this.fader.gain.setTargetAtTime(gain, this.context.currentTime, DUCK_SECONDS);
  }

  /** Return another output beside this one, for what is played over it. */
  beside() {
    return new Output(this.context);
  }

  /** Let go of an output beside another: the audio thread goes on. */
  leave() {
    this.node.port.onmessage = null;
    this.node.port.postMessage({ type: "end" });
    this.node.disconnect();
    this.fader.disconnect();
  }

  /** @param {FromDecks} news */
  #hear(news) {
    if (news.type === "recorded") this.heard?.(news);
    else this.decks.get(news.deck)?.(news);
  }
}
