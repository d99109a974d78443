"""Stems are written down as notes by a job, which may run again."""

from uuid import UUID, uuid4

import pytest

from app import analysis, pipeline, stems
from app.analysis import StemNotes, Transcription, TranscriptionRequest
from app.core.errors import EngineCrashed, NotFound, UnusableAudio
from app.core.work import Report
from app.pipeline import Halt, JobState
from app.stems import Stem
from tests.houses import House
from tests.twins import transcribe


def test_the_notes_of_a_stem_are_kept(house: House) -> None:
    track_id = house.bring()
    bass = stem_of(house, track_id, "bass")
    write_down(house, bass)
    (kept,) = kept_of(house, track_id)
    assert (kept.stem_id, kept.engine) == (bass.id, "melody")
    assert kept.notes[0] == [0.25, 0.75, 40, 100]
    assert (house.job("transcribe").result or {})["summary"] == "3 notes"


def test_notes_that_are_heard_again_take_the_place_of_the_old_ones(house: House) -> None:
    track_id = house.bring()
    write_down(house, stem_of(house, track_id, "drums"))
    write_down(house, stem_of(house, track_id, "bass"))
    (before,) = [one for one in kept_of(house, track_id) if one.engine == "melody"]
    write_down(house, stem_of(house, track_id, "bass"), engine="chords")
    rows = kept_of(house, track_id)
    assert {one.engine for one in rows} == {"drums", "chords"}
    assert before.id not in {one.id for one in rows}


def test_a_stem_is_heard_in_the_tuning_of_its_track(house: House) -> None:
    asked: list[TranscriptionRequest] = []

    def note(request: TranscriptionRequest, report: Report, halt: Halt) -> StemNotes:
        asked.append(request)
        return transcribe(request, report, halt)

    track_id = house.bring()
    with house.database.transaction() as session:
        heard = analysis.find_analysis(session, owner_id=house.owner_id, track_id=track_id)
        assert heard is not None
        heard.document = {**heard.document, "tuning_cents": -18.0}
    house.workshop.behaviours[analysis.TRANSCRIBE.name] = note
    write_down(house, stem_of(house, track_id, "vocals"))
    assert asked[0].tuning_cents == -18.0
    assert asked[0].stem_type == "vocals"
    assert asked[0].name == "Twin song (Vocals)"
    assert asked[0].source.is_file()


def test_notes_go_with_their_stems(house: House) -> None:
    track_id = house.bring()
    bass = stem_of(house, track_id, "bass")
    write_down(house, bass)
    with house.database.transaction() as session:
        stems.delete(session, bass.separation_id, owner_id=house.owner_id, media=house.media)
    assert kept_of(house, track_id) == []


def test_a_stem_that_is_gone_meanwhile_is_no_crash(house: House) -> None:
    track_id = house.bring()
    with house.database.transaction() as session:
        pipeline.enqueue(
            session,
            "transcribe",
            owner_id=house.owner_id,
            title="Gone",
            arguments={"stem_id": str(uuid4())},
            track_id=track_id,
        )
    job = house.wait_for_state("transcribe", JobState.FAILED)
    assert (job.error or "").startswith("This stem was deleted meanwhile. Take the track apart")


@pytest.mark.parametrize(
    "error", [EngineCrashed("The child ended."), UnusableAudio("It is cut short.")]
)
def test_a_stem_that_is_deleted_while_it_is_read_is_not_tried_again(
    house: House, error: Exception
) -> None:
    bass = stem_of(house, house.bring(), "bass")

    def lose_it(request: TranscriptionRequest, report: Report, halt: Halt) -> StemNotes:
        del request, report, halt
        with house.database.transaction() as session:
            stems.delete(session, bass.separation_id, owner_id=house.owner_id, media=house.media)
        raise error

    house.workshop.behaviours[analysis.TRANSCRIBE.name] = lose_it
    with house.database.transaction() as session:
        started = pipeline.transcribe(session, bass).id
    house.finish(started)
    (job,) = [one for one in house.jobs() if one.stage == "transcribe"]
    assert job.state is JobState.FAILED
    assert (job.error or "").startswith("This stem was deleted meanwhile.")


def test_an_engine_that_nobody_knows_is_refused_at_once(house: House) -> None:
    bass = stem_of(house, house.bring(), "bass")
    with pytest.raises(NotFound, match="Did you mean 'chords'"):
        write_down(house, bass, engine="chord")


def test_the_notes_of_others_are_out_of_reach(house: House) -> None:
    track_id = house.bring()
    write_down(house, stem_of(house, track_id, "bass"))
    (kept,) = kept_of(house, track_id)
    with house.database.reading() as session:
        mine = analysis.get_transcription(session, kept.id, owner_id=house.owner_id)
        assert mine.notes == kept.notes
        with pytest.raises(NotFound):
            analysis.get_transcription(session, kept.id, owner_id=uuid4())


def stem_of(house: House, track_id: UUID, kind: str) -> Stem:
    """Return a stem of a track."""
    with house.database.reading() as session:
        parts = stems.list_stems_of_track(session, owner_id=house.owner_id, track_id=track_id)
    return next(part for part in parts if part.type.value == kind)


def write_down(house: House, stem: Stem, *, engine: str = "") -> None:
    """Have a stem transcribed."""
    with house.database.transaction() as session:
        started = pipeline.transcribe(session, stem, engine=engine).id
    assert house.finish(started).is_complete


def kept_of(house: House, track_id: UUID) -> list[Transcription]:
    """Return the notes that are kept of a track."""
    with house.database.reading() as session:
        rows = analysis.list_transcriptions(session, owner_id=house.owner_id, track_id=track_id)
        for row in rows:
            session.refresh(row, ["notes"])
        return rows
