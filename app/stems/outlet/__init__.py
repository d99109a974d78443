"""The outlet: what engines write their stems through, so that people hear them at once."""

from app.stems.outlet.files import StemFiles

__all__ = ["StemFiles"]
