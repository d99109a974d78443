"""The peak memory of a separation, for three minutes and for an hour.

The network is a tiny one of htdemucs's kind, with its segments of 7.8 s, so that an hour is short:
what is measured is all the rest, which is what could grow.
"""

import tempfile
from pathlib import Path

from app.core.units import bytes_to_words
from bench.separation import write_song
from bench.workroom import Workroom
from tests.stems.tiny_model import write_tiny_checkpoint

MINUTES = (3, 60)


def main() -> None:
    """Print the peak of a fresh child for each length."""
    peaks: list[int] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        models = folder / "models"
        models.mkdir()
        write_tiny_checkpoint(models, segment_seconds=7.8)
        for minutes in MINUTES:
            song = write_song(folder / f"{minutes}-minutes.flac", minutes * 60)
            with Workroom() as room:
                done = room.separate(
                    song, folder=folder / str(minutes), models=models, model="tiny"
                )
            peaks.append(done.peak_bytes)
            print(
                f"  {minutes:2} minutes, tiny network: {bytes_to_words(done.peak_bytes)} "
                f"at the peak, in {done.seconds:.0f} s"
            )
    print(f"  an hour takes {peaks[1] / peaks[0]:.2f} of the memory of three minutes")


if __name__ == "__main__":
    main()
