import assert from "node:assert/strict";
import { test } from "vitest";

import { CROSSFADE_SECONDS, DeckRack } from "../js/dsp/deck-rack.js";
import { StemMixer } from "../js/dsp/stem-mixer.js";
import { carryLanes } from "../js/engine/lanes.js";
import { noticeOf } from "../js/engine/notice.js";
import { PageLoader } from "../js/engine/page-loader.js";
import { aboutOf, sentenceOf } from "../js/ui/note.js";
import { WORDS } from "../js/ui/words.js";
import { GrowingPeaks } from "../js/wave/growing.js";
import { Nursery } from "../js/wave/nursery.js";
import { settled } from "./worlds.js";

const RATE = 44_100;
const QUANTUM = 128;
const PAGE = 4_096;
const FRAMES = 60_000;

const sine = (frame) => Math.round(12_000 * Math.sin((2 * Math.PI * 100 * frame) / RATE));
const half = (frame) => Math.round(sine(frame) / 2);

/** @param {StemMixer} mixer @param {((frame: number) => number)[]} waves @param {number[]} pages */
function fill(mixer, waves, pages) {
  mixer.sources.forEach((source, stem) => {
    for (const page of pages) {
      const start = page * PAGE;
      const frames = Math.min(PAGE, FRAMES - start);
      source.put(page, Int16Array.from({ length: frames * 2 }, (_, n) => waves[stem](start + (n >> 1))));
    }
  });
}

const ALL = [...Array(Math.ceil(FRAMES / PAGE)).keys()];

/** Play so many frames and return the left side. */
function render(player, frames) {
  const heard = new Float32Array(frames);
  const [a, b] = [new Float32Array(QUANTUM), new Float32Array(QUANTUM)];
  for (let done = 0; done < frames; done += QUANTUM) {
    player.process(a, b, QUANTUM);
    heard.set(a.subarray(0, Math.min(QUANTUM, frames - done)), done);
  }
  return heard;
}

/** The greatest change of slope: a cut in a slow sine stands far out. @param {Float32Array} samples */
function roughness(samples) {
  let worst = 0;
  for (let n = 1; n + 1 < samples.length; n++) worst = Math.max(worst, Math.abs(samples[n + 1] - 2 * samples[n] + samples[n - 1]));
  return worst;
}

const SMOOTH = 0.0005;

function mixerOf(stems, options = {}) {
  return new StemMixer({ stems, frames: FRAMES, channels: 2, pageFrames: PAGE, rate: RATE, ...options });
}

test("music that runs out fades, and goes on without a click when there is enough again", () => {
  const mixer = mixerOf(1);
  mixer.setReserve(2 * PAGE);
  fill(mixer, [sine], [0]);
  mixer.play();
  assert.equal(mixer.transport, "waiting");
  render(mixer, 1_280);
  assert.equal(mixer.position, 0);
  fill(mixer, [sine], [1]);
  const first = render(mixer, 12_800);
  assert.deepEqual([mixer.transport, mixer.position], ["waiting", 2 * PAGE]);
  fill(mixer, [sine], [2]);
  render(mixer, 1_280);
  assert.equal(mixer.position, 2 * PAGE);
  fill(mixer, [sine], [3]);
  const second = render(mixer, 3 * PAGE);
  assert.equal(mixer.position, 4 * PAGE);
  for (const heard of [first, second]) assert.ok(roughness(heard) < SMOOTH, `${roughness(heard)}`);
  assert.ok(mixer.misses > 0);
});

test("the end of a track needs no reserve, and neither does the end of a loop", () => {
  const mixer = mixerOf(1);
  fill(mixer, [sine], ALL);
  mixer.setReserve(10 * PAGE);
  mixer.seek(FRAMES - 3_000);
  mixer.play();
  render(mixer, 4_096);
  assert.equal(mixer.transport, "ended");
  mixer.setLoop({ start: 1_000, end: 3_000 });
  mixer.seek(1_500);
  mixer.play();
  render(mixer, 40_000);
  assert.equal(mixer.transport, "playing");
});

test("stems take over from the mix on the sample, and nothing of it is heard", () => {
  const rack = new DeckRack();
  rack.open(0, { stems: 1, frames: FRAMES, channels: 2, pageFrames: PAGE, rate: RATE });
  fill(rack.mixer, [sine], ALL);
  rack.mixer.play();
  render(rack, 6_400);
  rack.open(1, { stems: 2, frames: FRAMES, channels: 2, pageFrames: PAGE, rate: RATE });
  const next = rack.mixers.get(1);
  rack.takeOver(1, 0);
  fill(next, [half, half], [1]);
  const before = render(rack, 1_280);
  assert.equal(rack.current, 0);
  fill(next, [half, half], ALL);
  const after = render(rack, 12_800);
  assert.equal(rack.current, 1);
  assert.equal(next.position, 6_400 + 1_280 + 12_800);
  const heard = new Float32Array([...before, ...after]);
  const off = heard.map((value, n) => Math.abs(value - sine(6_400 + n) / 32_768));
  assert.ok(Math.max(...off) < 2 / 32_768, `${Math.max(...off)}`);
  assert.ok(CROSSFADE_SECONDS * RATE < 12_800);
});

test("who takes over keeps the loop, the volume and the rest", () => {
  const rack = new DeckRack();
  rack.open(0, { stems: 1, frames: FRAMES, channels: 2, pageFrames: PAGE, rate: RATE, level: 0.5 });
  fill(rack.mixer, [sine], ALL);
  rack.mixer.setLoop({ start: 5_000, end: 9_000 });
  rack.mixer.setMaster(0.3);
  rack.mixer.seek(5_500);
  rack.open(1, { stems: 2, frames: FRAMES, channels: 2, pageFrames: PAGE, rate: RATE, level: 0.25 });
  rack.takeOver(1, 0);
  render(rack, QUANTUM);
  const { position, loop, transport, master } = rack.mixer;
  assert.deepEqual([rack.current, position, transport], [1, 5_500, "paused"]);
  assert.deepEqual(loop, { start: 5_000, end: 9_000 });
  assert.ok(Math.abs(master.value - 0.3 * 0.25) < 1e-9);
});

test("a deck that is let go of fades out, and its successor is the one that got ready", () => {
  const rack = new DeckRack();
  rack.open(0, { stems: 1, frames: FRAMES, channels: 2, pageFrames: PAGE, rate: RATE });
  fill(rack.mixer, [sine], ALL);
  rack.mixer.play();
  const before = render(rack, 6_400);
  rack.open(1, { stems: 1, frames: FRAMES, channels: 2, pageFrames: PAGE, rate: RATE });
  rack.close(0);
  const after = render(rack, 6_400);
  assert.equal(rack.current, 1);
  assert.ok(roughness(new Float32Array([...before.subarray(3_000), ...after])) < SMOOTH);
  assert.equal(after.at(-1), 0);
});

test("a page that is still made is not asked for, and is as soon as it is written", async () => {
  const asked = [];
  const written = new Set([0]);
  const loader = new PageLoader({
    addresses: ["/a", "/b"],
    frames: 3_000,
    pageFrames: 1_000,
    deliver: () => {},
    fail: assert.fail,
    isReady: (index) => written.has(index),
    fetch: async (address) => (asked.push(address), new Response(new ArrayBuffer(4))),
  });
  loader.aim(0, null);
  await settled();
  assert.deepEqual(asked, ["/a/0", "/b/0"]);
  assert.deepEqual([loader.holds(0), loader.holds(1)], [true, false]);
  written.add(1);
  loader.refill();
  await settled();
  assert.deepEqual(asked.slice(2), ["/a/1", "/b/1"]);
});

const stems = (...types) => types.map((type) => ({ type, label: type }));

test("what was set on a stem stays on its like, and what was set on the mix on all stems", () => {
  const set = { volume: 0.4, muted: true, solo: false };
  const fresh = { volume: 1, muted: false, solo: false };
  assert.deepEqual(carryLanes(stems("vocals", "drums"), [set, fresh], stems("drums", "vocals", "bass")), [fresh, set, fresh]);
  assert.deepEqual(carryLanes(stems("mix"), [{ ...set, solo: true }], stems("drums", "bass")), [set, set]);
  assert.deepEqual(carryLanes(stems("drums"), [set], stems("mix")), [fresh]);
});

const calm = { feed: null, frame: 0, reserve: 0, isWaiting: false, isSought: false, isOffered: false, isChanging: false, lost: "" };
const making = { isMaking: true, fraction: 0.428, secondsUntil: () => 3.2 };

test.each([
  [{}, null],
  [{ feed: making }, "The stems are being made: 42 %"],
  [{ feed: making, isWaiting: true }, "Waiting for the stems"],
  [{ feed: making, isSought: true }, "This part is made next and plays as soon as it is there"],
  [{ feed: { isMaking: false } }, null],
  [{ isOffered: true }, "New stems are there"],
  [{ isOffered: true, isChanging: true }, "The new stems are on their way"],
  [{ lost: "lostMix" }, "The stems were not finished, so you hear the mix"],
])("one line says how it stands: %j", (situation, sentence) => {
  const notice = noticeOf({ ...calm, ...situation });
  assert.equal(notice && sentenceOf(notice, WORDS), sentence);
});

test("a wait is told roughly, and not at all where nobody knows", () => {
  assert.deepEqual([null, 0, 3.2, 5, 5.1, 12].map((seconds) => aboutOf(seconds, WORDS)), ["", "about 1 s", "about 4 s", "about 5 s", "about 10 s", "about 15 s"]);
});

test("a waveform grows column by column, and its coarser levels with it", () => {
  const growing = new GrowingPeaks({ frames: 288 * 10, rate: RATE });
  const column = (/** @type {number} */ value) => [value, value + 1, value + 2, value + 3];
  growing.fill(3, Uint8Array.from([...column(10), ...column(200)]));
  const [fine, coarse, coarser] = growing.peaks.levels;
  assert.deepEqual([...fine.data.subarray(12, 20)], [10, 11, 12, 13, 200, 201, 202, 203]);
  assert.deepEqual([...coarse.data], [10, 11, 12, 13, 200, 201, 202, 203, 0, 0, 0, 0]);
  assert.deepEqual([...coarser.data], [200, 201, 202, 203]);
  growing.fill(9, Uint8Array.from([...column(7), ...column(250)]));
  assert.deepEqual([...coarse.data.subarray(8)], [7, 8, 9, 10]);
});

test("columns are fetched once, and again only where that failed", async () => {
  const asked = [];
  const grown = [];
  let isUp = true;
  const nursery = new Nursery(
    (_, frames) => grown.push(frames),
    async (address) => (asked.push(address), new Response(new Uint8Array(8), { status: isUp ? 200 : 500 })),
  );
  nursery.peaks("/c", { frames: 28_800, rate: RATE });
  await nursery.follow("/c", [[0, 1_000]]);
  await nursery.follow("/c", [[0, 1_000]]);
  assert.deepEqual(asked, ["/c?start=0&end=3"]);
  assert.deepEqual(grown, [[0, 864]]);
  isUp = false;
  await nursery.follow("/c", [[0, 3_000]]);
  isUp = true;
  await nursery.follow("/c", [[0, 3_000]]);
  assert.deepEqual(asked.slice(1), ["/c?start=3&end=10", "/c?start=3&end=10"]);
});
