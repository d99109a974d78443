// How a track stands, what is being done to it, and the buttons that do something.

import { Work } from "../shell/live.js";
import { icon, iconButton, make } from "../shell/make.js";
import { actsFor, detailOf, standingOf } from "../shell/standing.js";
import { left } from "../shell/words.js";

/** @typedef {import("../shell/live.js").Job} Job */
/** @typedef {Record<string, any>} Row */

/** More than three bars are higher than a row. */
const MOST_BARS = 3;

/** @type {Record<string, string>} */
const SIGNS = {
  play: "play_arrow",
  download: "download",
  cancel: "cancel",
  retry: "refresh",
  draft: "bolt",
  delete: "delete_outline",
  more: "more_vert",
};
/** What a button does something to, beside the track. */
const OF_JOBS = new Set(["cancel", "retry", "draft"]);

export class Acts {
  constructor() {
    this.work = new Work();
    /** @type {Record<string, string>} */
    this.words = {};
  }

  /** @param {Row} track @returns {Job | undefined} */
  jobOf(track) {
    return this.work.ofTrack(track.id);
  }

  /** @param {Row} track */
  stateOf(track) {
    const job = this.jobOf(track);
    const standing = standingOf(track, job);
    if (standing === "working") return this.workOf(track);
    if (standing !== "failed") return make("span", "state", make("span", "muted", this.saidOf(standing)));
    const said = make("span", "state failed", icon("error"), make("span", "", job?.error || this.words.failed));
    said.title = job?.error ?? "";
    return said;
  }

  /** @param {string} standing */
  saidOf(standing) {
    const { words } = this;
    return { absent: words.absent, cancelled: words.cancelled, ready: words.ready }[standing] ?? "";
  }

  /** What is being done to a track: words of the job furthest from its end, and a bar for each. @param {Row} track */
  workOf(track) {
    const [job, ...others] = this.work.liveOf(track.id);
    if (!job) return "";
    const label = others.length ? `${job.label} +${others.length}` : job.label;
    const bars = make("span", "bars", ...[job, ...others].slice(0, MOST_BARS).map((one) => barOf(one, track)));
    const more = [detailOf(job), left(job.remaining_seconds, this.words)].filter(Boolean).join(" · ");
    const said = make("span", "state-left number muted", more);
    const state = make("span", "state works", make("span", "state-label", label), make("span", "number muted", this.howFar(job)), said, bars);
    state.title = [job, ...others].map((one) => [`${one.label}: ${this.howFar(one)}`, detailOf(one)].filter(Boolean).join(" · ")).join("\n");
    return make("span", "state-cell", state);
  }

  /** @param {Job} job */
  howFar(job) {
    return job.state === "queued" ? (this.words.queued ?? "") : `${Math.round(100 * job.progress)} %`;
  }

  /** @param {Row} track */
  actsOf(track) {
    const job = this.jobOf(track);
    const acts = [...actsFor(track, job), "more"];
    return make("span", "acts", ...acts.map((does) => this.button(does, track, OF_JOBS.has(does) ? job : undefined)));
  }

  /** @param {string} does @param {Row} track @param {Job} [job] */
  button(does, track, job) {
    const button = iconButton(`${this.words[does]} ${track.title}`, SIGNS[does] ?? "");
    button.title = this.words[does] ?? "";
    button.dataset.act = does;
    if (does === "play") button.dataset.preview = track.id;
    if (does === "more") button.setAttribute("aria-haspopup", "menu");
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      if (does === "more") ask(button, track);
      else act(button, does, track, job);
    });
    return button;
  }
}

/** @param {any} from @param {string} does @param {Row} track @param {Job} [job] */
export function act(from, does, track, job) {
  const detail = { act: does, track_id: track.id, job_id: job?.job_id ?? null, title: track.title };
  from.dispatchEvent(new CustomEvent("sfa:act", { bubbles: true, detail }));
}

/** Open the menu of a track. @param {HTMLElement} from @param {Row} track */
export function ask(from, track) {
  from.dispatchEvent(new CustomEvent("sfa:row-menu", { bubbles: true, detail: { track, from } }));
}

/** @param {Job} job @param {Row} track */
function barOf(job, track) {
  const share = Math.round(100 * job.progress);
  const bar = make("span", "bar", Object.assign(make("span", ""), { style: `width: ${share}%` }));
  bar.setAttribute("role", "progressbar");
  bar.setAttribute("aria-valuenow", String(share));
  bar.setAttribute("aria-label", `${job.label} ${track.title}`);
  return bar;
}
