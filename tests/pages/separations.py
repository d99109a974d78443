"""Separations for tests of pages, and the part of the track's page that shows them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from nicegui import ui

from app import pipeline, stems
from app.library import Track
from app.pipeline import SeparateArguments
from app.stems import QualityReport, Separation, Stem, StemQuality, StemType, Verdict, Wish
from pages.track.stems import StemActs, StemsPart
from pages.track.view import FormView, TrackView
from tests.houses import House
from tests.pages.drawn import draw

OWNER, TRACK = uuid4(), uuid4()
USUAL = SeparateArguments(engine="draft", model="draft")


async def nothing(*said: object, **named: object) -> None:
    del said, named


def ignore(*said: object) -> None:
    del said


async def describe() -> str:
    return "Networks would run on cpu."


ACTS = StemActs(
    separate=nothing,
    draft=nothing,
    play=ignore,
    play_residual=ignore,
    choose=nothing,
    delete=nothing,
    export=ignore,
    describe=describe,
    transcribe=nothing,
)


def make_separation(**more: Any) -> Separation:
    known: dict[str, Any] = {
        "id": uuid4(),
        "owner_id": OWNER,
        "track_id": TRACK,
        "engine": "demucs",
        "model": "htdemucs",
        "device": "cpu",
        "precision": "bf16",
        "residual_db": -38.2,
        "duration_seconds": 100.0,
        "elapsed_seconds": {"total": 72.0},
    }
    return Separation(**(known | more))


def make_stem(separation: Separation, kind: StemType) -> Stem:
    return Stem(
        owner_id=OWNER,
        separation_id=separation.id,
        track_id=TRACK,
        place=0,
        type=kind,
        media_key=f"stems/{separation.id}/{kind}.flac",
        size_bytes=1,
    )


def make_quality(*verdicts: Verdict) -> dict[str, Any]:
    vocals = StemQuality(
        name="vocals",
        level_db=-18.25,
        share=0.4,
        peak_db=-3.0,
        clipped_samples=0,
        levels_db=[-120.0, -30.0, 0.0],
    )
    report = QualityReport(
        residual_db=-38.2,
        slice_seconds=1.0,
        stems=[vocals],
        bleed=[],
        verdicts=list(verdicts),
        device_reason="there is no graphics card",
    )
    return report.model_dump(mode="json")


def make_view(*separations: Separation) -> TrackView:
    track = Track(
        id=TRACK,
        owner_id=OWNER,
        title="First Light",
        file_name="a.wav",
        media_key=f"tracks/{TRACK}.audio",
        content_hash="x",
        size_bytes=1,
        container="wav",
        codec="pcm",
        sample_rate_hz=44_100,
        channels=2,
        duration_seconds=100.0,
        peak_db=-1.0,
    )
    parts = [(one, [make_stem(one, StemType.VOCALS)]) for one in separations]
    return TrackView(track, None, [], [], parts, [])


def make_form(
    house: House, *, preferred: Wish | None = None, usual: SeparateArguments = USUAL
) -> FormView:
    with house.database.reading() as session:
        ways = pipeline.list_ways(session, house.settings)
    models = stems.list_all_models(house.settings.models_folder)
    return FormView(ways, models, preferred or Wish(), usual)


def on_page(play: Callable[[StemsPart], None]) -> None:
    """Let ``play`` have the stems part of a page."""
    draw(lambda: play(StemsPart(ACTS)))


def elements(tag: str, **props: str) -> list[ui.element]:
    return [
        one
        for one in ui.context.client.elements.values()
        if one.tag == tag and props.items() <= dict[str, object](one.props).items()
    ]


def checked(name: str) -> list[str]:
    found = [one for one in elements("input", name=name) if "checked" in one.props]
    return [one.props["value"] for one in found]
