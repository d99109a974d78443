"""Kill -9 anywhere, any time: no job is lost, none is done twice, no half file is in view."""

import os
import signal
import threading
from collections import Counter
from contextlib import ExitStack, suppress
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
import soundfile

from app import analysis, library, stems
from app.core.settings import Settings
from app.pipeline import JobState
from tests.cli.terminal import LONG_SECONDS
from tests.houses import DRAFT, House, wait_until
from tests.programs import Program, children_of, is_alive
from tests.songs import RATE_HZ, write_song

KILLS = 20
SONG_SECONDS = 4.0
LONGEST_WAIT_SECONDS = 0.9


@pytest.fixture
def patient(settings: Settings) -> Settings:
    """Let jobs survive more kills than a job meets in a lifetime, and miss the dead soon."""
    return settings.model_copy(update={"job_attempts": 99, "job_lease_seconds": 2.0})


@pytest.mark.slow
def test_a_pipeline_survives_twenty_kills_at_random_moments(
    patient: Settings, tmp_path: Path
) -> None:
    chance = Random(20_261_120)
    commands = ["serve"] if patient.is_embedded else ["serve", "worker"]
    with House(patient) as house, ExitStack() as running:
        programs = [running.enter_context(Program(patient, command)) for command in commands]
        submitted: list[UUID] = []
        seen: set[int] = set()
        for kill in range(KILLS):
            if len([one for one in submitted if not house.view(one).is_over]) < 2:
                submitted.append(_submit(house, tmp_path, number=len(submitted)))
            _wait_for_work(house, programs)
            threading.Event().wait(chance.uniform(0.0, LONGEST_WAIT_SECONDS))
            seen.update(child for one in programs for child in one.children())
            _kill_one(programs, chance, kind=kill % 3)
        for one in submitted:
            wait_until(
                lambda one=one: house.view(one).is_over,
                _tell(house, programs),
                seconds=LONG_SECONDS,
            )
        _check(house, submitted)
        house_is_tidy(patient)
        for program in programs:
            assert program.stop() == 0, program.log
    wait_until(lambda: not any(is_alive(pid) for pid in seen), "a child has outlived its parent")


def _submit(house: House, folder: Path, *, number: int) -> UUID:
    song = write_song(folder / f"song-{number}.wav", seconds=SONG_SECONDS, seed=number)
    return house.submit(song.read_bytes(), file_name=song.name)


def _wait_for_work(house: House, programs: list[Program]) -> None:
    """Wait until a living program holds a job; what the dead held says nothing."""

    def somebody_works() -> bool:
        living = {str(program.pid) for program in programs if program.is_running}
        return any(job.worker and job.worker.split(":")[1] in living for job in house.jobs())

    wait_until(somebody_works, _tell(house, programs))


def _kill_one(programs: list[Program], chance: Random, *, kind: int) -> None:
    """Kill a child, the program that works, or the first program, in turn."""
    worker = programs[-1]
    victims = children_of(worker.pid)
    if kind == 0 and victims:
        with suppress(ProcessLookupError):  # it was idle and has just gone
            os.kill(chance.choice(victims), signal.SIGKILL)
        return
    program = worker if kind == 1 else programs[0]
    program.kill()
    program.start()


def _check(house: House, submitted: list[UUID]) -> None:
    views = [house.view(one) for one in submitted]
    assert all(view.is_complete for view in views), views
    done = Counter(
        (job.track_id, job.stage) for job in house.jobs() if job.state is JobState.COMPLETED
    )
    assert set(done.values()) == {1}
    assert len(done) == 4 * len(submitted)
    interrupted = sum(job.attempt > 1 or job.retry > 0 for job in house.jobs())
    assert interrupted >= KILLS / 4, "the kills did not hit work, so they proved nothing"
    with house.database.reading() as session:
        owner_id = house.owner_id
        tracks = library.list_tracks(session, owner_id=owner_id)
        assert {track.id for track in tracks} == {view.track_id for view in views}
        for track in tracks:
            (made,) = stems.list_separations(session, owner_id=owner_id, track_id=track.id)
            assert made.model == DRAFT.model
            found = stems.list_stems(session, owner_id=owner_id, separation_id=made.id)
            assert [stem.type.value for stem in found] == ["vocals", "drums", "bass", "other"]
            for stem in found:
                file = soundfile.info(house.media.path(stem.media_key))  # pyright: ignore[reportArgumentType]
                assert file.frames == SONG_SECONDS * RATE_HZ
            assert analysis.find_analysis(session, owner_id=owner_id, track_id=track.id)
            assert analysis.list_cues(session, owner_id=owner_id, track_id=track.id)


def house_is_tidy(settings: Settings) -> None:
    """Check that no half-written file and no scratch is left where anybody could see it."""
    folder = settings.data_folder
    media = [path.name for path in (folder / "media").rglob("*") if path.is_file()]
    assert not [name for name in media if name.endswith(".part")]
    assert not list((folder / "incoming").iterdir())
    assert not list((folder / "scratch").iterdir())


def _tell(house: House, programs: list[Program]) -> str:
    states = [(job.stage, job.state, job.attempt, job.worker, job.error) for job in house.jobs()]
    return f"{states}\n" + "\n".join(program.log[-3000:] for program in programs)
