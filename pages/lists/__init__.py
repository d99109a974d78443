"""The room ``/list/{id}``: a list of another program, looked over before it is taken in."""

from pages.lists.room import show_review

__all__ = ["show_review"]
