// Numbers as people read them; units are never left out.

/** @param {number | null | undefined} seconds @returns {string} minutes and seconds, `3:07` */
export function clock(seconds) {
  if (seconds == null) return "–";
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/**
 * How long something still takes, rounded so that nothing is promised; `words_of_remaining` of
 * `pages/_times.py` says the same.
 * @param {number | null | undefined} seconds
 * @param {Record<string, string>} words `seconds`, `minutes` and `hours`, with a place for `{count}`
 */
export function left(seconds, words) {
  if (seconds == null) return "";
  const stepped = 5 * Math.max(1, Math.ceil(seconds / 5));
  const minutes = Math.floor(seconds / 60 + 0.5);
  const say = (/** @type {string} */ unit, /** @type {number} */ count) => (words[unit] ?? "").replace("{count}", String(count));
  if (stepped < 60) return say("seconds", stepped);
  return minutes < 90 ? say("minutes", Math.max(1, minutes)) : say("hours", Math.floor(seconds / 3600 + 0.5));
}

/** @param {number | null | undefined} value @param {number} digits @param {string} unit */
export function quantity(value, digits, unit) {
  return value == null ? "–" : `${value.toFixed(digits)} ${unit}`.replace("-", "−");
}

/** @param {string | null | undefined} moment @param {string} [language] @param {Date} [now] */
export function day(moment, language, now = new Date()) {
  if (!moment) return "–";
  const date = new Date(moment);
  /** @type {Intl.DateTimeFormatOptions} */
  const shown =
    date.toDateString() === now.toDateString()
      ? { hour: "2-digit", minute: "2-digit" }
      : { day: "numeric", month: "short", year: date.getFullYear() === now.getFullYear() ? undefined : "numeric" };
  return new Intl.DateTimeFormat(language, shown).format(date);
}

/**
 * Where a key lies on Camelot's wheel, as a hue: neighbours on the wheel are neighbours in colour.
 * @param {string | null | undefined} camelot such as `8A`
 * @returns {number | null}
 */
export function hueOfKey(camelot) {
  const number = Number.parseInt(camelot ?? "", 10);
  return Number.isNaN(number) ? null : ((number - 1) * 30 + 150) % 360;
}
