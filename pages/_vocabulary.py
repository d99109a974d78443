"""What the parts that browsers draw themselves say, each a table of its words."""

from pages._times import remaining_words
from pages._words import _


def player_words() -> dict[str, str]:
    """Return the words of ``static/js/ui/words.js``."""
    return {
        "player": _("Player"),
        "play": _("Play"),
        "pause": _("Pause"),
        "nothing": _("Nothing is playing"),
        "hint": _("Choose a track in the library."),
        "draft": _("Draft"),
        "draftHint": _(
            "These stems are a first impression. "
            "Separate the track with another engine for better ones."
        ),
        "stems": _("Stems"),
        "volume": _("Volume"),
        "volumeOf": _("Volume of {stem}"),
        "mute": _("Mute {stem}"),
        "solo": _("Solo {stem}"),
        "choose": _("Choose {stem}"),
        "position": _("Position in the track"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "clearLoop": _("End the loop"),
        "insecure": _("Stems play over a secure connection only. Open the studio over https."),
        "failed": _("This track cannot be played right now. Press play to try again."),
        "gone": _("The stems were not finished. Separate the track again to hear them."),
        "making": _("The stems are being made: {percent} %"),
        "pendingHint": _("The hatched part is not made yet. Click to have it made next."),
        "waiting": _("Waiting for the stems"),
        "next": _("This part is made next and plays as soon as it is there"),
        "about": _("about {count} s"),
        "offer": _("New stems are there"),
        "changing": _("The new stems are on their way"),
        "hearNew": _("Hear the new stems"),
        "lostMix": _("The stems were not finished, so you hear the mix"),
        "lostEarlier": _("The stems were not finished, so you hear the earlier ones"),
        "dismiss": _("Close this note"),
        "away": _("The studio does not answer. The music goes on by itself when it is back."),
        **_queue_words(),
    }


def _queue_words() -> dict[str, str]:
    """Return the words of the player's queue, and of how it plays."""
    return {
        "previous": _("Previous track"),
        "following": _("Next track"),
        "shuffle": _("Shuffle"),
        "repeatOff": _("Repeat: off"),
        "repeatAll": _("Repeat: all of the queue"),
        "repeatOne": _("Repeat: this track"),
        "queue": _("Queue"),
        "queueCount": _("{count} tracks, {left} to come"),
        "emptyQueue": _(
            "Nothing is queued. Play a track of a list, and the list follows; or "
            "add tracks from their menus."
        ),
        "closeQueue": _("Close the queue"),
        "drag": _("Drag to another place, or press Alt with an arrow key"),
        "remove": _("Remove"),
        "removeFromQueue": _("Remove {title} from the queue"),
        "goneTrack": _("A track that is gone"),
        "silent": _("It cannot be played now"),
        "clear": _("Clear"),
        "savePlaylist": _("Save as playlist"),
        "playlistName": _("Name of the playlist"),
        "nameIt": _("Give the playlist a name, then save it."),
        "save": _("Save"),
        "cancel": _("Cancel"),
        "saved": _("Saved as playlist {title}."),
        "unreachable": _("The studio does not answer. Check the connection, then try again."),
        "ways": _("How it plays"),
        "matching": _("Play all tracks equally loud"),
        "hovering": _("Try a track out where the pointer rests on it"),
        "alone": _("Pause when another window plays"),
        "addedNext": _("{count} tracks come next."),
        "addedNextOne": _("It comes next."),
        "addedLast": _("{count} tracks are at the end of the queue."),
        "addedLastOne": _("It is at the end of the queue."),
        "full": _("The queue is full: it takes 10 000 tracks. Remove some, then add the rest."),
        "skipped": _("{title} cannot be played now and was skipped."),
        "trying": _("You hear a part of {title}. Esc stops it."),
    }


def upload_words() -> dict[str, str]:
    """Return the words of files on their way in."""
    return {
        "title": _("Sending"),
        "drop": _("Drop to import"),
        "cancel": _("Cancel"),
        "waiting": _("waiting"),
        "checking": _("checking"),
        "received": _("{name} is on its way in."),
        "duplicate": _("{name} is in your library already."),
        "cancelled": _("{name} was not imported."),
        "lost": _("{name} did not arrive. Check the connection and drop it again."),
    }


def import_words() -> dict[str, str]:
    """Return the words of the sheet that takes links."""
    return {
        "title": _("Import music"),
        "links": _("Paste links, one on a line"),
        "example": "https://…",
        "files": _("Choose files"),
        "drop": _("audio or playlists, or drop them anywhere on the page"),
        "hint": _("Links to Spotify, to audio files, and to pages with music on them."),
        "readingList": _("Reading {name} and looking for its tracks in your library…"),
        "waitingLists": _("Lists to look over"),
        "reviewList": _("Look over “{title}”"),
        "lost": _("{name} did not arrive. Check the connection and choose it again."),
        "found": _("What was recognised"),
        "readOne": _("{count} link"),
        "readMany": _("{count} links"),
        "refusedOne": _("{count} cannot be used"),
        "refusedMany": _("{count} cannot be used"),
        "noneRead": _("None of this can be imported. Each line says why."),
        "steps": _("What to do with them"),
        "download": _("Download"),
        "separate": _("Separate stems"),
        "analyse": _("Analyse"),
        "cancel": _("Cancel"),
        "startAny": _("Import"),
        "startOne": _("Import {count} link"),
        "startMany": _("Import {count} links"),
        "startedOne": _("{count} link is being looked up."),
        "startedMany": _("{count} links are being looked up."),
        "keptOne": _("What cannot be used is still in the import sheet."),
        "keptMany": _("What cannot be used is still in the import sheet."),
        "unreachable": _(
            "The studio does not answer. What you pasted stays here; check the connection, "
            "then try again."
        ),
        **_kinds(),
    }


def _kinds() -> dict[str, str]:
    """Return what the kinds of links are called."""
    return {
        "spotify_track": _("Spotify track"),
        "spotify_album": _("Spotify album"),
        "spotify_playlist": _("Spotify playlist"),
        "spotify_short": _("Spotify short link"),
        "audio": _("Audio file"),
        "page": _("Page"),
    }


def checkpoint_words() -> dict[str, str]:
    """Return the words of checkpoints on their way in."""
    return {
        "choose": _("Import a model"),
        "hint": _(
            "Choose the .th files of a checkpoint together, and its .yaml if it has one. "
            "Take weights only from people you trust."
        ),
        "sending": _("Sending {share} %"),
        "checking": _("Checking"),
        "cancel": _("Cancel the import"),
        "done": _("{models} can be used now."),
        "cancelled": _("Nothing was imported."),
        "lost": _("The files did not arrive. Check the connection and send them again."),
    }


def track_words() -> dict[str, str]:
    """Return the words of the list of tracks."""
    return {
        "select": _("Select"),
        **column_words(),
        "acts": "",
        "tracks": _("Tracks"),
        "more": _("More about"),
        "open": _("Open"),
        "playNext": _("Play next"),
        "playLast": _("Add to the queue"),
        "mixes": _("Find what mixes with it"),
        "moreArtist": _("All by this artist"),
        "moreAlbum": _("All of this album"),
        "openSpotify": _("Open in Spotify"),
        "silent": _("{title} has no audio yet. Download it first."),
        **source_words("source_"),
        "ready": _("Ready"),
        "absent": _("Not downloaded"),
        "download": _("Download"),
        "queued": _("waiting"),
        "failed": _("It failed."),
        "cancelled": _("Cancelled"),
        "play": _("Play"),
        "cancel": _("Cancel"),
        "retry": _("Retry"),
        "draft": _("Make a draft instead"),
        "delete": _("Delete"),
        "dismiss": _("Dismiss"),
        "demo": _("The studio plays a song of its own. It appears here in a moment."),
        "separate": _("Separate stems"),
        "addToPlaylist": _("Add to playlist"),
        "incoming": _("On their way in"),
        "nothing": _("Nothing in your library matches “{text}”."),
        "unreachable": _(
            "The library does not answer. Check the connection, then reload the page."
        ),
        **remaining_words(),
    }


def column_words() -> dict[str, str]:
    """Return what is known of tracks, as the heads of columns call it."""
    return {
        "title": _("Title"),
        "artist": _("Artist"),
        "album": _("Album"),
        "genre": _("Genre"),
        "year": _("Year"),
        "rating": _("Rating"),
        "tempo": _("Tempo"),
        "key": _("Key"),
        "energy": _("Energy"),
        "loudness": _("Loudness"),
        "duration": _("Length"),
        "tags": _("Tags"),
        "source": _("Source"),
        "size": _("Size"),
        "added": _("Added"),
        "state": _("State"),
    }


def source_words(before: str = "") -> dict[str, str]:
    """Return what the ways are called in which tracks come, by their names behind ``before``."""
    words = {
        "file": _("File"),
        "demo": _("Demo"),
        "spotify": _("Spotify"),
        "link": _("Link"),
        "list": _("List"),
    }
    return {f"{before}{name}": said for name, said in words.items()}


def picker_words() -> dict[str, str]:
    """Return the words of the sheet that puts tracks into a playlist."""
    return {
        "heading": _("Add to playlist"),
        "name": _("Find a playlist, or name a new one"),
        "create": _("Create"),
        "existing": _("Playlists"),
        "none": _("You have no playlists yet. Name the first one above."),
        "nothing": _("No playlist of that name yet."),
        "cancel": _("Cancel"),
        "added": _("Added to {title}."),
        "unreachable": _("The studio does not answer. Check the connection, then try again."),
    }


def connection_words() -> dict[str, str]:
    """Return what is said while the studio does not answer."""
    return {"away": _("Connection lost, trying again.")}


def shortcuts() -> tuple[tuple[str, str], ...]:
    """Return every key that does something, and what it does; a test holds them together."""
    return (
        ("/", _("Search the library")),
        ("I", _("Import links or files")),
        ("F", _("Filter the library")),
        ("↑ ↓", _("Move in a list")),
        ("Enter", _("Open the track")),
        ("Delete", _("Delete the track")),
        ("X", _("Select the track")),
        ("Shift X", _("Select all from the last one to this")),
        ("Ctrl A", _("Select all tracks, in the list")),
        ("Alt ↑ ↓", _("Move a track in its playlist")),
        ("Delete", _("Take the track out of its playlist")),
        ("Ctrl Z", _("Undo an edit, in the editor of a track")),
        ("Ctrl Shift Z", _("Do it again")),
        ("T", _("Tap the tempo, in the editor of a track")),
        ("Space", _("Play or pause; on a track in a list, play it")),
        ("1 \N{EN DASH} 8", _("Choose a stem")),
        ("M", _("Mute the chosen stem")),
        ("S", _("Solo the chosen stem")),
        ("N", _("Next track of the queue")),
        ("B", _("Back to the beginning, or to the track before")),
        ("Q", _("Show the queue")),
        ("Alt ↑ ↓", _("Move a track in the queue")),
        ("P", _("Try out the track of a row")),
        ("← →", _("5 s back or on, on the player's strip")),
        ("Esc", _("End the loop, close what is open, or clear the selection")),
        ("?", _("Show these shortcuts")),
    )
