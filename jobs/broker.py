"""Dramatiq as a doorbell: a message says "there is work"; the rows say what."""

import logging
from functools import partial

import dramatiq
import structlog
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import Middleware

from app.core.settings import Settings
from app.pipeline import Crew, JobQueued, Queue, Tools, work_off

log = structlog.get_logger()

# Two workers of one process share a broker's middleware; Dramatiq warns of that, we have none.
logging.getLogger("dramatiq").setLevel(logging.ERROR)


def make_broker(settings: Settings) -> dramatiq.Broker:
    """Return the in-memory broker, or Redis's where it is set; neither retries nor limits time.

    Retries, limits and cancellation belong to the rows and to the workshop.
    """
    middleware: list[Middleware] = []
    if settings.redis_url is None:
        broker: dramatiq.Broker = StubBroker(middleware=middleware)
    else:
        from dramatiq.brokers.redis import RedisBroker  # noqa: PLC0415  — the embedded needs none

        broker = RedisBroker(
            url=settings.redis_url.get_secret_value(),
            namespace=f"{settings.redis_namespace}:queue",
            middleware=middleware,
        )
    broker.emit_after("process_boot")
    for queue in Queue:
        broker.declare_queue(queue.value)
    return broker


class Doorbell:
    """Rings for a queue; a bell that nobody hears is rung again by a keeper."""

    def __init__(self, broker: dramatiq.Broker) -> None:
        self._broker = broker

    def hear(self, event: object) -> None:
        """Ring when a job of this process was committed; a listener of the event bus."""
        if isinstance(event, JobQueued):
            self.ring(event.queue)

    def ring(self, queue: Queue) -> None:
        """Wake one worker of ``queue``, in whatever process it is."""
        bell: dramatiq.Message[None] = dramatiq.Message(
            queue_name=queue.value, actor_name=_actor_name(queue), args=(), kwargs={}, options={}
        )
        try:
            self._broker.enqueue(bell)
        except _troubles():
            log.warning("jobs.bell_not_heard", queue=queue)


def _troubles() -> tuple[type[Exception], ...]:
    from redis.exceptions import RedisError  # noqa: PLC0415  — asked for when there is trouble

    return dramatiq.errors.BrokerError, RedisError


def declare_actors(broker: dramatiq.Broker, *, tools: Tools, crew: Crew) -> None:
    """Let those who hear the bell of a queue work off what is due there."""
    for queue in Queue:
        declare = dramatiq.actor(
            actor_name=_actor_name(queue), queue_name=queue.value, broker=broker
        )
        declare(partial(work_off, tools, crew, queue))


def _actor_name(queue: Queue) -> str:
    return f"work_{queue}"
