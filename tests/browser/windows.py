"""Windows of a browser that remember what went wrong in them."""

from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    StorageState,
    StorageStateCookie,
)

from tests import visitors

WIDE, TABLET, PHONE = (1440, 900), (1024, 768), (390, 844)
SIZES = (WIDE, TABLET, PHONE)
PATIENCE_MS = 120_000

IS_CONNECTED = "window.did_handshake === true"


class Windows:
    """Opens windows for one person; at the end, none of them may have an error on its console."""

    def __init__(self, chromium: Browser, address: str, cookies: StorageState | Path) -> None:
        self.address = address
        self.problems: list[str] = []
        self.may_be_gone: set[str] = set()
        """Parts of addresses that may be gone when the answer comes: asked for before they went."""
        self._chromium = chromium
        self._cookies = cookies
        self._contexts: list[BrowserContext] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for context in self._contexts:
            context.close()
        if kind is None:
            assert not self.problems, "\n".join(self.problems)

    def open(self, path: str = "/", size: tuple[int, int] = WIDE) -> Page:
        """Open a window of a browser of its own and wait until the page is live."""
        return self.add(self.browser(size), path)

    def browser(self, size: tuple[int, int] = WIDE) -> BrowserContext:
        """Return a browser of its own, without a window."""
        context = self._chromium.new_context(
            storage_state=self._cookies,
            viewport={"width": size[0], "height": size[1]},
        )
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        return context

    def add(self, browser: BrowserContext, path: str = "/") -> Page:
        """Open one more window of a browser and wait until the page is live."""
        page = self.watch(browser.new_page())
        page.goto(self.address + path)
        page.wait_for_function(IS_CONNECTED)
        return page

    def watch(self, page: Page) -> Page:
        """Write down what goes wrong on a page."""
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._take(page, said))
        return page

    def _take(self, page: Page, said: ConsoleMessage) -> None:
        if said.type not in {"error", "warning"}:
            return
        address = said.location["url"]
        is_gone = "status of 404" in said.text and any(part in address for part in self.may_be_gone)
        if not is_gone:
            self.problems.append(f"{page.url}: {said.text} ({address})")


def cookies_of(token: str) -> StorageState:
    """Return the storage of a browser in which the person with this session is signed in."""
    cookie = StorageStateCookie(
        name=visitors.COOKIE,
        value=token,
        domain="127.0.0.1",
        path="/",
        expires=-1,
        httpOnly=True,
        secure=False,
        sameSite="Lax",
    )
    return {"cookies": [cookie], "origins": []}
