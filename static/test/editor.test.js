import assert from "node:assert/strict";
import { test } from "vitest";

import { Desk } from "../js/edit/desk.js";
import { readKey } from "../js/edit/keys.js";
import { dragged, nearest, snapped, spanAt, stretched, tempoAt } from "../js/edit/state.js";
import { Taps } from "../js/edit/taps.js";
import { Window } from "../js/edit/window.js";
import { fill, place } from "../js/edit/words.js";
import { settled } from "./worlds.js";

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
  const view = new Window(100);
  view.width = 1_000;
  view.zoom(0.1, 500);
  assert.equal(view.at(500), 50);
  view.zoom(0.5, 200);
  assert.ok(Math.abs(view.at(200) - 47) < 1e-9);
  view.pan(1e6);
  assert.equal(view.at(1_000), 100);
  view.zoom(1e6);
  assert.deepEqual([view.start, view.span], [0, 100]);
  view.zoom(1e-9);
  assert.equal(view.span, 0.5);
});

test("the page turns when the playhead has left it", () => {
  const view = new Window(100);
  view.zoom(0.1);
  view.center(5);
  assert.equal(view.follow(9), false);
  assert.equal(view.follow(10.5), true);
  assert.equal(view.start, 9.5);
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

test("edits are handed in one after the other, and what came of each is read", async () => {
  const studio = makeStudio();
  const desk = new Desk("/t", { away: "Away.", fetch: studio.ask });
  const first = desk.edit("POST", "/grid/edits", { act: "halve" });
  const second = desk.edit("DELETE", "/cues/1");
  void desk.look();
  void desk.look();
  await settled();
  assert.deepEqual(studio.asked, ["POST /t/grid/edits"]);
  await studio.answerAll();
  const read = "GET /t/editing";
  assert.deepEqual(studio.asked, ["POST /t/grid/edits", read, "DELETE /t/cues/1", read, read]);
  assert.deepEqual(await first, { read: 1 });
  assert.deepEqual(await second, {});
  assert.deepEqual(desk.state, { read: 5 });
});

test("an undo that has nothing left to undo when its turn comes is not handed in", async () => {
  const studio = makeStudio();
  const desk = new Desk("/t", { away: "Away.", fetch: studio.ask });
  const undo = () => void desk.edit("POST", "/edits/undo", undefined, (state) => state.read < 3);
  for (let turn = 0; turn < 4; turn++) undo();
  await studio.answerAll();
  assert.equal(studio.asked.filter((route) => route === "POST /t/edits/undo").length, 2);
});

test("a refusal is told, the edits after it go on, and a silent studio is told too", async () => {
  const studio = makeStudio({ "POST /t/key": 422, "POST /t/broken": 0 });
  const desk = new Desk("/t", { away: "Away.", fetch: studio.ask });
  const troubles = [];
  desk.addEventListener("state", () => troubles.push(desk.trouble));
  for (const path of ["/key", "/broken", "/cues"]) void desk.edit("POST", path, {});
  await studio.answerAll();
  assert.deepEqual(troubles, ["No such key.", "Away.", ""]);
  assert.deepEqual(desk.state, { read: 6 });
});

test("places and sentences are written for people", () => {
  assert.deepEqual([0, 59.999, 67.254].map(place), ["0:00.00", "1:00.00", "1:07.25"]);
  assert.equal(fill("{label}, from {time} {other}", { label: "Drop", time: "1:00" }), "Drop, from 1:00 {other}");
});

/** A studio that answers when it is told to; statuses other than 200 by route, 0 for none at all. */
function makeStudio(statuses = {}) {
  const asked = [];
  const waiting = [];
  const ask = (address, { method }) => {
    const route = `${method} ${address}`;
    asked.push(route);
    const number = asked.length;
    return new Promise((resolve, reject) => {
      waiting.push(() => {
        const status = statuses[route] ?? (method === "DELETE" ? 204 : 200);
        if (status === 0) return reject(new TypeError("away"));
        const said = status === 422 ? { error: { message: "No such key." } } : { read: number };
        return resolve(new Response(status === 204 ? null : JSON.stringify(said), { status }));
      });
    });
  };
  const answerAll = async () => {
    await settled();
    while (waiting.length) {
      waiting.shift()();
      await settled();
    }
  };
  return { asked, ask, answerAll };
}
