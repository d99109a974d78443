"""The bus of many processes; every bus here is what a process of its own would have."""

import secrets
import socket
import threading
from collections.abc import Callable, Generator, MutableMapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, cast
from uuid import UUID, uuid4

import pytest
from redis import Redis
from structlog.testing import capture_logs

from app.boot import EVENTS
from app.core import redis_bus
from app.core.errors import Unavailable
from app.core.events import Event
from app.core.redis_bus import RedisBus, ping
from app.pipeline import JobChanged, JobState
from tests import editions
from tests.houses import wait_until

pytestmark = pytest.mark.services


class Mood(StrEnum):
    """A choice for tests."""

    GOOD = "good"


@dataclass(frozen=True)
class Told(Event):
    """An event with every kind of value."""

    id: UUID
    mood: Mood
    text: str
    number: float
    count: int
    yes: bool
    at: datetime
    parts: tuple[UUID, ...]
    nothing: UUID | None


@dataclass(frozen=True)
class Whispered(Event):
    """An event that stays in its process."""

    reach: ClassVar[str] = "process"

    text: str


NEWS = Told(
    id=uuid4(),
    mood=Mood.GOOD,
    text='ü 🎧 "quoted"\n\0',
    number=0.1 + 0.2,
    count=2**53 + 1,
    yes=True,
    at=datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC),
    parts=(uuid4(), uuid4()),
    nothing=None,
)


class Listening:
    """A bus and what was heard on it; ``name`` is the name space it shares with others."""

    def __init__(self, name: str, *, url: str = editions.REDIS) -> None:
        self.bus = RedisBus(url, namespace=name, events=(Told, Whispered))
        self.heard: list[Event] = []
        self.bus.subscribe(self.heard.append)

    def hears(self, *events: Event) -> None:
        """Wait until exactly these were heard."""
        wait_until(lambda: len(self.heard) >= len(events), f"only heard {self.heard}")
        assert self.heard == list(events)


Logged = list[MutableMapping[str, Any]]

Open = Callable[[], Listening]


@pytest.fixture
def name() -> str:
    if not editions.are_services_up():
        pytest.skip(editions.HOW_TO_START)
    return f"sfa_test_{secrets.token_hex(6)}"


@pytest.fixture
def open_bus(name: str) -> Generator[Open, None, None]:
    opened: list[Listening] = []

    def open_one() -> Listening:
        opened.append(Listening(name))
        return opened[-1]

    yield open_one
    for one in opened:
        one.bus.close()


def test_an_event_arrives_in_every_process_exactly_as_it_was(open_bus: Open) -> None:
    here, there = open_bus(), open_bus()
    here.bus.publish(NEWS)
    here.hears(NEWS)
    there.hears(NEWS)
    (heard,) = cast("list[Told]", there.heard)
    assert [type(value) for value in vars(heard).values()] == [
        type(value) for value in vars(NEWS).values()
    ]


def test_events_arrive_in_order(open_bus: Open) -> None:
    here, there = open_bus(), open_bus()
    many = [replace(NEWS, count=number) for number in range(200)]
    for event in many:
        here.bus.publish(event)
    there.hears(*many)


def test_the_events_of_the_house_travel(name: str) -> None:
    bus = RedisBus(editions.REDIS, namespace=name, events=EVENTS)
    heard: list[Event] = []
    bus.subscribe(heard.append)
    event = JobChanged(
        job_id=uuid4(),
        owner_id=uuid4(),
        track_id=None,
        stage="import",
        state=JobState.FAILED,
        progress=0.5,
        error="'ü.mp3' is no audio.",
    )
    bus.publish(event)
    wait_until(lambda: heard == [event], "the event did not come back as it was")
    bus.close()


def test_what_is_for_one_process_stays_there(open_bus: Open) -> None:
    here, there = open_bus(), open_bus()
    here.bus.publish(Whispered("psst"))
    here.bus.publish(NEWS)
    here.hears(Whispered("psst"), NEWS)
    there.hears(NEWS)


def test_studios_that_share_a_redis_do_not_hear_each_other(open_bus: Open, name: str) -> None:
    here, stranger = open_bus(), Listening(f"{name}_other")
    here.bus.publish(NEWS)
    here.hears(NEWS)
    assert stranger.heard == []
    stranger.bus.close()


GARBAGE = (
    b"",
    b"not json",
    b"\xff\xfe",
    b"5",
    b"null",
    b"[]",
    b'["type"]',
    b"{}",
    b'{"type": []}',
    b'{"type": "Unheard", "event": {}}',
    b'{"type": "Told", "event": 5}',
    b'{"type": "Told", "event": {"id": "x"}}',
    b"[" * 100_000,
)


def test_garbage_on_the_channel_is_survived(open_bus: Open, name: str, logged: Logged) -> None:
    here = open_bus()
    with Redis.from_url(editions.REDIS) as redis:
        for message in GARBAGE:
            redis.publish(f"{name}:events", message)
        here.bus.publish(NEWS)
        here.hears(NEWS)
    assert [line["event"] for line in logged] == ["events.unreadable"] * len(GARBAGE)


def test_a_listener_that_fails_does_not_end_the_listening(open_bus: Open) -> None:
    here = open_bus()
    here.bus.subscribe(lambda _: 1 / 0)  # pyright: ignore[reportArgumentType]
    with capture_logs():
        here.bus.publish(NEWS)
        here.bus.publish(NEWS)
        here.hears(NEWS, NEWS)


def test_a_connection_that_is_cut_is_made_again(name: str) -> None:
    here, there = (Listening(name, url=f"{editions.REDIS}?client_name={name}") for _ in range(2))
    with Redis.from_url(editions.REDIS) as redis:

        def listeners() -> list[str]:
            clients = redis.client_list(_type="pubsub")
            return [client["addr"] for client in clients if client["name"] == name]

        cut = listeners()
        assert len(cut) == 2
        for address in cut:
            redis.client_kill(address)
        wait_until(
            lambda: len(listeners()) == 2 and not {*cut} & {*listeners()}, "nobody came back"
        )
    here.bus.publish(NEWS)
    here.hears(NEWS)
    there.hears(NEWS)
    here.bus.close()
    there.bus.close()


def test_redis_being_away_loses_the_event_and_not_the_work(logged: Logged) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{free.getsockname()[1]}/0"
    bus = RedisBus(url, namespace="sfa_test", events=(Told, Whispered))
    heard: list[Event] = []
    bus.subscribe(heard.append)
    bus.publish(NEWS)
    bus.publish(Whispered("psst"))
    bus.close()
    assert heard == [Whispered("psst")]
    assert {line["event"] for line in logged} == {"events.lost", "events.redis_away"}
    with pytest.raises(Unavailable, match="Redis does not answer"):
        ping(url)


def test_a_redis_that_hangs_does_not_hang_the_work(
    monkeypatch: pytest.MonkeyPatch, logged: Logged
) -> None:
    monkeypatch.setattr(redis_bus, "ANSWER_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        bus = RedisBus(
            f"redis://127.0.0.1:{mute.getsockname()[1]}/0", namespace="sfa_test", events=(Told,)
        )
        bus.publish(NEWS)
        bus.close()
    assert "events.lost" in {line["event"] for line in logged}


def test_closing_ends_the_thread_and_the_connections(name: str) -> None:
    before = set(threading.enumerate())
    here = Listening(name, url=f"{editions.REDIS}?client_name={name}")
    here.bus.publish(NEWS)
    here.bus.close()
    assert set(threading.enumerate()) <= before
    with Redis.from_url(editions.REDIS) as redis:

        def is_connected() -> bool:
            clients = redis.client_list()
            return any(client["name"] == name for client in clients)

        wait_until(lambda: not is_connected(), "a connection was left open")
