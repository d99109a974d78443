"""Reading XML of any size tag by tag, with nothing in it that could harm."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final, Never
from xml.parsers import expat

from app.core.errors import InvalidInput
from app.core.units import bytes_to_words

XML_AT_MOST_BYTES: Final = 200_000_000

_CHUNK_BYTES: Final = 65_536
_TAG_AT_MOST_BYTES: Final = 1_000_000
_DEPTH_AT_MOST: Final = 64


@dataclass(frozen=True)
class Tag:
    """A tag that opens or closes; ``depth`` is 1 for the outermost."""

    name: str
    depth: int
    is_open: bool
    attributes: Mapping[str, str]

    def get(self, attribute: str) -> str | None:
        """Return an attribute; None where it is missing or empty."""
        return self.attributes.get(attribute) or None


def read_tags(source: BinaryIO, *, name: str) -> Iterator[Tag]:
    """Yield all tags of an XML file, in memory that does not grow with it.

    Raises:
        InvalidInput: if the file is too large, broken, too deep, or declares a document type.
    """
    listener = _Listener(name)
    size = 0
    while chunk := source.read(_CHUNK_BYTES):
        size += len(chunk)
        if size > XML_AT_MOST_BYTES:
            limit = bytes_to_words(XML_AT_MOST_BYTES)
            raise InvalidInput(
                f"'{name}' is larger than {limit}. Export single playlists instead of all music."
            )
        yield from listener.hear(chunk, is_last=False)
    yield from listener.hear(b"", is_last=True)


class _Listener:
    """Keeps the tags that expat finds in a chunk."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._tags: list[Tag] = []
        self._depth = 0
        self._bytes_without_tag = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        # Without a document type there are no entities to blow up and no files to fetch.
        self._parser.StartDoctypeDeclHandler = self._refuse_type

    def hear(self, chunk: bytes, *, is_last: bool) -> list[Tag]:
        self._tags = []
        self._bytes_without_tag += len(chunk)
        try:
            self._parser.Parse(chunk, is_last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            line = self._parser.ErrorLineNumber
            raise InvalidInput(
                f"'{self._name}' is broken in line {line:,}: it is no whole XML. Export it again."
            ) from error
        if self._tags:
            self._bytes_without_tag = 0
        elif self._bytes_without_tag > _TAG_AT_MOST_BYTES:
            self._refuse(f"has a tag of more than {bytes_to_words(_TAG_AT_MOST_BYTES)} in it")
        return self._tags

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEPTH_AT_MOST:
            self._refuse(f"is nested more than {_DEPTH_AT_MOST} deep")
        self._tags.append(Tag(name, self._depth, is_open=True, attributes=attributes))

    def _close(self, name: str) -> None:
        self._tags.append(Tag(name, self._depth, is_open=False, attributes={}))
        self._depth -= 1

    def _refuse_type(
        self,
        _name: str,
        _system: str | None,
        _public: str | None,
        _has_more: bool,  # noqa: FBT001  — as expat calls it
    ) -> None:
        self._refuse("declares a document type, which no rekordbox or Traktor file does")

    def _refuse(self, reason: str) -> Never:
        raise InvalidInput(
            f"'{self._name}' {reason}, so it was not read. Export it again from your DJ software."
        )
