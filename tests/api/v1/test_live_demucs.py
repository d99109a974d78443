"""A network's stems, heard on the way and at the end: a real engine, real weights, tiny ones."""

import threading
from pathlib import Path

import numpy as np
from pydantic import BaseModel

from app import stems
from app.core.work import Report
from app.pipeline import Halt, JobState
from app.stems import SeparationRequest
from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.listening import fetch, live_of, player_of
from tests.houses import wait_until
from tests.songs import write_song
from tests.stems.tiny_model import write_tiny_checkpoint

SECONDS = 12.0
LONG_SECONDS = 600.0
"""A network takes long where the processor is contended."""
RATE_HZ = 44_100


class PausedDemucs:
    """The real engine, which stops when enough is written until the test lets it go on."""

    def __init__(self) -> None:
        self.goes_on = threading.Event()
        self.said = 0

    def __call__(self, request: BaseModel, report: Report, halt: Halt) -> BaseModel:
        """Separate, and wait at every report after the first ones."""
        assert isinstance(request, SeparationRequest)

        def pause(fraction: float, phase: str) -> None:
            report(fraction, phase)
            self.said += fraction > 0.4
            while self.said and not self.goes_on.wait(0.02):
                halt.check()

        return stems.ENGINES.get("demucs").separate(request, pause)


def test_what_is_heard_of_a_network_on_the_way_is_what_it_gives_at_the_end(
    api: Api, tmp_path: Path
) -> None:
    folder = api.house.settings.models_folder
    folder.mkdir(parents=True)
    write_tiny_checkpoint(folder)
    engine = PausedDemucs()
    api.house.workshop.behaviours[stems.SEPARATE.name] = engine
    song = write_song(tmp_path / "song.wav", seconds=SECONDS).read_bytes()
    api.upload(song, engine="demucs", model="tiny")
    api.house.start()
    job = api.house.wait_for_state("separate", JobState.PROCESSING)
    track_id, separation_id = str(job.track_id), str(job.id)
    wait_until(lambda: engine.said > 0, "the engine never got so far", seconds=LONG_SECONDS)

    def is_heard() -> bool:
        spans = live_of(api, separation_id)["spans"]
        return bool(spans) and spans[0][0] == 0 and spans[0][1] > 2 * 65_536

    wait_until(is_heard, "nothing could be heard")
    player = player_of(api, track_id)
    assert player["is_pending"]
    assert player["frames"] == SECONDS * RATE_HZ
    end = live_of(api, separation_id)["spans"][0][1]
    pages = [
        f"{stem['pages_url']}/{index}" for stem in player["stems"] for index in range(end // 65_536)
    ]
    before = [fetch(api, page) for page in pages]
    assert {page.status_code for page in before} == {200}
    engine.goes_on.set()
    wait_until(lambda: live_of(api, separation_id)["state"] == "done", "it never ended")
    after = [fetch(api, page) for page in pages]
    assert [page.content for page in after] == [page.content for page in before]
    assert all(np.frombuffer(page.content, "<i2").any() for page in after)
    for stem in player_of(api, track_id)["stems"]:
        assert fetch(api, stem["waveform_url"]).content[:4] == b"SFPK"
    assert fetch(api, f"{ROOT}/separations/{separation_id}/stems/4/pages/0").status_code == 404
