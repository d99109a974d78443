"""The parts of a track's page: each shows one thing and hands on what people do."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from nicegui import ui
from nicegui.events import GenericEventArguments

from app import library
from app.core.units import seconds_to_position
from app.pipeline import Job, JobState, label_of
from app.stems import Separation, Stem
from components.icons import icon
from components.keys import key_chip
from pages._addresses import API
from pages._jobs import LIVE
from pages._track_edit import OPEN
from pages._track_view import Choice, TrackView
from pages._track_view import label_of as engine_label
from pages._words import _, plural

NOTHING = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"

Act = Callable[[UUID], Awaitable[None]]


def show_head(
    view: TrackView, *, on_play: Callable[[], None], on_delete: Callable[[], Awaitable[None]]
) -> None:
    """Show what the track is called, and what one can do with the whole of it."""
    track = view.track
    more = [track.album, track.genre, str(track.year) if track.year else None]
    with ui.element("div").classes("track-head"):
        with ui.element("div").classes("track-head-names"):
            with ui.element("h1"):
                ui.label(track.title)
            ui.label(" · ".join(filter(None, [track.artist, *more])) or NOTHING).classes("muted")
        with ui.element("div").classes("track-head-acts"):
            _button(_("Play"), "play_arrow").classes("primary").on("click", on_play)
            _button(_("Edit"), "edit").on("click", js_handler=OPEN)
            _download(f"{API}/tracks/{track.id}/file", _("Original"))
            if view.heard:
                _download(f"{API}/tracks/{track.id}/analysis", _("Analysis"), name="analysis.json")
            _button(_("Delete"), "delete_outline").on("click", on_delete)


def show_facts(view: TrackView) -> None:
    """Show tempo, key, loudness and length, with their units."""
    heard = view.heard
    with ui.element("div").classes("facts"):
        with _fact(_("Tempo")):
            ui.label(f"{heard.tempo_bpm:.2f} BPM" if heard and heard.tempo_bpm else NOTHING)
        with _fact(_("Key")):
            if heard and heard.camelot:
                key_chip(heard.camelot)
            ui.label((heard.key if heard else None) or NOTHING)
        with _fact(_("Loudness")):
            ui.label(f"{heard.loudness_lufs:.1f} LUFS".replace("-", MINUS) if heard else NOTHING)
        with _fact(_("Length")):
            ui.label(seconds_to_position(view.track.duration_seconds)).classes("time")
        with _fact(_("File")):
            kilohertz = f"{view.track.sample_rate_hz / 1000:g} kHz"
            kind = library.extension_of(view.track.file_name) or view.track.container
            ui.label(f"{kind.upper()} · {kilohertz}")


def show_sections(view: TrackView) -> None:
    """Show the form of the track as a strip."""
    if not view.sections:
        return
    length = view.track.duration_seconds
    with _part(_("Sections")), ui.element("div").classes("strip").props("role=list"):
        for section in view.sections:
            left = 100 * section.start_seconds / length
            width = 100 * (section.end_seconds - section.start_seconds) / length
            position = seconds_to_position(section.start_seconds)
            with ui.element("span").classes("section").props("role=listitem") as part:
                part.props(f'title="{position} {section.label}"')
                part.style(
                    f"left: {left:.3f}%; width: {width:.3f}%; --energy: {section.energy:.2f}"
                )
                part.style(f"--section: var({SECTION_TOKENS.get(section.label, '--faint')})")
                ui.label(section.label.capitalize())


SECTION_TOKENS = {
    "intro": "--faint",
    "outro": "--faint",
    "verse": "--deck-a",
    "breakdown": "--stem-bass",
    "bridge": "--stem-bass",
    "build-up": "--deck-b",
    "chorus": "--stem-vocals",
    "drop": "--stem-vocals",
}
"""Whose colour each part of the form borrows."""


def show_cues(view: TrackView) -> None:
    """Show the cues with their places."""
    if not view.cues:
        return
    with _part(_("Cues")), ui.element("div").classes("cues"):
        for cue in view.cues:
            with ui.element("span").classes("cue") as one:
                one.style(f"--cue: {cue.colour}").props["title"] = cue.explanation
                ui.label(seconds_to_position(cue.position_seconds)).classes("time muted")
                ui.label(cue.label)


def show_separations(
    view: TrackView, *, on_separate: Callable[[Choice], Awaitable[None]], choices: list[Choice]
) -> None:
    """Show the stems of every separation, and a way to make others."""
    with _part(_("Stems")) as part:
        with part.head:
            _show_separate_again(choices, on_separate)
        if not view.separations:
            ui.label(_("There are no stems yet. They appear here when they are ready.")).classes(
                "muted"
            )
        for separation, stems in view.separations:
            _show_separation(separation, stems)


def _show_separate_again(
    choices: list[Choice], on_separate: Callable[[Choice], Awaitable[None]]
) -> None:
    async def separate(event: GenericEventArguments) -> None:
        await on_separate(choices[int(event.args)])

    words = _("Engine and model")
    with ui.element("select").props(f'aria-label="{words}" id=separate-with'):
        for number, choice in enumerate(choices):
            with ui.element("option").props(f"value={number}"):
                ui.label(choice.label)
    read = "() => emit(document.querySelector('#separate-with').value)"
    _button(_("Separate stems"), "call_split").on("click", separate, js_handler=read)


def _show_separation(separation: Separation, stems: list[Stem]) -> None:
    with ui.element("div").classes("rows"):
        with ui.element("div").classes("row"):
            ui.label(engine_label(separation.engine, separation.model)).classes("row-name")
            if separation.is_draft:
                ui.label(_("Draft")).classes("badge").props("data-state=draft")
            said = plural("{count} stem", "{count} stems", len(stems))
            ui.label(said).classes("muted number")
            _download(f"{API}/separations/{separation.id}/zip", _("All as zip"))
        for stem in stems:
            _show_stem(stem)


def _show_stem(stem: Stem) -> None:
    token = stem.type.value.replace("_", "-")
    with ui.element("div").classes("row").style(f"--stem: var(--stem-{token})"):
        ui.label(stem.type.label[0]).classes("stem-sign").props("aria-hidden=true")
        ui.label(" ".join(filter(None, [stem.type.label, stem.variant]))).classes("row-name")
        ui.label(f"{stem.size_bytes / 1e6:.1f} MB").classes("muted number")
        _download(f"{API}/stems/{stem.id}/file", "FLAC", about=stem.type.label)


def show_jobs(
    view: TrackView, *, on_retry: Act, on_cancel: Act
) -> dict[UUID, tuple[ui.element, ui.label]]:
    """Show the work on the track; return bar and words of what is running, to be kept fresh."""
    running: dict[UUID, tuple[ui.element, ui.label]] = {}
    if not view.jobs:
        return running
    with _part(_("Work")), ui.element("div").classes("rows"):
        for job in view.jobs:
            with ui.element("div").classes("row").props(f"data-job={job.stage}"):
                ui.label(label_of(job.stage)).classes("row-name")
                if job.state in LIVE:
                    running[job.id] = _show_progress(job)
                _show_job_end(job, on_retry=on_retry, on_cancel=on_cancel)
    return running


def _show_progress(job: Job) -> tuple[ui.element, ui.label]:
    said = ui.label(f"{100 * job.progress:.0f} % {job.phase}").classes("muted number")
    with ui.element("span").classes("bar row-bar"):
        bar = ui.element("span").style(f"width: {100 * job.progress:.0f}%")
    return bar, said


def _show_job_end(job: Job, *, on_retry: Act, on_cancel: Act) -> None:
    if job.attempt > 1:
        said = plural("{count} attempt", "{count} attempts", job.attempt)
        ui.label(said).classes("muted number")
    if job.started_at and job.finished_at:
        seconds = (job.finished_at - job.started_at).total_seconds()
        ui.label(f"{seconds:.1f} s").classes("muted number")
    ui.label(_state_words(job.state)).classes("badge").props(f"data-state={job.state.value}")
    if job.state in LIVE:
        _button(_("Cancel"), "close").on("click", lambda: on_cancel(job.id))
    elif job.state in {JobState.FAILED, JobState.CANCELLED}:
        _button(_("Retry"), "refresh").on("click", lambda: on_retry(job.id))
    if job.error:
        ui.label(job.error).classes("row-error")


def _state_words(state: JobState) -> str:
    return {
        JobState.QUEUED: _("Waiting"),
        JobState.DOWNLOADING: _("Loading"),
        JobState.PROCESSING: _("Working"),
        JobState.COMPLETED: _("Done"),
        JobState.FAILED: _("Failed"),
        JobState.CANCELLED: _("Cancelled"),
    }[state]


class _Part(ui.element):
    """A titled part of the page; ``head`` takes what belongs beside the title."""

    def __init__(self, title: str) -> None:
        super().__init__("section")
        self.classes("part")
        with self:
            self.head = ui.element("div").classes("part-head")
        with self.head:
            with ui.element("h2"):
                ui.label(title)
            ui.element("span").classes("grow")


def _part(title: str) -> _Part:
    return _Part(title)


def _fact(name: str) -> ui.element:
    with ui.element("div"):
        ui.label(name).classes("fact-name")
        return ui.element("div").classes("fact-value")


def _button(words: str, sign: str) -> ui.element:
    button = ui.element("button").classes("button").props("type=button")
    with button:
        icon(sign)
        ui.label(words)
    return button


def _download(address: str, words: str, *, name: str = "", about: str = "") -> None:
    with ui.link(target=address).classes("button") as link:
        link.props["download"] = name
        if about:
            link.props["aria-label"] = f"{_('Download')} {about}"
        icon("download")
        ui.label(words)
