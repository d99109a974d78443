"""What commands stand on: settings, a quiet log, an open studio."""

import logging
import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import structlog
from pydantic import ValidationError

from app.cli.failures import BadSettings
from app.core.settings import Settings

if TYPE_CHECKING:
    from app.boot import Studio


def load_settings() -> Settings:
    """Return the settings.

    Raises:
        BadSettings: if one cannot be used; a sentence for each.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = (_sentence(one["loc"], one["msg"]) for one in error.errors())
        raise BadSettings("\n".join(problems)) from error


@contextmanager
def open_quietly(settings: Settings) -> Generator["Studio", None, None]:
    """Open the studio for one command, and close it, giving back whatever still runs.

    The log is silent, because bars are drawn where it would write, unless ``SFA_LOG_LEVEL`` is
    set: what a person has to know, the command says.
    """
    from app.boot import open_studio

    is_asked_for = "log_level" in settings.model_fields_set
    if not is_asked_for:
        settings = settings.model_copy(update={"log_level": "error"})
    studio = open_studio(settings)
    if not is_asked_for:
        silence_log()
    try:
        yield studio
    finally:
        studio.close()


def silence_log() -> None:
    """Log nothing at all."""
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


@contextmanager
def interruptible() -> Generator[None, None, None]:
    """Let SIGTERM do what Ctrl-C does, so that both give work back."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _sentence(place: tuple[int | str, ...], message: str) -> str:
    said = message.removeprefix("Value error, ").rstrip(".")
    if not place:
        return f"{said}."
    field = str(place[0])
    known = Settings.model_fields.get(field)
    variable = str(known.validation_alias or f"SFA_{field.upper()}") if known else field
    return f"{variable} cannot be used: {said[:1].lower()}{said[1:]}. Correct it or unset it."
