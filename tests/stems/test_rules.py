import numpy as np
import pytest

from app.stems.rules.sample_queue import SampleQueue
from app.stems.rules.stem_type import StemType, sort_stems
from app.stems.rules.summing import (
    FULL_SCALE,
    Residual,
    audio_to_steps,
    complete_steps,
    fit_full_scale,
    steps_to_audio,
)


def test_all_stem_types_have_a_place_and_a_name_for_people() -> None:
    names = "vocals drums bass other guitar piano electric_guitar acoustic_guitar synth"
    assert " ".join(StemType) == f"{names} strings wind instrumental"
    assert StemType.ELECTRIC_GUITAR.label == "Electric guitar"
    assert StemType.DRUMS.rank == 1


def test_stems_are_sorted_as_the_house_does_and_foreign_ones_come_last() -> None:
    given = ["whistle", "other", "vocals", "applause", "drums"]
    assert sort_stems(given) == ["vocals", "drums", "other", "applause", "whistle"]


def test_a_queue_gives_back_what_went_in_whatever_the_blocks() -> None:
    queue = SampleQueue()
    samples = np.arange(20, dtype=np.float32).reshape(2, 10)
    for start, end in ((0, 3), (3, 3), (3, 10)):
        queue.push(samples[:, start:end])
    taken = [queue.take(1), queue.take(6), queue.take(3)]
    assert np.array_equal(np.concatenate(taken, axis=1), samples)
    assert len(queue) == 0
    with pytest.raises(ValueError, match="0 samples wait"):
        queue.take(1)


def test_every_24_bit_sample_survives_the_way_through_floats() -> None:
    steps = np.array([-FULL_SCALE, -FULL_SCALE + 1, -1, 0, 1, FULL_SCALE - 1], np.int32)
    assert np.array_equal(audio_to_steps(steps_to_audio(steps)), steps)


def test_stems_on_the_grid_sum_exactly_even_where_one_would_clip() -> None:
    random = np.random.default_rng(1)
    mix = random.integers(-3 * FULL_SCALE, 3 * FULL_SCALE, (2, 500), dtype=np.int32)
    parts = random.integers(-2 * FULL_SCALE, 2 * FULL_SCALE, (3, 2, 500), dtype=np.int32)
    stems = complete_steps(mix, parts)
    assert np.array_equal(stems.sum(axis=0), mix)
    assert stems.min() >= -FULL_SCALE
    assert stems.max() < FULL_SCALE


def test_float_stems_beyond_full_scale_keep_their_sum() -> None:
    stems = np.array([[[0.5, 1.5, -1.25]], [[0.25, -0.75, 0.5]]], np.float32)
    fitted = fit_full_scale(stems)
    assert np.abs(fitted).max() <= 1
    assert np.allclose(fitted.sum(axis=0), stems.sum(axis=0), atol=1e-6)
    assert np.array_equal(fitted[..., 0], stems[..., 0])


@pytest.mark.parametrize(("missing", "expected_db"), [(0.1, -20.0), (0.001, -60.0), (0.0, -120.0)])
def test_the_residual_is_what_the_stems_lack_relative_to_the_mix(
    missing: float, expected_db: float
) -> None:
    mix = np.full((2, 100), 0.5, np.float32)
    residual = Residual()
    for _ in range(3):
        residual.add(mix, np.stack([mix * np.float32(1 - missing)]))
    # The stem is rounded to a float, which is worth some -140 dB.
    assert residual.level_db == pytest.approx(expected_db, abs=0.01)


def test_the_residual_of_silence_is_no_infinity() -> None:
    silence = np.zeros((2, 100), np.float32)
    residual = Residual()
    assert residual.level_db == -120
    residual.add(silence, np.full((1, 2, 100), 0.1, np.float32))
    assert residual.level_db == pytest.approx(-20, abs=0.01)
