"""How well stems came out, in words and small pictures."""

from collections.abc import Sequence

from nicegui import ui

from app.core.units import SILENCE_DB
from app.stems import QualityReport, StemQuality, Verdict
from components.icons import icon
from pages._choices import name_stem
from pages._words import _, plural
from pages.track.pieces import MINUS

LOWEST_DB = -60.0
"""The bottom of the pictures of energy; what is quieter is not seen."""

HEIGHT = 100


def show_verdicts(report: QualityReport, *, is_whole: bool) -> None:
    """Show what there is to say about the stems, most important first."""
    said = [one for one in report.verdicts if is_whole or not one.key.startswith("residual")]
    with ui.element("ul").classes("verdicts"):
        if not is_whole:
            _show_line("info", _("Only some of the stems were kept, so they do not add up."), "ok")
        for verdict in said:
            sign, state = SIGNS[verdict.key]
            _show_line(sign, words_of_verdict(verdict), state)


def words_of_verdict(verdict: Verdict) -> str:
    """Return a sentence about the stems."""
    stem, source = name_stem(verdict.stem or ""), name_stem(verdict.source or "")
    distance = words_of_distance(verdict.level_db or 0.0)
    samples = plural("{count} sample", "{count} samples", verdict.count or 0)
    sentences = {
        "residual_exact": _("The stems add up to the mix exactly."),
        "residual_inaudible": _(
            "What the stems lack of the mix is inaudible ({distance} the mix)."
        ),
        "residual_faint": _(
            "What the stems lack of the mix is heard only alone ({distance} the mix)."
        ),
        "residual_audible": _("What the stems lack is audible ({distance} the mix)."),
        "stem_silent": _("{stem} is silent."),
        "stem_clipped": _("{stem} reaches full scale ({samples})."),
        "likely_bleed": _("Likely bleed: {source} in {stem}, {distance} it."),
    }
    return sentences[verdict.key].format(
        stem=stem, source=source, distance=distance, samples=samples
    )


def words_of_level(level_db: float) -> str:
    """Return a level as people read it."""
    if level_db <= SILENCE_DB:
        return _("silence")
    return f"{level_db:.1f} dB".replace("-", MINUS)


def words_of_distance(level_db: float) -> str:
    """Return how far one level is from another, which a sentence names next."""
    distance = f"{abs(level_db):.0f}"
    if level_db < 0:
        return _("{count} dB below").format(count=distance)
    return _("{count} dB above").format(count=distance)


def show_energy(stem: StemQuality) -> None:
    """Show the energy of a stem over time, for those who see and in words for the others."""
    said = _("Energy of {stem} over time, {level} on the whole").format(
        stem=name_stem(stem.name), level=words_of_level(stem.level_db)
    )
    picture = ui.element("svg").classes("energy")
    picture.props["role"] = "img"
    picture.props["aria-label"] = said
    picture.props["viewBox"] = f"0 0 {len(stem.levels_db)} {HEIGHT}"
    picture.props["preserveAspectRatio"] = "none"
    with picture:
        ui.element("path").props["d"] = draw_levels(stem.levels_db)


def draw_levels(levels_db: Sequence[float]) -> str:
    """Return the outline of a bar for every level, standing on the bottom of the picture."""
    parts = [f"M0 {HEIGHT}"]
    for place, level_db in enumerate(levels_db):
        share = min(max(1 - level_db / LOWEST_DB, 0.0), 1.0)
        parts.append(f"V{HEIGHT * (1 - share):.0f}H{place + 1}")
    return "".join([*parts, f"V{HEIGHT}Z"])


def _show_line(sign: str, words: str, state: str) -> None:
    with ui.element("li").props(f"data-state={state}"):
        icon(sign)
        ui.label(words)


SIGNS = {
    "residual_exact": ("check_circle", "ok"),
    "residual_inaudible": ("check_circle", "ok"),
    "residual_faint": ("check_circle", "ok"),
    "residual_audible": ("report_problem", "warning"),
    "stem_silent": ("volume_off", "info"),
    "stem_clipped": ("report_problem", "warning"),
    "likely_bleed": ("hearing", "warning"),
}
"""The sign and the state of each verdict."""
