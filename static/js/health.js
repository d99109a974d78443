/**
 * What `GET /health` says, put into words.  No page, clock or network in here.
 */

/** @typedef {"ok" | "warning" | "error"} State */
/** @typedef {{name: string, state: State, detail: string}} Part */
/** @typedef {{degraded: boolean, version: string, uptimeSeconds: number, parts: Part[]}} Health */
/** @typedef {{name: string, state: State, icon: string, word: string, detail: string}} Row */
/**
 * @typedef {object} View
 * @property {"ok" | "warning" | "error" | "unreachable"} state
 * @property {string} headline
 * @property {string} version
 * @property {string} uptime
 * @property {Row[]} rows
 */

/** @type {Record<State, {icon: string, word: string}>} */
const SIGNS = {
  ok: { icon: "✓", word: "Works" },
  warning: { icon: "!", word: "Look at this" },
  error: { icon: "✕", word: "Does not work" },
};

const UNITS = /** @type {const} */ ([
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
]);

const UNKNOWN = "–";

/** Names that are not simply written with a capital. */
const NAMES = new Map([["ffmpeg", "FFmpeg"]]);

/**
 * Check the JSON of `/health` and return it in our terms.
 *
 * @param {unknown} json
 * @returns {Health}
 * @throws {TypeError} if it is not what the studio sends.
 */
export function parseHealth(json) {
  const health = asRecord(json);
  if (!Array.isArray(health.parts)) throw new TypeError("`parts` is not a list.");
  return {
    degraded: health.status !== "ok",
    version: asText(health.version),
    uptimeSeconds: asSeconds(health.uptime_seconds),
    parts: health.parts.map(parsePart),
  };
}

/**
 * Return the page's content for what the studio said.
 *
 * @param {Health} health
 * @returns {View}
 */
export function describeHealth({ degraded, version, uptimeSeconds, parts }) {
  return {
    state: worstState(degraded, parts),
    headline: headlineOf(degraded, parts),
    version,
    uptime: formatUptime(uptimeSeconds),
    rows: parts.map((part) => ({ ...part, name: formatName(part.name), ...SIGNS[part.state] })),
  };
}

/**
 * Return the page's content while nothing answers; what was known last stays in view.
 *
 * @param {View | null} last
 * @returns {View}
 */
export function describeSilence(last) {
  return {
    state: "unreachable",
    headline: "The studio does not answer. Start it with “make run”; this page keeps trying.",
    version: last?.version ?? UNKNOWN,
    uptime: UNKNOWN,
    rows: last?.rows ?? [],
  };
}

/**
 * Write a duration in its two largest units: `3 d 4 h`, `12 min 5 s`, `0 s`.
 *
 * @param {number} seconds
 */
export function formatUptime(seconds) {
  let left = Math.max(0, Math.floor(seconds));
  const counts = UNITS.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return { unit, count };
  });
  const largest = counts.findIndex(({ count }) => count > 0);
  const words = counts.slice(largest, largest + 2).filter(({ count }) => count > 0);
  return words.map(({ unit, count }) => `${count} ${unit}`).join(" ") || "0 s";
}

/** @param {string} name */
function formatName(name) {
  const words = name.replaceAll("_", " ");
  return NAMES.get(name) ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * @param {boolean} degraded
 * @param {Part[]} parts
 * @returns {State}
 */
function worstState(degraded, parts) {
  if (parts.some((part) => part.state === "error")) return "error";
  if (degraded || parts.some((part) => part.state === "warning")) return "warning";
  return "ok";
}

/**
 * @param {boolean} degraded
 * @param {Part[]} parts
 */
function headlineOf(degraded, parts) {
  const broken = parts.filter((part) => part.state === "error").length;
  const doubtful = parts.filter((part) => part.state === "warning").length;
  if (broken === 1) return "One part does not work.";
  if (broken) return `${broken} parts do not work.`;
  if (doubtful === 1) return "Ready, with one part to look at.";
  if (doubtful) return `Ready, with ${doubtful} parts to look at.`;
  return degraded ? "Ready, but not everything works." : "Ready. Everything works.";
}

/**
 * @param {unknown} json
 * @returns {Part}
 */
function parsePart(json) {
  const part = asRecord(json);
  return { name: asText(part.name), state: asState(part.state), detail: asText(part.detail) };
}

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
function asRecord(value) {
  if (typeof value !== "object" || value === null) throw new TypeError("Not an object.");
  return /** @type {Record<string, unknown>} */ (value);
}

/** @param {unknown} value */
function asText(value) {
  if (typeof value !== "string") throw new TypeError("Not a text.");
  return value;
}

/** @param {unknown} value */
function asSeconds(value) {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new TypeError("Not a number.");
  return value;
}

/**
 * @param {unknown} value
 * @returns {State}
 */
function asState(value) {
  if (value === "ok" || value === "warning" || value === "error") return value;
  throw new TypeError("Not a state.");
}
