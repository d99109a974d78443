/**
 * What keyboards, headsets and locked phones show of the player, and what their keys do.
 *
 * Browsers give their keys to pages with a sounding media element, so a silent one runs beside the
 * audio thread while that plays.
 */

/** @typedef {import("./jukebox.js").Jukebox} Jukebox */

const STEP_SECONDS = 10;
const SILENT_SECONDS = 10;
const SILENT_HZ = 8_000;

export class MediaKeys {
  /** @param {Jukebox} jukebox @param {MediaSession} session */
  constructor(jukebox, session) {
    this.jukebox = jukebox;
    this.session = session;
    this.shown = "";
    this.silence = new Audio();
    this.silence.loop = true;
    this.leaving = new AbortController();
    const { player } = jukebox;
    const { signal } = this.leaving;
    player.addEventListener("state", () => this.#show(), { signal });
    this.#take();
  }

  close() {
    this.leaving.abort();
    for (const act of Object.keys(this.#acts())) this.session.setActionHandler(/** @type {MediaSessionAction} */ (act), null);
    this.session.metadata = null;
    this.session.playbackState = "none";
    this.silence.pause();
    if (this.silence.src) URL.revokeObjectURL(this.silence.src);
  }

  #take() {
    for (const [act, handle] of Object.entries(this.#acts())) {
      try {
        this.session.setActionHandler(/** @type {MediaSessionAction} */ (act), handle);
      } catch {
        // A browser that does not know this key has none.
      }
    }
  }

  /** @returns {Record<string, (details: MediaSessionActionDetails) => void>} */
  #acts() {
    const { jukebox } = this;
    const { player } = jukebox;
    return {
      play: () => player.wanted || jukebox.toggle(),
      pause: () => player.pause(),
      stop: () => player.pause(),
      previoustrack: () => jukebox.previous(),
      nexttrack: () => jukebox.next(),
      seekto: ({ seekTime }) => player.seek(seekTime ?? 0),
      seekbackward: ({ seekOffset }) => player.seek(player.seconds - (seekOffset || STEP_SECONDS)),
      seekforward: ({ seekOffset }) => player.seek(player.seconds + (seekOffset || STEP_SECONDS)),
    };
  }

  #show() {
    const { session, jukebox } = this;
    const { player } = jukebox;
    const { manifest } = player;
    const sounds = player.state === "playing" || player.state === "waiting";
    session.playbackState = sounds ? "playing" : manifest ? "paused" : "none";
    this.#keep(sounds);
    const { title = "", artist, album, artwork_url: artwork } = manifest ?? {};
    const shown = JSON.stringify([title, artist, album, artwork]);
    if (shown !== this.shown) {
      this.shown = shown;
      const pictures = artwork ? [{ src: new URL(artwork, location.href).href }] : [];
      session.metadata = manifest && new MediaMetadata({ title, artist: artist ?? "", album: album ?? "", artwork: pictures });
    }
    this.#place();
  }

  /** Say where it is; the browser counts on from there. */
  #place() {
    const { player } = this.jukebox;
    const duration = player.manifest?.duration_seconds ?? 0;
    if (!duration) return this.session.setPositionState?.();
    this.session.setPositionState?.({ duration, position: Math.min(player.seconds, duration), playbackRate: 1 });
  }

  /** @param {boolean} sounds */
  #keep(sounds) {
    if (!sounds) return this.silence.pause();
    if (!this.silence.src) this.silence.src = URL.createObjectURL(silentWave());
    if (this.silence.paused) void this.silence.play().catch(() => {}); // without it, only the keys are missing
  }
}

/** Return some seconds of nothing, as a WAV file of eight bits. */
function silentWave() {
  const frames = SILENT_SECONDS * SILENT_HZ;
  const bytes = new Uint8Array(44 + frames).fill(128, 44);
  const view = new DataView(bytes.buffer);
  const words = /** @type {const} */ ([[0, "RIFF"], [8, "WAVEfmt "], [36, "data"]]);
  for (const [at, word] of words) bytes.set(new TextEncoder().encode(word), at);
  const longs = /** @type {const} */ ([[4, 36 + frames], [16, 16], [24, SILENT_HZ], [28, SILENT_HZ], [40, frames]]);
  for (const [at, value] of longs) view.setUint32(at, value, true);
  const shorts = /** @type {const} */ ([[20, 1], [22, 1], [32, 1], [34, 8]]);
  for (const [at, value] of shorts) view.setUint16(at, value, true);
  return new Blob([bytes], { type: "audio/wav" });
}
