"""The words of the editor, and what it offers to choose from."""

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

from nicegui import ui

from app import analysis
from app.analysis import TrackSection
from app.analysis.ports import What, edits, grid_edits
from app.analysis.rules.form.sections import Label
from app.analysis.service import editing
from components.player import Player
from pages.track.form import SECTION_TOKENS, section_words, show_sections
from pages.track.marks import MarksPart, edit_words, editor_words, list_keys
from tests.pages.drawn import draw, words_in
from tests.pages.separations import OWNER, TRACK, make_view

ROOT = Path(__file__).parents[2]


def test_the_editor_gets_every_word_from_the_page() -> None:
    script = (ROOT / "static" / "js" / "edit" / "words.js").read_text()
    table = script[script.index("WORDS = {") : script.index("};")]
    assert dict(re.findall(r'(\w+): "([^"]*)"', table)) == editor_words()


def test_every_edit_has_words_for_its_undo() -> None:
    folder = Path(editing.__file__).parent
    sources = [*folder.glob("*.py"), Path(edits.__file__), Path(grid_edits.__file__)]
    text = "".join(path.read_text() for path in sources)
    written = set(re.findall(r'"((?:Add|Move|Change|Delete|Restore|Set) (?:a|the) [a-z]+)"', text))
    written |= set(re.findall(r'^    label = "([^"]+)"', text, re.MULTILINE))
    assert written == edit_words().keys()
    assert len(get_args(What)) == sum(label.startswith("Restore") for label in written)


def test_all_keys_and_all_kinds_of_sections_can_be_chosen() -> None:
    keys = list_keys()
    assert keys[0] == ("G# minor", "1A · G# minor")
    assert len(dict(keys)) == 24
    assert {analysis.parse_key(name).name for name, _ in keys} == dict(keys).keys()
    assert section_words().keys() == set(get_args(Label))
    assert section_words().keys() <= SECTION_TOKENS.keys()


def test_the_editor_goes_with_its_track_and_comes_back_with_it() -> None:
    def play() -> None:
        with ui.element() as page:
            marks = MarksPart(TRACK, Player())
        seen: list[list[str]] = []
        for view in (make_view(), None, make_view()):
            marks.show(view)
            seen.append(words_in(page))
        assert "Edit" in seen[0]
        assert seen == [seen[0], [], seen[0]]

    draw(play)


def test_the_strip_calls_sections_as_the_editor_does() -> None:
    sections = [
        TrackSection(
            owner_id=OWNER,
            track_id=TRACK,
            label=label,
            name=name,
            start_seconds=start,
            end_seconds=start + 8.0,
            energy=0.5,
        )
        for label, name, start in (("build-up", None, 0.0), ("verse", "Guitar solo", 8.0))
    ]

    def play() -> None:
        with ui.element() as page:
            show_sections(replace(make_view(), sections=sections))
        assert words_in(page) == ["Sections", section_words()["build-up"], "Guitar solo"]

    draw(play)
