import subprocess
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from app.core.audio import read
from app.core.audio.ffmpeg import ffmpeg_path
from app.core.errors import InvalidInput
from app.core.units import Audio, Mono
from app.sources.rules.fingerprint import (
    FINGERPRINT_RATE_HZ,
    KEYS,
    FingerprintListener,
    Listened,
)
from app.sources.rules.recognition import SHARED_KEYS_AT_LEAST, Kinship, compare
from tests.analysis.rendered import Rendered, draw_song, render, write

SHORT: Final = (("verse", 4), ("breakdown", 2), ("chorus", 6))
CODECS: Final = {
    "mp3": ("-c:a", "libmp3lame", "-b:a", "64k"),
    "opus": ("-c:a", "libopus", "-b:a", "32k"),
    "m4a": ("-c:a", "aac", "-b:a", "64k"),
}


@cache
def song(seed: int) -> Rendered:
    return render(draw_song(seed, outline=SHORT))


def hear(sound: Mono, block: int = 50_000) -> Listened:
    listener = FingerprintListener()
    for start in range(0, len(sound), block):
        listener.push(sound[start : start + block])
    return listener.finish()


def low(sound: Audio, folder: Path) -> Mono:
    """Return a sound as the listener takes it."""
    path = write(sound / max(1.0, float(np.abs(sound).max())), folder / "sound.wav")
    return read(path, rate_hz=FINGERPRINT_RATE_HZ, channels=1)[0][0]


def copied(sound: Audio, folder: Path, codec: str) -> Mono:
    """Return a sound as it comes out of a lossy file."""
    source, path = write(sound, folder / "source.wav"), folder / f"copy.{codec}"
    program = [ffmpeg_path(), "-nostdin", "-v", "error", "-i", source, *CODECS[codec], path]
    subprocess.run(program, check=True, stdin=subprocess.DEVNULL)
    return read(path, rate_hz=FINGERPRINT_RATE_HZ, channels=1)[0][0]


def quiet(seconds: float) -> Mono:
    return np.zeros(round(seconds * FINGERPRINT_RATE_HZ), dtype=np.float32)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("seed", [7, 8])
def test_a_copy_in_a_small_file_later_and_quieter_is_the_same_recording(
    seed: int, codec: str, tmp_path: Path
) -> None:
    known = hear(low(song(seed).audio, tmp_path)).fingerprint
    copy = np.concatenate(
        [quiet(9.63), np.float32(0.2) * copied(song(seed).audio, tmp_path, codec)]
    )

    new = hear(copy)
    likeness = compare(new, known)

    assert likeness.kinship is Kinship.SAME
    # A codec may begin up to 50 ms late.
    assert likeness.lead_in_seconds == pytest.approx(9.63, abs=0.1)
    assert len(set(new.fingerprint.keys) & set(known.keys)) >= SHARED_KEYS_AT_LEAST


def test_a_copy_without_its_first_seconds_is_the_same_recording(tmp_path: Path) -> None:
    whole = low(song(7).audio, tmp_path)
    known = hear(whole).fingerprint

    likeness = compare(hear(whole[4 * FINGERPRINT_RATE_HZ :]), known)

    assert likeness.kinship is Kinship.SAME
    assert likeness.lead_in_seconds == pytest.approx(-4.0, abs=0.03)


def test_songs_are_others_and_share_no_key(tmp_path: Path) -> None:
    heard = [hear(low(song(seed).audio, tmp_path)) for seed in (6, 7, 8)]

    for one, other in pairwise(heard):
        assert compare(one, other.fingerprint).kinship is Kinship.OTHER
        assert not set(one.fingerprint.keys) & set(other.fingerprint.keys)


def test_another_song_of_the_same_tempo_key_and_style_is_another(tmp_path: Path) -> None:
    plan = song(7).plan
    twin = draw_song(
        127,
        outline=SHORT,
        style=plan.style,
        tempo_bpm=plan.tempo_bpm,
        tonic=plan.tonic,
        mode=plan.mode,
    )

    known = hear(low(song(7).audio, tmp_path)).fingerprint

    assert compare(hear(low(render(twin).audio, tmp_path)), known).kinship is Kinship.OTHER


def test_a_mix_without_its_drums_is_another_version(tmp_path: Path) -> None:
    stems = song(7).stems
    known = hear(low(song(7).audio, tmp_path)).fingerprint
    rest: Audio = sum((stems[name] for name in stems if name != "drums"), start=0 * stems["drums"])

    assert compare(hear(low(rest, tmp_path)), known).kinship is Kinship.VERSION


def test_the_same_song_a_semitone_higher_is_not_the_same_recording(tmp_path: Path) -> None:
    plan = song(7).plan
    higher = replace(plan, tuning_cents=plan.tuning_cents + 100.0)
    known = hear(low(song(7).audio, tmp_path)).fingerprint

    assert compare(hear(low(render(higher).audio, tmp_path)), known).kinship is not Kinship.SAME


def test_half_of_a_song_is_an_edit_of_it_and_no_copy(tmp_path: Path) -> None:
    whole = low(song(8).audio, tmp_path)
    twice = np.concatenate([whole, whole])

    likeness = compare(hear(whole), hear(twice).fingerprint)

    assert likeness.kinship is Kinship.VERSION
    assert likeness.difference < 0.01


def test_a_fingerprint_does_not_depend_on_how_the_stream_is_cut(tmp_path: Path) -> None:
    sound = low(song(7).audio, tmp_path)

    one, other = hear(sound, block=1_000).fingerprint, hear(sound, block=77_777).fingerprint

    # Sums of another order differ in their last digits, and so may bits that are next to nothing.
    assert np.mean(one.words != other.words) < 0.01
    assert one.duration_seconds == other.duration_seconds


def test_a_fingerprint_of_three_minutes_is_small() -> None:
    chance = np.random.default_rng(3)
    noise = chance.standard_normal(180 * FINGERPRINT_RATE_HZ).astype(np.float32) * np.float32(0.1)

    kept = hear(noise).fingerprint

    assert kept.words.nbytes <= 4096
    assert len(kept.keys) == KEYS
    assert all(0 <= key < 2**31 for key in kept.keys)
    assert kept.duration_seconds == pytest.approx(180.0)


def test_silence_is_like_nothing() -> None:
    silence = hear(quiet(20.0))

    assert silence.fingerprint.keys == ()
    assert compare(silence, silence.fingerprint).kinship is Kinship.OTHER


def test_a_blink_is_too_short_to_recognise() -> None:
    with pytest.raises(InvalidInput, match="a second at least"):
        hear(quiet(0.5))
