"""Sign-in and sign-out, as plain HTML forms."""

import math
from http import HTTPStatus
from typing import Annotated
from urllib.parse import parse_qs

import structlog
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from app import accounts
from app.accounts import TooManyAttempts, User
from app.api import doorway
from app.api.addresses import SIGN_IN, SIGN_OUT, local_path
from app.api.attempts import Attempts
from app.api.visitors import Visitors, drop_token, set_token, token_of
from app.core.errors import InvalidInput, SoundForgeError
from app.core.words import _, plural
from app.pipeline import Tools

log = structlog.get_logger()

LARGEST_FORM_BYTES = 16_384
NO_STORE = {"Cache-Control": "no-store"}

router = APIRouter(include_in_schema=False)


def get_tools(request: Request) -> Tools:
    """Return what the running studio works with."""
    return request.app.state.tools


def get_attempts(request: Request) -> Attempts:
    """Return the count of attempts to sign in to this studio."""
    state = request.app.state
    if not hasattr(state, "attempts"):
        state.attempts = Attempts()
    return state.attempts


StudioTools = Annotated[Tools, Depends(get_tools)]


@router.get(SIGN_IN)
async def show_sign_in(request: Request, next: str = "/") -> Response:  # noqa: A002  — its public name
    """Show the form, or go on for those who are signed in."""
    if request.state.user is not None:
        return _go(local_path(next))
    return _show_form(wanted=next)


@router.post(SIGN_IN)
async def sign_in(
    request: Request, tools: StudioTools, attempts: Annotated[Attempts, Depends(get_attempts)]
) -> Response:
    """Sign in with address and password, then go where one wanted to go."""
    form: dict[str, str] = {}
    try:
        form = await _read_form(request)
        key = _key_of(request, form.get("email", ""))
        _refuse_guessing(attempts, key)
        async with attempts.places:
            token = await run_in_threadpool(_sign_in_by_password, tools, form, token_of(request))
    except SoundForgeError as error:
        log.info("accounts.sign_in_refused", kind=type(error).__name__)
        return _show_form(wanted=form.get("next", ""), email=form.get("email", ""), error=error)
    attempts.forgive(key)
    return _welcome(request, token, local_path(form.get("next", "")))


@router.get(SIGN_IN + "/{token}")
async def show_link(token: str, tools: StudioTools) -> Response:
    """Show a button: programs that preview links would otherwise use them up."""

    def check() -> None:
        with tools.database.reading() as session:
            accounts.check_link(session, token)

    try:
        await run_in_threadpool(check)
    except SoundForgeError as error:
        return _show_form(error=error)
    return HTMLResponse(doorway.render_link(), headers=NO_STORE)


@router.post(SIGN_IN + "/{token}")
async def use_link(token: str, request: Request, tools: StudioTools) -> Response:
    """Sign in with a link, which is worthless from then on."""

    def use() -> str:
        with tools.database.transaction() as session:
            user = accounts.use_link(session, token)
            return _begin(session, user, instead_of=token_of(request))

    try:
        return _welcome(request, await run_in_threadpool(use), "/")
    except SoundForgeError as error:
        return _show_form(error=error)


@router.get("/signed-in")
async def say_signed_in() -> Response:
    """Answer pages that have lost their line: the gate lets only those in who are signed in."""
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=NO_STORE)


@router.post(SIGN_OUT)
async def sign_out(request: Request, tools: StudioTools) -> Response:
    """End this browser's session, here and in the database."""
    token = token_of(request)

    def end() -> None:
        with tools.database.transaction() as session:
            accounts.sign_out(session, token)

    await run_in_threadpool(end)
    visitors: Visitors = request.state.visitors
    visitors.forget(token)
    answer = _go(SIGN_IN)
    drop_token(answer)
    return answer


async def _read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form; a field that comes twice counts once."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM_BYTES:
            raise InvalidInput(_("The form is too large. Fill in the one on this page."))
    if kind != "application/x-www-form-urlencoded":
        raise InvalidInput(_("Nothing was filled in. Use the form on this page."))
    fields = parse_qs(body.decode("latin-1"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def _key_of(request: Request, email: str) -> str:
    client = request.client.host if request.client else "nowhere"
    return f"{client} {email.strip().lower()[:200]}"


def _refuse_guessing(attempts: Attempts, key: str) -> None:
    wait_seconds = attempts.wait_seconds(key)
    if wait_seconds > 0:
        minutes = math.ceil(wait_seconds / 60)
        raise TooManyAttempts(
            plural(
                "That was tried too often. Wait {count} minute, then try again.",
                "That was tried too often. Wait {count} minutes, then try again.",
                minutes,
            )
        )


def _sign_in_by_password(tools: Tools, form: dict[str, str], old_token: str) -> str:
    password = form.get("password", "")
    with tools.database.reading() as session:  # proving takes a while, and keeps no writer waiting
        proven = accounts.authenticate(session, form.get("email", ""), password=password)
    with tools.database.transaction() as session:
        user = accounts.get_user(session, proven.id)
        accounts.renew_hash(user, password=password)
        return _begin(session, user, instead_of=old_token)


def _begin(session: Session, user: User, *, instead_of: str) -> str:
    accounts.sign_out(session, instead_of)
    token = accounts.sign_in(session, user)
    log.info("accounts.signed_in", user_id=str(user.id))
    return token


def _welcome(request: Request, token: str, address: str) -> Response:
    answer = _go(address)
    set_token(answer, token, is_safe=request.url.scheme == "https")
    return answer


def _go(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, headers=NO_STORE)


def _show_form(
    *, wanted: str = "/", email: str = "", error: SoundForgeError | None = None
) -> Response:
    page = doorway.render_form(wanted=local_path(wanted), email=email, alert=str(error or ""))
    return HTMLResponse(page, error.status if error else HTTPStatus.OK, headers=NO_STORE)
