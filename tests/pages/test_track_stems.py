"""The stems of a track as its page shows them: side by side, with their quality."""

from datetime import timedelta
from typing import Any

import pytest

from app import stems
from app.core import clock
from app.pipeline import Job, JobState
from app.stems import Verdict
from pages._choices import preset_label, words_of_recipe
from pages._times import words_of_expected
from pages.track.quality import HEIGHT, draw_levels, words_of_verdict
from pages.track.stems import StemsPart
from tests.houses import House
from tests.pages.drawn import words_in
from tests.pages.separations import (
    OWNER,
    TRACK,
    elements,
    make_form,
    make_quality,
    make_separation,
    make_view,
    on_page,
)


def test_only_what_is_not_current_can_be_chosen(house: House) -> None:
    newer, older = make_separation(), make_separation(engine="draft", model="draft", is_draft=True)

    def play(part: StemsPart) -> None:
        part.show(make_view(newer, older), make_form(house), [])
        cards = elements("article")
        assert [one.props["data-separation"] for one in cards] == [str(newer.id), str(older.id)]
        first, second = (set(words_in(one)) for one in cards)
        assert {"Current", "Demucs: htdemucs · Balanced", "processor · bf16 · 1:12 min"} <= first
        assert "Use these stems" not in first
        assert {"Draft", "Use these stems", "Delete these stems"} <= second
        assert "Current" not in second

    on_page(play)


def test_a_card_shows_energy_and_says_what_there_is_to_say(house: House) -> None:
    faint = Verdict(key="residual_faint", level_db=-38.2)
    bleed = Verdict(key="likely_bleed", stem="vocals", source="drums", level_db=-30.0)
    made = make_separation(quality=make_quality(faint, bleed))

    def play(part: StemsPart) -> None:
        part.show(make_view(made), make_form(house), [])
        (card,) = elements("article")
        said = words_in(card)
        assert "There is no graphics card." in said
        assert "Likely bleed: Drums in Vocals, 30 dB below it." in said
        assert "Listen to the residual" in said
        (picture,) = elements("svg")
        assert picture.props["aria-label"] == (
            "Energy of Vocals over time, \N{MINUS SIGN}18.2 dB on the whole"
        )

    on_page(play)


@pytest.mark.parametrize(
    "more",
    [
        {"residual_db": -120.0},
        {"recipe": {"engine": "demucs", "model": "htdemucs", "keep": ["vocals"]}},
    ],
)
def test_where_there_is_no_residual_none_is_offered(house: House, more: dict[str, Any]) -> None:
    made = make_separation(**more, quality=make_quality())

    def play(part: StemsPart) -> None:
        part.show(make_view(made), make_form(house), [])
        (card,) = elements("article")
        assert "Listen to the residual" not in words_in(card)

    on_page(play)


def make_job(state: JobState, kind: str, *, day: int = 0) -> Job:
    return Job(
        owner_id=OWNER,
        track_id=TRACK,
        stage="separate",
        title="First Light",
        state=state,
        error="The weights are not installed." if state is JobState.FAILED else None,
        error_kind=kind,
        created_at=clock.now() - timedelta(days=day),
    )


def test_a_draft_is_offered_where_weights_are_missing(house: House) -> None:
    missing = make_job(JobState.FAILED, "WeightsMissing")

    def play(part: StemsPart) -> None:
        root = part._all  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  — its root
        part.show(make_view(), make_form(house), [missing])
        assert {"The weights are not installed.", "Make a draft instead"} <= set(words_in(root))
        part.show(make_view(), make_form(house), [make_job(JobState.PROCESSING, ""), missing])
        assert "Make a draft instead" not in words_in(root)
        part.show(make_view(), make_form(house), [make_job(JobState.FAILED, "UnusableAudio")])
        assert "Make a draft instead" not in words_in(root)

    on_page(play)


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        ({}, "Demucs: htdemucs · Balanced"),
        ({"overlap": 0.4, "shifts": 1}, "Demucs: htdemucs · overlap 40 % · 1 shift"),
        (
            {"keep": ["vocals"], "rest": True},
            "Demucs: htdemucs · Balanced · vocals and instrumental",
        ),
        (
            {"overlap": 0.1, "keep": ["drums", "bass"], "rest": True, "complete": True},
            "Demucs: htdemucs · Fast · only drums, bass, the rest · adds up exactly",
        ),
    ],
)
def test_a_separation_says_how_it_was_made(recipe: dict[str, Any], words: str) -> None:
    known = {"engine": "demucs", "model": "htdemucs"}
    made = make_separation(recipe=known | recipe)
    assert words_of_recipe(stems.recipe_of(made)) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "no estimate yet"),
        (3.0, "about 5 s on this machine"),
        (118.0, "about 2 min on this machine"),
        (9000.0, "about 3 h on this machine"),
    ],
)
def test_a_time_is_said_as_roughly_as_it_is_known(seconds: float | None, words: str) -> None:
    assert words_of_expected(seconds) == words


def test_every_verdict_and_every_preset_has_words() -> None:
    keys = Verdict.model_json_schema()["properties"]["key"]["enum"]
    for key in keys:
        said = words_of_verdict(Verdict(key=key, stem="bass", source="drums", count=2))
        assert said.endswith(".")
        assert "{" not in said
    assert len({preset_label(preset.name) for preset in stems.PRESETS}) == len(stems.PRESETS.names)


def test_levels_become_bars_from_nothing_to_the_whole_height() -> None:
    assert draw_levels([-120.0, -30.0, 0.0]) == f"M0 {HEIGHT}V100H1V50H2V0H3V{HEIGHT}Z"
