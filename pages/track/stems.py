"""The stems of every separation side by side, and a way to make others."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from nicegui import ui

from app import pipeline, stems
from app.core.units import seconds_to_words
from app.pipeline import Job
from app.stems import QualityReport, Separation, Stem, StemQuality
from components.boundary import Boundary
from components.icons import icon
from pages._addresses import API
from pages._choices import name_stem, words_of_recipe
from pages._words import _
from pages.track.pieces import Part, show_button, show_download
from pages.track.quality import (
    show_energy,
    show_verdicts,
    words_of_distance,
    words_of_level,
)
from pages.track.separating import OnSeparate, SeparationForm
from pages.track.transcribing import OnTranscribe, show_notes
from pages.track.view import FormView, TrackView

OnSeparation = Callable[[UUID], Awaitable[None]]


@dataclass(frozen=True)
class StemActs:
    """What people can do to separations."""

    separate: OnSeparate
    draft: Callable[[UUID], Awaitable[None]]
    play: Callable[[UUID], None]
    play_residual: Callable[[UUID], None]
    choose: OnSeparation
    delete: OnSeparation
    export: Callable[[UUID, list[Stem]], None]
    describe: Callable[[], Awaitable[str]]
    transcribe: OnTranscribe


class StemsPart:
    """The separations, which are drawn anew when they change, and the form, which stays."""

    def __init__(self, acts: StemActs) -> None:
        self._acts = acts
        with Boundary() as self._all, Part(_("Stems")) as part:
            with part.head:
                self._show_device()
            self._trouble = ui.element("div").classes("trouble")
            self._list = ui.element("div").classes("separations")
            self._form = SeparationForm(on_separate=acts.separate)
        self._trouble.set_visibility(False)
        self._all.set_visibility(False)
        self._shown: TrackView | None = None

    def show(self, view: TrackView | None, form: FormView | None, jobs: list[Job]) -> None:
        """Show what there is of a track, nothing if there is no such track."""
        self._all.set_visibility(view is not None)
        if view is None or form is None:
            return
        self._show_trouble(find_missing_weights(jobs))
        if self._shown is None or _drawn(self._shown) != _drawn(view):
            with self._list.clear():
                self._show_separations(view)
        self._shown = view
        self._form.show(form)

    def _show_trouble(self, job: Job | None) -> None:
        self._trouble.set_visibility(job is not None)
        with self._trouble.clear():
            if job is not None:
                ui.label(job.error or "")
                ui.link(_("Models"), "/models").classes("row-link")
                button = show_button(_("Make a draft instead"), "bolt")
                button.on("click", lambda: self._acts.draft(job.id))

    def _show_device(self) -> None:
        said = ui.label("").classes("muted device").props("role=status")

        async def look() -> None:
            said.set_text(_("Looking at the device…"))
            words = await self._acts.describe()
            if not said.is_deleted:
                said.set_text(words)

        show_button(_("What would it run on?"), "memory").on("click", look)

    def _show_separations(self, view: TrackView) -> None:
        if not view.separations:
            said = _("There are no stems yet. They appear here when they are ready.")
            ui.label(said).classes("muted")
        for place, (separation, parts) in enumerate(view.separations):
            is_current = place == 0
            SeparationCard(separation, parts, self._acts, is_current=is_current, notes=view.notes)


def _drawn(view: TrackView) -> tuple[object, object]:
    return view.separations, view.notes


class SeparationCard:
    """One separation: how it was made, what can be done with it, its stems and how they are."""

    def __init__(
        self,
        separation: Separation,
        parts: list[Stem],
        acts: StemActs,
        *,
        is_current: bool,
        notes: dict[UUID, UUID],
    ) -> None:
        self._notes = notes
        self._separation = separation
        self._parts = parts
        self._acts = acts
        quality = separation.quality
        self._report = QualityReport.model_validate(quality) if quality else None
        with ui.element("article").classes("rows separation") as card:
            card.props["data-separation"] = str(separation.id)
            self._show_head(is_current=is_current)
            self._show_acts(is_current=is_current)
            for part in parts:
                self._show_stem(part)
            self._show_quality()

    def _show_head(self, *, is_current: bool) -> None:
        separation = self._separation
        with ui.element("div").classes("separation-head"):
            ui.label(words_of_recipe(stems.recipe_of(separation))).classes("row-name")
            if is_current:
                ui.label(_("Current")).classes("badge").props("data-state=completed")
            if separation.is_draft:
                ui.label(_("Draft")).classes("badge").props("data-state=draft")
            self._show_delete()
            ui.label(words_of_run(separation)).classes("muted number separation-run")
            reason = self._report.device_reason if self._report else ""
            if reason:
                ui.label(f"{reason[0].upper()}{reason[1:]}.").classes("muted separation-run")

    def _show_acts(self, *, is_current: bool) -> None:
        separation_id = self._separation.id
        with ui.element("div").classes("separation-acts"):
            if not is_current:
                use = show_button(_("Use these stems"), "check")
                use.on("click", lambda: self._acts.choose(separation_id))
            listen = show_button(_("Listen"), "play_arrow")
            listen.on("click", lambda: self._acts.play(separation_id))
            export = show_button(_("Export"), "ios_share")
            export.on("click", lambda: self._acts.export(separation_id, self._parts))
            show_download(f"{API}/separations/{separation_id}/zip", _("All as zip"))

    def _show_delete(self) -> None:
        words = _("Delete these stems")
        with ui.element("details"):
            with ui.element("summary").classes("button icon-button") as opener:
                opener.props["aria-label"] = opener.props["title"] = words
                icon("delete_outline")
            with ui.element("div").classes("menu"):
                ui.label(_("Their files go with them, and there is no way back."))
                button = show_button(words, "delete_outline")
                button.on("click", lambda: self._acts.delete(self._separation.id))

    def _show_stem(self, part: Stem) -> None:
        name = part.variant or part.type.value
        measured = self._find_measured(name)
        token = part.type.value.replace("_", "-")
        with ui.element("div").classes("row stem").style(f"--stem: var(--stem-{token})"):
            label = name_stem(name)
            ui.label(label[0]).classes("stem-sign").props("aria-hidden=true")
            ui.label(label).classes("row-name")
            if measured is not None:
                show_energy(measured)
                level = words_of_level(measured.level_db)
                ui.label(level).classes("muted number stem-level")
            notes = self._notes.get(part.id)
            show_notes(part, notes, about=label, on_transcribe=self._acts.transcribe)
            show_download(f"{API}/stems/{part.id}/file", "FLAC", about=label)

    def _find_measured(self, name: str) -> StemQuality | None:
        found = self._report.stems if self._report else []
        return next((one for one in found if one.name == name), None)

    def _show_quality(self) -> None:
        separation, report = self._separation, self._report
        is_whole = stems.recipe_of(separation).is_whole
        with ui.element("div").classes("quality"):
            if report is not None:
                show_verdicts(report, is_whole=is_whole)
            elif is_whole:
                distance = words_of_distance(separation.residual_db)
                said = _("What the stems lack is {distance} the mix.").format(distance=distance)
                ui.label(said).classes("muted")
            if is_whole and separation.residual_db > stems.EXACT_DB:
                button = show_button(_("Listen to the residual"), "hearing")
                button.on("click", lambda: self._acts.play_residual(separation.id))


def words_of_run(separation: Separation) -> str:
    """Return what stems were made on, and how long that took."""
    is_cpu = separation.device == "cpu"
    where = _("processor") if is_cpu else _("graphics card")
    words = [where, separation.precision]
    total_seconds = separation.elapsed_seconds.get("total", 0.0)
    if total_seconds:
        words.append(words_of_time(total_seconds))
    return " · ".join(words)


def words_of_time(seconds: float) -> str:
    """Return how long something took."""
    minute = 60
    return f"{seconds:.1f} s" if seconds < minute else f"{seconds_to_words(seconds)} min"


def find_missing_weights(jobs: list[Job]) -> Job | None:
    """Return the last separation if it failed for want of what the draft engine does not need."""
    last = next((job for job in jobs if job.stage == "separate"), None)
    return last if last is not None and pipeline.can_be_drafted(last) else None
