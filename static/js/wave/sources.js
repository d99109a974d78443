/**
 * What the waveforms of a deck are drawn from.
 */

/** @typedef {import("../engine/deck.js").Deck} Deck */

/** @param {import("../engine/manifest.js").StemInfo} stem @returns {import("./gallery.js").Source} */
export function sourceOf({ waveform_url: address, columns_url: columns = null }) {
  return { address, columns };
}

/** Return what is there of a deck's music, null where it is all. @param {Deck | null} deck @returns {import("./gallery.js").Written | null} */
export function writtenOf(deck) {
  if (!deck?.feed || deck.feed.state === "done") return null;
  const { frames, rate_hz: rate } = deck.manifest;
  return { spans: deck.feed.spans, frames, rate };
}
