"""Weights come from their authors at first use: resumable, checked, never half there."""

import errno
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock, Timeout

from app.core.catalog import Catalog
from app.core.errors import NotFound, StorageFailed, Unavailable
from app.core.work import Report, part_of
from app.stems.engines.demucs.download import Download, part_file_of
from app.stems.engines.demucs.models import (
    USE,
    Bag,
    find_model,
    find_weights,
    read_bag,
)
from app.stems.ports import PullReport

LOCKS = ".locks"
"""Where in the models folder those who write to it keep out of each other's way."""

_PATIENCE_SECONDS = 0.5
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True)
class Shelf:
    """What can be fetched: descriptions by name, and where each signature lies below the address.

    Demucs brings this along as a folder, ``demucs/remote``: ``files.txt`` and ``<name>.yaml``.
    """

    folder: Path
    paths: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> "Shelf":
        """Read such a folder."""
        paths: dict[str, str] = {}
        root = ""
        for line in (folder / "files.txt").read_text(encoding="utf-8").splitlines():
            entry = line.strip()
            if entry.startswith("root:"):
                root = entry.removeprefix("root:").strip()
            elif entry and not entry.startswith("#"):
                paths[entry.split("-", 1)[0]] = root + entry
        return cls(folder, paths)

    def get(self, name: str) -> Bag:
        """Return the description called ``name``.

        Raises:
            NotFound: if there is none; the message suggests the nearest name.
        """
        return Catalog("stem model to fetch", map(read_bag, self.folder.glob("*.yaml"))).get(name)


def published_shelf() -> Shelf:
    """Return what the installed Demucs knows how to fetch, without importing it."""
    spec = find_spec("demucs")
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable("Demucs is not installed. Run 'make setup', or use the draft engine.")
    return Shelf.read(Path(spec.submodule_search_locations[0]) / "remote")


def pull_model(
    name: str,
    models_folder: Path,
    weights_url: str,
    report: Report,
    *,
    shelf: Shelf | None = None,
) -> PullReport:
    """Fetch the weights of ``name`` into ``models_folder``, unless they lie there already.

    A fetch that broke off goes on where it stopped. The description is written last, so a model is
    listed as installed only when all of it is there.

    Raises:
        NotFound: if nobody publishes a model of that name.
        NetworkDown: if it keeps breaking off.
        WeightsMissing: if the address cannot be reached, or the weights are not there.
        Unavailable: if what comes is not what was promised.
        StorageFailed: if the disk refuses.
    """
    if not _is_installed(name, models_folder):
        shelf = shelf or published_shelf()
        bag = shelf.get(name)
        try:
            models_folder.mkdir(parents=True, exist_ok=True)
            _fetch(bag, shelf, models_folder, weights_url, report)
        except OSError as error:
            if error.errno in _NO_ROOM:
                _give_room_back(bag, shelf, models_folder)
            raise StorageFailed(
                f"The weights of '{name}' cannot be written to {models_folder}: "
                f"{error.strerror or error}. Make room there, or choose another models folder."
            ) from error
    report(1.0, f"{name} is installed")
    return _describe(name, models_folder)


@contextmanager
def alone_with(signature: str, models_folder: Path, report: Report) -> Generator[None]:
    """Let nobody else write these weights meanwhile; a process that dies lets go of them."""
    folder = models_folder / LOCKS
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"{signature}.lock")
    while True:
        try:
            lock.acquire(timeout=_PATIENCE_SECONDS)
            break
        except Timeout:
            report(0.0, "waiting for another fetch of the same weights")
    try:
        yield
    finally:
        lock.release()


def _is_installed(name: str, models_folder: Path) -> bool:
    try:
        return find_model(name, models_folder).installed
    except NotFound:
        return False


def _fetch(bag: Bag, shelf: Shelf, models_folder: Path, weights_url: str, report: Report) -> None:
    """Fetch what is missing of a bag, then write its description."""
    signatures = list(dict.fromkeys(bag.signatures))
    for index, signature in enumerate(signatures):
        if signature not in shelf.paths:
            raise Unavailable(
                f"Nobody publishes the part '{signature}' of the model '{bag.name}'. "
                "Choose another model."
            )
        share = part_of(report, start=index / len(signatures), end=(index + 1) / len(signatures))
        path = shelf.paths[signature]
        with alone_with(signature, models_folder, share):
            if signature in find_weights(models_folder):
                continue
            Download(
                url=f"{weights_url.rstrip('/')}/{path}",
                target=models_folder / path.rsplit("/", 1)[-1],
                model=bag.name,
                label=f"fetching {bag.name} ({USE}), file {index + 1} of {len(signatures)}",
            ).run(share)
    write_whole(
        models_folder / f"{bag.name}.yaml", (shelf.folder / f"{bag.name}.yaml").read_bytes()
    )


def write_whole(target: Path, content: bytes) -> None:
    """Write a small file so that it is there with all its content or not at all."""
    unfinished = part_file_of(target)
    unfinished.write_bytes(content)
    unfinished.replace(target)


def _give_room_back(bag: Bag, shelf: Shelf, models_folder: Path) -> None:
    """Drop what has come of a bag: on a full disk, nothing else could go on beside it."""
    for path in (shelf.paths[one] for one in bag.signatures if one in shelf.paths):
        part_file_of(models_folder / path.rsplit("/", 1)[-1]).unlink(missing_ok=True)


def _describe(name: str, models_folder: Path) -> PullReport:
    model = find_model(name, models_folder)
    weights = find_weights(models_folder)
    return PullReport(
        name=name,
        files=[weights[signature] for signature in dict.fromkeys(model.signatures)],
        size_bytes=model.size_bytes,
        terms=model.terms,
    )
