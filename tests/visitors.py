"""People who are signed in, for tests of what lies behind the gate."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import accounts
from app.accounts import User
from app.pipeline import Tools
from tests.programs import Program

COOKIE = "sfa_session"
LINK = re.compile(r"(http://\S+)(/sign-in/[\w-]{43})")


def add_user(tools: Tools, email: str, *, password: str | None = None) -> User:
    """Add somebody."""
    with tools.database.transaction() as session:
        return accounts.create_user(session, email, password=password)


def make_token(tools: Tools, email: str | None = None) -> str:
    """Sign somebody in, the owner if nobody is named, and return what belongs in the cookie."""
    with tools.database.transaction() as session:
        user = accounts.get_by_email(session, email or tools.settings.owner_email)
        return accounts.sign_in(session, user)


def sign_in(browser: TestClient, email: str | None = None) -> TestClient:
    """Give a client of a studio that runs somebody's session, the owner's if nobody is named."""
    browser.cookies.set(COOKIE, make_token(tools_of(browser), email))
    return browser


def tools_of(browser: TestClient) -> Tools:
    """Return what the studio of a client works with."""
    web: Any = browser.app
    assert isinstance(web, FastAPI)
    return web.state.tools


def first_link(server: Program) -> str:
    """Return the link that a studio printed at its first start."""
    found = LINK.search(server.log)
    assert found is not None, f"no link in {server.log!r}"
    return found[0]
