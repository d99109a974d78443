from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from app.analysis import TrackAnalysis
from bench.analysing.marks import Marks, mark, to_mir_eval
from tests.analysis.rendered import (
    GHOST_GAIN,
    RATE_HZ,
    STYLES,
    Plan,
    Rendered,
    SpanTruth,
    draw_song,
    render,
    write,
)
from tests.analysis.rendered.harmony import pitch_classes
from tests.analysis.rendered.plan import Style
from tests.analysis.rendered.score import chords_at

Listen = Callable[[Path], TrackAnalysis]

each_style = pytest.mark.parametrize("seed", range(len(STYLES)), ids=STYLES)


SHORT: Final = (("intro", 2), ("verse", 3), ("breakdown", 2), ("chorus", 3))


@cache
def short_song(seed: int) -> Rendered:
    return render(draw_song(seed, outline=SHORT))


def test_the_song_of_a_seed_is_always_the_same() -> None:
    one, other = (render(draw_song(7, outline=SHORT)) for _ in range(2))

    assert one.plan == other.plan
    assert np.array_equal(one.audio, other.audio)


def test_songs_differ() -> None:
    plans = [draw_song(seed) for seed in range(60)]

    assert len({plan.tempo_bpm for plan in plans}) > 40
    assert len({(plan.tonic, plan.mode) for plan in plans}) > 18
    assert {plan.style for plan in plans} == set(STYLES)
    assert {plan.motion for plan in plans} == {"steady", "live", "ritardando", "two tempi"}


def test_what_is_fixed_is_kept_and_the_rest_stays_as_the_seed_has_it() -> None:
    drawn = draw_song(3)

    fixed = draw_song(3, tonic=5, mode="minor", tempo_bpm=133.3)

    assert (fixed.tonic, fixed.mode, fixed.tempo_bpm) == (5, "minor", 133.3)
    assert fixed.groove == drawn.groove
    assert fixed.mixdown == drawn.mixdown


def test_a_property_that_no_song_has_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        draw_song(1, colour="red")


@each_style
def test_a_song_is_sound_in_stereo_with_a_truth_that_fits_its_length(seed: int) -> None:
    song = short_song(seed)
    truth = song.truth
    samples = round(truth.duration_seconds * RATE_HZ)

    assert song.audio.shape == (2, samples)
    assert 0.2 < np.abs(song.audio).max() <= 1.0
    assert {stem.shape for stem in song.stems.values()} == {(2, samples)}
    assert np.all(np.diff(truth.beats_seconds) > 0)
    assert set(truth.downbeats_seconds) <= set(truth.beats_seconds)
    ends = [section.end_seconds for section in truth.sections]
    assert [section.start_seconds for section in truth.sections[1:]] == ends[:-1]
    assert truth.chords[-1].end_seconds == pytest.approx(ends[-1])
    assert ends[-1] < truth.duration_seconds


@each_style
def test_drums_begin_to_sound_where_the_truth_has_a_stroke(seed: int) -> None:
    song = short_song(seed)
    drums = np.square(song.stems["drums"]).sum(axis=0)
    quiet = {"hat", "shaker"}
    loud = [hit for hit in song.truth.strokes if hit.drum not in quiet and hit.gain > GHOST_GAIN]
    reach = round(0.01 * RATE_HZ)

    rises: list[bool] = []
    for before, stroke in pairwise(loud):
        # A kick right after another drum may drown in what is left of that.
        if stroke.drum == "kick" and stroke.seconds - before.seconds > 0.3:
            at = round(stroke.seconds * RATE_HZ)
            rises.append(drums[at : at + reach].sum() > 1.5 * drums[at - reach : at].sum())

    assert len(rises) > 2
    assert sum(rises) >= 0.9 * len(rises)


@each_style
def test_chords_sound_with_their_own_notes(seed: int) -> None:
    song = short_song(seed)
    tempo = np.append(song.truth.beats_seconds, song.truth.sections[-1].end_seconds)
    sounding = {(c.start_seconds, c.end_seconds) for c in song.truth.chords if ":" in c.label}
    shares: list[float] = []
    for start_beat, end_beat, chord in chords_at(song.plan):
        start, end = tempo[int(start_beat)], tempo[int(end_beat)]
        if any(one <= start + 0.01 and end - 0.01 <= other for one, other in sounding):
            shares.append(_share_of(song, start, end, set(pitch_classes(chord))))

    # Overtones, the rooms of chords before and the noise of risers have other notes too.
    assert shares
    assert np.median(shares) > 0.6


def _share_of(song: Rendered, start: float, end: float, classes: set[int]) -> float:
    """Return how much of the power between 150 and 1,000 Hz lies on some pitch classes."""
    span = song.stems["other"][:, round(start * RATE_HZ) : round(end * RATE_HZ)].mean(axis=0)
    power = np.square(np.abs(np.fft.rfft(span * np.hanning(len(span)))))
    pitches_hz = np.fft.rfftfreq(len(span), 1 / RATE_HZ)
    inside = (pitches_hz > 150) & (pitches_hz < 1_000)
    pitches = 69 + 12 * np.log2(pitches_hz[inside] / 440.0) - song.truth.tuning_cents / 100
    mine = np.isin(np.round(pitches).astype(int) % 12, list(classes))
    return float(power[inside][mine].sum() / max(power[inside].sum(), 1e-20))


def test_the_kick_is_away_in_a_breakdown_and_back_in_the_drop() -> None:
    outline = (("intro", 2), ("breakdown", 4), ("drop", 4))
    song = render(draw_song(24, tempo_bpm=124.0, outline=outline))
    _, quiet, loud = song.truth.sections

    def power(start: float, end: float) -> float:
        span = song.stems["drums"][:, round(start * RATE_HZ) : round(end * RATE_HZ)]
        return float(np.square(span).mean())

    # The room of the last bar before it fades first.
    quiet_power = power(quiet.start_seconds + 2.0, quiet.end_seconds)
    assert quiet_power < 0.1 * power(loud.start_seconds, loud.end_seconds)


def test_somebody_sings_where_the_truth_says_so_and_nowhere_else() -> None:
    song = render(draw_song(7, outline=SHORT, sings=True))
    voice = np.square(song.stems["vocals"]).sum(axis=0)
    times = np.arange(len(voice)) / RATE_HZ
    inside = _inside(times, song.truth.vocals, margin=0.0)
    near = _inside(times, song.truth.vocals, margin=1.0)

    assert voice[inside].mean() > 20 * voice[~near].mean()
    assert 0.2 < inside.mean() < 0.95


def _inside(times: np.ndarray, spans: tuple[SpanTruth, ...], *, margin: float) -> np.ndarray:
    inside = np.zeros(len(times), bool)
    for span in spans:
        inside |= (times > span.start_seconds - margin) & (times < span.end_seconds + margin)
    return inside


def test_nothing_sounds_before_the_music() -> None:
    song = render(draw_song(12, lead_in_seconds=2.5, outline=SHORT))

    first = song.truth.beats_seconds[0]
    before = song.audio[:, : round((first - 0.9) * RATE_HZ)]

    assert first == 2.5
    assert np.abs(before).max() < 0.02


@pytest.mark.parametrize("style", ["rock", "ballad"])
def test_a_drummer_drifts_a_little_and_slowly(style: Style) -> None:
    truth = render(draw_song(5, style=style, motion="live", outline=SHORT)).truth

    stray = truth.tempos_bpm / np.median(truth.tempos_bpm) - 1.0

    assert not truth.is_steady
    assert 0.002 < np.abs(stray).max() < 0.05
    assert np.abs(np.diff(stray)).max() < 0.02


def test_a_ritardando_ends_slower_and_two_tempi_are_two() -> None:
    slowing = render(draw_song(8, motion="ritardando", outline=SHORT)).truth
    two = render(
        draw_song(8, motion="two tempi", tempo_bpm=120.0, second_tempo_bpm=132.0, outline=SHORT)
    ).truth

    assert slowing.tempos_bpm[-1] < 0.75 * slowing.tempos_bpm[0]
    assert set(np.round(two.tempos_bpm, 6)) == {120.0, 132.0}


def test_chords_of_ours_are_read_as_mir_eval_spells_them() -> None:
    assert [to_mir_eval(name) for name in ("N", "F#m7", "Bb", "Edim")] == [
        "N", "F#:min7", "Bb:maj", "E:dim",
    ]  # fmt: skip


SONGS: Final[dict[str, Plan]] = {
    f"{style} {seed}": draw_song(seed, style=style, motion="steady", seconds=45.0)
    for seed, style in enumerate(
        ("house", "drum and bass", "hip hop", "pop", "trance", "waltz"), start=1
    )
}


@pytest.fixture(scope="module")
def marks(listen: Listen, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Marks]:
    """Return the marks of six songs that were drawn, not chosen."""
    path = tmp_path_factory.mktemp("rendered") / "song.wav"
    found: dict[str, Marks] = {}
    for name, plan in SONGS.items():
        song = render(plan)
        found[name] = mark(song.truth, listen(write(song.audio, path)))
    return found


def test_rendered_songs_have_their_tempo_and_their_beats(marks: dict[str, Marks]) -> None:
    exact = [mark.octave_right and (mark.tempo_error_bpm or 0.0) <= 0.02 for mark in marks.values()]
    followed = [mark.beats_f >= 0.95 for mark in marks.values()]

    assert sum(exact) >= 5, marks
    assert sum(followed) >= 5, marks


def test_rendered_songs_have_their_bars(marks: dict[str, Marks]) -> None:
    assert sum(mark.downbeats_f >= 0.9 for mark in marks.values()) >= 5, marks


def test_rendered_songs_have_their_key(marks: dict[str, Marks]) -> None:
    assert sum(mark.key == "right" for mark in marks.values()) >= 5, marks


def test_rendered_songs_have_their_sections(marks: dict[str, Marks]) -> None:
    hits = [mark.boundaries_hit for mark in marks.values() if mark.boundaries_hit is not None]

    assert np.mean(hits) >= 0.8, marks
