"""Pictures are looked at closely, kept once, and shown as small squares."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image, ImageCms

from app import library
from app.core.errors import InvalidInput, NotFound, StorageFailed
from app.core.storage import DiskStore
from app.library import MOST_PICTURE_BYTES, PICTURE_SIZES, TooLarge
from tests.covers import BLUE, GREEN, RED, halves, is_like, picture, pixel_of, show


@pytest.fixture
def media(tmp_path: Path) -> DiskStore:
    store = DiskStore(tmp_path / "data")
    store.prepare()
    return store


def files_of(media: DiskStore) -> list[str]:
    folder = media.folder / "media"
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", PICTURE_SIZES)
def test_a_picture_is_shown_as_a_square_of_its_middle(
    media: DiskStore, kind: str, size: int
) -> None:
    content_hash = library.store_picture(media, picture((1000, 700), GREEN, kind=kind))
    path = library.picture_path(media, content_hash, size)
    shown = show(path)
    assert shown.size == (size, size)
    assert is_like(pixel_of(shown, size // 2, size // 2), GREEN)
    assert path.stat().st_size < 40_000


def test_a_small_picture_is_not_made_larger(media: DiskStore) -> None:
    content_hash = library.store_picture(media, picture((90, 120)))
    assert show(library.picture_path(media, content_hash, 640)).size == (90, 90)


def test_the_same_picture_is_kept_once_and_as_it_came(media: DiskStore) -> None:
    data = picture()
    first, second = library.store_picture(media, data), library.store_picture(media, data)
    assert first == second
    assert files_of(media) == [f"pictures/{first}.image"]
    assert media.path(library.picture_key_of(first)).read_bytes() == data
    assert list((media.folder / "scratch").iterdir()) == []


def test_what_was_made_of_it_is_made_again_when_it_was_cleared_away(media: DiskStore) -> None:
    content_hash = library.store_picture(media, picture())
    path = library.picture_path(media, content_hash, 64)
    made = path.read_bytes()
    path.unlink()
    assert library.picture_path(media, content_hash, 64).read_bytes() == made


def test_a_picture_lies_as_its_camera_was_held(media: DiskStore) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    content_hash = library.store_picture(media, halves(RED, BLUE, exif=exif))
    shown = show(library.picture_path(media, content_hash, 300))
    assert is_like(pixel_of(shown, 40, 150), BLUE)
    assert is_like(pixel_of(shown, 260, 150), RED)


def test_a_picture_for_printers_is_shown_in_its_colours(media: DiskStore) -> None:
    data = picture((300, 300), (0, 255, 255, 0), mode="CMYK")
    content_hash = library.store_picture(media, data)
    shown = show(library.picture_path(media, content_hash, 300))
    assert is_like(pixel_of(shown, 150, 150), (255, 0, 0))


def profile_of(space: Literal["LAB", "sRGB"]) -> bytes:
    core = ImageCms.createProfile(space)  # pyright: ignore[reportUnknownVariableType]
    return ImageCms.ImageCmsProfile(core).tobytes()  # pyright: ignore[reportUnknownArgumentType]


def test_the_colours_of_a_profile_become_those_of_the_web(media: DiskStore) -> None:
    for profile in (profile_of("sRGB"), profile_of("LAB"), b"no profile at all"):
        content_hash = library.store_picture(media, picture(icc_profile=profile, colour=BLUE))
        shown = show(library.picture_path(media, content_hash, 64))
        assert is_like(pixel_of(shown, 32, 32), BLUE), profile[:16]


@pytest.mark.parametrize(
    ("mode", "colour"), [("RGBA", (*GREEN, 0)), ("LA", (128, 0)), ("P", (0,)), ("I;16", (65535,))]
)
def test_unusual_kinds_of_png_can_be_shown(
    media: DiskStore, mode: str, colour: tuple[int, ...]
) -> None:
    more = {"transparency": 0} if mode == "P" else {}
    one = colour if mode in {"RGBA", "LA"} else sum(colour)
    data = picture((200, 200), one, kind="PNG", mode=mode, **more)  # pyright: ignore[reportArgumentType]
    shown = show(library.picture_path(media, library.store_picture(media, data), 64))
    pixel = pixel_of(shown, 32, 32)
    assert pixel[3] == (255 if mode == "I;16" else 0)
    if mode == "I;16":
        assert is_like(pixel, (255, 255, 255))


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_a_picture_that_moves_stands_still_at_its_beginning(media: DiskStore, kind: str) -> None:
    frames = [Image.new("RGB", (100, 100), colour) for colour in (RED, GREEN, BLUE)]
    data = picture((100, 100), RED, kind=kind, save_all=True, append_images=frames[1:])
    shown = show(library.picture_path(media, library.store_picture(media, data), 64))
    assert is_like(pixel_of(shown, 32, 32), RED)


def bomb() -> bytes:
    """Return a few kilobytes that would be an enormous picture."""
    return picture((9000, 9000), (0,), kind="PNG", mode="1")


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "This file is empty"),
    "text": (lambda: b"Dear Ann", "no JPEG, PNG or WebP picture"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "no JPEG, PNG or WebP picture"),
    "gif": (lambda: picture(kind="GIF"), "no JPEG, PNG or WebP picture"),
    "bmp": (lambda: picture(kind="BMP"), "no JPEG, PNG or WebP picture"),
    "tiff": (lambda: picture(kind="TIFF"), "no JPEG, PNG or WebP picture"),
    "half a jpeg": (lambda: halves(RED, BLUE)[:-700], "damaged or cut off"),
    "half a png": (lambda: picture(kind="PNG")[:-200], "damaged or cut off"),
    "half a webp": (lambda: picture(kind="WEBP")[:-20], "damaged or cut off"),
    "a head alone": (lambda: picture()[:300], "damaged or cut off"),
    "a bomb": (bomb, "81 megapixels, and 50 are the most"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_shown_is_refused_in_a_sentence(media: DiskStore, case: str) -> None:
    make, sentence = REFUSED[case]
    with pytest.raises(InvalidInput, match=sentence) as refused:
        library.store_picture(media, make())
    assert str(refused.value).count(". ") == 1, "one sentence, and the next step"
    assert files_of(media) == []
    assert list((media.folder / "scratch").iterdir()) == []


def test_too_many_bytes_are_refused_before_they_are_looked_at(media: DiskStore) -> None:
    with pytest.raises(TooLarge, match=r"larger than 10\.0 MB"):
        library.store_picture(media, b"\xff" * (MOST_PICTURE_BYTES + 1))


def test_what_only_begins_like_a_picture_never_breaks_the_reader(media: DiskStore) -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        data = bytearray(halves(RED, BLUE, kind=kind))
        for place in range(4, len(data), max(1, len(data) // 60)):
            spoilt = bytearray(data)
            spoilt[place] ^= 0xFF
            try:
                content_hash = library.store_picture(media, bytes(spoilt))
            except InvalidInput:
                continue
            assert show(library.picture_path(media, content_hash, 64)).size == (64, 64)


def test_there_are_no_other_sizes_and_no_other_pictures(media: DiskStore) -> None:
    content_hash = library.store_picture(media, picture())
    with pytest.raises(InvalidInput, match="64, 300, 640, not in 5000"):
        library.picture_path(media, content_hash, 5000)
    for unknown in ("0" * 64, "../../secret", ""):
        with pytest.raises(NotFound, match="no longer in the storage"):
            library.picture_path(media, unknown, 64)


def test_many_may_ask_for_the_same_picture_at_once(media: DiskStore) -> None:
    content_hash = library.store_picture(media, halves(RED, BLUE))
    found: list[bytes] = []

    def ask() -> None:
        found.append(library.picture_path(media, content_hash, 300).read_bytes())

    threads = [threading.Thread(target=ask) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert files_of(media) == [
        f"pictures/{content_hash}.image",
        f"pictures/{content_hash}/300.webp",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_disk_that_refuses_is_said(media: DiskStore) -> None:
    scratch = media.folder / "scratch"
    scratch.chmod(0o500)
    try:
        with pytest.raises(StorageFailed, match="may not be written"):
            library.store_picture(media, picture())
    finally:
        scratch.chmod(0o700)


def test_a_picture_found_in_music_is_kept_or_left_out_and_never_a_trouble(
    media: DiskStore, tmp_path: Path
) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_bytes(picture())
    bad.write_bytes(b"GIF89a")
    assert library.store_found_picture(media, good) is not None
    assert library.store_found_picture(media, bad) is None
    assert library.store_found_picture(media, tmp_path / "none") is None
