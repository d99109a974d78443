"""Plug-ins are found by name, and the misspelt are helped."""

from dataclasses import dataclass

import pytest

from app.core.catalog import Catalog
from app.core.errors import NotFound


@dataclass(frozen=True)
class Engine:
    """A plug-in for tests."""

    name: str


ENGINES = Catalog("stem engine", [Engine("draft"), Engine("demucs")])


def test_what_is_there_is_found_in_its_order() -> None:
    assert ENGINES.get("demucs") == Engine("demucs")
    assert ENGINES.names == ("draft", "demucs")
    assert list(ENGINES) == [Engine("draft"), Engine("demucs")]
    assert "draft" in ENGINES
    assert "other" not in ENGINES


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    said = r"^There is no stem engine called 'demcus'\. Did you mean 'demucs'\?$"
    with pytest.raises(NotFound, match=said):
        ENGINES.get("demcus")


def test_a_name_like_no_other_is_answered_with_all() -> None:
    said = r"^There is no stem engine called 'zzz'\. There are: draft, demucs\.$"
    with pytest.raises(NotFound, match=said):
        ENGINES.get("zzz")


def test_two_of_a_name_are_a_mistake_that_shows_at_once() -> None:
    with pytest.raises(ValueError, match="two stem engines called 'draft'"):
        Catalog("stem engine", [Engine("draft"), Engine("draft")])
