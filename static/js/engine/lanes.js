/**
 * What a listener has set on one set of stems, carried over to another of the same track.
 */

/** @typedef {import("./manifest.js").StemInfo} StemInfo */
/** @typedef {import("./deck.js").Lane} Lane */

/** @returns {Lane} */
export function freshLane() {
  return { volume: 1, muted: false, solo: false };
}

/**
 * Return the lanes of `to`: a stem keeps what was set on its like, and stems of the mix what was set
 * on the mix.
 *
 * @param {StemInfo[]} from
 * @param {Lane[]} lanes
 * @param {StemInfo[]} to
 * @returns {Lane[]}
 */
export function carryLanes(from, lanes, to) {
  const kept = new Map(from.map((stem, place) => [nameOf(stem), lanes[place]]));
  const mix = kept.get("mix ");
  return to.map((stem) => ({ ...freshLane(), ...(kept.get(nameOf(stem)) ?? (mix && { ...mix, solo: false })) }));
}

/** @param {StemInfo} stem */
function nameOf({ type, label }) {
  return type === "mix" ? "mix " : `${type} ${label}`;
}
