"""Playing a plan: stems by type, and the mix of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from app.core.units import Audio
from tests.analysis.rendered.chance import draw_for
from tests.analysis.rendered.desk import mixed, placed, pumped
from tests.analysis.rendered.drumming import Stroke
from tests.analysis.rendered.instruments import choose_instrument
from tests.analysis.rendered.plan import Plan
from tests.analysis.rendered.score import Score, compose
from tests.analysis.rendered.singing import sing
from tests.analysis.rendered.truth import Truth, tell_truth
from tests.stems.mixtures.drums import KITS
from tests.stems.mixtures.room import levelled
from tests.stems.mixtures.tones import band, hiss, pan, put

RATE_HZ: Final = 44_100

_LEVELS_DB: Final = {"drums": -18.0, "bass": -20.0, "other": -20.0, "vocals": -20.0}
_DRUM_LEVELS: Final = {
    "kick": 0.9,
    "snare": 0.6,
    "hat": 0.25,
    "shaker": 0.15,
    "tom": 0.5,
    "crash": 0.35,
}
_ASIDE: Final = {"kick": 0.0, "snare": 0.1, "hat": 0.5, "shaker": 0.7, "tom": 0.6, "crash": 0.5}
_COMP_LEVEL, _PAD_LEVEL, _RIFF_LEVEL, _RISER_LEVEL = 0.5, 0.3, 0.45, 0.1


@dataclass(frozen=True)
class Rendered:
    """A song as sound: the mix and the stems before the desk, each ``(2, samples)`` at 44.1 kHz."""

    plan: Plan
    audio: Audio
    stems: dict[str, Audio]
    truth: Truth


def render(plan: Plan) -> Rendered:
    """Play a plan; the same plan always sounds the same."""
    score = compose(plan)
    truth = tell_truth(plan, score)
    samples = round(truth.duration_seconds * RATE_HZ)
    mixdown = plan.mixdown
    kicks = [stroke.seconds for stroke in score.strokes if stroke.drum == "kick"]
    parts = {
        "drums": placed(_play_drums(plan, score.strokes, samples), mixdown, RATE_HZ, share=0.4),
        "bass": pumped(_play_bass(plan, score, samples), kicks, mixdown.pump, RATE_HZ),
        "other": pumped(
            placed(_play_others(plan, score, samples), mixdown, RATE_HZ, share=1.0),
            kicks,
            mixdown.pump,
            RATE_HZ,
        ),
        "vocals": placed(
            pan(sing(score.voice, plan, samples, RATE_HZ), 0.0), mixdown, RATE_HZ, share=1.0
        ),
    }
    stems = {
        name: levelled(part, _LEVELS_DB[name] + level_db)
        for (name, part), level_db in zip(parts.items(), mixdown.levels_db, strict=True)
    }
    scale = np.float32(0.9 / max(0.9, *(float(np.abs(stem).max()) for stem in stems.values())))
    stems = {name: stem * scale for name, stem in stems.items()}
    last = truth.sections[-1].start_seconds
    return Rendered(plan, mixed(stems, plan, RATE_HZ, fade_from_seconds=last), stems, truth)


def write(sound: Audio, path: Path) -> Path:
    """Write a sound into a 16-bit file and return its path."""
    import soundfile

    soundfile.write(path, sound.T, RATE_HZ)
    return path


def _play_drums(plan: Plan, strokes: tuple[Stroke, ...], samples: int) -> Audio:
    """Return the drums, hats and toms a little aside."""
    canvas = np.zeros((2, samples), np.float32)
    chance = draw_for(plan.seed, "drums aside")
    kit = KITS[plan.palette](RATE_HZ, draw_for(plan.seed, "kit"))
    sounds = {
        drum: pan(sound, _ASIDE[drum] * plan.mixdown.width * float(chance.uniform(-1, 1)))
        for drum, sound in kit.items()
    }
    for stroke in strokes:
        gain = np.float32(_DRUM_LEVELS[stroke.drum] * stroke.gain)
        put(canvas, gain * sounds[stroke.drum], stroke.seconds, RATE_HZ)
    return canvas


def _play_bass(plan: Plan, score: Score, samples: int) -> Audio:
    return choose_instrument("bass", plan, RATE_HZ).play(score.bass, samples)


def _play_others(plan: Plan, score: Score, samples: int) -> Audio:
    """Return comp, pad, riff and the noise that announces a drop."""
    canvas = np.zeros((2, samples), np.float32)
    parts = {
        "comp": (score.comp, _COMP_LEVEL),
        "pad": (score.pad, _PAD_LEVEL),
        "riff": (score.riff, _RIFF_LEVEL),
    }
    for name, (notes, level) in parts.items():
        if notes:
            instrument = choose_instrument(name, plan, RATE_HZ)
            canvas += np.float32(level) * instrument.play(notes, samples)
    for start, end in score.risers:
        count = round((end - start) * RATE_HZ)
        noise = band(hiss(count, draw_for(plan.seed, "riser")), RATE_HZ, 1_500, None)
        swell = np.square(np.linspace(0, 1, count, dtype=np.float32))
        put(canvas, pan(np.float32(_RISER_LEVEL) * noise * swell, 0.0), start, RATE_HZ)
    return canvas
