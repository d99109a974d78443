"""The cleaner takes what nobody knows, and nothing else."""

import os
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from app import library, pipeline, stems
from app.core.storage import MediaKey
from app.pipeline import CleanArguments, JobState
from tests.houses import House

TWO_DAYS_AGO = (datetime.now(UTC) - timedelta(days=2)).timestamp()


def age(paths: Iterable[Path]) -> None:
    for path in paths:
        os.utime(path, (TWO_DAYS_AGO, TWO_DAYS_AGO))


def everything_in(house: House) -> set[Path]:
    folders = [house.media.folder / name for name in ("media", "incoming", "scratch")]
    return {path for folder in folders for path in folder.rglob("*")}


def put(house: House, form: str) -> Path:
    """Put a medium that no row knows."""
    key = MediaKey(form.format(id=uuid4()))
    source = house.media.scratch(uuid4()) / "source"
    source.write_bytes(b"orphan")
    house.media.put(key, source)
    shutil.rmtree(source.parents[1])
    return house.media.path(key)


def receive(house: House) -> Path:
    """Let a file in that nobody imports."""
    received = house.media.receive([b"never imported"], name="x", limit_bytes=100)
    return house.media.upload(received.upload_id)


def make_orphans(house: House) -> list[Path]:
    scratch = house.media.scratch(uuid4())
    (scratch / "half a stem.flac").write_bytes(b"half")
    return [
        put(house, "tracks/{id}.audio"),
        put(house, "stems/{id}/vocals.flac"),
        receive(house),
        scratch.parent,
    ]


def test_what_rows_know_is_kept_however_old_it_is(house: House) -> None:
    house.start()
    done = house.finish(house.submit())
    assert done.is_complete
    house.stop()
    before = everything_in(house)
    age(before)
    assert pipeline.clean(house.tools, dry_run=False) == []
    assert everything_in(house) == before
    with house.database.reading() as session:
        for key in library.list_media_keys(session) | stems.list_media_keys(session):
            assert house.media.path(MediaKey(key)).stat().st_size


def test_what_a_waiting_job_needs_is_kept_however_long_it_waits(house: House) -> None:
    house.submit()
    (job,) = house.jobs()
    house.media.scratch(job.id)
    moved_by_an_attempt_that_was_killed = put(house, f"tracks/{job.arguments['upload_id']}.audio")
    before = everything_in(house)
    age(before)
    assert pipeline.clean(house.tools, dry_run=False) == []
    assert everything_in(house) == before
    assert moved_by_an_attempt_that_was_killed.exists()


def test_old_orphans_go_and_young_ones_stay(house: House) -> None:
    young = everything_in(house) | set(make_orphans(house))
    old = make_orphans(house)
    age(old)
    removed = pipeline.clean(house.tools, dry_run=False)
    assert len(removed) == 4
    assert not any(path.exists() for path in old)
    assert all(path.exists() for path in young)


def test_a_dry_run_says_what_would_go_and_takes_nothing(house: House) -> None:
    age(make_orphans(house))
    before = everything_in(house)
    would_go = pipeline.clean(house.tools, dry_run=True)
    assert len(would_go) == 4
    assert everything_in(house) == before
    assert pipeline.clean(house.tools, dry_run=False) == would_go


def test_files_of_others_are_left_alone_and_stop_nothing(house: House) -> None:
    notes = house.media.folder / "media" / "tracks" / "notes.txt"
    notes.parent.mkdir(exist_ok=True)
    notes.write_text("mine")
    orphan = put(house, "tracks/{id}.audio")
    age([notes, orphan])
    assert pipeline.clean(house.tools, dry_run=False) == [f"tracks/{orphan.name}"]
    assert notes.read_text() == "mine"


def test_the_job_keeps_the_list_of_what_it_took(house: House) -> None:
    age(make_orphans(house))
    house.start()
    with house.database.transaction() as session:
        pipeline.enqueue(
            session,
            "clean",
            owner_id=house.owner_id,
            title="clean",
            arguments=CleanArguments(dry_run=True),
        )
    done = house.wait_for_state("clean", JobState.COMPLETED)
    assert done.result is not None
    assert len(done.result["removed"]) == 4
