"""Several files in one body (``multipart/form-data``), each written to the disk while it comes."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from python_multipart import MultipartParser
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import parse_options_header

from app.core.errors import InvalidInput
from app.core.workplace import refusals_of

MOST_FILES = 100
MOST_HEADER_BYTES = 8192


def boundary_of(content_type: str) -> bytes:
    """Return what stands between the files of a body.

    Raises:
        InvalidInput: if the body is of another kind.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise InvalidInput("Send the files as multipart/form-data.")
    return boundary


def write_parts(
    blocks: Iterable[bytes],
    *,
    boundary: bytes,
    folder: Path,
    check_name: Callable[[str], str],
    limit: Callable[[int], None],
) -> dict[str, Path]:
    """Write the files of a body into ``folder``, and return where each lies by its own name.

    A file's name is never part of a path: they are numbered there. ``limit`` is told how many
    bytes have come in all, and raises if they are too many.

    Raises:
        InvalidInput: if the body is damaged, or a name is not one that ``check_name`` lets through.
        StorageFailed: if the disk refuses.
    """
    writer = _Writer(folder, check_name)
    came_bytes = 0
    with writer.closing(), _readable():
        parser = MultipartParser(boundary, writer.callbacks())  # pyright: ignore[reportArgumentType]  — its type names keys that are not needed
        for block in blocks:
            came_bytes += len(block)
            limit(came_bytes)
            parser.write(block)
        parser.finalize()
        if not writer.is_complete:
            raise _damaged()
    if not writer.files:
        raise InvalidInput("There are no files in the request. Send at least one.")
    return writer.files


class _Writer:
    """What the parser calls: headers first, then a file's bytes, then its end."""

    def __init__(self, folder: Path, check_name: Callable[[str], str]) -> None:
        self.files: dict[str, Path] = {}
        self.is_complete = False
        self._folder = folder
        self._check_name = check_name
        self._field = self._value = b""
        self._headers: dict[bytes, bytes] = {}
        self._file: BinaryIO | None = None

    def callbacks(self) -> dict[str, Callable[..., None]]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._name_header,
            "on_header_value": self._fill_header,
            "on_header_end": self._keep_header,
            "on_headers_finished": self._open,
            "on_part_data": self._write,
            "on_part_end": self._close,
            "on_end": self._end,
        }

    @contextmanager
    def closing(self) -> Generator[None]:
        """Close the file that is open when the body breaks off."""
        try:
            yield
        finally:
            self._close()

    def _begin(self) -> None:
        self._headers = {}

    def _name_header(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]
        self._check_header()

    def _fill_header(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._check_header()

    def _check_header(self) -> None:
        if len(self._field) + len(self._value) > MOST_HEADER_BYTES:
            raise _damaged()

    def _keep_header(self) -> None:
        self._headers[self._field.lower()] = self._value
        self._field = self._value = b""

    def _open(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if b"filename" not in options:
            return  # a plain field of the form, which says nothing here
        name = self._check_name(options[b"filename"].decode("utf-8", "replace"))
        if name in self.files or len(self.files) >= MOST_FILES:
            raise InvalidInput(f"'{name}' is there twice, or there are too many files.")
        with refusals_of(self._folder):
            self.files[name] = self._folder / str(len(self.files))
            self._file = self.files[name].open("wb")

    def _write(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            with refusals_of(self._folder):
                self._file.write(memoryview(data)[start:end])

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with refusals_of(self._folder):
                file.close()

    def _end(self) -> None:
        self.is_complete = True


@contextmanager
def _readable() -> Generator[None]:
    try:
        yield
    except MultipartParseError as error:
        raise _damaged() from error


def _damaged() -> InvalidInput:
    return InvalidInput("The files did not arrive as they were sent. Send them again.")
