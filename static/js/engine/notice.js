/**
 * The one thing that a listener should know about stems on their way.
 */

/** @typedef {import("./live-feed.js").LiveFeed} LiveFeed */
/**
 * @typedef {{kind: "making", fraction: number}
 *   | {kind: "waiting" | "next", seconds: number | null}
 *   | {kind: "away" | "offer" | "changing" | "lostMix" | "lostEarlier"}} Notice
 *
 * @typedef {object} Situation
 * @property {LiveFeed | null} feed of the stems that are loaded
 * @property {number} frame
 * @property {number} reserve frames that are there before music goes on
 * @property {boolean} [isAway] the studio does not answer
 * @property {boolean} isWaiting
 * @property {boolean} isSought somebody went to a part that is not made
 * @property {boolean} isOffered
 * @property {boolean} isChanging
 * @property {"" | "lostMix" | "lostEarlier"} lost
 */

/** @param {Situation} situation @returns {Notice | null} */
export function noticeOf({ feed, isAway = false, frame, reserve, isWaiting, isSought, isOffered, isChanging, lost }) {
  if (isAway) return { kind: "away" };
  if (feed?.isMaking) {
    if (isSought || isWaiting) {
      return { kind: isSought ? "next" : "waiting", seconds: feed.secondsUntil(frame, reserve) };
    }
    return { kind: "making", fraction: feed.fraction };
  }
  if (isOffered) return { kind: isChanging ? "changing" : "offer" };
  return lost ? { kind: lost } : null;
}
