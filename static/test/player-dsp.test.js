import assert from "node:assert/strict";
import { test } from "vitest";

import { PagedSource, pagesByUrgency } from "../js/dsp/paged-source.js";
import { Ramp } from "../js/dsp/ramp.js";
import { StemMixer } from "../js/dsp/stem-mixer.js";

const RATE = 44_100;
const QUANTUM = 128;

/** @param {number} frames @param {(frame: number) => number} wave in int16 */
function stereo(frames, wave) {
  return Int16Array.from({ length: frames * 2 }, (_, n) => wave(n >> 1));
}

/** @param {object} options @param {((frame: number) => number)[]} options.waves @param {number} [options.frames] @param {number} [options.pageFrames] */
function mixerOf({ waves, frames = RATE, pageFrames = 1_000, ...rest }) {
  const mixer = new StemMixer({ stems: waves.length, frames, channels: 2, pageFrames, rate: RATE, capacity: 1_000, ...rest });
  waves.forEach((wave, stem) => fill(mixer.sources[stem], wave));
  return mixer;
}

/** @param {PagedSource} source @param {(frame: number) => number} wave */
function fill(source, wave, pages = [...Array(source.pageCount).keys()]) {
  for (const page of pages) {
    const start = page * source.pageFrames;
    const frames = Math.min(source.pageFrames, source.frames - start);
    source.put(page, stereo(frames, (n) => wave(start + n)));
  }
}

/** @param {StemMixer} mixer @param {number} frames @param {(done: number) => void} [between] */
function render(mixer, frames, between = () => {}) {
  const left = new Float32Array(frames);
  const a = new Float32Array(QUANTUM);
  const b = new Float32Array(QUANTUM);
  for (let done = 0; done < frames; done += QUANTUM) {
    between(done);
    mixer.process(a, b, QUANTUM);
    left.set(a.subarray(0, Math.min(QUANTUM, frames - done)), done);
  }
  return left;
}

/** Level above 4 kHz relative to full scale, by a steep high-pass of differences. @param {Float32Array} samples */
function clickDb(samples) {
  const low = 4_000 / RATE;
  const taps = 129;
  const middle = (taps - 1) / 2;
  let worst = 0;
  const kernel = Array.from({ length: taps }, (_, n) => {
    const x = n - middle;
    const sinc = x === 0 ? 2 * low : Math.sin(2 * Math.PI * low * x) / (Math.PI * x);
    const window = 0.42 - 0.5 * Math.cos((2 * Math.PI * n) / (taps - 1)) + 0.08 * Math.cos((4 * Math.PI * n) / (taps - 1));
    return (x === 0 ? 1 : 0) - sinc * window;
  });
  for (let at = 0; at + taps < samples.length; at++) {
    let sum = 0;
    for (let n = 0; n < taps; n++) sum += kernel[n] * samples[at + n];
    worst = Math.max(worst, Math.abs(sum));
  }
  return 20 * Math.log10(worst + 1e-9);
}

const sine = (frame) => Math.round(16_384 * Math.sin((2 * Math.PI * 100 * frame) / RATE));
const count = (frame) => (frame % 20_000) + 1;

test("a page goes in and the same samples come out, across pages", () => {
  const source = new PagedSource({ frames: 2_500, channels: 2, pageFrames: 1_000 });
  fill(source, count);
  const left = new Float32Array(2_500);
  const right = new Float32Array(2_500);
  assert.equal(source.read(0, 2_500, left, right), 2_500);
  assert.ok(left.every((value, frame) => value === count(frame) / 32_768));
  assert.deepEqual(left, right);
});

test("mono is heard on both sides", () => {
  const source = new PagedSource({ frames: 4, channels: 1, pageFrames: 4 });
  source.put(0, new Int16Array([1, 2, 3, 4]));
  const [left, right] = [new Float32Array(4), new Float32Array(4)];
  source.read(0, 4, left, right);
  assert.deepEqual(left, right);
  assert.equal(left[3], 4 / 32_768);
});

test("what is not here is counted and never thrown about", () => {
  const source = new PagedSource({ frames: 3_000, channels: 2, pageFrames: 1_000 });
  fill(source, count, [0, 2]);
  const [left, right] = [new Float32Array(500), new Float32Array(500)];
  assert.equal(source.read(800, 500, left, right), 200);
  assert.equal(source.misses, 300);
  assert.equal(source.available(-1, 10), 0);
  assert.equal(source.available(2_900, 500), 100);
});

test("a page that is too long, too short or out of place is refused", () => {
  const source = new PagedSource({ frames: 1_500, channels: 2, pageFrames: 1_000 });
  source.put(1, new Int16Array(2_000));
  source.put(7, new Int16Array(2_000));
  assert.equal(source.pages.size, 0);
});

test("the page needed longest ago goes first, pinned ones never", () => {
  const source = new PagedSource({ frames: 10_000, channels: 2, pageFrames: 1_000, capacity: 3 });
  fill(source, count, [0, 1, 2]);
  source.pin([0]);
  source.read(1_000, 1, new Float32Array(1), new Float32Array(1));
  assert.equal(source.put(3, stereo(1_000, count)), 2);
  assert.deepEqual([...source.pages.keys()], [0, 1, 3]);
});

test("urgent is what is here, then where a loop begins, then what comes", () => {
  const where = { pageFrames: 1_000, pageCount: 100, ahead: 3 };
  assert.deepEqual(pagesByUrgency({ ...where, frame: 50_500 }), [50, 51, 52, 53, 0]);
  assert.deepEqual(pagesByUrgency({ ...where, frame: 50_500, loop: { start: 40_000, end: 52_000 } }), [50, 51, 40, 41, 0]);
  assert.deepEqual(pagesByUrgency({ ...where, frame: 99_999 }), [99, 0]);
});

test("a ramp ends exactly at its target and rests there", () => {
  const ramp = new Ramp(0, 10);
  ramp.aim(0.7);
  const way = Array.from({ length: 12 }, () => ramp.next());
  assert.equal(way[9], 0.7);
  assert.ok(ramp.resting);
  assert.ok(way.every((value, n) => n === 0 || value >= way[n - 1]));
});

test("all stems play from one position: their clicks fall on the same samples", () => {
  const click = (frame) => (frame % 4_410 === 0 && frame > 0 ? 10_000 : 0);
  const mixer = mixerOf({ waves: [click, click, click, click] });
  const heard = mixer.sources.map(() => /** @type {number[]} */ ([]));
  let now = 0;
  mixer.tap = (stem, left, _right, frames, offset) => {
    for (let n = 0; n < frames; n++) if (left[n] > 0.01) heard[stem].push(now + offset + n);
  };
  mixer.play();
  render(mixer, 20_000, (done) => (now = done));
  assert.deepEqual(heard[0], [4_410, 8_820, 13_230, 17_640]);
  for (const stem of heard) assert.deepEqual(stem, heard[0]);
});

test("a muted stem falls silent within 5 ms and without a click", () => {
  const mixer = mixerOf({ waves: [sine] });
  mixer.play();
  const samples = render(mixer, 20_480, (done) => done === 10_240 && mixer.setLane(0, { muted: true }));
  assert.ok(samples.subarray(10_240 + Math.ceil(0.005 * RATE)).every((value) => value === 0));
  assert.ok(samples.subarray(9_000, 10_240).some((value) => value > 0.4));
  assert.ok(clickDb(samples) < -45, `${clickDb(samples)} dB`);
});

test("solo silences the others, and mute wins over solo", () => {
  const mixer = mixerOf({ waves: [() => 8_192, () => 4_096] });
  mixer.play();
  mixer.setLane(1, { solo: true });
  assert.equal(render(mixer, 1_280).at(-1), 0.125);
  mixer.setLane(1, { muted: true });
  assert.equal(render(mixer, 1_280).at(-1), 0);
  mixer.setLane(1, { muted: false, solo: false, volume: 0.5 });
  assert.equal(render(mixer, 1_280).at(-1), 0.25 + 0.0625);
});

test("play, pause, seek and volume make no click", () => {
  const mixer = mixerOf({ waves: [sine] });
  const acts = { 0: () => mixer.play(), 5_120: () => mixer.seek(12_345), 10_240: () => mixer.setMaster(0.2), 15_360: () => mixer.pause() };
  const samples = render(mixer, 20_480, (done) => acts[done]?.());
  assert.ok(clickDb(samples) < -45, `${clickDb(samples)} dB`);
  assert.equal(mixer.transport, "paused");
});

test("a loop is exact to the sample: every round has the same bits", () => {
  const mixer = mixerOf({ waves: [count, sine] });
  const loop = { start: 5_003, end: 9_110 };
  mixer.setLoop(loop);
  mixer.seek(loop.start);
  mixer.play();
  const length = loop.end - loop.start;
  const samples = render(mixer, QUANTUM * 200);
  const first = samples.subarray(length, 2 * length);
  for (let round = 2; (round + 1) * length < samples.length; round++) {
    assert.deepEqual(samples.subarray(round * length, (round + 1) * length), first);
  }
  assert.equal(first[0], (count(5_003) + sine(5_003)) / 32_768);
});

test("a seek lands on its frame, at rest and while it plays", () => {
  const mixer = mixerOf({ waves: [count] });
  mixer.seek(12_000);
  assert.equal(mixer.position, 12_000);
  mixer.play();
  render(mixer, 1_280);
  assert.equal(mixer.position, 13_280);
  mixer.seek(3_000);
  const samples = render(mixer, 2_560);
  const last = samples.at(-1);
  assert.equal(Math.round(last * 32_768), count(mixer.position - 1));
  assert.ok(mixer.position > 3_000 && mixer.position < 3_000 + 2_560);
});

test("it waits for pages in silence, and goes on where it was", () => {
  const mixer = new StemMixer({ stems: 2, frames: 10_000, channels: 2, pageFrames: 1_000, rate: RATE });
  mixer.play();
  fill(mixer.sources[0], count, [0, 1]);
  render(mixer, 1_280);
  assert.equal(mixer.transport, "waiting");
  assert.deepEqual([mixer.position, mixer.misses], [0, 0]);
  fill(mixer.sources[1], count, [0]);
  render(mixer, 2_560);
  assert.equal(mixer.position, 1_000);
  assert.ok(mixer.misses > 0);
  fill(mixer.sources[1], count, [1]);
  render(mixer, 512);
  assert.equal(mixer.position, 1_512);
});

test("a track ends at its last frame and starts over when it is played again", () => {
  const mixer = mixerOf({ waves: [count], frames: 3_000 });
  mixer.play();
  render(mixer, 5_120);
  assert.deepEqual([mixer.transport, mixer.position], ["ended", 3_000]);
  mixer.play();
  render(mixer, 1_280);
  assert.deepEqual([mixer.transport, mixer.position], ["playing", 1_280]);
});
