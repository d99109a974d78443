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
 * @property {boolean} [can_be_drafted]
 * @property {string} [title]
 * @property {number | null} [remaining_seconds]
 */

export const LIVE = new Set(["queued", "downloading", "processing"]);

/** The newest word on every job, by track; jobs that have no track yet are on their way in. */
export class Work {
  constructor() {
    /** @type {Map<string, Map<string, Job>>} */
    this.tracks = new Map();
    /** @type {Map<string, Job>} */
    this.incoming = new Map();
    /** @type {Set<string>} */
    this.ended = new Set();
  }

  /**
   * @param {Job} job
   * @returns {boolean} whether a track's rows have to be asked for again
   */
  take(job) {
    const ended = !LIVE.has(job.state);
    // Jobs only go forward: what still calls one live was asked before it ended, and came later.
    if (ended) this.ended.add(job.job_id);
    else if (this.ended.has(job.job_id)) return false;
    if (job.stage === "import") {
      if (job.state === "completed" || job.state === "cancelled") this.incoming.delete(job.job_id);
      else this.incoming.set(job.job_id, { ...this.incoming.get(job.job_id), ...job });
      return job.state === "completed";
    }
    if (job.stage === "gather") {
      // While links are looked up there is nothing to show of them; what went wrong can be tried again.
      if (job.state === "failed" && job.title) this.incoming.set(job.job_id, job);
      else this.incoming.delete(job.job_id);
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
   * Take what the server says of a track now. It names one job, the one that tells most: while that
   * is live, there may be others, which are known from what was heard.
   * @param {{id: string, work?: Job | null}} track
   */
  learn(track) {
    const job = track.work;
    const isLive = !!job && LIVE.has(job.state) && !this.ended.has(job.job_id);
    const jobs = new Map(isLive ? this.liveOf(track.id).map((one) => [one.job_id, one]) : []);
    if (job && (isLive || job.state === "failed")) jobs.set(job.job_id, { ...jobs.get(job.job_id), ...job });
    this.tracks.set(track.id, jobs);
  }

  /**
   * What is being done to a track now, furthest from its end first; what waits comes last.
   * @param {string} trackId
   * @returns {Job[]}
   */
  liveOf(trackId) {
    const jobs = [...(this.tracks.get(trackId)?.values() ?? [])].filter((job) => LIVE.has(job.state));
    const waits = (/** @type {Job} */ job) => Number(job.state === "queued");
    return jobs.sort((a, b) => waits(a) - waits(b) || a.progress - b.progress);
  }

  /**
   * The job that a track's row speaks of: what is furthest from its end, else what has failed.
   * @param {string} trackId
   * @returns {Job | undefined}
   */
  ofTrack(trackId) {
    return this.liveOf(trackId)[0] ?? this.tracks.get(trackId)?.values().next().value;
  }
}
