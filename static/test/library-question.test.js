import { beforeEach, describe, expect, it, vi } from "vitest";
import { Question } from "../js/library/question.js";

const SORTS = ["-added", "title", "tempo"];

/** A window with an address, a history and a search box. */
function makePage(path) {
  const page = new EventTarget();
  const box = { value: "" };
  const entries = [path];
  const go = (href) => {
    const address = new URL(href, "http://studio.test");
    Object.assign(page.location, { pathname: address.pathname, search: address.search });
  };
  Object.assign(page, {
    location: { origin: "http://studio.test" },
    document: Object.assign(new EventTarget(), { querySelector: () => box }),
    history: {
      pushState: (_state, _title, href) => (entries.push(href), go(href)),
      replaceState: (_state, _title, href) => (entries.splice(-1, 1, href), go(href)),
      back: () => (entries.pop(), go(entries.at(-1)), page.dispatchEvent(new Event("popstate"))),
    },
  });
  go(path);
  return { page, box, entries, go };
}

const typed = (page, text) => page.dispatchEvent(Object.assign(new Event("sfa:search"), { detail: text }));

describe("what the library is asked for", () => {
  beforeEach(() => void vi.useFakeTimers());

  it("is what the address says, and both change together", () => {
    const { page, box, entries } = makePage("/?q=house&sort=tempo");
    const question = new Question(page);
    question.enter("/", "q=house&sort=tempo", SORTS);
    expect([question.text, question.sort, question.descending, box.value]).toEqual(["house", "tempo", false, "house"]);
    question.change({ text: "house bpm:120.." });
    question.change({ descending: true });
    expect(entries).toEqual(["/?q=house&sort=tempo", "/?q=house+bpm%3A120..&sort=tempo", "/?q=house+bpm%3A120..&sort=-tempo"]);
    page.history.back();
    expect([question.text, question.descending, box.value]).toEqual(["house bpm:120..", false, "house bpm:120.."]);
  });

  it("takes what is typed in one go as one step back, and tells once that it changed", () => {
    const { page, entries } = makePage("/");
    const question = new Question(page);
    question.enter("/", "", SORTS);
    const heard = vi.fn();
    question.listen(heard);
    for (const text of ["h", "ho", "house"]) {
      typed(page, text);
      vi.advanceTimersByTime(40);
    }
    vi.advanceTimersByTime(200);
    typed(page, "house x");
    vi.advanceTimersByTime(200);
    expect(entries).toEqual(["/", "/?q=house+x"]);
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it("does not believe an order that there is not", () => {
    const { page } = makePage("/?sort=colour");
    const question = new Question(page);
    question.enter("/", "sort=colour", SORTS);
    expect([question.sort, question.descending]).toEqual(["added", true]);
  });

  it("takes what was typed elsewhere along, and waits for the address to follow", () => {
    const { page, entries, go } = makePage("/track/1");
    const question = new Question(page);
    typed(page, "sun");
    question.enter("/", "", SORTS);
    expect(question.text).toBe("sun");
    vi.advanceTimersByTime(100);
    expect(entries).toEqual(["/track/1"]);
    go("/");
    vi.advanceTimersByTime(100);
    expect(entries).toEqual(["/?q=sun"]);
  });

  it("lets the next room begin before the last one has gone", async () => {
    const { page } = makePage("/");
    const question = new Question(page);
    const leave = question.enter("/", "q=a", SORTS);
    question.enter("/albums", "q=b", ["name", "count"]);
    leave();
    expect([question.path, question.text]).toEqual(["/albums", "b"]);
    await question.entered;
  });

  it("shows no chips of a text that is not asked for any more", () => {
    const { page } = makePage("/");
    const question = new Question(page);
    question.enter("/", "q=new", SORTS);
    question.understand("old", { chips: [{ text: "old" }], mistakes: [] });
    expect(question.chips).toEqual([]);
    question.understand("new", { chips: [{ text: "new" }], mistakes: [] });
    expect(question.chips.length).toBe(1);
  });
});
