"""What people can filter and sort the library by, and how it can be shown."""

from dataclasses import replace

from nicegui import ui

from app import library
from components.filters import Control, Filters
from pages import _vocabulary
from pages._addresses import API
from pages._words import _

PLAYLISTS = f"{API}/playlists"


def show_filters(path: str) -> Filters:
    """Show what the tracks are filtered and sorted by, and how they are shown."""
    columns = _vocabulary.column_words()
    names = {"added", *library.SORTED}
    return Filters(
        path=path,
        said=said_behind(ui.context.client.sub_pages_router.current_path),
        controls=controls(),
        sorts={"-added": columns["added"]}
        | {name: columns[name] for name in columns if name in names - {"added"}},
        views={
            "table": (_("Table"), "view_list"),
            "list": (_("List"), "reorder"),
            "cards": (_("Cards"), "grid_view"),
        },
        columns={name: columns[name] for name in library.COLUMNS},
        playlists=PLAYLISTS,
        words=filter_words(),
    )


def show_group_filters(path: str) -> Filters:
    """Show what artists or albums are filtered and sorted by."""
    return Filters(
        path=path,
        said=said_behind(ui.context.client.sub_pages_router.current_path),
        controls=controls(),
        sorts={"name": _("Name"), "count": _("Most tracks")},
        views={},
        columns={},
        playlists="",
        words=filter_words(),
    )


def said_behind(path: str) -> str:
    """Return what stands behind the question mark of an address."""
    return path.partition("?")[2].partition("#")[0]


def controls() -> list[Control]:
    """Return what the panel has for each field of the query, in its order."""
    others: dict[str, list[str]] = {}
    for alias, name in library.ALIASES.items():
        others.setdefault(name, []).append(alias)
    return [replace(one, aliases=others.get(one.name, ())) for one in _controls()]


def _controls() -> list[Control]:
    names = _vocabulary.column_words()
    return [
        Control("bpm", _("Tempo"), "span", unit=_("BPM"), hint="~128"),
        Control("energy", _("Energy"), "span", unit=_("0 to 1"), hint="0.5.."),
        Control("loudness", _("Loudness"), "span", unit=_("LUFS"), hint="-9..-7"),
        Control("length", _("Length"), "span", unit=_("min:s"), hint="3:00..6:00"),
        Control("year", _("Year"), "span", hint="2010..2015"),
        Control("size", _("Size"), "span", unit=_("MB"), hint="..50"),
        Control("key", _("Key"), "keys"),
        *(
            Control(name, names[name], "words", hint=hint)
            for name, hint in (
                ("artist", _("Any artist")),
                ("album", _("Any album")),
                ("title", _("Any title")),
                ("genre", _("house, techno")),
            )
        ),
        Control("tag", _("Tag"), "names", names_at=f"{API}/tags", hint=_("Any tag")),
        Control("playlist", _("Playlist"), "names", names_at=PLAYLISTS, hint=_("Any playlist")),
        Control("rating", _("Rating"), "least", choices=_ratings()),
        Control("added", _("Added"), "days", choices=_days()),
        Control("status", _("Status"), "choices", choices=_statuses()),
        Control("source", _("Source"), "choices", choices=_vocabulary.source_words()),
        Control("has", _("Has any of"), "choices", choices=_parts()),
    ]


def _ratings() -> dict[str, str]:
    return {f">={stars}": _("{stars} or more").format(stars="★" * stars) for stars in range(1, 6)}


def _days() -> dict[str, str]:
    return {
        "1d": _("In the last day"),
        "7d": _("In the last week"),
        "30d": _("In the last month"),
        "1y": _("In the last year"),
    }


def _statuses() -> dict[str, str]:
    return {
        "ready": _("Ready"),
        "working": _("Working"),
        "failed": _("Failed"),
        "wanted": _("Not downloaded"),
    }


def _parts() -> dict[str, str]:
    return {
        "stems": _("Stems"),
        "analysis": _("Analysis"),
        "cues": _("Cues"),
        "tags": _("Tags"),
        "rating": _("Rating"),
        "audio": _("Audio"),
        "artwork": _("Artwork"),
    }


def filter_words() -> dict[str, str]:
    """Return the words of ``components/sfa_filters.js``."""
    return {
        "filters": _("Filters"),
        "chips": _("What is asked for"),
        "remove": _("Remove"),
        "clear": _("Clear all"),
        "use": _("Use {text}"),
        "sortedBy": _("Sorted by"),
        "upwards": _("Upwards. Press for downwards."),
        "downwards": _("Downwards. Press for upwards."),
        "view": _("View"),
        "columns": _("Columns"),
        "left": _("Further to the front"),
        "right": _("Further to the back"),
        "resetColumns": _("As usual"),
        "from": _("from"),
        "to": _("to"),
        "any": _("Any"),
        "neighbours": _("and keys that mix with it"),
        "save": _("Save as smart crate"),
        "saveCrate": _("Save"),
        "saved": _("{title} is under Playlists now, and follows what you bring in."),
        "crateName": _("Name"),
        "crateHint": _("A smart crate always holds what these filters find."),
        "cancel": _("Cancel"),
        "long": _("That is more than a search can hold. Remove a filter first."),
        "unreachable": _(
            "The studio does not answer. Check the connection, then save the crate again."
        ),
    }
