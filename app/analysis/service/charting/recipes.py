"""Which charts there are, and what each is drawn from: to add one, give it a line in ``CHARTS``."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.analysis.ports import Frames
from app.analysis.rules.charting.drawing import (
    draw_blocks,
    draw_heat,
    draw_line,
    draw_notes,
    draw_rows,
    draw_tempo,
    join_blocks,
    middles_of,
)
from app.analysis.rules.charting.profile import Traits, draw_profile
from app.analysis.rules.charting.shapes import (
    Block,
    Blocks,
    ChartPicture,
    ChartView,
    HeatMap,
    Level,
    Line,
    Lines,
    Notes,
    Radar,
)
from app.analysis.service.charting.known import Known
from app.core.catalog import Catalog

_UNITS = {"_hz": "Hz", "_db": "dB", "_lufs": "LUFS"}


@dataclass(frozen=True)
class Recipe:
    """A chart: how it is drawn, or what to say where there is nothing to draw."""

    name: str
    missing: str
    draw: Callable[[Known, ChartView], ChartPicture | None]


def _draw_radar(known: Known, view: ChartView) -> Radar | None:
    del view
    heard, grid = known.heard, known.grid
    if heard is None:
        return None
    lasting: dict[str, float] = {}
    for one in heard.chords:
        lasting[one.chord] = lasting.get(one.chord, 0.0) + one.end_seconds - one.start_seconds
    return draw_profile(
        Traits(
            energy=heard.energy,
            tempo_bpm=grid.tempo_bpm if grid else heard.tempo_bpm,
            tempo_confidence=heard.tempo_confidence if heard.tempo_bpm else None,
            centroid_hz=heard.spectral_means.get("centroid_hz"),
            loudness_lufs=heard.loudness_lufs,
            chord_seconds=lasting,
        )
    )


def _draw_structure(known: Known, view: ChartView) -> Blocks | None:
    blocks = [
        Block(
            "section",
            one.label,
            one.start_seconds,
            one.end_seconds,
            one.energy,
            colour=one.colour,
            name=one.name,
        )
        for one in known.sections
    ]
    return draw_blocks(blocks, value_name="energy", view=view)


def _draw_energy(known: Known, view: ChartView) -> Lines | None:
    """Return loudness as it was measured, and energy, each with its value for the whole track."""
    loudness, heard = known.frames("loudness"), known.heard
    lines = [] if loudness is None else _lines_of(loudness, view)
    levels: list[Level] = []
    curve = heard.energy_curve if heard else None
    if curve is not None and curve.values:
        at = middles_of(len(curve.values), curve.step_seconds)
        lines.append(draw_line("energy", "", at, np.array(curve.values), view=view))
    if heard and heard.loudness_lufs is not None:
        levels.append(Level("integrated_lufs", "LUFS", heard.loudness_lufs))
    is_thinned = any(line.is_thinned for line in lines)
    return Lines(lines, levels, is_thinned=is_thinned) if lines else None


def _draw_beats(known: Known, view: ChartView) -> Lines | None:
    grid = known.grid
    if grid is None:
        return None
    return draw_tempo(
        [(start, tempo) for start, tempo in grid.tempo_spans],
        grid.beats_seconds,
        grid.downbeats_seconds,
        beats_per_bar=grid.beats_per_bar,
        end_seconds=known.duration_seconds,
        view=view,
    )


def _draw_chords(known: Known, view: ChartView) -> Blocks | None:
    """Return chords, and the keys that they are heard in."""
    heard = known.heard
    if heard is None or not heard.chords:
        return None
    chords = join_blocks(
        [
            Block("chord", one.chord, one.start_seconds, one.end_seconds, one.confidence)
            for one in heard.chords
        ]
    )
    keys = [
        Block("key", one.key, one.start_seconds, one.end_seconds, one.confidence)
        for one in heard.key_spans
    ]
    return draw_blocks([*keys, *chords], value_name="confidence", view=view)


def _draw_chroma(known: Known, view: ChartView) -> HeatMap | None:
    return _heat_of(known.frames("chroma"), view, is_common=True)


def _draw_mfcc(known: Known, view: ChartView) -> HeatMap | None:
    return _heat_of(known.frames("mfcc"), view, is_common=False)


def _draw_spectral(known: Known, view: ChartView) -> Lines | None:
    frames = known.frames("spectral")
    lines = [] if frames is None else _lines_of(frames, view)
    if not lines or not lines[0].values:
        return None
    return Lines(lines, is_thinned=lines[0].is_thinned)


def _draw_notes(known: Known, view: ChartView) -> Notes | None:
    return draw_notes(known.notes, view=view)


def _heat_of(frames: Frames | None, view: ChartView, *, is_common: bool) -> HeatMap | None:
    if frames is None:
        return None
    return draw_heat(
        frames.unpack(),
        frames.names,
        step_seconds=frames.step_seconds,
        view=view,
        is_common=is_common,
    )


def _lines_of(frames: Frames, view: ChartView) -> list[Line]:
    names = [(name, unit_of(name)) for name in frames.names]
    return draw_rows(frames.unpack(), names, step_seconds=frames.step_seconds, view=view)


def unit_of(name: str) -> str:
    """Return the unit that the name of a quantity ends in, or nothing for a plain number."""
    return next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), "")


_UNHEARD = "This track has no {} yet. Analyse it first."

CHARTS = Catalog(
    "chart",
    (
        Recipe("radar", _UNHEARD.format("profile"), _draw_radar),
        Recipe("structure", _UNHEARD.format("sections"), _draw_structure),
        Recipe("energy", _UNHEARD.format("loudness and energy over time"), _draw_energy),
        Recipe("beats", _UNHEARD.format("grid"), _draw_beats),
        Recipe("chords", _UNHEARD.format("chords"), _draw_chords),
        Recipe("notes", "No stem that the track has now was transcribed yet.", _draw_notes),
        Recipe("chroma", _UNHEARD.format("chroma"), _draw_chroma),
        Recipe("spectral", _UNHEARD.format("spectral curves"), _draw_spectral),
        Recipe("mfcc", _UNHEARD.format("MFCC"), _draw_mfcc),
    ),
)
"""Every chart, in the order in which people look at them."""
