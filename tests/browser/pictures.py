"""Pictures of pages at each width, to be looked at, and the width that each of them keeps to."""

from pathlib import Path

from playwright.sync_api import Page

SHOTS = Path(__file__).parents[2] / "build" / "screenshots"

OVERFLOW = """() => {
  const content = document.querySelector("#content");
  const inside = content ? content.scrollWidth - content.clientWidth : 0;
  return Math.max(document.documentElement.scrollWidth - innerWidth, inside);
}"""


WIDEST = """() => {
  const edge = document.querySelector("#content")?.getBoundingClientRect().right ?? innerWidth;
  const out = (one) => one.getBoundingClientRect().right > edge + 0.5;
  const deepest = (one) => out(one) && ![...one.children].some(out);
  const all = [...document.querySelectorAll("#content *")].filter(deepest);
  return all.slice(0, 5).map((one) => one.cloneNode(false).outerHTML);
}"""


def shoot(window: Page, name: str) -> None:
    """Write a picture of what a window shows; nothing of it may stick out at the side."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    window.wait_for_load_state("networkidle")
    window.evaluate("() => document.fonts.ready.then(() => true)")
    size = window.viewport_size
    assert size is not None
    window.screenshot(path=SHOTS / f"{name}-{size['width']}.png", animations="disabled")
    wide = f"{name} is too wide at {size['width']}"
    assert window.evaluate(OVERFLOW) <= 0, f"{wide}: {window.evaluate(WIDEST)}"
