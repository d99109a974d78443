/**
 * What the server says of a track: see `PlayerView` of app/api/v1.
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
 * @property {string | null} [columns_url] the waveform as far as it is made
 */

/**
 * @typedef {object} Manifest
 * @property {string} track_id
 * @property {string | null} separation_id null for the mix
 * @property {string} title
 * @property {string | null} artist
 * @property {number} duration_seconds
 * @property {number} rate_hz
 * @property {number} frames
 * @property {number} channels
 * @property {number} page_frames
 * @property {number} gain_db
 * @property {number | null} [peak_db]
 * @property {string | null} [album]
 * @property {string | null} [artwork_url]
 * @property {string | null} [spotify_id]
 * @property {number} [highlight_seconds] where it is loudest, or drops
 * @property {boolean} is_draft
 * @property {boolean} [is_pending] whether its stems are still made
 * @property {string | null} [live_url] tells how far they are
 * @property {string | null} [wish_url] takes which part to make next
 * @property {string | null} [coming_url] tells of a newer separation that is on its way
 * @property {StemInfo[]} stems
 * @property {number[]} beats_seconds
 * @property {number[]} downbeats_seconds
 * @property {{label: string, name?: string | null, start_seconds: number, end_seconds: number, colour?: string | null}[]} sections
 * @property {{label: string, position_seconds: number, colour: string}[]} cues
 */

/** A proxy says so while the studio itself is away. */
const AWAY = new Set([502, 503, 504]);

/**
 * Ask for the description of a track.
 *
 * @param {string} address
 * @param {typeof fetch} [ask]
 * @returns {Promise<Manifest>}
 * @throws {Error} with the status, if the server refuses, or `away`, if nobody answers
 */
export async function readManifest(address, ask = (...all) => fetch(...all)) {
  const answer = await ask(address, { headers: { accept: "application/json" } }).catch(() => null);
  if (!answer || AWAY.has(answer.status)) throw new Error("away");
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}

/** Return the address of a track's best, whatever separation an address is of. @param {string} address */
export function plainAddress(address) {
  return address.split("?")[0] ?? address;
}

/** Return the address of one separation of a track. @param {string} address of any of them @param {string} separation */
export function addressOf(address, separation) {
  return `${plainAddress(address)}?separation=${separation}`;
}

/** Say whether a track is described as it was imported, without stems. @param {Manifest} manifest */
export function isMix(manifest) {
  return manifest.separation_id === null;
}
