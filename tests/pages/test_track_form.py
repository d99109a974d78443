"""The form for a separation: what it begins with, what it says, and what is remembered."""

from typing import Any

import pytest
from pydantic import ValidationError

from app import pipeline
from app.stems import Wish
from pages.track.separating import read_wish
from pages.track.stems import StemsPart
from pages.track.view import read_form, separate
from tests.houses import House
from tests.pages.drawn import words_in
from tests.pages.separations import (
    checked,
    elements,
    make_form,
    make_separation,
    make_view,
    on_page,
)


def test_the_form_stays_while_separations_come_and_go(house: House) -> None:
    def play(part: StemsPart) -> None:
        part.show(make_view(), make_form(house), [])
        (form,) = elements("form")
        before = [one.id for one in form.descendants()]
        assert "There are no stems yet. They appear here when they are ready." in words_in(
            part._all  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  — its root
        )
        part.show(make_view(make_separation()), make_form(house), [])
        assert [one.id for one in form.descendants()] == before
        part.show(make_view(), make_form(house, preferred=Wish(preset="best")), [])
        assert checked("preset") == ["best"]

    on_page(play)


def test_the_form_begins_with_what_is_preferred(house: House) -> None:
    preferred = Wish(preset="fast", keep=("vocals",), rest=True, complete=True)
    usual = pipeline.choose_separation(house.settings, preferred=preferred)

    def play(part: StemsPart) -> None:
        part.show(make_view(), make_form(house, preferred=preferred, usual=usual), [])
        assert checked("preset") == ["fast"]
        assert checked("stems") == ["two"]
        assert checked("complete") == ["yes"]
        (vocals,) = elements("input", name="keep", value="vocals")
        (guitar,) = elements("input", name="keep", value="guitar")
        assert "disabled" not in vocals.props
        assert "disabled" in guitar.props

    on_page(play)


def test_without_a_preference_the_form_begins_with_what_is_usual(house: House) -> None:
    def play(part: StemsPart) -> None:
        part.show(make_view(), make_form(house), [])
        assert checked("preset") == ["instant"]
        assert checked("stems") == ["all"]

    on_page(play)


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ({"preset": "best", "stems": "all"}, Wish(preset="best", keep=())),
        ({"stems": "two", "keep": ["bass"]}, Wish(keep=("vocals",), rest=True)),
        (
            {"stems": "some", "keep": ["bass", "drums"], "rest": "yes", "complete": "yes"},
            Wish(keep=("bass", "drums"), rest=True, complete=True),
        ),
        ({"stems": "some", "keep": [], "rest": "yes"}, Wish(keep=())),
        (
            {"model": "htdemucs_6s", "overlap": "40", "shifts": "3"},
            Wish(model="htdemucs_6s", overlap=0.4, shifts=3, keep=()),
        ),
    ],
)
def test_a_form_says_what_is_wished(said: dict[str, Any], wish: Wish) -> None:
    spoken = {"rest": False, "complete": False} | wish.model_dump(exclude_none=True)
    assert read_wish(said) == Wish.model_validate(spoken)


@pytest.mark.parametrize("said", [{"overlap": "95"}, {"shifts": "1.5"}, {"shifts": "-1"}])
def test_a_form_that_says_what_cannot_be_is_not_read(said: dict[str, Any]) -> None:
    with pytest.raises((ValidationError, ValueError)):
        read_wish(said)


def test_separating_from_the_page_may_be_for_good(house: House) -> None:
    track_id = house.bring()
    wish = Wish(preset="instant", keep=("drums",))
    for is_for_good in (False, True):
        with house.database.transaction() as session:
            separate(
                session,
                track_id,
                owner_id=house.owner_id,
                settings=house.settings,
                wish=wish,
                is_for_good=is_for_good,
            )
        with house.database.reading() as session:
            form = read_form(
                session, house.settings, owner_id=house.owner_id, duration_seconds=10.0
            )
        assert form.preferred == (wish if is_for_good else Wish())
    assert form.usual.keep == ("drums",)
