"""Media are whole or not there, and lie where only we say."""

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.core.errors import InvalidInput, NotFound
from app.core.storage import DiskStore, MediaKey
from app.core.units import KILO
from tests.houses import sha256_of

LIMIT_BYTES = 1_000_000
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def media(tmp_path: Path) -> DiskStore:
    media = DiskStore(tmp_path / "data")
    media.prepare()
    return media


def key_of(name: str = "tracks", extension: str = "audio") -> MediaKey:
    return MediaKey(f"{name}/{uuid4()}.{extension}")


def put(media: DiskStore, key: MediaKey, content: bytes) -> None:
    source = media.scratch(uuid4()) / "source"
    source.write_bytes(content)
    assert media.put(key, source) == len(content)
    assert not source.exists()


def files_of(media: DiskStore) -> set[str]:
    return {
        path.relative_to(media.folder).as_posix()
        for path in media.folder.rglob("*")
        if path.is_file()
    }


def age(path: Path, moment: datetime = LONG_AGO) -> None:
    os.utime(path, (moment.timestamp(), moment.timestamp()))


def test_what_is_put_is_there_and_replaces_what_was(media: DiskStore) -> None:
    key = MediaKey(f"stems/{uuid4()}/vocals.flac")
    put(media, key, b"first")
    put(media, key, b"second")
    assert media.path(key).read_bytes() == b"second"
    assert files_of(media) == {f"media/{key}"}


def test_whoever_looks_while_it_is_replaced_sees_one_whole_or_the_other(media: DiskStore) -> None:
    key = key_of()
    contents = [bytes([letter]) * 100_000 for letter in b"ab"]
    put(media, key, contents[0])
    torn: list[bytes] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            content = media.path(key).read_bytes()
            if content not in contents:
                torn.append(content)

    reader = threading.Thread(target=look)
    reader.start()
    for turn in range(100):
        put(media, key, contents[turn % 2])
    done.set()
    reader.join()
    assert torn == []


HOSTILE = (
    "",
    ".",
    "..",
    "/etc/passwd",
    "../outside.audio",
    "tracks/../../outside.audio",
    "tracks/../tracks/{id}.audio",
    "tracks//{id}.audio",
    "tracks/./{id}.audio",
    "tracks/{id}",
    "tracks/{id}.",
    "tracks/{id}.audio/",
    "tracks/{id}.audio\n",
    "tracks/{id}.audio\0",
    "tracks/{id}\0.audio",
    "tracks/{id}.Audio",
    "tracks/{ID}.audio",
    "Tracks/{id}.audio",
    "other/{id}.audio",
    "tracks\\{id}.audio",
    "stems/{id}/../{id}.flac",
    "stems/{id}/a/b.flac",
    "stems/{id}/vo cals.flac",
    "stems/{id}/.flac",
    "stems/{id}/vocals.flac.exe",
    "stems/{id}/" + "v" * 41 + ".flac",
    "tracks/․․/{id}.audio",  # noqa: RUF001  — one dot leaders
    "tracks∕{id}.audio",  # noqa: RUF001  — a division slash
    "tracks/{id}．audio",  # noqa: RUF001  — a full-width dot
    "tracks/１{id}.audio",  # noqa: RUF001  — a full-width digit
    "tracks/%2e%2e/{id}.audio",
    "file:///etc/passwd",
)


@pytest.mark.parametrize("form", HOSTILE)
def test_an_address_that_is_not_ours_leads_nowhere(form: str, media: DiskStore) -> None:
    secret = media.folder.parent / "outside.audio"
    secret.write_bytes(b"secret")
    key = MediaKey(form.format(id=uuid4(), ID=str(uuid4()).upper()))
    source = media.scratch(uuid4()) / "source"
    source.write_bytes(b"mine")
    for act in (
        lambda: media.path(key),
        lambda: media.delete(key),
        lambda: media.put(key, source),
    ):
        with pytest.raises(NotFound, match="There is no such medium"):
            act()
    assert secret.read_bytes() == b"secret"
    assert source.read_bytes() == b"mine"


def test_a_medium_that_is_gone_says_what_to_do(media: DiskStore) -> None:
    with pytest.raises(NotFound, match="Import it again"):
        media.path(key_of())


def test_deleting_takes_the_folder_when_it_is_empty_and_may_be_repeated(media: DiskStore) -> None:
    folder = f"stems/{uuid4()}"
    first, second = MediaKey(f"{folder}/vocals.flac"), MediaKey(f"{folder}/drums.flac")
    put(media, first, b"1")
    put(media, second, b"2")
    media.delete(first)
    media.delete(first)
    assert media.path(second).read_bytes() == b"2"
    media.delete(second)
    assert not (media.folder / "media" / folder).exists()
    track = key_of()
    put(media, track, b"3")
    media.delete(track)
    assert (media.folder / "media" / "tracks").exists()


def test_what_comes_in_is_counted_and_hashed(media: DiskStore) -> None:
    chunks = [b"some", b"", b" ", b"music" * 100_000]
    received = media.receive(iter(chunks), name="song.wav", limit_bytes=LIMIT_BYTES)
    content = b"".join(chunks)
    assert media.upload(received.upload_id).read_bytes() == content
    assert received.size_bytes == len(content)
    assert received.sha256 == sha256_of(content)


def test_exactly_the_limit_is_not_too_large(media: DiskStore) -> None:
    assert media.receive([b"12345"], name="x", limit_bytes=5).size_bytes == 5


def test_more_than_the_limit_is_refused_and_leaves_nothing(media: DiskStore) -> None:
    taken: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield bytes(KILO)

    with pytest.raises(InvalidInput, match=r"'song.wav' is larger than 10.0 kB"):
        media.receive(endless(), name="song.wav", limit_bytes=10 * KILO)
    assert len(taken) == 11
    assert files_of(media) == set()


@pytest.mark.parametrize("error", [ConnectionResetError("gone"), KeyboardInterrupt(), ValueError()])
def test_a_sender_that_breaks_off_leaves_nothing_and_is_no_disk_trouble(
    error: BaseException, media: DiskStore
) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half a so"
        raise error

    with pytest.raises(type(error)):
        media.receive(broken(), name="song.wav", limit_bytes=LIMIT_BYTES)
    assert files_of(media) == set()


def test_scratch_is_empty_and_on_the_disk_of_the_media(media: DiskStore) -> None:
    job_id = uuid4()
    folder = media.scratch(job_id)
    (folder / "deep").mkdir()
    (folder / "deep" / "file").write_bytes(b"from an attempt that was killed")
    again = media.scratch(job_id)
    assert again == folder
    assert list(again.iterdir()) == []
    assert again.stat().st_dev == (media.folder / "media").stat().st_dev
    media.drop_scratch(job_id)
    media.drop_scratch(job_id)
    assert not folder.exists()


def test_only_media_older_than_the_guard_are_listed(media: DiskStore) -> None:
    old, new = key_of(), MediaKey(f"stems/{uuid4()}/bass.flac")
    put(media, old, b"1")
    put(media, new, b"2")
    age(media.path(old))
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    assert list(media.keys(older_than=hour_ago)) == [old]
    assert set(media.keys(older_than=datetime.now(UTC) + timedelta(hours=1))) == {old, new}


def test_files_of_others_among_the_media_are_not_media(media: DiskStore) -> None:
    folder = media.folder / "media"
    for name in (".DS_Store", "tracks/notes.txt", f"tracks/.nfs{uuid4()}", f"{uuid4()}.audio"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"mine")
        age(folder / name)
    (folder / "tracks" / "link").symlink_to(media.folder.parent)
    assert list(media.keys(older_than=datetime.now(UTC))) == []


def test_only_leftovers_older_than_the_guard_are_listed(media: DiskStore) -> None:
    old_upload = media.receive([b"1"], name="x", limit_bytes=5).upload_id
    new_upload = media.receive([b"1"], name="x", limit_bytes=5).upload_id
    old_job, new_job = uuid4(), uuid4()
    for path in (media.upload(old_upload), media.scratch(old_job).parent):
        age(path)
    media.scratch(new_job)
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    found = {UUID(path.name) for path in media.leftovers(older_than=hour_ago)}
    assert found == {old_upload, old_job}
    assert new_upload not in found


def test_an_attempt_that_was_given_up_takes_nothing_of_the_next_one(media: DiskStore) -> None:
    job_id = uuid4()
    first = media.scratch(job_id, attempt=1)
    second = media.scratch(job_id, attempt=2)
    assert not first.exists()
    (second / "stem").write_bytes(b"2")
    media.drop_scratch(job_id, attempt=1)
    assert (second / "stem").exists()
    media.drop_scratch(job_id, attempt=2)
    assert not second.parent.exists()
