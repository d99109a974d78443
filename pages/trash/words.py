"""What is said about the trash."""

from pages._words import _


def trash_words() -> dict[str, str]:
    """Return the words of ``components/sfa_trash.js``."""
    return {
        "one": _("{count} track"),
        "many": _("{count} tracks"),
        "tracks": _("Deleted tracks"),
        "select": _("Select"),
        "selectAll": _("Select all"),
        "selected": _("{count} selected"),
        "restore": _("Restore"),
        "restoreChosen": _("Restore the selected"),
        "restoreAll": _("Restore all"),
        "restoring": _("Restoring…"),
        "restored": _("{tracks} restored."),
        "purge": _("Delete for good"),
        "purgeChosen": _("Delete the selected for good"),
        "empty": _("Empty the trash"),
        "purging": _("Deleting for good…"),
        "purged": _("{tracks} deleted for good."),
        "purgeTitle": _("Delete {tracks} for good?"),
        "purgeMeans": _(
            "Audio, stems, cues and edits go with them; {size} get free. "
            "Files in folders of your own stay where they are. This cannot be undone."
        ),
        "cancel": _("Cancel"),
        "more": _("Show more"),
        "deletedAt": _("Deleted on"),
        "today": _("Goes today"),
        "inOneDay": _("Goes in {days} day"),
        "inDays": _("Goes in {days} days"),
        "nothing": _("The trash is empty"),
        "means": _("Tracks that you delete wait here for {days} days, then they go for good."),
        "again": _("Try again"),
        "undo": _("Undo"),
        "unreachable": _("The studio does not answer. Check the connection, then try again."),
    }
