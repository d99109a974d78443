import assert from "node:assert/strict";
import { test } from "vitest";

import { Jukebox, trackOf } from "../js/engine/jukebox.js";
import { readKey } from "../js/engine/keys.js";
import { Memory } from "../js/engine/memory.js";
import { MOST, Queue } from "../js/engine/queue.js";
import { Titles } from "../js/engine/titles.js";
import { Wishes } from "../js/engine/wishes.js";
import { settled } from "./worlds.js";

const LETTERS = [..."abcdefgh"];

/** A fair chance that is the same every time. */
function chance(seed = 1) {
  let state = seed;
  return () => ((state = (state * 48_271) % 2_147_483_647) - 1) / 2_147_483_646;
}

const order = (queue) => queue.entries.map((one) => one.id).join("");
const walk = (queue, count) =>
  Array.from({ length: count }, () => {
    const next = queue.after();
    if (next) queue.goTo(next);
    return next?.id ?? "-";
  }).join("");

function queueOf(ids = LETTERS, start = 0) {
  const queue = new Queue(chance());
  queue.replace(ids, start);
  return queue;
}

test("a list is played from one of its tracks on, and back", () => {
  const queue = queueOf(LETTERS, 5);
  assert.equal(queue.current.id, "f");
  assert.equal(walk(queue, 4), "gh--");
  queue.goTo(queue.before());
  assert.equal(queue.current.id, "g");
});

test("it repeats all or one, and who asks for the next gets the next", () => {
  const queue = queueOf(["a", "b"], 1);
  assert.equal(queue.peek(), null);
  queue.turnRepeat();
  assert.equal(queue.peek().id, "a");
  queue.turnRepeat();
  assert.deepEqual([queue.repeat, queue.peek().id, queue.after().id], ["one", "b", "a"]);
  queue.turnRepeat();
  assert.equal(queue.repeat, "off");
});

test("shuffled, every track is heard once, the one that plays goes on, and back leads where one was", () => {
  const queue = queueOf(LETTERS, 2);
  walk(queue, 2);
  queue.shuffle(true);
  assert.equal(queue.current.id, "e");
  const heard = `cde${walk(queue, 5)}`;
  assert.deepEqual([...heard].sort(), LETTERS);
  assert.equal(queue.after(), null);
  const back = Array.from({ length: 7 }, () => (queue.goTo(queue.before()), queue.current.id)).join("");
  assert.equal(back, [...heard].reverse().slice(1).join(""));
});

test("every order is as likely as any other", () => {
  const random = chance(7);
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (let turn = 0; turn < 6_000; turn++) {
    const queue = new Queue(random);
    queue.replace([..."xabc"], 0);
    queue.shuffle(true);
    counts.set(order(queue), (counts.get(order(queue)) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  for (const count of counts.values()) assert.ok(Math.abs(count - 1_000) < 150, `${count}`);
});

test("the order of the list comes back, with what was added where it was added", () => {
  const queue = queueOf();
  queue.shuffle(true);
  queue.insertNext(["x"]);
  queue.append(["y"]);
  assert.equal(queue.after().id, "x");
  walk(queue, 3);
  const { id } = queue.current;
  queue.shuffle(false);
  assert.equal(order(queue), "axbcdefghy");
  assert.equal(queue.current.id, id);
});

test("tracks come next, last, move and go, and what plays stays what plays", () => {
  const queue = queueOf([..."abc"], 1);
  queue.insertNext(["x", "y"]);
  queue.append(["z"]);
  assert.equal(order(queue), "abxycz");
  queue.move(queue.entries[5], 0);
  assert.deepEqual([order(queue), queue.current.id], ["zabxyc", "b"]);
  queue.move(queue.entries[0], 6);
  assert.deepEqual([order(queue), queue.current.id], ["abxycz", "b"]);
  queue.remove(queue.entries[0]);
  assert.deepEqual([order(queue), queue.current.id], ["bxycz", "b"]);
  queue.remove(queue.current);
  assert.deepEqual([order(queue), queue.current.id], ["xycz", "x"]);
  queue.clear();
  assert.equal(order(queue), "x");
});

test("what cannot be played is passed by, until somebody asks for it", () => {
  const queue = queueOf([..."abc"]);
  queue.turnRepeat();
  queue.passBy(queue.entries[1]);
  assert.equal(walk(queue, 3), "cac");
  queue.goTo(queue.entries[1]);
  assert.equal(queue.entries[1].out, false);
  for (const entry of queue.entries) queue.passBy(entry);
  assert.deepEqual([queue.after(), queue.before()], [null, null]);
});

test("a list of a hundred thousand is taken from around where one begins, and written down small", () => {
  const ids = Array.from({ length: 100_000 }, (_, n) => `t${n}`);
  const queue = queueOf(ids, 60_000);
  assert.equal(queue.size, MOST);
  assert.equal(queue.current.id, "t60000");
  assert.equal(queue.entries[0].id, "t59000");
  assert.equal(queueOf(ids, 99_999).current.id, "t99999");
  assert.equal(queue.append(["x"]).length, 0);
  queue.shuffle(true);
  const again = new Queue();
  again.restore(JSON.parse(JSON.stringify(queue.keep())));
  assert.deepEqual([again.current.id, again.size, order(again)], ["t60000", MOST, order(queue)]);
  again.shuffle(false);
  assert.equal(again.entries[0].id, "t59000");
});

test("what is no queue is left alone", () => {
  const queue = queueOf();
  for (const kept of [null, 3, {}, { v: 1, ids: "abc" }, { v: 1, ids: [1], ranks: [], at: 0 }]) queue.restore(kept);
  assert.equal(order(queue), "abcdefgh");
});

/** A storage of a browser. */
function shelf() {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value), kept };
}

test("a browser remembers for each person apart, and nothing for nobody", () => {
  const storage = shelf();
  const mine = new Memory("ann", storage);
  mine.write("queue", () => ({ a: 1 }));
  mine.flush();
  assert.deepEqual(new Memory("ann", storage).read("queue"), { a: 1 });
  assert.equal(new Memory("bob", storage).read("queue"), null);
  assert.equal(new Memory("").read("queue"), null);
  const full = new Memory("ann", { ...storage, setItem: () => { throw new Error("full"); } });
  full.write("queue", () => 1);
  full.flush();
  storage.kept.set("sfa.player.ann", "{");
  assert.deepEqual(new Wishes(mine).all, { matching: "track", hover: true, alone: true });
});

test("what is wished is there the next time", () => {
  const memory = new Memory("ann", shelf());
  new Wishes(memory).set({ matching: "off", hover: false });
  memory.flush();
  assert.deepEqual(new Wishes(memory).all, { matching: "off", hover: false, alone: true });
});

test("titles are asked for a hundred at a time, the last seen first, once", async () => {
  const asked = [];
  const titles = new Titles({
    setTimeout: (act) => setImmediate(act),
    fetch: async (address) => {
      const ids = new URL(address, "http://x").searchParams.getAll("id");
      asked.push(ids);
      return Response.json(ids.filter((id) => id !== "t3").map((id) => ({ id, title: id.toUpperCase() })));
    },
  });
  for (let n = 0; n < 130; n++) assert.equal(titles.of(`t${n}`), undefined);
  await settled();
  assert.deepEqual(asked.map((ids) => ids.length), [100, 30]);
  assert.equal(asked[0].at(-1), "t129");
  assert.deepEqual([titles.of("t3"), titles.of("t5").title, (await titles.find("t7")).title], [null, "T5", "T7"]);
  assert.equal(asked.length, 2);
});

/** A player that only says what it was told. */
class Told extends EventTarget {
  constructor(missing = []) {
    super();
    Object.assign(this, { state: "empty", error: "", deck: null, seconds: 0, wanted: false, volume: 1, loaded: [], missing });
  }
  async load(address, { autoplay = false } = {}) {
    const id = trackOf(address);
    this.loaded.push(id);
    this.wanted = autoplay;
    this.become("loading");
    await null;
    this.deck = { transport: "playing", loop: null, frame: 0, manifest: { frames: 1e9, rate_hz: 1 } };
    this.error = this.missing.includes(id) ? "status 404" : "";
    this.become(this.error ? "failed" : autoplay ? "playing" : "paused");
  }
  become(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
  seek(seconds) {
    this.seconds = seconds;
  }
  toggle() {}
  close() {
    this.deck = null;
    this.become("empty");
  }
}

const ids = Array.from("abcd", (letter) => letter.repeat(8) + "-0000-4000-8000-000000000000");
const letters = (list) => list.map((id) => id?.[0]).join("");

function jukeboxOf(missing = []) {
  const player = new Told(missing);
  const said = [];
  const jukebox = new Jukebox(player, { memory: new Memory(""), say: (what, { id }) => said.push(`${what} ${id?.[0] ?? ""}`) });
  return { player, jukebox, said };
}

test("one track after the other is played, those without audio are passed by with a word", async () => {
  const { player, jukebox, said } = jukeboxOf([ids[1], ids[2]]);
  jukebox.ask({ ids, mode: "replace" });
  await settled();
  player.become("ended");
  await settled();
  assert.equal(letters(player.loaded), "abcd");
  assert.deepEqual(said, ["skipped b", "skipped c"]);
  player.become("ended");
  await settled();
  assert.equal(player.state, "ended");
  assert.equal(player.loaded.length, 4);
});

test("a list that cannot be played at all comes to an end", async () => {
  const { player, jukebox } = jukeboxOf(ids);
  jukebox.queue.turnRepeat();
  jukebox.ask({ ids, mode: "replace", start: 2 });
  await settled();
  assert.equal(letters(player.loaded), "cdab");
  assert.equal(player.state, "failed");
});

test("back leads to the beginning after three seconds, and before to the last track", async () => {
  const { player, jukebox } = jukeboxOf();
  jukebox.ask({ ids, mode: "replace", start: 1 });
  await settled();
  player.seconds = 3.5;
  jukebox.previous();
  assert.deepEqual([player.seconds, player.loaded.length], [0, 1]);
  jukebox.previous();
  await settled();
  assert.equal(letters(player.loaded), "ba");
  jukebox.next();
  assert.equal(letters(player.loaded), "bab");
});

test("the list becomes known while its track plays, and nothing is loaded anew", async () => {
  const { player, jukebox } = jukeboxOf();
  jukebox.ask({ ids: [ids[2]], mode: "replace", list: async () => ({ ids, start: 2 }) });
  await settled();
  assert.deepEqual([jukebox.queue.size, jukebox.queue.at, player.loaded.length], [4, 2, 1]);
  player.become("ended");
  await settled();
  assert.equal(letters(player.loaded), "cd");
});

test("a track of a page is played now, and what was to come comes after it", async () => {
  const { player, jukebox } = jukeboxOf();
  jukebox.ask({ ids: ids.slice(0, 2), mode: "replace" });
  await jukebox.load(`/api/v1/tracks/${ids[3]}/player?separation=x`, { autoplay: true });
  assert.equal(letters(jukebox.queue.entries.map((one) => one.id)), "adb");
  player.become("ended");
  await settled();
  assert.equal(letters(player.loaded), "adb");
});

test("what is deleted goes, and the next is played in its place", async () => {
  const { player, jukebox } = jukeboxOf();
  jukebox.ask({ ids, mode: "replace" });
  await settled();
  jukebox.forget(ids[0]);
  await settled();
  assert.equal(letters(player.loaded), "ab");
  for (const id of ids.slice(1)) jukebox.forget(id);
  assert.deepEqual([player.state, jukebox.queue.size], ["empty", 0]);
});

test("N, B and Q are the queue's", () => {
  const press = (code) => readKey({ code, key: "", ctrlKey: false, metaKey: false, altKey: false, target: null });
  assert.deepEqual(["KeyN", "KeyB", "KeyQ"].map(press), [{ act: "next" }, { act: "previous" }, { act: "queue" }]);
});
