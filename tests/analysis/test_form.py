from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from app.analysis import TrackAnalysis
from app.analysis.rules.form.boundaries import pick_boundaries
from app.analysis.rules.form.drift import without_drift
from app.analysis.rules.form.novelty import BarSounds, sound_novelty
from app.analysis.rules.form.repetition import harmonic_novelty
from app.analysis.rules.form.sections import MeasuredBars, find_parts
from tests.analysis.form_songs import hear as hear_song
from tests.analysis.form_songs import truth_of
from tests.analysis.rendered.plan import Style
from tests.analysis.songs import Part, Song

Hear = Callable[[Song], TrackAnalysis]
Series = npt.NDArray[np.float64]

WHOLE_SONGS: tuple[tuple[int, Style], ...] = (
    (2, "trance"),
    (5, "rock"),
    (6, "hip hop"),
    (8, "breakbeat"),
)
CLUB = Song(
    tempo_bpm=126.0,
    lead_in_seconds=0.4,
    parts=(
        Part(8, bass=False),
        Part(8),
        Part(8, drums=False, bass=False),
        Part(4, bass=False, rising=True),
        Part(8),
        Part(8, chords=False, bass=False),
    ),
)


def test_sections_begin_on_the_bars_where_parts_enter_and_leave(hear: Hear) -> None:
    bars = [0, 8, 16, 24, 28, 36]

    starts = [section.start_seconds for section in hear(CLUB).sections]

    assert starts == pytest.approx([CLUB.downbeats[bar] for bar in bars], abs=0.010)


def test_most_sections_of_whole_songs_begin_within_a_bar_and_few_do_that_are_none() -> None:
    found = wanted = right = told = 0
    for seed, style in WHOLE_SONGS:
        truth, heard = truth_of(seed, style), hear_song(seed, style, with_stems=False)
        bar = float(np.median(np.diff(truth.downbeats_seconds)))
        starts = [section.start_seconds for section in truth.sections[1:]]
        ours = [section.start_seconds for section in heard.sections[1:]]
        found += sum(any(abs(one - start) <= bar for one in ours) for start in starts)
        right += sum(any(abs(one - start) <= bar for start in starts) for one in ours)
        wanted, told = wanted + len(starts), told + len(ours)

    assert found / wanted >= 0.9
    assert right / told >= 0.9


def test_whole_songs_have_the_names_of_their_sections_most_of_the_time() -> None:
    agreed = listened = 0
    for seed, style in WHOLE_SONGS:
        truth, heard = truth_of(seed, style), hear_song(seed, style, with_stems=False)
        for seconds in np.arange(1.0, truth.sections[-1].end_seconds - 1.0):
            names = [
                next((one.label for one in form if one.end_seconds > seconds), None)
                for form in (truth.sections, heard.sections)
            ]
            agreed, listened = agreed + (names[0] == names[1]), listened + 1

    assert agreed / listened > 0.8


def test_stems_keep_the_form_and_add_the_voice_and_the_drums() -> None:
    truth, heard = truth_of(6, "hip hop"), hear_song(6, "hip hop", with_stems=True)

    bar = float(np.median(np.diff(truth.downbeats_seconds)))
    ours = [section.start_seconds for section in heard.sections]
    starts = [section.start_seconds for section in truth.sections[1:]]
    assert np.mean([any(abs(one - start) <= bar for one in ours) for start in starts]) >= 0.8
    assert heard.vocal_spans
    assert {"kick", "snare"} <= {hit.drum for hit in heard.drum_hits}


def bars_of(*stretches: tuple[int, float]) -> Series:
    """Return bars of thirteen features, so many at each level in dB, with a little chance."""
    levels = np.repeat([level for _, level in stretches], [bars for bars, _ in stretches])
    return levels[:, None] + np.random.default_rng(5).normal(0.0, 0.5, (len(levels), 13))


def find_cuts(sound: Series) -> list[int]:
    """Return the bars at which sections begin."""
    sound = without_drift(sound)
    return pick_boundaries(sound_novelty(sound), sound)


def test_a_section_rather_has_eight_bars_than_seven_or_nine() -> None:
    sound = bars_of((8, -20.0), (16, -16.0), (16, -22.0))
    sound[7] += 2.0  # A fill, halfway to what comes.

    assert find_cuts(sound) == [8, 24]


def test_small_changes_all_over_a_track_are_no_sections() -> None:
    assert find_cuts(bars_of((64, -20.0))) == []


def test_a_small_step_that_lasts_begins_a_section_and_a_short_rest_does_not() -> None:
    sound = bars_of((16, -20.0), (2, -26.0), (14, -20.0), (16, -17.0))

    assert find_cuts(sound) == [32]


def test_neither_a_filter_that_opens_nor_a_fade_is_cut_into_pieces() -> None:
    opening, fading = bars_of((32, -30.0), (32, -20.0)), bars_of((32, -20.0), (16, -20.0))
    opening[:32] += np.linspace(-6.0, 6.0, 32)[:, None]
    fading[32:] -= np.linspace(0.0, 30.0, 16)[:, None]

    assert find_cuts(opening) == [32]
    assert len(find_cuts(fading)) <= 1


def test_a_bridge_begins_where_the_chords_come_round_no_more() -> None:
    turns, bridge = (0, 9, 2, 7), (4, 4, 9, 9, 2, 2, 7, 5)
    roots = [*turns * 4, *bridge, *turns * 2]
    chroma = np.eye(12)[roots]

    novelty = harmonic_novelty(chroma)

    assert list(np.flatnonzero(novelty > 0.3)) == [16, 24]


def test_a_voice_that_enters_begins_a_section_where_it_is_known() -> None:
    levels, accents = bars_of((32, -20.0))[:, :8], bars_of((32, -30.0))[:, :5]
    sounds = BarSounds(levels, accents, np.tile(np.eye(12)[[0, 9, 2, 7]], (8, 1)))
    lines, momentary = np.linspace(0.0, 64.0, 33), np.full(640, -14.0)
    voice = np.repeat([0.0, 0.9], 16)

    starts = [
        [part.start_seconds for part in find_parts(MeasuredBars(lines, sounds, momentary, vocals))]
        for vocals in (None, voice)
    ]

    assert starts == [[0.0], [0.0, 32.0]]


def test_sections_are_called_what_a_dj_would_call_them(hear: Hear) -> None:
    labels = [section.label for section in hear(CLUB).sections]

    assert labels == ["intro", "chorus", "breakdown", "build-up", "drop", "outro"]


def test_sections_follow_each_other_without_gaps_on_bar_lines(hear: Hear) -> None:
    heard = hear(CLUB)

    ends = [section.end_seconds for section in heard.sections]
    starts = [section.start_seconds for section in heard.sections]

    assert starts[1:] == ends[:-1]
    assert set(starts) <= set(heard.downbeats_seconds)
    assert ends[-1] <= heard.duration_seconds


def test_the_breakdown_has_less_energy_than_the_drop(hear: Hear) -> None:
    energies = {section.label: section.energy for section in hear(CLUB).sections}

    assert energies["breakdown"] < energies["drop"] - 0.05
    assert all(0 <= energy <= 1 for energy in energies.values())


def test_a_song_that_does_not_change_is_one_section(hear: Hear) -> None:
    heard = hear(Song(tempo_bpm=118.22, lead_in_seconds=0.1).lasting(32))

    assert [section.label for section in heard.sections] == ["verse"]


def test_cues_lie_on_downbeats_and_explain_themselves(hear: Hear) -> None:
    heard = hear(CLUB)

    assert 4 <= len(heard.cues) <= 8
    assert {cue.position_seconds for cue in heard.cues} <= set(heard.downbeats_seconds)
    assert all(cue.explanation.startswith(f"{cue.label}: ") for cue in heard.cues)
    assert all(0 < cue.confidence <= 1 for cue in heard.cues)
    assert all(cue.colour.startswith("#") and len(cue.colour) == 7 for cue in heard.cues)
    assert [cue.position_seconds for cue in heard.cues] == sorted(
        cue.position_seconds for cue in heard.cues
    )


def test_the_drop_gets_a_hot_cue_that_says_how_much_louder_it_is(hear: Hear) -> None:
    (drop,) = [cue for cue in hear(CLUB).cues if cue.label == "drop"]

    assert drop.type == "hot"
    assert drop.position_seconds == pytest.approx(CLUB.downbeats[28], abs=0.010)
    assert drop.explanation.startswith("drop: energy +")


def test_the_outro_gets_a_loop_of_four_bars(hear: Hear) -> None:
    cues = {cue.type: cue.position_seconds for cue in hear(CLUB).cues}

    bar_seconds = 4 * CLUB.beat_seconds
    assert cues["loop_out"] - cues["loop_in"] == pytest.approx(4 * bar_seconds, abs=0.002)


def test_a_track_of_many_parts_gets_eight_cues_and_keeps_its_drops(hear: Hear) -> None:
    round_ = (Part(4, drums=False, bass=False), Part(4))
    song = Song(tempo_bpm=140.0, parts=round_ * 6)

    heard = hear(song)

    assert len(heard.sections) > 8
    assert len(heard.cues) == 8


def test_the_energy_curve_is_compact_and_shows_the_breakdown(hear: Hear) -> None:
    heard = hear(CLUB)
    curve = heard.energy_curve
    assert curve is not None
    quiet = next(section for section in heard.sections if section.label == "breakdown")
    loud = next(section for section in heard.sections if section.label == "drop")

    def energy_at(seconds: float) -> float:
        return curve.values[int(seconds / curve.step_seconds)]

    assert len(curve.values) <= 600
    assert len(curve.values) * curve.step_seconds == pytest.approx(heard.duration_seconds, abs=1)
    assert energy_at(quiet.start_seconds + 5) < energy_at(loud.start_seconds + 5)
