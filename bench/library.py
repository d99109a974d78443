"""A library of 100,000 tracks on SQLite and on PostgreSQL: what its pages and searches take.

python -m bench.library [sqlite] [postgresql] [--tracks 100000]
"""

import argparse
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import psycopg
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import accounts
from app.api import failures, v1
from app.api.gate import Gate
from app.api.visitors import COOKIE
from app.core import log
from app.core.database import migrate
from app.core.settings import Settings
from bench.filling import fill
from tests.houses import House
from tests.postgres import POSTGRES

TRACKS: Final = 100_000
TURNS: Final = 5
MAKING_SECONDS: Final = 60.0
MIDDLE: Final = "middle"
"""Stands for half of the tracks, however many there are."""


@dataclass(frozen=True)
class Question:
    """What is asked for, and how many milliseconds it may take on the server."""

    name: str
    limit_ms: float
    asked: dict[str, Any]


QUESTIONS: Final = (
    Question("first page", 300, {}),
    Question("first page by title", 300, {"sort": "title"}),
    Question("first page by tempo, downwards", 300, {"sort": "tempo", "descending": True}),
    Question("scroll to the middle", 200, {"start": MIDDLE}),
    Question("middle by artist", 200, {"sort": "artist", "start": MIDDLE}),
    Question("middle by key, downwards", 200, {"sort": "key", "descending": True, "start": MIDDLE}),
    Question("search, one common word", 150, {"search": "love"}),
    Question("search, several words", 150, {"search": "golden riv elan"}),
    Question("search, a phrase by title", 150, {"search": '"deep blue"', "sort": "title"}),
    Question("search, nothing there", 150, {"search": "xylophone"}),
    Question("search, accents and minus", 150, {"search": "arger -night", "sort": "tempo"}),
    Question("tempo, key and sort", 300, {"search": "bpm:120..128 key:~8A", "sort": "title"}),
    Question("genre, year, rating", 300, {"search": "genre:techno year:>2010 rating:>=4"}),
    Question("energy, by loudness", 300, {"search": "energy:0.5..", "sort": "loudness"}),
    Question("filter and words, middle", 300, {"search": "night bpm:~128", "start": 500}),
)

NEAR: Final = (
    Question("what goes with this", 300, {}),
    Question("sounds like this", 300, {"order": "sound"}),
)


def main(arguments: Sequence[str] = ()) -> None:
    """Print what each question takes on each database, and a summary line last."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("databases", nargs="*", default=["sqlite", "postgresql"])
    reader.add_argument("--tracks", type=int, default=TRACKS)
    asked = reader.parse_args(list(arguments))
    log.configure(level="error", style="console")
    signal.signal(signal.SIGTERM, _stop)  # so that the database is dropped
    worst: list[str] = []
    for name in asked.databases:
        with tempfile.TemporaryDirectory() as place, _DATABASES[name](Path(place)) as settings:
            ratio, question = _measure(name, settings, tracks=asked.tracks)
        worst.append(f"{name} {ratio:.2f} of its limit at worst ({question})")
    print(f"  {asked.tracks} tracks: {'; '.join(worst)}")


def _stop(number: int, frame: object) -> None:
    del frame
    sys.exit(128 + number)


def _measure(name: str, settings: Settings, *, tracks: int) -> tuple[float, str]:
    with House(settings) as house:
        begun = perf_counter()
        some = fill(house, tracks)
        taken, load = perf_counter() - begun, os.getloadavg()[0]
        print(f"  {name}: made in {taken:.1f} s, limit {MAKING_SECONDS:.0f}, load {load:.1f}")
        with _api(house) as client:
            figures = [
                (_time(client, "/tracks", _fit(one.asked, tracks)), one) for one in QUESTIONS
            ]
            begun = perf_counter()
            client.get(f"/api/v1/tracks/{some}/neighbours", params={"order": "sound"})
            first_ms = (perf_counter() - begun) * 1000
            near = f"/tracks/{some}/neighbours"
            figures += [(_time(client, near, one.asked), one) for one in NEAR]
        print(f"    sounds like this, the first time   {first_ms:7.1f} ms, nothing in memory")
    for (taken_ms, found), one in figures:
        ratio = taken_ms / one.limit_ms
        print(
            f"    {one.name:34} {taken_ms:7.1f} ms  limit {one.limit_ms:.0f}  {ratio:5.2f}  {found}"
        )
    (taken_ms, _found), one = max(figures, key=lambda figure: figure[0][0] / figure[1].limit_ms)
    return taken_ms / one.limit_ms, one.name


def _fit(asked: dict[str, Any], tracks: int) -> dict[str, Any]:
    return {**asked, "start": tracks // 2} if asked.get("start") == MIDDLE else asked


def _time(client: TestClient, path: str, asked: dict[str, Any]) -> tuple[float, str]:
    """Return the median of milliseconds after one turn that warms up, and how much was found."""

    def ask() -> Any:  # noqa: ANN401  — whatever the JSON holds
        answer = client.get(f"/api/v1{path}", params=asked)
        answer.raise_for_status()
        return answer.json()

    found = ask()
    taken = [_seconds(ask) for _ in range(TURNS)]
    total = f"{found['total']} found" if isinstance(found, dict) else f"{len(found)} found"
    return median(taken) * 1000, total


def _seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


@contextmanager
def _api(house: House) -> Generator[TestClient]:
    web = FastAPI(openapi_url=None)
    web.add_middleware(Gate)
    failures.install(web)
    web.include_router(v1.router)
    web.state.tools = house.tools
    with house.database.transaction() as session:
        token = accounts.sign_in(
            session, accounts.ensure_owner(session, house.settings.owner_email)
        )
    with TestClient(web, cookies={COOKIE: token}) as client:
        yield client


@contextmanager
def _sqlite(folder: Path) -> Generator[Settings]:
    settings = Settings.model_validate({"data_dir": folder})
    migrate(settings.database_address)
    yield settings


@contextmanager
def _postgres(folder: Path) -> Generator[Settings]:
    name = f"sfa_bench_{secrets.token_hex(6)}"
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        try:
            address = f"{POSTGRES}/{name}"
            settings = Settings.model_validate({"data_dir": folder, "database_url": address})
            migrate(settings.database_address)
            yield settings
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


_DATABASES: Final = {"sqlite": _sqlite, "postgresql": _postgres}


if __name__ == "__main__":
    main(sys.argv[1:])
