import { afterEach, describe, expect, it, vi } from "vitest";
import { complain, send, tell, tracks, UNDO_MS } from "../js/shell/together.js";

const words = { one: "{count} track", many: "{count} tracks", undo: "Undo", unreachable: "The studio does not answer." };

function toasts() {
  const seen = [];
  vi.stubGlobal("window", { dispatchEvent: (event) => seen.push(event.detail) });
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
  return seen;
}

const answer = (status, said) => vi.stubGlobal("fetch", async () => new Response(JSON.stringify(said), { status }));

afterEach(() => vi.unstubAllGlobals());

describe("what is done with many tracks", () => {
  it("is refused with the studio's sentence", async () => {
    const seen = toasts();
    answer(404, { error: { message: "1 of 2 tracks is not in your library." } });
    const error = await send("/x", {}).catch((refusal) => refusal);
    complain(error, words);
    expect([error.status, seen]).toEqual([404, [{ text: "1 of 2 tracks is not in your library.", kind: "error" }]]);
  });

  it("says so when the studio does not answer", async () => {
    const seen = toasts();
    vi.stubGlobal("fetch", async () => {
      throw new TypeError("offline");
    });
    complain(await send("/x", {}).catch((refusal) => refusal), words);
    expect(seen).toEqual([{ text: "The studio does not answer.", kind: "error" }]);
  });

  it("can be taken back for half a minute", async () => {
    const seen = toasts();
    answer(200, { count: 2 });
    tell({ text: "2 tracks are in the trash.", undoUrl: "/undo", taken: "2 tracks restored." }, words);
    expect([seen[0].action, seen[0].ms]).toEqual(["Undo", UNDO_MS]);
    await seen[0].perform();
    expect(seen[1]).toEqual({ text: "2 tracks restored.", kind: "ok" });
  });

  it("counts in the words of the language", () => {
    toasts();
    expect([tracks(1, words), tracks(5000, words)]).toEqual(["1 track", "5,000 tracks"]);
  });
});
