"""From the bytes of a song to its stems in an archive, through the whole studio."""

import io
import zipfile
from collections.abc import Generator
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import accounts
from app.api.visitors import COOKIE
from app.boot import create_web
from app.pipeline import Tools
from tests import editions
from tests.api.v1.conftest import ROOT
from tests.houses import wait_until


@pytest.fixture
def browser(tmp_path: Path) -> Generator[TestClient]:
    """Return the owner's client of a studio that runs."""
    with (
        editions.embedded(tmp_path / "data", log_level="error") as settings,
        TestClient(create_web(settings)) as browser,
    ):
        tools: Tools = cast("FastAPI", browser.app).state.tools
        with tools.database.transaction() as session:
            owner = accounts.get_by_email(session, settings.owner_email)
            browser.cookies[COOKIE] = accounts.sign_in(session, owner)
        yield browser


def test_one_click_on_the_demo_song_ends_with_stems_in_an_archive(browser: TestClient) -> None:
    started = browser.post(f"{ROOT}/demo")
    assert started.status_code == 201
    assert started.json()["duplicate"] is False
    wait_until(lambda: is_done(browser), "the song was not taken apart")
    (track,) = browser.get(f"{ROOT}/tracks").json()["rows"]
    assert track["tempo_bpm"] == pytest.approx(120, abs=20)
    original = browser.get(f"{ROOT}/tracks/{track['id']}/file").content
    assert original[:4] == b"fLaC"

    again = browser.post(f"{ROOT}/uploads", params={"name": "copy.flac"}, content=original)
    assert again.json() == {"pipeline_id": None, "track_id": track["id"], "duplicate": True}

    (separation,) = browser.get(f"{ROOT}/tracks/{track['id']}/separations").json()
    stems = [browser.get(stem["file_url"]).content for stem in separation["stems"]]
    assert len(stems) >= 2
    part = browser.get(separation["stems"][0]["file_url"], headers={"range": "bytes=100-299"})
    assert (part.status_code, part.content) == (206, stems[0][100:300])
    with zipfile.ZipFile(io.BytesIO(browser.get(separation["zip_url"]).content)) as archive:
        assert archive.testzip() is None
        assert [archive.read(name) for name in archive.namelist()] == stems
    heard = browser.get(f"{ROOT}/tracks/{track['id']}/analysis").json()
    assert heard["tempo_bpm"] == track["tempo_bpm"]
    assert len(browser.get(f"{ROOT}/tracks/{track['id']}/cues").json()) == len(heard["cues"])


def is_done(browser: TestClient) -> bool:
    jobs = browser.get(f"{ROOT}/jobs").json()
    failed = [job["error"] for job in jobs if job["state"] == "failed"]
    assert not failed
    done = {job["stage"] for job in jobs if job["state"] == "completed"}
    return {"import", "separate", "analyse", "cue"} <= done
