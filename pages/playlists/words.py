"""What is said about playlists."""

from app import library
from app.core.units import seconds_to_words
from app.library import PlaylistView
from pages._addresses import API
from pages._words import _, plural


def say_how_much(playlist: PlaylistView) -> str:
    """Return how many tracks a playlist has, and how long they are: "12 tracks · 1:02:33"."""
    if playlist.count is None:
        return ""
    said = [plural("{count} track", "{count} tracks", playlist.count)]
    if playlist.count:
        said.append(seconds_to_words(playlist.duration_seconds or 0.0))
    return " · ".join(said)


def cover_of(playlist: PlaylistView) -> str | None:
    """Return where a playlist's own picture is, None if it has none."""
    if not playlist.artwork_hash:
        return None
    version = library.picture_version(playlist.artwork_hash)
    return f"{API}/playlists/{playlist.id}/artwork?v={version}"


def list_words() -> dict[str, str]:
    """Return the words of ``components/sfa_playlists.js``."""
    return {
        "create": _("New playlist"),
        "all": _("Playlists and crates"),
        "smart": _("Smart"),
        "more": _("More about"),
        "fold": _("Close"),
        "unfold": _("Open"),
        "drag": _("Drag to another place or into a crate, or press Alt with an arrow key"),
        "unreachable": _("The studio does not answer. Check the connection, then try again."),
        **act_words(),
        "share": _("Share"),
        "emptyTitle": _("You have no playlists"),
        "empty": _(
            "A playlist keeps tracks in your order: a crate, or the set of an evening. "
            "Make one here, or select tracks in the library."
        ),
    }


def act_words() -> dict[str, str]:
    """Return what can be done with a whole playlist, by the names the sheets know."""
    return {
        "rename": _("Rename"),
        "query": _("Edit the query"),
        "list": _("Duplicate as playlist"),
        "createIn": _("New crate in it"),
        "copy": _("Duplicate"),
        "move": _("Move to a crate"),
        "delete": _("Delete"),
    }


def sheet_words() -> dict[str, str]:
    """Return the words of ``components/sfa_playlists_sheets.js``."""
    return {
        "createTitle": _("New playlist"),
        "createInTitle": _("New crate"),
        "smartTitle": _("New smart crate"),
        "queryTitle": _("Edit the query"),
        "listTitle": _("Duplicate as playlist"),
        "moveTitle": _("Move {title} to"),
        "query": _("Query"),
        "queryMeans": _(
            "The crate always holds what the query finds, such as house bpm:120..128 -live."
        ),
        "crates": _("Crates"),
        "top": _("No crate"),
        "unreachable": _("The studio does not answer. Check the connection, then try again."),
        "renameTitle": _("Rename the playlist"),
        "copyTitle": _("Duplicate the playlist"),
        "copyOf": _("{title} (copy)"),
        "name": _("Name"),
        "save": _("Save"),
        "cancel": _("Cancel"),
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
        "emptySmartTitle": _("There are no tracks here now"),
        "emptySmart": _("They appear by themselves as soon as there are some."),
        "silent": _("{title} has no audio yet. Download it on its page."),
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


def share_words() -> dict[str, object]:
    """Return the words of ``components/sfa_share.js``."""
    return {
        "heading": _("Share {title}"),
        "means": _(
            "Whoever has the link can listen, without an account, and change nothing. "
            "It shows what is in it at that moment."
        ),
        "ends": _("The link works for"),
        "lives": [
            {"value": "day", "label": _("1 day")},
            {"value": "week", "label": _("1 week")},
            {"value": "never", "label": _("Until I take it back")},
        ],
        "make": _("Make a link"),
        "once": _("This is shown only once. Copy it now."),
        "copy": _("Copy"),
        "copied": _("Copied"),
        "links": _("Links that work"),
        "since": _("made {moment}"),
        "until": _("ends {moment}"),
        "open": _("does not end"),
        "revoke": _("Take back"),
        "close": _("Close"),
        "unreachable": _("The studio does not answer. Check the connection, then try again."),
    }
