"""What is found out about a track, in parts and again, and what hands have made of it."""

from uuid import UUID, uuid4

import numpy as np
import pytest

import app.pipeline.service.hearing as hearing
from app import analysis, library, pipeline, stems
from app.analysis import Frames, ListeningWish, Origin, TrackAnalysis
from app.core.errors import EngineCrashed, InvalidInput
from app.core.work import Report
from app.pipeline import Halt, JobState, SeparateArguments
from tests.api.v1.rows import add, make_track
from tests.houses import House, wait_until
from tests.pipeline.separations import write_file
from tests.twins import Gate, analyse


def test_some_features_found_again_leave_the_others_as_they_were(house: House) -> None:
    track_id = house.bring()
    first = heard_of(house, track_id)
    house.workshop.behaviours[analysis.ANALYSE.name] = in_the_key_of("D minor")
    listen(house, track_id, ListeningWish(features=("key",)))
    again = heard_of(house, track_id)
    assert (again.key, again.tempo_bpm) == ("D minor", first.tempo_bpm)
    assert again.sections == first.sections
    assert again.versions == first.versions


def test_what_a_hand_has_made_is_overwritten_only_when_that_is_asked_for(house: House) -> None:
    track_id = house.bring()
    with house.database.transaction() as session:
        grid = analysis.find_grid(session, owner_id=house.owner_id, track_id=track_id)
        assert grid is not None
        grid.origin, grid.tempo_bpm = Origin.HAND, 87.0
        session.add(grid)
    listen(house, track_id, ListeningWish())
    assert tempo_of(house, track_id) == 87.0
    listen(house, track_id, ListeningWish(features=("tempo",), overwrite=("grid",)))
    assert tempo_of(house, track_id) == 120.0


def test_an_analysis_builds_on_the_grid_that_a_hand_has_made(house: House) -> None:
    asked: list[analysis.AnalysisRequest] = []

    def note(request: analysis.AnalysisRequest, report: Report, halt: Halt) -> TrackAnalysis:
        asked.append(request)
        return analyse(request, report, halt)

    track_id = house.bring()
    with house.database.transaction() as session:
        grid = analysis.find_grid(session, owner_id=house.owner_id, track_id=track_id)
        assert grid is not None
        grid.origin, grid.beats_per_bar = Origin.HAND, 3
        session.add(grid)
    house.workshop.behaviours[analysis.ANALYSE.name] = note
    listen(house, track_id, ListeningWish(features=("structure",)))
    listen(house, track_id, ListeningWish(overwrite=("grid",)))
    with_grid, without = asked
    assert with_grid.grid is not None
    assert with_grid.grid.beats_per_bar == 3
    assert with_grid.stems.keys() == {"vocals", "drums", "bass", "other"}
    assert without.grid is None


def test_rows_over_time_are_kept_beside_the_analysis(house: House) -> None:
    rows = np.linspace([0.0, -60.0], [1.0, 0.0], 40).astype(np.float32)

    def with_rows(request: analysis.AnalysisRequest, report: Report, halt: Halt) -> TrackAnalysis:
        heard = analyse(request, report, halt)
        frames = Frames.pack(rows, names=["momentary", "short_term"], step_seconds=0.5)
        return heard.model_copy(update={"frames": {"loudness": frames}})

    house.workshop.behaviours[analysis.ANALYSE.name] = with_rows
    track_id = house.bring()
    mine = {"owner_id": house.owner_id, "track_id": track_id}
    with house.database.reading() as session:
        kept = analysis.find_frames(session, **mine, name="loudness")
        document = analysis.export_analysis(session, **mine)
        theirs = analysis.find_frames(session, owner_id=uuid4(), track_id=track_id, name="loudness")
    assert kept is not None
    assert np.abs(kept.unpack() - rows).max() < 60 / 500
    assert document["analysis"]["frames"]["loudness"]["values"][-1] == [1.0, 0.0]
    assert theirs is None


def test_a_user_may_want_less_of_every_new_track(house: House) -> None:
    with house.database.transaction() as session:
        wish = ListeningWish(features=("key", "tempo"))
        analysis.set_preferred(session, wish, owner_id=house.owner_id)
    track_id = house.bring()
    assert heard_of(house, track_id).versions.keys() == {"tempo", "key"}
    assert {job.stage for job in house.jobs()} == {"import", "separate", "analyse"}


def test_a_feature_that_nobody_knows_is_refused_with_what_was_meant(house: House) -> None:
    track_id = house.bring()
    with pytest.raises(InvalidInput, match=r"'tempi'.*Did you mean 'tempo'"):
        listen(house, track_id, ListeningWish(features=("tempi",)))


def test_when_the_stems_are_there_they_are_listened_to_and_cues_are_set_by_them(
    house: House,
) -> None:
    asked: list[analysis.AnalysisRequest] = []

    def note(request: analysis.AnalysisRequest, report: Report, halt: Halt) -> TrackAnalysis:
        asked.append(request)
        return analyse(request, report, halt)

    house.workshop.behaviours[analysis.ANALYSE.name] = note
    track_id = house.bring()
    assert asked[-1].stems.keys() == {"vocals", "drums", "bass", "other"}
    assert heard_of(house, track_id).stems == ["bass", "drums", "other", "vocals"]
    before = len(asked)
    listen(house, track_id, ListeningWish())
    assert len(asked) == before + 1  # it has listened to them at once


def test_stems_that_come_later_are_heard_then(house: House) -> None:
    house.start()
    track = make_track(house, "song")
    add(house, track)
    house.media.put(library.media_key_of(track.id), write_file(house))
    listen(house, track.id, ListeningWish())
    assert heard_of(house, track.id).stems == []
    with house.database.transaction() as session:
        known = library.get_track(session, track.id, owner_id=house.owner_id)
        started = pipeline.separate(session, known, separation=SeparateArguments(engine="draft")).id
    assert house.finish(started).is_complete
    wait_until(lambda: bool(heard_of(house, track.id).stems), "the stems are not heard")
    assert heard_of(house, track.id).stems == ["bass", "drums", "other", "vocals"]


def test_another_separation_that_becomes_the_current_one_is_heard(house: House) -> None:
    track_id = house.bring()
    first = heard_of(house, track_id).separation_id
    second = separate_again(house, track_id)
    assert first is not None
    wait_until_heard(house, track_id, second)
    with house.database.transaction() as session:
        hearing.choose_stems(session, first, owner_id=house.owner_id)
    wait_until_heard(house, track_id, first)
    with house.database.transaction() as session:
        hearing.delete_stems(session, first, owner_id=house.owner_id, media=house.media)
    wait_until_heard(house, track_id, second)


def test_an_exchange_while_the_stems_are_listened_to_is_not_lost(house: House) -> None:
    track_id = house.bring()
    first = heard_of(house, track_id).separation_id
    assert first is not None
    gate = Gate(analyse)
    house.workshop.behaviours[analysis.ANALYSE.name] = gate
    second = separate_again(house, track_id)
    assert gate.entered.wait(20)
    with house.database.transaction() as session:
        hearing.choose_stems(session, first, owner_id=house.owner_id)
    gate.opened.set()
    wait_until_heard(house, track_id, second)
    wait_until_heard(house, track_id, first)


def test_stems_that_come_while_a_track_is_analysed_without_cues_are_heard(house: House) -> None:
    with house.database.transaction() as session:
        wish = ListeningWish(features=("structure",))
        analysis.set_preferred(session, wish, owner_id=house.owner_id)
    gate = Gate(analyse)
    house.workshop.behaviours[analysis.ANALYSE.name] = gate
    house.start()
    started = house.submit()
    assert gate.entered.wait(20)
    separate = house.wait_for_state("separate", JobState.COMPLETED)
    gate.opened.set()
    track_id = house.finish(started).track_id
    assert track_id is not None
    wait_until_heard(house, track_id, separate.id)


def test_stems_that_are_heard_already_are_not_heard_again(house: House) -> None:
    track_id = house.bring()
    known = heard_of(house, track_id)
    assert known.separation_id is not None
    before = len(house.jobs())
    with house.database.transaction() as session:
        hearing.choose_stems(session, known.separation_id, owner_id=house.owner_id)
    assert len(house.jobs()) == before


def test_stems_that_are_deleted_while_they_are_listened_to_are_left_out(house: House) -> None:
    track_id = house.bring()
    known = heard_of(house, track_id)
    assert known.separation_id is not None
    separation_id = known.separation_id
    asked: list[analysis.AnalysisRequest] = []

    def lose_them(request: analysis.AnalysisRequest, report: Report, halt: Halt) -> TrackAnalysis:
        asked.append(request)
        if request.stems:
            with house.database.transaction() as session:
                stems.delete(session, separation_id, owner_id=house.owner_id, media=house.media)
            raise EngineCrashed("The child ended.")
        return analyse(request, report, halt)

    house.workshop.behaviours[analysis.ANALYSE.name] = lose_them
    listen(house, track_id, ListeningWish())
    assert [bool(request.stems) for request in asked] == [True, False]
    assert heard_of(house, track_id).separation_id is None
    assert len([job for job in house.jobs() if job.stage == "analyse"]) == 2


def test_a_feature_that_hears_no_stems_leaves_what_stems_have_told(house: House) -> None:
    track_id = house.bring()
    before = heard_of(house, track_id)
    with house.database.transaction() as session:
        assert before.separation_id is not None
        stems.delete(session, before.separation_id, owner_id=house.owner_id, media=house.media)
    listen(house, track_id, ListeningWish(features=("key",)))
    assert heard_of(house, track_id).separation_id == before.separation_id
    listen(house, track_id, ListeningWish(features=("vocals",)))
    assert heard_of(house, track_id).separation_id is None


def separate_again(house: House, track_id: UUID) -> UUID:
    """Take a track apart once more, and return the separation."""
    with house.database.transaction() as session:
        track = library.get_track(session, track_id, owner_id=house.owner_id)
        arguments = SeparateArguments(engine="draft", again=True)
        started = pipeline.separate(session, track, separation=arguments).id
    assert house.finish(started).is_complete
    with house.database.reading() as session:
        current = stems.find_current_separation(session, owner_id=house.owner_id, track_id=track_id)
    assert current is not None
    return current.id


def wait_until_heard(house: House, track_id: UUID, separation_id: UUID) -> None:
    """Wait until the stems of a separation are those that the analysis has heard."""
    wait_until(
        lambda: heard_of(house, track_id).separation_id == separation_id, "the stems are not heard"
    )


def listen(house: House, track_id: UUID, wish: ListeningWish) -> None:
    """Have a track analysed again."""
    with house.database.transaction() as session:
        track = library.get_track(session, track_id, owner_id=house.owner_id)
        started = pipeline.analyse(session, track, wish).id
    assert house.finish(started).is_complete


def heard_of(house: House, track_id: UUID) -> TrackAnalysis:
    """Return what is kept of a track."""
    with house.database.reading() as session:
        row = analysis.find_analysis(session, owner_id=house.owner_id, track_id=track_id)
    assert row is not None
    return TrackAnalysis.model_validate(row.document)


def tempo_of(house: House, track_id: UUID) -> float:
    """Return the tempo of a track's grid."""
    with house.database.reading() as session:
        grid = analysis.find_grid(session, owner_id=house.owner_id, track_id=track_id)
    assert grid is not None
    return grid.tempo_bpm


def in_the_key_of(key: str):  # noqa: ANN201  — a behaviour of the workshop
    """Return an analysis that hears this key."""

    def hear(request: analysis.AnalysisRequest, report: Report, halt: Halt) -> TrackAnalysis:
        return analyse(request, report, halt).model_copy(update={"key": key})

    return hear
