"""A studio served from a thread of the test's own process: its insides can be seen and scripted."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import uvicorn
from fastapi import FastAPI
from nicegui import core
from playwright.sync_api import StorageState
from sqlmodel import Session

from app import accounts, pipeline
from app.boot import create_web
from app.core.settings import Settings
from app.pipeline import Job, JobState, Tools
from tests import editions, visitors
from tests.browser.windows import cookies_of
from tests.houses import wait_until
from tests.programs import free_port
from tests.twins import Behaviour, ScriptedWorkshop


@dataclass(frozen=True)
class Served:
    """A studio that answers at ``address``; ``workshop`` does its work."""

    address: str
    web: FastAPI
    settings: Settings
    workshop: ScriptedWorkshop | None

    @property
    def tools(self) -> Tools:
        """Return what the studio works with."""
        return self.web.state.tools

    def cookies(self) -> StorageState:
        """Return the storage of a browser in which the owner is signed in."""
        return cookies_of(visitors.make_token(self.tools))

    def script(self, task: str, behaviour: Behaviour) -> None:
        """Let a task go as ``behaviour`` says from now on."""
        assert self.workshop is not None
        self.workshop.behaviours[task] = behaviour

    def jobs(self) -> list[Job]:
        """Return all jobs of the owner, newest first."""
        with self.tools.database.reading() as session:
            return pipeline.list_jobs(session, owner_id=self._owner_id(session))

    def is_in(self, stage: str, state: JobState) -> bool:
        """Say whether the newest job of a stage is in a state."""
        states = [job.state for job in self.jobs() if job.stage == stage]
        return states[:1] == [state]

    def files_in(self, folder: str) -> list[Path]:
        """Return what lies in a folder of the data folder."""
        return list((self.settings.data_folder / folder).iterdir())

    def _owner_id(self, session: Session) -> UUID:
        return accounts.get_by_email(session, self.settings.owner_email).id


@contextmanager
def serve(
    folder: Path, *, workshop: ScriptedWorkshop | None = None, reconnect_seconds: float = 30.0
) -> Generator[Served, None, None]:
    """Serve a studio; a page whose browser stays away longer than told is forgotten."""
    port = free_port()
    with editions.embedded(folder, port=port, log_level="error") as settings:
        web = create_web(settings, workshop=workshop)
        core.app.config.reconnect_timeout = reconnect_seconds
        server = uvicorn.Server(uvicorn.Config(web, port=port, log_level="error"))
        with _running(server.run, lambda: setattr(server, "should_exit", True)):
            wait_until(lambda: server.started, "the server did not start")
            yield Served(f"http://127.0.0.1:{port}", web, settings, workshop)


@contextmanager
def _running(run: Callable[[], None], stop: Callable[[], None]) -> Generator[None, None, None]:
    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop()
        thread.join()
