"""The words of the charts: none is missing where the browser draws them."""

import re
from pathlib import Path

from app.analysis.service.charting.recipes import CHARTS
from app.stems import StemType
from pages.track.charts import chart_words
from pages.track.form import SECTION_TOKENS

STATIC = Path(__file__).parents[2] / "static" / "js" / "charts"


def test_the_charts_get_every_word_that_their_scripts_use_and_no_others() -> None:
    text = "".join(path.read_text() for path in STATIC.rglob("*.js"))
    text += (STATIC.parents[2] / "components" / "sfa_charts.js").read_text()
    used = set(re.findall(r"\bwords\.(?!js\b)(\w+)", text))
    assert used == chart_words().keys()


def test_every_chart_has_a_title_and_says_what_it_shows() -> None:
    words, names = chart_words(), {chart.name for chart in CHARTS}
    assert words["titles"].keys() == names
    assert words["about"].keys() == names


def test_every_kind_of_chord_section_and_stem_has_a_name() -> None:
    words = chart_words()
    assert words["chords"].keys() >= {"", "m", "7", "maj7", "m7", "dim", "aug"}
    assert words["names"].keys() >= SECTION_TOKENS.keys()
    assert words["names"].keys() >= {stem.value for stem in StemType}
