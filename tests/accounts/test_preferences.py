"""What users want of features: said once, heard by all of their windows, lost by nobody."""

import threading
from collections.abc import Generator
from pathlib import Path
from uuid import uuid4

import pytest

from app import accounts
from app.accounts import PreferencesChanged
from app.core.database import Database
from app.core.errors import NotFound
from app.core.events import Event, LocalBus
from tests.core.databases import EDITIONS, open_edition


@pytest.fixture(params=EDITIONS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Database, None, None]:
    with open_edition(str(request.param), tmp_path) as settings:
        database = Database(settings.database_address, bus=LocalBus())
        yield database
        database.dispose()


def test_two_windows_that_change_two_features_at_once_both_have_their_way(
    database: Database,
) -> None:
    with database.transaction() as session:
        owner_id = accounts.create_user(session, "dj@b.c").id
    together = threading.Barrier(2)

    def change(feature: str) -> None:
        with database.transaction() as session:
            accounts.get_user(session, owner_id)
            if not database.is_sqlite:  # there, one waits for the other from the beginning
                together.wait()
            accounts.set_preference(session, feature, {"kept": False}, owner_id=owner_id)

    threads = [threading.Thread(target=change, args=[name]) for name in ("one", "other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        for name in ("one", "other"):
            assert accounts.get_preference(session, name, owner_id=owner_id) == {"kept": False}


def test_a_change_is_announced_once_it_is_there_and_a_refused_one_is_not(tmp_path: Path) -> None:
    bus, heard = LocalBus(), list[Event]()
    with open_edition("embedded", tmp_path) as settings:
        database = Database(settings.database_address, bus=bus)
        with database.transaction() as session:
            owner_id = accounts.create_user(session, "dj@b.c").id
        bus.subscribe(heard.append)
        with database.transaction() as session:
            accounts.set_preference(session, "analysis", {}, owner_id=owner_id)
            assert heard == []
        assert heard == [PreferencesChanged(owner_id, "analysis")]
        with pytest.raises(NotFound), database.transaction() as session:
            accounts.set_preference(session, "analysis", {}, owner_id=uuid4())
        assert len(heard) == 1
        database.dispose()
