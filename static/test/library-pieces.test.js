import { describe, expect, it } from "vitest";
import { alternativesOf, piecesOf, spanOf, valueOf, withField, without, writeAlternatives, writeSpan } from "../js/library/pieces.js";

const ALIASES = { tempo: "bpm" };

describe("the pieces of a query", () => {
  it("are told as the studio tells them, by characters and not by halves of them", () => {
    const pieces = piecesOf('🎧 -genre:"deep house",techno "one more" Tempo:120..');
    expect(pieces.map(({ text, start, field, isNot }) => [text, start, field, isNot])).toEqual([
      ["🎧", 0, "", false],
      ['-genre:"deep house",techno', 2, "genre", true],
      ['"one more"', 29, "", false],
      ["Tempo:120..", 40, "tempo", false],
    ]);
  });

  it("leave everything else as it is written when a field is asked for something else", () => {
    const text = 'love tempo:120.. -bpm:125 genrr:x "a b" bpm:..130';
    expect(valueOf(text, "bpm", ALIASES)).toBe("120..");
    expect(withField(text, "bpm", "90..95", ALIASES)).toBe('love bpm:90..95 -bpm:125 genrr:x "a b"');
    expect(withField(text, "bpm", "", ALIASES)).toBe('love -bpm:125 genrr:x "a b"');
    expect(withField("love", "key", "~8A")).toBe("love key:~8A");
    expect(withField("", "key", "")).toBe("");
  });

  it("are taken out, or mended, by their place, though another is written alike", () => {
    expect(without("house genr:x house", 0)).toBe("genr:x house");
    expect(without("house genr:x house", 13)).toBe("house genr:x");
    expect(without("house genr:x house", 6, "genre:x")).toBe("house genre:x house");
  });

  it("have alternatives, in quotes where there are blanks or commas in them", () => {
    expect(alternativesOf('"peak time",warmup,,')).toEqual(["peak time", "warmup"]);
    expect(writeAlternatives(["peak  time", 'a "b"', "", "x,y"])).toBe('"peak time","a b","x,y"');
  });

  it.each([
    ["", { low: "", high: "" }],
    ["120..128", { low: "120", high: "128" }],
    ["..128", { low: "", high: "128" }],
    [">=4", { low: "4", high: "" }],
    ["<=4", { low: "", high: "4" }],
    ["-9..-7", { low: "-9", high: "-7" }],
    ["~128", null],
    ["128±3", null],
    ["1..2,3..4", null],
  ])("have two ends or not: %s", (said, ends) => {
    expect(spanOf(said)).toEqual(ends);
  });

  it("are written with two ends, whatever people put between", () => {
    expect(writeSpan(" 120 ", "")).toBe("120..");
    expect(writeSpan("0,5", '"1"')).toBe("0.5..1");
    expect(writeSpan("", " ")).toBe("");
  });
});
