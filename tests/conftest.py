"""What every test may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import log
from app.core.settings import Settings
from tests import editions
from tests.houses import House


def pytest_configure() -> None:
    """Keep the log quiet; a test that fails shows what was logged as an error."""
    log.configure(level="error", style="console")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests, so that nobody waits for them at the end."""
    items.sort(key=lambda item: "test_kill.py" not in item.nodeid)


def pytest_sessionfinish() -> None:
    """Remove the databases that were made."""
    editions.drop_templates()


@pytest.fixture(params=["embedded", pytest.param("grown", marks=pytest.mark.services)])
def edition(request: pytest.FixtureRequest) -> str:
    """Run the test on SQLite in one process, and on PostgreSQL with Redis."""
    return str(request.param)


@pytest.fixture
def settings(edition: str, tmp_path: Path) -> Iterator[Settings]:
    """Return the settings of a studio of its own."""
    make = editions.grown if edition == "grown" else editions.embedded
    with make(tmp_path / "data") as made:
        yield made


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    """Return a wired house with a scripted workshop, nobody at work yet."""
    with House(settings) as house:
        yield house
