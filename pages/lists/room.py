"""The room itself: the browser asks for the lines in sight, and sends what is decided."""

from nicegui import ui
from nicegui.events import GenericEventArguments

from components.review import Review
from pages._addresses import API
from pages._words import _
from pages.lists.words import review_words


def show_review(review_id: str) -> None:
    """Show the room; the lines follow after the first paint."""
    ui.page_title(f"{_('Look over a list')} · Sound Forge Alchemy")
    with ui.element("section").classes("room review-room"):
        Review(f"{API}/list-reviews", review_id, words=review_words(), on_leave=_leave)


def _leave(event: GenericEventArguments) -> None:
    """Go to the playlist that was made, or back to the library."""
    playlist_id = event.args
    ui.navigate.to(f"/playlist/{playlist_id}" if playlist_id else "/")
