"""Cues, loops and sections changed by hand, and what analyses and exports make of that."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError
from sqlmodel import Session

from app import analysis, exports, stems
from app.analysis import (
    CueChange,
    CueDraft,
    CuePoint,
    LoopChange,
    LoopDraft,
    Origin,
    TrackAnalysis,
)
from app.exports import ExportChoice
from tests.analysis.hands import Hand, hand_in
from tests.api.v1.rows import counting
from tests.houses import House


@pytest.fixture
def hand(house: House) -> Hand:
    """Return the owner's hand over a track of ten seconds at 120 BPM in A minor."""
    return hand_in(house)


def test_a_cue_is_set_on_the_beat_or_the_bar_where_that_is_wished(hand: Hand) -> None:
    places = {
        snap: hand.do(
            analysis.add_cue, CueDraft.model_validate({"position_seconds": 2.8, "snap": snap})
        ).position_seconds
        for snap in ("none", "beat", "bar")
    }
    assert places == {"none": 2.8, "beat": 3.0, "bar": 2.0}
    colours = [cue.colour for cue in hand.cues()]
    assert len(set(colours)) == len(colours)


def test_a_cue_of_the_analysis_that_a_hand_moves_is_the_hands(hand: Hand) -> None:
    (cue,) = hand.cues()
    moved = hand.do(analysis.change_cue, cue.id, CueChange(position_seconds=5.2, colour="#00FF00"))
    assert (moved.id, moved.origin, moved.position_seconds) == (cue.id, Origin.HAND, 5.2)
    assert (moved.label, moved.colour, moved.explanation) == (cue.label, "#00FF00", "")


def test_cues_that_a_hand_has_moved_or_deleted_are_remembered(hand: Hand) -> None:
    mine = {"owner_id": hand.owner_id, "track_id": hand.track_id}

    def moved() -> list[float]:
        with hand.house.database.reading() as session:
            return analysis.list_moved_cues(session, **mine)

    (cue,) = hand.cues()
    assert moved() == []
    hand.do(analysis.change_cue, cue.id, CueChange(position_seconds=5.2))
    assert moved() == [4.0]
    hand.do(analysis.undo_edit)
    assert moved() == []
    hand.do(analysis.delete_cue, cue.id)
    assert moved() == [4.0]
    hand.do(analysis.restore_heard, "cues")
    assert moved() == []


def test_what_hands_did_to_cues_is_read_at_once(hand: Hand) -> None:
    for place in (1.0, 2.0, 3.0):
        hand.do(analysis.add_cue, CueDraft(position_seconds=place))
    with counting(hand.house, about="trackedit") as said, hand.house.database.reading() as session:
        analysis.list_moved_cues(session, owner_id=hand.owner_id, track_id=hand.track_id)
    assert len(said) == 1


def test_an_analysis_brings_no_cue_back_that_a_hand_has_moved(hand: Hand) -> None:
    (cue,) = hand.cues()
    hand.do(analysis.change_cue, cue.id, CueChange(position_seconds=5.2))
    hand.grid(act="tempo", tempo_bpm=90.0, at_seconds=0.0)
    hand.do(_listen_again, cue)
    assert [(one.label, one.position_seconds) for one in hand.cues()] == [
        ("Outro", 2.0),
        (cue.label, 5.2),
    ]


def _listen_again(session: Session, track_id: UUID, cue: analysis.Cue, *, owner_id: UUID) -> None:
    """Propose the cue again, a hair beside where it was, and another one."""
    heard = {**cue.model_dump(), "type": cue.type.value}
    proposed = [
        CuePoint.model_validate({**heard, "position_seconds": 4.01}),
        CuePoint.model_validate({**heard, "position_seconds": 2.0, "label": "Outro"}),
    ]
    analysis.replace_automatic_cues(session, proposed, owner_id=owner_id, track_id=track_id)


def test_an_analysis_of_something_else_leaves_the_tempo_of_the_hand(hand: Hand) -> None:
    hand.grid(act="tempo", tempo_bpm=90.0, at_seconds=0.0)
    hand.do(_analyse_chords)
    assert hand.known()["tempo"] == 90.0
    assert hand.known()["grid"]["tempo_bpm"] == 90.0


def _analyse_chords(session: Session, track_id: UUID, *, owner_id: UUID) -> None:
    mine = {"owner_id": owner_id, "track_id": track_id}
    newest = analysis.find_analysis(session, **mine)
    assert newest is not None
    heard = TrackAnalysis.model_validate(newest.document)
    analysis.add_analysis(session, heard, analysis_id=uuid4(), owner_id=owner_id, track_id=track_id)


def test_a_loop_knows_its_bars(hand: Hand) -> None:
    draft = LoopDraft(start_seconds=2.1, end_seconds=5.8, snap="bar")
    loop = hand.do(analysis.add_loop, draft)
    assert (loop.start_seconds, loop.end_seconds, loop.bars) == (2.0, 6.0, 2)
    longer = hand.do(analysis.change_loop, loop.id, LoopChange(end_seconds=8.0, label="Long"))
    assert (longer.bars, longer.label) == (3, "Long")
    hand.do(analysis.delete_loop, loop.id)
    assert hand.known()["loops"] == []


def test_sections_stay_without_gaps_and_become_the_hands(hand: Hand) -> None:
    hand.sections(act="split", at_seconds=6.0, name="breakdown")
    form = hand.sections(act="split", at_seconds=8.0)
    assert [(one.label, one.start_seconds, one.end_seconds) for one in form] == [
        ("intro", 0.0, 4.0),
        ("drop", 4.0, 6.0),
        ("breakdown", 6.0, 8.0),
        ("breakdown", 8.0, 10.0),
    ]
    assert [one.origin.value for one in form] == ["analysis", "hand", "hand", "hand"]
    renamed = hand.sections(act="describe", section_id=form[3].id, name="outro", colour="#123456")
    assert (renamed[3].label, renamed[3].colour) == ("outro", "#123456")
    with hand.house.database.reading() as session:
        exported = analysis.export_analysis(
            session, owner_id=hand.house.owner_id, track_id=hand.track_id
        )
    colours = [one["colour"] for one in exported["analysis"]["sections"]]
    assert colours == [None, None, None, "#123456"]
    assert len(hand.sections(act="merge", section_id=form[1].id)) == 3


def test_a_section_has_a_name_of_its_own_in_charts_and_exports(hand: Hand) -> None:
    before = hand.known()["sections"]
    drop = hand.sections(act="split", at_seconds=6.0, name="drop")[2]
    named = hand.sections(act="describe", section_id=drop.id, name="  Guitar\nsolo ")[2]
    assert (named.label, named.name, named.origin) == ("drop", "Guitar solo", Origin.HAND)
    known = {"owner_id": hand.house.owner_id, "track_id": hand.track_id}
    with hand.house.database.reading() as session:
        exported = analysis.export_analysis(session, **known)
    assert exported["analysis"]["sections"][2]["name"] == "Guitar solo"
    assert hand.sections(act="describe", section_id=drop.id, name="outro")[2].name is None
    hand.do(analysis.undo_edit)
    assert hand.known()["sections"][2]["name"] == "Guitar solo"
    hand.do(analysis.undo_edit)
    hand.do(analysis.undo_edit)
    assert hand.known()["sections"] == before


@pytest.mark.parametrize("name", ["", " ", "x" * 41])
def test_a_name_of_a_section_is_one_to_forty_characters(hand: Hand, name: str) -> None:
    drop = hand.sections(act="split", at_seconds=6.0)[2]
    with pytest.raises(ValidationError):
        hand.sections(act="describe", section_id=drop.id, name=name)


def test_what_was_heard_can_be_had_back(hand: Hand) -> None:
    heard = hand.known()
    hand.grid(act="double")
    hand.do(analysis.set_key, "C")
    hand.sections(act="split", at_seconds=6.0)
    hand.do(analysis.add_cue, CueDraft(position_seconds=1.0))
    edited = hand.known()
    for what in ("grid", "key", "sections", "cues"):
        hand.do(analysis.restore_heard, what)
    back = hand.known()
    assert back["grid"]["beats_seconds"] == heard["grid"]["beats_seconds"]
    assert (back["grid"]["origin"], back["tempo"], back["key"]) == (
        Origin.ANALYSIS,
        heard["tempo"],
        heard["key"],
    )
    for kind in ("sections", "cues"):
        assert _without_ids(back[kind]) == _without_ids(heard[kind])
    for _ in range(4):
        hand.do(analysis.undo_edit)
    assert hand.known() == edited


def _without_ids(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in row.items() if name not in {"id", "created_at"}}
        for row in rows
    ]


def test_exports_carry_the_edited_tempo_and_key(hand: Hand) -> None:
    hand.grid(act="double")
    hand.do(analysis.set_key, "F# minor")
    with hand.house.database.reading() as session:
        mine = {"owner_id": hand.owner_id, "track_id": hand.track_id}
        (separation,) = stems.list_separations(session, **mine)
        files = exports.plan_stems(
            session,
            separation.id,
            owner_id=hand.owner_id,
            media=hand.house.media,
            choice=ExportChoice(template="{title} {bpm} {camelot} {stem}"),
        )
    assert "240 11A" in files[0].name
    assert (files[0].tags.tempo_bpm, files[0].tags.key) == (240.0, "F# minor")
