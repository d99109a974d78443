"""Recordings that are there twice, at the terminal."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app import library
from app.core.settings import Settings
from tests import editions
from tests.analysis.rendered import draw_song, render
from tests.cli.terminal import sfa
from tests.houses import House
from tests.shelves import add_tracks

RATE_HZ = 44_100


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Settings]:
    """Yield the settings of a studio with one song in two files, and another song."""
    songs = [render(draw_song(seed)).audio[:, : 40 * RATE_HZ] for seed in (1, 2)]
    late = np.concatenate([np.zeros((2, 2 * RATE_HZ), np.float32), 0.6 * songs[0]], axis=1)
    with editions.embedded(tmp_path / "data") as settings:
        with House(settings) as house:
            ids = add_tracks(house.tools, house.owner_id, "Song", "Copy", "Other")
            for track_id, sound in zip(ids, (songs[0], late, songs[1]), strict=True):
                file = house.media.path(library.media_key_of(track_id))
                soundfile.write(file, sound.T, RATE_HZ, format="FLAC")
        yield settings


def test_tracks_from_before_are_listened_to_and_those_that_are_twice_are_shown(
    kept: Settings,
) -> None:
    before = sfa(kept, "duplicates")
    (found,) = sfa(kept, "duplicates", "--make", "--json").documents
    shown = sfa(kept, "duplicates")

    assert (before.exit_code, "3 tracks were not compared" in before.errors) == (0, True)
    assert {found["older"]["title"], found["newer"]["title"]} == {"Song", "Copy"}
    assert found["difference"] < 0.06
    assert "Copy" in shown.output
    assert "1 recording is there twice." in shown.errors
    assert "not compared" not in shown.errors
