"""What is known of a song is one document, whoever gives it away."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app import analysis
from app.boot import create_web
from app.core.settings import Settings
from tests import editions, visitors
from tests.cli.terminal import sfa
from tests.songs import write_song

OF_THE_RUN = {"elapsed_seconds"}
FROM_STEMS = {"stems", "separation_id", "vocal_spans", "drum_hits", "sections", "cues", "loops"}
"""What is heard otherwise, or only, where there are stems."""


def test_process_analyze_and_the_page_give_away_the_same_analysis(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav", seconds=12.0)
    with editions.embedded(tmp_path / "data") as settings:
        processed = sfa(settings, "process", "--json", "--out", tmp_path / "out", song)
        analysed = sfa(settings, "analyze", "--json", song)
        assert (processed.exit_code, analysed.exit_code) == (0, 0), processed.errors
        report = processed.document_of(song)
        page = download(settings, report["track_id"])
    alone = analysed.document_of(song)
    assert alone.pop("file") == str(song)
    file = json.loads((tmp_path / "out" / "song" / "analysis.json").read_text())
    about = {name: file.pop(name) for name in ("track_id", "title", "artist")}
    assert about == {name: report[name] for name in about}
    assert report["analysis"] == file == page["analysis"]
    assert alone.keys() == file.keys()
    for name in alone.keys() - OF_THE_RUN - FROM_STEMS - {"frames"}:
        assert alone[name] == file[name], name
    check_frames(alone["frames"], file["frames"])
    check_keys_and_times(file)
    assert report["cues"] == [{**cue, "origin": "analysis"} for cue in file["cues"]]


def test_what_was_not_asked_for_is_unknown_in_the_table(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav", seconds=3.0)
    with editions.embedded(tmp_path / "data") as settings:
        shown = sfa(settings, "analyze", "--features", "tempo", song)
    assert shown.exit_code == 0, shown.errors
    assert "LUFS" not in shown.output


def download(settings: Settings, track_id: str) -> dict[str, Any]:
    """Return the file that the page of a track gives away."""
    with TestClient(create_web(settings)) as browser:
        visitors.sign_in(browser)
        answer = browser.get(f"/api/v1/tracks/{track_id}/analysis.json")
    assert answer.status_code == 200, answer.text
    return answer.json()


def check_frames(alone: dict[str, Any], stored: dict[str, Any]) -> None:
    """Expect the same rows over time; only the voice is heard better where it is a stem."""
    assert alone.keys() | {"vocals"} == stored.keys() | {"vocals"}
    assert alone.keys() >= {"loudness", "chroma", "mfcc", "spectral"}
    for name in alone.keys() - {"vocals"}:
        assert alone[name] == stored[name], name


def check_keys_and_times(file: dict[str, Any]) -> None:
    """Expect keys with their numbers on the wheels, and all times in seconds inside the song."""
    assert file["key"] is not None
    assert file["camelot"] == analysis.name_to_camelot(file["key"])
    assert file["open_key"] == analysis.name_to_open_key(file["key"])
    for span in file["key_spans"]:
        assert span["camelot"] == analysis.name_to_camelot(span["key"])
    length = file["duration_seconds"]
    assert length == pytest.approx(12.0, abs=0.01)
    assert all(0.0 <= beat <= length for beat in file["beats_seconds"])
    assert all(0.0 <= cue["position_seconds"] <= length for cue in file["cues"])
    assert file["sections"][-1]["end_seconds"] == pytest.approx(length, abs=0.01)
    for rows in file["frames"].values():
        assert rows["step_seconds"] * (len(rows["values"]) - 1) <= length
