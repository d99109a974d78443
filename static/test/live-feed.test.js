import assert from "node:assert/strict";
import { test } from "vitest";

import { columnsIn, contains, gaps, join, news, reach, total } from "../js/dsp/spans.js";
import { Changeover, isEnough } from "../js/engine/changeover.js";
import { Growth } from "../js/engine/growth.js";
import { LiveFeed } from "../js/engine/live-feed.js";
import { Poll } from "../js/engine/poll.js";
import { handClock, settled } from "./worlds.js";

const PAGE = 1_000;
const FRAMES = 20_500;
const RATE = 1_000;

/** A server whose answers a test changes, and a clock that it turns. */
function world(told = {}) {
  const clock = handClock();
  const asked = [];
  const state = { version: 1, state: "making", frames: FRAMES, spans: [], wished_frame: null, ...told };
  const fetch = async (address, options = {}) => {
    asked.push(`${options.method ?? "GET"} ${address}${options.body ?? ""}`);
    return Response.json(state);
  };
  return { clock, asked, state, fetch, now: () => clock.ms };
}

function feedOf(around) {
  const feed = new LiveFeed({ address: "/live", wishAddress: "/wish", frames: FRAMES, pageFrames: PAGE, ...around });
  return feed.start();
}

/** Let the server know more and the feed hear of it. */
async function tell(around, change) {
  Object.assign(around.state, change);
  await around.clock.pass(1_000);
}

test("spans say what is there, what is missing and what is new", () => {
  const spans = [[0, 100], [300, 500]];
  assert.equal(total(spans), 300);
  assert.deepEqual([contains(spans, 300, 500), contains(spans, 90, 110), contains(spans, 7, 7)], [true, false, true]);
  assert.deepEqual([reach(spans, 50), reach(spans, 200)], [100, 200]);
  assert.deepEqual(gaps(spans, 50, 600), [[100, 300], [500, 600]]);
  assert.deepEqual(gaps([], 0, 9), [[0, 9]]);
  assert.deepEqual(news([[0, 400]], [[0, 100], [200, 300]]), [[100, 200], [300, 400]]);
  assert.deepEqual(join([[5, 9], [0, 5], [20, 30]]), [[0, 9], [20, 30]]);
});

test("a column counts when all of its frames are there, the last one although it is short", () => {
  assert.deepEqual(columnsIn([[10, 600], [900, 1_000]], { hop: 288, frames: 1_000 }), [[1, 2]]);
  assert.deepEqual(columnsIn([[0, 1_000]], { hop: 288, frames: 1_000 }), [[0, 4]]);
});

test("growth in steps says when the next step is due", () => {
  const growth = new Growth();
  assert.equal(growth.secondsFor(10, 0), null);
  for (const [amount, ms] of [[0, 0], [5_000, 2_000], [5_000, 3_000], [10_000, 4_000]]) growth.note(amount, ms);
  assert.deepEqual([growth.perSecond, growth.everySeconds], [2_500, 2]);
  assert.equal(growth.secondsFor(1, 5_000), 1);
  assert.equal(growth.secondsFor(5_001, 5_000), 3);
  assert.equal(growth.secondsFor(1, 9_000), 0);
  assert.equal(growth.secondsFor(0, 0), 0);
});

test("how long the first of it took says nothing of the pace", () => {
  const growth = new Growth();
  for (const [amount, ms] of [[0, 0], [5_000, 9_000]]) growth.note(amount, ms);
  assert.deepEqual([growth.perSecond, growth.secondsFor(1, 9_500)], [0, null]);
});

test("what starts over is measured anew", () => {
  const growth = new Growth();
  growth.note(9_000, 0);
  growth.note(12_000, 1_000);
  growth.note(0, 2_000);
  assert.equal(growth.perSecond, 0);
});

test("a page can be asked for when all of it is written", async () => {
  const around = world({ spans: [[0, 2_999], [20_000, FRAMES]] });
  const feed = feedOf(around);
  await settled();
  assert.deepEqual([0, 1, 2, 19, 20].map((page) => feed.isWritten(page)), [true, true, false, false, true]);
  assert.deepEqual([0, 2_500, 20_100].map((frame) => feed.playableUntil(frame)), [2_000, 2_500, FRAMES]);
  assert.ok(feed.lacks(1_500, 600));
  assert.ok(!feed.lacks(500, 1_000));
});

test("it tells of news, and stops asking when all is made", async () => {
  const around = world();
  const feed = feedOf(around);
  let heard = 0;
  feed.listen(() => heard++);
  await settled();
  await tell(around, {});
  assert.equal(heard, 1);
  await tell(around, { version: 2, spans: [[0, 4_000]] });
  assert.equal(heard, 2);
  assert.equal(feed.fraction.toFixed(3), "0.195");
  await tell(around, { version: 3, state: "done" });
  const before = around.asked.length;
  await around.clock.pass(60_000);
  assert.equal(around.asked.length, before);
  assert.ok(feed.isWritten(20));
});

test("what nobody knows of any more is gone", async () => {
  const around = world();
  const feed = feedOf({ ...around, fetch: async () => new Response("", { status: 404 }) });
  await settled();
  assert.equal(feed.state, "gone");
  assert.ok(!feed.isWritten(0));
});

test("only the last of many wishes is sent", async () => {
  const around = world({ spans: [[0, 2_000]] });
  const feed = feedOf(around);
  await settled();
  for (const frame of [9_300, 12_400, 15_100]) feed.askFor(frame, 500);
  await around.clock.pass(300);
  assert.deepEqual(around.asked.filter((one) => one.startsWith("POST")), ['POST /wish{"frame":15000}']);
});

test("no wish is sent for what is there, or is made because of the wish before", async () => {
  const around = world({ spans: [[0, 2_500]] });
  const feed = feedOf(around);
  await settled();
  const wishes = () => around.asked.filter((one) => one.startsWith("POST"));
  feed.askFor(100, 500);
  await around.clock.pass(300);
  assert.deepEqual(wishes(), []);
  feed.askFor(2_600, 3_000);
  await around.clock.pass(300);
  assert.deepEqual(wishes(), ['POST /wish{"frame":2500}']);
  await tell(around, { version: 2, spans: [[0, 4_000]] });
  feed.askFor(2_600, 3_000);
  await around.clock.pass(300);
  assert.equal(wishes().length, 1);
  await tell(around, { version: 3, spans: [[0, 4_500]] });
  feed.askFor(2_600, 3_000);
  await around.clock.pass(300);
  assert.deepEqual(wishes().at(-1), 'POST /wish{"frame":4500}');
});

test("where nobody answers it asks ever less often, and goes on when somebody does", async () => {
  const clock = handClock();
  let asked = 0;
  let isUp = false;
  const poll = new Poll({
    ask: async () => {
      asked++;
      if (!isUp) throw new Error("away");
      return true;
    },
    pace: () => 1_000,
    clock,
  }).start();
  await clock.pass(10_000);
  assert.equal(asked, 3); // at 0, 2 and 6 s; the next at 14 s
  isUp = true;
  await clock.pass(10_000);
  assert.equal(asked, 10);
  poll.stop();
  await clock.pass(10_000);
  assert.equal(asked, 10);
});

test("in a window that nobody sees it asks less often", async () => {
  const clock = handClock();
  clock.isHidden = () => true;
  let asked = 0;
  const poll = new Poll({ ask: async () => ++asked > 0, pace: () => 1_000, clock }).start();
  await clock.pass(9_000);
  assert.equal(asked, 3);
  poll.stop();
});

test.each([
  ["too little for a start", [[0, 3_000]], 0, false, false],
  ["enough to stand at", [[0, 6_000]], 0, false, true],
  ["grows slower than it is played", [[0, 8_000]], 0, true, false],
  ["lasts to the end", [[10_000, FRAMES]], 12_000, true, true],
  ["not where the playhead is", [[0, 9_000]], 12_000, true, false],
])("changing over: %s", async (_, spans, frame, isMoving, enough) => {
  const around = world();
  const feed = feedOf(around);
  await settled();
  await tell(around, { version: 2, spans: [[0, 100]] });
  await tell(around, { version: 3, spans: [[0, 200]] });
  feed.growth.note = () => {};
  await tell(around, { version: 4, spans });
  assert.equal(isEnough(feed, { seconds: frame / RATE, isMoving }, RATE), enough);
});

test("changing over: what grows fast enough need not be whole", async () => {
  const around = world();
  const feed = feedOf(around);
  await settled();
  for (const end of [3_000, 6_000, 9_000]) await tell(around, { version: end, spans: [[0, end]] });
  assert.ok(isEnough(feed, { seconds: 1, isMoving: true }, RATE));
  assert.ok(!isEnough(feed, { seconds: 6, isMoving: true }, RATE));
});

test("changing over: what is there must last until there is more", async () => {
  const around = world();
  const feed = feedOf(around);
  await settled();
  const isEnoughAt = (/** @type {number} */ seconds) => isEnough(feed, { seconds, isMoving: true }, RATE);
  await around.clock.pass(2_000);
  await tell(around, { version: 2, spans: [[0, 8_000]] });
  assert.ok(!isEnoughAt(0));
  await around.clock.pass(3_000);
  await tell(around, { version: 3, spans: [[0, 16_000]] });
  assert.deepEqual([isEnoughAt(10.5), isEnoughAt(10.6)], [true, false]);
  await around.clock.pass(1_000);
  assert.deepEqual([isEnoughAt(11.5), isEnoughAt(11.6)], [true, false]);
});

test("changing over: of a loop, all of it is needed and no more", async () => {
  const around = world({ spans: [[0, 6_000]] });
  const feed = feedOf(around);
  await settled();
  const place = (/** @type {number} */ end) => ({ seconds: 3, isMoving: true, loop: { start: 2, end } });
  assert.deepEqual([isEnough(feed, place(5), RATE), isEnough(feed, place(7), RATE)], [true, false]);
});

/** The server's side of stems on their way to a track. */
function coming() {
  const clock = handClock();
  const answers = {
    "/coming": { state: "waiting", separation_id: null },
    "/player?separation=new": { is_pending: true, live_url: "/live", wish_url: "/wish", frames: FRAMES, page_frames: PAGE, rate_hz: RATE },
    "/live": { version: 1, state: "making", frames: FRAMES, spans: [], wished_frame: null },
  };
  const asked = [];
  const found = [];
  const place = { seconds: 0, isMoving: false };
  const changeover = new Changeover({
    coming: "/coming",
    address: "/player?separation=old",
    where: () => place,
    found: (one) => found.push(one),
    clock,
    fetch: async (address, { body = "" } = {}) => (asked.push(address + body), Response.json(answers[address] ?? {})),
  });
  return { clock, answers, asked, found, place, changeover: changeover.start() };
}

test("stems that come are found when they can be played on", async () => {
  const { clock, answers, asked, found } = coming();
  await clock.pass(4_000);
  assert.deepEqual([...new Set(asked)], ["/coming"]);
  answers["/coming"] = { state: "making", separation_id: "new" };
  await clock.pass(4_000);
  assert.equal(found.length, 0);
  answers["/live"] = { ...answers["/live"], version: 2, spans: [[0, 5_000]] };
  await clock.pass(4_000);
  assert.equal(found.length, 1);
  assert.equal(found[0].address, "/player?separation=new");
  assert.ok(found[0].feed.isMaking);
  const before = asked.filter((address) => address === "/coming").length;
  await clock.pass(10_000);
  assert.equal(asked.filter((address) => address === "/coming").length, before);
  found[0].feed.close();
});

test("somebody far into the track has the stems made from there", async () => {
  const { clock, answers, asked, place } = coming();
  Object.assign(place, { seconds: 16, isMoving: true });
  answers["/player?separation=new"].frames = 100_000;
  answers["/coming"] = { state: "making", separation_id: "new" };
  await clock.pass(4_000);
  assert.ok(asked.includes('/wish{"frame":22000}'));
});

test("stems that were given up are looked for no more", async () => {
  const { clock, answers, asked, found } = coming();
  answers["/coming"] = { state: "gone", separation_id: null };
  await clock.pass(4_000);
  const before = asked.length;
  await clock.pass(60_000);
  assert.deepEqual([asked.length, found.length], [before, 0]);
});
