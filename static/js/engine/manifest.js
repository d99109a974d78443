/**
 * What the server says of a track: see `PlayerView` in app/api/v1/sound.py.
 */

/**
 * @typedef {object} StemInfo
 * @property {string} id
 * @property {string} type
 * @property {string} label
 * @property {string} letter
 * @property {string} colour the token's name
 * @property {boolean} is_draft
 * @property {string} pages_url
 * @property {string} waveform_url
 */

/**
 * @typedef {object} Manifest
 * @property {string} track_id
 * @property {string} title
 * @property {string | null} artist
 * @property {number} duration_seconds
 * @property {number} rate_hz
 * @property {number} frames
 * @property {number} channels
 * @property {number} page_frames
 * @property {number} gain_db
 * @property {boolean} is_draft
 * @property {StemInfo[]} stems
 * @property {number[]} beats_seconds
 * @property {number[]} downbeats_seconds
 * @property {{label: string, start_seconds: number, end_seconds: number}[]} sections
 * @property {{label: string, position_seconds: number, colour: string}[]} cues
 */

export {};
