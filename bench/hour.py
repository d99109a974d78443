"""An hour, by our loop and by ``demucs.apply.apply_model``, on the same small network.

The network works at 8 kHz with segments of a second, so that an hour has thousands of them and
takes a minute; what could go wrong with a long song is in their number.
"""

import tempfile
from pathlib import Path
from time import perf_counter

from tests.stems.test_segments import (
    agreement_db,
    apply_theirs,
    bag_of,
    build_transformer,
    render_noise,
    separate,
)

SECONDS = 3_600


def main() -> None:
    """Print how well both agree, and how long each took."""
    network, mix = build_transformer(), render_noise(SECONDS)
    start = perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        _, ours = separate(Path(folder), bag_of(network), mix).join()
    middle = perf_counter()
    theirs = apply_theirs(network, mix)
    print(
        f"  an hour: {agreement_db(ours, theirs):.1f} dB of agreement in fp32; "
        f"ours {middle - start:.0f} s, apply_model {perf_counter() - middle:.0f} s"
    )


if __name__ == "__main__":
    main()
