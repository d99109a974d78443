"""What a hand can do to a grid; each kind says what it is called and what becomes of the beats."""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.analysis.rules.editing import gridding, tapping
from app.analysis.rules.editing.beat_line import BeatLine
from app.core.errors import InvalidInput

Seconds = Annotated[float, Field(allow_inf_nan=False)]
"""A time in a track, or between two of them."""

Tempo = Annotated[float, Field(allow_inf_nan=False)]


class Edit(BaseModel):
    """One act of a hand; ``label`` is what undo calls it."""

    model_config = ConfigDict(extra="forbid")

    label: ClassVar[str]


class BeatsEdit(Edit):
    """One that needs beats to be there."""

    def begin(self, duration_seconds: float) -> BeatLine:
        """Return the beats of a track that has none yet.

        Raises:
            InvalidInput: if this edit cannot make any.
        """
        del duration_seconds
        raise InvalidInput("This track has no beats yet. Tap them, or type a tempo in first.")


class Nudge(BeatsEdit):
    """Shift all beats; later for more than zero."""

    label = "Nudge the grid"

    act: Literal["nudge"]
    seconds: Annotated[float, Field(ge=-10, le=10)]

    def apply(self, line: BeatLine) -> BeatLine:
        """Return the beats after this edit."""
        return gridding.nudge(line, self.seconds)


class StretchBeats(BeatsEdit):
    """Drag the beat nearest ``from_seconds`` elsewhere; the one at the anchor stays.

    Without an anchor, the first beat of its tempo stays.
    """

    label = "Stretch the grid"

    act: Literal["stretch"]
    from_seconds: Seconds
    to_seconds: Seconds
    anchor_seconds: Seconds | None = None

    def apply(self, line: BeatLine) -> BeatLine:
        """Return the beats after this edit."""
        return gridding.stretch(
            line,
            from_seconds=self.from_seconds,
            to_seconds=self.to_seconds,
            anchor_seconds=self.anchor_seconds,
        )


class SetTempo(BeatsEdit):
    """Lay even beats at a tempo; the beat nearest ``at_seconds`` stays."""

    label = "Set the tempo"

    act: Literal["tempo"]
    tempo_bpm: Tempo
    at_seconds: Seconds

    def begin(self, duration_seconds: float) -> BeatLine:
        """Return beats over the whole track, one of them at the place."""
        return gridding.lay_line(
            self.tempo_bpm, anchor_seconds=self.at_seconds, duration_seconds=duration_seconds
        )

    def apply(self, line: BeatLine) -> BeatLine:
        """Return the beats after this edit."""
        return gridding.set_tempo(line, self.tempo_bpm, anchor_seconds=self.at_seconds)


class Tap(BeatsEdit):
    """Lay the beats that somebody has tapped while the track was playing.

    ``taps_seconds`` are on any clock; ``at_seconds`` is where the track was at the last of them.
    """

    label = "Tap the tempo"

    act: Literal["tap"]
    taps_seconds: Annotated[list[Seconds], Field(max_length=tapping.MOST_TAPS)]
    at_seconds: Seconds

    def begin(self, duration_seconds: float) -> BeatLine:
        """Return beats over the whole track, as they were tapped."""
        tempo_bpm, beat = self._read(duration_seconds)
        return gridding.lay_line(tempo_bpm, anchor_seconds=beat, duration_seconds=duration_seconds)

    def apply(self, line: BeatLine) -> BeatLine:
        """Return the beats after this edit."""
        tempo_bpm, beat = self._read(line.duration_seconds)
        return gridding.lay_span(line, tempo_bpm, anchor_seconds=beat)

    def _read(self, duration_seconds: float) -> tuple[float, float]:
        """Return the tempo, and a beat in the track near to where it was tapped."""
        tapped = tapping.read_taps(self.taps_seconds)
        beat = self.at_seconds - (max(self.taps_seconds) - tapped.beat_seconds)
        period = 60.0 / tapped.tempo_bpm
        beat += max(0.0, -(beat // period)) * period if beat < 0 else 0.0
        return tapped.tempo_bpm, min(beat, duration_seconds)


class SetBarOne(BeatsEdit):
    """Count the bars from the beat nearest to a place; with ``only_after``, from there on only."""

    label = "Set bar one"

    act: Literal["bar_one"]
    at_seconds: Seconds
    only_after: bool = False

    def apply(self, line: BeatLine) -> BeatLine:
        """Return the beats after this edit."""
        return gridding.set_bar_one(line, self.at_seconds, only_after=self.only_after)


class SetBeatsPerBar(BeatsEdit):
    """Make bars longer or shorter."""

    label = "Set the beats of a bar"

    act: Literal["beats_per_bar"]
    beats_per_bar: int

    def apply(self, line: BeatLine) -> BeatLine:
        """Return the beats after this edit."""
        return gridding.set_beats_per_bar(line, self.beats_per_bar)


class Halve(BeatsEdit):
    """Keep every second beat."""

    label = "Halve the tempo"

    act: Literal["halve"]

    def apply(self, line: BeatLine) -> BeatLine:
        """Return the beats after this edit."""
        return gridding.halve(line)


class Double(BeatsEdit):
    """Put a beat between every two."""

    label = "Double the tempo"

    act: Literal["double"]

    def apply(self, line: BeatLine) -> BeatLine:
        """Return the beats after this edit."""
        return gridding.double(line)


class MarkTempoChange(BeatsEdit):
    """Go on at another tempo from a place on, where its first beat lies."""

    label = "Mark a tempo change"

    act: Literal["tempo_change"]
    at_seconds: Seconds
    tempo_bpm: Tempo

    def apply(self, line: BeatLine) -> BeatLine:
        """Return the beats after this edit."""
        return gridding.mark_tempo_change(line, self.at_seconds, self.tempo_bpm)


class RemoveTempoChange(BeatsEdit):
    """Remove the tempo change nearest to a place: the tempo before it goes on."""

    label = "Remove a tempo change"

    act: Literal["remove_tempo_change"]
    at_seconds: Seconds

    def apply(self, line: BeatLine) -> BeatLine:
        """Return the beats after this edit."""
        return gridding.remove_tempo_change(line, self.at_seconds)


class Extend(BeatsEdit):
    """Lay beats up to both ends of the track."""

    label = "Extend the grid"

    act: Literal["extend"]

    def apply(self, line: BeatLine) -> BeatLine:
        """Return the beats after this edit."""
        return gridding.extend(line)


GridEdit = Annotated[
    Nudge
    | StretchBeats
    | SetTempo
    | Tap
    | SetBarOne
    | SetBeatsPerBar
    | Halve
    | Double
    | MarkTempoChange
    | RemoveTempoChange
    | Extend,
    Field(discriminator="act"),
]
"""Any of them, told by ``act``."""
