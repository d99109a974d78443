"""Folders of the server through the API: administrators name them, and nobody else."""

from pathlib import Path
from typing import Any

import pytest

from app import accounts, library
from app.accounts import Role
from app.core.settings import Settings
from tests.api.v1.conftest import ROOT, Api
from tests.houses import wait_until


def add(api: Api, path: Path | str, **more: str) -> dict[str, Any]:
    answer = api.client.post(f"{ROOT}/roots", json={"path": str(path), **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def refusal(api: Api, path: Path | str, **more: str) -> tuple[int, str]:
    answer = api.client.post(f"{ROOT}/roots", json={"path": str(path), **more})
    return answer.status_code, answer.json()["error"]["message"]


def bring(api: Api, folder: Path) -> dict[str, Any]:
    """Put a file into a folder, let it be brought in, and return its track."""
    (folder / "song.wav").write_bytes(b"some music")
    if api.house.workers is None:
        api.house.start()
    wait_until(lambda: bool(api.get("/tracks")["rows"]), "the file was not brought in")
    return api.get("/tracks")["rows"][0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder outside of the studio's."""
    path = tmp_path / "music"
    path.mkdir()
    return path


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Return the settings of a studio that looks into folders all the time."""
    return settings.model_copy(update={"watch_seconds": 0.1, "in_place_seconds": 0.1})


def test_music_in_place_is_heard_and_handed_out_from_its_folder(api: Api, folder: Path) -> None:
    root = add(api, folder, kind="in_place")
    assert (root["kind"], root["owner_email"]) == ("in_place", api.house.settings.owner_email)
    track = bring(api, folder)
    answer = api.client.get(f"{ROOT}/tracks/{track['id']}/file")
    assert answer.content == b"some music"
    (seen,) = api.get("/roots")
    assert seen["counts"] == {"files": 1, "tracks": 1, "missing": 0, "faulty": 0}


def test_a_file_that_is_gone_says_where_it_was(api: Api, folder: Path) -> None:
    root = add(api, folder, kind="in_place", name="The wall")
    track = bring(api, folder)
    (folder / "song.wav").unlink()
    answer = api.client.get(f"{ROOT}/tracks/{track['id']}/file")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == (
        "The file is no longer in the folder 'The wall'. Put it back or remove the track."
    )
    wait_until(
        lambda: any(one["is_missing"] for one in api.get(f"/roots/{root['id']}/files")),
        "nobody noticed that the file is gone",
    )


def test_the_same_bytes_uploaded_give_a_missing_track_its_sound_back(
    api: Api, folder: Path
) -> None:
    add(api, folder, kind="in_place")
    track = bring(api, folder)
    (folder / "song.wav").unlink()
    assert api.upload(b"some music")["track_id"] == track["id"]
    answer = api.client.get(f"{ROOT}/tracks/{track['id']}/file")
    assert answer.content == b"some music"


def test_a_folder_may_belong_to_somebody_else(api: Api, folder: Path) -> None:
    with api.house.database.transaction() as session:
        friend = accounts.create_user(session, "friend@example.org")
    add(api, folder, email="friend@example.org", kind="in_place")
    (folder / "song.wav").write_bytes(b"some music")
    api.house.start()

    def count() -> int:
        with api.house.database.reading() as session:
            return library.count_tracks(session, owner_id=friend.id)

    wait_until(lambda: count() == 1, "the file was not brought in")
    assert api.get("/tracks")["rows"] == []


def test_a_path_that_cannot_be_a_folder_of_the_studio_says_why(
    api: Api, folder: Path, tmp_path: Path
) -> None:
    (folder / "song.wav").write_bytes(b"some music")
    (folder / "below").mkdir()
    (tmp_path / "link").symlink_to(api.house.settings.data_folder)
    data = api.house.settings.data_folder
    assert "is no absolute path" in refusal(api, "music")[1]
    assert "There is no folder" in refusal(api, tmp_path / "nowhere")[1]
    assert "is not a folder" in refusal(api, folder / "song.wav")[1]
    assert "is the data folder of the studio already" in refusal(api, data)[1]
    assert "lies in the data folder" in refusal(api, data / "media")[1]
    assert "holds the data folder" in refusal(api, tmp_path)[1]
    assert "is the data folder" in refusal(api, tmp_path / "link")[1]
    add(api, folder)
    assert "is the folder 'music' already" in refusal(api, folder)[1]
    assert "lies in the folder 'music'" in refusal(api, folder / "below")[1]
    assert refusal(api, folder / "below")[0] == 409
    assert len(api.get("/roots")) == 1


def test_only_administrators_name_folders(api: Api, folder: Path) -> None:
    root_id = add(api, folder)["id"]
    client = api.sign_in("somebody@example.org")
    with api.house.database.transaction() as session:
        accounts.set_role(
            accounts.get_by_email(session, "somebody@example.org"), role=Role.MODERATOR
        )
    body = {"path": str(folder.parent)}
    answers = [
        client.get(f"{ROOT}/roots"),
        client.post(f"{ROOT}/roots", json=body),
        client.patch(f"{ROOT}/roots/{root_id}", json={"is_paused": True}),
        client.post(f"{ROOT}/roots/{root_id}/scan"),
        client.get(f"{ROOT}/roots/{root_id}/files"),
        client.delete(f"{ROOT}/roots/{root_id}"),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert "Only an administrator" in answers[0].json()["error"]["message"]
    assert len(api.get("/roots")) == 1


def test_a_paused_folder_waits_until_it_is_resumed(api: Api, folder: Path) -> None:
    root_id = add(api, folder)["id"]
    paused = api.client.patch(f"{ROOT}/roots/{root_id}", json={"is_paused": True})
    assert paused.json()["is_paused"] is True
    assert api.client.post(f"{ROOT}/roots/{root_id}/scan").status_code == 409
    resumed = api.client.patch(f"{ROOT}/roots/{root_id}", json={"is_paused": False})
    assert resumed.json()["is_paused"] is False
    assert api.client.post(f"{ROOT}/roots/{root_id}/scan").status_code == 202
    assert bring(api, folder)


def test_a_folder_that_is_removed_takes_its_tracks_to_the_trash(api: Api, folder: Path) -> None:
    root_id = add(api, folder, kind="in_place")["id"]
    bring(api, folder)
    answer = api.client.delete(f"{ROOT}/roots/{root_id}")
    assert answer.json() == {"thrown_away": 1}
    assert api.get("/tracks")["rows"] == []
    assert (folder / "song.wav").exists()
    assert api.client.delete(f"{ROOT}/roots/{root_id}").status_code == 404
