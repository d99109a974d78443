from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app import analysis
from app.analysis import AnalysisRequest, Section, TrackAnalysis
from app.analysis.rules.form.changes import name_changes
from app.analysis.rules.form.cues import PRESETS, Scene, propose_cues
from app.analysis.rules.form.sections import Label, Part
from app.core.errors import InvalidInput
from tests.analysis.songs import Part as Played
from tests.analysis.songs import Song, write
from tests.twins import ignore_progress

Hear = Callable[[Song], TrackAnalysis]

BAR_SECONDS = 2.0
LINES = np.arange(65, dtype=np.float64) * BAR_SECONDS


def part(
    label: Label, first_bar: int, bars: int, *, level_lufs: float, kick: float, vocals: float = 0.0
) -> Part:
    """Return a section of a track whose bars last two seconds."""
    return Part(
        start_seconds=first_bar * BAR_SECONDS,
        end_seconds=(first_bar + bars) * BAR_SECONDS,
        bars=bars,
        level_lufs=level_lufs,
        energy=0.5,
        rise_db=0.0,
        novelty_db=8.0,
        kick=kick,
        vocals=vocals,
        label=label,
    )


TRACK = [
    part("intro", 0, 8, level_lufs=-16, kick=0.9),
    part("verse", 8, 8, level_lufs=-13, kick=0.9, vocals=0.8),
    part("breakdown", 16, 8, level_lufs=-19, kick=0.0),
    part("build-up", 24, 4, level_lufs=-17, kick=0.1),
    part("drop", 28, 16, level_lufs=-10, kick=1.0),
    part("breakdown", 44, 4, level_lufs=-19, kick=0.0),
    part("drop", 48, 8, level_lufs=-10, kick=1.0),
    part("outro", 56, 8, level_lufs=-16, kick=0.9),
]
SCENE = Scene(
    parts=TRACK,
    lines_seconds=LINES,
    kicks=np.array([0.0] * 2 + [1.0] * 62),
    trust=0.9,
    first_vocal_seconds=17.8,
    vocal_trust=1.0,
)


def test_the_usual_cues_are_one_of_everything() -> None:
    labels = [cue.label for cue in propose_cues(SCENE)]

    wanted = {"intro", "mix in", "vocal", "breakdown", "drop", "outro", "mix out"}
    assert wanted == set(labels)
    assert len(labels) == 8


def test_a_cue_says_what_changes_there() -> None:
    explanations = {cue.label: cue.explanation for cue in propose_cues(SCENE)}

    assert explanations["drop"] == "drop: energy +7 dB, kick returns"
    assert explanations["breakdown"] == "breakdown: energy -6 dB, kick stops, voice stops"


def test_a_bridge_of_the_same_energy_says_that_the_chords_are_others() -> None:
    verse = part("verse", 0, 8, level_lufs=-12, kick=0.9)
    bridge = replace(part("breakdown", 8, 8, level_lufs=-12, kick=0.9), other_chords=0.6)

    assert name_changes(bridge, verse) == "other chords"


def test_a_vocal_cue_is_set_on_the_bar_that_the_upbeat_leads_to() -> None:
    (vocal,) = [cue for cue in propose_cues(SCENE) if cue.label == "vocal"]

    assert vocal.position_seconds == 18.0


def test_the_mix_in_point_is_where_the_kick_begins() -> None:
    (mix_in,) = [cue for cue in propose_cues(SCENE) if cue.label == "mix in"]

    assert mix_in.position_seconds == 4.0


def test_without_a_voice_there_is_no_vocal_cue() -> None:
    scene = Scene(parts=TRACK, lines_seconds=LINES, kicks=SCENE.kicks, trust=0.9)

    assert "vocal" not in {cue.label for cue in propose_cues(scene)}


def test_club_cues_have_every_drop_and_song_cues_the_voice_first() -> None:
    club = [cue.label for cue in propose_cues(SCENE, style="club")]
    pop = [cue.label for cue in propose_cues(SCENE, style="pop")]

    assert club.count("drop") == 2
    assert "vocal" in pop
    assert "verse" in pop or "drop" in pop
    assert club != pop


@pytest.mark.parametrize("style", [*PRESETS, "pop", "Club"])
def test_every_style_sets_at_most_eight_cues_on_bar_lines(style: str) -> None:
    cues = propose_cues(SCENE, style=style)

    assert 4 <= len(cues) <= 8
    assert {cue.position_seconds for cue in cues} <= set(LINES.tolist())
    assert len({(cue.position_seconds, cue.type) for cue in cues}) == len(cues)
    assert all(cue.explanation.startswith(f"{cue.label}: ") for cue in cues)


def test_a_misspelt_style_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(InvalidInput, match=r"style 'clubb'. Did you mean 'club'\?"):
        propose_cues(SCENE, style="clubb")


def test_sections_that_a_hand_has_made_get_the_cues(tmp_path: Path) -> None:
    song = Song(tempo_bpm=120.0, parts=(Played(8, bass=False), Played(8), Played(8, drums=False)))
    bars = [float(line) for line in song.downbeats]
    sections = [
        Section(label="intro", start_seconds=bars[0], end_seconds=bars[4], energy=0.5),
        Section(label="drop", start_seconds=bars[4], end_seconds=bars[20], energy=1.0),
        Section(label="outro", start_seconds=bars[20], end_seconds=bars[-1] + 2, energy=0.5),
    ]
    request = AnalysisRequest(
        source=write(song, tmp_path),
        name="song.wav",
        features=("structure", "cues", "loops"),
        sections=sections,
    )

    heard = analysis.ANALYSE.perform(request, ignore_progress)

    places = {cue.label: cue.position_seconds for cue in heard.cues if cue.type == "hot"}
    assert places["drop"] == pytest.approx(bars[4], abs=0.010)
    assert places["outro"] == pytest.approx(bars[20], abs=0.010)
    assert {loop.label.split()[0] for loop in heard.loops} <= {"intro", "drop", "outro"}
    # What is heard is still told: the hand's sections are not an answer.
    assert heard.sections[1].start_seconds == pytest.approx(bars[8], abs=0.010)
