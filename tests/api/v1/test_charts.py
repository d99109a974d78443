"""Charts as programs read them."""

import csv
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest

from app import analysis, stems
from app.analysis import Frames, TrackAnalysis
from app.analysis.models import TrackFrames, Transcription
from app.library import Track
from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.rows import add, make_track
from tests.twins import HEARD

LONG_SECONDS = 3600.0
STEP_SECONDS = 0.2
PITCHES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]


def chroma(rows: int) -> Frames:
    """Return rows in which one pitch class after the other sounds, one row each."""
    values = np.tile(np.eye(12, dtype=np.float32), (rows // 12 + 1, 1))[:rows]
    return Frames.pack(values, names=PITCHES, step_seconds=STEP_SECONDS)


def spectral(rows: int) -> Frames:
    """Return a centroid of 1 kHz with a single peak of 5 kHz in the middle."""
    values = np.full((rows, 2), 1000.0, dtype=np.float32)
    values[rows // 2, 0] = 5000.0
    values[:, 1] = np.linspace(0, 1, rows)
    return Frames.pack(values, names=["centroid_hz", "flatness"], step_seconds=STEP_SECONDS)


def hear(api: Api, track: Track, **more: Any) -> None:
    """Keep an analysis as if the track had been listened to."""
    heard = TrackAnalysis.model_validate({**HEARD, "duration_seconds": track.duration_seconds})
    heard = heard.model_copy(update={"versions": dict.fromkeys(analysis.ALL, 1), **more})
    with api.house.database.transaction() as session:
        analysis.add_analysis(
            session, heard, analysis_id=uuid4(), owner_id=track.owner_id, track_id=track.id
        )


def keep_frames(api: Api, track: Track, name: str, rows: Frames) -> None:
    """Keep rows over time."""
    row = TrackFrames(
        track_id=track.id,
        name=name,
        owner_id=track.owner_id,
        version=1,
        step_seconds=rows.step_seconds,
        names=rows.names,
        low=rows.low,
        high=rows.high,
        data=rows.data,
    )
    with api.house.database.transaction() as session:
        session.add(row)


@pytest.fixture
def long_mix(api: Api) -> str:
    """Return the id of an hour-long mix that was listened to."""
    track = make_track(api.house, "mix")
    track.duration_seconds = LONG_SECONDS
    add(api.house, track)
    beats = [0.5 * beat for beat in range(7200)]
    hear(api, track, beats_seconds=beats, downbeats_seconds=beats[::4])
    rows = int(LONG_SECONDS / STEP_SECONDS)
    keep_frames(api, track, "chroma", chroma(rows))
    keep_frames(api, track, "spectral", spectral(rows))
    return str(track.id)


def states(api: Api, track_id: str) -> dict[str, Any]:
    charts = api.get(f"/tracks/{track_id}/charts")["charts"]
    return {one["name"]: one for one in charts}


def read_csv(api: Api, track_id: str, name: str) -> list[dict[str, str]]:
    answer = api.client.get(f"{ROOT}/tracks/{track_id}/charts/{name}.csv")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"({name}).csv" in answer.headers["content-disposition"]
    return list(csv.DictReader(answer.text.splitlines()))


def test_the_list_says_which_charts_there_are_and_where(api: Api, long_mix: str) -> None:
    found = states(api, long_mix)
    assert list(found) == [
        "radar",
        "structure",
        "energy",
        "beats",
        "chords",
        "notes",
        "chroma",
        "spectral",
        "mfcc",
    ]
    there = {name for name, one in found.items() if one["is_there"]}
    assert there == {"radar", "structure", "energy", "beats", "chroma", "spectral"}
    for name in there:
        assert api.client.get(found[name]["url"]).status_code == 200
        assert api.client.get(found[name]["csv_url"]).status_code == 200


def test_a_chart_that_is_not_there_says_what_to_do(api: Api, long_mix: str) -> None:
    root = f"{ROOT}/tracks/{long_mix}/charts"
    missing, unknown, table = (
        api.client.get(f"{root}/{name}") for name in ("mfcc", "chrome", "notes.csv")
    )
    assert (missing.status_code, unknown.status_code, table.status_code) == (404, 404, 404)
    assert "Analyse it first" in missing.json()["error"]["message"]
    assert "Did you mean 'chroma'?" in unknown.json()["error"]["message"]


def test_a_stranger_finds_no_charts(api: Api, long_mix: str) -> None:
    stranger = api.sign_in("stranger@example.org")
    for end in ("", "/chroma", "/chroma.csv"):
        assert stranger.get(f"{ROOT}/tracks/{long_mix}/charts{end}").status_code == 404


def test_an_hour_fits_into_as_many_columns_as_a_screen_has(api: Api, long_mix: str) -> None:
    whole = api.get(f"/tracks/{long_mix}/charts/chroma")
    assert (whole["start_seconds"], whole["end_seconds"]) == (0.0, LONG_SECONDS)
    picture = whole["picture"]
    assert picture["kind"] == "heat"
    assert picture["rows"] == PITCHES
    assert {len(row) for row in picture["values"]} == {2000}
    assert picture["step_seconds"] == pytest.approx(1.8)
    assert picture["is_thinned"] is True
    few = api.get(f"/tracks/{long_mix}/charts/chroma", columns=300)["picture"]
    assert {len(row) for row in few["values"]} == {300}
    assert np.mean(few["values"]) == pytest.approx(1 / 12, abs=0.002)


def test_a_closer_look_shows_every_value(api: Api, long_mix: str) -> None:
    asked = {"start_seconds": 600.0, "end_seconds": 602.4}
    picture = api.get(f"/tracks/{long_mix}/charts/chroma", **asked)["picture"]
    assert picture["step_seconds"] == STEP_SECONDS
    assert picture["first_seconds"] == 600.0
    assert picture["is_thinned"] is False
    assert np.allclose(picture["values"], np.eye(12), atol=0.01)
    assert picture["high"] == [1.0] * 12


def test_no_peak_of_a_curve_is_lost_when_it_is_thinned(api: Api, long_mix: str) -> None:
    picture = api.get(f"/tracks/{long_mix}/charts/spectral", columns=100)["picture"]
    centroid, flatness = picture["lines"]
    assert (centroid["unit"], flatness["unit"]) == ("Hz", "")
    assert len(centroid["seconds"]) <= 100
    assert max(centroid["values"]) == pytest.approx(5000, abs=10)
    assert centroid["seconds"] == sorted(centroid["seconds"])
    peak = centroid["seconds"][int(np.argmax(centroid["values"]))]
    assert peak == pytest.approx(LONG_SECONDS / 2, abs=STEP_SECONDS)


def test_beats_are_left_out_where_they_would_be_a_blur(api: Api, long_mix: str) -> None:
    whole = api.get(f"/tracks/{long_mix}/charts/beats")["picture"]
    assert (len(whole["beats_seconds"]), len(whole["downbeats_seconds"])) == (0, 1800)
    close = {"start_seconds": 100.0, "end_seconds": 110.0}
    part = api.get(f"/tracks/{long_mix}/charts/beats", **close)["picture"]
    assert part["beats_seconds"] == [100 + 0.5 * beat for beat in range(21)]
    played = part["lines"][0]
    assert (played["name"], played["unit"]) == ("played", "BPM")
    assert np.allclose(played["values"], 120.0)


def test_what_cannot_be_looked_at_is_refused(api: Api, long_mix: str) -> None:
    for asked in (
        {"start_seconds": 10, "end_seconds": 5},
        {"start_seconds": -1},
        {"columns": 0},
        {"columns": 2001},
        {"end_seconds": "soon"},
        {"start_seconds": "inf"},
    ):
        answer = api.client.get(f"{ROOT}/tracks/{long_mix}/charts/chroma", params=asked)
        assert answer.status_code == 422, asked
        assert set(answer.json()["error"]) == {"type", "message"}


def test_a_table_has_every_value_with_its_time(api: Api, long_mix: str) -> None:
    rows = read_csv(api, long_mix, "chroma")
    assert len(rows) == LONG_SECONDS / STEP_SECONDS
    assert list(rows[0]) == ["seconds", *PITCHES]
    assert float(rows[7]["seconds"]) == pytest.approx(1.4)
    assert float(rows[7]["G"]) == 1.0
    beats = read_csv(api, long_mix, "beats")
    marked = [float(row["seconds"]) for row in beats if row["mark"] == "downbeat"]
    assert marked == [2.0 * bar for bar in range(1800)]


def test_the_radar_says_what_a_track_is_like(api: Api, long_mix: str) -> None:
    axes = {
        one["name"]: one for one in api.get(f"/tracks/{long_mix}/charts/radar")["picture"]["axes"]
    }
    assert (axes["tempo"]["value"], axes["tempo"]["unit"]) == (120.0, "BPM")
    assert axes["loudness"]["value"] == -14.0
    assert all(0 <= one["fraction"] <= 1 for one in axes.values())
    assert "brightness" not in axes  # nobody has measured it
    assert [row["name"] for row in read_csv(api, long_mix, "radar")] == list(axes)


def test_what_a_hand_has_changed_is_drawn_at_once(api: Api, long_mix: str) -> None:
    before = states(api, long_mix)["structure"]["version"]
    with api.house.database.transaction() as session:
        (intro, _) = analysis.list_sections(
            session, owner_id=api.house.owner_id, track_id=UUID(long_mix)
        )
        intro.label, intro.colour = "verse", "#112233"
    assert states(api, long_mix)["structure"]["version"] != before
    blocks = api.get(f"/tracks/{long_mix}/charts/structure")["picture"]["blocks"]
    assert [(one["label"], one["colour"]) for one in blocks] == [
        ("verse", "#112233"),
        ("drop", None),
    ]


def test_chords_come_with_their_keys(api: Api) -> None:
    track = make_track(api.house, "song")
    add(api.house, track)
    spans = [("Am", 0.0, 2.0), ("Am", 2.0, 4.0), ("F", 4.0, 6.0), ("N", 6.0, 8.0)]
    chords = [
        {"chord": name, "start_seconds": start, "end_seconds": end, "confidence": 0.8}
        for name, start, end in spans
    ]
    key = {"start_seconds": 0.0, "end_seconds": 8.0, "key": "A minor", "camelot": "8A"}
    document = TrackAnalysis.model_validate(
        {**HEARD, "chords": chords, "key_spans": [{**key, "confidence": 0.7}]}
    )
    hear(api, track, chords=document.chords, key_spans=document.key_spans)
    rows = read_csv(api, str(track.id), "chords")
    assert [(row["row"], row["label"], row["end_seconds"]) for row in rows] == [
        ("key", "A minor", "8.0"),
        ("chord", "Am", "4.0"),
        ("chord", "F", "6.0"),
        ("chord", "N", "8.0"),
    ]


def test_the_piano_roll_shows_the_newest_notes_of_each_stem(api: Api) -> None:
    track_id = api.import_track()
    assert not states(api, track_id)["notes"]["is_there"]
    owner_id = api.house.owner_id
    with api.house.database.transaction() as session:
        found = stems.list_stems_of_track(session, owner_id=owner_id, track_id=UUID(track_id))
        bass = next(stem for stem in found if stem.type == "bass")
        for pitch, day in ((40, 1), (43, 2)):
            session.add(
                Transcription(
                    id=uuid4(),
                    owner_id=owner_id,
                    track_id=UUID(track_id),
                    stem_id=bass.id,
                    engine="twin",
                    engine_version=1,
                    note_count=2,
                    notes=[[1.0, 1.5, pitch, 90], [8.0, 9.0, pitch, 90]],
                    created_at=datetime(2020, 1, day, tzinfo=UTC),
                )
            )
    asked = {"start_seconds": 0.5, "end_seconds": 2.0}
    path = f"/tracks/{track_id}/charts/notes"
    (note,) = api.get(path, **asked)["picture"]["notes"]
    assert note == {
        "part": "bass",
        "start_seconds": 1.0,
        "end_seconds": 1.5,
        "pitch": 43,
        "velocity": 90,
    }
    again = api.client.post(
        f"{ROOT}/tracks/{track_id}/separations", json={"engine": "draft", "again": True}
    )
    assert api.finish(again.json()).is_complete
    assert api.client.get(ROOT + path).status_code == 404  # those were other stems
