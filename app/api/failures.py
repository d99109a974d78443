"""What goes wrong, told to programs: ``{"error": {"type": ..., "message": ...}}``."""

from http import HTTPStatus

from fastapi import APIRouter, FastAPI, Request
from fastapi.exception_handlers import http_exception_handler, request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from app.core.errors import InvalidInput, NotFound, SoundForgeError

API = "/api/"

DEAD_ENDS = (
    "/api/{rest:path}",
    "/static/{rest:path}",
    "/icons/{rest:path}",
    "/manifest.webmanifest",
    "/sw.js",
    "/offline",
    "/favicon.ico",
    "/share/{rest:path}",
)

dead_ends = APIRouter(include_in_schema=False)
"""Where what is not there is missing, because the studio's page answers everything else."""


def install(web: FastAPI) -> None:
    """Let errors that routes raise become answers."""
    web.add_exception_handler(SoundForgeError, _tell_error)
    web.add_exception_handler(HTTPException, _tell_refusal)
    web.add_exception_handler(RequestValidationError, _tell_misfit)


def describe(kind: str, message: str, *, status: int) -> JSONResponse:
    """Return the answer about something that went wrong."""
    return JSONResponse({"error": {"type": kind, "message": message}}, status_code=status)


def describe_error(error: SoundForgeError) -> JSONResponse:
    """Return the answer about one of our own errors."""
    return describe(type(error).__name__, str(error), status=error.status)


async def miss(request: Request) -> None:
    """Say that there is no such thing.

    Raises:
        NotFound: always.
    """
    raise NotFound(f"There is nothing at {request.url.path[:200]}.")


for place in DEAD_ENDS:
    dead_ends.add_api_route(place, miss, methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])


async def _tell_error(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, SoundForgeError)  # noqa: S101  — for this class it was installed
    return describe_error(error)


async def _tell_refusal(request: Request, error: Exception) -> Response:
    """Answer what the router refuses; outside the API as Starlette does."""
    assert isinstance(error, HTTPException)  # noqa: S101  — as above
    if not request.url.path.startswith(API):
        return await http_exception_handler(request, error)
    phrase = HTTPStatus(error.status_code).phrase
    said = error.detail if error.detail != phrase else _sentence_for(request, error.status_code)
    answer = describe(phrase.title().replace(" ", ""), said, status=error.status_code)
    answer.headers.update(error.headers or {})
    return answer


def _sentence_for(request: Request, status: int) -> str:
    if status == HTTPStatus.NOT_FOUND:
        return f"There is nothing at {request.url.path}. /openapi.json lists what there is."
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return f"{request.method} does not work here. /openapi.json lists what does."
    return f"{HTTPStatus(status).phrase}."


async def _tell_misfit(request: Request, error: Exception) -> Response:
    """Name the first thing that does not fit its description, never its value."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  — as above
    if not request.url.path.startswith(API):
        return await request_validation_exception_handler(request, error)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"][1:]) or "The request"
    said = str(first["msg"]).rstrip(".")
    return describe_error(InvalidInput(f"{place} cannot be used: {said[:1].lower()}{said[1:]}."))
