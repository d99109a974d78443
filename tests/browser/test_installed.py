"""The studio as an app: what a browser needs to install it, and what it shows offline."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import CHROMIUM, FLAGS, Studio
from tests.browser.windows import PATIENCE_MS, Windows

KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const kept = await caches.open(name);
    for (const request of await kept.keys()) {
      const answer = await kept.match(request);
      found.push([request.url, answer.headers.get("content-type") ?? ""]);
    }
  }
  return found;
}"""


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


def test_chromium_finds_nothing_that_keeps_it_from_installing_the_studio(
    chromium: Browser, studio: Studio, tmp_path: Path
) -> None:
    # Nothing can be installed from a private window, which is what contexts of a test are.
    with chromium.browser_type.launch_persistent_context(
        tmp_path / "profile", executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE_MS
    ) as browser:
        browser.set_default_timeout(PATIENCE_MS)
        browser.add_cookies(json.loads(studio.cookies.read_text())["cookies"])
        window = browser.pages[0]
        window.goto(studio.address)
        wait_for_worker(window)
        line = browser.new_cdp_session(window)
        assert line.send("Page.getAppManifest")["errors"] == []
        assert line.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_without_the_network_a_page_says_so_and_no_old_page_is_shown(
    chromium: Browser, studio: Studio
) -> None:
    with chromium.new_context(storage_state=studio.cookies) as context:
        context.set_default_timeout(PATIENCE_MS)
        window = context.new_page()
        window.goto(studio.address)
        wait_for_worker(window)
        context.set_offline(offline=True)
        window.goto(f"{studio.address}/track/1")
        expect(window.get_by_role("heading", name="The studio does not answer")).to_be_visible()
        context.set_offline(offline=False)
        window.get_by_role("link", name="Try again").click()
        expect(window.get_by_role("heading", name="Library")).to_be_visible()


def test_no_page_and_nothing_of_the_library_is_kept_in_the_browser(full_windows: Windows) -> None:
    window = full_windows.open()
    wait_for_worker(window)
    for path in ("/", "/track/none", "/status", "/"):
        window.goto(full_windows.address + path)
    kept: list[tuple[str, str]] = window.evaluate(KEPT)
    assert kept
    pages = [urlsplit(address).path for address, kind in kept if "html" in kind]
    assert pages == ["/offline"]
    assert [address for address, _kind in kept if "/api/" in address] == []


def wait_for_worker(window: Page) -> None:
    """Wait until the service worker answers for the page."""
    window.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    window.wait_for_function("() => navigator.serviceWorker.controller !== null")
