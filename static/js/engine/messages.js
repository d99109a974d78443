/**
 * What the main thread and the deck in the audio thread say to each other.
 *
 * @typedef {import("../dsp/stem-mixer.js").Loop} Loop
 * @typedef {import("../dsp/stem-mixer.js").Transport} Transport
 *
 * @typedef {{volume?: number, muted?: boolean, solo?: boolean}} LaneChange
 *
 * @typedef {{type: "page", stem: number, index: number, samples: ArrayBuffer}
 *   | {type: "pin", indices: number[]}
 *   | {type: "play"} | {type: "pause"} | {type: "end"}
 *   | {type: "seek", frame: number}
 *   | {type: "loop", loop: Loop | null}
 *   | {type: "lane", stem: number, change: LaneChange}
 *   | {type: "master", gain: number}
 *   | {type: "record", frames: number}} ToDeck
 *
 * @typedef {{type: "place", frame: number, time: number, transport: Transport, misses: number}} Place
 * @typedef {{type: "recorded", frame: number, stems: Float32Array[], left: Float32Array, right: Float32Array}} Recording
 * @typedef {Place | Recording | {type: "dropped", stem: number, index: number}} FromDeck
 */

export {};
