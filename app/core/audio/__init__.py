"""Audio files in and out: probe, decode in blocks, inspect, write FLAC; by content, in our memory.

``libsndfile`` reads what it reads exactly; the ``ffmpeg`` program, run apart, reads the rest.
"""

from app.core.audio.decoding import probe, read, stream
from app.core.audio.ffmpeg import ffmpeg_path, ffmpeg_version
from app.core.audio.formats import AudioFormat
from app.core.audio.inspection import (
    INSPECT,
    PICTURES,
    Inspection,
    InspectRequest,
    PictureReport,
    PictureRequest,
    inspect,
)
from app.core.audio.paging import SEEKABLE, PageCutter, PcmShape, read_shape
from app.core.audio.resampling import change_channels, change_rate
from app.core.audio.tags import Tags
from app.core.audio.writing import FlacWriter, write_flac

__all__ = [
    "INSPECT",
    "PICTURES",
    "SEEKABLE",
    "AudioFormat",
    "FlacWriter",
    "InspectRequest",
    "Inspection",
    "PageCutter",
    "PcmShape",
    "PictureReport",
    "PictureRequest",
    "Tags",
    "change_channels",
    "change_rate",
    "ffmpeg_path",
    "ffmpeg_version",
    "inspect",
    "probe",
    "read",
    "read_shape",
    "stream",
    "write_flac",
]
