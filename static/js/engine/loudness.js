/**
 * How loud a track is played: as its analysis says, so that one is as loud as the other, or as it is.
 */

/** @typedef {"track" | "off"} Matching */

/**
 * Return the gain of a track; it is never so high that its highest peak would clip.
 *
 * @param {{gain_db: number, peak_db?: number | null}} manifest
 * @param {Matching} matching
 */
export function levelOf({ gain_db: gain, peak_db: peak }, matching) {
  if (matching === "off") return 1;
  const room = peak == null ? gain : Math.min(gain, -peak);
  return 10 ** (room / 20);
}
