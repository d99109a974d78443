"""Stems on the disk while they are made: written by the engine's process, read by the web's.

A folder ``live/`` in the job's scratch holds ``shape.json`` (what will be there), ``written.json``
(which frames are), ``wish.json`` (from where somebody wants to hear next), and by place one
``<place>.pcm`` (int32, little-endian, interleaved, steps of 24 bits; holes where nothing is) and
one ``<place>.columns`` (level 1 of the waveform).  What ``written.json`` names was written before,
and the small files are replaced as wholes, so that nobody reads half of anything.
"""

from app.stems.live.patches import Patches
from app.stems.live.reader import LiveStems
from app.stems.live.shape import FOLDER, WISH_FRAMES, LiveShape
from app.stems.live.writer import Interleaved, LiveWriter

__all__ = [
    "FOLDER",
    "WISH_FRAMES",
    "Interleaved",
    "LiveShape",
    "LiveStems",
    "LiveWriter",
    "Patches",
]
