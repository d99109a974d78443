import { describe, expect, it } from "vitest";
import { PAGE, Pages, placeAfter, shapeOf, stretchOf } from "../js/library/stretch.js";

const LIST = { across: 1, widthPx: 900, heightPx: 50, gapPx: 0 };

/** Answers that come when the test says so. */
function held(total) {
  const asked = [];
  const ask = (start, count) => new Promise((answer) => asked.push({ start, answer: (mark) => answer({ rows: Array.from({ length: Math.max(0, Math.min(count, total - start)) }, (_, n) => `${mark}${start + n}`), total }) }));
  return { asked, ask };
}

describe("what is in sight of very many rows", () => {
  it("is a few of a hundred thousand, wherever one looks", () => {
    for (const top of [-30, 0, 2_499_900, 4_999_000]) {
      const { first, last } = stretchOf(top, 600, LIST, 100_000);
      expect(last - first).toBeLessThan(40);
      expect(first * 50).toBeLessThanOrEqual(Math.max(0, top));
      expect(last * 50).toBeGreaterThanOrEqual(Math.min(5_000_000, top + 600));
    }
  });

  it("holds whole lines of cards, which fill the width", () => {
    for (const width of [358, 700, 1300]) {
      const shape = shapeOf("cards", width, width < 720);
      expect(shape.across * shape.widthPx + (shape.across - 1) * shape.gapPx).toBeCloseTo(width);
      expect(stretchOf(5000, 800, shape, 10_000).first % shape.across).toBe(0);
    }
  });

  it("is left by no key", () => {
    expect(placeAfter("ArrowDown", 7, 4, 3, 10)).toBe(null);
    expect(placeAfter("ArrowDown", 5, 4, 3, 10)).toBe(9);
    expect(placeAfter("ArrowLeft", 0, 4, 3, 10)).toBe(null);
    expect(placeAfter("PageDown", 5, 4, 3, 10)).toBe(9);
    expect(placeAfter("PageUp", 5, 4, 3, 10)).toBe(0);
    expect(placeAfter("End", 0, 4, 3, 10)).toBe(9);
    expect(placeAfter("Home", 0, 4, 3, 0)).toBe(null);
    expect(placeAfter("x", 0, 4, 3, 10)).toBe(null);
  });
});

describe("pages of rows", () => {
  it("are asked for once, however often one looks", async () => {
    const { asked, ask } = held(250);
    const pages = new Pages(ask, () => {});
    const one = pages.want(0, 30);
    const other = pages.want(90, 110);
    expect(asked.map(({ start }) => start)).toEqual([0, PAGE]);
    for (const { answer } of asked) answer("a");
    await Promise.all([one, other]);
    expect([pages.at(0), pages.at(105), pages.at(249), pages.total]).toEqual(["a0", "a105", undefined, 250]);
  });

  it("do not believe an answer to what is not asked any more", async () => {
    const { asked, ask } = held(50);
    const pages = new Pages(ask, () => {});
    void pages.want(0, 20);
    pages.forget();
    const now = pages.want(0, 20);
    asked[1].answer("new");
    await now;
    asked[0].answer("old");
    await Promise.resolve();
    expect(pages.at(3)).toBe("new3");
  });

  it("stay while they are doubted, and are replaced when the answer comes", async () => {
    const { asked, ask } = held(50);
    const pages = new Pages(ask, () => {});
    const first = pages.want(0, 20);
    asked[0].answer("a");
    await first;
    pages.doubt();
    const again = pages.want(0, 20);
    expect(pages.at(3)).toBe("a3");
    asked[1].answer("b");
    await again;
    expect(pages.at(3)).toBe("b3");
  });
});
