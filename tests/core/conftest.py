"""What tests of the core may ask for: a disk that refuses, a database without tables."""

from collections.abc import Generator, MutableMapping
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.core import log
from tests.core.databases import make_empty
from tests.core.disks import TinyDisk, mount_tiny_disk


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Generator[TinyDisk, None, None]:
    """Return a disk of a quarter of a megabyte."""
    with mount_tiny_disk(tmp_path) as disk:
        yield disk


@pytest.fixture
def empty_database(edition: str, tmp_path: Path) -> Generator[str, None, None]:
    """Return the address of a database in which nothing is yet."""
    with make_empty(edition, tmp_path) as address:
        yield address


@pytest.fixture
def logged() -> Generator[list[MutableMapping[str, Any]], None, None]:
    """Return what is logged, of the lowest level too."""
    log.configure(level="debug", style="console")
    with capture_logs() as lines:
        yield lines
    log.configure(level="error", style="console")
