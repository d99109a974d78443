"""Notes of stems on the page of a track."""

from dataclasses import replace
from uuid import uuid4

from nicegui import ui

from pages.track.stems import StemsPart
from tests.houses import House
from tests.pages.drawn import words_in
from tests.pages.separations import (
    elements,
    make_form,
    make_separation,
    make_view,
    on_page,
)


def test_a_stem_offers_to_be_written_down_and_then_its_notes(house: House) -> None:
    view = make_view(make_separation())
    stem = view.separations[0][1][0]
    transcription_id = uuid4()

    def play(part: StemsPart) -> None:
        part.show(view, make_form(house), [])
        (card,) = elements("article")
        assert "To MIDI" in words_in(card)
        part.show(replace(view, notes={stem.id: transcription_id}), make_form(house), [])
        links = [one for one in ui.context.client.elements.values() if isinstance(one, ui.link)]
        addresses = [dict[str, object](one.props)["href"] for one in links]
        assert f"/api/v1/transcriptions/{transcription_id}.mid" in addresses
        assert "To MIDI" not in words_in(elements("article")[0])

    on_page(play)
