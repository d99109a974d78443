"""All tables, so that whoever needs the whole schema imports one name."""

from importlib import import_module

FEATURES_WITH_TABLES = ("accounts", "library", "sources", "stems", "analysis", "pipeline")


def load() -> None:
    """Make every table known to SQLModel's metadata."""
    for feature in FEATURES_WITH_TABLES:
        import_module(f"app.{feature}.models")
