"""Copies of results for people: ``DIR/<file name>/<stem>.flac`` and a document beside them.

The document is written first and tells whose folder it is, so that a second run over the same song
renews its own folder, and never touches that of another song of the same file name.
"""

import json
import re
import shutil
from collections.abc import Mapping
from itertools import chain, count
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

from app.core.workplace import refusals_of

UNSAFE = re.compile(r"[^\w .,()&'+-]+")
MOST_LETTERS = 80


class Delivery:
    """Folders below ``parent``, one for each song of this run.

    ``document`` is the name of the file that belongs to every folder, and ``mark`` the field in it
    that two songs never share.
    """

    def __init__(self, parent: Path, *, document: str, mark: str) -> None:
        self._parent = parent.expanduser().absolute()
        self._document = document
        self._mark = mark
        self._taken: set[Path] = set()

    def deliver(
        self, name: str, document: Mapping[str, Any], stems: Mapping[str, Path], *, move: bool
    ) -> dict[str, Path]:
        """Write the document and bring the stems; return where the stems lie now.

        Raises:
            StorageFailed: if the disk refuses.
        """
        with refusals_of(self._parent):
            folder = self._open_folder(name, str(document[self._mark]))
            _write(folder / self._document, json.dumps(document, indent=2) + "\n")
            places = dict(zip(stems, _names_for(stems), strict=True))
            for stem, source in stems.items():
                _bring(source, folder / places[stem], move=move)
        return {stem: folder / place for stem, place in places.items()}

    def _open_folder(self, name: str, owner: str) -> Path:
        safe = safe_name(name)
        for suffix in chain([""], (f" ({number})" for number in count(2))):
            folder = self._parent / f"{safe}{suffix}"
            if folder not in self._taken and self._is_ours(folder, owner):
                self._taken.add(folder)
                return folder
        raise AssertionError  # pragma: no cover  — there is always another number

    def _is_ours(self, folder: Path, owner: str) -> bool:
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            return _read_mark(folder / self._document, self._mark) == owner
        return True


def safe_name(name: str) -> str:
    """Return a name as one harmless part of a path."""
    return UNSAFE.sub("_", name).strip(" .")[:MOST_LETTERS].strip(" .") or "untitled"


def _names_for(stems: Mapping[str, Path]) -> list[str]:
    """Return a file name for each stem; a foreign model may call its stems anything."""
    names: list[str] = []
    for stem in stems:
        safe = safe_name(stem)
        while f"{safe}.flac" in names:
            safe += "_"
        names.append(f"{safe}.flac")
    return names


def _read_mark(file: Path, mark: str) -> str | None:
    try:
        document: object = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(document, dict):
        return None
    return str(cast("dict[str, object]", document).get(mark))


def _write(target: Path, text: str) -> None:
    part = _part_of(target)
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _bring(source: Path, target: Path, *, move: bool) -> None:
    if move:
        source.replace(target)
        return
    part = _part_of(target)
    try:
        shutil.copyfile(source, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _part_of(target: Path) -> Path:
    return target.with_name(f".{uuid4().hex}.part")
