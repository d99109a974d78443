/**
 * Waveform pyramids as the server draws them (app/stems/rules/pyramid.py says how they are kept).
 */

const HEADER_BYTES = 32;
const MAGIC = 0x4b504653; // "SFPK", read as a little-endian number

/** @typedef {{hop: number, columns: number, data: Uint8Array}} Level */
/** @typedef {{rate: number, bands: number, levels: Level[]}} Peaks the finest level first */

/**
 * @param {ArrayBuffer} buffer
 * @returns {Peaks}
 * @throws {TypeError} if it is no pyramid that we know.
 */
export function parsePeaks(buffer) {
  if (buffer.byteLength < HEADER_BYTES) throw new TypeError("The waveform is cut short.");
  const view = new DataView(buffer);
  const field = (/** @type {number} */ place) => view.getUint32(place * 4, true);
  if (field(0) !== MAGIC || field(1) !== 1) throw new TypeError("This is no waveform that we know.");
  const [rate, count, factor, bands] = [field(2), field(4), field(5), field(6)];
  /** @type {Level[]} */
  const levels = [];
  let [hop, columns, at] = [field(3), field(7), HEADER_BYTES];
  for (let level = 0; level < count; level++) {
    if (at + columns * bands > buffer.byteLength) throw new TypeError("The waveform is cut short.");
    levels.push({ hop, columns, data: new Uint8Array(buffer, at, columns * bands) });
    at += columns * bands;
    hop *= factor;
    columns = Math.ceil(columns / factor);
  }
  return { rate, bands, levels };
}

/**
 * Return the coarsest level that still has a column for every pixel.
 *
 * @param {Peaks} peaks
 * @param {number} framesPerPixel
 */
export function chooseLevel(peaks, framesPerPixel) {
  const fine = peaks.levels.filter((level) => level.hop <= framesPerPixel);
  return /** @type {Level} */ (fine.at(-1) ?? peaks.levels[0]);
}

/**
 * Return the highest value of one band between two frames, 0..1 of full scale as it is drawn.
 *
 * @param {Level} level
 * @param {number} bands
 * @param {number} band
 * @param {number} start
 * @param {number} end
 */
export function peakBetween(level, bands, band, start, end) {
  const first = Math.max(0, Math.floor(start / level.hop));
  const last = Math.min(level.columns, Math.max(first + 1, Math.ceil(end / level.hop)));
  let highest = 0;
  for (let column = first; column < last; column++) {
    highest = Math.max(highest, level.data[column * bands + band] ?? 0);
  }
  return highest / 255;
}
