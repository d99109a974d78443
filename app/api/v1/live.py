"""Stems while they are made: how far they are, where somebody wants to hear, what is coming."""

from contextlib import suppress
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app import pipeline
from app.api.v1.caller import SignedIn, Working
from app.api.v1.pcm import NEVER, cutter
from app.core.errors import NotFound
from app.core.storage import MediaKey
from app.pipeline import Making, Sound, Tools
from app.stems import MakingEnded

router = APIRouter(tags=["sound"])


class LiveAnswer(BaseModel):
    """How far a separation is.

    ``spans`` are the frames that can be heard, of all stems: each the first frame and the one after
    the last.  ``frames`` is 0 while nobody knows how many there will be.
    """

    version: int
    state: str = Field(description="making, done, or gone: nothing will come of it.")
    frames: int
    spans: list[tuple[int, int]]
    wished_frame: int | None


class WishQuestion(BaseModel):
    """From where somebody wants to hear next."""

    frame: int = Field(ge=0, le=1 << 40)


class ComingAnswer(BaseModel):
    """What became of stems that somebody waits for; ``separation_id`` once they can be heard."""

    state: Making
    separation_id: UUID | None


@router.get("/separations/{separation_id}/live")
def read_live(
    separation_id: UUID, tools: Working, user: SignedIn, response: Response
) -> LiveAnswer:
    """Say which parts of a separation can be heard."""
    response.headers.update(NEVER)
    sound = pipeline.find_sound(tools, separation_id, owner_id=user.id)
    if sound.live is not None:
        try:
            return _answer_live(sound)
        except MakingEnded:
            sound = pipeline.find_sound(tools, separation_id, owner_id=user.id)
    return _answer_still(tools, sound)


@router.post("/separations/{separation_id}/wish", status_code=204)
def wish(separation_id: UUID, question: WishQuestion, tools: Working, user: SignedIn) -> None:
    """Have the music from a frame on made next; of several wishes the last one counts."""
    sound = pipeline.find_sound(tools, separation_id, owner_id=user.id)
    if sound.making is Making.GONE:
        raise NotFound("These stems were never finished. Separate the track again.")
    if sound.live is not None:
        with suppress(MakingEnded):  # then there is nothing left to wish for
            sound.live.wish(question.frame)


@router.get("/tracks/{track_id}/coming/{job_id}")
def read_coming(
    track_id: UUID, job_id: UUID, tools: Working, user: SignedIn, response: Response
) -> ComingAnswer:
    """Say whether the separation that a job makes can be heard; follows its retries."""
    response.headers.update(NEVER)
    coming = pipeline.find_coming(tools, job_id, track_id=track_id, owner_id=user.id)
    return ComingAnswer(state=coming.making, separation_id=coming.separation_id)


def _answer_live(sound: Sound) -> LiveAnswer:
    assert sound.live is not None  # noqa: S101  — the caller has looked
    version, spans = sound.live.written()
    return LiveAnswer(
        version=version,
        state="making",
        frames=sound.live.shape.frames,
        spans=list(spans),
        wished_frame=sound.live.wished_frame(),
    )


def _answer_still(tools: Tools, sound: Sound) -> LiveAnswer:
    """Answer for stems that do not change: they are done, or gone, or wait to be made."""
    state = "making" if sound.making in {Making.WAITING, Making.MAKING} else sound.making.value
    frames = 0
    if sound.parts:
        frames = cutter().shape(tools.media.path(MediaKey(sound.parts[0].media_key))).frames
    spans = [(0, frames)] if frames else []
    return LiveAnswer(version=0, state=state, frames=frames, spans=spans, wished_frame=None)
