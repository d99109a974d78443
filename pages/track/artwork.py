"""The picture of the track, as its page shows it and lets people change it."""

from app import library
from components.artwork import ArtworkFrame
from components.toasts import Toasts
from pages import _session
from pages._addresses import API
from pages._words import _
from pages.track.view import TrackView


def show_artwork(view: TrackView, toasts: Toasts) -> None:
    """Show the picture, if there is one, with ways to choose another and to take it off."""
    owner_id, track_id, picture = view.track.owner_id, view.track.id, view.picture
    address = f"{API}/tracks/{track_id}/artwork"

    async def remove() -> None:
        await _session.transact(library.remove_artwork, track_id, owner_id=owner_id)
        toasts.show(_("The picture is removed."), action=_("Undo"), on_action=bring_back)

    async def bring_back() -> None:
        if picture is not None:
            await _session.transact(library.choose_artwork, track_id, picture, owner_id=owner_id)

    ArtworkFrame(
        f"{address}?v={library.picture_version(picture)}" if picture else "",
        address=address,
        words=_words(view.track.title),
        on_remove=remove,
    )


def _words(title: str) -> dict[str, str]:
    return {
        "alt": _("Picture of {title}").format(title=title),
        "choose": _("Choose a picture"),
        "change": _("Choose another picture"),
        "remove": _("Remove the picture"),
        "changed": _("The picture is changed."),
        "large": _("This picture is larger than 10 MB. Make it smaller, or choose another one."),
        "lost": _("The picture did not arrive. Check the connection and choose it again."),
    }
