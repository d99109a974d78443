import { describe, expect, it } from "vitest";
import { Selection } from "../js/shell/selection.js";

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
