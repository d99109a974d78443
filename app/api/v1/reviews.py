"""Lists of other programs, looked over before anything is made of them: ``/list-reviews``."""

from collections.abc import Iterable
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import Annotated, BinaryIO, cast
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from app import library, pipeline, sources
from app.api.v1.answers import Answer
from app.api.v1.arrival import receive
from app.api.v1.asking import Count, Start
from app.api.v1.caller import SignedIn, Working
from app.api.v1.uploads import RAW_BODY, FileName
from app.pipeline import Tools
from app.sources import Act, ReviewView, Verdict

router = APIRouter(prefix="/list-reviews", tags=["import"])

MOST_BYTES = 200_000_000
"""No collection of another program is larger."""

IN_MEMORY_BYTES = 4_000_000

Length = Annotated[int, Header(ge=0, include_in_schema=False)]
OneList = Annotated[int | None, Query(ge=0, description="Only this of its playlists, from 0.")]


class ReviewSummaryAnswer(Answer):
    """A list that waits to be looked over."""

    id: UUID
    title: str
    created_at: datetime


class ReviewListAnswer(Answer):
    """A playlist in the file, with its folders; ``count`` lines are in it."""

    path: list[str]
    count: int
    is_wanted: bool


class ReviewAnswer(ReviewSummaryAnswer):
    """How things stand: how many lines have which verdict, and how many become what.

    ``acts`` counts only what belongs to playlists that are wanted. ``problems`` are sentences about
    what could not be read.
    """

    kind: str
    lists: list[ReviewListAnswer]
    total: int
    verdicts: dict[str, int]
    acts: dict[str, int]
    problems: list[str]


class ReviewChoiceAnswer(Answer):
    """A track of the library that a line may mean; ``score`` is 0..1."""

    track_id: UUID
    title: str
    artist: str | None
    duration_seconds: float
    score: float
    reason: str


class ReviewLineAnswer(Answer):
    """A line of a list: what it says, what it may mean, and what becomes of it."""

    number: int
    title: str | None
    artist: str | None
    duration_seconds: float | None
    path: str | None
    url: str | None
    verdict: Verdict
    choices: list[ReviewChoiceAnswer]
    can_be_fetched: bool
    act: Act
    track_id: UUID | None


class ReviewLinesAnswer(Answer):
    """A page of lines, and how many there are in all."""

    rows: list[ReviewLineAnswer]
    total: int


class Decision(BaseModel):
    """What becomes of lines: those of these numbers, or all that have a verdict."""

    act: Act
    numbers: Annotated[list[int] | None, Field(max_length=sources.MOST_LINES)] = None
    verdict: Verdict | None = None
    track_id: UUID | None = None


class WantedLists(BaseModel):
    """The places of the playlists that are wanted, from 0."""

    places: Annotated[list[int], Field(max_length=100_000)]


class MadePlaylistAnswer(Answer):
    """A playlist that was made, or that got ``added`` tracks more."""

    id: UUID
    title: str
    is_new: bool
    added: int


class ConfirmedAnswer(Answer):
    """What was made of a list; ``batch_id`` is the work that fetches what was not there."""

    playlists: list[MadePlaylistAnswer]
    empty: list[str]
    added: int
    batch_id: UUID | None


@router.post("", status_code=201, openapi_extra=RAW_BODY)
async def start_review(
    request: Request,
    user: SignedIn,
    tools: Working,
    name: FileName,
    content_length: Length = 0,
) -> ReviewAnswer:
    """Take a list in, as the raw body of the request, and match its lines with the library."""
    shown = library.clean_name(name)
    library.check_upload_size(content_length, name=shown, limit_bytes=MOST_BYTES)
    opened = cast(BinaryIO, SpooledTemporaryFile(max_size=IN_MEMORY_BYTES))  # noqa: SIM115  — closed below
    try:
        await receive(request.stream(), lambda blocks: _write(opened, blocks, shown))
        return await run_in_threadpool(_start, tools, opened, shown, user.id)
    finally:
        await run_in_threadpool(opened.close)


@router.get("")
def list_reviews(user: SignedIn, tools: Working) -> list[ReviewSummaryAnswer]:
    """Return the lists that wait to be looked over, the newest first."""
    with tools.database.reading() as session:
        found = sources.list_reviews(session, owner_id=user.id)
    return [ReviewSummaryAnswer.model_validate(one) for one in found]


@router.get("/{review_id}")
def read_review(review_id: UUID, user: SignedIn, tools: Working) -> ReviewAnswer:
    """Return how things stand with a list."""
    with tools.database.reading() as session:
        return _answer(sources.view_review(session, review_id, owner_id=user.id))


@router.get("/{review_id}/lines")
def list_lines(
    review_id: UUID,
    user: SignedIn,
    tools: Working,
    *,
    start: Start = 0,
    count: Count = 100,
    verdict: Verdict | None = None,
    place: OneList = None,
) -> ReviewLinesAnswer:
    """Return a page of the lines of a list, of one verdict or one playlist if wanted."""
    with tools.database.reading() as session:
        page = sources.list_review_lines(
            session,
            review_id,
            owner_id=user.id,
            start=start,
            count=count,
            verdict=verdict,
            place=place,
        )
    rows = [_answer_line(line) for line in page.rows]
    return ReviewLinesAnswer(rows=rows, total=page.total)


@router.post("/{review_id}/decisions")
def decide(review_id: UUID, said: Decision, user: SignedIn, tools: Working) -> ReviewAnswer:
    """Say what becomes of some lines, or of all that have a verdict."""
    with tools.database.transaction() as session:
        view = sources.decide_lines(
            session,
            review_id,
            owner_id=user.id,
            act=said.act,
            numbers=said.numbers,
            verdict=said.verdict,
            track_id=said.track_id,
        )
    return _answer(view)


@router.put("/{review_id}/lists")
def choose_lists(
    review_id: UUID, wanted: WantedLists, user: SignedIn, tools: Working
) -> ReviewAnswer:
    """Say which playlists of the file are wanted."""
    with tools.database.transaction() as session:
        view = sources.choose_review_lists(session, review_id, wanted.places, owner_id=user.id)
    return _answer(view)


@router.post("/{review_id}/confirm")
def confirm(review_id: UUID, user: SignedIn, tools: Working) -> ConfirmedAnswer:
    """Make the playlists as they were decided, and fetch what is to be fetched, in one go."""
    with tools.database.transaction() as session:
        made = pipeline.confirm_list(session, tools.settings, review_id, owner_id=user.id)
        batch_id = made.batch.id if made.batch else None
    playlists = [MadePlaylistAnswer.model_validate(one) for one in made.done.playlists]
    return ConfirmedAnswer(
        playlists=playlists,
        empty=list(made.done.empty),
        added=made.done.added,
        batch_id=batch_id,
    )


@router.delete("/{review_id}", status_code=204)
def drop_review(review_id: UUID, user: SignedIn, tools: Working) -> None:
    """Throw a list away; nothing is made of it."""
    with tools.database.transaction() as session:
        sources.drop_review(session, review_id, owner_id=user.id)


def _write(opened: BinaryIO, blocks: Iterable[bytes], name: str) -> None:
    size_bytes = 0
    for block in blocks:
        size_bytes += len(block)
        library.check_upload_size(size_bytes, name=name, limit_bytes=MOST_BYTES)
        opened.write(block)


def _start(tools: Tools, opened: BinaryIO, name: str, owner_id: UUID) -> ReviewAnswer:
    opened.seek(0)
    with tools.database.transaction() as session:
        return _answer(sources.start_review(session, opened, name=name, owner_id=owner_id))


def _answer(view: ReviewView) -> ReviewAnswer:
    lists = [
        ReviewListAnswer(path=one.path, count=len(one.numbers), is_wanted=one.is_wanted)
        for one in view.lists
    ]
    return ReviewAnswer(
        id=view.id,
        title=view.title,
        created_at=view.created_at,
        kind=view.kind,
        lists=lists,
        total=view.total,
        verdicts=view.verdicts,
        acts=view.acts,
        problems=list(view.problems),
    )


def _answer_line(line: sources.ReviewLine) -> ReviewLineAnswer:
    choices = [ReviewChoiceAnswer.model_validate(choice) for choice in line.choices]
    return ReviewLineAnswer(
        number=line.number,
        title=line.said.get("title"),
        artist=line.said.get("artist"),
        duration_seconds=line.said.get("duration_seconds"),
        path=line.said.get("path"),
        url=line.said.get("url"),
        verdict=line.verdict,
        choices=choices,
        can_be_fetched=line.can_be_fetched,
        act=line.act,
        track_id=line.track_id,
    )
