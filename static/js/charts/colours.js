/**
 * The theme's tokens as canvases need them.
 */

/** @typedef {(token: string) => string} Token */
/** @typedef {[number, number, number]} Rgb */

/** Return a way to read tokens. @param {Element} element @returns {Token} */
export function tokensOf(element) {
  const style = getComputedStyle(element);
  return (token) => style.getPropertyValue(`--${token}`).trim();
}

/** Take a colour apart. @param {string} colour as `#RRGGBB` @returns {Rgb} */
export function toRgb(colour) {
  const number = Number.parseInt(colour.slice(1), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}

/** Return a colour that lets something through. @param {string} colour as `#RRGGBB` @param {number} opacity 0..1 */
export function sheer(colour, opacity) {
  return `rgb(${toRgb(colour).join(" ")} / ${opacity})`;
}

/** The colours of heat maps from little to much: each is lighter than the one before. */
export const HEAT = ["panel", "stem-bass", "stem-vocals", "band-mid"];

/**
 * Return a colour for each byte, in between evenly spaced ones.
 *
 * @param {Rgb[]} stops
 * @returns {Rgb[]}
 */
export function ramp(stops) {
  return Array.from({ length: 256 }, (_, value) => {
    const place = (value / 255) * (stops.length - 1);
    const left = Math.min(Math.floor(place), stops.length - 2);
    const [from, to] = [/** @type {Rgb} */ (stops[left]), /** @type {Rgb} */ (stops[left + 1])];
    const mix = (/** @type {0 | 1 | 2} */ part) => Math.round(from[part] + (to[part] - from[part]) * (place - left));
    return [mix(0), mix(1), mix(2)];
  });
}
