"""What the sections of a track are called, by level, kick, voice, and what is around them."""

from dataclasses import dataclass, replace
from itertools import pairwise

from app.analysis.rules.form.sections import Label, Part

_FULL_DB = 3.0
_LEAST_GAP_DB, _MOST_GAP_DB = 1.0, 3.0
_DROP_DB = 4.0
_THIN_DB = 8.0
_RISE_DB = 4.5
_WITHOUT_KICK = 0.35
_STEADY_KICK = 0.9
_LONGEST_BUILD_UP_BARS = 16
_SUNG = 0.3
_INNER = 0.75
_LONGEST_STEP_BARS = 8
_STEP_DB = 1.0


@dataclass(frozen=True)
class _Form:
    """What all sections have to be seen together for: who is full, who is thin, which kind it is.

    ``is_song`` tells verses and choruses from breakdowns and drops.
    """

    full: tuple[bool, ...]
    thin: tuple[bool, ...]
    rising: tuple[bool, ...]
    is_song: bool


def label_parts(parts: list[Part]) -> list[Part]:
    """Return the sections with their names.

    A section is full when everybody plays, thin when the kick or a good deal of the level is
    missing.  Full ones are drops where something thin builds up to them, and choruses where verses
    lead to them; what is in between is a verse.  A rise in two steps becomes one section.
    """
    parts = _joined_rises(parts)
    form = _read(parts)
    return [replace(part, label=_label(index, parts, form)) for index, part in enumerate(parts)]


def _joined_rises(parts: list[Part]) -> list[Part]:
    """Return the sections with two short ones made one, where both rise to the same full one.

    A roll that doubles its pace is heard as a change, but less so than the beginning of the rise.
    """
    full = _full(parts)
    joined = list(parts)
    for index in range(len(parts) - 2, 1, -1):
        first, second = joined[index - 1], joined[index]
        rises = first.rise_db >= _RISE_DB
        led = [first, second] if rises else joined[index - 2 : index + 1]
        is_thin = not any(_has_kick(part, parts) for part in led) and full[index + 1]
        is_step = rises or second.novelty_db < _INNER * first.novelty_db
        is_short = max(first.bars, second.bars) <= _LONGEST_STEP_BARS
        if is_thin and is_step and is_short and second.level_lufs > first.level_lufs:
            rise = max(first.rise_db, second.rise_db, second.level_lufs - first.level_lufs)
            joined[index - 1] = replace(
                first,
                end_seconds=second.end_seconds,
                bars=first.bars + second.bars,
                energy=(first.energy + second.energy) / 2,
                level_lufs=(first.level_lufs + second.level_lufs) / 2,
                kick=(first.kick + second.kick) / 2,
                rise_db=rise + _STEP_DB,
            )
            del joined[index]
    return joined


def _read(parts: list[Part]) -> _Form:
    full = _full(parts)
    thin = tuple(
        not is_full and _is_thin(part, parts) for part, is_full in zip(parts, full, strict=True)
    )
    rising = tuple(
        index > 0 and next_full and _builds_up(part, is_full=is_full)
        for index, (part, is_full, next_full) in enumerate(
            zip(parts, full, (*full[1:], False), strict=True)
        )
    )
    steps = [
        index
        for index in range(len(parts) - 1)
        if full[index + 1] and not (full[index] or thin[index] or rising[index])
    ]
    return _Form(full, thin, rising, is_song=bool(steps) and not any(rising))


def _label(index: int, parts: list[Part], form: _Form) -> Label:
    is_last = index == len(parts) - 1
    if index == 0:
        return "verse" if is_last or form.full[0] or _comes_again(parts, form) else "intro"
    if form.rising[index]:
        return "build-up"
    if form.full[index]:
        return "chorus" if form.is_song else _club_label(index, parts, form)
    if is_last:
        return "outro"
    if form.is_song and form.thin[index]:
        return "verse" if _is_thin_verse(index, parts, form) else "breakdown"
    return "breakdown" if form.thin[index] else "verse"


def _club_label(index: int, parts: list[Part], form: _Form) -> Label:
    """Return what a full section of a club track is: a drop if it follows something thin.

    One that sounds like a drop and is longer than the intro before it is one as well.
    """

    def lands(number: int) -> bool:
        jump = parts[number].level_lufs - parts[number - 1].level_lufs
        is_entry = number > 1 and (form.thin[number - 1] or form.rising[number - 1])
        return is_entry or (jump >= _DROP_DB and not form.full[number - 1])

    if lands(index) or (form.full[index - 1] and _club_label_before(index, parts, form) == "drop"):
        return "drop"
    drops = [
        parts[number] for number in range(1, len(parts)) if form.full[number] and lands(number)
    ]
    if drops and all(drop.group != parts[index].group for drop in drops):
        return "verse"
    is_main = index == 1 and parts[index].bars > parts[0].bars
    return "drop" if drops and is_main else "chorus"


def _club_label_before(index: int, parts: list[Part], form: _Form) -> Label:
    return _club_label(index - 1, parts, form) if index > 1 else "verse"


def _comes_again(parts: list[Part], form: _Form) -> bool:
    """Return whether a track begins with what later stands between others, or with a voice."""
    first = parts[0]
    sung = first.vocals is not None and first.vocals >= _SUNG
    again = any(part.group == first.group for part in parts[1:-1]) and not form.thin[0]
    return form.is_song and (sung or (again and first.vocals is None))


def _is_thin_verse(index: int, parts: list[Part], form: _Form) -> bool:
    """Return whether a song's section without a kick is a verse: it comes again, none has one."""
    others = [
        number
        for number in range(1, len(parts) - 1)
        if not form.full[number] and not form.thin[number] and not form.rising[number]
    ]
    again = sum(part.group == parts[index].group for part in parts) > 1
    return not others and again


def _full(parts: list[Part]) -> tuple[bool, ...]:
    """Return in which sections everybody plays: those above the widest gap in fullness.

    Fullness is the level less what is missing of the bands; only sections with a kick have it.
    Where the kick comes back after a rise without one, everybody plays too.
    """
    sizes = [part.level_lufs - part.missing_db for part in parts]
    played = sorted(
        (size for part, size in zip(parts, sizes, strict=True) if _has_kick(part, parts)),
        reverse=True,
    )
    top, limit, widest = played[0], played[0] - _FULL_DB, _LEAST_GAP_DB
    for upper, lower in pairwise(played):
        if upper - lower > widest and top - upper < _MOST_GAP_DB:
            widest, limit = upper - lower, (upper + lower) / 2
    return tuple(
        (size >= limit or (index > 1 and _leads_up(parts[index - 1], parts)))
        and _has_kick(part, parts)
        for index, (part, size) in enumerate(zip(parts, sizes, strict=True))
    )


def _leads_up(part: Part, parts: list[Part]) -> bool:
    """Return whether a section rises without a kick."""
    return not _has_kick(part, parts) and _builds_up(part, is_full=False)


def _builds_up(part: Part, *, is_full: bool) -> bool:
    """Return whether a short section rises, while the kick thins out or is away."""
    rises = part.rise_db >= _RISE_DB and part.bars <= _LONGEST_BUILD_UP_BARS
    return rises and (part.kick < _STEADY_KICK or not is_full)


def _is_thin(part: Part, parts: list[Part]) -> bool:
    """Return whether much is missing: the kick, or a good deal of the level."""
    top = max(other.level_lufs for other in parts)
    return part.level_lufs < top - _THIN_DB or not _has_kick(part, parts)


def _has_kick(part: Part, parts: list[Part]) -> bool:
    return part.kick >= _WITHOUT_KICK * max(other.kick for other in parts)
