"""The room ``/duplicates``: recordings that are in the library twice."""

from pages.duplicates.room import show_duplicates

__all__ = ["show_duplicates"]
