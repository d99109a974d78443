"""The room of settings: what a person wants from now on, one section for each feature."""

from pages.settings.room import show_settings

__all__ = ["show_settings"]
