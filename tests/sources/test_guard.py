import contextlib
import socket
import ssl
import threading
from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.core.errors import NetworkDown
from app.sources.fetching.errors import Refused
from app.sources.fetching.guard import Guard, guarded
from tests.sources.media_server import METADATA_URL, MediaServer, serving


@pytest.fixture
def media(tmp_path: Path) -> Iterator[MediaServer]:
    with serving(tmp_path / "server") as server:
        yield server


@pytest.fixture
def guard(media: MediaServer) -> Iterator[Guard]:
    guard = Guard(allowed=(media.place,))
    yield guard
    guard.close()


@contextlib.contextmanager
def client_of(guard: Guard) -> Generator[httpx.Client]:
    with httpx.Client(proxy=guard.url, trust_env=False, follow_redirects=True) as client:
        yield client


def ask(guard: Guard, text: str) -> str:
    """Say something to the guard, with the password, and return what it says first."""
    password = httpx.URL(guard.url)
    field = httpx.BasicAuth(password.username, password.password)
    request = next(field.sync_auth_flow(httpx.Request("GET", "http://x")))
    with socket.create_connection((password.host, password.port or 0), timeout=10) as line:
        proof = request.headers["Authorization"]
        line.sendall(f"{text}\r\nProxy-Authorization: {proof}\r\n\r\n".encode())
        return line.recv(65_536).decode()


def test_an_allowed_server_is_fetched_from_again_and_again(
    guard: Guard, media: MediaServer
) -> None:
    with client_of(guard) as client:
        for _ in range(3):
            assert client.get(media.url("/song.wav")).content == media.song
        part = client.get(media.url("/song.wav"), headers={"Range": "bytes=10-19"})
        assert part.content == media.song[10:20]
        assert client.head(media.url("/song.wav")).headers["content-length"] == str(len(media.song))


@pytest.mark.parametrize(
    "url",
    [
        METADATA_URL,
        "http://localhost:{port}/song.wav",
        "http://127.0.0.2:{port}/song.wav",
        "http://[::1]:{port}/song.wav",
        "http://[::ffff:127.0.0.1]:{port}/song.wav",
        "http://2130706433:{port}/song.wav",
        "http://0x7f.1:{port}/song.wav",
        "http://0:{port}/song.wav",
        "http://192.168.0.1/",
    ],
)
def test_every_way_to_write_an_address_of_this_network_is_refused(
    guard: Guard, media: MediaServer, url: str
) -> None:
    said = ask(guard, f"GET {url.format(port=media.port)} HTTP/1.1")
    assert said.startswith("HTTP/1.1 403 ")
    assert "is an address of this network, and those are not fetched from" in said
    assert media.asked == []


@pytest.mark.parametrize("path", ["/to-metadata", "/to-localhost"])
def test_a_redirect_into_this_network_is_refused(
    guard: Guard, media: MediaServer, path: str
) -> None:
    with client_of(guard) as client:
        assert client.get(media.url(path)).status_code == 403
    assert [asked for asked, _ in media.asked] == [path]


def test_a_tunnel_into_this_network_is_refused(guard: Guard, media: MediaServer) -> None:
    assert ask(guard, f"CONNECT localhost:{media.port} HTTP/1.1").startswith("HTTP/1.1 403 ")
    assert ask(guard, "CONNECT 169.254.169.254:443 HTTP/1.1").startswith("HTTP/1.1 403 ")


def test_a_port_of_another_service_is_refused(guard: Guard) -> None:
    said = ask(guard, "CONNECT 8.8.8.8:25 HTTP/1.1")
    assert said.startswith("HTTP/1.1 403 ")
    assert "Port 25" in said


def test_nobody_passes_without_the_password(guard: Guard, media: MediaServer) -> None:
    place = httpx.URL(guard.url)
    for url in (f"http://{place.host}:{place.port}", f"http://guard:x@{place.host}:{place.port}"):
        with httpx.Client(proxy=url, trust_env=False) as client:
            assert client.get(media.url("/song.wav")).status_code == 407
    assert media.asked == []


def test_the_password_does_not_travel_on(guard: Guard) -> None:
    with listening() as (port, heard):
        with contextlib.suppress(httpx.HTTPError):
            httpx.get(f"http://127.0.0.1:{port}/", proxy=guard.url, trust_env=False, timeout=1)
        assert heard == []  # this server was not allowed, so it has heard nothing
    with listening() as (port, heard):
        own = Guard(allowed=(f"127.0.0.1:{port}",))
        with contextlib.suppress(httpx.HTTPError):
            httpx.get(f"http://127.0.0.1:{port}/a?b=c", proxy=own.url, trust_env=False, timeout=5)
        own.close()
        assert heard[0].startswith("GET /a?b=c HTTP/1.1\r\n")
        assert "proxy-authorization" not in heard[0].lower()


@pytest.mark.parametrize(
    "text",
    [
        "GET /song.wav HTTP/1.1",
        "GET file:///etc/passwd HTTP/1.1",
        "GET ftp://example.com/ HTTP/1.1",
        "DELETE http://example.com/ HTTP/1.1",
        "CONNECT nonsense:port HTTP/1.1",
        "hello",
    ],
)
def test_what_is_no_request_for_a_page_is_not_served(guard: Guard, text: str) -> None:
    assert ask(guard, text).startswith("HTTP/1.1 400 ")


def test_a_whole_network_can_be_allowed(media: MediaServer) -> None:
    with guarded(allowed=("127.0.0.0/8",)) as guard, client_of(guard) as client:
        assert client.get(f"http://localhost:{media.port}/song.wav").content == media.song


def test_a_refusal_is_what_went_wrong_whatever_the_library_says(media: MediaServer) -> None:
    with (
        pytest.raises(Refused, match=r"'169\.254\.169\.254' is an address of this network"),
        guarded(allowed=(media.place,)) as guard,
        client_of(guard) as client,
    ):
        client.get(media.url("/to-metadata")).raise_for_status()


def test_a_name_that_is_not_known_says_so() -> None:
    with (
        pytest.raises(NetworkDown, match=r"'nowhere\.invalid' is not known here"),
        guarded() as guard,
        client_of(guard) as client,
    ):
        answer = client.get("http://nowhere.invalid/")
        raise NetworkDown(f"HTTP {answer.status_code}")


def test_an_admins_proxy_is_asked_for_the_very_address_that_was_judged(
    guard: Guard, media: MediaServer
) -> None:
    named = f"localhost:{media.port}"  # the second guard, as the admin's proxy, knows no such name
    with guarded(allowed=(named,), upstream=guard.url) as first, client_of(first) as client:
        assert client.get(f"http://{named}/song.mp3").content == media.mp3


def test_an_encrypted_page_comes_through_the_tunnels_of_two_proxies(tmp_path: Path) -> None:
    with encrypted(tmp_path) as (port, trust):
        inner = Guard(allowed=(f"127.0.0.1:{port}",))
        with (
            guarded(allowed=(f"localhost:{port}",), upstream=inner.url) as outer,
            httpx.Client(proxy=outer.url, trust_env=False, verify=trust) as client,
        ):
            assert client.get(f"https://localhost:{port}/").text == "secret"
        inner.close()


def test_bytes_pass_a_tunnel_both_ways(media: MediaServer) -> None:
    with guarded(allowed=(media.place,)) as guard:
        place = httpx.URL(guard.url)
        with socket.create_connection((place.host, place.port or 0), timeout=10) as line:
            flow = httpx.BasicAuth(place.username, place.password).sync_auth_flow(
                httpx.Request("GET", "http://x")
            )
            proof = next(flow).headers["Authorization"]
            line.sendall(
                f"CONNECT {media.place} HTTP/1.1\r\nProxy-Authorization: {proof}\r\n\r\n".encode()
            )
            assert line.recv(65_536).startswith(b"HTTP/1.1 200 ")
            line.sendall(b"GET /song.mp3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            said = b""
            while chunk := line.recv(65_536):
                said += chunk
        assert said.endswith(media.mp3)


@contextlib.contextmanager
def encrypted(folder: Path) -> Generator[tuple[int, ssl.SSLContext]]:
    """Have an https server called localhost, and what trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    own = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    )
    (folder / "own.pem").write_bytes(own.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "own.pem", folder / "key.pem")

    def answer() -> None:
        with contextlib.suppress(OSError):
            plain, _ = server.accept()
            with context.wrap_socket(plain, server_side=True) as line:
                line.recv(65_536)
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield int(server.getsockname()[1]), ssl.create_default_context(cafile=folder / "own.pem")
        thread.join(10)


@contextlib.contextmanager
def listening() -> Generator[tuple[int, list[str]]]:
    """Have a server that remembers one request and answers nothing."""
    heard: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(2)

        def listen() -> None:
            with contextlib.suppress(OSError):
                line, _ = server.accept()
                with line:
                    line.settimeout(2)
                    heard.append(line.recv(65_536).decode())

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield int(server.getsockname()[1]), heard
        thread.join()
