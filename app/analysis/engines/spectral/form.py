"""The form of a track, from its mix and the stems that there are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from app.analysis.engines.spectral.stem_listening import VOCALS, Stem
from app.analysis.ports import Section
from app.analysis.rules.form.labels import label_parts
from app.analysis.rules.form.sections import MeasuredBars, Part, find_parts, measure_parts
from app.analysis.rules.listening import Heard
from app.analysis.rules.stems.vocals import Vocals, compare_with_mix, frame_levels

Series = npt.NDArray[np.float64]


def find_vocals(heard: Heard, stems: Mapping[str, Stem]) -> Vocals | None:
    """Return when somebody sings, or None where that cannot be told."""
    if VOCALS not in stems:
        return None
    voice = frame_levels(stems[VOCALS].amplitudes)
    return compare_with_mix(voice, frame_levels(heard.amplitudes))


def find_form(bars: MeasuredBars) -> list[Part]:
    """Return the sections that are heard, with their names."""
    return label_parts(find_parts(bars))


def measure_form(bars: MeasuredBars, known: Sequence[Section]) -> list[Part]:
    """Return sections that are known already, with what is measured of their bars."""
    known = sorted(known, key=lambda section: section.start_seconds)
    spans = [_span(section, bars.lines_seconds) for section in known]
    return [
        replace(
            part,
            start_seconds=section.start_seconds,
            end_seconds=section.end_seconds,
            label=section.label,
        )
        for part, section in zip(measure_parts(bars, spans), known, strict=True)
    ]


def _span(section: Section, lines_seconds: Series) -> tuple[int, int]:
    """Return the numbers of the bar lines nearest to the edges of a section."""
    first, last = (
        int(np.argmin(np.abs(lines_seconds - edge)))
        for edge in (section.start_seconds, section.end_seconds)
    )
    first = min(first, len(lines_seconds) - 2)
    return first, max(last, first + 1)
