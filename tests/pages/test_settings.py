"""The sections of the settings: what their fields say is what is kept, and the other way round."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

import pytest
from sqlmodel import Session

from app import accounts, analysis, stems
from app.analysis import ListeningWish
from app.core.errors import InvalidInput, NotFound, SoundForgeError
from app.stems import Wish
from pages.settings.section import Said
from pages.settings.sections import SECTIONS
from pages.settings.sections.analysis import AnalysisSection
from pages.settings.sections.separation import SeparationSection, kind_of, read_wish
from tests.houses import House

ALL = list(analysis.ALL)
Kept = TypeVar("Kept")


def keep(house: House, section: AnalysisSection | SeparationSection, said: Said) -> None:
    with house.database.transaction() as session:
        section.write(session, house.settings, said, owner_id=house.owner_id)


def read(house: House, question: Callable[..., Kept]) -> Kept:
    with house.database.reading() as session:
        return question(session, owner_id=house.owner_id)


def test_every_section_has_a_name_of_its_own_and_begins_as_usual(house: House) -> None:
    sections = [make() for make in SECTIONS]
    assert len({one.feature for one in sections}) == len(sections)
    with house.database.reading() as session:
        for one in sections:
            assert one.is_usual(one.read(session, house.settings, owner_id=house.owner_id))
            assert one.title
            assert one.about.endswith(".")


def test_all_features_mean_those_of_later_versions_too(house: House) -> None:
    keep(house, AnalysisSection(), {"features": ALL[1:], "style": ["song"]})
    wish = ListeningWish(features=tuple(ALL[1:]), style="song")
    assert read(house, analysis.get_preferred) == wish
    keep(house, AnalysisSection(), {"features": ALL, "style": [""]})
    assert read(house, analysis.get_preferred) == ListeningWish()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "choose one feature at least"),
        ({"features": ["tempi"]}, "Did you mean 'tempo'?"),
        ({"features": ["tempo"], "style": ["clubb"]}, "Did you mean 'club'?"),
    ],
)
def test_what_no_analysis_finds_is_refused(house: House, said: Said, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        keep(house, AnalysisSection(), said)
    assert sentence in str(refused.value)
    assert read(house, analysis.get_preferred) == ListeningWish()


FIELDS: list[tuple[Said, Wish]] = [
    ({"preset": [""], "stems": ["all"]}, Wish(keep=(), rest=False, complete=False)),
    (
        {"preset": ["best"], "stems": ["two"], "keep": ["bass"], "complete": ["yes"]},
        Wish(preset="best", keep=("vocals",), rest=True, complete=True),
    ),
    (
        {"preset": ["fast"], "stems": ["some"], "keep": ["bass", "drums"], "rest": ["yes"]},
        Wish(preset="fast", keep=("bass", "drums"), rest=True, complete=False),
    ),
    (
        {"preset": [""], "model": ["htdemucs_6s"], "overlap": ["0"], "shifts": ["0"]},
        Wish(model="htdemucs_6s", overlap=0.0, shifts=0, keep=(), rest=False, complete=False),
    ),
    ({"stems": ["some"], "rest": ["yes"]}, Wish(keep=(), rest=False, complete=False)),
]


@pytest.mark.parametrize(("said", "wish"), FIELDS)
def test_what_the_fields_say_is_kept_no_and_nothing_included(
    house: House, said: Said, wish: Wish
) -> None:
    assert read_wish(said) == wish
    keep(house, SeparationSection(), said)
    assert read(house, stems.get_preferred) == wish
    with house.database.transaction() as session:
        SeparationSection().forget(session, owner_id=house.owner_id)
    assert read(house, stems.get_preferred) == Wish()


@pytest.mark.parametrize(
    ("said", "kind", "sentence"),
    [
        ({"overlap": ["ninety"]}, InvalidInput, "Overlap is 0 to 90 %"),
        ({"overlap": ["95"]}, InvalidInput, "Overlap is 0 to 90 %"),
        ({"shifts": ["1.5"]}, InvalidInput, "there are 0 to 10 shifts"),
        ({"preset": ["besst"]}, NotFound, "Did you mean 'best'?"),
        ({"preset": ["fast"], "stems": ["some"], "keep": ["flute"]}, InvalidInput, "no stem"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    house: House, said: Said, kind: type[SoundForgeError], sentence: str
) -> None:
    with pytest.raises(kind) as refused:
        keep(house, SeparationSection(), said)
    assert sentence in str(refused.value)
    assert read(house, stems.get_preferred) == Wish()


def test_which_stems_are_meant_is_told_from_what_is_kept() -> None:
    wishes = [Wish(), Wish(keep=()), Wish(keep=("vocals",), rest=True), Wish(keep=("vocals",))]
    assert [kind_of(wish) for wish in wishes] == ["all", "all", "two", "some"]


def test_what_a_later_version_wrote_shows_as_usual(house: House) -> None:
    def write(session: Session, owner_id: UUID) -> None:
        for feature, document in (("analysis", {"features": ["aura"]}), ("separation", {"a": 1})):
            accounts.set_preference(session, feature, document, owner_id=owner_id)

    with house.database.transaction() as session:
        write(session, house.owner_id)
    with house.database.reading() as session:
        for make in SECTIONS:
            section = make()
            view = section.read(session, house.settings, owner_id=house.owner_id)
            assert section.is_usual(view)
