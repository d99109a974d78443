"""What is said while a list is looked over."""

from pages._words import _


def review_words() -> dict[str, str]:
    """Return the words of ``components/sfa_review.js``."""
    return {
        "all": _("All"),
        "sure": _("Found"),
        "likely": _("Likely"),
        "new": _("Not in the library"),
        "show": _("Which lines"),
        "lines": _("Lines of the list"),
        "line": _("Line {number}"),
        "becomes": _("What becomes of it"),
        "fetch": _("Download it"),
        "leave": _("Leave it out"),
        "takeAll": _("Take the best for all of these"),
        "fetchAll": _("Download all of these"),
        "leaveAll": _("Leave all of these out"),
        "lists": _("Playlists in the file"),
        "listOf": _("{count} of {total}"),
        "countOne": _("{count} line"),
        "countMany": _("{count} lines"),
        "problems": _("What could not be read"),
        **_end_words(),
        "earlier": _("Earlier page"),
        "next": _("Next page"),
        "goneTitle": _("This list is no longer there"),
        "gone": _("It was confirmed or thrown away. Import its file again to look it over."),
        "back": _("Back to the library"),
        "nothing": _("There is no such line."),
        "unreachable": _(
            "The studio does not answer. What you decided before is kept; check the connection, "
            "then try again."
        ),
    }


def _end_words() -> dict[str, str]:
    """Return what is said of all lines together, and when nothing is left to decide."""
    return {
        "takenOne": _("{count} track of your library"),
        "takenMany": _("{count} tracks of your library"),
        "fetchedOne": _("{count} to download"),
        "fetchedMany": _("{count} to download"),
        "leftOne": _("{count} left out"),
        "leftMany": _("{count} left out"),
        "confirmOne": _("Make the playlist"),
        "confirmMany": _("Make {count} playlists"),
        "drop": _("Throw the list away"),
        "madeOne": _("{title} is in your playlists."),
        "madeMany": _("{count} playlists are in your library."),
        "madeNone": _("No playlist was made, because none of its tracks are there."),
        "dropped": _("The list was thrown away. Nothing was changed."),
    }
