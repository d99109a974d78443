"""Folders of the server at the terminal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.settings import Settings
from tests import editions
from tests.cli.terminal import sfa
from tests.songs import write_song


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Settings]:
    """Yield the settings of a studio of its own."""
    with editions.embedded(tmp_path / "data") as settings:
        yield settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a song in it."""
    path = tmp_path / "music"
    path.mkdir()
    write_song(path / "song.wav", seconds=2.0)
    return path


def test_a_folder_is_named_looked_into_paused_and_removed(studio: Settings, folder: Path) -> None:
    added = sfa(studio, "roots", "add", folder, "--kind", "in-place", "--name", "Wall")
    (looked,) = sfa(studio, "roots", "scan", "Wall", "--json").documents
    again = sfa(studio, "roots", "scan", folder)
    paused = sfa(studio, "roots", "pause", "Wall")
    (listed,) = sfa(studio, "roots", "list", "--json").documents
    shown = sfa(studio, "roots", "list")
    silent = sfa(studio, "roots", "remove", "Wall")
    removed = sfa(studio, "roots", "remove", "Wall", "--yes")

    assert (added.exit_code, "'Wall' belongs to the library of" in added.errors) == (0, True)
    assert (looked["files"], looked["started"], looked["fault"]) == (1, 1, None)
    assert "1 audio file: 0 brought in" in again.errors
    assert paused.exit_code == 0
    assert (listed["kind"], listed["files"], listed["is_paused"]) == ("in_place", 1, True)
    assert "paused" in shown.output
    assert f"Wall: {folder}" in shown.output
    assert (silent.exit_code, "Give --yes" in silent.errors) == (3, True)
    assert (removed.exit_code, "Its files stay." in removed.errors) == (0, True)
    assert sfa(studio, "roots", "list", "--json").documents == []
    assert (folder / "song.wav").exists()


def test_what_cannot_be_named_or_found_says_why(studio: Settings, tmp_path: Path) -> None:
    nowhere = sfa(studio, "roots", "add", tmp_path / "nowhere")
    own = sfa(studio, "roots", "add", studio.data_folder)
    nobody = sfa(studio, "roots", "add", tmp_path, "--for", "nobody@example.org")
    unknown = sfa(studio, "roots", "scan", "Wall")

    assert (nowhere.exit_code, "There is no folder" in nowhere.errors) == (3, True)
    assert (own.exit_code, "is the data folder of the studio" in own.errors) == (5, True)
    assert (nobody.exit_code, "There is no user" in nobody.errors) == (4, True)
    assert (unknown.exit_code, "There is no folder 'Wall' here" in unknown.errors) == (4, True)


def test_the_folder_of_the_settings_is_watched_for_the_owner(
    studio: Settings, folder: Path
) -> None:
    watching = changed(studio, watch_folder=folder)
    (listed,) = sfa(watching, "roots", "list", "--json").documents
    assert (listed["path"], listed["kind"]) == (str(folder), "watched")
    assert listed["owner_email"] == studio.owner_email
    assert len(sfa(watching, "roots", "list", "--json").documents) == 1
    lost = changed(studio, watch_folder=folder / "nowhere")
    assert sfa(lost, "roots", "list", "--json").exit_code == 0


def changed(settings: Settings, **changes: object) -> Settings:
    """Return other settings of the same studio."""
    return Settings.model_validate({**settings.model_dump(exclude_unset=True), **changes})
