import { describe, expect, it } from "vitest";
import { MOST, Selection } from "../js/shell/selection.js";

const LIST = ["a", "b", "c", "d", "e", "f"];
const ask = async (start, count) => LIST.slice(start, start + count);

function watched() {
  const seen = [];
  const selection = new Selection(() => seen.push([...selection.ids].sort().join("")));
  return { selection, seen };
}

describe("a selection of tracks", () => {
  it("takes one in and puts it out again", () => {
    const { selection, seen } = watched();
    selection.toggle("b", 1);
    selection.toggle("d", 3);
    selection.toggle("b", 1);
    expect(seen).toEqual(["b", "bd", "d"]);
    expect([selection.has("b"), selection.has("d"), selection.size]).toEqual([false, true, 1]);
  });

  it("extends from the last choice in both directions, whatever is on the screen", async () => {
    const { selection } = watched();
    selection.toggle("c", 2);
    await selection.extend("e", 4, ask);
    expect([...selection.ids].sort()).toEqual(["c", "d", "e"]);
    await selection.extend("a", 0, ask);
    expect([...selection.ids].sort()).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("begins with the track itself where nothing was chosen", async () => {
    const { selection } = watched();
    await selection.extend("d", 3, async () => {
      throw new Error("there is nothing to ask");
    });
    expect([...selection.ids]).toEqual(["d"]);
  });

  it("takes all, forgets what is gone, and is cleared", async () => {
    const { selection, seen } = watched();
    await selection.all(ask);
    selection.forget("c");
    selection.forget("c");
    selection.clear();
    expect(seen).toEqual(["abcdef", "abdef", ""]);
    await selection.extend("b", 1, ask);
    expect([...selection.ids]).toEqual(["b"]);
  });
});

const found = { search: "house", sort: "added", descending: true, total: 6 };

describe("all that a list shows", () => {
  it("is selected by what the list asks for, without asking for a single track", async () => {
    const selection = new Selection();
    await selection.all(async () => {
      throw new Error("nobody has to be asked");
    }, found);
    expect([selection.size, selection.has("a"), selection.has("never seen")]).toEqual([6, true, true]);
    expect(selection.named()).toEqual({ search: "house", sort: "added", descending: true, without: [] });
  });

  it("leaves out what is unselected, and takes it in again by a range", async () => {
    const selection = new Selection();
    await selection.all(ask, found);
    selection.toggle("b", 1);
    selection.toggle("d", 3);
    expect([selection.size, selection.has("b"), selection.named().without]).toEqual([4, false, ["b", "d"]]);
    expect(await selection.list(ask)).toEqual(["a", "c", "e", "f"]);
    await selection.extend("b", 1, ask);
    expect(selection.size).toBe(6);
  });

  it("follows the list as it grows, and ends when another is shown", async () => {
    const selection = new Selection();
    await selection.all(ask, found);
    selection.follow({ ...found, total: 8 });
    expect(selection.size).toBe(8);
    selection.follow({ ...found, search: "techno" });
    expect([selection.size, selection.has("a")]).toEqual([0, false]);
  });

  it("comes to what is selected already, wherever that is", async () => {
    const selection = new Selection();
    selection.toggle("elsewhere", 0);
    await selection.all(ask, found);
    expect(selection.named()).toEqual({ track_ids: ["elsewhere", ...LIST] });
    selection.follow({ ...found, search: "techno" });
    expect(selection.size).toBe(7);
  });

  it("is asked for part by part where it is longer than one may ask", async () => {
    const many = Array.from({ length: MOST + 3 }, (_, number) => String(number));
    const selection = new Selection();
    await selection.all(async (start, count) => many.slice(start, start + count));
    expect(selection.size).toBe(MOST + 3);
  });
});
