"""The lanes of a player: what each stem is called, how it looks, and where its sound lies."""

from typing import Final
from uuid import UUID

from pydantic import BaseModel

from app import stems
from app.pipeline import Sound
from app.stems import StemType

LETTERS: Final = {
    StemType.VOCALS: "V",
    StemType.DRUMS: "D",
    StemType.BASS: "B",
    StemType.OTHER: "O",
    StemType.GUITAR: "G",
    StemType.PIANO: "P",
    StemType.ELECTRIC_GUITAR: "E",
    StemType.ACOUSTIC_GUITAR: "A",
    StemType.SYNTH: "Y",
    StemType.STRINGS: "R",
    StemType.WIND: "W",
    StemType.INSTRUMENTAL: "I",
}


class StemView(BaseModel):
    """One lane of the player; ``colour`` names a token of the theme.

    ``columns_url`` is there while the stem is made, and gives its waveform as far as it is drawn.
    """

    id: str
    type: str
    variant: str | None
    label: str
    letter: str
    colour: str
    is_draft: bool
    pages_url: str
    waveform_url: str
    columns_url: str | None = None


def root_of(separation_id: UUID) -> str:
    """Return where a separation is found, while it is made and after."""
    return f"/api/v1/separations/{separation_id}"


def view_sound(sound: Sound) -> list[StemView]:
    """Return a lane for every stem of a separation, in their order."""
    if sound.live is not None:
        shape = sound.live.shape
        return [
            _view_stem(
                sound,
                place,
                stem_id=stems.stem_id_of(sound.separation_id, place),
                kind=stems.type_and_variant(name),
                is_draft=stems.ENGINES.get(shape.engine).is_draft,
            )
            for place, name in enumerate(shape.names)
        ]
    return [
        _view_stem(
            sound,
            part.place,
            stem_id=part.id,
            kind=(part.type, part.variant),
            is_draft=sound.separation is not None and sound.separation.is_draft,
        )
        for part in sound.parts
    ]


def view_mix(track_id: UUID) -> StemView:
    """Return the lane of a track that is played as it came."""
    address = f"/api/v1/tracks/{track_id}"
    return StemView(
        id=str(track_id),
        type="mix",
        variant=None,
        label="Mix",
        letter="M",
        colour="accent",
        is_draft=False,
        pages_url=f"{address}/pages",
        waveform_url=f"{address}/waveform",
    )


def _view_stem(
    sound: Sound,
    place: int,
    *,
    stem_id: UUID,
    kind: tuple[StemType, str | None],
    is_draft: bool,
) -> StemView:
    address = f"{root_of(sound.separation_id)}/stems/{place}"
    stem_type, variant = kind
    return StemView(
        id=str(stem_id),
        type=stem_type.value,
        variant=variant,
        label=variant or stem_type.label,
        letter=LETTERS[stem_type],
        colour=f"stem-{stem_type.value.replace('_', '-')}",
        is_draft=is_draft,
        pages_url=f"{address}/pages",
        waveform_url=f"{address}/waveform",
        columns_url=f"{address}/columns" if sound.live else None,
    )
