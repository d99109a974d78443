"""What crosses the border between parent and child."""

import pytest

from app.accounts import WrongCredentials
from app.core.errors import EngineCrashed, InvalidInput, StorageFailed, UnusableAudio
from jobs.children.lines import (
    Failed,
    Finished,
    Order,
    Progressed,
    read_line,
    read_order,
    to_error,
    to_failed,
    write_line,
)


@pytest.mark.parametrize(
    "line",
    [
        Progressed(fraction=0.25, phase="reading 'ü\n🎧'"),
        Finished(response={"a": [1, 0.1 + 0.2, None, {"b": True}]}),
        Failed(error="NotFound", message="There is no caf\udce9.", trace="Traceback\n  line"),
    ],
)
def test_every_line_is_one_line_and_comes_back(line: Progressed | Finished | Failed) -> None:
    said = write_line(line)
    assert said.count(b"\n") == 1
    assert said.endswith(b"\n")
    assert read_line(said) == line


def test_orders_come_back() -> None:
    order = Order(task="audio.inspect", request={"path": "/caf\udce9\n.wav"})
    assert read_order(write_line(order)) == order


@pytest.mark.parametrize("said", [b"", b"5", b"[]", b"{}", b"{", b'{"kind": "sang"}', b"\xff"])
def test_what_is_not_our_language_is_refused(said: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  — of any kind
        read_line(said)


def test_numbers_that_are_none_do_not_travel() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_line(Finished(response={"loudness_lufs": float("nan")}))


def test_errors_keep_class_and_sentence_and_those_of_features_the_nearest() -> None:
    for error in (UnusableAudio("No audio."), StorageFailed("Full."), EngineCrashed("Bang.")):
        back = to_error(to_failed(error))
        assert (type(back), str(back)) == (type(error), str(error))
    back = to_error(to_failed(WrongCredentials("Wrong.")))
    assert (type(back), str(back)) == (InvalidInput, "Wrong.")


@pytest.mark.parametrize("name", ["Nobody", "ClassVar", "__name__", "Exception"])
def test_a_name_that_is_no_error_of_ours_is_a_crash(name: str) -> None:
    assert type(to_error(Failed(error=name, message="Odd."))) is EngineCrashed
