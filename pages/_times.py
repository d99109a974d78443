"""How long things still take, rounded so that nothing is promised."""

import math

from pages._words import _

STEP_SECONDS = 5
MINUTE_SECONDS = 60
HOUR_SECONDS = 3600
MINUTES_SHOWN = 90
"""From here on hours say enough."""


def words_of_remaining(seconds: float | None) -> str:
    """Return words such as "about 3 min left", and nothing if nobody can tell.

    ``left`` of ``static/js/shell/words.js`` says the same where the browser draws.
    """
    return "" if seconds is None else _put(seconds, remaining_words())


def words_of_expected(seconds: float | None) -> str:
    """Return words such as "about 3 min on this machine"."""
    if seconds is None:
        return _("no estimate yet")
    words = {
        "seconds": _("about {count} s on this machine"),
        "minutes": _("about {count} min on this machine"),
        "hours": _("about {count} h on this machine"),
    }
    return _put(seconds, words)


def _put(seconds: float, sentences: dict[str, str]) -> str:
    stepped = STEP_SECONDS * max(1, math.ceil(seconds / STEP_SECONDS))
    minutes = math.floor(seconds / MINUTE_SECONDS + 0.5)
    if stepped < MINUTE_SECONDS:
        kind, count = "seconds", stepped
    elif minutes < MINUTES_SHOWN:
        kind, count = "minutes", max(1, minutes)
    else:
        kind, count = "hours", math.floor(seconds / HOUR_SECONDS + 0.5)
    return sentences[kind].format(count=count)


def remaining_words() -> dict[str, str]:
    """Return the sentences that ``count`` is put into, by the unit it has."""
    return {
        "seconds": _("about {count} s left"),
        "minutes": _("about {count} min left"),
        "hours": _("about {count} h left"),
    }
