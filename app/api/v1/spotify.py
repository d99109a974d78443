"""One's own account at Spotify: ``/spotify``, its playlists, and the way there and back."""

import hashlib
from http import HTTPStatus
from threading import Event
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from app import pipeline, sources
from app.accounts import User
from app.api.v1.answers import Answer, JobAnswer, answer_job
from app.api.v1.caller import SignedIn, Working
from app.api.visitors import token_of
from app.core.errors import SoundForgeError
from app.core.words import _
from app.pipeline import ImportWish, Tools
from app.sources import News, ReturnedLink
from app.stems import Wish

router = APIRouter(prefix="/spotify", tags=["import"])

PENDING = "sfa_spotify_link"
"""The cookie that keeps what the answer from Spotify is checked against, sealed."""
PENDING_SECONDS = 600
PENDING_PATH = "/api/v1/spotify"
SETTINGS = "/settings"

log = structlog.get_logger()


class AccountAnswer(Answer):
    """How things stand with Spotify; ``name`` is null where no account is linked.

    ``is_set_up`` says that the studio itself may ask, ``can_link`` that accounts can be linked,
    ``is_cut`` that the link has to be made anew, and ``note`` what is missing.
    """

    is_set_up: bool
    can_link: bool
    name: str | None
    is_cut: bool
    note: str


class BegunAnswer(BaseModel):
    """Where to send the person who wants an account linked."""

    url: str


class OnOfferAnswer(Answer):
    """One playlist of a linked account; its ``url`` is what ``POST /imports`` takes."""

    id: str
    title: str
    url: str
    owner: str | None
    artwork_url: str | None
    length: int | None


class SavedImport(BaseModel):
    """What to do with the saved tracks; what is not said is as the user prefers it."""

    then: ImportWish = ImportWish()
    separation: Wish = Wish()


@router.get("")
def read_account(user: SignedIn, tools: Working) -> AccountAnswer:
    """Return whether an account is linked, and what is missing."""
    with tools.database.reading() as session:
        view = sources.view_account(session, tools.settings, owner_id=user.id)
    return AccountAnswer.model_validate(view)


@router.post("/link")
def begin_link(request: Request, response: Response, user: SignedIn, tools: Working) -> BegunAnswer:
    """Begin to link an account, in this browser's session alone; go to the ``url`` to agree."""
    del user
    origin = f"{request.url.scheme}://{request.headers.get('host', '')}"
    begun = sources.begin_link(tools.settings, session_id=_session_of(request), origin=origin)
    response.set_cookie(
        PENDING,
        begun.sealed,
        max_age=PENDING_SECONDS,
        path=PENDING_PATH,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    response.headers["cache-control"] = "no-store"
    return BegunAnswer(url=begun.url)


@router.get("/callback", include_in_schema=False)
def finish_link(
    request: Request,
    user: SignedIn,
    tools: Working,
    state: str = "",
    code: str = "",
    error: str = "",
) -> Response:
    """Take the answer that the browser brings from Spotify, and lead back to the settings."""
    returned = ReturnedLink(
        session_id=_session_of(request),
        sealed=request.cookies.get(PENDING, ""),
        state=state,
        code=code,
        error=error,
    )
    said = urlencode({"spotify": sources.seal_news(tools.settings, _finish(tools, user, returned))})
    answer = RedirectResponse(f"{SETTINGS}?{said}", HTTPStatus.SEE_OTHER)
    answer.headers["cache-control"] = "no-store"
    answer.delete_cookie(PENDING, path=PENDING_PATH, httponly=True, samesite="lax")
    return answer


@router.delete("", status_code=HTTPStatus.NO_CONTENT)
def unlink(user: SignedIn, tools: Working) -> None:
    """Forget the account and its tokens."""
    with tools.database.transaction() as session:
        sources.unlink_account(session, owner_id=user.id)


@router.get("/playlists")
def list_playlists(user: SignedIn, tools: Working) -> list[OnOfferAnswer]:
    """Return the playlists of the linked account, the private ones too."""
    found = sources.list_account_playlists(
        tools.database, tools.settings, owner_id=user.id, wait=Event().wait
    )
    return [OnOfferAnswer.model_validate(one) for one in found]


@router.post("/saved-tracks/imports", status_code=HTTPStatus.CREATED)
def import_saved(wanted: SavedImport, user: SignedIn, tools: Working) -> JobAnswer:
    """Bring in the tracks that the linked account has saved."""
    with tools.database.transaction() as session:
        job = pipeline.bring(
            session,
            tools.settings,
            sources.SAVED_TRACKS,
            owner_id=user.id,
            wish=wanted.then,
            how=wanted.separation,
        )
        return answer_job(job)


def _finish(tools: Tools, user: User, returned: ReturnedLink) -> News:
    try:
        name = sources.finish_link(tools.database, tools.settings, returned, owner_id=user.id)
    except SoundForgeError as error:
        log.info("spotify.link_refused", kind=type(error).__name__)
        return News(kind="error", sentence=str(error))
    return News(kind="ok", sentence=_("{name} is linked.").format(name=name))


def _session_of(request: Request) -> str:
    """Return what stands for the browser's session without being its token."""
    return hashlib.sha256(token_of(request).encode()).hexdigest()
