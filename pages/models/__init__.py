"""The room of models: what takes tracks apart here, what it weighs, and whose it is."""

from pages.models.room import show_models

__all__ = ["show_models"]
