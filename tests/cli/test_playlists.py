"""Playlists from the terminal: listed, and written as files."""

from pathlib import Path

from app import library
from tests import editions
from tests.cli.terminal import sfa
from tests.houses import House
from tests.shelves import add_tracks


def test_playlists_are_listed_and_written(tmp_path: Path) -> None:
    with editions.embedded(tmp_path / "data") as settings:
        with House(settings) as house:
            ids = add_tracks(house.tools, house.owner_id, "One", "[Two]")
            with house.database.transaction() as session:
                library.create_playlist(
                    session, "Late night", owner_id=house.owner_id, track_ids=ids[::-1]
                )
        (known,) = sfa(settings, "playlists", "list", "--json").documents
        assert (known["title"], known["count"], known["duration_seconds"]) == ("Late night", 2, 20)
        assert "Late night" in sfa(settings, "playlists", "list").output
        written = sfa(settings, "playlists", "export", "late NIGHT")
        assert written.output.splitlines()[2:4] == ["#EXTINF:10,[Two]", "[Two].wav"]
        text = sfa(settings, "playlists", "export", known["id"], "--format", "text")
        assert text.output == "Late night\n\n1. [Two] (0:10)\n2. One (0:10)\n"
        missing = sfa(settings, "playlists", "export", "Friday")
        assert (missing.exit_code, "sfa playlists list" in missing.errors) == (4, True)
        wrong = sfa(settings, "playlists", "export", "Late night", "--format", "pls")
        assert (wrong.exit_code, "There are: m3u8, text." in wrong.errors) == (4, True)
