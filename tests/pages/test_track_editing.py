"""What people write about a track, and what they are told where it cannot be so."""

import pytest

from app.core.errors import InvalidInput
from pages.track.editing import read_edit

FIT = {"title": " Song ", "artist": "", "album": "B", "genre": "House", "year": "1999"}


def test_what_is_written_is_taken_without_what_cannot_be_seen() -> None:
    edit = read_edit(FIT)
    assert (edit.title, edit.artist, edit.album, edit.year) == ("Song", None, "B", 1999)
    assert read_edit({**FIT, "year": ""}).year is None


@pytest.mark.parametrize(
    ("field", "written", "said"),
    [
        ("title", "", "A title needs 1 to 500 characters"),
        ("title", "\N{LEFT-TO-RIGHT MARK}", "A title needs 1 to 500 characters"),
        ("title", "x" * 501, "A title needs 1 to 500 characters"),
        ("year", "soon", "A year is a number from 1000 to 2999. Correct it"),
        ("year", "20", "A year is a number from 1000 to 2999. Correct it"),
        ("artist", "x" * 501, "Artist takes at most 500 characters. Shorten it."),
        ("genre", "x" * 201, "Genre takes at most 200 characters. Shorten it."),
    ],
)
def test_what_cannot_be_so_is_said_in_our_own_words(field: str, written: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_edit({**FIT, field: written})
