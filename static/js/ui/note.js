/**
 * One line over the bar about stems on their way; there is none most of the time.
 */

import { button, make, say } from "./dom.js";

/** @typedef {import("../engine/notice.js").Notice} Notice */
/** @typedef {import("./words.js").Words} Words */

const LONG_SECONDS = 5;

export class Note {
  /** @param {Words} words @param {{accept: () => void, dismiss: () => void}} acts */
  constructor(words, { accept, dismiss }) {
    this.words = words;
    this.swatch = make("span", { class: "sfa-hatched", title: words.pendingHint });
    this.sentence = make("span", { role: "status" });
    this.rest = make("span", { class: "sfa-note-rest", "aria-hidden": "true" });
    this.accept = button("sfa-button", words.hearNew, words.hearNew, accept);
    this.dismiss = button("sfa-button sfa-dismiss", words.dismiss, "×", dismiss);
    this.root = make("div", { class: "sfa-note", hidden: "" }, this.swatch, this.sentence, this.rest, this.accept, this.dismiss);
  }

  /** @param {Notice | null} notice */
  show(notice) {
    this.root.hidden = !notice;
    this.root.dataset.kind = notice?.kind ?? "";
    if (!notice) {
      say(this.sentence, "");
      return;
    }
    const { kind } = notice;
    const isMaking = kind === "making" || kind === "waiting" || kind === "next";
    this.swatch.hidden = !isMaking;
    this.accept.hidden = kind !== "offer";
    this.dismiss.hidden = isMaking || kind === "changing" || kind === "away";
    // A share that grows all the time is seen, not read aloud.
    this.sentence.setAttribute("aria-live", kind === "making" ? "off" : "polite");
    say(this.sentence, sentenceOf(notice, this.words));
    say(this.rest, "seconds" in notice ? aboutOf(notice.seconds, this.words) : "");
  }
}

/** @param {Notice} notice @param {Words} words */
export function sentenceOf(notice, words) {
  if (notice.kind !== "making") return words[notice.kind];
  return words.making.replace("{percent}", String(Math.floor(notice.fraction * 100)));
}

/** Say roughly how long it takes, and nothing where nobody knows. @param {number | null} seconds @param {Words} words */
export function aboutOf(seconds, words) {
  if (seconds === null) return "";
  const step = seconds > LONG_SECONDS ? 5 : 1;
  return words.about.replace("{count}", String(Math.max(1, Math.ceil(seconds / step) * step)));
}
