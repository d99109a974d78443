// What a track looks like: its picture, or a quiet pattern that is always the same for it.

import { icon, make } from "../shell/make.js";

/** @typedef {{id: string, title: string, artwork_url?: string | null}} Pictured */

/**
 * @param {Pictured} track @param {64 | 300 | 640} size how wide the picture is fetched, in pixels
 * @param {string} [sign] what stands on the pattern
 */
export function coverOf(track, size, sign = "music_note") {
  const cover = make("span", "cover");
  cover.setAttribute("aria-hidden", "true");
  if (track.artwork_url) {
    const picture = /** @type {HTMLImageElement} */ (make("img", ""));
    Object.assign(picture, { alt: "", loading: "lazy", decoding: "async", draggable: false });
    picture.addEventListener("error", () => picture.replaceWith(...patternOf(cover, track, sign)), { once: true });
    picture.src = sized(track.artwork_url, size);
    cover.append(picture);
  } else cover.append(...patternOf(cover, track, sign));
  return cover;
}

/** @param {string} address @param {number} size */
export function sized(address, size) {
  return `${address}${address.includes("?") ? "&" : "?"}size=${size}`;
}

/** A number that belongs to a text, spread over 0 to 359. @param {string} text */
export function turnOf(text) {
  let sum = 7;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 100_003;
  return sum % 360;
}

/** @param {HTMLElement} cover @param {Pictured} track @param {string} sign */
function patternOf(cover, track, sign) {
  const turn = turnOf(String(track.id));
  cover.classList.add("plain");
  cover.style.setProperty("--turn", `${turn}deg`);
  cover.style.setProperty("--hue", String((turn * 7) % 360));
  return [icon(sign)];
}
