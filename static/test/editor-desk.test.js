import assert from "node:assert/strict";
import { test } from "vitest";

import { Desk } from "../js/edit/desk.js";
import { settled } from "./worlds.js";

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

test("a studio that answers again is no trouble any more", async () => {
  const statuses = { "GET /t/editing": 0 };
  const studio = makeStudio(statuses);
  const desk = new Desk("/t", { away: "Away.", fetch: studio.ask });
  void desk.look();
  await studio.answerAll();
  assert.deepEqual([desk.state, desk.trouble], [null, "Away."]);
  delete statuses["GET /t/editing"];
  void desk.look();
  await studio.answerAll();
  assert.deepEqual([desk.state, desk.trouble], [{ read: 2 }, ""]);
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
