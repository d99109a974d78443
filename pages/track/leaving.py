"""The sheet in which people choose how stems leave."""

from collections.abc import Sequence
from uuid import UUID

from app.stems import Stem
from components.export import ExportSheet, Leaving
from pages._addresses import API
from pages._words import _


def make_export_sheet() -> ExportSheet:
    """Put the sheet into the page; it is closed."""
    words = {
        "title": _("Export stems"),
        "stems": _("Stems"),
        "format": _("Format"),
        "name": _("Name of the files"),
        "names": _("What the files will be called"),
        "help": _("A slash makes a folder. What is in [brackets] goes if it would be empty."),
        "reset": _("Reset"),
        "cancel": _("Cancel"),
        "leave": _("Export"),
        "away": _("The studio does not answer. Try again."),
    }
    return ExportSheet(choices=f"{API}/exports", words=words)


def open_export(sheet: ExportSheet, separation_id: UUID, stems: Sequence[Stem]) -> None:
    """Open the sheet for the stems of a separation."""
    address = f"{API}/separations/{separation_id}/export"
    sheet.open(address, [_leaving(stem) for stem in stems])


def _leaving(stem: Stem) -> Leaving:
    return Leaving(
        id=str(stem.id),
        label=stem.variant or stem.type.label,
        letter=(stem.variant or stem.type.label)[0].upper(),
        token=f"stem-{stem.type.value.replace('_', '-')}",
    )
