"""What is done with the tracks that are selected, and in which words."""

from components.selection import ChoiceSheets, EditSheet, SelectionBar, TagSheet
from pages._addresses import API
from pages._words import _


def show_selection() -> None:
    """Show the bar, which stays hidden until something is selected, and its sheets."""
    SelectionBar(API, words=bar_words())
    EditSheet(API, words=edit_words())
    TagSheet(API, words=tag_words())
    ChoiceSheets(API, words=choice_words()).classes("picker-frame")


def bar_words() -> dict[str, str]:
    """Return the words of ``components/sfa_selection.js``."""
    return {
        **_shared(),
        "selection": _("Selection"),
        "selected": _("{count} selected"),
        "selectAll": _("Select all {count}"),
        "acts": _("Actions"),
        "separate": _("Separate stems"),
        "analyse": _("Analyse"),
        "playlist": _("Add to playlist"),
        "edit": _("Edit"),
        "tag": _("Tag"),
        "download": _("Download"),
        "export": _("Export"),
        "delete": _("Delete"),
        "clear": _("Clear the selection"),
        "starting": _("Starting…"),
        "there": _("These tracks have just these stems already."),
        "deleting": _("Deleting {tracks}…"),
        "deletedOne": _("{tracks} is in the trash."),
        "deleted": _("{tracks} are in the trash."),
        "restored": _("{tracks} restored."),
    }


def edit_words() -> dict[str, str]:
    """Return the words of ``components/sfa_selection_edit.js``."""
    return {
        **_shared(),
        "editTitle": _("Edit {tracks}"),
        "editMeans": _("Fields that are ticked are written into all of them; the others stay."),
        "change": _("Change {field}"),
        "artist": _("Artist"),
        "album": _("Album"),
        "genre": _("Genre"),
        "year": _("Year"),
        "rating": _("Rating"),
        "mixed": _("Mixed"),
        "none": _("None"),
        "save": _("Save"),
        "editedOne": _("{tracks} is changed."),
        "edited": _("{tracks} are changed."),
        "unedited": _("The edit is undone."),
    }


def tag_words() -> dict[str, str]:
    """Return the words of ``components/sfa_selection_tags.js``."""
    return {
        **_shared(),
        "tagTitle": _("Tag {tracks}"),
        "tagName": _("Find a tag, or name a new one"),
        "tagAdd": _("Add"),
        "tags": _("Tags"),
        "noTags": _("No tags of that name yet. Name one above."),
        "all": _("all"),
        "some": _("{count} of them"),
        "save": _("Save"),
        "tagged": _("The tags of {tracks} are changed."),
    }


def choice_words() -> dict[str, str]:
    """Return the words of ``components/sfa_selection_choices.js``."""
    return {
        **_shared(),
        "analyseTitle": _("Analyse {tracks}"),
        "analyseMeans": _("What you have made by hand stays. Tracks without audio are left out."),
        "features": _("What to find out"),
        "analyse": _("Analyse"),
        "exportTitle": _("Export {tracks}"),
        "exportAs": _("As"),
        "as_originals": _("Audio files"),
        "means_originals": _("A zip of the files as they came, with a playlist"),
        "as_stems": _("Stems"),
        "means_stems": _("A zip of the current stems, in the format you chose last"),
        "as_m3u8": _("M3U8 playlist"),
        "means_m3u8": _("For players and DJ software"),
        "as_text": _("Text"),
        "means_text": _("A list of artists and titles"),
        "without": _("{tracks} without audio: a zip lists them instead."),
        "export": _("Export"),
    }


def _shared() -> dict[str, str]:
    return {
        "one": _("{count} track"),
        "many": _("{count} tracks"),
        "cancel": _("Cancel"),
        "undo": _("Undo"),
        "unreachable": _("The studio does not answer. Check the connection, then try again."),
    }
