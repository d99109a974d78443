"""The language in which people ask for tracks: ``house bpm:120..128 -live key:~8A``.

Words, phrases in quotes, and fields such as ``key:8A``; a comma stands between alternatives of a
field, a minus before what must not be.  Reading it never fails: what is not understood is left out
and becomes a :class:`Mistake` with a sentence.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from app.core.errors import InvalidInput
from app.core.names import UNSEEN
from app.library.rules.query.fields import ALIASES, FIELDS, STATES, Field
from app.library.rules.query.values import (
    Ago,
    Choice,
    Days,
    Exact,
    Keys,
    Span,
    Value,
    Words,
    read_words,
)

MOST_TERMS: Final = 24
MOST_ALTERNATIVES: Final = 24
MOST_OF_A_NAME: Final = 400

_TERM = re.compile(r'(?:"[^"]*"?|[^\s"])+')
_FIELD = re.compile(r"([^\W\d_]+):(.*)", re.DOTALL)
_ALTERNATIVE = re.compile(r'(?:"[^"]*"?|[^,"])+')


@dataclass(frozen=True)
class Term:
    """One thing that is asked for, at ``start`` of the text.

    ``text`` is how it is written, ``words`` how a chip shows it; one of ``values`` has to be true,
    none of them if ``is_not``. Without a ``field``, the words may stand in any.
    """

    field: str
    values: tuple[Value, ...]
    text: str
    words: str
    is_not: bool
    start: int


@dataclass(frozen=True)
class Mistake:
    """A part of a query that was not understood, where it stands, and a sentence about it.

    ``instead`` is what was probably meant, as it would be written, or nothing.
    """

    text: str
    sentence: str
    start: int
    instead: str = ""


class _Unread(InvalidInput):
    """A term that says nothing; ``instead`` may be written in its place."""

    def __init__(self, sentence: str, *, instead: str = "") -> None:
        super().__init__(sentence)
        self.instead = instead


@dataclass(frozen=True)
class Query:
    """What a query asks for, term by term, and what of it was not understood."""

    terms: tuple[Term, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    @property
    def text(self) -> str:
        """Return the query as it would be written; reading it again gives the same terms."""
        return write_query(term.text for term in self.terms)


def read_query(text: str) -> Query:
    """Read a query; of more than 24 terms, the first are taken."""
    terms: list[Term] = []
    mistakes: list[Mistake] = []
    seen = UNSEEN.sub(lambda unseen: " " * len(unseen[0]), text)
    for found in _TERM.finditer(seen):
        if len(terms) + len(mistakes) == MOST_TERMS:
            sentence = f"A query has at most {MOST_TERMS} terms. Leave some out."
            mistakes.append(Mistake(found[0], sentence, found.start()))
            break
        try:
            term = _read_term(found[0], found.start())
        except _Unread as error:
            mistakes.append(Mistake(found[0], str(error), found.start(), error.instead))
        else:
            terms += [term] if term else []
    return Query(tuple(terms), tuple(mistakes))


def write_query(chips: Iterable[str]) -> str:
    """Return the query that says what the texts of these chips say."""
    return " ".join(chips)


def write_exact(field: str, said: str) -> str:
    """Return the term that asks for all of a name in a field, whatever signs it has.

    A \N{DOUBLE PRIME} stands for a quotation mark, which has a meaning of its own. Of a name that
    is too long for a query, its beginning is asked for.
    """
    plain = " ".join(said.split()).replace('"', "\N{DOUBLE PRIME}")
    is_all = len(plain) <= MOST_OF_A_NAME
    return f"{field}:{_quote(f'={plain}' if is_all else plain[:MOST_OF_A_NAME])}"


def _read_term(said: str, start: int) -> Term | None:
    is_not = len(said) > 1 and said[0] == "-" and said[1] != "-"
    bare = said[1:] if is_not else said
    named = _FIELD.fullmatch(bare)
    if named is None:
        return _free(bare, is_not=is_not, start=start)
    field = _find_field(named[1].lower(), said=named[2], is_not=is_not)
    return _read_field(field, named[2], is_not=is_not, start=start)


def _free(said: str, *, is_not: bool, start: int) -> Term | None:
    words = read_words(_unquote(said))
    if words is None:
        return None
    text = f'"{" ".join(_unquote(said).split())}"' if '"' in said else said
    return Term(
        field="",
        values=(words,),
        text=f"{'-' if is_not else ''}{text}",
        words=f"{'not ' if is_not else ''}{text}",
        is_not=is_not,
        start=start,
    )


def _read_field(field: Field, said: str, *, is_not: bool, start: int) -> Term:
    parts = [part for one in _ALTERNATIVE.findall(said) if (part := _unquote(one).strip())]
    if not parts:
        raise _Unread(f"Write something behind '{field.name}:', such as {field.example}.")
    if len(parts) > MOST_ALTERNATIVES:
        raise _Unread(f"Name at most {MOST_ALTERNATIVES} alternatives behind a field.")
    values: list[Value] = []
    for part in parts:
        read = field.read(part)
        if not read:
            raise _refusal(field, part, among=parts, is_not=is_not)
        values += read
    written = ",".join(_quote(part) for part in parts)
    return Term(
        field=field.name,
        values=tuple(values),
        text=f"{'-' if is_not else ''}{field.name}:{written}",
        words=f"{'not ' if is_not else ''}{field.title} {' or '.join(map(_tell, parts))}",
        is_not=is_not,
        start=start,
    )


def _find_field(name: str, *, said: str, is_not: bool) -> Field:
    known = FIELDS.get(ALIASES.get(name, name))
    if known is not None:
        return known
    close = get_close_matches(name, [*FIELDS, *ALIASES], n=1)
    hint = f"Did you mean '{close[0]}:'?" if close else f"There are: {', '.join(FIELDS)}."
    raise _Unread(
        f"There is no field '{name}:'. {hint} "
        "Put the words in quotes to look for them as they are.",
        instead=f"{'-' if is_not else ''}{close[0]}:{said}" if close else "",
    )


def _refusal(field: Field, said: str, *, among: Sequence[str], is_not: bool) -> _Unread:
    if not field.choices:
        return _Unread(
            f"'{said}' says nothing behind '{field.name}:'. Write it like {field.example}."
        )
    close = get_close_matches(said.lower(), field.choices, n=1)
    hint = f"Did you mean '{close[0]}'?" if close else f"There are: {', '.join(field.choices)}."
    better = [_quote(close[0] if close and one == said else one) for one in among]
    return _Unread(
        f"There is no '{said}' behind '{field.name}:'. {hint}",
        instead=f"{'-' if is_not else ''}{field.name}:{','.join(better)}" if close else "",
    )


def _unquote(said: str) -> str:
    return said.replace('"', "")


def _quote(said: str) -> str:
    plain = " ".join(said.split())
    return f'"{plain}"' if re.search(r"[\s,]", plain) else plain


def _tell(said: str) -> str:
    """Write a value for people: a span with a word, a limit with its sign apart."""
    if said.startswith("="):
        return f"is {said[1:].strip()}"
    low, dots, high = said.partition("..")
    if dots and low and high:
        return f"{low} to {high}"
    if dots:
        return f"from {low}" if low else f"up to {high}"
    return f"around {said[1:]}" if said.startswith("~") else said


__all__ = [
    "ALIASES",
    "FIELDS",
    "STATES",
    "Ago",
    "Choice",
    "Days",
    "Exact",
    "Keys",
    "Mistake",
    "Query",
    "Span",
    "Term",
    "Value",
    "Words",
    "read_query",
    "write_exact",
    "write_query",
]
