import assert from "node:assert/strict";
import { test } from "vitest";

import { readKey } from "../js/edit/keys.js";
import { rowsOf } from "../js/edit/loops.js";
import { Repeats } from "../js/edit/repeats.js";
import { barsFrom, dragged, nearest, snapped, spanAt, stepped, stretched, tempoAt } from "../js/edit/state.js";
import { Taps } from "../js/edit/taps.js";
import { Window } from "../js/edit/window.js";
import { fill, place } from "../js/edit/words.js";
import { View } from "../js/ui/view.js";

const GRID = {
  tempo_bpm: 120,
  beats_per_bar: 4,
  beats_seconds: [1, 1.5, 2, 2.5, 3, 4, 5],
  downbeats_seconds: [1, 3],
  tempo_spans: [[0, 120], [3, 60]],
  locked: false,
};

test("the nearest entry of a list is found at its ends and between", () => {
  const list = [1, 2, 4];
  assert.deepEqual([-5, 1.4, 1.6, 2.9, 3.1, 99].map((at) => nearest(list, at)), [1, 1, 2, 2, 4, 4]);
  assert.equal(nearest([], 1), undefined);
});

test("places snap to beats or bars, or to nothing where there is no grid", () => {
  const state = { grid: GRID };
  assert.equal(snapped(state, "beat", 1.6), 1.5);
  assert.equal(snapped(state, "bar", 1.6), 1);
  assert.equal(snapped(state, "none", 1.6), 1.6);
  assert.equal(snapped({ grid: null }, "beat", 1.6), 1.6);
});

test("a tempo holds from its beginning to the next one", () => {
  assert.deepEqual([0, 2.9, 3, 9].map((at) => spanAt(GRID, at)), [0, 0, 1, 1]);
  assert.deepEqual([0, 3].map((at) => tempoAt(GRID, at)), [120, 60]);
});

test("a dragged beat takes those of its tempo along and leaves the others", () => {
  const seen = stretched(GRID, 2, 2.2);
  assert.deepEqual(seen.beats_seconds.map((beat) => Math.round(beat * 10) / 10), [1, 1.6, 2.2, 2.8, 3, 4, 5]);
  assert.deepEqual(seen.downbeats_seconds, [1, 3]);
  assert.deepEqual(stretched(GRID, 4, 4.5).beats_seconds, [1, 1.5, 2, 2.5, 3, 4.5, 6]);
  assert.deepEqual(stretched(GRID, 1, 2).beats_seconds, [2, 2.5, 3, 3.5, 4, 5, 6]);
  assert.equal(stretched(GRID, 3, 4), GRID);
  assert.equal(stretched(GRID, 2, 0.5), GRID);
});

test("the first beat that is dragged takes the others along, any other stretches them", () => {
  assert.deepEqual(dragged(GRID, 1, 1.25), { act: "nudge", seconds: 0.25 });
  assert.deepEqual(dragged(GRID, 1, 50), { act: "nudge", seconds: 10 });
  assert.deepEqual(dragged(GRID, 2, 2.25), { act: "stretch", from_seconds: 2, to_seconds: 2.25 });
});

test("what is under the pointer stays there while one zooms, and nothing is seen beyond the ends", () => {
  const { window } = makeWindow();
  window.zoom(0.1, 50);
  window.take();
  assert.equal(window.at(500), 50);
  window.zoom(0.5, 47);
  window.take();
  assert.ok(Math.abs(window.at(200) - 47) < 1e-9);
  window.scroll(1e6);
  window.take();
  assert.equal(window.at(1_000), 100);
  window.zoom(1e6);
  window.take();
  assert.deepEqual([window.start, window.span], [0, 100]);
});

test("the editor looks where the player looks, and the other way round", () => {
  const { window, view } = makeWindow();
  view.look([20, 30]);
  window.take();
  assert.deepEqual(window.range, [20, 30]);
  window.zoom(0.5, 20);
  assert.deepEqual(view.range(100, null), [20, 25]);
  window.zoom(100);
  assert.equal(view.wide, null);
});

test("the playhead is in the middle until somebody looks elsewhere", () => {
  const { window, view, player } = makeWindow();
  player.seconds = 40;
  window.zoom(0.1, 90);
  window.take();
  assert.deepEqual(window.range, [35, 45]);
  window.scroll(20);
  player.seconds = 41;
  window.take();
  assert.deepEqual([window.range, window.follows], [[55, 65], false]);
  view.follow();
  window.take();
  assert.deepEqual([window.range, window.follows], [[36, 46], true]);
});

test("one comes near enough to tell beats apart, and no nearer", () => {
  const { window } = makeWindow();
  window.begin(1_000, 50);
  window.begin(300, 50);
  window.take();
  assert.deepEqual(window.range, [40, 60]);
  window.zoom(0.5);
  window.take();
  window.approach(10);
  window.begin(300, 10);
  window.take();
  assert.deepEqual(window.range, [45, 55]);
});

test("what is put elsewhere is seen", () => {
  const { window } = makeWindow();
  window.zoom(0.1, 0);
  window.take();
  window.reveal(8);
  window.reveal(60);
  window.take();
  assert.deepEqual(window.range, [55, 65]);
});

test("the cursor steps along beats or bars, or by hundredths where nothing snaps", () => {
  const state = { duration_seconds: 9, grid: GRID };
  assert.equal(stepped(state, "beat", 1.5, 1), 2);
  assert.equal(stepped(state, "beat", 1.6, -1), 1.5);
  assert.equal(stepped(state, "bar", 1.6, 1), 3);
  assert.equal(stepped(state, "bar", 3.5, 1), 9);
  assert.equal(stepped(state, "bar", 1, -1), 0);
  assert.equal(stepped(state, "none", 1, 1), 1.01);
  assert.equal(stepped({ ...state, grid: null }, "beat", 1, -1), 0.99);
});

test("loops that lie over each other get rows of their own", () => {
  const spans = [[0, 8], [2, 4], [4, 6], [5, 7], [8, 9]];
  const loops = spans.map(([start, end]) => ({ start_seconds: start, end_seconds: end }));
  assert.deepEqual(rowsOf(loops), [0, 1, 1, 2, 0]);
  const many = Array.from({ length: 9 }, () => ({ start_seconds: 0, end_seconds: 1 }));
  assert.equal(Math.max(...rowsOf(many)), 3);
});

test("a new loop takes four bars, or what is left of them", () => {
  const bars = [1, 3, 5, 7, 9, 11];
  const state = { duration_seconds: 12, grid: { downbeats_seconds: bars } };
  assert.deepEqual(barsFrom(state, 2), [3, 11]);
  assert.deepEqual(barsFrom(state, 5), [5, 12]);
  assert.deepEqual(barsFrom({ ...state, grid: null }, 2), [2, 12]);
});

test("the player goes along with the loop that it repeats, and stops when that is gone", () => {
  const player = makePlayer();
  const repeats = new Repeats(player, () => true);
  const [loop, other] = [{ id: "a", start_seconds: 2, end_seconds: 6 }, { id: "b", start_seconds: 0, end_seconds: 1 }];
  repeats.play(loop);
  assert.deepEqual([player.loop, player.seconds, repeats.id], [{ start: 2, end: 6 }, 2, "a"]);
  player.seconds = 5;
  repeats.follow([other, { ...loop, end_seconds: 4 }]);
  assert.deepEqual([player.loop, player.seconds, repeats.id], [{ start: 2, end: 4 }, 2, "a"]);
  repeats.follow([other]);
  assert.deepEqual([player.loop, repeats.id], [null, null]);
});

test("a loop that somebody has set in the player is left alone", () => {
  const player = makePlayer();
  const repeats = new Repeats(player, () => true);
  repeats.play({ id: "a", start_seconds: 2, end_seconds: 6 });
  player.setLoop(1, 3);
  assert.equal(repeats.id, null);
  repeats.follow([]);
  assert.deepEqual(player.loop, { start: 1, end: 3 });
});

test("taps belong together until somebody pauses", () => {
  const taps = new Taps();
  taps.tap(1, 0);
  for (const beat of [0, 1, 2, 3]) taps.tap(10 + beat / 2, 30 + beat / 2);
  assert.equal(taps.times.length, 4);
  assert.equal(taps.tempo, 120);
  assert.deepEqual(taps.take(), { act: "tap", taps_seconds: [10, 10.5, 11, 11.5], at_seconds: 31.5 });
  assert.equal(taps.tempo, null);
});

test("keys undo, do again and tap", () => {
  const press = (key, more = {}) => readKey({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });
  assert.equal(press("z", { ctrlKey: true }), "undo");
  assert.equal(press("z", { metaKey: true }), "undo");
  assert.equal(press("Z", { ctrlKey: true, shiftKey: true }), "redo");
  assert.equal(press("y", { ctrlKey: true }), "redo");
  assert.equal(press("t"), "tap");
  assert.equal(press("t", { repeat: true }), null);
  assert.equal(press("z"), null);
  assert.equal(press("z", { ctrlKey: true, altKey: true }), null);
});

test("places and sentences are written for people", () => {
  assert.deepEqual([0, 59.999, 67.254].map(place), ["0:00.00", "1:00.00", "1:07.25"]);
  assert.equal(fill("{label}, from {time} {other}", { label: "Drop", time: "1:00" }), "Drop, from 1:00 {other}");
});

/** A window of a thousand pixels on a hundred seconds, and the playhead of a player that plays them. */
function makeWindow() {
  const view = new View();
  const player = { seconds: null };
  const window = new Window(100, view, () => player.seconds);
  window.width = 1_000;
  return { window, view, player };
}

/** A player that remembers what it repeats. */
function makePlayer() {
  return {
    loop: null,
    seconds: 0,
    get where() {
      return { seconds: this.seconds, loop: this.loop };
    },
    setLoop(start, end) {
      this.loop = { start, end };
    },
    clearLoop() {
      this.loop = null;
    },
    seek(seconds) {
      this.seconds = seconds;
    },
    play: () => Promise.resolve(),
  };
}
