import assert from "node:assert/strict";
import { test } from "vitest";
import { Work } from "../js/shell/live.js";
import { clock, hueOfKey, quantity } from "../js/shell/words.js";

const job = (/** @type {object} */ change) => ({
  job_id: "j1",
  track_id: "t1",
  stage: "analyse",
  label: "Analyse",
  state: "processing",
  progress: 0.5,
  phase: "",
  error: null,
  ...change,
});

test("lengths are minutes and seconds", () => {
  assert.equal(clock(0), "0:00");
  assert.equal(clock(59.6), "1:00");
  assert.equal(clock(null), "–");
});

test("quantities carry their unit and a true minus", () => {
  assert.equal(quantity(-12, 1, "LUFS"), "−12.0 LUFS");
  assert.equal(quantity(undefined, 1, "BPM"), "–");
});

test("neighbours on Camelot's wheel are neighbours in colour", () => {
  for (let number = 1; number <= 12; number++) {
    const [here, next] = [hueOfKey(`${number}A`) ?? 0, hueOfKey(`${(number % 12) + 1}A`) ?? 0];
    assert.equal((next - here + 360) % 360, 30);
  }
  assert.equal(hueOfKey(null), null);
});

test("a track shows what works on it before what waits or failed", () => {
  const work = new Work();
  work.take(job({ job_id: "failed", state: "failed" }));
  work.take(job({ job_id: "waits", state: "queued" }));
  assert.equal(work.ofTrack("t1")?.job_id, "waits");
  work.take(job({ job_id: "works" }));
  assert.equal(work.ofTrack("t1")?.job_id, "works");
});

test("a job that ended asks for the rows again and is forgotten", () => {
  const work = new Work();
  assert.equal(work.take(job({})), false);
  assert.equal(work.take(job({ state: "completed" })), true);
  assert.equal(work.ofTrack("t1"), undefined);
});

test("an import is on its way in until its track is there", () => {
  const work = new Work();
  work.take(job({ stage: "import", track_id: null, title: "song.wav" }));
  work.take(job({ stage: "import", track_id: null, progress: 0.9 }));
  assert.equal(work.incoming.get("j1")?.title, "song.wav");
  assert.equal(work.take(job({ stage: "import", state: "completed" })), true);
  assert.equal(work.incoming.size, 0);
});

test("what the server says of a track replaces what was heard before", () => {
  const work = new Work();
  work.take(job({}));
  work.learn({ id: "t1", work: job({ state: "completed" }) });
  assert.equal(work.ofTrack("t1"), undefined);
});
