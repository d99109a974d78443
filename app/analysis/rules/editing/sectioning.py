"""What a hand does to the form of a track: its parts never overlap and leave no gap."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.core.errors import Conflict, InvalidInput, NotFound

LEAST_SECONDS = 0.25
MOST_PARTS = 200


@dataclass(frozen=True)
class FormPart:
    """A part of the form; ``key`` is what it is known by, None for one that is new.

    ``name`` is what a hand calls it, None where that is its label.
    """

    key: str | None
    label: str
    start_seconds: float
    end_seconds: float
    energy: float
    colour: str | None = None
    name: str | None = None


Form = tuple[FormPart, ...]
"""The parts of a track in time, from its beginning to its end."""


def move_edge(form: Form, key: str, to_seconds: float) -> Form:
    """Return a form in which a part begins at another time, and the one before it ends there.

    Raises:
        NotFound: if there is no such part.
        InvalidInput: if it is the first one, or either part would be shorter than a quarter second.
    """
    place = _place_of(form, key)
    if place == 0:
        raise InvalidInput("The first section begins with the track.")
    before, after = form[place - 1], form[place]
    lowest, highest = before.start_seconds + LEAST_SECONDS, after.end_seconds - LEAST_SECONDS
    if not lowest <= to_seconds <= highest:
        raise InvalidInput("A section cannot be moved past the next edge. Delete one of them.")
    moved = (
        replace(before, end_seconds=to_seconds),
        replace(after, start_seconds=to_seconds),
    )
    return (*form[: place - 1], *moved, *form[place + 1 :])


def split_part(form: Form, at_seconds: float, label: str | None = None) -> Form:
    """Return a form with one more edge; what follows it is called ``label``, or as before.

    Raises:
        InvalidInput: if an edge is too near, the place is outside, or there are too many parts.
    """
    if len(form) >= MOST_PARTS:
        raise InvalidInput(f"A track takes at most {MOST_PARTS} sections.")
    found = (one for one in form if one.start_seconds <= at_seconds < one.end_seconds)
    part = next(found, None)
    if part is None:
        raise InvalidInput("This place is outside the track.")
    if min(at_seconds - part.start_seconds, part.end_seconds - at_seconds) < LEAST_SECONDS:
        raise InvalidInput("There is an edge here already. Move it instead.")
    place = form.index(part)
    halves = (
        replace(part, end_seconds=at_seconds),
        replace(
            part,
            key=None,
            start_seconds=at_seconds,
            label=label or part.label,
            name=None if label else part.name,
        ),
    )
    return (*form[:place], *halves, *form[place + 1 :])


def merge_next(form: Form, key: str) -> Form:
    """Return a form in which a part takes in the one after it.

    Raises:
        NotFound: if there is no such part.
        InvalidInput: if it is the last one.
    """
    place = _place_of(form, key)
    if place + 1 == len(form):
        raise InvalidInput(
            "There is no section after this one. Merge the one before it with this one instead."
        )
    part, after = form[place], form[place + 1]
    whole = replace(part, end_seconds=after.end_seconds, energy=_mean_energy((part, after)))
    return (*form[:place], whole, *form[place + 2 :])


def describe_part(
    form: Form,
    key: str,
    *,
    label: str | None = None,
    name: str | None = None,
    colour: str | None = None,
) -> Form:
    """Return a form in which a part is called otherwise, or has a colour; "" is its label's.

    A label takes the place of a name; a name leaves the label as it is.

    Raises:
        NotFound: if there is no such part.
    """
    place = _place_of(form, key)
    part = form[place]
    if label is not None:
        part = replace(part, label=label, name=None)
    if name is not None:
        part = replace(part, name=name)
    if colour is not None:
        part = replace(part, colour=colour or None)
    return (*form[:place], part, *form[place + 1 :])


def delete_part(form: Form, key: str) -> Form:
    """Return a form without a part; the one before it takes its place, or the one after the first.

    Raises:
        NotFound: if there is no such part.
        Conflict: if it is the only one.
    """
    place = _place_of(form, key)
    if len(form) == 1:
        raise Conflict("This is the only section. Rename it instead.")
    gone = form[place]
    if place == 0:
        return (replace(form[1], start_seconds=gone.start_seconds), *form[2:])
    before = replace(form[place - 1], end_seconds=gone.end_seconds)
    return (*form[: place - 1], before, *form[place + 1 :])


def close_gaps(form: Sequence[FormPart], duration_seconds: float) -> Form:
    """Return parts in time that reach from the track's beginning to its end without gaps."""
    inside = sorted(
        (one for one in form if one.start_seconds < duration_seconds),
        key=lambda one: one.start_seconds,
    )
    starts = [0.0, *(one.start_seconds for one in inside[1:])]
    ends = [*starts[1:], duration_seconds]
    return (
        tuple(
            replace(one, start_seconds=start, end_seconds=end)
            for one, start, end in zip(inside, starts, ends, strict=True)
            if end > start
        )
        if inside
        else ()
    )


def _place_of(form: Form, key: str) -> int:
    found = [place for place, part in enumerate(form) if part.key == key]
    if not found:
        raise NotFound("This section is gone. Look at the track again.")
    return found[0]


def _mean_energy(parts: Sequence[FormPart]) -> float:
    lengths = [part.end_seconds - part.start_seconds for part in parts]
    weighted = sum(part.energy * length for part, length in zip(parts, lengths, strict=True))
    return weighted / sum(lengths)
