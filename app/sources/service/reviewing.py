"""Lists are looked over before anything is made of them: read, matched, decided on, confirmed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import BinaryIO, Final
from uuid import UUID

from sqlmodel import Session

import app.sources.repository.reviews as repository
from app import library
from app.core.errors import InvalidInput
from app.core.names import clean_text
from app.sources.lists import ListKind, ListLine
from app.sources.models import ListReview
from app.sources.rules.matching import Verdict
from app.sources.rules.review import (
    Act,
    ReviewChoice,
    ReviewDocument,
    ReviewLine,
    ReviewList,
    first_act,
)
from app.sources.service.line_names import wanted_of
from app.sources.service.listing import (
    FoundList,
    ImportedList,
    ListChoice,
    MatchedLine,
    MatchedList,
    import_list,
    match_list,
)

MOST_REVIEWS: Final = 20

MOST_LINES: Final = 20_000
"""A longer list is no page for a person; the terminal takes it, or some of its playlists."""

TITLE_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """A list that waits to be looked over."""

    id: UUID
    title: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewView:
    """How things stand with a list: counts of its lines by verdict, and by what becomes of them."""

    id: UUID
    title: str
    created_at: datetime
    kind: str
    lists: tuple[ReviewList, ...]
    total: int
    verdicts: dict[str, int]
    acts: dict[str, int]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinePage:
    """Some lines of a list, and how many there are that are asked for."""

    rows: tuple[ReviewLine, ...]
    total: int


def start_review(session: Session, opened: BinaryIO, *, name: str, owner_id: UUID) -> ReviewView:
    """Read a list from an open, seekable file, match its lines, and keep that to be looked over.

    Raises:
        InvalidInput: if it is no list, broken or too long, or too many wait already.
    """
    if repository.count_reviews(session, owner_id=owner_id) >= MOST_REVIEWS:
        raise InvalidInput(
            f"{MOST_REVIEWS} lists wait to be looked over. Finish or throw away one of them first."
        )
    matched = match_list(session, opened, name=name, owner_id=owner_id)
    if len(matched.lines) > MOST_LINES:
        raise InvalidInput(
            f"'{name}' has {len(matched.lines):,} lines, and a page shows {MOST_LINES:,}. Export "
            "fewer playlists, or import it with 'sfa lists import'."
        )
    review = ListReview(
        owner_id=owner_id,
        title=clean_text(matched.title)[:TITLE_LENGTH] or "List",
        document=_document_of(matched).model_dump(mode="json"),
    )
    session.add(review)
    session.flush()
    return _view(review, _read(review))


def list_reviews(session: Session, *, owner_id: UUID) -> list[ReviewSummary]:
    """Return the owner's lists that wait to be looked over, the newest first."""
    return [ReviewSummary(*row) for row in repository.list_reviews(session, owner_id=owner_id)]


def view_review(session: Session, review_id: UUID, *, owner_id: UUID) -> ReviewView:
    """Return how things stand with a list.

    Raises:
        NotFound: if the owner has no such review.
    """
    review = repository.get_review(session, review_id, owner_id=owner_id)
    return _view(review, _read(review))


def list_review_lines(
    session: Session,
    review_id: UUID,
    *,
    owner_id: UUID,
    start: int = 0,
    count: int = 100,
    verdict: Verdict | None = None,
    place: int | None = None,
) -> LinePage:
    """Return a page of the lines of a list, of one verdict and of one of its playlists if wanted.

    Raises:
        NotFound: if the owner has no such review.
    """
    document = _read(repository.get_review(session, review_id, owner_id=owner_id))
    lines = [one for one in document.lines if verdict is None or one.verdict is verdict]
    if place is not None:
        by_number = {line.number: line for line in lines}
        numbers = document.lists[place].numbers if place < len(document.lists) else []
        lines = [by_number[number] for number in numbers if number in by_number]
    return LinePage(tuple(lines[start : start + count]), len(lines))


def decide_lines(
    session: Session,
    review_id: UUID,
    *,
    owner_id: UUID,
    act: Act,
    track_id: UUID | None = None,
    numbers: Sequence[int] | None = None,
    verdict: Verdict | None = None,
) -> ReviewView:
    """Say what becomes of some lines, or of all with a verdict.

    Where all of a verdict are taken, each takes its best choice; lines that name no track cannot
    be fetched and are left out.

    Raises:
        NotFound: if the owner has no such review, or no such track.
        InvalidInput: if it is not said which lines, or which track.
    """
    if (numbers is None) == (verdict is None):
        raise InvalidInput("Say which lines: their numbers, or one verdict.")
    if act is Act.TAKE and numbers is not None and track_id is None:
        raise InvalidInput("Say which track of the library is meant by the line.")
    if track_id is not None:
        library.get_track(session, track_id, owner_id=owner_id)
    review = repository.get_review(session, review_id, owner_id=owner_id, is_locked=True)
    document = _read(review)
    named = None if numbers is None else set(numbers)
    for line in document.lines:
        if line.number in named if named is not None else line.verdict is verdict:
            _decide(line, act, track_id)
    return _keep(session, review, document)


def choose_review_lists(
    session: Session, review_id: UUID, places: Sequence[int], *, owner_id: UUID
) -> ReviewView:
    """Say which playlists of the file are wanted, by their places.

    Raises:
        NotFound: if the owner has no such review.
    """
    review = repository.get_review(session, review_id, owner_id=owner_id, is_locked=True)
    document = _read(review)
    wanted = set(places)
    for place, one in enumerate(document.lists):
        one.is_wanted = place in wanted
    return _keep(session, review, document)


def confirm_review(session: Session, review_id: UUID, *, owner_id: UUID) -> ImportedList:
    """Make the playlists of a list as it was decided, and tracks to be fetched; the review goes.

    Tracks that were deleted since are left out.

    Raises:
        NotFound: if the owner has no such review.
        InvalidInput: if nothing of it is wanted, or there would be too much of anything.
    """
    review = repository.get_review(session, review_id, owner_id=owner_id, is_locked=True)
    document = _read(review)
    there = {one.id for one in library.list_track_names(session, owner_id=owner_id)}
    numbers = document.wanted_numbers()
    lines = tuple(
        _matched(line, there)
        for line in document.lines
        if line.act is not Act.LEAVE and line.number in numbers
    )
    if not lines:
        raise InvalidInput("Nothing of this list is wanted. Choose a track, or throw it away.")
    lists = tuple(
        FoundList(tuple(one.path), one.link, tuple(one.numbers))
        for one in document.lists
        if one.is_wanted
    )
    matched = MatchedList(ListKind(document.kind), review.title, lists, lines, ())
    done = import_list(session, matched, owner_id=owner_id, with_wanted=True)
    session.delete(review)
    return done


def drop_review(session: Session, review_id: UUID, *, owner_id: UUID) -> None:
    """Throw a list away; nothing is made of it.

    Raises:
        NotFound: if the owner has no such review.
    """
    session.delete(repository.get_review(session, review_id, owner_id=owner_id, is_locked=True))


def _decide(line: ReviewLine, act: Act, track_id: UUID | None) -> None:
    best = line.choices[0].track_id if line.choices else None
    taken = track_id or best
    if act is Act.TAKE and taken is not None:
        line.act, line.track_id = act, taken
    elif act is Act.FETCH and line.can_be_fetched:
        line.act, line.track_id = act, None
    else:
        line.act, line.track_id = Act.LEAVE, None


def _matched(line: ReviewLine, there: set[UUID]) -> MatchedLine:
    """Return a line as if it had been clear from the beginning."""
    said = ListLine(**line.said)
    if line.act is Act.FETCH:
        return MatchedLine(said, Verdict.NEW, ())
    if line.track_id is None or line.track_id not in there:
        return MatchedLine(said, Verdict.LIKELY, ())
    choice = ListChoice(line.track_id, "", None, 0.0, 1.0, "it was chosen")
    return MatchedLine(said, Verdict.SURE, (choice,))


def _document_of(matched: MatchedList) -> ReviewDocument:
    lists = [
        ReviewList(path=list(one.path), link=one.link, numbers=list(one.numbers))
        for one in matched.lists
    ]
    lines = [_line_of(one) for one in matched.lines]
    problems = list(matched.problems)
    return ReviewDocument(kind=matched.kind.value, lists=lists, lines=lines, problems=problems)


def _line_of(one: MatchedLine) -> ReviewLine:
    choices = [ReviewChoice.model_validate(asdict(choice)) for choice in one.choices]
    act, track_id = first_act(one.verdict, choices)
    return ReviewLine(
        said={name: value for name, value in asdict(one.line).items() if value is not None},
        verdict=one.verdict,
        choices=choices,
        can_be_fetched=wanted_of(one.line) is not None,
        act=act,
        track_id=track_id,
    )


def _read(review: ListReview) -> ReviewDocument:
    return ReviewDocument.model_validate(review.document)


def _keep(session: Session, review: ListReview, document: ReviewDocument) -> ReviewView:
    review.document = document.model_dump(mode="json")
    session.add(review)
    session.flush()
    return _view(review, document)


def _view(review: ListReview, document: ReviewDocument) -> ReviewView:
    return ReviewView(
        id=review.id,
        title=review.title,
        created_at=review.created_at,
        kind=document.kind,
        lists=tuple(document.lists),
        total=len(document.lines),
        verdicts=document.count_verdicts(),
        acts=document.count_acts(),
        problems=tuple(document.problems),
    )
