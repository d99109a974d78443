"""The bus of one process."""

import threading
from dataclasses import dataclass

from structlog.testing import capture_logs

from app.core.events import Event, LocalBus


@dataclass(frozen=True)
class Rang(Event):
    """An event for tests."""

    number: int


def test_every_listener_hears_every_event_in_order() -> None:
    bus = LocalBus()
    first: list[Event] = []
    second: list[Event] = []
    bus.subscribe(first.append)
    bus.subscribe(second.append)
    bus.publish(Rang(1))
    bus.publish(Rang(2))
    assert first == second == [Rang(1), Rang(2)]


def test_a_listener_that_fails_is_logged_and_stops_nobody() -> None:
    bus = LocalBus()
    heard: list[Event] = []

    def fail(event: Event) -> None:
        raise ValueError(event)

    bus.subscribe(fail)
    bus.subscribe(heard.append)
    with capture_logs() as logged:
        bus.publish(Rang(1))
    assert heard == [Rang(1)]
    assert [line["event"] for line in logged] == ["events.listener_failed"]


def test_who_subscribes_twice_hears_twice_and_leaves_once() -> None:
    bus = LocalBus()
    heard: list[Event] = []
    listen = heard.append
    bus.subscribe(listen)
    leave = bus.subscribe(listen)
    leave()
    leave()
    bus.publish(Rang(1))
    assert heard == [Rang(1)]


def test_a_listener_may_leave_and_join_while_it_hears() -> None:
    bus = LocalBus()
    heard: list[Event] = []

    def hear_once(event: Event) -> None:
        leave()
        bus.subscribe(heard.append)
        heard.append(event)

    leave = bus.subscribe(hear_once)
    bus.publish(Rang(1))
    bus.publish(Rang(2))
    assert heard == [Rang(1), Rang(2)]


def test_threads_that_join_at_once_are_all_heard() -> None:
    bus = LocalBus()
    heard: list[Event] = []
    together = threading.Barrier(8)

    def join() -> None:
        together.wait()
        for _ in range(50):
            bus.subscribe(heard.append)

    threads = [threading.Thread(target=join) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bus.publish(Rang(1))
    assert len(heard) == 400


def test_nobody_hears_a_closed_bus() -> None:
    bus = LocalBus()
    heard: list[Event] = []
    bus.subscribe(heard.append)
    bus.close()
    bus.publish(Rang(1))
    assert heard == []
