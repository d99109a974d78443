"""What a player is told of a track before it asks for the first page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from app import analysis, library, pipeline, stems
from app.api.v1.answers import artwork_address
from app.api.v1.caller import SignedIn, Working
from app.api.v1.lanes import StemView, root_of, view_mix, view_sound
from app.api.v1.pcm import PAGE_FRAMES, cutter
from app.core.audio import PcmShape
from app.core.errors import NotFound
from app.core.storage import MediaKey
from app.library import Track
from app.pipeline import Job, Making, Sound, Tools

router = APIRouter(tags=["sound"])

TARGET_LUFS: Final = -14.0

_HEARD: Final = {Making.MAKING, Making.DONE}


class SectionView(BaseModel):
    """A part of the form; ``colour`` and ``name`` are null where nobody has chosen one."""

    label: str
    name: str | None
    start_seconds: float
    end_seconds: float
    colour: str | None


class CueView(BaseModel):
    """A named position; ``colour`` is the user's, as other programs keep it."""

    label: str
    position_seconds: float
    colour: str


class PlayerView(BaseModel):
    """All that a player has to know before it asks for the first page.

    ``gain_db`` brings the track to the common loudness, ``peak_db`` is its highest peak, and at
    ``highlight_seconds`` it drops or is loudest. While the stems are made, ``is_pending`` is true,
    ``live_url`` tells how far they are and ``wish_url`` takes from where to go on. ``coming_url``
    tells of another separation that is on its way.
    """

    track_id: UUID
    separation_id: UUID | None
    title: str
    artist: str | None
    album: str | None
    artwork_url: str | None
    spotify_id: str | None
    duration_seconds: float
    rate_hz: int
    frames: int
    channels: int
    page_frames: int
    gain_db: float
    peak_db: float | None
    highlight_seconds: float
    is_draft: bool
    is_pending: bool
    live_url: str | None
    wish_url: str | None
    coming_url: str | None
    stems: list[StemView]
    beats_seconds: list[float]
    downbeats_seconds: list[float]
    sections: list[SectionView]
    cues: list[CueView]


@router.get("/tracks/{track_id}/player")
async def read_player(
    track_id: UUID, tools: Working, user: SignedIn, separation: UUID | None = None
) -> PlayerView:
    """Describe a track for a player, with its current stems or those of the given separation.

    A track without stems is described with those that are being made, else with its mix.
    """
    return await run_in_threadpool(
        describe_player, tools, track_id, owner_id=user.id, separation_id=separation
    )


@dataclass(frozen=True)
class _Sight:
    """What was found of a track: its rows, what of it can be heard, and what is on its way."""

    track: Track
    picture: str | None
    sound: Sound | None
    coming: Job | None
    heard: analysis.Analysis | None
    grid: analysis.Grid | None
    sections: Sequence[analysis.TrackSection]
    cues: Sequence[analysis.Cue]


def describe_player(
    tools: Tools, track_id: UUID, *, owner_id: UUID, separation_id: UUID | None
) -> PlayerView:
    """Return what a player has to know of a track, with the stems of a separation if one is named.

    Raises:
        NotFound: if the owner has no such track, or it has no such separation.
        NotYet: if that separation has not begun.
    """
    sight = _look(tools, track_id, owner_id=owner_id, separation_id=separation_id)
    track, sound, grid = sight.track, sight.sound, sight.grid
    shape = _shape(tools, track, sound)
    parts = view_sound(sound) if sound else [view_mix(track_id)]
    return PlayerView(
        track_id=track.id,
        separation_id=sound.separation_id if sound else None,
        title=track.title,
        artist=track.artist,
        album=track.album,
        spotify_id=track.spotify_id,
        artwork_url=artwork_address(track.id, sight.picture) if sight.picture else None,
        duration_seconds=shape.frames / shape.rate_hz,
        rate_hz=shape.rate_hz,
        frames=shape.frames,
        channels=shape.channels,
        page_frames=PAGE_FRAMES,
        gain_db=_level(sight.heard),
        peak_db=_peak(sight.heard),
        highlight_seconds=_highlight(sight, shape.frames / shape.rate_hz),
        is_draft=parts[0].is_draft,
        **_addresses(sight),
        stems=parts,
        beats_seconds=grid.beats_seconds if grid else [],
        downbeats_seconds=grid.downbeats_seconds if grid else [],
        sections=[SectionView.model_validate(one, from_attributes=True) for one in sight.sections],
        cues=[CueView.model_validate(one, from_attributes=True) for one in sight.cues],
    )


def _look(tools: Tools, track_id: UUID, *, owner_id: UUID, separation_id: UUID | None) -> _Sight:
    of_track = {"owner_id": owner_id, "track_id": track_id}
    with tools.database.reading() as session:
        track = library.get_track(session, track_id, owner_id=owner_id)
        coming = pipeline.find_coming_job(session, track_id, owner_id=owner_id)
        current = stems.list_separations(session, **of_track)[:1]
        sight = _Sight(
            track=track,
            picture=library.artwork_of(session, [track_id], owner_id=owner_id).get(track_id),
            sound=None,
            coming=coming,
            heard=analysis.find_analysis(session, **of_track),
            grid=analysis.find_grid(session, **of_track),
            sections=analysis.list_sections(session, **of_track),
            cues=analysis.list_cues(session, **of_track),
        )
    if separation_id is not None:
        return replace(sight, sound=_get_sound(tools, track, separation_id))
    for one in (*current, *([coming] if coming else [])):
        sound = pipeline.find_sound(tools, one.id, owner_id=owner_id)
        if sound.making in _HEARD:
            return replace(sight, sound=sound)
    return sight


def _get_sound(tools: Tools, track: Track, separation_id: UUID) -> Sound:
    sound = pipeline.find_sound(tools, separation_id, owner_id=track.owner_id)
    if sound.making is Making.WAITING:
        raise stems.NotYet("These stems are not being made yet. Ask again in a moment.")
    if sound.track_id != track.id or sound.making not in _HEARD:
        raise NotFound("This track has no such separation.")
    return sound


def _shape(tools: Tools, track: Track, sound: Sound | None) -> PcmShape:
    if sound and sound.live:
        live = sound.live.shape
        return PcmShape(frames=live.frames, rate_hz=live.rate_hz, channels=live.channels)
    if sound and sound.parts:
        return cutter().shape(tools.media.path(MediaKey(sound.parts[0].media_key)))
    return cutter().shape(pipeline.playable_of(tools, track))


def _addresses(sight: _Sight) -> dict[str, Any]:
    """Return the fields of the view that tell of what changes."""
    sound, coming = sight.sound, sight.coming
    is_pending = sound is not None and sound.live is not None
    root = root_of(sound.separation_id) if sound and is_pending else None
    is_other = coming is not None and (sound is None or coming.id != sound.separation_id)
    track = f"/api/v1/tracks/{sight.track.id}"
    return {
        "is_pending": is_pending,
        "live_url": f"{root}/live" if root else None,
        "wish_url": f"{root}/wish" if root else None,
        "coming_url": f"{track}/coming/{coming.id}" if coming and is_other else None,
    }


def _level(heard: analysis.Analysis | None) -> float:
    """Return the gain of the analysis; of one without, what brings the track to the target.

    That is as far as its true peak allows.
    """
    if heard is None:
        return 0.0
    gain_db = heard.document.get("gain_db")
    if gain_db is not None:
        return float(gain_db)
    if heard.loudness_lufs is None:
        return 0.0
    room_db = -float(heard.document.get("true_peak_db") or 0.0)
    return round(min(TARGET_LUFS - heard.loudness_lufs, room_db), 2)


def _peak(heard: analysis.Analysis | None) -> float | None:
    """Return the highest peak, None where nobody has measured it."""
    peak_db = heard.document.get("true_peak_db") if heard else None
    return None if peak_db is None else float(peak_db)


def _highlight(sight: _Sight, duration_seconds: float) -> float:
    """Return where to listen into the track: a cue of a hand comes before what was heard."""
    heard = sight.heard.document.get("energy_curve") if sight.heard else None
    curve = analysis.EnergyCurve.model_validate(heard) if heard else None
    cues = [(cue.label, cue.position_seconds) for cue in sight.cues]
    sections = [(one.name or one.label, one.start_seconds) for one in sight.sections]
    return analysis.find_highlight(
        cues + sections,
        curve.values if curve else [],
        step_seconds=curve.step_seconds if curve else 0.0,
        duration_seconds=duration_seconds,
    )
