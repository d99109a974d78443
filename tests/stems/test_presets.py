from typing import Any

import pytest
from pydantic import BaseModel
from sqlmodel import Session

from app import accounts, pipeline, stems
from app.core.errors import InvalidInput, NotFound
from app.core.settings import Settings
from app.core.work import Report
from app.pipeline import Halt, SeparateArguments
from app.stems import PRESETS, Wish
from app.stems.rules.pace import Pace, expect_seconds
from tests import twins
from tests.houses import House


def choose(settings: Settings, wish: Wish | None = None, **preferred: Any) -> SeparateArguments:
    return pipeline.choose_separation(
        settings, wish=wish or Wish(), preferred=Wish.model_validate(preferred)
    )


@pytest.fixture
def studio(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("data"))


@pytest.mark.parametrize("preset", list(PRESETS), ids=lambda one: one.name)
def test_a_preset_stands_for_an_engine_a_model_and_an_effort(
    studio: Settings, preset: stems.Preset
) -> None:
    chosen = choose(studio, Wish(preset=preset.name))
    made = (chosen.engine, chosen.model, chosen.overlap, chosen.shifts)
    assert made == (preset.engine, preset.model, preset.overlap, preset.shifts)
    same = stems.find_preset(
        engine=chosen.engine, model=chosen.model, overlap=chosen.overlap, shifts=chosen.shifts
    )
    assert same is preset


def test_every_preset_costs_more_than_the_one_before() -> None:
    costs = [
        stems.cost_of(
            networks=4 if one.model == "htdemucs_ft" else 1, overlap=one.overlap, shifts=one.shifts
        )
        for one in PRESETS
        if one.engine == "demucs"
    ]
    assert costs == sorted(costs)
    assert costs == [pytest.approx(1 / 0.9), pytest.approx(4 / 3), pytest.approx(16.0)]


def test_what_is_said_beside_a_preset_counts_more(studio: Settings) -> None:
    chosen = choose(studio, Wish(preset="best", model="htdemucs_6s", shifts=0))
    assert (chosen.model, chosen.overlap, chosen.shifts) == ("htdemucs_6s", 0.5, 0)
    draft = choose(studio, Wish(preset="best", engine="draft"))
    assert (draft.engine, draft.model, draft.overlap, draft.shifts) == ("draft", "draft", 0.25, 0)


def test_where_nothing_is_said_the_settings_decide(studio: Settings) -> None:
    assert choose(studio).recipe == stems.Recipe(engine="draft", model="draft")
    networks = studio.model_copy(update={"engine": "demucs", "model": "mdx_extra"})
    assert choose(networks).recipe == stems.Recipe(engine="demucs", model="mdx_extra")


def test_a_preference_holds_until_something_else_is_said(studio: Settings) -> None:
    preferred: dict[str, Any] = {
        "preset": "best",
        "keep": ("vocals",),
        "rest": True,
        "complete": True,
    }
    usual = choose(studio, **preferred)
    assert (usual.model, usual.shifts, usual.keep) == ("htdemucs_ft", 1, ("vocals",))
    assert usual.rest
    assert usual.complete
    quick = choose(studio, Wish(preset="fast"), **preferred)
    assert (quick.model, quick.overlap, quick.keep) == ("htdemucs", 0.1, ("vocals",))
    whole = choose(studio, Wish(preset="fast", keep=(), complete=False), **preferred)
    assert (whole.keep, whole.rest, whole.complete) == ((), False, False)
    assert choose(studio, Wish(shifts=3), **preferred).shifts == 3


def test_a_preference_for_what_is_gone_is_passed_over(studio: Settings) -> None:
    assert choose(studio, model="mine", engine="demucs").model == "draft"
    assert choose(studio, preset="gone").model == "draft"
    guitar = choose(studio, preset="instant", keep=("guitar",), rest=True)
    assert (guitar.keep, guitar.rest) == ((), False)


def test_stems_are_kept_in_order_and_all_of_them_are_no_choice(studio: Settings) -> None:
    some = choose(studio, Wish(engine="draft", keep=("bass", "vocals"), rest=True))
    assert (some.keep, some.rest) == (("vocals", "bass"), True)
    every = choose(
        studio, Wish(engine="draft", keep=("other", "bass", "drums", "vocals"), rest=True)
    )
    assert every.recipe == stems.Recipe(engine="draft", model="draft")


@pytest.mark.parametrize(
    ("wish", "error", "said"),
    [
        (Wish(preset="balance"), NotFound, "Did you mean 'balanced'?"),
        (Wish(engine="draft", keep=("guitar",)), InvalidInput, "has no stem 'guitar'"),
        (Wish(engine="draft", model="htdemucs"), InvalidInput, "belongs to the engine 'demucs'"),
    ],
)
def test_what_there_is_not_is_refused_with_what_there_is(
    studio: Settings, wish: Wish, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        choose(studio, wish)


def pace(model: str, seconds: float, **more: object) -> Pace:
    known = {"engine": "demucs", "model": model, "device": "cpu", "precision": "bf16"}
    told = {"cost": 2.0, "duration_seconds": 100.0, "load_seconds": 5.0}
    return Pace(**{**known, **told, "total_seconds": 5.0 + seconds, **more})  # pyright: ignore[reportArgumentType]  — tests say all fields


def test_the_time_a_separation_takes_is_known_from_the_same_model() -> None:
    history = [pace("htdemucs", 50), pace("htdemucs", 70), pace("htdemucs", 40), pace("mdx", 900)]
    expected = expect_seconds(
        history, engine="demucs", model="htdemucs", cost=4.0, duration_seconds=200.0
    )
    assert expected == pytest.approx(5.0 + 4 * 50)


def test_another_model_tells_where_the_same_never_ran_and_another_device_does_not() -> None:
    history = [
        pace("htdemucs", 50),
        pace("htdemucs_ft", 9000, device="cuda"),
        pace("htdemucs", 50, duration_seconds=0.0),
        pace("draft", 1, engine="draft"),
    ]
    expected = expect_seconds(
        history, engine="demucs", model="htdemucs_ft", cost=8.0, duration_seconds=100.0
    )
    assert expected == pytest.approx(5.0 + 200)
    assert (
        expect_seconds(history, engine="lalalai", model="x", cost=1.0, duration_seconds=100.0)
        is None
    )


def test_a_studio_tells_how_long_presets_take_once_it_has_done_one(house: House) -> None:
    def ways(session: Session) -> dict[str, float | None]:
        found = pipeline.list_ways(session, house.settings, duration_seconds=200.0)
        return {one.preset.name: one.expected_seconds for one in found}

    none_yet = dict.fromkeys(PRESETS.names)
    assert house.ask(ways) == none_yet
    house.workshop.behaviours[stems.SEPARATE.name] = taking(30.0)
    house.start()
    house.finish(house.submit())
    assert house.ask(ways) == {**none_yet, "instant": pytest.approx(600.0)}


def taking(seconds: float) -> twins.Behaviour:
    """Return a separation that says it took so long."""

    def behave(request: stems.SeparationRequest, report: Report, halt: Halt) -> BaseModel:
        made = twins.separate(request, report, halt)
        return made.model_copy(update={"elapsed_seconds": {"total": seconds, "load": 0.0}})

    return behave


def test_a_preference_that_an_older_version_wrote_is_no_error(house: House) -> None:
    with house.database.transaction() as session:
        accounts.set_preference(session, "separation", {"speed": "warp"}, owner_id=house.owner_id)
        accounts.set_preference(session, "colour", {"hue": 3}, owner_id=house.owner_id)
    with house.database.transaction() as session:
        assert stems.get_preferred(session, owner_id=house.owner_id) == Wish()
        stems.set_preferred(session, Wish(preset="best"), owner_id=house.owner_id)
    with house.database.reading() as session:
        assert stems.get_preferred(session, owner_id=house.owner_id) == Wish(preset="best")
        assert accounts.get_preference(session, "colour", owner_id=house.owner_id) == {"hue": 3}
