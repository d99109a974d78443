"""One folder of the server in the settings: how it does, and what can be done with it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import ui

from app.core.words import plural
from app.sources import RootFile, RootKind, RootView
from components.icons import icon
from pages._words import _

SHOWN = 20
"""So many files that are no tracks are named on the page; the API and the terminal name more."""


@dataclass(frozen=True)
class FolderActs:
    """What people can do with a folder."""

    look: Callable[[RootView], Awaitable[None]]
    pause: Callable[[RootView], Awaitable[None]]
    remove: Callable[[RootView], None]


class FolderRow:
    """One folder: drawn once, and set whenever something is different."""

    def __init__(self, root: RootView, acts: FolderActs) -> None:
        self._root = root
        with ui.element("li").classes("offer folder"):
            with ui.element("div").classes("offer-about"):
                ui.label(root.name).classes("offer-title")
                ui.label(root.path).classes("offer-facts folder-path")
                self._facts = ui.label("").classes("offer-facts number")
                self._fault = ui.label("").classes("row-error")
                with ui.element("details") as self._details:
                    with ui.element("summary"):
                        self._count = ui.label("")
                    self._files = ui.element("ul").classes("folder-files")
            with ui.element("div").classes("folder-acts"):
                scan = _button("refresh", _("Look now"), root.name)
                scan.on("click", lambda: acts.look(self._root))
                self._pause = _button("pause", _("Pause"), root.name)
                self._pause.on("click", lambda: acts.pause(self._root))
                self._resume = _button("play_arrow", _("Resume"), root.name)
                self._resume.on("click", lambda: acts.pause(self._root))
                remove = _button("delete_outline", _("Remove"), root.name)
                remove.on("click", lambda: acts.remove(self._root))
            self._scan = scan
        self._shown: list[tuple[str, str]] = []

    def show(self, root: RootView, troubled: list[RootFile]) -> None:
        """Say how the folder does now."""
        self._root = root
        self._facts.set_text(words_of(root))
        self._fault.set_text(root.fault or "")
        self._fault.set_visibility(bool(root.fault))
        self._pause.set_visibility(not root.is_paused)
        self._scan.set_visibility(not root.is_paused)
        self._resume.set_visibility(root.is_paused)
        lines = [(file.path, file.fault or _("It is missing.")) for file in troubled[:SHOWN]]
        self._details.set_visibility(bool(lines))
        count = root.counts.missing + root.counts.faulty
        self._count.set_text(
            plural(
                "{count} file is no track or missing",
                "{count} files are no tracks or missing",
                count,
            )
        )
        if lines != self._shown:
            self._shown = lines
            with self._files.clear():
                for path, fault in lines:
                    with ui.element("li"):
                        ui.label(path)
                        ui.label(fault).classes("muted")


def words_of(root: RootView) -> str:
    """Return in a few words what a folder is and how far the studio is with it."""
    watched = root.kind is RootKind.WATCHED
    parts = [_("copied in") if watched else _("in place"), root.owner_email]
    counts = root.counts
    parts.append(plural("{count} track", "{count} tracks", counts.tracks))
    left = counts.files - counts.tracks - counts.faulty
    if left > 0:
        parts.append(_("{count} on the way").format(count=left))
    if root.is_paused:
        parts.append(_("paused"))
    elif root.scanned_at is None:
        parts.append(_("about to be looked into"))
    return " · ".join(parts)


def meaning_of(root: RootView) -> str:
    """Return what removing a folder means."""
    if root.kind is RootKind.WATCHED:
        return _("What was copied in stays in the library. Nothing in the folder is touched.")
    tracks = plural("{count} track goes", "{count} tracks go", root.counts.tracks)
    return _("{tracks} to the trash, with stems and analysis. The files stay as they are.").format(
        tracks=tracks
    )


def _button(sign: str, words: str, about: str) -> ui.element:
    button = ui.element("button").classes("button").props("type=button")
    button.props["aria-label"] = f"{words}: {about}"
    with button:
        icon(sign)
        ui.label(words)
    return button
