"""Lists of other programs at the terminal: reviewed, and made into playlists."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.settings import Settings
from tests import editions
from tests.cli.terminal import sfa
from tests.houses import House
from tests.shelves import add_tracks

COLLECTION = Path(__file__).parents[1] / "sources" / "lists" / "rekordbox.xml"


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Settings]:
    """Yield the settings of a studio in which three tracks are."""
    with editions.embedded(tmp_path / "data") as settings:
        with House(settings) as house:
            add_tracks(house.tools, house.owner_id, "Strobe", "One More Time", "[Brackets]")
        yield settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a list in a file."""
    path = tmp_path / "Friday.txt"
    path.write_text("Title,Comment\nStrobe,\nOne Mre Time,\n[Brackets],\nArchangel,\x1b[2J!\n")
    return path


def test_a_list_is_compared_and_nothing_changes(kept: Settings, file: Path) -> None:
    documents = sfa(kept, "lists", "match", file, "--json").documents
    shown = sfa(kept, "lists", "match", file)

    assert [(one["title"], one["verdict"]) for one in documents] == [
        ("Strobe", "likely"),
        ("One Mre Time", "likely"),
        ("[Brackets]", "likely"),
        ("Archangel", "new"),
    ]
    assert (shown.exit_code, "\x1b" in shown.output) == (0, False)
    assert "[Brackets]" in shown.output
    assert "One More Time" in shown.output
    assert "'Friday' (table, 1 list, 4 lines): 0 sure, 3 likely, 1 new." in shown.errors
    assert sfa(kept, "playlists", "list", "--json").documents == []


def test_a_list_is_imported_after_a_yes_and_brought_up_to_date_later(
    kept: Settings, file: Path
) -> None:
    silent = sfa(kept, "lists", "import", file, "--likely")
    refused = sfa(kept, "lists", "import", file, "--likely", typed="n\n")
    agreed = sfa(kept, "lists", "import", file, "--likely", typed="y\n")
    wanted = sfa(kept, "lists", "import", file, "--likely", "--wanted", "--yes")
    again = sfa(kept, "lists", "import", file, "--likely", "--wanted", "--yes")

    assert (silent.exit_code, "Give --yes" in silent.errors) == (3, True)
    assert (refused.exit_code, "Nothing was changed." in refused.errors) == (0, True)
    assert "'Friday' is a new playlist with 3 tracks." in agreed.errors
    assert "Left out: 1 new line; --wanted" in agreed.errors
    assert "'Friday' was there; it got 1 track more." in wanted.errors
    assert "1 track without audio came into the library." in wanted.errors
    assert "'Friday' was there and has all of it." in again.errors
    assert "without audio came" not in again.errors
    (playlist,) = sfa(kept, "playlists", "list", "--json").documents
    assert (playlist["title"], playlist["count"]) == ("Friday", 4)


def test_one_list_of_a_collection_is_imported_alone(kept: Settings) -> None:
    one = ("--list", "By place")
    (document,) = sfa(kept, "lists", "match", COLLECTION, *one, "--json").documents
    unknown = sfa(kept, "lists", "import", COLLECTION, "--list", "Monday", "--yes")
    done = sfa(kept, "lists", "import", COLLECTION, "--list", "Sets", "--yes", "--wanted")

    assert (document["line"], document["tempo_bpm"], document["key"]) == (1, 128.0, "Bb minor")
    assert (unknown.exit_code, "'Sets/Friday', 'By place'" in unknown.errors) == (4, True)
    assert "'Friday' is a new playlist with 1 track." in done.errors
    assert "'99' that is not in the collection" in done.errors
    assert len(sfa(kept, "playlists", "list", "--json").documents) == 1


def test_what_is_no_list_is_refused_with_a_sentence(kept: Settings, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()

    for path, code in ((empty, 3), (tmp_path, 3), (tmp_path / "missing.csv", 4)):
        answer = sfa(kept, "lists", "match", path, "--json")
        assert (answer.exit_code, answer.output) == (code, "")
        assert path.name in answer.errors
