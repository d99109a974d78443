"""How exported files are called."""

import pytest

from app.core.errors import InvalidInput
from app.exports import DEFAULT_TEMPLATE, fill_template
from app.exports.rules import PART_AT_MOST_BYTES, tell_apart

SONG = {"artist": "AC/DC", "title": "Déjà: vu?", "stem": "vocals", "bpm": "128", "number": "01"}


@pytest.mark.parametrize(
    ("template", "values", "name"),
    [
        (DEFAULT_TEMPLATE, SONG, "AC-DC - Déjà- vu- (vocals)"),
        (DEFAULT_TEMPLATE, SONG | {"artist": ""}, "Déjà- vu- (vocals)"),
        ("{artist}/{title}/{number} {stem}", SONG, "AC-DC/Déjà- vu-/01 vocals"),
        ("{title}[ {bpm} BPM][ {key}]", SONG, "Déjà- vu- 128 BPM"),
        ("../{title}", SONG, "Déjà- vu-"),
        ("/etc/{stem}", SONG, "etc/vocals"),
        ("C:\\{stem}", SONG, "C-vocals"),
        ("{stem}/{stem}", {"stem": ".."}, "Untitled"),
        ("{stem}", {"stem": "con"}, "con_"),
        ("[{key}]", SONG, "Untitled"),
    ],
)
def test_a_template_becomes_a_path_that_every_file_system_takes(
    template: str, values: dict[str, str], name: str
) -> None:
    assert fill_template(template, values) == name


def test_a_part_is_never_longer_than_a_file_system_takes() -> None:
    name = fill_template("{title}/{title}", {"title": "曲" * 200})
    assert [len(part.encode()) for part in name.split("/")] == [PART_AT_MOST_BYTES] * 2


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{artists}", "Did you mean {artist}?"),
        ("{xyzzy}", "There are: artist, title"),
        ("{title", "without its partner"),
        ("[{title}", "without its partner"),
        ("{title}]", "without its partner"),
        ("/".join(["{title}"] * 9), "at most 5 folders"),
    ],
)
def test_a_template_that_cannot_be_filled_says_what_to_change(template: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        fill_template(template, SONG)
    assert said in str(refusal.value)


def test_files_of_the_same_name_get_numbers() -> None:
    assert tell_apart(["a", "A", "b", "a"]) == ["a", "A 2", "b", "a 3"]
