"""Songs of four known stems, rendered from a seed: what separators are fitted to and measured on.

The three palettes share no instrument: a fit sees :data:`TRAINING`, and what it is worth is
measured on :data:`HELD_OUT`, at other seeds.
"""

from typing import Final

import numpy as np

from app.core.units import Audio
from tests.stems.mixtures.bass import play_bass
from tests.stems.mixtures.drums import play_drums
from tests.stems.mixtures.other import play_others
from tests.stems.mixtures.room import levelled, with_room, with_tone
from tests.stems.mixtures.score import write_score
from tests.stems.mixtures.tones import Palette
from tests.stems.mixtures.voice import sing

NAMES: Final = ("vocals", "drums", "bass", "other")
TRAINING: Final[tuple[Palette, ...]] = ("additive", "modelled")
HELD_OUT: Final[Palette] = "foreign"

_PALETTES: Final = (*TRAINING, HELD_OUT)


def render_song(
    seed: int, *, seconds: float, palette: Palette, rate_hz: int = 44_100
) -> dict[str, Audio]:
    """Return vocals, drums, bass and other, each ``(2, samples)``; their sum stays below 1."""
    chance = np.random.default_rng([seed, _PALETTES.index(palette)])
    score = write_score(seconds, chance)
    dry = {
        "vocals": sing(score, rate_hz, chance, palette=palette),
        "drums": play_drums(score, rate_hz, chance, palette=palette),
        "bass": play_bass(score, rate_hz, chance, palette=palette),
        "other": play_others(score, rate_hz, chance, palette=palette),
    }
    rooms = {"vocals": 0.35, "drums": 0.25, "bass": 0.03, "other": 0.5}
    levels_db = {"vocals": -19.0, "drums": -18.0, "bass": -19.0, "other": -20.0}
    stems: dict[str, Audio] = {}
    for name, stem in dry.items():
        wet = with_tone(with_room(stem, rate_hz, chance, most=rooms[name]), rate_hz, chance)
        stems[name] = levelled(wet, levels_db[name] + chance.uniform(-3, 3))
    peak = float(np.abs(np.sum(list(stems.values()), axis=0)).max())
    gain = np.float32(0.9 / max(peak, 0.9))
    return {name: gain * stem for name, stem in stems.items()}
