"""What is found out about a track, in parts and again, and what hands have made of it."""

from uuid import UUID, uuid4

import numpy as np
import pytest

from app import analysis, library, pipeline
from app.analysis import Frames, ListeningWish, Origin, TrackAnalysis
from app.core.errors import InvalidInput
from app.core.work import Report
from app.pipeline import Halt, SeparateArguments
from tests.api.v1.rows import add, make_track
from tests.houses import House, wait_until
from tests.pipeline.separations import write_file
from tests.twins import analyse


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
