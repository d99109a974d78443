// What is done with many tracks at once: sent to the studio, told when it is done, and taken back.

/** @typedef {{text: string, undo?: string, undoUrl?: string | null, taken?: string}} Told */

/** How long one can take something back. */
export const UNDO_MS = 30000;

/**
 * Send something to the API; what it refuses is an error with its sentence.
 * @param {string} address @param {object} body @returns {Promise<any>}
 */
export async function send(address, body) {
  let answer;
  try {
    answer = await fetch(address, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  } catch {
    throw new Refusal("", 0);
  }
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(said.error?.message ?? "", answer.status);
  return said;
}

/** Why something was not done; without a sentence, the studio did not answer. */
export class Refusal extends Error {
  /** @param {string} said @param {number} status */
  constructor(said, status) {
    super(said);
    this.said = said;
    this.status = status;
  }
}

/** Say what was done, with a way back where there is one. @param {Told} told @param {Record<string, string>} words */
export function tell({ text, undoUrl, taken }, words) {
  const perform = undoUrl ? () => takeBack(undoUrl, taken ?? "", words) : undefined;
  toast({ text, kind: "info", ...(perform && { action: words.undo, perform, ms: UNDO_MS }) });
}

/** @param {unknown} error @param {Record<string, string>} words */
export function complain(error, words) {
  toast({ text: (error instanceof Refusal && error.said) || words.unreachable, kind: "error" });
}

/** "1 track" or "12 tracks". @param {number} count @param {Record<string, string>} words */
export function tracks(count, words) {
  return ((count === 1 ? words.one : words.many) ?? "").replace("{count}", () => count.toLocaleString(document.documentElement.lang || undefined));
}

/** @param {string} address @param {string} taken @param {Record<string, string>} words */
async function takeBack(address, taken, words) {
  try {
    await send(address, {});
    toast({ text: taken, kind: "ok" });
  } catch (error) {
    complain(error, words);
  }
}

/** @param {object} detail */
function toast(detail) {
  window.dispatchEvent(new CustomEvent("sfa:toast", { detail }));
}
