"""The lists that are XML, told apart by their outermost tag."""

from itertools import chain
from typing import BinaryIO

from app.core.errors import InvalidInput
from app.sources.lists.gathering import Gathering
from app.sources.lists.lines import ListKind, NamedList
from app.sources.lists.rekordbox import read_rekordbox
from app.sources.lists.tags import read_tags
from app.sources.lists.traktor import read_traktor


def read_xml_list(
    source: BinaryIO, found: Gathering, *, name: str
) -> tuple[ListKind, tuple[NamedList, ...]]:
    """Read a rekordbox.xml or a Traktor NML and return its playlists.

    Raises:
        InvalidInput: if it is neither, or broken.
    """
    tags = read_tags(source, name=name)
    first = next(tags)
    every = chain([first], tags)
    match first.name:
        case "DJ_PLAYLISTS":
            return ListKind.REKORDBOX, read_rekordbox(every, found)
        case "NML":
            return ListKind.TRAKTOR, read_traktor(every, found)
        case other:
            raise InvalidInput(
                f"'{name}' is XML, but '{other[:40]}' is neither rekordbox's nor Traktor's. "
                "Export a rekordbox.xml, an NML or a CSV."
            )
