"""What tests of the job engine ask for."""

from collections.abc import Iterator

import pytest

from app.core.settings import Settings
from tests.houses import House


@pytest.fixture
def slow_house(settings: Settings) -> Iterator[House]:
    """Return a house that separates one track at a time, and is slow to try again."""
    changes = {"processing_concurrency": 1, "job_backoff_seconds": 60.0}
    with House(settings.model_copy(update=changes)) as house:
        yield house
