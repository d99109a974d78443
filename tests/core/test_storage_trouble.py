"""What a disk that refuses leads to: a sentence, and nothing left behind."""

import errno
import os
from pathlib import Path
from uuid import uuid4

import pytest

from app.core.errors import StorageFailed
from app.core.storage import DiskStore, MediaKey
from app.core.workplace import DISK_ERRORS, refusals_of
from tests.core.disks import TinyDisk

LIMIT_BYTES = 1_000_000


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


def test_a_disk_that_fills_up_is_a_sentence_and_leaves_nothing(tiny_disk: TinyDisk) -> None:
    media = DiskStore(tiny_disk.folder)
    media.prepare()
    with pytest.raises(StorageFailed, match="is full: free some space, then try again"):
        media.receive([bytes(100_000)] * 10, name="song.wav", limit_bytes=LIMIT_BYTES)
    assert files_of(media) == set()
    assert media.receive([bytes(100_000)], name="song.wav", limit_bytes=LIMIT_BYTES)


def test_a_disk_that_takes_half_a_chunk_does_not_lose_the_rest_unheard(tiny_disk: TinyDisk) -> None:
    media = DiskStore(tiny_disk.folder)
    media.prepare()
    tiny_disk.fill(but_bytes=20_000)
    with pytest.raises(StorageFailed, match="is full"):
        media.receive([bytes(30_000)], name="song.wav", limit_bytes=LIMIT_BYTES)
    assert files_of(media) == {"filler"}


def test_a_check_of_a_full_disk_leaves_nothing_however_often_it_is_made(
    tiny_disk: TinyDisk,
) -> None:
    media = DiskStore(tiny_disk.folder)
    media.prepare()
    media.check()
    tiny_disk.fill()
    for _ in range(3):
        with pytest.raises(StorageFailed, match="is full"):
            media.check()
    assert files_of(media) == {"filler"}
    assert media.free_bytes() == 0


def test_a_read_only_disk_refuses_everything_in_a_sentence(tiny_disk: TinyDisk) -> None:
    media = DiskStore(tiny_disk.folder)
    media.prepare()
    key = key_of()
    put(media, key, b"kept")
    (media.folder / "source").write_bytes(b"new")
    tiny_disk.make_read_only()
    for act in (
        media.check,
        lambda: media.scratch(uuid4()),
        lambda: media.delete(key),
        lambda: media.put(key_of(), media.folder / "source"),
        lambda: media.receive([b"x"], name="x", limit_bytes=5),
        DiskStore(tiny_disk.folder / "below").prepare,
    ):
        with pytest.raises(StorageFailed, match="is read-only: make it writable"):
            act()
    assert media.path(key).read_bytes() == b"kept"
    media.prepare()  # what is there already needs no writing
    media.drop_scratch(uuid4())


def test_a_data_folder_where_a_file_lies_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    with pytest.raises(StorageFailed, match=r"cannot be used \(.+\): check the path"):
        DiskStore(tmp_path / "data").prepare()


@pytest.mark.parametrize("number", [*DISK_ERRORS, errno.EMFILE, None])
def test_every_refusal_is_a_sentence_with_a_next_step(number: int | None) -> None:
    error = OSError("odd") if number is None else OSError(number, os.strerror(number))
    with (
        pytest.raises(StorageFailed, match=r"^The folder here .+: .+, then try again\.$"),
        refusals_of(Path("here")),
    ):
        raise error
