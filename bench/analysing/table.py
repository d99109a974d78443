"""The table of results: a line for each style and one for all, and every song that went wrong."""

from collections.abc import Callable, Iterator
from statistics import fmean, median
from typing import Final

from bench.analysing.marks import Marks, StemMarks
from bench.analysing.trial import Trial
from tests.analysis.rendered import STYLES
from tests.analysis.rendered.harmony import NAMES

Figure = Callable[[list[Trial]], str]

TEMPO_BPM: Final = 0.02
GOOD_BEATS: Final = 0.95
GOOD_BARS: Final = 0.9
GOOD_BOUNDARIES: Final = 0.8
SURE: Final = 0.8
_POOR_CHORDS = 0.6
_POOR_HITS = 0.9
_FAR_CENTS = 5.0


def print_table(trials: list[Trial]) -> None:
    """Print the table as Markdown, and what went wrong song by song."""
    names = [name for name, _ in COLUMNS]
    print("| style | " + " | ".join(names) + " |")
    print("|---" * (len(names) + 1) + "|")
    groups = [(style, [t for t in trials if t.plan.style == style]) for style in STYLES]
    moving = [trial for trial in trials if trial.plan.motion != "steady"]
    for name, group in [*groups, ("moving tempo", moving), ("**all**", trials)]:
        if group:
            print(f"| {name} | " + " | ".join(figure(group) for _, figure in COLUMNS) + " |")
    _print_confidences(trials)
    _print_faults(trials)


def _print_confidences(trials: list[Trial]) -> None:
    """Print how many of the confident answers are right."""
    bars = [t for t in trials if t.marks.grid_confidence > SURE]
    keys = [t for t in trials if t.marks.key_confidence > SURE]
    print(
        f"\nOf {len(bars)} grids with a confidence above {SURE}, "
        f"{sum(_bars_right(t.marks) for t in bars)} have their bars right; "
        f"of {len(keys)} keys, {sum(t.marks.key == 'right' for t in keys)} are right."
    )


def _print_faults(trials: list[Trial]) -> None:
    """Print the songs with faults, those with most of them first."""
    faulty = [(trial, list(find_faults(trial))) for trial in trials]
    faulty = sorted((pair for pair in faulty if pair[1]), key=lambda pair: -len(pair[1]))
    print(
        f"\n{len(trials) - len(faulty)} of {len(trials)} songs are without a fault; the others:\n"
    )
    for trial, faults in faulty:
        plan = trial.plan
        print(
            f"* {plan.seed} {plan.style} {plan.tempo_bpm:g} BPM, {NAMES[plan.tonic]} {plan.mode}, "
            f"{plan.motion}, swing {plan.swing:g}: {'; '.join(faults)}"
        )


def find_faults(trial: Trial) -> Iterator[str]:
    """Yield what is wrong with one song, in words."""
    yield from _grid_faults(trial)
    yield from _pitch_faults(trial)
    yield from _form_faults(trial.marks, trial.stem_marks)


def _grid_faults(trial: Trial) -> Iterator[str]:
    marks, plan = trial.marks, trial.plan
    if marks.tempo_ratio is None:
        yield "no tempo"
        return
    if not marks.octave_right and plan.motion == "steady":
        yield f"tempo {trial.heard_tempo_bpm:.2f} ({marks.tempo_ratio:.2f} times)"
    elif marks.tempo_error_bpm is not None and marks.tempo_error_bpm > TEMPO_BPM:
        yield f"tempo {trial.heard_tempo_bpm:.3f}"
    if not marks.steadiness_right:
        yield "moving tempo held for steady" if plan.motion != "steady" else "held for moving"
    if marks.beats_f < GOOD_BEATS:
        yield f"beats {marks.beats_f:.2f}"
    if not marks.bar_length_right:
        yield "other bars"
    elif marks.downbeats_f < GOOD_BARS and marks.beats_f >= GOOD_BEATS:
        yield f"downbeats {marks.downbeats_f:.2f}"


def _pitch_faults(trial: Trial) -> Iterator[str]:
    marks = trial.marks
    if marks.key != "right":
        yield f"key {trial.heard_key} ({marks.key})"
    if marks.tuning_error_cents > _FAR_CENTS:
        yield f"tuning off by {marks.tuning_error_cents:.0f} cents"
    if marks.chords_majmin is not None and marks.chords_majmin < _POOR_CHORDS:
        yield f"chords {marks.chords_majmin:.2f}"


def _form_faults(marks: Marks, stem_marks: StemMarks) -> Iterator[str]:
    if marks.boundaries_hit is not None and marks.boundaries_hit < GOOD_BOUNDARIES:
        yield f"boundaries {marks.boundaries_hit:.2f}"
    for drum, value in stem_marks.drums_f.items():
        if value < _POOR_HITS:
            yield f"{drum} {value:.2f}"


def _bars_right(marks: Marks) -> bool:
    return marks.bar_length_right and marks.downbeats_f >= GOOD_BARS


def _share(right: Callable[[Trial], bool | None]) -> Figure:
    """Return a column that counts who is right, of those with something to be right about."""

    def figure(trials: list[Trial]) -> str:
        answers = [answer for answer in map(right, trials) if answer is not None]
        return f"{sum(answers)}/{len(answers)}" if answers else "-"

    return figure


def _mean(value: Callable[[Trial], float | None]) -> Figure:
    def figure(trials: list[Trial]) -> str:
        values = [found for found in map(value, trials) if found is not None]
        return f"{fmean(values):.2f}" if values else "-"

    return figure


def _median(value: Callable[[Trial], float | None]) -> Figure:
    def figure(trials: list[Trial]) -> str:
        values = [found for found in map(value, trials) if found is not None]
        return f"{median(values):.1f}" if values else "-"

    return figure


def _keys(trials: list[Trial]) -> str:
    marks = [trial.marks.key for trial in trials]
    right, relative = marks.count("right"), marks.count("relative")
    return f"{right} / {relative} / {len(marks) - right - relative}"


def _if_steady(trial: Trial, answer: bool) -> bool | None:  # noqa: FBT001  — an answer, no option
    return answer if trial.plan.motion == "steady" else None


def _tempo_right(trial: Trial) -> bool | None:
    error = trial.marks.tempo_error_bpm
    return _if_steady(trial, error is not None and error <= TEMPO_BPM)


def _drum(name: str) -> Figure:
    return _mean(lambda trial: trial.stem_marks.drums_f.get(name))


def _of_stems(read: Callable[[StemMarks], float | None]) -> Figure:
    return _mean(lambda trial: read(trial.stem_marks))


COLUMNS: Final[tuple[tuple[str, Figure], ...]] = (
    ("songs", lambda trials: str(len(trials))),
    ("tempo ±0.02", _share(_tempo_right)),
    ("octave", _share(lambda trial: _if_steady(trial, trial.marks.octave_right))),
    ("steadiness", _share(lambda trial: trial.marks.steadiness_right)),
    ("beats F", _mean(lambda trial: trial.marks.beats_f)),
    ("F ≥ 0.95", _share(lambda trial: trial.marks.beats_f >= GOOD_BEATS)),
    ("beat error ms", _median(lambda trial: trial.marks.beat_error_ms)),
    ("bars", _share(lambda trial: _bars_right(trial.marks))),
    ("key / relative / other", _keys),
    ("tuning error cents", _median(lambda trial: trial.marks.tuning_error_cents)),
    ("boundaries hit", _mean(lambda trial: trial.marks.boundaries_hit)),
    ("boundaries true", _mean(lambda trial: trial.marks.boundaries_true)),
    ("labels", _mean(lambda trial: trial.marks.labels_agree)),
    ("cues hit", _mean(lambda trial: trial.marks.cues_hit)),
    ("chords majmin", _mean(lambda trial: trial.marks.chords_majmin)),
    ("chords sevenths", _mean(lambda trial: trial.marks.chords_sevenths)),
    ("vocals F", _mean(lambda trial: trial.marks.vocals_f)),
    ("false vocals", _mean(lambda trial: trial.marks.false_vocals)),
    ("stems: boundaries", _of_stems(lambda marks: marks.boundaries_hit)),
    ("stems: labels", _of_stems(lambda marks: marks.labels_agree)),
    ("stems: vocals F", _of_stems(lambda marks: marks.vocals_f)),
    ("kick F", _drum("kick")),
    ("snare F", _drum("snare")),
    ("hat F", _drum("hat")),
)
"""What is shown of a group of songs; a dash where there is nothing to show."""
