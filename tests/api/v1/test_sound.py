"""What players are fed with, from a real studio with real stems."""

import struct
import subprocess
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from fastapi.testclient import TestClient

from app import pipeline
from app.boot import create_web
from app.core import audio
from app.core.storage import MediaKey
from tests import editions, visitors
from tests.houses import wait_until
from tests.songs import RATE_HZ, write_song

SECONDS = 4.0


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Generator[TestClient, None, None]:
    """Return the owner's client of a studio that runs."""
    folder = tmp_path_factory.mktemp("sound") / "data"
    with (
        editions.embedded(folder, log_level="error") as settings,
        TestClient(create_web(settings)) as client,
    ):
        yield visitors.sign_in(client)


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a song."""
    return write_song(tmp_path_factory.mktemp("song") / "song.wav", seconds=SECONDS)


@pytest.fixture(scope="module")
def player(client: TestClient, song: Path) -> dict[str, Any]:
    """Return the manifest of the song, taken apart."""
    return manifest_of(client, import_song(client, song))


def import_song(client: TestClient, path: Path) -> str:
    """Send a file, wait until all is done, and return the track's id."""
    asked = {"name": path.name, "engine": "draft"}
    answer = client.post("/api/v1/uploads", params=asked, content=path.read_bytes())
    assert answer.status_code == 201, answer.text
    tools = visitors.tools_of(client)

    def is_idle() -> bool:
        with tools.database.reading() as session:
            return not pipeline.count_live(session)

    wait_until(is_idle, "jobs are not done")
    return next(
        one["id"]
        for one in client.get("/api/v1/tracks").json()["rows"]
        if one["file_name"] == path.name
    )


def manifest_of(client: TestClient, track_id: str) -> dict[str, Any]:
    """Ask for a track's manifest."""
    answer = client.get(f"/api/v1/tracks/{track_id}/player")
    assert answer.status_code == 200, answer.text
    return answer.json()


def pages_of(client: TestClient, player: dict[str, Any], address: str) -> np.ndarray:
    """Fetch every page and return frames by channels."""
    count = -(-player["frames"] // player["page_frames"])
    parts = [client.get(f"{address}/{index}").content for index in range(count)]
    return np.frombuffer(b"".join(parts), "<i2").reshape(-1, player["channels"])


def test_the_manifest_says_all_that_a_player_needs(player: dict[str, Any]) -> None:
    assert player["rate_hz"] == RATE_HZ
    assert player["frames"] == int(SECONDS * RATE_HZ)
    assert player["channels"] == 2
    assert player["is_draft"]
    assert [stem["letter"] for stem in player["stems"]] == ["V", "D", "B", "O"]
    assert player["stems"][1]["colour"] == "stem-drums"
    assert player["stems"][1]["label"] == "Drums"
    assert player["beats_seconds"]
    assert player["sections"]


def test_the_level_is_matched_as_far_as_the_peaks_allow(
    client: TestClient, player: dict[str, Any], tmp_path: Path
) -> None:
    loud = write_song(tmp_path / "loud.wav", seconds=SECONDS, seed=7)
    samples, rate = soundfile.read(loud)
    soundfile.write(loud, np.clip(samples * 8, -1, 1), rate)
    assert manifest_of(client, import_song(client, loud))["gain_db"] < 0
    peak_db = 20 * np.log10(np.abs(samples).max())
    assert player["gain_db"] <= -peak_db + 0.1


def test_pages_put_together_are_the_stem(client: TestClient, player: dict[str, Any]) -> None:
    mix = np.zeros((player["frames"], 2), np.int32)
    for stem in player["stems"]:
        mix += pages_of(client, player, stem["pages_url"])
    whole = pages_of(client, player, f"/api/v1/tracks/{player['track_id']}/pages")
    assert len(mix) == len(whole) == player["frames"]
    # Each stem is rounded to 16 bits, and so is the mix.
    assert np.abs(mix - whole).max() <= 3


def test_a_page_is_kept_for_good_by_the_browser_and_by_nobody_else(
    client: TestClient, player: dict[str, Any]
) -> None:
    address = f"{player['stems'][0]['pages_url']}/0"
    answer = client.get(address)
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert player["separation_id"] in answer.headers["etag"]
    again = client.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("index", ["2", "99999", "-1"])
def test_a_page_past_the_end_is_not_found(
    index: str, client: TestClient, player: dict[str, Any]
) -> None:
    assert client.get(f"{player['stems'][0]['pages_url']}/{index}").status_code == 404


def test_a_waveform_has_a_column_for_every_hop_and_its_peaks(
    client: TestClient, player: dict[str, Any], song: Path
) -> None:
    content = client.get(f"/api/v1/tracks/{player['track_id']}/waveform").content
    magic, *fields = struct.unpack("<4s7I", content[:32])
    version, rate_hz, hop, levels, factor, bands, columns = fields
    assert (magic, version, rate_hz, bands) == (b"SFPK", 1, RATE_HZ, 4)
    assert columns == -(-player["frames"] // hop)
    finest = np.frombuffer(content[32 : 32 + columns * bands], np.uint8).reshape(-1, bands)
    samples, _ = soundfile.read(song)
    padded = np.pad(np.abs(samples).max(axis=1), (0, columns * hop - len(samples)))
    peaks = padded.reshape(columns, hop).max(axis=1)
    assert np.abs(finest[:, 0] - 255 * np.sqrt(peaks)).max() <= 1.1
    size, count = 32, columns
    for _ in range(levels):
        size, count = size + count * bands, -(-count // factor)
    assert len(content) == size


def test_waveforms_of_stems_are_drawn_once_and_survive_the_cleaner(
    client: TestClient, player: dict[str, Any]
) -> None:
    addresses = [stem["waveform_url"] for stem in player["stems"]]
    first = [client.get(address) for address in addresses]
    assert all(one.status_code == 200 and one.content[:4] == b"SFPK" for one in first)
    tools = visitors.tools_of(client)
    eager = tools.settings.model_copy(update={"clean_age_hours": 0.0})
    removed = pipeline.clean(pipeline.Tools(eager, *_rest_of(tools)), dry_run=True)
    assert not [key for key in removed if key.endswith((".peaks", ".flac"))]


def _rest_of(tools: pipeline.Tools) -> tuple[Any, Any, Any]:
    return tools.database, tools.media, tools.workshop


def test_what_is_somebody_elses_is_not_found(client: TestClient, player: dict[str, Any]) -> None:
    tools = visitors.tools_of(client)
    visitors.add_user(tools, "stranger@example.org")
    cookies = {visitors.COOKIE: visitors.make_token(tools, "stranger@example.org")}
    stem = player["stems"][0]
    track = f"/api/v1/tracks/{player['track_id']}"
    for address in (
        f"{stem['pages_url']}/0",
        stem["waveform_url"],
        f"{track}/player",
        f"{track}/pages/0",
        f"{track}/waveform",
    ):
        stranger = TestClient(client.app, cookies=cookies)
        assert stranger.get(address).status_code == 404, address
        assert TestClient(client.app).get(address).status_code == 401, address


def test_a_lossy_original_is_decoded_once_and_read_from_there(
    client: TestClient, song: Path, tmp_path: Path
) -> None:
    lossy = tmp_path / "lossy.mp3"
    program = [str(audio.ffmpeg_path()), "-v", "error", "-i", str(song), "-b:a", "192k", str(lossy)]
    subprocess.run(program, check=True)
    track_id = import_song(client, lossy)
    player = manifest_of(client, track_id)
    samples = pages_of(client, player, f"/api/v1/tracks/{track_id}/pages")
    decoded, _ = audio.read(lossy)
    assert len(samples) == decoded.shape[1]
    assert np.abs(samples.T / 32_768 - np.clip(decoded, -1, 1)).max() < 2 / 32_768
    tools = visitors.tools_of(client)
    assert tools.media.path(MediaKey(f"tracks/{track_id}.flac")).is_file()
    assert client.get(f"/api/v1/tracks/{track_id}/waveform").content[:4] == b"SFPK"
