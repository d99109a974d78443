import assert from "node:assert/strict";
import { test } from "vitest";

import { readKey } from "../js/engine/keys.js";
import { PageLoader } from "../js/engine/page-loader.js";
import { about, clock } from "../js/ui/words.js";
import { chooseLevel, parsePeaks, peakBetween } from "../js/wave/peaks.js";

/** @param {object} [change] */
function pyramid({ version = 1, levels = 2, columns = 5 } = {}) {
  const header = [0x4b504653, version, 44_100, 72, levels, 4, 4, columns];
  const fine = Array.from({ length: columns * 4 }, (_, n) => (n % 4 === 0 ? n * 10 : 7));
  const coarse = [120, 7, 7, 7, 160, 7, 7, 7];
  const bytes = new Uint8Array(32 + fine.length + coarse.length);
  bytes.set(new Uint8Array(new Uint32Array(header).buffer));
  bytes.set([...fine, ...coarse], 32);
  return bytes.buffer;
}

test("a pyramid is read with its levels", () => {
  const peaks = parsePeaks(pyramid());
  assert.deepEqual(peaks.levels.map(({ hop, columns }) => [hop, columns]), [[72, 5], [288, 2]]);
  assert.equal(peaks.levels[1].data[4], 160);
});

test("something else, or a part of a pyramid, is refused", () => {
  for (const buffer of [new ArrayBuffer(8), pyramid({ version: 9 }), pyramid().slice(0, 50), new ArrayBuffer(64)]) {
    assert.throws(() => parsePeaks(buffer), TypeError);
  }
});

test("the level is the coarsest that has a column for every pixel", () => {
  const peaks = parsePeaks(pyramid());
  assert.equal(chooseLevel(peaks, 10).hop, 72);
  assert.equal(chooseLevel(peaks, 287).hop, 72);
  assert.equal(chooseLevel(peaks, 5_000).hop, 288);
  assert.equal(peakBetween(peaks.levels[0], 4, 0, 0, 144), 40 / 255);
  assert.equal(peakBetween(peaks.levels[0], 4, 0, 99_999, 100_000), 0);
});

test("the loader fetches by urgency, every page once, and those that were dropped again", async () => {
  const asked = [];
  const given = [];
  const loader = new PageLoader({
    addresses: ["/a", "/b"],
    frames: 2_500,
    pageFrames: 1_000,
    deliver: (stem, index) => given.push(`${stem}/${index}`),
    fail: assert.fail,
    fetch: async (address) => (asked.push(address), new Response(new ArrayBuffer(4))),
  });
  assert.deepEqual(loader.aim(1_200, null), [1, 2, 0]);
  await settled();
  assert.deepEqual(asked, ["/a/1", "/b/1", "/a/2", "/b/2", "/a/0", "/b/0"]);
  assert.equal(given.length, 6);
  loader.drop(1, 0);
  loader.aim(1_200, null);
  await settled();
  assert.deepEqual(asked.slice(6), ["/b/0"]);
});

test("a page that nobody needs any more is not waited for", async () => {
  const stopped = [];
  const loader = new PageLoader({
    addresses: ["/a"],
    frames: 100_000,
    pageFrames: 1_000,
    deliver: () => {},
    fail: assert.fail,
    fetch: (address, { signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => (stopped.push(address), reject(signal.reason)));
      }),
  });
  loader.aim(0, null);
  loader.aim(50_000, null);
  await settled();
  assert.deepEqual(stopped, ["/a/1", "/a/2", "/a/3"]);
  loader.close();
  assert.equal(stopped.length, 7);
});

test("a page that is refused is told about", async () => {
  const told = [];
  const loader = new PageLoader({
    addresses: ["/a"],
    frames: 10,
    pageFrames: 10,
    deliver: assert.fail,
    fail: (reason) => told.push(reason),
    fetch: async () => new Response("", { status: 404 }),
  });
  loader.aim(0, null);
  await settled();
  assert.deepEqual(told, ["status 404"]);
});

test("keys play, choose, mute and solo, but not while somebody types", () => {
  const press = (code, target = null) =>
    readKey({ code, key: "", ctrlKey: false, metaKey: false, altKey: false, target });
  assert.deepEqual(press("Space"), { act: "toggle" });
  assert.deepEqual(press("Digit3"), { choose: 2 });
  assert.deepEqual(press("KeyM"), { act: "mute" });
  assert.deepEqual(press("KeyS", { tagName: "BUTTON" }), { act: "solo" });
  assert.equal(press("Space", { tagName: "BUTTON" }), null);
  assert.equal(press("KeyM", { tagName: "INPUT", type: "text" }), null);
  assert.deepEqual(press("Space", { tagName: "INPUT", type: "range" }), { act: "toggle" });
  assert.equal(press("KeyX"), null);
});

test("times and sentences are written for people", () => {
  assert.deepEqual([0, 59.9, 187, 3_600].map(clock), ["0:00", "0:59", "3:07", "60:00"]);
  assert.equal(about("Mute {stem}", "Drums"), "Mute Drums");
});

async function settled() {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
}
