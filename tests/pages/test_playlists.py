"""What the pages say of playlists, and that their scripts have every word they use."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import uuid4

import pytest

from app.core import clock
from app.library import PlaylistView
from pages._vocabulary import picker_words
from pages.playlists.words import (
    act_words,
    item_words,
    list_words,
    say_how_much,
    share_words,
    sheet_words,
)

COMPONENTS = Path(__file__).parents[2] / "components"

TITLES = {f"{act}Title" for act in (*act_words(), "create", "smart")} - {"deleteTitle"}

SCRIPTS: list[tuple[str, Callable[[], Mapping[str, object]], set[str]]] = [
    ("sfa_playlists.js", list_words, set(act_words()) | {"share"}),
    ("sfa_playlists_sheets.js", sheet_words, TITLES),
    ("sfa_playlists_items.js", item_words, set()),
    ("sfa_playlists_picker.js", picker_words, set()),
    ("sfa_share.js", share_words, set()),
]


@pytest.mark.parametrize(("script", "words", "looked_up"), SCRIPTS)
def test_every_script_has_the_words_it_uses_and_no_others(
    script: str, words: Callable[[], Mapping[str, object]], looked_up: set[str]
) -> None:
    used = set(re.findall(r"\bwords\.(\w+)", (COMPONENTS / script).read_text()))
    assert used | looked_up == words().keys()


@pytest.mark.parametrize(
    ("count", "seconds", "said"),
    [
        (0, 0.0, "0 tracks"),
        (1, 59.6, "1 track · 1:00"),
        (12, 3753.0, "12 tracks · 1:02:33"),
        (900, 400_000.0, "900 tracks · 111:06:40"),
    ],
)
def test_a_playlist_says_how_much_is_in_it(count: int, seconds: float, said: str) -> None:
    now = clock.now()
    view = PlaylistView(uuid4(), "Friday", now, now, count, seconds)
    assert say_how_much(view) == said
