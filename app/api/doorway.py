"""The pages before the door: plain HTML, whose words come from the catalogue of all pages."""

from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template

from app.core.words import _, language

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


def _render(name: str, words: Mapping[str, str], marked: Mapping[str, str]) -> str:
    """Fill a page in; ``words`` are escaped, ``marked`` is HTML already."""
    page = Template((STATIC / name).read_text(encoding="utf-8"))
    plain = {key: escape(said) for key, said in words.items()}
    return page.substitute(plain, language=escape(language()), **marked)
