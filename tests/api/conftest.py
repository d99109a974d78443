"""A studio that runs, and who comes to it."""

from collections.abc import Generator

import pytest
from fastapi.testclient import TestClient

from app.boot import create_web
from tests import editions, visitors


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Generator[TestClient, None, None]:
    """Return a client of a studio that runs."""
    folder = tmp_path_factory.mktemp("gate") / "data"
    with (
        editions.embedded(folder, log_level="error") as settings,
        TestClient(create_web(settings), follow_redirects=False) as browser,
    ):
        yield browser


@pytest.fixture
def stranger(studio: TestClient) -> TestClient:
    studio.cookies.clear()
    return studio


@pytest.fixture
def member(stranger: TestClient) -> TestClient:
    return visitors.sign_in(stranger)
