// The menu of one track: what can be done with it beside its buttons.

import { hasAudio } from "../shell/standing.js";
import { icon, make } from "../shell/make.js";
import { act } from "./acts.js";
import { quote } from "./pieces.js";

/** @typedef {Record<string, any>} Row */
/** @typedef {{name: string, sign: string, does?: () => void, href?: string, isElsewhere?: boolean}} Entry a link leads elsewhere if it leaves the studio */

/**
 * What the menu of a track offers, in its order.
 * @param {Row} track @param {Record<string, string>} words @param {HTMLElement} from
 * @returns {Entry[]}
 */
export function entriesFor(track, words, from) {
  const say = (/** @type {string} */ name) => words[name] ?? "";
  const queue = (/** @type {string} */ mode) => () => window.dispatchEvent(new CustomEvent("sfa:queue", { detail: { ids: [track.id], mode } }));
  const add = () => window.dispatchEvent(new CustomEvent("sfa:add-to-playlist", { detail: { track_ids: [track.id], done: () => {} } }));
  const find = (/** @type {string[]} */ terms) => `/?${new URLSearchParams({ q: terms.join(" ") })}`;
  const mixes = [track.camelot && `key:~${track.camelot}`, track.tempo_bpm && `bpm:~${Math.round(10 * track.tempo_bpm) / 10}`].filter(Boolean);
  const entries = [
    { name: say("open"), sign: "open_in_full", href: `/track/${track.id}` },
    hasAudio(track) && { name: say("playNext"), sign: "playlist_play", does: queue("next") },
    hasAudio(track) && { name: say("playLast"), sign: "queue_music", does: queue("last") },
    { name: say("addToPlaylist"), sign: "playlist_add", does: add },
    mixes.length && { name: say("mixes"), sign: "join_inner", href: find(mixes) },
    track.artist && { name: say("moreArtist"), sign: "person", href: find([whole("artist", track.artist)]) },
    track.album && { name: say("moreAlbum"), sign: "album", href: find([whole("album", track.album)]) },
    track.spotify_id && { name: say("openSpotify"), sign: "open_in_new", href: spotifyOf(track.spotify_id), isElsewhere: true },
    { name: say("delete"), sign: "delete_outline", does: () => act(from, "delete", track) },
  ];
  return /** @type {Entry[]} */ (entries.filter(Boolean));
}

/** Where a track is at Spotify: its app opens it, where there is one. @param {string} id */
export function spotifyOf(id) {
  return `https://open.spotify.com/track/${encodeURIComponent(id)}`;
}

/** All of a name in a field; `write_exact` of `app/library/rules/query` writes the same. @param {string} field @param {string} name */
export function whole(field, name) {
  return `${field}:${quote(`=${name.replaceAll('"', "\u2033")}`)}`;
}

/** Show the menu beside a button, or where a pointer is. @param {Entry[]} entries @param {HTMLElement} from @param {{x: number, y: number}} [at] @param {string} [label] */
export function openMenu(entries, from, at, label = "") {
  const menu = make("div", "row-menu", ...entries.map((entry) => itemOf(entry, () => menu.hidePopover())));
  Object.assign(menu, { popover: "auto" });
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", label);
  menu.addEventListener("keydown", (event) => move(event, menu));
  menu.addEventListener("toggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "open") return;
    menu.remove();
    if (from.isConnected && (!document.activeElement || document.activeElement === document.body)) from.focus();
  });
  (document.querySelector(".shell") ?? document.body).append(menu);
  menu.showPopover();
  place(menu, from.getBoundingClientRect(), at);
  /** @type {HTMLElement} */ (menu.firstElementChild)?.focus();
}

/** @param {Entry} entry @param {() => void} close */
function itemOf({ name, sign, does, href, isElsewhere }, close) {
  const item = make(href ? "a" : "button", "row-menu-item", icon(sign), make("span", "", name));
  item.setAttribute("role", "menuitem");
  if (isElsewhere) Object.assign(item, { target: "_blank", rel: "noopener noreferrer" });
  if (href) item.setAttribute("href", href);
  else item.setAttribute("type", "button");
  item.addEventListener("click", () => {
    does?.();
    close();
  });
  return item;
}

/** @param {HTMLElement} menu @param {DOMRect} beside @param {{x: number, y: number}} [at] */
function place(menu, beside, at) {
  const { width, height } = menu.getBoundingClientRect();
  const left = at ? at.x : beside.right - width;
  const below = at ? at.y : beside.bottom;
  const top = below + height > innerHeight - 8 ? (at ? at.y : beside.top) - height : below;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, top)}px`;
}

/** @param {KeyboardEvent} event @param {HTMLElement} menu */
function move(event, menu) {
  const items = /** @type {HTMLElement[]} */ ([...menu.children]);
  const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === "Tab") menu.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  items.at(to % items.length)?.focus();
}
