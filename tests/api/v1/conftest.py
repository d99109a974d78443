"""A client of the API, around a house whose heavy work is scripted."""

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import accounts, sources, stems
from app.api import failures, v1
from app.api.gate import Gate
from app.api.visitors import COOKIE
from app.core.work import Report
from app.pipeline import Halt, PipelineView
from app.sources import DemoReport, DemoRequest
from tests.api.v1.slow_engine import SlowEngine
from tests.houses import House
from tests.songs import write_song

ROOT = "/api/v1"


@dataclasses.dataclass(frozen=True)
class Api:
    """The owner's client, and the house behind it."""

    house: House
    web: FastAPI
    client: TestClient
    sign_in: Callable[[str], TestClient]

    def get(self, path: str, **query: Any) -> Any:  # noqa: ANN401  — whatever the JSON holds
        """Ask for something that is there."""
        answer = self.client.get(ROOT + path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def upload(self, content: bytes = b"some music", **query: str) -> dict[str, Any]:
        """Send a file and return the answer."""
        asked = {"name": "song.wav", "engine": "draft", **query}
        answer = self.client.post(f"{ROOT}/uploads", params=asked, content=content)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def finish(self, started: dict[str, Any]) -> PipelineView:
        """Let the house work until what an answer has started is over."""
        if self.house.workers is None:
            self.house.start()
        return self.house.finish(UUID(started["pipeline_id"]))

    def import_track(self, content: bytes = b"some music") -> str:
        """Send a file, wait until all is done, and return the track's id."""
        return str(self.finish(self.upload(content)).track_id)

    def set(self, **changes: object) -> None:
        """Change the settings that the API goes by."""
        settings = self.house.settings.model_copy(update=changes)
        self.web.state.tools = dataclasses.replace(self.house.tools, settings=settings)

    def waiting(self) -> list[str]:
        """Return what lies in the storage's waiting room and in scratch."""
        folder = self.house.media.folder
        return [path.name for room in ("incoming", "scratch") for path in (folder / room).iterdir()]


@pytest.fixture
def api(house: House) -> Iterator[Api]:
    """Return the owner's client of a house, nobody at work yet."""
    web = FastAPI(openapi_url=None)
    web.add_middleware(Gate)
    failures.install(web)
    web.include_router(v1.router)
    web.state.tools = house.tools
    house.workshop.behaviours[sources.RENDER_DEMO.name] = render_demo
    with ExitStack() as clients:

        def sign_in(email: str) -> TestClient:
            with house.database.transaction() as session:
                token = accounts.sign_in(session, accounts.ensure_owner(session, email))
            return clients.enter_context(TestClient(web, cookies={COOKIE: token}))

        yield Api(house, web, sign_in(house.settings.owner_email), sign_in)


@pytest.fixture
def engine(house: House) -> SlowEngine:
    """Return the engine of the house, which does as the test says."""
    engine = SlowEngine()
    house.workshop.behaviours[stems.SEPARATE.name] = engine
    return engine


@pytest.fixture
def song(tmp_path: Path) -> bytes:
    """Return a song that can be played as it is."""
    return write_song(tmp_path / "song.wav", seconds=1.0).read_bytes()


def render_demo(request: DemoRequest, report: Report, halt: Halt) -> DemoReport:
    """Play a very short song."""
    del report, halt
    request.path.write_bytes(b"a song of our own")
    return DemoReport(title="Demo", artist="Studio")
