"""The pages before the door: plain HTML, whose words come from the catalogue of all pages."""

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template
from uuid import UUID

from app.core.units import seconds_to_words
from app.core.words import _, language, plural
from app.library import ShareView, Track

STATIC = Path(__file__).parents[2] / "static"
COMMAND = "sfa users link"


def render_form(*, wanted: str, email: str, alert: str) -> str:
    """Return the form to sign in with, filled in with what somebody has typed before."""
    words = {
        "title": _("Sign in · Sound Forge Alchemy"),
        "email_label": _("E-mail"),
        "password_label": _("Password"),
        "sign_in": _("Sign in"),
        "email": email[:200],
        "next": wanted,
    }
    marked = {
        "alert": f'<p class="alert" role="alert">{escape(alert)}</p>' if alert else "",
        "no_password": escape(
            _(
                "No password yet? Run {command} with your address on the studio's machine. "
                "It prints a link that signs you in once."
            )
        ).format(command=f"<code>{COMMAND}</code>"),
    }
    return _render("sign-in.html", words, marked)


def render_link() -> str:
    """Return the page behind a link that signs in once: its button does."""
    words = {
        "title": _("Sign in · Sound Forge Alchemy"),
        "explanation": _("This link signs you in on this browser. It works once."),
        "open_studio": _("Open the studio"),
    }
    return _render("sign-in-once.html", words, {})


def render_shared(
    shared: ShareView,
    tracks: Sequence[Track],
    pictures: Mapping[UUID, str],
    *,
    root: str,
    page: int,
    page_size: int,
) -> str:
    """Return the page of what a link lets hear; ``root`` is the link's own path."""
    first = (page - 1) * page_size
    rows = [
        _row(track, number, has_picture=track.id in pictures, root=root)
        for number, track in enumerate(tracks, first + 1)
    ]
    words = {
        "title": _("{title} · Sound Forge Alchemy").format(title=shared.title),
        "name": shared.title,
        "said": plural("{count} track", "{count} tracks", shared.count),
        "list_label": _("Tracks"),
        "player_label": _("Player"),
        "footnote": _("Shared from a studio of Sound Forge Alchemy. You can listen, nothing more."),
    }
    empty = f'<li class="muted">{escape(_("There is nothing in it yet."))}</li>'
    marked = {
        "rows": "\n".join(rows) or empty,
        "first": str(first + 1),
        "pages": _pages(page, is_last=first + len(tracks) >= shared.count),
    }
    return _render("share.html", words, marked)


def render_nothing_shared(said: str) -> str:
    """Return the page of a link that leads nowhere."""
    words = {"title": _("Nothing here · Sound Forge Alchemy"), "said": said}
    return _render("share-gone.html", words, {})


def _row(track: Track, number: int, *, has_picture: bool, root: str) -> str:
    address = f"{root}/tracks/{track.id}"
    cover = f'<img src="{address}/picture?size=64" alt="" width="44" height="44" loading="lazy">'
    names = f"<b>{escape(track.title)}</b><span>{escape(track.artist or '')}</span>"
    length = seconds_to_words(track.duration_seconds) if track.duration_seconds else ""
    shown = (
        f'<span class="shared-number">{number}</span>'
        f'<span class="shared-cover">{cover if has_picture else ""}</span>'
        f'<span class="shared-names">{names}</span><span class="shared-length">{length}</span>'
    )
    if not track.has_audio:
        silent = escape(_("No sound yet"))
        return f'<li class="shared-row silent">{shown}<span class="muted">{silent}</span></li>'
    return f'<li><a class="shared-row" href="{address}/audio">{shown}</a></li>'


def _pages(page: int, *, is_last: bool) -> str:
    links: list[str] = []
    if page > 1:
        links.append(f'<a rel="prev" href="?page={page - 1}">{escape(_("Back"))}</a>')
    if not is_last:
        links.append(f'<a rel="next" href="?page={page + 1}">{escape(_("More tracks"))}</a>')
    return "".join(links)


def _render(name: str, words: Mapping[str, str], marked: Mapping[str, str]) -> str:
    """Fill a page in; ``words`` are escaped, ``marked`` is HTML already."""
    page = Template((STATIC / name).read_text(encoding="utf-8"))
    plain = {key: escape(said) for key, said in words.items()}
    return page.substitute(plain, language=escape(language()), **marked)
