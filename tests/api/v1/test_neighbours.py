"""What goes with a track: by key, by tempo, by energy, and with reasons."""

from typing import Any
from uuid import UUID

import numpy as np

from app.analysis.models import Timbre
from app.analysis.rules.timbre.vector import SIZE, TIMBRE_VERSION
from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.rows import add, make_analysis, make_track


def furnish(api: Api, *traits: tuple[str, float, str, float]) -> dict[str, str]:
    """Add tracks of these titles, tempi, keys and energies, and return their ids by title."""
    ids: dict[str, str] = {}
    for number, (title, tempo_bpm, camelot, energy) in enumerate(traits):
        track = make_track(api.house, title, number)
        heard = make_analysis(track, tempo_bpm=tempo_bpm, camelot=camelot)
        heard.energy = energy
        add(api.house, track, heard)
        ids[title] = str(track.id)
    return ids


def near(api: Api, track_id: str, **query: Any) -> list[dict[str, Any]]:
    return api.get(f"/tracks/{track_id}/neighbours", **query)


def test_neighbours_come_best_first_and_each_says_why(api: Api) -> None:
    ids = furnish(
        api,
        ("here", 124.0, "8A", 0.5),
        ("same", 124.0, "8A", 0.5),
        ("fifth", 126.0, "9A", 0.6),
        ("relative", 124.0, "8B", 0.5),
        ("half", 62.0, "8A", 0.5),
        ("clash", 124.0, "2A", 0.5),
        ("fast", 140.0, "8A", 0.5),
    )
    add(api.house, make_track(api.house, "unheard", 50))
    found = near(api, ids["here"])
    assert [one["track"]["title"] for one in found] == ["same", "relative", "half", "fifth"]
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    assert found[0]["score"] == 1.0
    words = {one["track"]["title"]: [why["words"] for why in one["reasons"]] for one in found}
    assert words["same"] == [
        "8A to 8A: the same key",
        "124.0 BPM: the same tempo",
        "the same energy",
    ]
    assert words["fifth"] == [
        "8A to 9A: a fifth up, one step round the wheel",
        "126.0 BPM: -1.6 % to match the tempo",
        "10 points more energy",
    ]
    assert words["half"][1] == "62.0 BPM: the same tempo, at half its tempo"
    assert [why["about"] for why in found[0]["reasons"]] == ["key", "tempo", "energy"]


def test_only_as_many_as_are_asked_for_and_never_more_than_fifty(api: Api) -> None:
    ids = furnish(
        api, ("here", 124.0, "8A", 0.5), *((f"t{n}", 124.0, "8A", 0.5) for n in range(55))
    )
    assert len(near(api, ids["here"])) == 50
    assert len(near(api, ids["here"], count=3)) == 3
    answer = api.client.get(f"{ROOT}/tracks/{ids['here']}/neighbours", params={"count": 51})
    assert answer.status_code == 422


def test_a_track_that_was_not_heard_has_no_neighbours(api: Api) -> None:
    track = make_track(api.house, "unheard")
    add(api.house, track)
    assert near(api, str(track.id)) == []


def test_neighbours_are_ones_own(api: Api) -> None:
    ids = furnish(api, ("here", 124.0, "8A", 0.5), ("same", 124.0, "8A", 0.5))
    other = api.sign_in("other@example.org")
    assert other.get(f"{ROOT}/tracks/{ids['here']}/neighbours").status_code == 404


def sound(api: Api, **places: tuple[str, float]) -> None:
    """Say how tracks sound, each as far from nothing as its place."""
    with api.house.database.transaction() as session:
        for track_id, place in places.values():
            session.add(
                Timbre(
                    track_id=UUID(track_id),
                    owner_id=api.house.owner_id,
                    version=TIMBRE_VERSION,
                    vector=np.full(SIZE, place, dtype="<f4").tobytes(),
                )
            )


def test_how_alike_tracks_sound_is_a_reason_and_an_order_of_its_own(api: Api) -> None:
    ids = furnish(
        api,
        ("here", 124.0, "8A", 0.5),
        ("same", 124.0, "8A", 0.5),
        ("fast", 140.0, "2A", 0.5),
        ("silent", 124.0, "8A", 0.5),
    )
    sound(api, here=(ids["here"], 0.0), same=(ids["same"], 2.0), fast=(ids["fast"], 0.1))
    mixes = near(api, ids["here"])
    assert [one["track"]["title"] for one in mixes] == ["same", "silent"]
    assert [why["about"] for why in mixes[0]["reasons"]] == ["key", "tempo", "energy", "timbre"]
    assert mixes[0]["reasons"][-1]["words"] == "a different sound"
    assert [why["about"] for why in mixes[1]["reasons"]] == ["key", "tempo", "energy"]
    alike = near(api, ids["here"], order="sound")
    assert [one["track"]["title"] for one in alike] == ["fast", "same"]
    assert [why["about"] for why in alike[0]["reasons"]] == ["timbre"]
    assert alike[0]["reasons"][0]["words"] == "a very similar sound"
    assert alike[0]["score"] > 0.9 > alike[1]["score"]
    assert len(near(api, ids["here"], order="sound", count=1)) == 1


def test_what_sounds_alike_is_ones_own(api: Api) -> None:
    ids = furnish(api, ("here", 124.0, "8A", 0.5), ("same", 124.0, "8A", 0.5))
    sound(api, here=(ids["here"], 0.0), same=(ids["same"], 0.0))
    other = api.sign_in("other@example.org")
    asked = {"order": "sound"}
    assert other.get(f"{ROOT}/tracks/{ids['here']}/neighbours", params=asked).status_code == 404
