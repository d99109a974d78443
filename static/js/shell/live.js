// What is known of running work, laid over the rows that the server answered.

/**
 * @typedef {object} Job
 * @property {string} job_id
 * @property {string | null} track_id
 * @property {string} stage
 * @property {string} label
 * @property {string} state
 * @property {number} progress
 * @property {string} phase
 * @property {string | null} error
 * @property {string} [title]
 */

export const LIVE = new Set(["queued", "downloading", "processing"]);

/** The newest word on every job, by track; jobs that have no track yet are on their way in. */
export class Work {
  constructor() {
    /** @type {Map<string, Map<string, Job>>} */
    this.tracks = new Map();
    /** @type {Map<string, Job>} */
    this.incoming = new Map();
  }

  /**
   * @param {Job} job
   * @returns {boolean} whether a track's rows have to be asked for again
   */
  take(job) {
    const ended = !LIVE.has(job.state);
    if (job.stage === "import") {
      if (job.state === "completed" || job.state === "cancelled") this.incoming.delete(job.job_id);
      else this.incoming.set(job.job_id, { ...this.incoming.get(job.job_id), ...job });
      return job.state === "completed";
    }
    if (!job.track_id) return false;
    const jobs = this.tracks.get(job.track_id) ?? new Map();
    if (job.state === "completed" || job.state === "cancelled") jobs.delete(job.job_id);
    else jobs.set(job.job_id, { ...jobs.get(job.job_id), ...job });
    this.tracks.set(job.track_id, jobs);
    return ended;
  }

  /**
   * Forget what was said about a track, for what the server says of it now.
   * @param {{id: string, work?: Job | null}} track
   */
  learn(track) {
    const jobs = new Map();
    const job = track.work;
    if (job && (LIVE.has(job.state) || job.state === "failed")) jobs.set(job.job_id, job);
    this.tracks.set(track.id, jobs);
  }

  /**
   * The job that a track's row shows: one that works before one that waits, and a failure last.
   * @param {string} trackId
   * @returns {Job | undefined}
   */
  ofTrack(trackId) {
    const rank = (/** @type {Job} */ job) =>
      ["processing", "downloading", "queued", "failed"].indexOf(job.state);
    return [...(this.tracks.get(trackId)?.values() ?? [])].sort((a, b) => rank(a) - rank(b))[0];
  }
}
