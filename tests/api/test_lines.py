"""Open pages: a socket ends with its session, at once and by itself."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from app import accounts
from app.accounts import UserStatus
from app.api.visitors import Visitors
from app.core.database import Database
from app.core.events import LocalBus
from tests import visitors
from tests.houses import PATIENCE_SECONDS, House, wait_until

SOCKET = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"
UPGRADE = {"origin": "http://testserver", "upgrade": "websocket"}


def test_a_socket_is_cut_soon_after_its_session_has_ended(member: TestClient) -> None:
    with member.websocket_connect(SOCKET, headers=UPGRADE) as socket:
        assert socket.receive_text().startswith("0")
        assert member.post("/sign-out").status_code == 303
        socket.send_text("40")
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        assert closed.value.code == 4401


def hear_close(socket: WebSocketTestSession) -> int:
    """Wait for the server to hang up by itself, and return why it did."""
    with pytest.raises(WebSocketDisconnect) as closed:
        while True:
            socket.receive_text()
    return closed.value.code


def test_a_page_that_says_nothing_is_cut_when_its_session_ends(member: TestClient) -> None:
    with member.websocket_connect(SOCKET, headers=UPGRADE) as socket:
        assert socket.receive_text().startswith("0")
        assert member.post("/sign-out").status_code == 303
        assert hear_close(socket) == 4401


def test_a_page_that_says_nothing_is_cut_when_its_user_is_suspended(stranger: TestClient) -> None:
    tools = visitors.tools_of(stranger)
    visitors.add_user(tools, "idle@b.c")
    visitors.sign_in(stranger, "idle@b.c")
    with stranger.websocket_connect(SOCKET, headers=UPGRADE) as socket:
        assert socket.receive_text().startswith("0")
        set_status(tools.database, "idle@b.c", UserStatus.SUSPENDED)
        assert hear_close(socket) == 4401
        assert stranger.get("/status").status_code == 401  # at once: nothing is remembered


def test_a_session_that_ends_in_another_program_cuts_its_page(member: TestClient) -> None:
    tools = visitors.tools_of(member)
    elsewhere = Database(tools.settings.database_address, bus=LocalBus())
    visitors.add_user(tools, "far@b.c")
    visitors.sign_in(member, "far@b.c")
    with member.websocket_connect(SOCKET, headers=UPGRADE) as socket:
        assert socket.receive_text().startswith("0")
        set_status(elsewhere, "far@b.c", UserStatus.SUSPENDED)
        assert hear_close(socket) == 4401
    elsewhere.dispose()


def test_a_session_that_ends_elsewhere_leaves_others_in(member: TestClient) -> None:
    tools = visitors.tools_of(member)
    other = visitors.make_token(tools)
    with member.websocket_connect(SOCKET, headers=UPGRADE) as socket:
        assert socket.receive_text().startswith("0")
        with tools.database.transaction() as session:
            accounts.sign_out(session, other)
        socket.send_text("40")
        assert socket.receive_text().startswith("40")


def set_status(database: Database, email: str, status: UserStatus) -> None:
    with database.transaction() as session:
        user = accounts.get_by_email(session, email)
        accounts.set_status(session, user, status=status)


def test_news_of_somebodys_access_reach_the_lines_of_every_edition(house: House) -> None:
    async def play() -> None:
        user = visitors.add_user(house.tools, "crew@b.c")
        known = Visitors()
        known.listen(house.bus)
        with known.lines_of(user) as news:
            await asyncio.to_thread(set_status, house.database, "crew@b.c", UserStatus.SUSPENDED)
            await asyncio.wait_for(news.wait(), PATIENCE_SECONDS)

    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(asyncio.run, play()).result()


def test_who_is_suspended_is_out_within_seconds(stranger: TestClient) -> None:
    tools = visitors.tools_of(stranger)
    visitors.add_user(tools, "guest@b.c")
    visitors.sign_in(stranger, "guest@b.c")
    assert stranger.get("/status").status_code == 200
    set_status(tools.database, "guest@b.c", UserStatus.SUSPENDED)
    wait_until(lambda: stranger.get("/status").status_code == 401, "the guest is still in")
