"""What is said about playlists."""

from app.core.units import seconds_to_words
from app.library import PlaylistView
from pages._words import _, plural


def say_how_much(playlist: PlaylistView) -> str:
    """Return how many tracks a playlist has, and how long they are: "12 tracks · 1:02:33"."""
    said = [plural("{count} track", "{count} tracks", playlist.count)]
    if playlist.count:
        said.append(seconds_to_words(playlist.duration_seconds))
    return " · ".join(said)


def list_words() -> dict[str, str]:
    """Return the words of ``components/sfa_playlists.js``."""
    return {
        "create": _("New playlist"),
        **act_words(),
        "emptyTitle": _("You have no playlists"),
        "empty": _(
            "A playlist keeps tracks in your order: a crate, or the set of an evening. "
            "Make one here, or select tracks in the library."
        ),
    }


def act_words() -> dict[str, str]:
    """Return what can be done with a whole playlist, by the names the sheets know."""
    return {"rename": _("Rename"), "copy": _("Duplicate"), "delete": _("Delete")}


def sheet_words() -> dict[str, str]:
    """Return the words of ``components/sfa_playlists_sheets.js``."""
    return {
        "createTitle": _("New playlist"),
        "renameTitle": _("Rename the playlist"),
        "copyTitle": _("Duplicate the playlist"),
        "deleteTitle": _("Delete {title}?"),
        "deleteMeans": _("The playlist is gone for good. Its tracks stay in your library."),
        "copyOf": _("{title} (copy)"),
        "name": _("Name"),
        "save": _("Save"),
        "cancel": _("Cancel"),
        "delete": _("Delete"),
    }


def item_words() -> dict[str, str]:
    """Return the words of ``components/sfa_playlists_items.js``."""
    return {
        "tracks": _("Tracks of the playlist"),
        "title": _("Title"),
        "tempo": _("Tempo"),
        "key": _("Key"),
        "duration": _("Length"),
        "play": _("Play"),
        "remove": _("Remove from the playlist"),
        "drag": _("Drag to another place, or press Alt with an arrow key"),
        "emptyTitle": _("This playlist is empty"),
        "empty": _("Select tracks in the library, then choose “Add to playlist”."),
        "library": _("Go to the library"),
        "unreachable": _(
            "The playlist does not answer. Check the connection, then reload the page."
        ),
    }


def sort_words() -> dict[str, str]:
    """Return what a playlist can be sorted by."""
    return {
        "title": _("Title"),
        "artist": _("Artist"),
        "tempo": _("Tempo"),
        "key": _("Key"),
    }
