"""What takes space: one's own files, the tracks that take most, and what can be cleared."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from nicegui import ui

from app import pipeline
from app.core.errors import SoundForgeError
from app.core.units import bytes_to_words
from app.core.words import plural
from app.pipeline import Clearable, Cleared, DiskUse, MachineUse, TrackBytes
from components.icons import icon
from pages import _session
from pages._words import _

Act = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class DiskView:
    """What the part shows; ``machine`` is for administrators."""

    use: DiskUse
    largest: list[TrackBytes]
    clearable: dict[Clearable, Cleared]
    machine: MachineUse | None


class DiskPart:
    """A part of the settings that is read when it is opened, and anew after each clearing."""

    def __init__(self) -> None:
        self._owner_id = _session.owner_id()
        self._is_admin = pipeline.may_see_all(_session.user())
        with ui.element("section").classes("part settings-part").props("id=settings-disk") as root:
            root.props["aria-label"] = _("Disk")
            with ui.element("div").classes("part-head"), ui.element("h2"):
                ui.label(_("Disk"))
            ui.label(
                _(
                    "What your files take. Caches are waveforms and copies for the player; the "
                    "studio makes them again when they are wanted."
                )
            ).classes("muted settings-about")
            self._news = ui.label("").classes("settings-now").props("role=status")
            self._problem = ui.label("").classes("row-error").props("role=alert")
            self._body = ui.element("div").classes("settings-form")
            with self._body:
                ui.element("div").classes("skeleton-block")
        self._news.set_visibility(False)
        self._problem.set_visibility(False)

    async def load(self) -> None:
        """Read what takes space and draw it; walking through a large storage takes seconds."""
        try:
            view = await asyncio.to_thread(self._read)
        except SoundForgeError as error:
            self._tell(self._problem, str(error))
            return
        if self._body.is_deleted:
            return
        with self._body.clear():
            self._show(view)

    def _read(self) -> DiskView:
        tools, owner_id = _session.tools(), self._owner_id
        with tools.database.reading() as session:
            largest = pipeline.list_largest_tracks(session, owner_id=owner_id, count=SHOWN)
        found = pipeline.clear(tools, CLEARED_HERE, owner_id=owner_id, dry_run=True)
        return DiskView(
            use=pipeline.view_disk(tools, owner_id=owner_id),
            largest=largest,
            clearable={one.kind: one for one in found},
            machine=pipeline.measure_machine(tools) if self._is_admin else None,
        )

    def _show(self, view: DiskView) -> None:
        _show_use(view.use)
        with ui.element("div").classes("disk-acts"):
            for cleared in view.clearable.values():
                self._show_clearing(cleared)
        if view.largest:
            with ui.element("h3"):
                ui.label(_("The tracks that take most"))
            with ui.element("ul").classes("offers"):
                for one in view.largest:
                    self._show_track(one)
        if view.machine is not None:
            _show_machine(view.machine)

    def _show_clearing(self, cleared: Cleared) -> None:
        size = bytes_to_words(cleared.size_bytes)
        if cleared.kind is Clearable.CACHES:
            words, asked = _("Drop caches, {size}").format(size=size), ""
        else:
            drafts = plural("{count} replaced draft", "{count} replaced drafts", cleared.count)
            words = _("Delete {drafts}, {size}").format(drafts=drafts, size=size)
            asked = _("Delete them for good")
        kind = cleared.kind
        _show_act(words, asked, lambda: self._clear([kind]), is_disabled=not cleared.count)

    def _show_track(self, one: TrackBytes) -> None:
        with ui.element("li").classes("offer"):
            with ui.element("div").classes("offer-about"):
                with ui.link(target=f"/track/{one.track_id}").classes("offer-title"):
                    ui.label(f"{one.artist} · {one.title}" if one.artist else one.title)
                ui.label(
                    _("Original {original}, stems {stems}").format(
                        original=bytes_to_words(one.originals), stems=bytes_to_words(one.stems)
                    )
                ).classes("offer-facts number")
            with ui.element("div").classes("disk-acts"):
                if one.stems:
                    _show_act(
                        _("Delete stems"),
                        _("Delete them for good"),
                        lambda: self._clear([Clearable.STEMS], one),
                        about=one.title,
                    )

    async def _clear(self, kinds: Sequence[Clearable], track: TrackBytes | None = None) -> None:
        tools, track_ids = _session.tools(), [track.track_id] if track else []
        self._tell(self._problem, "")
        try:
            cleared = await asyncio.to_thread(
                pipeline.clear,
                tools,
                kinds,
                owner_id=self._owner_id,
                track_ids=track_ids,
                dry_run=False,
            )
        except SoundForgeError as error:
            self._tell(self._problem, str(error))
            return
        size = bytes_to_words(sum(one.size_bytes for one in cleared))
        self._tell(self._news, _("{size} are free again.").format(size=size))
        await self.load()

    def _tell(self, place: ui.label, sentence: str) -> None:
        if not place.is_deleted:
            place.set_text(sentence)
            place.set_visibility(bool(sentence))


SHOWN = 10
CLEARED_HERE = (Clearable.CACHES, Clearable.DRAFTS)


def _show_use(use: DiskUse) -> None:
    used, quota = bytes_to_words(use.used_bytes), use.quota_bytes
    if quota is None:
        words = _("Your tracks and stems take {used}; there is no limit.").format(used=used)
    else:
        words = _("Your tracks and stems take {used} of {quota}; {left} are left.").format(
            used=used, quota=bytes_to_words(quota), left=bytes_to_words(use.left_bytes or 0)
        )
    ui.label(words)
    whole = max(quota or use.used_bytes, use.used_bytes, 1)
    with ui.element("div").classes("disk-bar").props("role=img") as bar:
        bar.props["aria-label"] = words
        sizes = {
            "originals": use.originals_bytes,
            "stems": use.stems_bytes,
            "gone": use.gone_bytes,
        }
        for name, size in sizes.items():
            ui.element("span").classes(f"disk-{name}").style(f"width: {100 * size / whole:.2f}%")
    if use.gone_bytes:
        with ui.link(target="/trash"):
            ui.label(_("Empty the trash to free what was deleted"))
    with ui.element("dl").classes("disk-sizes"):
        _show_size(_("Originals"), use.originals_bytes, swatch="--accent")
        _show_size(_("Stems"), use.stems_bytes, swatch="--stem-bass")
        _show_size(_("Pictures"), use.pictures_bytes, note=_("not counted"))
        _show_size(_("Caches"), use.caches_bytes, note=_("not counted, made again on demand"))
        _show_size(_("Trash"), use.gone_bytes, swatch="--faint")


def _show_size(title: str, size_bytes: int, *, note: str = "", swatch: str = "") -> None:
    with ui.element("div"):
        with ui.element("dt") as head:
            ui.label(title)
        if swatch:
            head.classes("disk-swatch").style(f"--swatch: var({swatch})")
        with ui.element("dd").classes("number"):
            ui.label(bytes_to_words(size_bytes))
        if note:
            ui.label(note).classes("muted")


def _show_machine(machine: MachineUse) -> None:
    with ui.element("h3"):
        ui.label(_("Everybody"))
    ui.label(
        _("{free} of {total} are free on the disk; the database takes {database}.").format(
            free=bytes_to_words(machine.free_bytes),
            total=bytes_to_words(machine.total_bytes),
            database=bytes_to_words(machine.database_bytes),
        )
    )
    with ui.element("ul").classes("offers"):
        for use in machine.users:
            with ui.element("li").classes("offer"), ui.element("div").classes("offer-about"):
                ui.label(use.email).classes("offer-title")
                ui.label(_words_of(use)).classes("offer-facts number")


def _words_of(use: DiskUse) -> str:
    quota = _("no limit")
    if use.quota_bytes is not None:
        quota = _("of {quota}").format(quota=bytes_to_words(use.quota_bytes))
    return _("{used}, {quota} · originals {originals}, stems {stems}, caches {caches}").format(
        used=bytes_to_words(use.used_bytes),
        quota=quota,
        originals=bytes_to_words(use.originals_bytes),
        stems=bytes_to_words(use.stems_bytes),
        caches=bytes_to_words(use.caches_bytes),
    )


def _show_act(
    words: str, asked: str, act: Act, *, about: str = "", is_disabled: bool = False
) -> None:
    """Show a button; what is gone for good is asked for once more, in its place."""
    button = ui.element("button").classes("button").props("type=button")
    button.props["disabled"] = is_disabled
    if about:
        button.props["aria-label"] = f"{words}: {about}"
    with button:
        icon("delete" if asked else "cleaning_services")
        ui.label(words)
    if not asked:
        button.on("click", act)
        return
    sure = ui.element("button").classes("button disk-sure").props("type=button")
    sure.props["aria-label"] = f"{asked}: {about or words}"
    keep = ui.element("button").classes("button").props("type=button")
    with sure:
        ui.label(asked)
    with keep:
        ui.label(_("Keep"))

    def ask(*, is_open: bool) -> None:
        button.set_visibility(not is_open)
        sure.set_visibility(is_open)
        keep.set_visibility(is_open)
        (keep if is_open else button).run_method("focus")

    for one in (sure, keep):
        one.set_visibility(False)
    button.on("click", lambda: ask(is_open=True))
    keep.on("click", lambda: ask(is_open=False))
    sure.on("click", act)
