import assert from "node:assert/strict";
import { test } from "vitest";

import { entriesFor, spotifyOf } from "../js/library/menu.js";

const words = new Proxy({}, { get: (_, name) => String(name) });

test("a track that Spotify knows leads there, and no other does", () => {
  const track = { id: "t", title: "T", has_audio: true };
  const elsewhere = (more) => entriesFor({ ...track, ...more }, words, null).filter((one) => one.isElsewhere);
  assert.deepEqual(elsewhere({ spotify_id: null }), []);
  const [entry] = elsewhere({ spotify_id: "4uLU6hMCjMI75M1A2tKUQC" });
  assert.deepEqual([entry.name, entry.href], ["openSpotify", "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"]);
  assert.equal(spotifyOf("a/../b"), "https://open.spotify.com/track/a%2F..%2Fb");
});
