import assert from "node:assert/strict";
import { test } from "vitest";

import { Asking } from "../js/charts/asking.js";
import { linesOf, marginsOf, nameNote, tickOf, ticksIn, writeNumber, writeTime } from "../js/charts/axes.js";
import { ramp } from "../js/charts/colours.js";
import { readChord, rootsOf } from "../js/charts/draw/blocks.js";
import { cellsOf } from "../js/charts/draw/heat.js";
import { bpmEnds, middleOf, panelsOf, spread } from "../js/charts/draw/lines.js";
import { octavesAround } from "../js/charts/draw/notes.js";
import { writeAxis } from "../js/charts/draw/radar.js";
import { spreadOf, turnOf, zoomOf } from "../js/charts/gestures.js";
import { isLacking, wider } from "../js/charts/pictures.js";
import { fileName } from "../js/charts/save.js";
import { LEAST_SECONDS, View, zoomed } from "../js/ui/view.js";
import { handClock, settled } from "./worlds.js";

test("a view shows the whole track until somebody zooms", () => {
  const view = new View();
  assert.deepEqual(view.range(180, null), [0, 180]);
  assert.deepEqual(view.range(180, 90), [0, 180]);
  view.show(20);
  assert.deepEqual(view.range(180, 90), [80, 100]);
});

test("the playhead is in the middle, but nothing beyond the track is shown", () => {
  const view = new View();
  view.show(20);
  assert.deepEqual(view.range(180, 3), [0, 20]);
  assert.deepEqual(view.range(180, 179), [160, 180]);
});

test("a view that somebody scrolled stays where it is until it follows again", () => {
  const view = new View();
  let told = 0;
  view.addEventListener("change", () => told++);
  view.show(20);
  view.stay(50);
  assert.deepEqual(view.range(180, 120), [40, 60]);
  view.follow();
  assert.deepEqual(view.range(180, 120), [110, 130]);
  assert.equal(told, 3);
});

test("zooming keeps what is under the pointer where it is", () => {
  assert.deepEqual(zoomed([40, 60], 0.5, 45, 180), [42.5, 52.5]);
  assert.deepEqual(zoomed([0, 20], 2, 1, 180), [0, 40]);
  assert.deepEqual(zoomed([100, 180], 4, 140, 180), [0, 180]);
  const [start, end] = zoomed([10, 10.3], 0.01, 10.1, 180);
  assert.equal(Number((end - start).toFixed(6)), LEAST_SECONDS);
});

test("ticks are far enough apart to be read", () => {
  assert.equal(tickOf([0, 180], 1_000), 15);
  assert.equal(tickOf([0, 3_600], 250), 1_200);
  assert.equal(tickOf([10, 11], 1_000), 0.1);
});

test("ticks stand on whole places, wherever a range begins", () => {
  assert.deepEqual(ticksIn([9.8, 12.3], 0.5), [10, 10.5, 11, 11.5, 12]);
  assert.deepEqual(ticksIn([0, 30], 15), [0, 15, 30]);
  assert.deepEqual(ticksIn([0.1, 0.2], 0.25), []);
});

test("times are written for their scale", () => {
  assert.deepEqual([0, 67, 3_723].map((at) => writeTime(at, 15)), ["0:00", "1:07", "1:02:03"]);
  assert.deepEqual([writeTime(7.5, 0.5), writeTime(7.25, 0.25), writeTime(59.96, 0.1)], ["0:07.5", "0:07.25", "1:00.0"]);
});

test("numbers are short and have a real minus", () => {
  assert.deepEqual([-13.97, 120, 0.25, 2_104, 12_000].map(writeNumber), ["−14", "120", "0.25", "2104", "12k"]);
  assert.equal(writeAxis({ name: "tempo", value: 126, unit: "BPM", fraction: 0.5 }, { names: {} }), "126 BPM");
  assert.equal(writeAxis({ name: "energy", value: 0.5, unit: "", fraction: 0.5 }, { names: {} }), "50 %");
});

test("pitches have names, and a piano roll shows whole octaves", () => {
  assert.deepEqual([60, 61, 21, 127].map(nameNote), ["C4", "C#4", "A0", "G9"]);
  assert.deepEqual(octavesAround([40, 52]), [36, 60]);
  assert.deepEqual(octavesAround([48]), [48, 60]);
});

test("chords are taken apart into root and kind", () => {
  assert.deepEqual(readChord("F#m7"), { root: "F#", kind: "m7" });
  assert.deepEqual(readChord("Bbmaj7"), { root: "Bb", kind: "maj7" });
  assert.equal(readChord("N"), null);
  const blocks = ["Am", "F", "N", "C", "Am7"].map((label) => ({ label }));
  assert.deepEqual(rootsOf(blocks), ["C", "F", "A"]);
});

test("cells of a heat map are bytes on their row's scale, the first row at the bottom", () => {
  const cells = cellsOf({ values: [[0, 5, 10], [-40, 0, 99]], low: [0, -20], high: [10, 20] });
  assert.deepEqual([...cells], [0, 128, 255, 0, 128, 255]);
  assert.deepEqual([...cellsOf({ values: [[3, 3]], low: [3], high: [3] })], [0, 0]);
});

test("colours run from one token to the next", () => {
  const colours = ramp([[0, 0, 0], [255, 0, 0], [255, 255, 255]]);
  assert.equal(colours.length, 256);
  assert.deepEqual([colours[0], colours[255]], [[0, 0, 0], [255, 255, 255]]);
  assert.deepEqual(colours[128], [255, 1, 1]);
});

test("two fingers zoom whichever way they move apart", () => {
  const fingers = (...places) => new Map(places.map(([x, y], id) => [id, { x, y }]));
  assert.deepEqual(spreadOf(fingers([10, 0], [40, 40])), { wide: 50, middle: 25 });
  assert.deepEqual(spreadOf(fingers([20, 100], [20, 40])), { wide: 60, middle: 20 });
});

test("curves of more than two units get two panels", () => {
  const lines = (...units) => ({ lines: units.map((unit) => ({ unit })) });
  assert.deepEqual(panelsOf(lines("LUFS", "LUFS", "")), [["LUFS", ""]]);
  assert.deepEqual(panelsOf(lines("Hz", "Hz", "dB", "")), [["Hz"], ["dB", ""]]);
});

test("a steady tempo is drawn as one, and an odd beat does not hide the rest", () => {
  assert.deepEqual(bpmEnds(middleOf([128, 128.01, 127.99])), { min: 126, max: 130, interval: 2 });
  assert.deepEqual(bpmEnds({ least: 127.99, most: 127.99 }), { min: 126, max: 130, interval: 2 });
  const odd = middleOf([...Array.from({ length: 200 }, () => 120), 600]);
  assert.deepEqual(bpmEnds(odd), { min: 118, max: 122, interval: 2 });
  assert.deepEqual(bpmEnds({ least: 80, most: 160 }), { min: 50, max: 200, interval: 50 });
});

test("bars that would be a blur are thinned by halves", () => {
  const box = { x: 0, width: 100 };
  assert.deepEqual(spread([0, 20, 40, 60], box), [0, 20, 40, 60]);
  assert.deepEqual(spread([0, 2, 4, 6, 8, 10], box), [0, 8]);
  assert.deepEqual(spread([-40, -20, 0, 20, 120], box), [0, 20]);
});

test("a long legend gets more lines where the screen is narrow", () => {
  const names = ["Major", "Minor", "Seventh", "Major seventh", "Minor seventh", "Diminished"];
  assert.equal(linesOf(names, 1_300), 1);
  assert.ok(linesOf(names, 340) > 1);
  assert.ok(marginsOf(340, names).top > marginsOf(340).top);
});

test("numbers are asked for again only where they are missing or too coarse", () => {
  const here = { start_seconds: 0, end_seconds: 3_600, picture: { is_thinned: true } };
  assert.equal(isLacking(null, [0, 10]), true);
  assert.equal(isLacking(here, [0, 3_600]), false);
  assert.equal(isLacking(here, [100, 200]), true);
  assert.equal(isLacking({ ...here, picture: { is_thinned: false } }, [100, 200]), false);
  assert.equal(isLacking({ ...here, start_seconds: 150 }, [100, 2_000]), true);
  assert.deepEqual(wider([100, 200], 250), [0, 250]);
});

test("pictures have names that every system takes", () => {
  assert.equal(fileName('AC/DC: "Déjà vu"', "chroma"), "AC_DC_ _Déjà vu_ (chroma).png");
  assert.equal(fileName("", "mfcc"), "chart (mfcc).png");
});

test("what is looked at while a question is on its way does not put its answer off", async () => {
  const clock = handClock();
  let [asked, range] = [0, 0];
  const taken = [];
  const ask = () => {
    asked++;
    return new Promise((answer) => clock.setTimeout(() => answer(range), 300));
  };
  const asking = new Asking({ ask, take: (answer) => taken.push(answer), fail: assert.fail, clock });
  for (range = 1; range <= 20; range++) {
    asking.soon(200);
    await clock.pass(50);
  }
  assert.deepEqual([asked, taken.length], [2, 2]);
});

test("an answer that nobody wants any more is not taken, and the next question does not wait", async () => {
  const clock = handClock();
  const answers = [];
  const taken = [];
  const ask = () => new Promise((answer) => answers.push(answer));
  const asking = new Asking({ ask, take: (answer) => taken.push(answer), fail: assert.fail, clock });
  asking.soon(0);
  await clock.pass(0);
  asking.drop();
  asking.soon(0);
  await clock.pass(0);
  answers[1]("new");
  answers[0]("old");
  await settled();
  assert.deepEqual(taken, ["new"]);
});

test("a studio that does not answer is left alone for a while", async () => {
  const clock = handClock();
  let [asked, failed] = [0, 0];
  const ask = async () => {
    asked++;
    throw new TypeError("away");
  };
  const asking = new Asking({ ask, take: assert.fail, fail: () => failed++, clock });
  for (let frame = 0; frame < 60; frame++) {
    asking.soon(0);
    await clock.pass(100);
  }
  assert.deepEqual([asked, failed], [2, 2]);
});

test("a notch of a wheel zooms by a step in every browser, and fingers on a pad by little", () => {
  const [, notch] = turnOf({ deltaX: 0, deltaY: 120, deltaMode: 0 });
  const [, lines] = turnOf({ deltaX: 0, deltaY: 3, deltaMode: 1 });
  assert.deepEqual([zoomOf(notch), zoomOf(lines), zoomOf(-notch)], [1.25, 1.25, 0.8]);
  assert.ok(zoomOf(2) > 1 && zoomOf(2) < 1.03);
});
