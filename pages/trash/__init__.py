"""The room ``/trash``: what was thrown away and can still be taken back."""

from pages.trash.room import show_trash

__all__ = ["show_trash"]
