"""Who writes which feature of the registry: to add one, write its file and its place here."""

from collections.abc import Callable

from app.analysis.engines.spectral.conclusions import Conclusions
from app.analysis.engines.spectral.features.chords import write_chords
from app.analysis.engines.spectral.features.chroma import write_chroma
from app.analysis.engines.spectral.features.cues import write_cues
from app.analysis.engines.spectral.features.drums import write_drums
from app.analysis.engines.spectral.features.energy import write_energy
from app.analysis.engines.spectral.features.key import write_key
from app.analysis.engines.spectral.features.loops import write_loops
from app.analysis.engines.spectral.features.loudness import write_loudness
from app.analysis.engines.spectral.features.mfcc import write_mfcc
from app.analysis.engines.spectral.features.spectral import write_spectral
from app.analysis.engines.spectral.features.structure import write_structure
from app.analysis.engines.spectral.features.tempo import write_tempo
from app.analysis.engines.spectral.features.vocals import write_vocals
from app.analysis.ports import TrackAnalysis

Writer = Callable[[Conclusions, TrackAnalysis], None]

WRITERS: dict[str, Writer] = {
    "tempo": write_tempo,
    "key": write_key,
    "loudness": write_loudness,
    "energy": write_energy,
    "structure": write_structure,
    "cues": write_cues,
    "loops": write_loops,
    "vocals": write_vocals,
    "drums": write_drums,
    "chords": write_chords,
    "chroma": write_chroma,
    "mfcc": write_mfcc,
    "spectral": write_spectral,
}
