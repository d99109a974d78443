"""What was heard, changed by hand: kept, announced, undone, and safe from others."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from app import accounts, analysis
from app.analysis import CueChange, CueDraft, LoopDraft, Origin
from app.core.errors import Conflict, InvalidInput, NotFound
from tests.analysis.hands import Hand, hand_in
from tests.houses import House

SHIFT = {"act": "nudge", "seconds": 0.1}


@pytest.fixture
def hand(house: House) -> Hand:
    """Return the owner's hand over a track of ten seconds at 120 BPM in A minor."""
    return hand_in(house)


def test_a_grid_edit_is_kept_told_and_shown_wherever_a_tempo_is(hand: Hand) -> None:
    grid = hand.grid(act="tempo", tempo_bpm=124.0, at_seconds=0.0)
    assert (grid.tempo_bpm, grid.origin) == (124.0, Origin.HAND)
    assert grid.tempo_spans[0][1] == 124.0
    known = hand.known()
    assert known["grid"]["beats_seconds"][1] == pytest.approx(60 / 124, abs=1e-6)
    assert known["tempo"] == 124.0
    assert hand.heard_of() == ["grid"]


def test_undo_and_redo_go_through_all_kinds_of_edits_in_their_order(hand: Hand) -> None:
    states = [hand.known()]
    first, drop = states[0]["sections"]
    acts: list[Callable[[], object]] = [
        lambda: hand.grid(**SHIFT),
        lambda: hand.sections(act="move", section_id=drop["id"], to_seconds=5.0),
        lambda: hand.do(analysis.add_cue, CueDraft(position_seconds=3.0)),
        lambda: hand.do(analysis.set_key, "F# minor"),
        lambda: hand.do(analysis.add_loop, LoopDraft(start_seconds=1.0, end_seconds=5.0)),
        lambda: hand.do(analysis.delete_cue, states[0]["cues"][0]["id"]),
        lambda: hand.sections(act="delete", section_id=first["id"]),
        lambda: hand.grid(act="halve"),
    ]
    for act in acts:
        act()
        states.append(hand.known())
    for state in reversed(states[:-1]):
        hand.do(analysis.undo_edit)
        assert hand.known() == state
    with pytest.raises(Conflict, match="nothing to undo"):
        hand.do(analysis.undo_edit)
    for state in states[1:]:
        hand.do(analysis.redo_edit)
        assert hand.known() == state
    with pytest.raises(Conflict, match="nothing to redo"):
        hand.do(analysis.redo_edit)
    assert len(hand.heard_of()) == 3 * len(acts)


def test_a_new_edit_forgets_what_was_undone(hand: Hand) -> None:
    hand.grid(**SHIFT)
    hand.grid(act="double")
    hand.do(analysis.undo_edit)
    hand.do(analysis.set_key, "C")
    edits = hand.do(analysis.list_edits)
    assert [edit.label for edit in edits] == ["Nudge the grid", "Set the key"]
    with pytest.raises(Conflict):
        hand.do(analysis.redo_edit)


def test_two_hundred_edits_can_be_undone(hand: Hand) -> None:
    for number in range(203):
        hand.do(analysis.set_key, "C" if number % 2 else "D")
    edits = hand.do(analysis.list_edits)
    assert [edits[0].number, edits[-1].number, len(edits)] == [4, 203, 200]


def test_an_edit_that_changes_nothing_leaves_no_trace(hand: Hand) -> None:
    (cue,) = hand.cues()
    hand.do(analysis.change_cue, cue.id, CueChange(label=cue.label))
    hand.do(analysis.set_key, "A minor")
    hand.do(analysis.undo_edit)  # the hand has said so itself, which is something
    assert hand.do(analysis.list_edits)[0].undone_at is not None
    assert hand.cues()[0].origin is Origin.ANALYSIS


def test_a_locked_grid_takes_no_edits_and_no_undo_until_it_is_unlocked(hand: Hand) -> None:
    hand.grid(**SHIFT)
    hand.do(analysis.lock_grid, is_locked=True)
    before = hand.known()
    for act in (
        lambda: hand.grid(**SHIFT),
        lambda: hand.do(analysis.undo_edit),
        lambda: hand.do(analysis.restore_heard, "grid"),
    ):
        with pytest.raises(Conflict, match="locked"):
            act()
    assert hand.known() == before
    hand.do(analysis.set_key, "C")  # everything else goes on
    hand.do(analysis.undo_edit)
    hand.do(analysis.lock_grid, is_locked=False)
    hand.do(analysis.undo_edit)
    assert hand.known()["grid"]["beats_seconds"][0] == 0.0


def test_an_edit_that_is_refused_changes_nothing(hand: Hand) -> None:
    before = hand.known()
    cue_id, (intro, _) = before["cues"][0]["id"], before["sections"]
    refused: list[Callable[[], object]] = [
        lambda: hand.grid(act="tempo", tempo_bpm=4.0, at_seconds=0.0),
        lambda: hand.sections(act="move", section_id=intro["id"], to_seconds=3.0),
        lambda: hand.do(analysis.add_cue, CueDraft(position_seconds=10.5)),
        lambda: hand.do(analysis.change_cue, cue_id, CueChange(position_seconds=-1.0)),
        lambda: hand.do(analysis.add_loop, LoopDraft(start_seconds=4.0, end_seconds=4.0)),
        lambda: hand.do(analysis.set_key, "H minor"),
    ]
    for act in refused:
        with pytest.raises(InvalidInput):
            act()
    assert hand.known() == before
    assert hand.do(analysis.list_edits) == []
    assert hand.heard_of() == []


def test_what_belongs_to_another_is_not_found(hand: Hand) -> None:
    with hand.house.database.transaction() as session:
        other = accounts.ensure_owner(session, "stranger@example.org").id
    stranger = Hand(hand.house, hand.track_id, other)
    before = hand.known()
    cue_id = before["cues"][0]["id"]
    for act in (
        lambda: stranger.grid(**SHIFT),
        lambda: stranger.sections(act="split", at_seconds=2.0),
        lambda: stranger.do(analysis.add_cue, CueDraft(position_seconds=1.0)),
        lambda: stranger.do(analysis.delete_cue, cue_id),
        lambda: stranger.do(analysis.set_key, "C"),
        lambda: stranger.do(analysis.restore_heard, "cues"),
        lambda: stranger.do(analysis.lock_grid, is_locked=True),
        lambda: stranger.do(analysis.undo_edit),
        lambda: stranger.do(analysis.list_edits),
    ):
        with pytest.raises(NotFound):
            act()
    assert hand.known() == before


def test_two_tabs_that_edit_at_once_both_get_through(hand: Hand) -> None:
    with ThreadPoolExecutor(max_workers=4) as pool:
        grids = [pool.submit(hand.grid, **SHIFT) for _ in range(4)]
        cues = [
            pool.submit(hand.do, analysis.add_cue, CueDraft(position_seconds=1.0 + number))
            for number in range(4)
        ]
        for one in (*grids, *cues):
            one.result()
    known = hand.known()
    assert known["grid"]["beats_seconds"][0] == pytest.approx(0.4)
    assert len(known["cues"]) == 5
    edits = hand.do(analysis.list_edits)
    assert [edit.number for edit in edits] == list(range(1, 9))
    for _ in range(8):
        hand.do(analysis.undo_edit)
    assert hand.known()["grid"]["beats_seconds"][0] == 0.0


def test_a_tab_that_speaks_of_what_the_other_has_deleted_is_told_so(hand: Hand) -> None:
    (cue,) = hand.cues()
    hand.do(analysis.delete_cue, cue.id)
    with pytest.raises(NotFound, match="gone"):
        hand.do(analysis.change_cue, cue.id, CueChange(label="Late"))
    with pytest.raises(NotFound, match="gone"):
        hand.sections(act="delete", section_id=uuid4())


def test_a_track_without_beats_gets_them_by_tempo_or_by_taps(hand: Hand) -> None:
    hand.do(_forget_grid)
    with pytest.raises(InvalidInput, match="no beats yet"):
        hand.grid(**SHIFT)
    taps = [50.0 + 0.6 * number for number in range(8)]
    grid = hand.grid(act="tap", taps_seconds=taps, at_seconds=4.35)
    assert grid.tempo_bpm == pytest.approx(100.0)
    assert min(abs(beat - 4.35) for beat in grid.beats_seconds) < 1e-5
    hand.do(analysis.undo_edit)
    assert hand.known()["grid"] is None
    assert hand.grid(act="tempo", tempo_bpm=90.0, at_seconds=1.0).downbeats_seconds[0] == 1.0


def _forget_grid(session: Session, track_id: UUID, *, owner_id: UUID) -> None:
    session.delete(analysis.find_grid(session, owner_id=owner_id, track_id=track_id))
