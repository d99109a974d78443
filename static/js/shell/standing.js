// How a track stands, and what can be done about it.

import { LIVE } from "./live.js";

/** @typedef {import("./live.js").Job} Job */

/** Whether the audio of a track is there. @param {Record<string, any>} track */
export function hasAudio(track) {
  return track.has_audio !== false;
}

/**
 * @param {Record<string, any>} track @param {Job} [job] the job that tells most about it
 * @returns {"working" | "failed" | "absent" | "cancelled" | "ready" | ""}
 */
export function standingOf(track, job) {
  if (job) return LIVE.has(job.state) ? "working" : "failed";
  if (!hasAudio(track)) return "absent";
  if (track.work?.state === "cancelled") return "cancelled";
  return track.work || track.loudness_lufs != null ? "ready" : "";
}

/**
 * Return what can be done with a track, in the order of the buttons.
 * @param {Record<string, any>} track @param {Job} [job]
 */
export function actsFor(track, job) {
  const standing = standingOf(track, job);
  const isDownload = job?.stage === "download";
  const wants = !hasAudio(track) && standing !== "working" && !isDownload;
  return [
    hasAudio(track) && "play",
    wants && "download",
    standing === "working" && "cancel",
    standing === "failed" && !wants && "retry",
    job?.can_be_drafted && "draft",
    "delete",
  ].filter((act) => typeof act === "string");
}

/** What a job says of itself beside its share: bytes, while something is fetched. @param {Job} job */
export function detailOf(job) {
  return job.stage === "download" && LIVE.has(job.state) && job.state !== "queued" ? (job.phase ?? "") : "";
}
