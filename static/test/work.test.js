import assert from "node:assert/strict";
import { afterEach, beforeEach, test, vi } from "vitest";
import { signInFor, watchConnection } from "../js/shell/connection.js";
import { Work } from "../js/shell/live.js";
import { left } from "../js/shell/words.js";

const WORDS = { seconds: "about {count} s left", minutes: "about {count} min left", hours: "about {count} h left" };

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

test("an estimate is rounded as the server rounds it", () => {
  const said = [null, 0, 5.1, 41, 55.1, 89, 90, 60 * 89.4, 60 * 89.5, 3600 * 2.5].map((seconds) => left(seconds, WORDS));
  assert.deepEqual(said, [
    "",
    "about 5 s left",
    "about 10 s left",
    "about 45 s left",
    "about 1 min left",
    "about 1 min left",
    "about 2 min left",
    "about 89 min left",
    "about 1 h left",
    "about 3 h left",
  ]);
});

test("of several jobs the one furthest from its end speaks, and what waits comes last", () => {
  const work = new Work();
  work.take(job({ job_id: "waits", state: "queued", progress: 0 }));
  work.take(job({ job_id: "near", progress: 0.9 }));
  work.take(job({ job_id: "far", progress: 0.2 }));
  assert.deepEqual(work.liveOf("t1").map((one) => one.job_id), ["far", "near", "waits"]);
  assert.equal(work.ofTrack("t1")?.job_id, "far");
});

test("an answer that names one job does not hide the others that are known to be live", () => {
  const work = new Work();
  work.take(job({ job_id: "far", progress: 0.2 }));
  work.take(job({ job_id: "gone", state: "failed" }));
  work.learn({ id: "t1", work: job({ job_id: "near", progress: 0.9 }) });
  assert.deepEqual(work.liveOf("t1").map((one) => one.job_id), ["far", "near"]);
  work.learn({ id: "t1", work: job({ job_id: "near", state: "completed" }) });
  assert.deepEqual(work.liveOf("t1"), []);
  assert.equal(work.ofTrack("t1"), undefined);
});

class Line {
  constructor() {
    /** @type {Record<string, (...told: any[]) => void>} */
    this.hears = {};
    this.connected = true;
  }

  /** @param {string} event @param {(...told: any[]) => void} hear */
  on(event, hear) {
    this.hears[event] = hear;
  }

  disconnect() {
    this.connected = false;
    this.hears.disconnect?.("io client disconnect");
  }
}

/** @param {() => Promise<number>} ask */
function watched(ask) {
  const line = new Line();
  /** @type {(string | boolean)[]} */
  const told = [];
  watchConnection(line, { ask, go: (address) => told.push(address), show: (isAway) => told.push(isAway) });
  return { line, told };
}

/** @type {(() => void)[]} */
let leaving = [];

beforeEach(() => {
  vi.useFakeTimers();
  leaving = [];
  vi.stubGlobal("location", { pathname: "/track/7", search: "?tab=stems" });
  vi.stubGlobal("addEventListener", (/** @type {string} */ _name, /** @type {() => void} */ hear) => leaving.push(hear));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a line that the studio cuts because the session is over leads to the sign-in page and back", async () => {
  const { line, told } = watched(async () => 204);
  line.hears.disconnect("transport close", { context: { code: 4401 } });
  assert.deepEqual(told, ["/sign-in?next=/track/7%3Ftab%3Dstems"]);
  assert.equal(line.connected, false);
});

test("who is signed in nowhere when the studio is back goes to the sign-in page", async () => {
  const { line, told } = watched(async () => 401);
  line.hears.connect_error(new Error("xhr poll error"));
  line.hears.connect_error(new Error("xhr poll error"));
  await vi.runAllTimersAsync();
  assert.deepEqual(told, ["/sign-in?next=/track/7%3Ftab%3Dstems"]);
});

test("a studio that is away is waited for, and said to be away only after a moment", async () => {
  const { line, told } = watched(() => Promise.reject(new TypeError("no network")));
  line.hears.disconnect("transport close", { context: { code: 1006 } });
  line.hears.connect();
  await vi.runAllTimersAsync();
  assert.deepEqual(told, [false]);
  line.hears.disconnect("ping timeout");
  await vi.runAllTimersAsync();
  line.hears.connect();
  assert.deepEqual(told, [false, true, false]);
  assert.equal(line.connected, true);
});

test("who signs out on this page hears nothing more of the line", async () => {
  const { line, told } = watched(async () => 401);
  leaving.forEach((leave) => leave());
  line.hears.connect_error(new Error("xhr poll error"));
  await vi.runAllTimersAsync();
  assert.deepEqual(told, []);
  assert.equal(line.connected, false);
});

test("the library is where the sign-in page leads anyway", () => {
  assert.equal(signInFor("/"), "/sign-in");
});
