"""Models over the API: listed, fetched, imported from files, deleted, and the draft instead."""

from pathlib import Path
from uuid import uuid4

import pytest

from app import stems
from app.core.errors import WeightsMissing
from app.core.work import Report
from app.pipeline import Halt, JobState
from tests.api.v1.conftest import ROOT, Api
from tests.houses import PATIENCE_SECONDS
from tests.pipeline.test_pull import fetch
from tests.stems.tiny_model import FOUR, write_tiny_checkpoint
from tests.twins import Gate, failing, separate


def take_in(request: stems.ImportRequest, report: Report, halt: Halt) -> stems.ImportReport:
    """Do as the child does, in this process."""
    del halt
    return stems.IMPORT.perform(request, report)


def named(api: Api, name: str) -> dict[str, object]:
    return next(one for one in api.get("/models")["models"] if one["name"] == name)


@pytest.fixture
def brought(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "brought"
    folder.mkdir()
    return [*write_tiny_checkpoint(folder, "mine"), folder / "mine.yaml"]


def send(api: Api, *paths: Path, names: list[str] | None = None) -> tuple[int, dict[str, object]]:
    called = names or [path.name for path in paths]
    files = [("files", (name, path.read_bytes())) for name, path in zip(called, paths, strict=True)]
    answer = api.client.post(f"{ROOT}/models/import", files=files)
    return answer.status_code, answer.json()


def test_models_are_listed_with_their_stems_sizes_and_terms(api: Api) -> None:
    answer = api.get("/models")
    names = [model["name"] for model in answer["models"]]
    assert names == ["draft", "htdemucs", "htdemucs_ft", "htdemucs_6s", "mdx_extra"]
    bag = named(api, "htdemucs_ft")
    assert (bag["networks"], bag["installed"], bag["stems"]) == (4, False, list(FOUR))
    assert str(bag["terms_url"]).startswith("https://")
    assert "scientific purposes" in str(bag["terms"])
    assert (answer["used_bytes"], answer["free_bytes"] > 0) == (0, True)
    assert api.get("/models/htdemucs_6s")["stems"][4:] == ["guitar", "piano"]


def test_a_fetch_is_started_followed_by_everybody_and_cancelled(api: Api) -> None:
    gate = api.house.workshop.behaviours["stems.pull"] = Gate(fetch)
    api.house.start()
    started = api.client.post(f"{ROOT}/models/htdemucs/pull")
    assert started.status_code == 202
    mine = started.json()["fetch"]
    assert gate.entered.wait(PATIENCE_SECONDS)
    other = api.sign_in("other@example.org")
    joined = other.post(f"{ROOT}/models/htdemucs/pull").json()["fetch"]
    assert (mine["job_id"] is not None, joined["job_id"]) == (True, None)
    assert api.client.delete(f"{ROOT}/models/htdemucs").status_code == 409
    assert other.post(f"{ROOT}/models/htdemucs/cancel").status_code == 200
    api.house.wait_for_state("pull", JobState.CANCELLED)
    assert named(api, "htdemucs")["fetch"] is None
    assert api.client.post(f"{ROOT}/models/htdemucs/cancel").status_code == 409


def test_a_model_that_was_fetched_is_deleted_again(api: Api) -> None:
    api.house.workshop.behaviours["stems.pull"] = fetch
    api.house.start()
    api.client.post(f"{ROOT}/models/htdemucs/pull")
    api.house.wait_for_state("pull", JobState.COMPLETED)
    assert named(api, "htdemucs")["installed"] is True
    assert api.client.post(f"{ROOT}/models/htdemucs/pull").status_code == 409
    used = api.get("/models")["used_bytes"]
    gone = api.client.delete(f"{ROOT}/models/htdemucs")
    assert (gone.status_code, gone.json()) == (200, {"name": "htdemucs", "freed_bytes": used})
    assert named(api, "htdemucs")["installed"] is False


def test_a_model_that_nobody_knows_is_not_found(api: Api) -> None:
    for answer in (
        api.client.get(f"{ROOT}/models/htdemuc"),
        api.client.post(f"{ROOT}/models/htdemuc/pull"),
        api.client.delete(f"{ROOT}/models/htdemuc"),
    ):
        assert answer.status_code == 404
        assert "Did you mean 'htdemucs'" in answer.json()["error"]["message"]


def test_files_of_a_model_are_taken_in_together(api: Api, brought: list[Path]) -> None:
    api.house.workshop.behaviours["stems.import"] = take_in
    status, answer = send(api, *brought)
    assert status == 201
    assert [model["name"] for model in answer["models"]] == ["mine"]  # pyright: ignore[reportGeneralTypeIssues,reportUnknownVariableType]  — JSON
    assert named(api, "mine")["installed"] is True
    assert api.waiting() == []


def test_files_that_are_no_checkpoint_are_refused_by_name(api: Api, brought: list[Path]) -> None:
    for name in ("song.wav", "../mine.yaml", "/etc/passwd", ""):
        status, answer = send(api, brought[1], names=[name])
        assert status == 422, name
        assert "is no checkpoint" in str(answer) or not name
    assert api.waiting() == []
    assert api.house.workshop.calls == []


def test_a_damaged_checkpoint_is_refused_in_a_sentence(api: Api, brought: list[Path]) -> None:
    api.house.workshop.behaviours["stems.import"] = take_in
    brought[0].write_bytes(b"not these weights")
    status, answer = send(api, *brought)
    assert (status, "is damaged" in str(answer)) == (422, True)
    assert (api.waiting(), named(api, "draft")["installed"]) == ([], True)
    assert not list(api.house.settings.data_folder.glob("models/*"))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b"--x\r\nno header", "multipart/form-data; boundary=x"),
        (b"--x\r\n" + b"a" * 20_000 + b": b\r\n", "multipart/form-data; boundary=x"),
        (b"something", "multipart/form-data"),
        (b"something", "application/octet-stream"),
        (
            b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.yaml"\r\n\r\nhalf',
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_a_body_that_is_damaged_is_refused(api: Api, body: bytes, kind: str) -> None:
    answer = api.client.post(f"{ROOT}/models/import", content=body, headers={"content-type": kind})
    assert answer.status_code == 422
    assert answer.json()["error"]["message"].startswith(("The files did", "Send the files"))
    assert api.waiting() == []


def test_what_is_larger_than_the_settings_allow_is_refused_on_the_way(
    api: Api, brought: list[Path]
) -> None:
    api.set(max_upload_bytes=10_000)
    status, answer = send(api, *brought)
    assert (status, "SFA_MAX_UPLOAD_BYTES" in str(answer)) == (413, True)
    assert api.waiting() == []


def test_a_job_without_weights_is_done_with_the_draft_engine_in_one_call(api: Api) -> None:
    api.house.workshop.behaviours["stems.separate"] = failing(
        WeightsMissing("The weights are missing."), times=1, then=separate
    )
    track_id = api.finish(api.upload(engine="demucs", model="htdemucs")) and str(
        api.house.job("separate").track_id
    )
    (job,) = (job for job in api.get(f"/tracks/{track_id}/jobs") if job["stage"] == "separate")
    assert (job["state"], job["error_kind"]) == ("failed", "WeightsMissing")
    stranger = api.sign_in("stranger@example.org")
    assert stranger.post(f"{ROOT}/jobs/{job['id']}/draft").status_code == 404
    assert api.client.post(f"{ROOT}/jobs/{uuid4()}/draft").status_code == 404
    answer = api.client.post(f"{ROOT}/jobs/{job['id']}/draft")
    assert answer.status_code == 201
    assert answer.json()["retry_of_id"] == job["id"]
    api.house.wait_for_state("separate", JobState.COMPLETED)
    (made,) = api.get(f"/tracks/{track_id}/separations")
    assert (made["engine"], made["is_draft"]) == ("draft", True)
    assert api.client.post(f"{ROOT}/jobs/{job['id']}/draft").status_code == 409
