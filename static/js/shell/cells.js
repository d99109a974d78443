// The cells of the table of tracks, its rows and cards, and what they are asked by.

import { act, Acts, ask as askMenu } from "../library/acts.js";
import { coverOf } from "../library/cover.js";
import { Look } from "../library/look.js";
import { entriesFor, openMenu, whole } from "../library/menu.js";
import * as pieces from "../library/pieces.js";
import { Question } from "../library/question.js";
import { Rows } from "../library/rows.js";
import { Shelf } from "../library/shelf.js";
import { Table } from "../library/table.js";
import { make, toast } from "./make.js";
import { hasLinks, leaveOut } from "./pasted.js";
import { boxOf, Selection, showSelection } from "./selection.js";
import { hasAudio } from "./standing.js";
import { clock, day, hueOfKey, left, quantity } from "./words.js";

/** @typedef {Record<string, any>} Row */
/** @typedef {{data?: Row, column?: {colId: string}, event?: KeyboardEvent, api?: any}} Cell */

const STARS = 5;

const acts = new Acts();
const question = new Question();
const look = new Look();
const rows = new Rows(question, acts.work);
const table = new Table(rows, question, look);
/** @type {Record<string, string>} */
let words = {};
/** What was played last from here. @type {string | null} */
let played = null;
window.addEventListener("sfa:act", (event) => {
  const { act: does, track_id: id } = /** @type {CustomEvent} */ (event).detail;
  if (does === "play") played = id;
}, { capture: true });

export const cells = {
  work: acts.work,
  selection: new Selection(),
  question,
  look,
  table,
  pieces,
  Shelf,

  /** @param {{words: Record<string, string>, address: string, counted: (total: number) => void}} given */
  prepare(given) {
    words = acts.words = given.words;
    rows.address = given.address;
    table.counted = given.counted;
    table.unreachable = look.lost = words.unreachable ?? "";
    if (!table.isHere) table.grid = null;
  },

  connect: (/** @type {any} */ api) => table.connect(api),
  redraw: (/** @type {string} */ trackId) => table.redraw(trackId),

  /** @param {Cell} cell */
  pressed({ data, event }) {
    if (!data || !event) return;
    if (event.key === "Enter") act(event.target, "open", data);
    if (event.key === "Delete") act(event.target, "delete", data);
  },

  /** Space on a row plays it, and then pauses it. @param {Row} track @param {EventTarget | null} from */
  play(track, from) {
    if (track.id === played) document.body.dispatchEvent(new KeyboardEvent("keydown", { code: "Space", key: " ", bubbles: true }));
    else if (hasAudio(track)) act(from, "play", track);
    else toast((words.silent ?? "").replace("{title}", () => track.title), "info");
  },

  /** The row of the table that has the keys. @param {Element} target @returns {Row | undefined} */
  rowOf(target) {
    const id = target.closest(".ag-row")?.getAttribute("row-id");
    return id && table.isHere ? table.grid.getRowNode(id)?.data : undefined;
  },

  /** @param {Row} track @param {HTMLElement} from @param {{x: number, y: number}} [at] */
  menu: (track, from, at) => openMenu(entriesFor(track, words, from), from, at, track.title),
  openMenu,

  ask: (/** @type {number} */ start, /** @type {number} */ count) => rows.ask(start, count),
  askAt: (/** @type {string} */ at, /** @type {number} */ start, /** @type {number} */ count) => rows.askAt(at, start, count),
  askIds: (/** @type {number} */ start, /** @type {number} */ count) => rows.askIds(start, count),
  draw,
  demo,
  whole,
  coverOf,
  make,
  toast,
  clock,
  hasLinks,
  leaveOut,
  howFar: (/** @type {any} */ job) => acts.howFar(job),
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
    return make("span", "track-cell", tryable(coverOf(/** @type {any} */ (data), 64), data), make("span", "track-name", link, make("span", "track-artist", data.artist || "–")));
  },
  artist: (/** @type {Cell} */ { data }) => nameOf("artist", data),
  album: (/** @type {Cell} */ { data }) => nameOf("album", data),
  genre: (/** @type {Cell} */ { data }) => nameOf("genre", data),
  year: (/** @type {Cell} */ { data }) => make("span", "number", data ? String(data.year ?? "–") : ""),
  rating: (/** @type {Cell} */ { data }) => starsOf(data?.rating),
  tempo: (/** @type {Cell} */ { data }) => make("span", "number", data ? quantity(data.tempo_bpm, 1, "BPM") : ""),
  key: (/** @type {Cell} */ { data }) => keyChip(data?.camelot, data?.key),
  energy: (/** @type {Cell} */ { data }) => energyOf(data?.energy),
  loudness: (/** @type {Cell} */ { data }) => make("span", "number", data ? quantity(data.loudness_lufs, 1, "LUFS") : ""),
  duration: (/** @type {Cell} */ { data }) => make("span", "time", data ? clock(data.duration_seconds || null) : ""),
  tags: (/** @type {Cell} */ { data }) => make("span", "row-tags", ...(data?.tags ?? []).map((/** @type {string} */ tag) => make("span", "row-tag", tag))),
  source: (/** @type {Cell} */ { data }) => make("span", "muted", data ? (words[`source_${data.source}`] ?? data.source) : ""),
  size: (/** @type {Cell} */ { data }) => make("span", "number", data ? quantity(data.size_bytes ? data.size_bytes / 1e6 : null, 1, "MB") : ""),
  added: (/** @type {Cell} */ { data }) => make("span", "muted", data ? day(data.created_at, document.documentElement.lang || undefined) : ""),
  state: (/** @type {Cell} */ { data }) => (data ? acts.stateOf(data) : ""),
  acts: (/** @type {Cell} */ { data }) => (data ? acts.actsOf(data) : ""),
  stateOf: (/** @type {Row} */ track) => acts.stateOf(track),
  actsOf: (/** @type {Row} */ track) => acts.actsOf(track),
  askMenu,
  keyChip,
};

/** One track as a row of the list, or as a card. @param {Row} track @param {string} mode */
function draw(track, mode) {
  const isCard = mode === "cards";
  const link = make("a", "card-link", make("span", "card-title", track.title), make("span", "track-artist", track.artist || "–"));
  link.setAttribute("href", `/track/${track.id}`);
  const facts = make("span", "card-facts", cells.tempo({ data: track }), keyChip(track.camelot, track.key), cells.duration({ data: track }));
  const foot = make("span", "card-foot", acts.stateOf(track), acts.actsOf(track));
  const box = make("span", "card-select", cells.select({ data: track }));
  const item = make("article", isCard ? "card" : "list-row", tryable(coverOf(/** @type {any} */ (track), isCard ? 300 : 64), track), box, link, facts, foot);
  item.dataset.id = track.id;
  return item;
}

/** A name that leads to all of it. @param {string} field @param {Row} [data] */
function nameOf(field, data) {
  const name = data?.[field];
  if (!name) return make("span", "muted", data ? "–" : "");
  const link = make("a", "name-link", name);
  link.setAttribute("href", `/?${new URLSearchParams({ q: whole(field, name) })}`);
  return link;
}

/** @param {number | null | undefined} rating */
function starsOf(rating) {
  if (!rating) return make("span", "muted", "–");
  const stars = make("span", "stars", "★".repeat(Math.min(STARS, rating)), make("span", "stars-off", "★".repeat(Math.max(0, STARS - rating))));
  stars.setAttribute("role", "img");
  stars.setAttribute("aria-label", `${rating} / ${STARS}`);
  return stars;
}

/** @param {number | null | undefined} energy */
function energyOf(energy) {
  if (energy == null) return make("span", "muted", "–");
  const share = Math.round(100 * energy);
  const meter = make("span", "energy", make("span", "bar", Object.assign(make("span", ""), { style: `width: ${share}%` })), make("span", "number", (energy).toFixed(2)));
  return meter;
}

/** @param {string | null | undefined} camelot @param {string | null | undefined} name */
function keyChip(camelot, name) {
  if (!camelot) return make("span", "muted", "–");
  const chip = make("span", "key-chip", camelot);
  chip.style.setProperty("--hue", String(hueOfKey(camelot)));
  chip.title = name ?? "";
  return chip;
}

/** Let a track be tried out where the pointer rests on its picture. @param {HTMLElement} cover @param {Row} track */
function tryable(cover, track) {
  if (hasAudio(track)) cover.dataset.preview = track.id;
  return cover;
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
