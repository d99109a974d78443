// The cells of the table of tracks. Everything a person wrote goes in as text, never as HTML.

import { Work } from "./live.js";
import { hasLinks, leaveOut } from "./pasted.js";
import { boxOf, Selection, showSelection } from "./selection.js";
import { actsFor, detailOf, standingOf } from "./standing.js";
import { clock, day, hueOfKey, left, quantity } from "./words.js";

/** @typedef {import("./live.js").Job} Job */
/** @typedef {Record<string, any>} Row */
/** @typedef {{data?: Row, column?: {colId: string}, event?: KeyboardEvent, api?: any}} Cell */

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
};
/** What a button does something to, beside the track. */
const OF_JOBS = new Set(["cancel", "retry", "draft"]);

const work = new Work();
/** @type {any} */
let grid = null;
/** @type {Record<string, string>} */
let words = {};
let address = "";
let query = "";
/** @type {(total: number) => void} */
let counted = () => {};
/** How the table is ordered. @type {{colId: string, sort: string} | undefined} */
let order;

export const cells = {
  work,
  selection: new Selection(),

  /** @param {{words: Record<string, string>, address: string, query: string, counted: (total: number) => void}} given */
  prepare(given) {
    ({ words, address, query, counted } = given);
    if (grid?.isDestroyed()) grid = null;
  },

  /** @param {any} api */
  connect(api) {
    grid = api;
    api.setGridOption("datasource", { getRows: fetchRows });
  },

  /** @param {string} text */
  search(text) {
    query = text;
    if (grid && !grid.isDestroyed()) grid.purgeInfiniteCache();
  },

  refresh() {
    if (grid && !grid.isDestroyed()) grid.refreshInfiniteCache();
  },

  /** @param {string} trackId */
  redraw(trackId) {
    if (!grid || grid.isDestroyed()) return;
    const node = grid.getRowNode(trackId);
    if (node) grid.refreshCells({ rowNodes: [node], columns: ["state", "acts"], force: true });
  },

  /** Give the keys to the first row that is in sight. */
  enter() {
    if (!grid || grid.isDestroyed()) return;
    const first = grid.getFirstDisplayedRowIndex();
    if (first >= 0) grid.setFocusedCell(first, "title");
  },

  /** @param {Cell} cell */
  pressed({ data, event }) {
    if (!data || !event) return;
    if (event.key === "Enter") act(event.target, "open", data);
    if (event.key === "Delete") act(event.target, "delete", data);
  },

  ask,
  askIds,
  demo,
  clock,
  howFar,
  hasLinks,
  leaveOut,
  left: (/** @type {number | null | undefined} */ seconds) => left(seconds, words),
  leftOf: left,
  hue: hueOfKey,

  showSelection: (/** @type {ParentNode} */ within) => showSelection(within, cells.selection),

  /** @param {Cell} cell */
  select: ({ data }) => (data ? boxOf(cells.selection, /** @type {any} */ (data), words.select ?? "") : ""),
  /** @param {Cell} cell */
  title: ({ data }) => {
    if (!data) return make("span", "skeleton-line");
    const link = make("a", "track-title", data.title);
    link.setAttribute("href", `/track/${data.id}`);
    return make("span", "track-name", link, make("span", "track-artist", data.artist || "–"));
  },
  /** @param {Cell} cell */
  tempo: ({ data }) => make("span", "number", data ? quantity(data.tempo_bpm, 1, "BPM") : ""),
  /** @param {Cell} cell */
  key: ({ data }) => keyChip(data?.camelot, data?.key),
  /** @param {Cell} cell */
  loudness: ({ data }) => make("span", "number", data ? quantity(data.loudness_lufs, 1, "LUFS") : ""),
  /** @param {Cell} cell */
  duration: ({ data }) => make("span", "time", data ? clock(data.duration_seconds || null) : ""),
  /** @param {Cell} cell */
  added: ({ data }) => make("span", "muted", data ? day(data.created_at, document.documentElement.lang || undefined) : ""),
  /** @param {Cell} cell */
  state: ({ data }) => (data ? stateOf(data) : ""),
  /** @param {Cell} cell */
  acts: ({ data }) => (data ? actsOf(data) : ""),
  stateOf,
  actsOf,
  keyChip,
};

/**
 * Which tracks stand where in the table, or among the cards, which have an order of their own.
 * @param {number} start @param {number} count @param {boolean} isTable
 * @returns {Promise<string[]>}
 */
async function askIds(start, count, isTable) {
  const answer = await fetch(rowsAddress(start, count, isTable ? order : undefined, address.replace(/tracks$/, "track-ids")));
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).ids;
}

/** @param {number} start @param {number} count @param {{colId: string, sort: string}} [by] @param {string} [at] */
function rowsAddress(start, count, by, at = address) {
  const asked = new URLSearchParams({ start: String(start), count: String(count), search: query });
  if (by) {
    asked.set("sort", by.colId);
    asked.set("descending", String(by.sort === "desc"));
  }
  return `${at}?${asked}`;
}

/**
 * @param {number} start @param {number} count @param {{colId: string, sort: string}} [by]
 * @returns {Promise<{rows: Row[], total: number}>}
 */
async function ask(start, count, by) {
  const answer = await fetch(rowsAddress(start, count, by));
  if (answer.status === 401) location.assign("/sign-in");
  if (!answer.ok) throw new Error(String(answer.status));
  const page = await answer.json();
  page.rows.forEach((/** @type {any} */ row) => work.learn(row));
  return page;
}

/** @param {any} asked */
async function fetchRows(asked) {
  const count = asked.endRow - asked.startRow;
  order = asked.sortModel[0];
  try {
    const { rows, total } = await ask(asked.startRow, count, order);
    asked.successCallback(rows, total);
    counted(total);
  } catch {
    asked.failCallback();
    toast(words.unreachable ?? "");
  }
}

/** @param {Row} track */
function stateOf(track) {
  const job = jobOf(track);
  const standing = standingOf(track, job);
  if (standing === "working") return workOf(track);
  if (standing !== "failed") return make("span", "state", make("span", "muted", saidOf(standing)));
  const said = make("span", "state failed", icon("error"), make("span", "", job?.error || words.failed));
  said.title = job?.error ?? "";
  return said;
}

/** @param {string} standing */
function saidOf(standing) {
  return { absent: words.absent, cancelled: words.cancelled, ready: words.ready }[standing] ?? "";
}

/** What is being done to a track: words of the job furthest from its end, and a bar for each. @param {Row} track */
function workOf(track) {
  const [job, ...others] = work.liveOf(track.id);
  if (!job) return "";
  const label = others.length ? `${job.label} +${others.length}` : job.label;
  const bars = make("span", "bars", ...[job, ...others].slice(0, MOST_BARS).map((one) => barOf(one, track)));
  const more = [detailOf(job), left(job.remaining_seconds, words)].filter(Boolean).join(" · ");
  const said = make("span", "state-left number muted", more);
  const state = make("span", "state works", make("span", "state-label", label), make("span", "number muted", howFar(job)), said, bars);
  state.title = [job, ...others].map((one) => [`${one.label}: ${howFar(one)}`, detailOf(one)].filter(Boolean).join(" · ")).join("\n");
  return make("span", "state-cell", state);
}

/** @param {import("./live.js").Job} job */
function howFar(job) {
  return job.state === "queued" ? (words.queued ?? "") : `${Math.round(100 * job.progress)} %`;
}

/** @param {import("./live.js").Job} job @param {Row} track */
function barOf(job, track) {
  const share = Math.round(100 * job.progress);
  const bar = make("span", "bar", Object.assign(make("span", ""), { style: `width: ${share}%` }));
  bar.setAttribute("role", "progressbar");
  bar.setAttribute("aria-valuenow", String(share));
  bar.setAttribute("aria-label", `${job.label} ${track.title}`);
  return bar;
}

/** @param {Row} track */
function actsOf(track) {
  const job = jobOf(track);
  const acts = actsFor(track, job).map((does) => actButton(does, SIGNS[does] ?? "", track, OF_JOBS.has(does) ? job : undefined));
  return make("span", "acts", ...acts);
}

/** @param {Row} track @returns {Job | undefined} */
function jobOf(track) {
  return work.ofTrack(track.id);
}

/** @param {string | null | undefined} camelot @param {string | null | undefined} name */
function keyChip(camelot, name) {
  if (!camelot) return make("span", "muted", "–");
  const chip = make("span", "key-chip", camelot);
  chip.style.setProperty("--hue", String(hueOfKey(camelot)));
  chip.title = name ?? "";
  return chip;
}

/** @param {string} does @param {string} sign @param {Row} track @param {Job} [job] */
function actButton(does, sign, track, job) {
  const button = make("button", "button icon-button", icon(sign));
  button.setAttribute("type", "button");
  button.setAttribute("aria-label", `${words[does]} ${track.title}`);
  button.title = words[does] ?? "";
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    act(button, does, track, job);
  });
  return button;
}

/** @param {any} from @param {string} does @param {Row} track @param {Job} [job] */
function act(from, does, track, job) {
  const detail = { act: does, track_id: track.id, job_id: job?.job_id ?? null, title: track.title };
  from.dispatchEvent(new CustomEvent("sfa:act", { bubbles: true, detail }));
}

/** @param {string} name */
function icon(name) {
  const sign = make("i", "icon", name);
  sign.setAttribute("aria-hidden", "true");
  return sign;
}

/** @param {string} tag @param {string} name @param {(Node | string | undefined)[]} inside */
function make(tag, name, ...inside) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...inside.filter((one) => one !== undefined));
  return made;
}

/** Let the studio play its own song. @param {HTMLButtonElement} button */
async function demo(button) {
  button.disabled = true;
  toast(words.demo ?? "", "info");
  try {
    const answer = await fetch("/api/v1/demo", { method: "POST" });
    if (!answer.ok) toast((await answer.json()).error?.message ?? words.unreachable);
  } catch {
    toast(words.unreachable ?? "");
  } finally {
    button.disabled = false;
  }
}

/** @param {string} text @param {string} [kind] */
function toast(text, kind = "error") {
  window.dispatchEvent(new CustomEvent("sfa:toast", { detail: { text, kind } }));
}
