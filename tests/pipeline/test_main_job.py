"""A file that comes in goes through its stages, on both editions."""

from app import analysis, library, pipeline, stems
from app.library import TrackImported
from app.pipeline import (
    Halt,
    JobChanged,
    JobProgressed,
    JobState,
    PipelineCompleted,
)
from tests.houses import DRAFT, PATIENCE_SECONDS, House, wait_until
from tests.twins import Gate, separate


def test_a_file_goes_through_all_stages_and_is_in_the_library(house: House) -> None:
    house.start()
    done = house.finish(house.submit())

    assert done.is_complete
    assert [stage.state for stage in done.stages] == [JobState.COMPLETED] * 4
    with house.database.reading() as session:
        (track,) = library.list_tracks(session, owner_id=house.owner_id)
        (separation,) = stems.list_separations(session, owner_id=house.owner_id, track_id=track.id)
        found = stems.list_stems(session, owner_id=house.owner_id, separation_id=separation.id)
        cues = analysis.list_cues(session, owner_id=house.owner_id, track_id=track.id)
    assert track.title == "Twin song"
    assert house.media.path(library.media_key_of(track.id)).read_bytes() == b"some music"
    assert [stem.type.value for stem in found] == ["vocals", "drums", "bass", "other"]
    assert separation.is_draft
    assert [cue.label for cue in cues] == ["Drop"]


def test_every_change_is_an_event_and_progress_too(house: House) -> None:
    house.start()
    done = house.finish(house.submit())
    wait_until(
        lambda: any(isinstance(event, PipelineCompleted) for event in house.events),
        "nobody announced the completed pipeline",
    )

    states = {(event.stage, event.state) for event in house.events if isinstance(event, JobChanged)}
    assert ("import", JobState.QUEUED) in states
    assert ("separate", JobState.PROCESSING) in states
    assert ("cue", JobState.COMPLETED) in states
    assert any(isinstance(event, TrackImported) for event in house.events)
    assert any(isinstance(event, JobProgressed) and event.progress == 0.5 for event in house.events)
    assert done.progress == 1.0


def test_the_same_bytes_again_lead_to_the_track_that_is_there(house: House) -> None:
    house.start()
    first = house.finish(house.submit())
    again = house.finish(house.submit(file_name="copy.wav"))

    assert again.is_complete, again
    assert again.track_id == first.track_id
    assert again.stages[0].result["duplicate"] is True
    assert again.stages[1].result["reused"] is True
    assert house.workshop.calls.count("stems.separate") == 1


def test_progress_stays_between_0_and_1_and_never_runs_back(house: House) -> None:
    def wobble(request: object, report: object, halt: Halt) -> object:
        for fraction in (0.2, 0.9, 0.4, 7.0):
            report(fraction, f"at {fraction}")  # pyright: ignore[reportCallIssue]
        return separate(request, report, halt)  # pyright: ignore[reportArgumentType]

    house.workshop.behaviours["stems.separate"] = wobble  # pyright: ignore[reportArgumentType]
    house.start()
    house.finish(house.submit())
    wait_until(
        lambda: any(
            isinstance(event, JobChanged)
            and (event.stage, event.state) == ("separate", JobState.COMPLETED)
            for event in house.events
        ),
        "the separation was not announced",
    )
    told = [
        event.progress
        for event in house.events
        if isinstance(event, JobProgressed) and event.stage == "separate"
    ]
    assert told == sorted(told)
    assert max(told) == 1.0


def test_a_separation_is_made_again_only_when_asked(house: House) -> None:
    house.start()
    done = house.finish(house.submit())
    assert done.track_id is not None
    with house.database.transaction() as session:
        track = library.get_track(session, done.track_id, owner_id=house.owner_id)
        again = pipeline.process(
            session, track, separation=DRAFT.model_copy(update={"again": True})
        )
    assert house.finish(again.id).is_complete
    with house.database.reading() as session:
        made = stems.list_separations(session, owner_id=house.owner_id, track_id=track.id)
    assert len(made) == 2


def test_two_requests_for_the_same_work_share_its_jobs_and_both_get_to_the_end(
    house: House,
) -> None:
    gate = house.workshop.behaviours["stems.separate"] = Gate(separate)
    house.start()
    first = house.submit()
    assert gate.entered.wait(PATIENCE_SECONDS)
    second = house.submit(file_name="the same.wav")
    wait_until(lambda: house.view(second).stages[1].state is not None, "it was not joined")
    gate.opened.set()
    done = [house.finish(first), house.finish(second)]

    assert all(view.is_complete for view in done), done
    assert all(stage.state is JobState.COMPLETED for view in done for stage in view.stages), done
    assert house.workshop.calls.count("stems.separate") == 1
