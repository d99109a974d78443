/**
 * What the main thread and the audio thread say to each other; a deck is one track's stems there.
 *
 * @typedef {import("../dsp/stem-mixer.js").Loop} Loop
 * @typedef {import("../dsp/stem-mixer.js").Transport} Transport
 * @typedef {import("../dsp/stem-mixer.js").Shape} Shape
 *
 * @typedef {{volume?: number, muted?: boolean, solo?: boolean}} LaneChange
 *
 * @typedef {{type: "open", shape: Shape}
 *   | {type: "close"}
 *   | {type: "take-over", from: number}
 *   | {type: "follow", after: number}
 *   | {type: "page", stem: number, index: number, samples: ArrayBuffer}
 *   | {type: "pin", indices: number[]}
 *   | {type: "reserve", frames: number}
 *   | {type: "play"} | {type: "pause"}
 *   | {type: "seek", frame: number, turn: number}
 *   | {type: "loop", loop: Loop | null}
 *   | {type: "lane", stem: number, change: LaneChange}
 *   | {type: "master", gain: number}
 *   | {type: "level", level: number}} Order what a deck is told
 *
 * @typedef {(Order & {deck: number}) | {type: "record", frames: number} | {type: "end"}} ToDecks
 *
 * @typedef {{type: "place", turn: number, frame: number, time: number, transport: Transport, misses: number}} Place
 * @typedef {{type: "recorded", frame: number, stems: Float32Array[], left: Float32Array, right: Float32Array}} Recording
 * @typedef {Place | {type: "taken-over"} | {type: "dropped", stem: number, index: number}} News what a deck tells
 * @typedef {(News & {deck: number}) | Recording} FromDecks
 */

export {};
