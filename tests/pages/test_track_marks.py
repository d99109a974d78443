"""The words of the editor, and what it offers to choose from."""

import re
from pathlib import Path
from typing import get_args

from app import analysis
from app.analysis.ports import What, edits, grid_edits
from app.analysis.rules.form.sections import Label
from app.analysis.service import editing
from pages.track.form import SECTION_TOKENS
from pages.track.marks import edit_words, editor_words, list_keys, section_words

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
