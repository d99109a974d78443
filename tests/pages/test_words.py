"""The words of the pages: none is missing where browsers draw, and none is written past gettext."""

import re
from html.parser import HTMLParser
from pathlib import Path
from string import Template

import pytest

from app import library
from components.tracks import COLUMNS
from pages import _vocabulary
from pages._times import words_of_remaining
from pages.library.filters import filter_words

ROOT = Path(__file__).parents[2]
NAMES = {"Sound Forge Alchemy"}


def test_the_player_gets_every_word_from_the_page() -> None:
    script = (ROOT / "static" / "js" / "ui" / "words.js").read_text()
    table = script[script.index("WORDS = {") : script.index("};")]
    assert dict(re.findall(r'(\w+): "([^"]*)"', table)) == _vocabulary.player_words()


def test_the_list_of_tracks_has_every_word_that_its_scripts_use() -> None:
    scripts = [ROOT / "components/sfa_tracks.js", ROOT / "static/js/shell/cells.js"]
    scripts += (ROOT / "static/js/library").glob("*.js")
    text = "".join(script.read_text() for script in scripts)
    used = set(re.findall(r"\bwords\.(?!js\b)(\w+)", text))
    assert used <= _vocabulary.track_words().keys()


def test_the_table_has_just_the_columns_that_are_remembered() -> None:
    assert tuple(COLUMNS) == library.COLUMNS == tuple(_vocabulary.column_words())


def test_the_filters_have_every_word_that_their_script_uses() -> None:
    used = set(re.findall(r"\bwords\.(\w+)", (ROOT / "components/sfa_filters.js").read_text()))
    assert used == filter_words().keys()


class Words(HTMLParser):
    """Collects what a reader of a page would read."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        """Take a piece of text."""
        self.found.extend(filter(None, [data.strip()]))


@pytest.mark.parametrize("name", ["sign-in.html", "sign-in-once.html", "offline.html"])
def test_the_pages_before_the_door_have_no_words_of_their_own(name: str) -> None:
    words = Words()
    words.feed((ROOT / "static" / name).read_text())
    assert words.found
    for said in words.found:
        assert said in NAMES or Template.pattern.fullmatch(said), said


REMAINING = [
    (None, ""),
    (0.0, "about 5 s left"),
    (5.1, "about 10 s left"),
    (41.0, "about 45 s left"),
    (55.1, "about 1 min left"),
    (89.0, "about 1 min left"),
    (90.0, "about 2 min left"),
    (60 * 89.4, "about 89 min left"),
    (60 * 89.5, "about 1 h left"),
    (3600 * 2.5, "about 3 h left"),
]


@pytest.mark.parametrize(("seconds", "said"), REMAINING)
def test_an_estimate_is_rounded_to_what_it_is_worth(seconds: float | None, said: str) -> None:
    assert words_of_remaining(seconds) == said
