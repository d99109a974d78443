import gc
import http.server
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.audio import ffmpeg, ffmpeg_path, ffmpeg_version, probe, stream
from app.core.errors import Unavailable, UnusableAudio
from tests.core.audio.conftest import Encode


class Trap(http.server.HTTPServer):
    """A server that remembers whether anybody came."""

    visits = 0


@pytest.fixture
def trap() -> Iterator[Trap]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            trap.visits += 1
            self.send_error(404)

    trap = Trap(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=trap.serve_forever)
    thread.start()
    yield trap
    trap.shutdown()
    thread.join()
    trap.server_close()


@pytest.mark.parametrize("kind", ["m3u8", "concat", "nested"])
def test_a_hostile_playlist_opens_neither_addresses_nor_files(
    kind: str, trap: Trap, wav: Path, tmp_path: Path
) -> None:
    address = f"http://127.0.0.1:{trap.server_port}/segment.ts"
    playlist = {
        "m3u8": f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{address}\n#EXT-X-ENDLIST\n",
        "concat": f"ffconcat version 1.0\nfile '{wav}'\n",
        "nested": f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{wav}\n",
    }[kind]
    path = tmp_path / "song.mp3"
    path.write_text(playlist)

    with pytest.raises(UnusableAudio, match="is not an audio file"):
        probe(path)
    assert trap.visits == 0


@pytest.mark.parametrize("how", ["closed", "forgotten"])
def test_an_abandoned_stream_ends_its_program(
    how: str, encode: Encode, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = encode("alac.m4a", "-c:a", "alac")
    started: list[subprocess.Popen[bytes]] = []

    class Remembered(subprocess.Popen[bytes]):
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **options)  # pyright: ignore[reportArgumentType, reportCallIssue]
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Remembered)
    blocks = stream(path, block_seconds=0.01)
    next(blocks)
    assert started[0].returncode is None

    if how == "closed":
        blocks.close()
    del blocks
    gc.collect()

    assert started[0].returncode is not None


def test_a_name_that_looks_like_an_option_is_only_a_name(
    encode: Encode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = encode("alac.m4a", "-c:a", "alac").read_bytes()
    monkeypatch.chdir(tmp_path)
    for name in ("-i", "http:x", "a b'c.m4a", "%d"):
        Path(name).write_bytes(data)

        assert probe(Path(name)).codec == "alac"


def test_the_program_states_its_version() -> None:
    assert ffmpeg_path().is_file()
    assert ffmpeg_version()[0].isdigit() or ffmpeg_version().startswith(("n", "N", "g"))


def test_without_the_program_the_sentence_says_how_to_get_it(
    encode: Encode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = encode("alac.m4a", "-c:a", "alac")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "")
    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", no_program)
    ffmpeg.ffmpeg_path.cache_clear()
    try:
        with pytest.raises(Unavailable, match="ffmpeg program is missing; install ffmpeg"):
            probe(path)
    finally:
        ffmpeg.ffmpeg_path.cache_clear()


def test_a_program_that_does_not_start_gets_a_sentence(
    encode: Encode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = encode("alac.m4a", "-c:a", "alac")
    program = tmp_path / "ffmpeg"
    program.write_text("#!/no/such/interpreter\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    ffmpeg.ffmpeg_path.cache_clear()
    try:
        with pytest.raises(Unavailable, match=f"ffmpeg program at {program} does not start"):
            probe(path)
        with pytest.raises(Unavailable, match="does not start"):
            ffmpeg_version()
    finally:
        ffmpeg.ffmpeg_path.cache_clear()


def test_what_a_title_says_is_not_taken_for_the_programs_words(encode: Encode) -> None:
    title = "title=[mov @ 0x1] Packet corrupt\n[mov @ 0x1] moov atom not found"
    path = encode("titled.m4a", "-c:a", "alac", "-metadata", title)

    assert sum(block.shape[1] for block in stream(path)) > 0


def no_program() -> str:
    """Answer as imageio-ffmpeg does on a platform it has no program for."""
    message = "No ffmpeg exe could be found."
    raise RuntimeError(message)
