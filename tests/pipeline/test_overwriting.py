"""What an analysis leaves alone, and what it is told of a person's wishes and grids."""

from concurrent.futures import ThreadPoolExecutor, wait
from uuid import UUID, uuid4

import pytest

from app import analysis, library, pipeline, stems
from app.analysis import Analysis, Grid, ListeningWish, Origin, TrackAnalysis
from app.core.storage import MediaKey
from app.core.work import Report
from app.pipeline import Halt, JobState
from tests.houses import House
from tests.twins import Gate, analyse, separate


class Notebook:
    """An analysis that writes down what it is asked."""

    def __init__(self) -> None:
        self.asked: list[analysis.AnalysisRequest] = []

    def __call__(
        self, request: analysis.AnalysisRequest, report: Report, halt: Halt
    ) -> TrackAnalysis:
        """Hear what the twin hears."""
        self.asked.append(request)
        return analyse(request, report, halt)


@pytest.fixture
def notebook(house: House) -> Notebook:
    """Let the house's analyses be written down."""
    made = house.workshop.behaviours[analysis.ANALYSE.name] = Notebook()
    return made


def test_a_locked_grid_is_built_on_and_stays_whoever_has_made_it(
    house: House, notebook: Notebook
) -> None:
    track_id = house.bring()
    for origin in Origin:
        change_grid(house, track_id, origin=origin, tempo_bpm=87.0, locked=True)
        listen(house, track_id, ListeningWish(overwrite=("grid",)))
        known = notebook.asked[-1].grid
        assert known is not None
        assert known.tempo_bpm == 87.0
        grid = grid_of(house, track_id)
        assert (grid.tempo_bpm, grid.origin) == (87.0, origin)


def test_what_is_not_found_anew_is_not_given_up(house: House, notebook: Notebook) -> None:
    track_id = house.bring()
    change_grid(house, track_id, origin=Origin.HAND, tempo_bpm=87.0)
    listen(house, track_id, ListeningWish(features=("structure",), overwrite=("grid",)))
    assert notebook.asked[-1].grid is not None
    listen(house, track_id, ListeningWish())
    assert grid_of(house, track_id).tempo_bpm == 87.0


def test_an_analysis_waits_for_an_edit_that_is_being_made_and_keeps_it(house: House) -> None:
    track_id = house.bring()

    heard = TrackAnalysis.model_validate(newest_of(house, track_id).document)

    def hear_again() -> None:
        with house.database.transaction() as session:
            analysis.add_analysis(
                session, heard, analysis_id=uuid4(), owner_id=house.owner_id, track_id=track_id
            )

    with ThreadPoolExecutor(1) as pool:
        with house.database.transaction() as session:
            analysis.set_key(session, track_id, "D minor", owner_id=house.owner_id)
            other = pool.submit(hear_again)
            wait([other], timeout=1.0)  # as far as it gets while the edit is not committed
        other.result()
    newest = newest_of(house, track_id)
    assert (newest.key, newest.key_origin) == ("D minor", Origin.HAND)


def test_cues_that_follow_from_the_stems_are_in_the_style_that_was_asked_for(
    house: House, notebook: Notebook
) -> None:
    with house.database.transaction() as session:
        wish = ListeningWish(style="hip hop")
        analysis.set_preferred(session, wish, owner_id=house.owner_id)
    gate = house.workshop.behaviours["stems.separate"] = Gate(separate)
    house.start()
    started = house.submit()
    house.wait_for_state("analyse", JobState.COMPLETED)
    gate.opened.set()
    house.finish(started)
    of_mix, of_stems = notebook.asked
    assert (of_mix.stems, of_mix.style) == ({}, "hip hop")
    assert of_stems.stems.keys() == {"vocals", "drums", "bass", "other"}
    assert of_stems.style == "hip hop"


def test_a_stem_whose_file_is_gone_keeps_no_track_from_being_analysed(
    house: House, notebook: Notebook
) -> None:
    track_id = house.bring()
    with house.database.reading() as session:
        parts = stems.list_stems_of_track(session, owner_id=house.owner_id, track_id=track_id)
    lost = next(part for part in parts if part.type == "drums")
    house.media.delete(MediaKey(lost.media_key))
    listen(house, track_id, ListeningWish())
    assert notebook.asked[-1].stems.keys() == {"vocals", "bass", "other"}


def change_grid(house: House, track_id: UUID, **values: object) -> None:
    """Make a track's grid another one, as a hand would."""
    with house.database.transaction() as session:
        grid = analysis.find_grid(session, owner_id=house.owner_id, track_id=track_id)
        assert grid is not None
        for name, value in values.items():
            setattr(grid, name, value)
        session.add(grid)


def grid_of(house: House, track_id: UUID) -> Grid:
    """Return a track's grid."""
    with house.database.reading() as session:
        grid = analysis.find_grid(session, owner_id=house.owner_id, track_id=track_id)
    assert grid is not None
    return grid


def newest_of(house: House, track_id: UUID) -> Analysis:
    """Return a track's newest analysis."""
    with house.database.reading() as session:
        newest = analysis.find_analysis(session, owner_id=house.owner_id, track_id=track_id)
    assert newest is not None
    return newest


def listen(house: House, track_id: UUID, wish: ListeningWish) -> None:
    """Have a track analysed again."""
    with house.database.transaction() as session:
        track = library.get_track(session, track_id, owner_id=house.owner_id)
        started = pipeline.analyse(session, track, wish).id
    assert house.finish(started).is_complete
