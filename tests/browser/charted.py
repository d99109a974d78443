"""A studio with one song about which everything is known, so that it has every chart."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Browser

from app import analysis, library, stems
from app.analysis import Frames, TrackAnalysis
from app.analysis.models import TrackFrames, Transcription
from app.pipeline import JobState
from tests.browser.live import SECONDS, bring_song
from tests.browser.served import Served
from tests.browser.slow import SlowSeparation
from tests.browser.windows import Windows
from tests.houses import wait_until
from tests.twins import HEARD

BAR_SECONDS = 2.0
CHORDS = ("Am", "F", "C", "G7", "Dm7", "Fmaj7", "Em", "Bdim")
TONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
FORM = (
    ("intro", 0, 8, 0.25),
    ("build-up", 8, 14, 0.6),
    ("drop", 14, 30, 0.95),
    ("outro", 30, 40, 0.4),
)
PITCHES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]
SPECTRAL = [
    "centroid_hz",
    "rolloff_hz",
    "bandwidth_hz",
    "contrast_db",
    "flatness",
    "zero_crossings",
]

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Charted:
    """The studio and its song."""

    served: Served
    track_id: UUID

    @property
    def path(self) -> str:
        """Return the page of the song."""
        return f"/track/{self.track_id}"


def bring_charted(served: Served, chromium: Browser, folder: Path) -> Charted:
    """Bring in a song, make its stems, and know everything about it."""
    track_id = bring_plain(served, chromium, folder, seed=7)
    know(served, track_id)
    return Charted(served, track_id)


def bring_plain(served: Served, chromium: Browser, folder: Path, *, seed: int = 8) -> UUID:
    """Bring in a song of which only the usual is known."""
    slow = SlowSeparation()
    with Windows(chromium, served.address, served.cookies()) as windows:
        song = bring_song(served, windows, folder, seed=seed, slow=slow)
        slow.finish()
    wait_until(
        lambda: all(job.state is JobState.COMPLETED for job in served.jobs()),
        "the work is not over",
    )
    return UUID(song.track_id)


def know(served: Served, track_id: UUID) -> None:
    """Write down what an analysis of everything would have heard."""
    with served.tools.database.transaction() as session:
        (owner_id,) = {job.owner_id for job in served.jobs()}
        library.get_track(session, track_id, owner_id=owner_id)
        analysis.add_analysis(
            session, heard(), analysis_id=uuid4(), owner_id=owner_id, track_id=track_id
        )
        for name, rows in frames().items():
            session.merge(row_of(name, rows, owner_id=owner_id, track_id=track_id))
        parts = stems.list_stems_of_track(session, owner_id=owner_id, track_id=track_id)
        bass = next(stem for stem in parts if stem.type == "bass")
        played = notes()
        session.add(
            Transcription(
                id=uuid4(),
                owner_id=owner_id,
                track_id=track_id,
                stem_id=bass.id,
                engine="twin",
                engine_version=1,
                note_count=len(played),
                notes=played,
            )
        )


def heard() -> TrackAnalysis:
    """Return an analysis of 120 BPM with a form, chords and a key."""
    bars = int(SECONDS / BAR_SECONDS)
    names = [CHORDS[(bar * 3) % 8 if bar > 7 else bar % 4] for bar in range(bars)]
    step = 0.5
    at = np.arange(0.0, SECONDS, step)
    return TrackAnalysis.model_validate(
        {
            **HEARD,
            "versions": dict.fromkeys(analysis.ALL, 1),
            "duration_seconds": SECONDS,
            "beats_seconds": [0.5 * beat for beat in range(80)],
            "downbeats_seconds": [BAR_SECONDS * bar for bar in range(bars)],
            "tempo_spans": [{"start_seconds": 0.0, "tempo_bpm": 120.0}],
            "sections": [
                {"label": label, "start_seconds": start, "end_seconds": end, "energy": energy}
                for label, start, end, energy in FORM
            ],
            "energy_curve": {"step_seconds": step, "values": energy_at(at).round(3).tolist()},
            "chords": [
                {
                    "chord": chord,
                    "start_seconds": BAR_SECONDS * bar,
                    "end_seconds": BAR_SECONDS * (bar + 1),
                    "confidence": 0.8,
                }
                for bar, chord in enumerate(names)
            ],
            "key_spans": [
                {
                    "key": "A minor",
                    "camelot": "8A",
                    "start_seconds": 0.0,
                    "end_seconds": SECONDS,
                    "confidence": 0.8,
                }
            ],
            "spectral_means": {"centroid_hz": 2100.0},
        }
    )


def energy_at(seconds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return how strong each moment is, by the form."""
    levels = np.zeros(len(seconds))
    for _, start, end, energy in FORM:
        levels[(seconds >= start) & (seconds < end)] = energy
    return np.clip(levels + 0.05 * np.sin(seconds * 3), 0, 1)


def frames() -> dict[str, Frames]:
    """Return rows over time, five a second."""
    step, chance = 0.2, np.random.default_rng(1)
    at = np.arange(0.0, SECONDS, step)
    energy = energy_at(at)
    chroma = 0.15 * chance.random((len(at), 12))
    for bar, chord in enumerate(heard().chords):
        root = TONES[chord.chord[0]]
        third = 3 if chord.chord[1:].startswith(("m", "d")) and "maj" not in chord.chord else 4
        inside = slice(int(bar * BAR_SECONDS / step), int((bar + 1) * BAR_SECONDS / step))
        chroma[inside, [root % 12, (root + third) % 12, (root + 7) % 12]] += 0.8
    drift = chance.normal(size=(len(at), 13)).cumsum(axis=0) / 4
    mfcc = drift * np.linspace(12, 2, 13) + np.linspace(-200, 0, 13)
    noise = chance.normal(size=len(at))
    curves = np.column_stack(
        [
            1200 + 1800 * energy + 90 * noise,
            2600 + 4200 * energy + 200 * noise,
            1500 + 900 * energy + 60 * noise,
            18 + 6 * energy + noise,
            0.02 + 0.1 * energy,
            0.05 + 0.1 * energy + 0.004 * noise,
        ]
    )
    loud = np.column_stack([-26 + 17 * energy + noise, -26 + 16 * energy])
    return {
        "chroma": Frames.pack(chroma.astype(np.float32), names=PITCHES, step_seconds=step),
        "mfcc": Frames.pack(
            mfcc.astype(np.float32), names=[str(one) for one in range(1, 14)], step_seconds=step
        ),
        "spectral": Frames.pack(curves.astype(np.float32), names=SPECTRAL, step_seconds=step),
        "loudness": Frames.pack(
            loud.astype(np.float32), names=["momentary_lufs", "short_term_lufs"], step_seconds=step
        ),
    }


def notes() -> list[list[float]]:
    """Return a bass that plays the roots."""
    found: list[list[float]] = []
    for chord in heard().chords:
        root = 36 + TONES[chord.chord[0]]
        for beat, more in enumerate((0, 0, 7, 12)):
            start = chord.start_seconds + 0.5 * beat
            found.append([start, start + 0.4, root + more, 70.0 + 12 * beat])
    return found


def row_of(name: str, rows: Frames, *, owner_id: UUID, track_id: UUID) -> TrackFrames:
    """Return rows over time as the database keeps them."""
    return TrackFrames(
        track_id=track_id,
        name=name,
        owner_id=owner_id,
        version=1,
        step_seconds=rows.step_seconds,
        names=rows.names,
        low=rows.low,
        high=rows.high,
        data=rows.data,
    )
