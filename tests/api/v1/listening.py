"""Somebody who listens to what a slow engine makes."""

from typing import Any

from app.pipeline import JobState
from tests.api.v1.conftest import Api
from tests.api.v1.slow_engine import SlowEngine
from tests.houses import wait_until


def begin(api: Api, song: bytes) -> tuple[str, str]:
    """Send a song, wait until its separation runs, and return the ids of the track and of that."""
    api.upload(song)
    api.house.start()
    job = api.house.wait_for_state("separate", JobState.PROCESSING)
    wait_until(lambda: live_of(api, str(job.id))["frames"] > 0, "the engine never began")
    return str(job.track_id), str(job.id)


def live_of(api: Api, separation_id: str) -> dict[str, Any]:
    """Ask how far a separation is."""
    return api.get(f"/separations/{separation_id}/live")


def player_of(api: Api, track_id: str, **query: Any) -> dict[str, Any]:
    """Ask what a player is told."""
    return api.get(f"/tracks/{track_id}/player", **query)


def fetch(api: Api, address: str, **headers: str) -> Any:  # noqa: ANN401  — the client's own answer
    """Ask for bytes."""
    return api.client.get(address, headers=headers)


def write(api: Api, engine: SlowEngine, separation_id: str, start: int, end: int) -> None:
    """Have a span written and wait until everybody can hear it."""
    engine.write(start, end)

    def is_there() -> bool:
        live = live_of(api, separation_id)
        return live["state"] != "making" or any(
            first <= start and end <= last for first, last in live["spans"]
        )

    wait_until(is_there, "the span was never published")


def finish(api: Api, engine: SlowEngine, separation_id: str, *spans: tuple[int, int]) -> None:
    """Have the rest written and wait until the job is over."""
    for start, end in spans:
        engine.write(start, end)
    api.house.wait_for_state("separate", JobState.COMPLETED)
    wait_until(lambda: live_of(api, separation_id)["state"] == "done", "it was never done")
