"""The form changed by hand: no gaps, nothing twice, from the beginning to the end."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from app.analysis.rules.editing import sectioning
from app.analysis.rules.editing.sectioning import Form, FormPart
from app.core.errors import Conflict, InvalidInput, NotFound

FORM: Form = (
    FormPart("a", "intro", 0.0, 10.0, 0.2),
    FormPart("b", "verse", 10.0, 30.0, 0.5),
    FormPart("c", "outro", 30.0, 40.0, 0.8),
)

EDITS: dict[str, Callable[[Form], Form]] = {
    "move": lambda form: sectioning.move_edge(form, "b", 12.5),
    "move back": lambda form: sectioning.move_edge(form, "c", 11.0),
    "split": lambda form: sectioning.split_part(form, 20.0, "drop"),
    "merge": lambda form: sectioning.merge_next(form, "a"),
    "delete the first": lambda form: sectioning.delete_part(form, "a"),
    "delete": lambda form: sectioning.delete_part(form, "b"),
    "delete the last": lambda form: sectioning.delete_part(form, "c"),
    "rename": lambda form: sectioning.describe_part(form, "b", label="chorus", colour="#123456"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_the_form_stays_without_gaps(edit: Callable[[Form], Form]) -> None:
    form = edit(FORM)
    assert (form[0].start_seconds, form[-1].end_seconds) == (0.0, 40.0)
    for before, after in pairwise(form):
        assert before.end_seconds == after.start_seconds
        assert before.start_seconds < before.end_seconds


def test_an_edge_moves_alone() -> None:
    moved = sectioning.move_edge(FORM, "b", 12.5)
    assert [part.start_seconds for part in moved] == [0.0, 12.5, 30.0]
    assert moved[2] == FORM[2]


def test_a_split_makes_a_new_part_with_what_it_had() -> None:
    _, first, second, _ = sectioning.split_part(FORM, 20.0)
    assert (first.key, second.key, second.label, second.energy) == ("b", None, "verse", 0.5)
    assert sectioning.split_part(FORM, 20.0, "drop")[2].label == "drop"


def test_parts_that_merge_keep_the_name_of_the_first_and_the_energy_of_both() -> None:
    whole = sectioning.merge_next(FORM, "b")[1]
    assert (whole.label, whole.end_seconds) == ("verse", 40.0)
    assert whole.energy == pytest.approx(0.6)


def test_a_colour_can_be_set_and_taken_back() -> None:
    red = sectioning.describe_part(FORM, "a", colour="#FF0000")
    assert red[0].colour == "#FF0000"
    assert sectioning.describe_part(red, "a", label="drop")[0].colour == "#FF0000"
    assert sectioning.describe_part(red, "a", colour="")[0].colour is None


def test_a_name_leaves_the_label_and_a_label_takes_its_place() -> None:
    named = sectioning.describe_part(FORM, "b", name="Guitar solo")
    assert (named[1].label, named[1].name) == ("verse", "Guitar solo")
    assert sectioning.describe_part(named, "b", colour="#FF0000")[1].name == "Guitar solo"
    assert sectioning.split_part(named, 20.0)[2].name == "Guitar solo"
    assert sectioning.split_part(named, 20.0, "drop")[2].name is None
    again = sectioning.describe_part(named, "b", label="chorus")
    assert (again[1].label, again[1].name) == ("chorus", None)


def test_a_form_with_gaps_is_closed() -> None:
    loose = [FORM[2], FormPart("a", "intro", 1.0, 5.0, 0.2)]
    assert [
        (part.start_seconds, part.end_seconds) for part in sectioning.close_gaps(loose, 45.0)
    ] == [(0.0, 30.0), (30.0, 45.0)]
    assert sectioning.close_gaps([], 45.0) == ()


def test_what_cannot_be_is_refused() -> None:
    for to_seconds in (0.1, 29.9, -4.0):
        with pytest.raises(InvalidInput, match="past the next edge"):
            sectioning.move_edge(FORM, "b", to_seconds)
    with pytest.raises(InvalidInput, match="begins with the track"):
        sectioning.move_edge(FORM, "a", 1.0)
    with pytest.raises(InvalidInput, match="edge here already"):
        sectioning.split_part(FORM, 10.1)
    with pytest.raises(InvalidInput, match="outside"):
        sectioning.split_part(FORM, 41.0)
    with pytest.raises(InvalidInput, match=r"no section after this one\. Merge the one before"):
        sectioning.merge_next(FORM, "c")
    with pytest.raises(Conflict, match="only section"):
        sectioning.delete_part(FORM[:1], "a")
    with pytest.raises(NotFound, match="gone"):
        sectioning.delete_part(FORM, "z")
