/**
 * Draws all waveforms of a page, away from the main thread: it fetches the pyramids itself.
 */

import { Gallery } from "../wave/gallery.js";

const gallery = new Gallery((width, height) => new OffscreenCanvas(width, height));

addEventListener("message", ({ data }) => void gallery.obey(data));
