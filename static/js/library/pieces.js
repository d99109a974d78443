// The pieces of a query as it is written; `app/library/rules/query` reads what they mean.

/**
 * @typedef {object} Piece
 * @property {string} text as it is written
 * @property {number} start where it stands, in characters as Python counts them
 * @property {string} field what stands before the colon, in small letters, or ""
 * @property {string} said what stands behind it
 * @property {boolean} isNot
 */

const PIECE = /(?:"[^"]*"?|[^\s"])+/g;
const NAMED = /^(-?)(\p{L}+):(.*)$/su;
const ALTERNATIVE = /(?:"[^"]*"?|[^,"])+/g;
const SPAN = /^(.*?)\.\.(.*)$/s;
const LEAST = /^>=\s*(.+)$/s;
const MOST = /^<=\s*(.+)$/s;

/** @param {string} text @returns {Piece[]} */
export function piecesOf(text) {
  return [...text.matchAll(PIECE)].map((found) => {
    const start = [...text.slice(0, found.index)].length;
    const isBarred = /^-[^-]/.test(found[0]);
    const named = NAMED.exec(isBarred ? found[0].slice(1) : found[0]);
    const field = named && !named[1] ? (named[2] ?? "").toLowerCase() : "";
    return { text: found[0], start, field, said: field ? (named?.[3] ?? "") : found[0], isNot: isBarred };
  });
}

/**
 * What is asked of a field, "" if nothing is; what must not be in it does not count.
 * @param {string} text @param {string} field @param {Record<string, string>} [aliases]
 */
export function valueOf(text, field, aliases = {}) {
  return piecesOf(text).find((piece) => isOf(piece, field, aliases))?.said ?? "";
}

/**
 * Ask something else of a field, or nothing with ""; all the rest stays as it is written.
 * @param {string} text @param {string} field @param {string} said @param {Record<string, string>} [aliases]
 */
export function withField(text, field, said, aliases = {}) {
  const pieces = piecesOf(text);
  const first = pieces.find((piece) => isOf(piece, field, aliases));
  const written = said ? [`${field}:${said}`] : [];
  const kept = pieces.flatMap((piece) => {
    if (piece === first) return written;
    return isOf(piece, field, aliases) ? [] : [piece.text];
  });
  return (first ? kept : [...kept, ...written]).join(" ");
}

/** The query without the piece at a place, or with another in its place. @param {string} text @param {number} start @param {string} [instead] */
export function without(text, start, instead = "") {
  return piecesOf(text)
    .map((piece) => (piece.start === start ? instead : piece.text))
    .filter(Boolean)
    .join(" ");
}

/** @param {string} said @returns {string[]} */
export function alternativesOf(said) {
  return (said.match(ALTERNATIVE) ?? []).map((one) => one.replaceAll('"', "").trim()).filter(Boolean);
}

/** @param {string[]} alternatives */
export function writeAlternatives(alternatives) {
  return alternatives.map(quote).filter(Boolean).join(",");
}

/** A value as a query has it: in quotes where there are blanks or commas in it. @param {string} said */
export function quote(said) {
  const plain = said.replaceAll('"', "").split(/\s+/).filter(Boolean).join(" ");
  return /[\s,]/.test(plain) ? `"${plain}"` : plain;
}

/**
 * From where to where, null if it is said in a way that has no two ends.
 * @param {string} said @returns {{low: string, high: string} | null}
 */
export function spanOf(said) {
  if (!said) return { low: "", high: "" };
  const [plain, ...others] = alternativesOf(said);
  if (plain === undefined || others.length) return null;
  const span = SPAN.exec(plain);
  if (span) return { low: (span[1] ?? "").trim(), high: (span[2] ?? "").trim() };
  const [least, most] = [LEAST.exec(plain), MOST.exec(plain)];
  if (least) return { low: least[1] ?? "", high: "" };
  if (most) return { low: "", high: most[1] ?? "" };
  return null;
}

/** @param {string} low @param {string} high */
export function writeSpan(low, high) {
  const [from, to] = [low, high].map((end) => end.replaceAll(/[\s",]/g, (sign) => (sign === "," ? "." : "")));
  return from || to ? `${from}..${to}` : "";
}

/** @param {Piece} piece @param {string} field @param {Record<string, string>} aliases */
function isOf(piece, field, aliases) {
  return !piece.isNot && (aliases[piece.field] ?? piece.field) === field;
}
