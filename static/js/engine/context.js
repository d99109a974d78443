/**
 * The one AudioContext of the page: made when music is first wanted, at the rate of the music.
 */

/** @type {AudioContext | null} */
let current = null;
/** @type {Promise<void> | null} */
let prepared = null;

/** Say whether this page can play stems: browsers allow worklets on secure origins only. */
export function canPlay() {
  return globalThis.isSecureContext && "AudioWorkletNode" in globalThis;
}

/**
 * Return a context that runs at `rate`, with the deck's code in it.
 *
 * @param {number} rate in Hz
 * @param {string} worklet the address of the deck's code
 * @returns {Promise<AudioContext>}
 */
export async function openContext(rate, worklet) {
  if (current && (current.sampleRate !== rate || current.state === "closed")) {
    const old = current;
    current = null;
    if (old.state !== "closed") await old.close();
  }
  if (!current) {
    current = new AudioContext({ sampleRate: rate, latencyHint: "interactive" });
    prepared = current.audioWorklet.addModule(worklet);
  }
  const context = current;
  await prepared;
  return context;
}

/** Let sound out; browsers want a touch or a key before. @param {AudioContext} context */
export async function wake(context) {
  if (context.state === "running") return;
  const unlock = () => void context.resume();
  const touches = ["pointerdown", "keydown"];
  for (const touch of touches) addEventListener(touch, unlock, { once: true, capture: true });
  await context.resume();
  for (const touch of touches) removeEventListener(touch, unlock, { capture: true });
}
