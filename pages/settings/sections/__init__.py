"""The sections of the room, in the order in which people read them."""

from collections.abc import Callable
from typing import Any

from pages.settings.section import Section
from pages.settings.sections.analysis import AnalysisSection
from pages.settings.sections.imports import ImportsSection
from pages.settings.sections.separation import SeparationSection
from pages.settings.sections.spotify import SpotifySection

SECTIONS: tuple[Callable[[], Section[Any]], ...] = (
    AnalysisSection,
    SeparationSection,
    ImportsSection,
    SpotifySection,
)
"""Every section: to add one, write its file, its place in this tuple and its test."""
