"""Signing in and out in front of the real page, with the policy that Chromium enforces."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx
from playwright.sync_api import Browser, Page, StorageState, expect

from tests import visitors
from tests.browser.windows import PATIENCE_MS, Windows, cookies_of
from tests.cli.terminal import sfa

if TYPE_CHECKING:
    from tests.browser.conftest import Studio

SIGN_IN = re.compile(r"/sign-in(\?.*)?$")

INJECTED = """() => {
  const image = '<img src="/static/none.png" onerror="window.bad = 1">';
  document.body.insertAdjacentHTML('beforeend', image);
  const script = document.createElement('script');
  script.textContent = 'window.worse = 1';
  document.body.append(script);
}"""


def test_the_page_works_under_its_policy_and_may_share_memory(
    open_window: Callable[..., Page],
) -> None:
    page = open_window()
    assert page.evaluate("crossOriginIsolated && typeof SharedArrayBuffer === 'function'")


def test_what_somebody_slips_into_the_page_does_not_run(
    chromium: Browser, studio: "Studio"
) -> None:
    with chromium.new_context(storage_state=studio.cookies) as context:
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(studio.address)
        page.wait_for_function("window.did_handshake === true")
        with page.expect_event("console", lambda said: "Content Security Policy" in said.text):
            page.evaluate(INJECTED)
        assert page.evaluate("[window.bad, window.worse]") == [None, None]


def test_signing_out_in_one_tab_cuts_the_other(chromium: Browser, studio: "Studio") -> None:
    link = re.search(visitors.LINK, sfa(studio.settings, "users", "link", "owner@localhost").output)
    assert link is not None
    with chromium.new_context() as context:
        context.set_default_timeout(PATIENCE_MS)
        here, there = context.new_page(), context.new_page()
        here.goto(link[0])
        here.get_by_role("button", name="Open the studio").click()
        here.wait_for_function("window.did_handshake === true")
        there.goto(studio.address)
        there.wait_for_function("window.did_handshake === true")
        context.request.post(f"{studio.address}/sign-out")
        for page in (here, there):
            expect(page).to_have_url(f"{studio.address}/sign-in")
        here.goto(f"{studio.address}/status")
        expect(here).to_have_url(f"{studio.address}/sign-in?next=/status")
        expect(here.get_by_label("E-mail")).to_be_focused()


def test_signing_out_leads_to_the_sign_in_page_in_every_tab_and_not_back(
    chromium: Browser, studio: "Studio"
) -> None:
    with Windows(chromium, studio.address, make_cookies(studio)) as windows:
        browser = windows.browser()
        here, there = windows.add(browser), windows.add(browser, "/track/none")
        here.get_by_label("Account").click()
        here.get_by_role("button", name="Sign out").click()
        expect(here).to_have_url(SIGN_IN)
        expect(here.get_by_label("E-mail")).to_be_visible()
        expect(there).to_have_url(SIGN_IN)
        expect(there.get_by_label("E-mail")).to_be_visible()
        here.go_back()
        expect(here).to_have_url(SIGN_IN)
        expect(here.locator(".rail")).to_have_count(0)
        here.goto(studio.address)
        expect(here).to_have_url(SIGN_IN)


def make_cookies(studio: "Studio") -> StorageState:
    """Sign the owner in once more, in a session of its own, and return the browser's storage."""
    link = re.search(visitors.LINK, sfa(studio.settings, "users", "link", "owner@localhost").output)
    assert link is not None
    with httpx.Client(base_url=studio.address) as client:
        client.post(link[2])
        return cookies_of(client.cookies[visitors.COOKIE])
