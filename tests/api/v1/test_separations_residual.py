"""What the stems lack, as players take it."""

import io
from typing import Any

import numpy as np
import pytest
import soundfile
from pydantic import BaseModel

from app import pipeline, stems
from app.core.work import Report
from app.pipeline import Halt
from tests import twins
from tests.api.v1.conftest import ROOT, Api

RATE_HZ = 22_050
FRAMES = 3 * RATE_HZ


def make_song() -> bytes:
    """Return two tones and a third one that no stem will hold."""
    seconds = np.arange(FRAMES) / RATE_HZ
    tones = [0.2 * np.sin(2 * np.pi * hertz * seconds) for hertz in (220, 440, 880)]
    file = io.BytesIO()
    soundfile.write(file, np.stack([sum(tones)] * 2, axis=1), RATE_HZ, format="WAV")
    return file.getvalue()


def separate(request: stems.SeparationRequest, report: Report, halt: Halt) -> BaseModel:
    """Hear two of the tones."""
    made = twins.separate(request, report, halt)
    seconds = np.arange(FRAMES) / RATE_HZ
    for hertz, (name, path) in zip((220, 440), list(made.stems.items()), strict=False):
        tone = 0.2 * np.sin(2 * np.pi * hertz * seconds)
        soundfile.write(path, np.stack([tone] * 2, axis=1), RATE_HZ, subtype="PCM_24")
        assert name in {"vocals", "drums"}
    two = {name: path for name, path in made.stems.items() if name in {"vocals", "drums"}}
    return made.model_copy(update={"stems": two})


def subtract(request: stems.ResidualRequest, report: Report, halt: Halt) -> BaseModel:
    del halt
    return stems.RESIDUAL.perform(request, report)


@pytest.fixture
def root(api: Api) -> str:
    """Return where the residual of a separated song lies."""
    api.house.workshop.behaviours[stems.SEPARATE.name] = separate
    api.house.workshop.behaviours[stems.RESIDUAL.name] = subtract
    track_id = api.import_track(make_song())
    (made,) = api.get(f"/tracks/{track_id}/separations")
    return f"/separations/{made['id']}/residual"


def test_the_residual_is_heard_at_the_level_it_has_in_the_track(api: Api, root: str) -> None:
    view: dict[str, Any] = api.get(f"{root}/player")
    (lane,) = view["stems"]
    assert (lane["label"], view["frames"], view["rate_hz"]) == ("Residual", FRAMES, RATE_HZ)
    assert (view["is_pending"], view["coming_url"]) == (False, None)
    assert view["gain_db"] == api.get(f"/tracks/{view['track_id']}/player")["gain_db"]
    pages = [api.client.get(f"{lane['pages_url']}/{index}").content for index in range(2)]
    heard = np.frombuffer(b"".join(pages), "<i2").reshape(-1, 2) / 2**15
    lacking = 0.2 * np.sin(2 * np.pi * 880 * np.arange(FRAMES) / RATE_HZ)
    assert np.abs(heard[:, 0] - lacking).max() < 3 / 2**15
    assert api.client.get(lane["waveform_url"]).content[:4] == b"SFPK"


def test_it_is_made_once_and_kept_until_its_separation_goes(api: Api, root: str) -> None:
    for _ in range(2):
        api.get(f"{root}/player")
        assert api.client.get(f"{ROOT}{root}/pages/0").status_code == 200
        assert api.client.get(f"{ROOT}{root}/waveform").status_code == 200
    assert api.house.workshop.calls.count(stems.RESIDUAL.name) == 1
    folder = api.house.media.folder / "media" / "stems"
    kept = {path.name for path in folder.rglob("residual.*")}
    assert kept == {"residual.flac", "residual.peaks"}
    eager = api.house.settings.model_copy(update={"clean_age_hours": 0.0})
    tools = pipeline.Tools(eager, api.house.database, api.house.media, api.house.workshop)
    assert [key for key in pipeline.clean(tools, dry_run=True) if "residual" in key] == []
    separation = root.removesuffix("/residual")
    assert api.client.delete(ROOT + separation).status_code == 204
    assert not list(folder.rglob("*.*"))
    assert api.client.get(f"{ROOT}{root}/player").status_code == 404


def test_it_is_nobody_elses(api: Api, root: str) -> None:
    stranger = api.sign_in("stranger@example.org")
    for place in ("player", "pages/0", "waveform"):
        assert stranger.get(f"{ROOT}{root}/{place}").status_code == 404


def test_where_only_some_stems_were_kept_there_is_none(api: Api) -> None:
    track_id = api.import_track()
    answer = api.client.post(
        f"{ROOT}/tracks/{track_id}/separations", json={"engine": "draft", "keep": ["drums"]}
    )
    api.finish(answer.json())
    made = api.get(f"/tracks/{track_id}/separations")[0]
    assert made["recipe"]["keep"] == ["drums"]
    said = api.client.get(f"{ROOT}/separations/{made['id']}/residual/pages/0")
    assert said.status_code == 409
    assert "Only some of the stems" in said.json()["error"]["message"]
