import httpx
import pytest

from app.core.errors import (
    InvalidInput,
    NetworkDown,
    NotFound,
    SoundForgeError,
    StorageFailed,
    Unavailable,
)
from app.sources.fetching.faults import explain, name_of
from app.sources.fetching.progress import sizes_to_words


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        (
            "ERROR: [youtube] x: Private video. Sign in if you've been granted",
            InvalidInput,
            "private",
        ),
        ("[youtube] x: Video unavailable. This video has been removed", NotFound, "not there any"),
        (
            "[youtube] x: This video is no longer available because the account",
            NotFound,
            "not there",
        ),
        (
            "[youtube] x: The uploader has not made this video available in your country",
            InvalidInput,
            "country",
        ),
        (
            "[youtube] x: Sign in to confirm your age. This video may be",
            InvalidInput,
            "above an age",
        ),
        ("[youtube] x: Sign in to confirm you're not a bot.", InvalidInput, "signed in"),
        ("[spotify] x: This video is DRM protected", InvalidInput, "DRM"),
        ("[twitch] x: The channel is not currently live", InvalidInput, "live stream"),
        ("[youtube] x: Premieres in 3 hours", InvalidInput, "live stream"),
        ("Unsupported URL: https://example.com/a", InvalidInput, "no sound"),
        ("[generic] Unable to download webpage: timed out", NetworkDown, "cannot be reached"),
        ("[x] Connection reset by peer", NetworkDown, "cannot be reached"),
        ("[x] a: Unable to extract foo; please report this issue", Unavailable, "update yt-dlp"),
    ],
)
def test_what_an_extractor_says_becomes_a_sentence(
    said: str, kind: type[SoundForgeError], words: str
) -> None:
    explained = explain(RuntimeError(said), url="https://example.com/a?token=secret")
    assert type(explained) is kind
    assert words in str(explained)
    assert str(explained).startswith("'example.com/a' ")
    assert "secret" not in str(explained)
    assert explained.retryable is (kind is NetworkDown)


def test_a_full_disk_is_told_of_as_such() -> None:
    wrapped = RuntimeError("could not write")
    wrapped.__cause__ = OSError(28, "No space left on device")
    explained = explain(wrapped, url="https://example.com/a")
    assert isinstance(explained, StorageFailed)
    assert "is full" in str(explained)


def test_an_error_of_ours_passes_as_it_is() -> None:
    own = InvalidInput("Too large. Choose another.")
    wrapped = httpx.HTTPError("broken")
    wrapped.__cause__ = own
    assert explain(wrapped, url="https://example.com") is own


def test_an_address_is_told_without_its_secrets() -> None:
    assert name_of("https://user:password@example.com:8080/a?token=1#x") == "'example.com:8080/a'"


def test_sizes_share_their_unit() -> None:
    assert sizes_to_words(3_200_000, 8_100_000) == "3.2 of 8.1 MB"
    assert sizes_to_words(640_000, 8_100_000) == "640.0 kB of 8.1 MB"
    assert sizes_to_words(640_000, None) == "640.0 kB"
