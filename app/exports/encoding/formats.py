"""The formats that sound leaves in."""

from app.core.catalog import Catalog
from app.exports.ports import ExportFormat

# Rounding to 16 bits turns into noise that hides in the music, instead of distortion that does not.
_TO_16_BITS = ("-af", "aresample=osf=s16:dither_method=triangular")

FORMATS: Catalog[ExportFormat] = Catalog(
    "export format",
    (
        ExportFormat(
            "flac24", "FLAC, 24 bits", "flac", "audio/flac", "flac", ("-c:a", "copy"), bits=24
        ),
        ExportFormat(
            "flac16",
            "FLAC, 16 bits",
            "flac",
            "audio/flac",
            "flac",
            (*_TO_16_BITS, "-c:a", "flac"),
            bits=16,
        ),
        ExportFormat(
            "wav24", "WAV, 24 bits", "wav", "audio/wav", "s24le", ("-c:a", "pcm_s24le"), bits=24
        ),
        ExportFormat(
            "wav16",
            "WAV, 16 bits",
            "wav",
            "audio/wav",
            "s16le",
            (*_TO_16_BITS, "-c:a", "pcm_s16le"),
            bits=16,
        ),
        ExportFormat(
            "mp3",
            "MP3, 320 kbit/s",
            "mp3",
            "audio/mpeg",
            "mp3",
            ("-c:a", "libmp3lame", "-b:a", "320k", "-id3v2_version", "0", "-write_xing", "0"),
        ),
        ExportFormat(
            "opus",
            "Opus, 160 kbit/s",
            "opus",
            "audio/ogg",
            "opus",
            ("-c:a", "libopus", "-b:a", "160k"),
        ),
    ),
)
"""To add one: its line here and its test."""
