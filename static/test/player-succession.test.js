import assert from "node:assert/strict";
import { test } from "vitest";

import { DeckRack } from "../js/dsp/deck-rack.js";
import { levelOf } from "../js/engine/loudness.js";
import { PageLoader } from "../js/engine/page-loader.js";
import { settled } from "./worlds.js";

const RATE = 44_100;
const QUANTUM = 128;
const PAGE = 4_096;

/** @param {import("../js/dsp/stem-mixer.js").StemMixer} mixer @param {(frame: number) => number} wave in int16 */
function fill(mixer, wave) {
  for (const source of mixer.sources) {
    for (let page = 0; page < source.pageCount; page++) {
      const start = page * PAGE;
      const frames = Math.min(PAGE, source.frames - start);
      source.put(page, Int16Array.from({ length: frames * 2 }, (_, n) => wave(start + (n >> 1))));
    }
  }
}

/** @param {DeckRack} rack @param {number} deck @param {number} frames @param {(frame: number) => number} [wave] @param {object} [more] */
function open(rack, deck, frames, wave, more = {}) {
  rack.open(deck, { stems: 1, frames, channels: 2, pageFrames: PAGE, rate: RATE, ...more });
  const mixer = rack.mixers.get(deck);
  if (wave) fill(mixer, wave);
  return mixer;
}

/** @param {DeckRack} rack @param {number} frames */
function render(rack, frames) {
  const heard = new Float32Array(frames);
  const [a, b] = [new Float32Array(QUANTUM), new Float32Array(QUANTUM)];
  const changes = [];
  for (let done = 0; done < frames; done += QUANTUM) {
    if (rack.process(a, b, QUANTUM)) changes.push(done);
    heard.set(a.subarray(0, Math.min(QUANTUM, frames - done)), done);
  }
  return { heard, changes };
}

/** The greatest change of slope: a cut in a slow sine stands far out. @param {Float32Array} samples */
function roughness(samples) {
  let worst = 0;
  for (let n = 1; n + 1 < samples.length; n++) worst = Math.max(worst, Math.abs(samples[n + 1] - 2 * samples[n] + samples[n - 1]));
  return worst;
}

const at = (/** @type {number} */ hz, rate = RATE) => (/** @type {number} */ frame) => Math.round(12_000 * Math.sin((2 * Math.PI * hz * frame) / rate));
const whole = at(100);

test.each([10_000, 10_240, 10_001])("one piece that was cut at frame %i is heard as if it were whole, bit by bit", (cut) => {
  const rack = new DeckRack(RATE);
  open(rack, 0, cut, whole).play();
  const next = open(rack, 1, 20_000, (frame) => whole(cut + frame));
  rack.follow(1, 0);
  const { heard, changes } = render(rack, 25_600);
  assert.equal(changes.length, 1);
  assert.equal(rack.current, 1);
  for (let n = 300; n < 25_600; n++) assert.ok(heard[n] === whole(n) / 32_768, `frame ${n}`);
  assert.equal(next.position, 25_600 - cut);
});

test("where the waveform breaks off at a join, nothing clicks", () => {
  const rack = new DeckRack(RATE);
  const cut = 10_253; // at the top of the wave
  open(rack, 0, cut, whole).play();
  open(rack, 1, 20_000, (frame) => -whole(frame + 110));
  rack.follow(1, 0);
  const { heard } = render(rack, 16_000);
  assert.ok(roughness(heard.subarray(300)) < 0.004, `${roughness(heard.subarray(300))}`);
  assert.ok(Math.max(...heard) <= 1);
});

test("music at another rate follows on the next frame, and is the same music", () => {
  for (const rate of [48_000, 22_050, 96_000]) {
    const rack = new DeckRack(RATE);
    const cut = 8_820;
    open(rack, 0, cut, whole).play();
    open(rack, 1, rate, (frame) => at(100, rate)(frame + (cut / RATE) * rate), { rate });
    rack.follow(1, 0);
    const { heard } = render(rack, cut + 22_050);
    let worst = 0;
    for (let n = 300; n < heard.length; n++) worst = Math.max(worst, Math.abs(heard[n] - whole(n) / 32_768));
    assert.ok(worst < 0.005, `${rate}: ${worst}`);
    assert.ok(roughness(heard.subarray(300)) < 0.004);
    const settledPart = heard.subarray(cut + 100);
    const error = Math.max(...settledPart.map((value, n) => Math.abs(value - whole(n + cut + 100) / 32_768)));
    assert.ok(error < 0.0005, `${rate}: ${error}`);
  }
});

test("music at another rate is followed after its last frame", () => {
  const rack = new DeckRack(RATE);
  open(rack, 0, 48_000, at(100, 48_000), { rate: 48_000 }).play(); // one second
  open(rack, 1, 20_000, whole);
  rack.follow(1, 0);
  const { heard } = render(rack, RATE + 10_000);
  let worst = 0;
  for (let n = RATE + 300; n < heard.length; n++) worst = Math.max(worst, Math.abs(heard[n] - whole(n - RATE) / 32_768));
  assert.ok(worst < 1e-6, `${worst}`);
  assert.equal(rack.mixer.position, 10_000 + (QUANTUM - ((RATE + 10_000) % QUANTUM)));
});

test("a track that is not here yet begins as soon as it is", () => {
  const rack = new DeckRack(RATE);
  open(rack, 0, 5_000, whole).play();
  const next = open(rack, 1, 20_000);
  rack.follow(1, 0);
  render(rack, 6_400);
  assert.equal(rack.current, 1);
  assert.deepEqual([next.transport, next.position], ["waiting", 0]);
  fill(next, whole);
  const { heard } = render(rack, 6_400);
  assert.equal(heard[1_000], whole(1_000) / 32_768);
});

test("what follows follows the stems that take over from the mix", () => {
  const rack = new DeckRack(RATE);
  open(rack, 0, 30_000, whole).play();
  open(rack, 1, 5_000, whole);
  rack.follow(1, 0);
  render(rack, 1_280);
  open(rack, 2, 30_000, whole);
  rack.takeOver(2, 0);
  render(rack, 1_280);
  rack.close(0);
  assert.deepEqual([rack.current, rack.next], [2, { deck: 1, after: 2 }]);
  render(rack, 30_000);
  assert.equal(rack.current, 1);
});

test("a deck that is closed does not leave the sound to the one that was to follow it", () => {
  const rack = new DeckRack(RATE);
  open(rack, 0, 30_000, whole).play();
  open(rack, 1, 5_000, whole);
  rack.follow(1, 0);
  rack.close(0);
  assert.equal(rack.current, -1);
});

test("the loudness changes without a click and never clips", () => {
  assert.equal(levelOf({ gain_db: 6, peak_db: -2 }, "off"), 1);
  assert.ok(Math.abs(levelOf({ gain_db: 6, peak_db: -2 }, "track") - 10 ** (2 / 20)) < 1e-9);
  assert.ok(Math.abs(levelOf({ gain_db: -3, peak_db: 0.5 }, "track") - 10 ** (-3 / 20)) < 1e-9);
  assert.ok(Math.abs(levelOf({ gain_db: 0, peak_db: 0.5 }, "track") - 10 ** (-0.5 / 20)) < 1e-9);
  const rack = new DeckRack(RATE);
  const mixer = open(rack, 0, 30_000, whole);
  mixer.play();
  render(rack, 1_280);
  mixer.setMaster(0.5);
  mixer.setLevel(0.25);
  const { heard } = render(rack, 12_800);
  assert.ok(roughness(heard) < 0.001);
  assert.ok(Math.abs(heard[5_000] - (0.125 * whole(6_280)) / 32_768) < 1e-6);
});

test("a studio that is away is asked until it answers, and a refusal ends it", async () => {
  const told = [];
  const given = [];
  const pauses = [];
  let status = 0;
  const loader = new PageLoader({
    addresses: ["/a"],
    frames: 10,
    pageFrames: 10,
    deliver: (_, index) => given.push(index),
    fail: (reason) => told.push(reason),
    stall: (isStalled) => told.push(isStalled),
    pause: async (ms) => void (pauses.push(ms) === 9 && (status = 200)),
    fetch: async () => {
      if (!status) throw new TypeError("Failed to fetch");
      return new Response(new ArrayBuffer(4), { status });
    },
  });
  loader.aim(0, null);
  await settled();
  assert.deepEqual(told, [true, false]);
  assert.deepEqual(given, [0]);
  assert.equal(Math.max(...pauses), 2_000);
  loader.drop(0, 0);
  status = 500;
  loader.aim(0, null);
  await settled();
  assert.deepEqual(told.slice(2), ["no answer"]);
});
