"""Where media lie: named by ids of ours, never half-written in view, never by a client's string."""

import os
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NewType

from app.core.errors import NotFound
from app.core.workplace import Workplace, is_older, refusals_of

MediaKey = NewType("MediaKey", str)
"""The address of one medium, such as ``stems/<uuid>/vocals.flac``."""

KEY_FORM = re.compile(
    r"((tracks|stems|analyses)/[0-9a-f-]{36}(/[a-z0-9_-]{1,40})?"
    r"|pictures/[0-9a-f]{64}(/[0-9]{2,4})?)\.[a-z0-9]{1,5}"
)


class MediaStore(Workplace, ABC):
    """What keeps media: the disk today, a service that speaks S3 later.

    Wherever media are kept, they are made and read in a workplace on this machine.
    """

    @abstractmethod
    def put(self, key: MediaKey, source: Path) -> int:
        """Move the file at ``source``, in the workplace, to ``key``; return its size in bytes.

        Raises:
            StorageFailed: if the store refuses.
        """

    @abstractmethod
    def path(self, key: MediaKey) -> Path:
        """Return a local file with the medium's content.

        Raises:
            NotFound: if there is no such medium.
        """

    @abstractmethod
    def delete(self, key: MediaKey, *, older_than: datetime | None = None) -> None:
        """Remove the medium, unless it was written anew since ``older_than``.

        It is no error if it is gone already.
        """

    @abstractmethod
    def sizes(self) -> Iterator[tuple[MediaKey, int]]:
        """Yield the addresses of all media with their sizes in bytes; it may take seconds."""

    @abstractmethod
    def keys(self, *, older_than: datetime) -> Iterator[MediaKey]:
        """Yield the addresses of all media last written before ``older_than``."""


class DiskStore(MediaStore):
    """Media in a folder on the same disk as the workplace."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._media = folder / "media"

    def prepare(self) -> None:
        """Create the folders.

        Raises:
            StorageFailed: if the disk refuses.
        """
        super().prepare()
        with refusals_of(self.folder):
            self._media.mkdir(exist_ok=True)

    def put(self, key: MediaKey, source: Path) -> int:
        """Move the file at ``source``, on the same disk, to ``key``; return its size in bytes."""
        target = self._file(key)
        with refusals_of(self.folder):
            size_bytes = source.stat().st_size
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
        return size_bytes

    def path(self, key: MediaKey) -> Path:
        """Return the file behind ``key``."""
        file = self._file(key)
        if not file.is_file():
            raise NotFound("The audio of this item is no longer in the storage. Import it again.")
        return file

    def delete(self, key: MediaKey, *, older_than: datetime | None = None) -> None:
        """Remove the file behind ``key``, and its folder when that is empty."""
        file = self._file(key)
        if older_than is not None and not is_older(file, older_than):
            return
        with refusals_of(self.folder):
            file.unlink(missing_ok=True)
        if file.parent.parent != self._media:
            with suppress(OSError):  # the folder still holds other stems, or is gone
                file.parent.rmdir()

    def keys(self, *, older_than: datetime) -> Iterator[MediaKey]:
        """Yield the addresses of all media last written before ``older_than``.

        Files that are not named as ours are somebody else's, and no media.
        """
        for folder, _, names in os.walk(self._media):
            for file in (Path(folder) / name for name in sorted(names)):
                key = file.relative_to(self._media).as_posix()
                if KEY_FORM.fullmatch(key) and is_older(file, older_than):
                    yield MediaKey(key)

    def sizes(self) -> Iterator[tuple[MediaKey, int]]:
        """Yield the addresses of all media with their sizes; one that goes meanwhile is left out.

        Folders are read as they are found, so that a library of any size takes little memory.
        """
        for folder, _, names in os.walk(self._media):
            for file in (Path(folder) / name for name in names):
                key = file.relative_to(self._media).as_posix()
                if KEY_FORM.fullmatch(key):
                    with suppress(FileNotFoundError):
                        yield MediaKey(key), file.stat().st_size

    def _file(self, key: MediaKey) -> Path:
        if not KEY_FORM.fullmatch(key):
            raise NotFound("There is no such medium.")
        return self._media / key
