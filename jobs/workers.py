"""The workers of one process: a Dramatiq worker for each queue, and the keeper that minds them."""

import os
import secrets
import socket
import threading
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import dramatiq
import structlog

from app.core.errors import SoundForgeError
from app.core.settings import Settings
from app.pipeline import Crew, HaltReason, Queue, Tools, beat, due_queues, rescue
from jobs import cron
from jobs.broker import Doorbell, declare_actors
from jobs.watching import Watcher

log = structlog.get_logger()

IDLE_MS = 250
"""How long an idle worker thread waits for the bell before it looks whether it shall stop."""


def places_of(settings: Settings) -> dict[Queue, int]:
    """Return how many jobs of each queue one process does at a time."""
    return {
        Queue.DOWNLOAD: settings.download_concurrency,
        Queue.PROCESSING: settings.processing_concurrency,
        Queue.ANALYSIS: settings.analysis_concurrency,
        Queue.UPKEEP: 1,
    }


def make_crew() -> Crew:
    """Return a crew with a name no other process has or will have."""
    return Crew(worker=f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}")


class Workers:
    """Starts and stops everything that works on jobs in this process.

    ``is_alone`` says that a lock proves no other process works on these rows, so that whatever
    they say is held by somebody else was orphaned.
    """

    def __init__(self, tools: Tools, *, broker: dramatiq.Broker, is_alone: bool) -> None:
        self.crew = make_crew()
        self._tools = tools
        self._broker = broker
        self._doorbell = Doorbell(broker)
        self._is_alone = is_alone
        self._places = places_of(tools.settings)
        self._workers: list[dramatiq.Worker] = []
        declare_actors(broker, tools=tools, crew=self.crew)
        self._keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)
        self._watcher = Watcher(tools, self.crew)

    def start(self, queues: Collection[Queue] = tuple(Queue)) -> None:
        """Rescue what an earlier process left, then work on the jobs of ``queues``."""
        self._places = {queue: self._places[queue] for queue in queues}
        rescue(self._tools, all_but=self.crew.worker if self._is_alone else None)
        for queue, places in self._places.items():
            worker = dramatiq.Worker(
                self._broker, queues={queue.value}, worker_threads=places, worker_timeout=IDLE_MS
            )
            worker.queue_prefetch = places
            worker.start()
            self._workers.append(worker)
        self._keeper.start()
        if Queue.UPKEEP in self._places:
            self._watcher.start()

    def stop(self) -> None:
        """Halt what runs and give it back, then stop; jobs go on where they next find a worker."""
        self.crew.stop_all(HaltReason.STOPPING)
        timeout_ms = int(self._tools.settings.stop_seconds * 1000)
        # Each takes a while to hear of it, so all are told at the same time.
        with ThreadPoolExecutor(len(Queue)) as voices:
            list(voices.map(partial(dramatiq.Worker.stop, timeout=timeout_ms), self._workers))
        if self._keeper.is_alive():
            self._keeper.join(timeout=self._tools.settings.stop_seconds)
        self._watcher.stop()

    def _keep(self) -> None:
        while True:
            try:
                beat(self._tools, self.crew)
                cron.tick(self._tools)
                self._ring_for_due()
            except SoundForgeError as error:
                log.warning("keeper.troubled", reason=str(error))
            except Exception:
                log.exception("keeper.broken")
            if self.crew.going_home.wait(self._tools.settings.keeper_seconds):
                return

    def _ring_for_due(self) -> None:
        """Ring where work waits and a place here is free: bells that were lost, delays, rescues.

        Only a process with a free place rings, so bells cannot pile up behind long work.
        """
        for queue in due_queues(self._tools) & self._places.keys():
            if self.crew.count_held(queue) < self._places[queue]:
                self._doorbell.ring(queue)
