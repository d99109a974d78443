"""Which files, which engine, which model: from what was typed to what is meant."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from app import pipeline, stems
from app.cli import screen
from app.core.catalog import Catalog
from app.core.errors import InvalidInput, SoundForgeError
from app.core.settings import Settings
from app.core.units import bytes_to_words
from app.pipeline import SeparateArguments
from app.stems import StemModel, Wish

AUDIO_SUFFIXES = frozenset(
    [
        ".aac",
        ".aif",
        ".aifc",
        ".aiff",
        ".flac",
        ".m4a",
        ".mp3",
        ".mp4",
        ".oga",
        ".ogg",
        ".opus",
        ".wav",
        ".wave",
    ]
)
"""What is taken from a folder; a file that is named itself may be called anything."""


def list_files(
    paths: Iterable[Path], *, besides: Iterable[Path] = ()
) -> tuple[list[Path], list[tuple[Path, SoundForgeError]]]:
    """Return the files that are meant, and the folders in which there are none.

    A folder stands for the files below it whose names look like audio, sorted, without hidden
    ones and without those in the folders ``besides``, where our own results lie.
    """
    found: list[Path] = []
    empty: list[tuple[Path, SoundForgeError]] = []
    own = [folder.resolve() for folder in besides]
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(file for file in path.rglob("*") if _looks_like_audio(file, path, own))
        found.extend(inside)
        if not inside:
            message = f"There are no audio files in the folder '{path}'. Name files, or another."
            empty.append((path, InvalidInput(message)))
    return list(dict.fromkeys(found)), empty


def make_wish(**said: object) -> Wish:
    """Return what the options of a command say.

    Raises:
        InvalidInput: if one of them cannot be meant.
    """
    try:
        return Wish.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidInput(f"--{first['loc'][0]} cannot be used: {first['msg']}.") from error


def choose_separation(settings: Settings, wish: Wish, *, again: bool) -> SeparateArguments:
    """Return how to separate, and say what has to be fetched for it.

    On the terminal, its options and the settings decide; what a user prefers is for the pages.

    Raises:
        NotFound: if there is no such preset, engine or model.
        InvalidInput: if the model belongs to another engine, or lacks a stem that is to be kept.
    """
    chosen = pipeline.choose_separation(settings, wish=wish, again=again)
    models = Catalog("stem model", stems.list_all_models(settings.models_folder))
    found = models.get(chosen.model or "")
    if not found.installed:
        _announce_download(found, settings)
    return chosen


def _announce_download(model: StemModel, settings: Settings) -> None:
    screen.say(
        f"The model '{model.name}' is not installed: about {bytes_to_words(model.size_bytes)} "
        f"will be fetched from {settings.weights_url}.\n{model.terms}"
    )


def _looks_like_audio(file: Path, folder: Path, own: list[Path]) -> bool:
    if file.suffix.lower() not in AUDIO_SUFFIXES or not file.is_file():
        return False
    if any(part.startswith(".") for part in file.relative_to(folder).parts):
        return False
    place = file.resolve()
    return not any(place.is_relative_to(one) for one in own)
