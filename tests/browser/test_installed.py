"""The studio as an app: what a browser needs to install it, and what it shows offline."""

import json

from playwright.sync_api import Browser, expect

from tests.browser.conftest import Studio


def test_a_browser_may_install_the_studio(chromium: Browser, studio: Studio) -> None:
    with chromium.new_context() as stranger:
        manifest = stranger.request.get(f"{studio.address}/manifest.webmanifest")
        assert manifest.headers["content-type"] == "application/manifest+json"
        icons = json.loads(manifest.text())["icons"]
        assert {icon["sizes"] for icon in icons} == {"192x192", "512x512"}
        for icon in icons:
            assert stranger.request.get(studio.address + icon["src"]).body()[1:4] == b"PNG"
        worker = stranger.request.get(f"{studio.address}/sw.js")
        assert worker.headers["cache-control"] == "no-cache"


def test_without_the_network_a_page_says_so_and_no_old_page_is_shown(
    chromium: Browser, studio: Studio
) -> None:
    with chromium.new_context(storage_state=studio.cookies) as context:
        window = context.new_page()
        window.goto(studio.address)
        window.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        window.wait_for_function("() => navigator.serviceWorker.controller !== null")
        context.set_offline(offline=True)
        window.goto(f"{studio.address}/track/1")
        expect(window.get_by_role("heading", name="The studio does not answer")).to_be_visible()
        context.set_offline(offline=False)
        window.get_by_role("link", name="Try again").click()
        expect(window.get_by_role("heading", name="Library")).to_be_visible()
