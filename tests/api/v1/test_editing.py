"""Programs change what was heard, and players are told at once."""

from typing import Any
from uuid import UUID

import pytest

from app import analysis
from app.analysis import TrackHeardChanged
from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.rows import counting


class Desk:
    """A client that edits one track."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.track_id = api.import_track()
        self.path = f"/tracks/{self.track_id}"

    def send(self, method: str, path: str, status: int = 200, **body: object) -> Any:  # noqa: ANN401  — whatever the JSON holds
        """Send a request, and return what is answered."""
        given = body if method in {"POST", "PUT", "PATCH"} else None
        answer = self.api.client.request(method, ROOT + self.path + path, json=given)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def get(self, path: str) -> Any:  # noqa: ANN401  — as above
        """Return what is there."""
        return self.api.get(self.path + path)


@pytest.fixture
def desk(api: Api) -> Desk:
    """Return a client and a track of ten seconds at 120 BPM in A minor."""
    return Desk(api)


def test_a_grid_edit_answers_the_new_grid_and_lists_show_it(desk: Desk) -> None:
    grid = desk.send("POST", "/grid/edits", act="tempo", tempo_bpm=126.0, at_seconds=0.0)
    assert (grid["tempo_bpm"], grid["origin"], grid["locked"]) == (126.0, "hand", False)
    assert desk.get("/grid") == grid
    assert desk.get("")["tempo_bpm"] == 126.0
    assert desk.api.get("/tracks", sort="tempo")["rows"][0]["tempo_bpm"] == 126.0
    told = [one for one in desk.api.house.events if isinstance(one, TrackHeardChanged)]
    assert [(str(one.track_id), one.what) for one in told] == [(desk.track_id, "grid")]


@pytest.mark.parametrize(
    "edit",
    [
        {"act": "nudge", "seconds": 0.01},
        {"act": "stretch", "from_seconds": 8.0, "to_seconds": 8.1},
        {"act": "tap", "taps_seconds": [0.0, 0.6, 1.2, 1.8], "at_seconds": 3.0},
        {"act": "bar_one", "at_seconds": 1.0},
        {"act": "beats_per_bar", "beats_per_bar": 3},
        {"act": "halve"},
        {"act": "double"},
        {"act": "tempo_change", "at_seconds": 5.0, "tempo_bpm": 90.0},
        {"act": "extend"},
    ],
    ids=lambda edit: str(edit["act"]),
)
def test_every_act_on_the_grid_can_be_undone(desk: Desk, edit: dict[str, Any]) -> None:
    before = desk.get("/grid")
    after = desk.send("POST", "/grid/edits", **edit)
    assert desk.get("/grid") == after
    undone = desk.send("POST", "/edits/undo")
    assert undone["undone_at"] is not None
    assert desk.get("/grid") == before
    desk.send("POST", "/edits/redo")
    assert desk.get("/grid") == after


def test_a_tempo_change_can_be_removed_again(desk: Desk) -> None:
    before = desk.get("/grid")["beats_seconds"]
    desk.send("POST", "/grid/edits", act="tempo_change", at_seconds=5.0, tempo_bpm=90.0)
    back = desk.send("POST", "/grid/edits", act="remove_tempo_change", at_seconds=5.0)
    assert back["beats_seconds"] == pytest.approx(before, abs=1e-5)


def test_what_makes_no_sense_is_refused_with_a_sentence(desk: Desk) -> None:
    cue_id = desk.send("POST", "/cues", 201, position_seconds=1.0, label="Mine")["id"]
    edits: list[tuple[str, str, dict[str, object]]] = [
        ("POST", "/grid/edits", {"act": "explode"}),
        ("POST", "/grid/edits", {"act": "nudge", "seconds": 1e9}),
        ("POST", "/grid/edits", {"act": "nudge", "seconds": "NaN"}),
        ("POST", "/grid/edits", {"act": "tempo", "tempo_bpm": 1000, "at_seconds": 0}),
        ("POST", "/grid/edits", {"act": "halve", "tempo_bpm": 3}),
        ("POST", "/grid/edits", {"act": "tap", "taps_seconds": [1, 2], "at_seconds": 0}),
        ("POST", "/sections/edits", {"act": "split", "at_seconds": 99}),
        ("POST", "/sections/edits", {"act": "split", "at_seconds": 2, "name": "solo"}),
        ("POST", "/cues", {"position_seconds": 1.0, "colour": "red"}),
        ("POST", "/cues", {"position_seconds": 1.0, "label": "x" * 101}),
        ("PATCH", f"/cues/{cue_id}", {"label": ""}),
        ("PATCH", f"/cues/{cue_id}", {"label": " \n"}),
        ("POST", "/loops", {"start_seconds": 3.0, "end_seconds": 2.0}),
        ("PUT", "/key", {"key": "H"}),
        ("POST", "/edits/restore", {"what": "everything"}),
    ]
    before = desk.get("/editing")
    for method, path, body in edits:
        said = desk.send(method, path, 422, **body)
        assert said["error"]["message"].endswith("."), body
    assert desk.get("/editing") == before


def test_a_locked_grid_answers_409(desk: Desk) -> None:
    assert desk.send("PUT", "/grid/lock", locked=True)["locked"] is True
    said = desk.send("POST", "/grid/edits", 409, act="halve")
    assert "locked" in said["error"]["message"]
    desk.send("PUT", "/grid/lock", locked=False)
    desk.send("POST", "/grid/edits", act="halve")
    desk.send("PUT", "/grid/lock", locked=True)
    assert desk.get("/editing")["undo"] is None
    desk.send("POST", "/edits/undo", 409)
    desk.send("PUT", "/grid/lock", locked=False)
    assert desk.get("/editing")["undo"] == "Halve the tempo"


def test_cues_come_move_and_go(desk: Desk) -> None:
    cue = desk.send("POST", "/cues", 201, position_seconds=2.9, label=" My\ncue ", snap="beat")
    assert (cue["position_seconds"], cue["label"], cue["origin"]) == (3.0, "My cue", "hand")
    path = f"/cues/{cue['id']}"
    changed = desk.send("PATCH", path, type="memory", colour="#00ff00")
    assert (changed["type"], changed["colour"], changed["label"]) == ("memory", "#00ff00", "My cue")
    assert desk.send("PATCH", path, position_seconds=6.5)["position_seconds"] == 6.5
    assert len(desk.get("/cues")) == 2
    assert desk.send("DELETE", path, 204) is None
    desk.send("DELETE", path, 404)
    assert len(desk.get("/cues")) == 1


def test_loops_come_move_and_go(desk: Desk) -> None:
    loop = desk.send("POST", "/loops", 201, start_seconds=2.0, end_seconds=4.0)
    assert (loop["bars"], loop["origin"]) == (1, "hand")
    path = f"/loops/{loop['id']}"
    assert desk.send("PATCH", path, end_seconds=6.0)["bars"] == 2
    assert [one["id"] for one in desk.get("/loops")] == [loop["id"]]
    desk.send("DELETE", path, 204)
    assert desk.get("/loops") == []


def test_sections_are_edited_without_gaps(desk: Desk) -> None:
    intro, drop = desk.get("/sections")
    desk.send("POST", "/sections/edits", act="move", section_id=drop["id"], to_seconds=5.0)
    form = desk.send(
        "POST", "/sections/edits", act="describe", section_id=intro["id"], colour="#112233"
    )
    assert [(one["start_seconds"], one["end_seconds"]) for one in form] == [(0, 5), (5, 10)]
    assert [one["colour"] for one in form] == ["#112233", None]
    form = desk.send("POST", "/sections/edits", act="delete", section_id=intro["id"])
    assert [(one["start_seconds"], one["end_seconds"]) for one in form] == [(0, 10)]


def test_the_key_is_set_and_restored(desk: Desk) -> None:
    said = desk.send("PUT", "/key", key="Bbm")
    assert (said["key"], said["camelot"], said["key_origin"]) == ("Bb minor", "3A", "hand")
    assert desk.get("")["camelot"] == "3A"
    back = desk.send("POST", "/edits/restore", what="key")
    assert (back["key"]["key"], back["key"]["key_origin"]) == ("A minor", "analysis")
    assert (back["undo"], back["redo"]) == ("Restore the key", None)


def test_all_that_can_be_edited_is_one_answer(desk: Desk) -> None:
    desk.send("PUT", "/key", key="C")
    desk.send("POST", "/grid/edits", act="halve")
    desk.send("POST", "/edits/undo")
    said = desk.get("/editing")
    assert (said["undo"], said["redo"]) == ("Set the key", "Halve the tempo")
    assert said["grid"] == desk.get("/grid")
    assert said["cues"] == desk.get("/cues")
    assert said["sections"] == desk.get("/sections")
    assert said["loops"] == []
    edits = desk.get("/edits")
    assert [(one["number"], one["what"], one["undone_at"] is None) for one in edits] == [
        (1, "key", True),
        (2, "grid", False),
    ]


def test_a_track_that_nobody_has_heard_can_be_given_beats(api: Api) -> None:
    desk = Desk(api)
    with api.house.database.transaction() as session:
        grid = analysis.find_grid(
            session, owner_id=api.house.owner_id, track_id=UUID(desk.track_id)
        )
        session.delete(grid)
    assert desk.get("/editing")["grid"] is None
    desk.send("GET", "/grid", 404)
    desk.send("PUT", "/grid/lock", 404, locked=True)
    desk.send("POST", "/grid/edits", 422, act="double")
    taps = [0.5 * number for number in range(6)]
    grid = desk.send("POST", "/grid/edits", act="tap", taps_seconds=taps, at_seconds=4.2)
    assert grid["tempo_bpm"] == pytest.approx(120.0)


def test_the_grid_and_the_loops_are_read_without_the_edits(desk: Desk) -> None:
    for about in ("trackedit", "tracksection", "FROM analysis"):
        with counting(desk.api.house, about=about) as said:
            assert desk.get("/grid")["beats_seconds"]
            assert desk.get("/loops") == []
        assert said == []


def test_a_key_that_never_ends_is_refused(desk: Desk) -> None:
    error = desk.send("PUT", "/key", 422, key="A" * 100_000)["error"]
    assert len(error["message"]) < 200
