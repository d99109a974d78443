import assert from "node:assert/strict";
import { beforeEach, test } from "vitest";

import { listen } from "../js/charts/gestures.js";
import { listenToDrags } from "../js/edit/drag.js";

beforeEach(() => {
  globalThis.document = new EventTarget();
});

test("a finger that rests on something before it moves holds it, one that moves at once does not", () => {
  const { mark, clock, said } = makeMark();
  touch(mark, "pointerdown", 100);
  clock.ring();
  assert.ok(mark.hasAttribute("data-held"));
  touch(mark, "pointermove", 140);
  touch(mark, "pointerup", 150);
  assert.ok(!mark.hasAttribute("data-held"));
  touch(mark, "pointerdown", 100);
  touch(mark, "pointermove", 140);
  clock.ring();
  touch(mark, "pointerup", 150);
  assert.deepEqual(said, ["move 40 held", "drop 50 held", "move 40", "drop 50"]);
});

test("a finger that trembles taps", () => {
  const { mark, said } = makeMark();
  touch(mark, "pointerdown", 100);
  touch(mark, "pointermove", 106);
  touch(mark, "pointerup", 106);
  assert.deepEqual(said, ["click"]);
});

test("a second finger calls a drag off, and begins none", () => {
  const { mark, said } = makeMark();
  touch(mark, "pointerdown", 100);
  touch(mark, "pointermove", 140);
  const second = { pointerId: 2, isPrimary: false };
  touch(document, "pointerdown", 200, second);
  touch(mark, "pointerdown", 200, second);
  touch(mark, "pointermove", 260, second);
  touch(mark, "pointerup", 140);
  assert.deepEqual(said, ["move 40", "leave"]);
});

test("another finger does not move what the first one drags", () => {
  const { mark, said } = makeMark();
  touch(mark, "pointerdown", 100);
  touch(mark, "pointermove", 900, { pointerId: 2 });
  touch(mark, "pointerup", 900, { pointerId: 2 });
  touch(mark, "pointerup", 100);
  assert.deepEqual(said, ["click"]);
});

test("two fingers zoom even if one of them lies on a mark; one there neither scrolls nor goes anywhere", () => {
  const { around, plot, said } = makePlot();
  const first = { pointerId: 1 };
  const second = { pointerId: 2, isPrimary: false };
  touch(around, "pointerdown", 10, first);
  touch(around, "pointermove", 40, first);
  touch(around, "pointerup", 40, first);
  assert.deepEqual(said, []);
  touch(around, "pointerdown", 20, first);
  press(around, plot, 60, second);
  touch(around, "pointermove", 100, second);
  touch(around, "pointerup", 100, second);
  touch(around, "pointerup", 20, first);
  assert.deepEqual(said, ["zoom 0.5 at 60"]);
  press(around, plot, 30, first);
  touch(around, "pointerup", 30, first);
  assert.deepEqual(said.slice(1), ["go 30"]);
});

/** Tell of a pointer. */
function touch(target, type, clientX, more = {}) {
  const known = { button: 0, pointerId: 1, pointerType: "touch", isPrimary: true, clientY: 0 };
  target.dispatchEvent(Object.assign(new Event(type), known, { clientX }, more));
}

/** Press on the plot: what is around it hears of that first. */
function press(around, plot, clientX, more) {
  touch(around, "pointerdown", clientX, more);
  touch(plot, "pointerdown", clientX, more);
}

/** An element as far as pointers know it. */
function makeElement() {
  const attributes = new Map();
  const captured = new Set();
  return Object.assign(new EventTarget(), {
    setAttribute: (name, value) => attributes.set(name, value),
    hasAttribute: (name) => attributes.has(name),
    removeAttribute: (name) => attributes.delete(name),
    setPointerCapture: (id) => captured.add(id),
    hasPointerCapture: (id) => captured.has(id),
    getBoundingClientRect: () => ({ left: 0 }),
  });
}

/** Something to drag, a clock that rings when told, and what was said. */
function makeMark() {
  const [mark, said] = [makeElement(), []];
  let due = null;
  const clock = {
    setTimeout: (act) => (due = act),
    clearTimeout: (timer) => (due = timer === due ? null : due),
    ring: () => due?.(),
  };
  const tell = (what) => (_, way, isHeld) => said.push(`${what} ${way}${isHeld ? " held" : ""}`);
  const acts = { move: tell("move"), drop: tell("drop"), click: () => said.push("click"), leave: () => said.push("leave") };
  listenToDrags(mark, acts, clock);
  return { mark, clock, said };
}

/** A plot of a hundred seconds over as many pixels, what lies around it, and what was said. */
function makePlot() {
  const [around, plot, said] = [makeElement(), makeElement(), []];
  const hands = {
    range: () => [0, 100],
    box: () => ({ left: 0, width: 100 }),
    zoom: (factor, at) => said.push(`zoom ${factor} at ${at}`),
    scroll: (seconds) => said.push(`scroll ${seconds}`),
    seek: (seconds) => said.push(`go ${seconds}`),
  };
  listen(plot, hands, new AbortController().signal, around);
  return { around, plot, said };
}
