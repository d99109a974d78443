"""One's own account at Spotify: whether it is linked, and what can be taken from it."""

import asyncio
from dataclasses import dataclass
from functools import partial
from threading import Event
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from nicegui import ui
from nicegui.events import GenericEventArguments
from sqlmodel import Session

from app import pipeline, sources
from app.core.errors import SoundForgeError
from app.core.settings import Settings
from app.core.words import plural
from app.sources import AccountView, Link, News, PlaylistOnOffer
from components.icons import icon
from pages import _session
from pages._addresses import API
from pages._words import _
from pages.settings.section import Said

LINK = f"""async () => {{
  try {{
    const answer = await fetch("{API}/spotify/link", {{ method: "POST" }});
    const told = await answer.json();
    if (answer.ok) window.location.assign(told.url);
    else emit(told.error.message);
  }} catch {{
    emit("");
  }}
}}"""
"""Only an answer to the browser itself can leave there what the way back is checked against."""

TIDY = 'history.replaceState(history.state, "", location.pathname)'
"""Whoever reloads the page is not told again."""


@dataclass(frozen=True)
class SpotifyView:
    """How things stand, and with which settings."""

    account: AccountView
    settings: Settings


class SpotifySection:
    """The state in words, the way to link and back, and what the account offers."""

    feature = "spotify"

    @property
    def title(self) -> str:
        """Return what people call it."""
        return _("Spotify")

    @property
    def about(self) -> str:
        """Return what is to be known before an account is linked."""
        return _(
            "Link your own account to take over private playlists and saved tracks; the studio "
            "reads their names, and changes nothing there. The audio comes from elsewhere. "
            "What Spotify allows has become less: since November 2024 it tells nothing about "
            "tempo and key, and shows no playlists of its own making; since 2025 it sends nobody "
            "back to localhost, only to https:// and to 127.0.0.1; and since February 2026 the "
            "owner of a private app needs Premium, at most five accounts may use the app, and "
            "it tells what is in a playlist only to those whose own it is."
        )

    def read(self, session: Session, settings: Settings, *, owner_id: UUID) -> SpotifyView:
        """Return how things stand; Spotify is not asked."""
        return SpotifyView(
            sources.view_account(session, settings, owner_id=owner_id), settings=settings
        )

    def write(self, session: Session, settings: Settings, said: Said, *, owner_id: UUID) -> None:
        """Remember nothing: there is no field here, only buttons."""

    def forget(self, session: Session, *, owner_id: UUID) -> None:
        """Unlink the account."""
        sources.unlink_account(session, owner_id=owner_id)

    def draw(self, view: SpotifyView) -> None:
        """Draw the state, the buttons, and the place for the playlists."""
        self._news = ui.label("").props("role=status")
        self._tell(_news_on_the_way(view.settings))
        self._state = ui.label("").classes("settings-now")
        self._note = ui.label("").classes("muted settings-about")
        with ui.element("div").classes("part-head"):
            self._link = _show_button("link", _("Link Spotify account"), is_primary=True)
            self._link.on("click", self._hear_refusal, js_handler=LINK)
            self._show = _show_button("queue_music", _("Show playlists"))
            self._show.on("click", self._load)
            self._saved = _show_button("favorite", _("Import saved tracks"))
            self._saved.on("click", partial(self._bring, sources.SAVED_TRACKS))
            self._unlink = _show_button("link_off", _("Unlink"))
            self._unlink.on("click", self._let_go)
        self._list = ui.element("div").classes("rows")
        self._list.set_visibility(False)

    def show(self, view: SpotifyView) -> None:
        """Say how things stand."""
        account = view.account
        self._state.set_text(state_words(account))
        self._note.set_text(account.note)
        self._note.set_visibility(bool(account.note))
        is_linked = account.name is not None
        is_good = is_linked and not account.is_cut
        self._link.set_visibility(account.can_link and not is_good)
        self._unlink.set_visibility(is_linked)
        for button in (self._show, self._saved):
            button.set_visibility(is_good)
        if not is_good:
            self._list.set_visibility(False)

    def is_usual(self, view: SpotifyView) -> bool:
        """Say whether no account is linked."""
        return view.account.name is None

    def _tell(self, news: News | None) -> None:
        self._news.set_text(news.sentence if news else "")
        self._news.set_visibility(news is not None)
        is_bad = news is not None and news.kind == "error"
        self._news.classes(add="row-error") if is_bad else self._news.classes(remove="row-error")

    def _hear_refusal(self, event: GenericEventArguments) -> None:
        away = _("The studio does not answer. Try again when it is back.")
        self._tell(News(kind="error", sentence=str(event.args or away)))

    async def _let_go(self) -> None:
        try:
            await _session.transact(self.forget, owner_id=_session.owner_id())
        except SoundForgeError as error:
            self._tell(News(kind="error", sentence=str(error)))
        else:
            self._tell(News(kind="ok", sentence=_("The account is unlinked.")))

    async def _load(self) -> None:
        """Ask Spotify in a thread, and list what it tells."""
        self._tell(News(kind="ok", sentence=_("Asking Spotify for your playlists …")))
        tools, owner_id = _session.tools(), _session.owner_id()
        try:
            found = await asyncio.to_thread(
                sources.list_account_playlists,
                tools.database,
                tools.settings,
                owner_id=owner_id,
                wait=Event().wait,
            )
        except SoundForgeError as error:
            self._tell(News(kind="error", sentence=str(error)))
            return
        if not self._list.is_deleted:
            self._tell(None if found else News(kind="ok", sentence=_("There are no playlists.")))
            self.show_playlists(found)

    def show_playlists(self, found: tuple[PlaylistOnOffer, ...]) -> None:
        """List what the account has, each with a button that brings it in."""
        self._list.set_visibility(bool(found))
        with self._list.clear():
            for one in found:
                with ui.element("div").classes("row"):
                    ui.label(one.title).classes("row-name")
                    ui.label(words_of_offer(one)).classes("muted number")
                    button = _show_button("download", _("Import"))
                    button.props["aria-label"] = _("Import {title}").format(title=one.title)
                    (link,) = sources.read_links(one.url)
                    button.on("click", partial(self._bring, link))

    async def _bring(self, link: Link) -> None:
        settings = _session.tools().settings
        owner_id = _session.owner_id()
        try:
            await _session.transact(pipeline.bring, settings, link, owner_id=owner_id)
        except SoundForgeError as error:
            self._tell(News(kind="error", sentence=str(error)))
            return
        said = _("It is being looked up, and appears in the library and under Playlists.")
        self._tell(News(kind="ok", sentence=said))


def state_words(account: AccountView) -> str:
    """Return in a few words how things stand."""
    if account.name is None:
        return _("No account is linked.")
    said = _("The link to {name} is broken.") if account.is_cut else _("{name} is linked.")
    return said.format(name=account.name)


def words_of_offer(one: PlaylistOnOffer) -> str:
    """Return whose a playlist is, and how long."""
    length = None
    if one.length is not None:
        length = plural("{count} entry", "{count} entries", one.length)
    return " · ".join(part for part in (one.owner, length) if part)


def _news_on_the_way(settings: Settings) -> News | None:
    """Return what the way back from Spotify has brought along, once."""
    words = parse_qs(urlsplit(ui.context.client.sub_pages_router.current_path).query)
    sealed = words.get("spotify", [""])[0]
    news = sources.read_news(settings, sealed) if sealed else None
    if news is not None:
        ui.run_javascript(TIDY)
    return news


def _show_button(sign: str, words: str, *, is_primary: bool = False) -> ui.element:
    button = ui.element("button").classes("button").props("type=button")
    if is_primary:
        button.classes("primary")
    with button:
        icon(sign)
        ui.label(words)
    return button
