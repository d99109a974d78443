"""What the studio says of itself, well and unwell."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from app import health
from app.core.database import Database
from app.core.events import LocalBus
from app.core.settings import Settings
from app.core.storage import DiskStore
from app.health import Part, PartState
from app.health.service import LOW_DISK_BYTES
from app.pipeline import Tools
from tests.core.disks import TinyDisk, mount_tiny_disk
from tests.houses import House

NOWHERE = "127.0.0.1:1"


def part(parts: list[Part], name: str) -> Part:
    return next(one for one in parts if one.name == name)


def test_a_good_house_says_so_in_sentences(house: House) -> None:
    parts = health.check_parts(house.tools)
    assert [one.name for one in parts] == [
        "database",
        "queue",
        "disk",
        "engines",
        "ffmpeg",
        "weights",
        "spotdl",
    ]
    assert all(one.detail.endswith(".") for one in parts), parts
    is_grown = house.settings.redis_url is not None
    assert part(parts, "database").detail == f"{'PostgreSQL' if is_grown else 'SQLite'} answers."
    start = "Redis answers" if is_grown else "In this process"
    assert part(parts, "queue").detail == f"{start}: no job is waiting."
    assert str(house.media.folder) not in str(parts)
    assert part(parts, "weights").state is PartState.OK
    assert "'sfa models pull htdemucs'" in part(parts, "weights").detail
    if house.media.free_bytes() > LOW_DISK_BYTES:
        assert health.worst_state(parts) is PartState.OK


def test_jobs_that_wait_are_counted(house: House) -> None:
    house.submit()
    assert part(health.check_parts(house.tools), "queue").detail.endswith("1 queued.")


def test_the_check_leaves_no_file_behind(house: House) -> None:
    before = sorted(house.media.folder.rglob("*"))
    health.check_parts(house.tools)
    assert sorted(house.media.folder.rglob("*")) == before


def test_a_house_without_database_and_redis_still_answers(house: House) -> None:
    address = f"postgresql+psycopg://me:secret-word@{NOWHERE}/sfa"
    settings = house.settings.model_copy(
        update={"redis_url": SecretStr(f"redis://:secret-word@{NOWHERE}/0")}
    )
    gone = replace(house.tools, database=Database(address, bus=LocalBus()), settings=settings)
    parts = health.check_parts(gone)
    for name in ("database", "queue"):
        assert part(parts, name).state is PartState.ERROR
        assert part(parts, name).detail.startswith("The database does not answer. Check that")
    without_redis = replace(house.tools, settings=settings)
    queue = part(health.check_parts(without_redis), "queue")
    assert queue.state is PartState.ERROR
    assert queue.detail.startswith("Redis does not answer. Check that it runs")
    assert part(parts, "disk").state is not PartState.ERROR
    assert health.worst_state(parts) is PartState.ERROR
    assert "secret-word" not in str(parts) + str(queue)
    gone.database.dispose()


def test_an_old_database_says_what_to_do(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    parts = health.check_parts(tools_on(tmp_path, settings))
    assert part(parts, "queue").detail.endswith("Run 'sfa migrate'.")


def test_a_disk_that_is_small_full_or_read_only_says_so(tmp_path: Path) -> None:
    with mount_tiny_disk(tmp_path) as tiny:
        tools = tools_on(tmp_path, Settings(data_dir=tmp_path), disk=tiny)
        small = part(health.check_parts(tools), "disk")
        tiny.fill()
        full = part(health.check_parts(tools), "disk")
        tiny.make_read_only()
        locked = part(health.check_parts(tools), "disk")
    assert small.state is PartState.WARNING
    assert small.detail.endswith("Free some space before long imports.")
    assert (full.state, locked.state) == (PartState.ERROR, PartState.ERROR)
    assert full.detail.endswith("is full: free some space, then try again.")
    assert locked.detail.endswith("is read-only: make it writable, then try again.")


def test_a_data_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    tools = tools_on(tmp_path, Settings(data_dir=tmp_path))
    (tmp_path / "scratch").rmdir()
    assert part(health.check_parts(tools), "disk").detail.endswith(
        "check the path, then try again."
    )


def test_a_check_that_breaks_is_an_answer_too(tmp_path: Path) -> None:
    tools = tools_on(tmp_path, Settings(data_dir=tmp_path))
    tools.database.dispose()
    broken = replace(tools, media=None)
    parts = health.check_parts(broken)
    assert part(parts, "disk").detail == "The check failed (AttributeError). See the log."
    assert part(parts, "database").state is PartState.OK


def test_the_quick_check_does_not_load_torch(house: House) -> None:
    already = "torch" in sys.modules
    health.check_parts(house.tools)
    assert ("torch" in sys.modules) == already


@pytest.mark.parametrize(
    ("states", "worst"),
    [
        ([], PartState.OK),
        ([PartState.OK, PartState.OK], PartState.OK),
        ([PartState.OK, PartState.WARNING], PartState.WARNING),
        ([PartState.ERROR, PartState.WARNING, PartState.OK], PartState.ERROR),
    ],
)
def test_the_worst_part_counts(states: list[PartState], worst: PartState) -> None:
    assert health.worst_state([Part(name="x", state=one, detail="") for one in states]) is worst


def tools_on(folder: Path, settings: Settings, *, disk: TinyDisk | None = None) -> Tools:
    """Return tools on a database without tables."""
    media = DiskStore(disk.folder if disk else folder)
    media.prepare()
    database = Database(f"sqlite:///{folder / 'new.db'}", bus=LocalBus())
    return Tools(settings, database, media, workshop=None)  # pyright: ignore[reportArgumentType]
