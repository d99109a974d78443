"""Space on the command line: who takes it, and how much one may take."""

from pathlib import Path

from tests import editions
from tests.cli.terminal import sfa
from tests.songs import write_song


def test_space_and_quotas_are_shown_and_set(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav", seconds=1.0)
    with editions.embedded(tmp_path / "data") as settings:
        added = sfa(settings, "users", "add", "anna@example.org")
        assert added.exit_code == 0, added.errors
        assert sfa(settings, "users", "quota", "anna@example.org", "50GB").exit_code == 0
        wrong = sfa(settings, "users", "quota", "anna@example.org", "lots")
        assert wrong.exit_code == 3
        assert "'lots' is no size. Write one like 50GB" in wrong.errors
        nobody = sfa(settings, "users", "quota", "nobody@example.org", "50GB")
        assert nobody.exit_code == 4
        done = sfa(settings, "process", song, "--out", tmp_path / "out")
        assert done.exit_code == 0, done.errors
        *people, machine = sfa(settings, "disk", "--json").documents
        by_email = {one["email"]: one for one in people}
        assert by_email["anna@example.org"]["quota_bytes"] == 50_000_000_000
        assert by_email["owner@localhost"]["originals_bytes"] == song.stat().st_size
        assert by_email["owner@localhost"]["caches_bytes"] > 0
        assert machine["free_bytes"] > 0
        shown = sfa(settings, "disk")
        assert "anna@example.org" in shown.output
        assert "50.0 GB" in shown.output
        full = sfa(settings, "process", song, "--out", tmp_path / "two", SFA_QUOTA_GB="0.000001")
        assert full.exit_code == 0, "a song that is there takes no room"
        other = write_song(tmp_path / "other.wav", seconds=1.5)
        full = sfa(settings, "process", other, "--out", tmp_path / "two", SFA_QUOTA_GB="0.000001")
        assert full.exit_code == 7
        assert "are used up. Delete tracks or stems" in full.errors + full.output


def test_cleaning_tells_what_goes_by_its_kind_and_drops_caches_when_asked(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav", seconds=1.0)
    with editions.embedded(tmp_path / "data") as settings:
        assert sfa(settings, "process", song, "--out", tmp_path / "out").exit_code == 0
        shy = sfa(settings, "clean", "--dry-run", "--caches")
        assert "0 files would be removed." in shy.errors + shy.output
        assert "Caches: " in shy.errors + shy.output
        assert sfa(settings, "disk", "--json").documents[0]["caches_bytes"] > 0
        assert sfa(settings, "clean", "--caches").exit_code == 0
        after = sfa(settings, "disk", "--json").documents[0]
        assert after["caches_bytes"] == 0
        assert after["stems_bytes"] > 0
