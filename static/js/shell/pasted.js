// What somebody pastes: whether it holds links, and what of it is left once some of them are taken.

const LINK = /^\W*(https?:\/\/|spotify:[a-z]+:|((open|play|www)\.)?spotify\.com\/|spotify(\.app)?\.link\/)\S/i;

/** Say whether a text has a line that begins as links do. @param {string} text */
export function hasLinks(text) {
  return text.split(/\r?\n/).some((line) => LINK.test(line.trim()));
}

/**
 * Return what of a text was not taken, one thing on a line.
 * @param {string} text @param {Iterable<string>} taken the links that were taken, as they are written in the text
 */
export function leaveOut(text, taken) {
  const gone = new Set(taken);
  const rest = text.split(/\r?\n/).flatMap((line) => {
    const pieces = line.split(/[\s,;]+/).map((piece) => piece.replace(/^[<>"'“”„«»]+|[<>"'“”„«»]+$/g, ""));
    if (gone.has(line.trim())) return [];
    return pieces.some((piece) => gone.has(piece)) ? pieces.filter((piece) => piece && !gone.has(piece)) : [line.trim()];
  });
  return rest.filter(Boolean).join("\n");
}
