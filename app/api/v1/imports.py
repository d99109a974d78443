"""Bring music in from elsewhere: ``/links``, ``/imports`` and what was on offer for a track."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app import pipeline, sources
from app.api.v1.answers import Answer, JobAnswer, StartedAnswer, answer_job
from app.api.v1.caller import SignedIn, Working
from app.core.errors import InvalidInput
from app.pipeline import ImportWish
from app.sources import Link, LinkKind
from app.stems import Wish

router = APIRouter(tags=["import"])

MOST_CHARACTERS = 2_100_000
"""A thousand links of the greatest length."""


class Pasted(BaseModel):
    """What somebody has pasted: links, one on a line."""

    text: str = Field(min_length=1, max_length=MOST_CHARACTERS)


class NewImport(Pasted):
    """What to bring in, and what to do with it; what is not said is as the user prefers it."""

    then: ImportWish = ImportWish()
    separation: Wish = Wish()


class LinkAnswer(Answer):
    """One thing that was pasted: what it is, or the sentence why it leads nowhere."""

    kind: LinkKind
    text: str
    url: str
    reason: str


class ImportAnswer(Answer):
    """A job for each link that was understood, and the links that were not."""

    jobs: list[JobAnswer]
    refused: list[LinkAnswer]


class OfferAnswer(Answer):
    """One recording that was found for a track; ``score`` is 0..1."""

    id: UUID
    url: str
    title: str
    channel: str | None
    duration_seconds: float | None
    score: float
    reasons: list[str]
    is_chosen: bool


@router.post("/links")
def recognise_links(pasted: Pasted, user: SignedIn) -> list[LinkAnswer]:
    """Return what was pasted, as the studio reads it; nothing is fetched."""
    del user
    return [LinkAnswer.model_validate(link) for link in sources.read_links(pasted.text)]


@router.post("/imports", status_code=201)
def start_import(wanted: NewImport, user: SignedIn, tools: Working) -> ImportAnswer:
    """Look up what is behind the links, fetch it, and do with it what is wished."""
    links = sources.read_links(wanted.text)
    refused = [link for link in links if link.kind is LinkKind.REFUSED]
    understood: list[Link] = [link for link in links if link.kind is not LinkKind.REFUSED]
    if not understood:
        raise InvalidInput(refused[0].reason if refused else "There is no link in this text.")
    with tools.database.transaction() as session:
        jobs = [
            pipeline.bring(
                session,
                tools.settings,
                link,
                owner_id=user.id,
                wish=wanted.then,
                how=wanted.separation,
            )
            for link in understood
        ]
        answers = [answer_job(job) for job in jobs]
    return ImportAnswer(jobs=answers, refused=[LinkAnswer.model_validate(link) for link in refused])


@router.get("/imports/preferences")
def read_preferences(user: SignedIn, tools: Working) -> ImportWish:
    """Return what happens to imports where nothing is said; null is done, in the usual form."""
    with tools.database.reading() as session:
        return pipeline.get_preferred_import(session, owner_id=user.id)


@router.put("/imports/preferences")
def change_preferences(wish: ImportWish, user: SignedIn, tools: Working) -> ImportWish:
    """Remember what happens to imports from now on."""
    with tools.database.transaction() as session:
        pipeline.prefer_import(session, wish, owner_id=user.id)
    return wish


@router.post("/tracks/{track_id}/downloads", status_code=201)
def download(track_id: UUID, user: SignedIn, tools: Working) -> StartedAnswer:
    """Fetch the audio of a track that has none, and do with it what is done to imports."""
    with tools.database.transaction() as session:
        started = pipeline.download(session, tools.settings, track_id, owner_id=user.id)
    return StartedAnswer(pipeline_id=started.id)


@router.get("/tracks/{track_id}/offers")
def list_offers(track_id: UUID, user: SignedIn, tools: Working) -> list[OfferAnswer]:
    """Return the recordings that were found for a track, the best first."""
    with tools.database.reading() as session:
        offers = sources.list_offers(session, track_id, owner_id=user.id)
    return [OfferAnswer.model_validate(offer) for offer in offers]


@router.post("/offers/{offer_id}/choose", status_code=201)
def choose_offer(offer_id: UUID, user: SignedIn, tools: Working) -> StartedAnswer:
    """Take this recording for the track, and fetch it in place of what is there."""
    with tools.database.transaction() as session:
        offer = sources.choose_offer(session, offer_id, owner_id=user.id)
        started = pipeline.download(
            session, tools.settings, offer.track_id, owner_id=user.id, url=offer.url
        )
    return StartedAnswer(pipeline_id=started.id)
