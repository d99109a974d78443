import assert from "node:assert/strict";
import { test } from "vitest";

import { describeHealth, describeSilence, formatUptime, parseHealth } from "../js/health.js";

const ANSWER = {
  status: "ok",
  version: "0.1.0",
  uptime_seconds: 12.3,
  parts: [{ name: "child_processes", state: "ok", detail: "None is running." }],
};

/** @param {...string} states */
function answerWith(...states) {
  const parts = states.map((state, place) => ({ name: `part ${place}`, state, detail: "So it is." }));
  return parseHealth({ ...ANSWER, status: "degraded", parts });
}

test("an uptime is written in its two largest units", () => {
  const written = [0, 0.9, 12.3, 60, 725, 3_600, 7_260, 90_061, 259_200, 273_600].map(formatUptime);
  assert.deepEqual(written, [
    "0 s", "0 s", "12 s", "1 min", "12 min 5 s", "1 h", "2 h 1 min", "1 d 1 h", "3 d", "3 d 4 h",
  ]);
});

test("a clock that ran backwards shows no negative uptime", () => {
  assert.equal(formatUptime(-3), "0 s");
});

test("a healthy studio is ready and lists its parts with a sign and a word", () => {
  const view = describeHealth(parseHealth(ANSWER));
  assert.equal(view.state, "ok");
  assert.equal(view.headline, "Ready. Everything works.");
  assert.equal(view.uptime, "12 s");
  assert.deepEqual(view.rows, [
    { name: "Child processes", state: "ok", icon: "✓", word: "Works", detail: "None is running." },
  ]);
});

test("the worst part decides what the page says", () => {
  assert.equal(describeHealth(answerWith("ok", "warning")).headline, "Ready, with one part to look at.");
  assert.equal(describeHealth(answerWith("warning", "warning")).state, "warning");
  assert.equal(describeHealth(answerWith("error", "warning")).headline, "One part does not work.");
  assert.equal(describeHealth(answerWith("error", "error")).headline, "2 parts do not work.");
  assert.equal(describeHealth(answerWith("error", "ok")).state, "error");
});

test("a degraded studio whose parts are all well is not called well", () => {
  const view = describeHealth(answerWith("ok"));
  assert.equal(view.state, "warning");
  assert.equal(view.headline, "Ready, but not everything works.");
});

test("a silent studio keeps what was known last and says what to do", () => {
  const view = describeSilence(describeHealth(parseHealth(ANSWER)));
  assert.equal(view.state, "unreachable");
  assert.match(view.headline, /^The studio does not answer\. Start it/);
  assert.equal(view.version, "0.1.0");
  assert.equal(view.uptime, "–");
  assert.equal(view.rows.length, 1);
});

test("a studio that never answered has no rows", () => {
  assert.deepEqual(describeSilence(null).rows, []);
});

test("an answer of something else is refused", () => {
  const strangers = [
    null,
    "ok",
    {},
    { ...ANSWER, parts: "none" },
    { ...ANSWER, version: 1 },
    { ...ANSWER, uptime_seconds: "long" },
    { ...ANSWER, parts: [{ name: "disk", state: "fine", detail: "" }] },
    { ...ANSWER, parts: [null] },
  ];
  for (const stranger of strangers) assert.throws(() => parseHealth(stranger), TypeError);
});
