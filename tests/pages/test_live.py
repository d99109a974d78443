"""The hub: what threads announce reaches those who listen, in order and not too often."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from nicegui import core

from app.core.events import Event, LocalBus
from app.library import TrackImported
from app.pipeline import JobChanged, JobProgressed, JobState
from pages._live import PROGRESS_SECONDS, Hub, Live, Refresh, topics_of

OWNER, TRACK = uuid4(), uuid4()


class Ear:
    """Something that listens as an element does."""

    def __init__(self, topic: str, heard: list[Event]) -> None:
        self.topic = topic
        self.hear = heard.append


def ear(topic: str, heard: list[Event]) -> Live:
    return cast("Live", Ear(topic, heard))


def progress(job_id: UUID, share: float) -> JobProgressed:
    return JobProgressed(job_id, OWNER, TRACK, "analyse", share, "listening")


def change(job_id: UUID) -> JobChanged:
    return JobChanged(job_id, OWNER, TRACK, "analyse", JobState.COMPLETED, 1.0, None)


def run(play: Callable[[Hub, LocalBus], Coroutine[Any, Any, None]]) -> None:
    async def wired() -> None:
        hub, bus = Hub(), LocalBus()
        hub.listen(bus)
        await play(hub, bus)

    # In a thread of its own, because the browser tests' driver leaves its loop in the main one.
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(asyncio.run, wired()).result()


def test_an_event_of_a_thread_is_heard_on_the_event_loop() -> None:
    heard: list[Event] = []
    imported = TrackImported(TRACK, OWNER, "First Light")

    async def play(hub: Hub, bus: LocalBus) -> None:
        hub.add(ear(f"user:{OWNER}", heard))
        hub.add(ear(f"user:{uuid4()}", heard))
        thread = threading.Thread(target=bus.publish, args=[imported])
        thread.start()
        thread.join()
        await asyncio.sleep(0)

    run(play)
    assert heard == [imported]


def test_the_first_progress_and_every_change_is_told_at_once_and_the_rest_is_gathered() -> None:
    heard: list[Event] = []
    slow, quick = uuid4(), uuid4()

    async def play(hub: Hub, bus: LocalBus) -> None:
        hub.add(ear(f"track:{TRACK}", heard))
        for step in range(10):
            bus.publish(progress(slow, step / 10))
            bus.publish(progress(quick, step / 10))
        assert heard == [progress(slow, 0.0)]
        bus.publish(change(quick))
        assert heard == [progress(slow, 0.0), change(quick)]
        await asyncio.sleep(PROGRESS_SECONDS * 2)

    run(play)
    assert heard == [progress(slow, 0.0), change(quick), progress(slow, 0.9)]


def test_who_stops_listening_hears_nothing_more() -> None:
    heard: list[Event] = []
    job_id = uuid4()

    async def play(hub: Hub, bus: LocalBus) -> None:
        live = ear(f"job:{job_id}", heard)
        hub.add(live)
        bus.publish(change(job_id))
        hub.remove(live)
        hub.remove(live)
        bus.publish(change(job_id))
        assert hub.listeners == 0

    run(play)
    assert heard == [change(job_id)]


def test_an_event_goes_to_whom_it_names() -> None:
    job_id = uuid4()
    assert topics_of(change(job_id)) == [f"user:{OWNER}", f"track:{TRACK}", f"job:{job_id}"]


def test_a_slow_reading_is_never_shown_after_a_newer_one() -> None:
    said: list[str] = []

    async def play(hub: Hub, bus: LocalBus) -> None:
        del hub, bus
        answered = asyncio.Event()

        async def read() -> None:
            said.append("asked")
            await answered.wait()
            said.append("shown")

        refresh = Refresh(read)
        first, second = asyncio.create_task(refresh.now()), asyncio.create_task(refresh.now())
        await asyncio.sleep(0)
        assert said == ["asked"]
        answered.set()
        await asyncio.gather(first, second)

    run(play)
    assert said == ["asked", "shown", "asked", "shown"]


def test_a_thousand_things_in_a_row_are_not_as_many_readings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    readings: list[str] = []

    async def play(hub: Hub, bus: LocalBus) -> None:
        del hub, bus
        monkeypatch.setattr(core, "loop", asyncio.get_running_loop())  # NiceGUI's, at rest
        has_read = asyncio.Event()

        async def read() -> None:
            readings.append("read")
            has_read.set()

        refresh = Refresh(read, rest_seconds=3600.0)
        refresh.soon()
        await has_read.wait()
        for _ in range(1000):
            refresh.soon()
            await asyncio.sleep(0.0005)

    run(play)
    assert readings == ["read"]
