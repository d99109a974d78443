"""How exported files are called: templates such as ``[{artist} - ]{title} ({stem})``.

A name in braces is a field.  What stands in square brackets is left out if a field in it is empty.
A slash makes a folder.  Values never do: whatever a title holds, it stays within its place.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final

from app.core.errors import InvalidInput
from app.core.names import fit_for_names

TEMPLATE_FIELDS: Final = (
    "artist",
    "title",
    "stem",
    "number",
    "album",
    "genre",
    "year",
    "bpm",
    "key",
    "camelot",
    "model",
    "engine",
)

PART_AT_MOST_BYTES: Final = 180
"""Every file system takes a folder or file of that length, with its ending."""

PARTS_AT_MOST: Final = 6

_DEVICE = re.compile(r"(?i:con|prn|aux|nul|com\d|lpt\d)")
"""What Windows keeps for itself, whatever the ending."""

_FIELD = re.compile(r"\{([^{}]*)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


def fill_template(template: str, values: Mapping[str, str]) -> str:
    """Return the path, without an ending, that a template gives for some values.

    Raises:
        InvalidInput: if it names an unknown field, or has a brace or bracket without its partner.
    """
    check_template(template)
    safe = {name: fit_for_names(value) for name, value in values.items()}
    chosen = _OPTIONAL.sub(lambda found: _keep_if_known(found[1], safe), template)
    filled = _FIELD.sub(lambda found: safe.get(found[1], ""), chosen)
    parts = [_tidy(part) for part in filled.split("/")]
    return "/".join(part for part in parts if part) or "Untitled"


def check_template(template: str) -> None:
    """Go on if a template can be filled.

    Raises:
        InvalidInput: if it cannot; the message says what to change.
    """
    if not template.strip():
        raise InvalidInput("The name is empty. Write one, such as {title} ({stem}).")
    for name in _FIELD.findall(template):
        if name not in TEMPLATE_FIELDS:
            raise InvalidInput(_explain(name))
    if re.search(r"[{}\[\]]", _FIELD.sub("", _OPTIONAL.sub(r"\1", template))):
        raise InvalidInput("The name has a brace or a bracket without its partner.")
    if template.count("/") >= PARTS_AT_MOST:
        raise InvalidInput(f"The name may have at most {PARTS_AT_MOST - 1} folders.")


def tell_apart(names: Iterable[str]) -> list[str]:
    """Return the names in order; one that was there already gets a number behind it.

    Names that differ only in capitals are the same on many disks.
    """
    seen: set[str] = set()
    apart: list[str] = []
    for name in names:
        number, another = 1, name
        while another.casefold() in seen:
            number += 1
            another = f"{name} {number}"
        seen.add(another.casefold())
        apart.append(another)
    return apart


def _keep_if_known(part: str, values: Mapping[str, str]) -> str:
    return part if all(values.get(name) for name in _FIELD.findall(part)) else ""


def _tidy(part: str) -> str:
    words = fit_for_names(part).strip(". ")
    name = words.encode()[:PART_AT_MOST_BYTES].decode(errors="ignore").rstrip(". ")
    return f"{name}_" if _DEVICE.fullmatch(name) else name


def _explain(name: str) -> str:
    close = get_close_matches(name, TEMPLATE_FIELDS, n=1)
    hint = f"Did you mean {{{close[0]}}}?" if close else f"There are: {', '.join(TEMPLATE_FIELDS)}."
    return f"A name cannot hold {{{name}}}. {hint}"
