"""Check the parts of the studio; every check answers, none raises."""

from collections.abc import Callable

import structlog

from app import pipeline, sources, stems
from app.core import audio
from app.core.errors import SoundForgeError
from app.core.settings import Settings
from app.core.units import bytes_to_words
from app.health.ports import Part, PartState
from app.pipeline import Tools

log = structlog.get_logger()

LOW_DISK_BYTES = 5_000_000_000
"""An hour of music and its stems take about three gigabytes."""


def check_parts(tools: Tools) -> list[Part]:
    """Check what the server cannot be without, quickly, and name no path: the web may see it."""
    return [
        _answer("database", lambda: _check_database(tools)),
        _answer("queue", lambda: _check_queue(tools)),
        _answer("disk", lambda: _check_disk(tools)),
        _answer("engines", lambda: _check_engines(tools)),
        *_check_helpers(tools.settings),
    ]


def check_machine(open_tools: Callable[[], Tools], settings: Settings) -> list[Part]:
    """Check everything, for those who own the machine; imports torch.

    A studio that ``open_tools`` cannot open is one answer among the others.
    """
    return [
        *_check_studio(open_tools, settings),
        _answer("device", lambda: _check_device(settings)),
        _answer("folders", lambda: _name_folders(settings)),
    ]


def _check_studio(open_tools: Callable[[], Tools], settings: Settings) -> list[Part]:
    try:
        return check_parts(open_tools())
    except SoundForgeError as error:
        closed = Part(name="studio", state=PartState.ERROR, detail=str(error))
        return [closed, *_check_helpers(settings)]


def _check_helpers(settings: Settings) -> list[Part]:
    return [
        _answer("ffmpeg", _check_ffmpeg),
        _answer("weights", lambda: _check_weights(settings)),
        _answer("spotdl", lambda: _check_spotdl(settings)),
    ]


def worst_state(parts: list[Part]) -> PartState:
    """Return the state of the part that is worst."""
    order = list(PartState)
    return max((part.state for part in parts), key=order.index, default=PartState.OK)


def _answer(name: str, check: Callable[[], tuple[PartState, str]]) -> Part:
    try:
        state, detail = check()
    except SoundForgeError as error:
        state, detail = PartState.ERROR, str(error)
    except Exception as error:
        log.exception("health.check_failed", part=name)
        state, detail = PartState.ERROR, f"The check failed ({type(error).__name__}). See the log."
    return Part(name=name, state=state, detail=detail)


def _check_database(tools: Tools) -> tuple[PartState, str]:
    tools.database.ping()
    return PartState.OK, f"{'SQLite' if tools.database.is_sqlite else 'PostgreSQL'} answers."


def _check_queue(tools: Tools) -> tuple[PartState, str]:
    with tools.database.reading() as session:
        live = pipeline.count_live(session)
    words = ", ".join(f"{count} {state}" for state, count in live.items()) or "no job is waiting"
    if tools.settings.redis_url is None:
        return PartState.OK, f"In this process: {words}."
    from app.core.redis_bus import ping  # noqa: PLC0415  — the embedded edition needs none

    ping(tools.settings.redis_url.get_secret_value())
    return PartState.OK, f"Redis answers: {words}."


def _check_disk(tools: Tools) -> tuple[PartState, str]:
    tools.media.check()
    free = tools.media.free_bytes()
    room = f"{bytes_to_words(free)} are free in the data folder."
    if free < LOW_DISK_BYTES:
        return PartState.WARNING, f"Only {room} Free some space before long imports."
    return PartState.OK, room


def _check_engines(tools: Tools) -> tuple[PartState, str]:
    warm = tools.workshop.pids
    words = ", ".join(
        f"{pool} (process {', '.join(map(str, pids))})" for pool, pids in warm.items()
    )
    return (
        PartState.OK,
        f"Warm in this process: {words}." if words else "No engine is warm in this process.",
    )


def _check_ffmpeg() -> tuple[PartState, str]:
    return PartState.OK, f"Version {audio.ffmpeg_version()} answers."


def _check_weights(settings: Settings) -> tuple[PartState, str]:
    installed = [one.name for one in stems.list_models(settings.models_folder) if one.installed]
    if installed:
        return PartState.OK, f"Installed: {', '.join(installed)}."
    state = PartState.OK if settings.engine == "draft" else PartState.WARNING
    return state, f"None are installed. 'sfa models pull {settings.model}' fetches Demucs's."


def _check_spotdl(settings: Settings) -> tuple[PartState, str]:
    found = sources.spotdl_state(settings.tools_folder)
    if found.status == "ready":
        return PartState.OK, f"Version {found.version} is installed."
    if found.status == "broken":
        return PartState.WARNING, f"Version {found.version} is broken. Install it again."
    words = "It is being installed" if found.status == "installing" else "It is not installed"
    return PartState.OK, f"{words}; Spotify's tracks are looked for without it."


def _name_folders(settings: Settings) -> tuple[PartState, str]:
    places = (
        f"Data lies in {settings.data_folder}",
        f"weights in {settings.models_folder}",
        f"ffmpeg is {audio.ffmpeg_path()}",
    )
    return PartState.OK, f"{', '.join(places)}."


def _check_device(settings: Settings) -> tuple[PartState, str]:
    found = stems.describe_device(
        settings.device, settings.precision, models_folder=settings.models_folder
    )
    return PartState.OK, f"Networks run on {found.device} in {found.precision}: {found.reason}."
