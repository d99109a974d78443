import assert from "node:assert/strict";
import { test } from "vitest";
import { Work } from "../js/shell/live.js";
import { hasLinks, leaveOut } from "../js/shell/pasted.js";
import { actsFor, detailOf, standingOf } from "../js/shell/standing.js";

const job = (/** @type {object} */ change) => ({
  job_id: "j1",
  track_id: /** @type {string | null} */ ("t1"),
  stage: "download",
  label: "Download",
  state: "processing",
  progress: 0.5,
  phase: "3.2 of 8.1 MB",
  error: null,
  ...change,
});

test("links are told from what else is pasted", () => {
  for (const text of ["https://a.test/b", " open.spotify.com/track/1", "spotify:track:1", "see\n<http://a.test>", "spotify.link/x"])
    assert.equal(hasLinks(text), true, text);
  for (const text of ["", "Dear Ann", "read https here", "spotify", "https://", "ftp://a.test/b"]) assert.equal(hasLinks(text), false, text);
});

test("what was not taken is left, one thing on a line", () => {
  const text = "https://a.test/1\nDear Ann, hello\r\n<https://a.test/2>, spotify:artist:x\n\nhttps://a.test/3";
  assert.equal(leaveOut(text, ["https://a.test/1", "https://a.test/2"]), "Dear Ann, hello\nspotify:artist:x\nhttps://a.test/3");
  assert.equal(leaveOut("https://a.test/1", ["https://a.test/1"]), "");
});

test("a track without audio is to be downloaded, and there is nothing of it to play", () => {
  const absent = { has_audio: false };
  assert.equal(standingOf(absent), "absent");
  assert.deepEqual(actsFor(absent), ["download", "delete"]);
  assert.deepEqual(actsFor(absent, job({})), ["cancel", "delete"]);
  assert.deepEqual(actsFor(absent, job({ state: "failed" })), ["retry", "delete"]);
  assert.deepEqual(actsFor(absent, job({ state: "failed", stage: "separate" })), ["download", "delete"]);
});

test("a track with audio plays, whatever is done to it", () => {
  const there = { has_audio: true, work: { state: "completed" } };
  assert.equal(standingOf(there), "ready");
  assert.deepEqual(actsFor(there), ["play", "delete"]);
  assert.deepEqual(actsFor(there, job({ stage: "separate" })), ["play", "cancel", "delete"]);
  assert.deepEqual(actsFor(there, job({ state: "failed", can_be_drafted: true })), ["play", "retry", "draft", "delete"]);
  assert.equal(standingOf({ has_audio: true, work: { state: "cancelled" } }), "cancelled");
  assert.equal(standingOf({ has_audio: true }), "");
});

test("a download tells how much has come, and other work does not", () => {
  assert.equal(detailOf(job({})), "3.2 of 8.1 MB");
  assert.equal(detailOf(job({ state: "queued" })), "");
  assert.equal(detailOf(job({ stage: "separate" })), "");
});

test("of the links that are looked up only those that lead nowhere are shown above the tracks", () => {
  const work = new Work();
  const gather = (/** @type {object} */ change) => job({ stage: "gather", track_id: null, title: "https://a.test", ...change });
  assert.equal(work.take(gather({})), false);
  assert.equal(work.incoming.size, 0);
  work.take(gather({ state: "failed", error: "Nothing is there." }));
  assert.equal(work.incoming.get("j1")?.error, "Nothing is there.");
  assert.equal(work.take(gather({ job_id: "j2", state: "completed", track_id: "t1" })), true);
  assert.equal(work.ofTrack("t1"), undefined);
});
