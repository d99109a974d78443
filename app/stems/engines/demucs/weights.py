"""Weights come from their authors at first use: resumable, checked, never half there."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from filelock import FileLock

from app.core.catalog import Catalog
from app.core.errors import NotFound, StorageFailed, Unavailable
from app.core.work import Report, part_of
from app.stems.engines.demucs.download import Download
from app.stems.engines.demucs.models import (
    FOREIGN_TERMS,
    TERMS,
    USE,
    Bag,
    find_model,
    find_weights,
    list_models,
    read_bag,
)
from app.stems.ports import PullReport


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
        Unavailable: if the address cannot be reached, or what comes is not what was promised.
        StorageFailed: if the disk refuses.
    """
    if not _is_installed(name, models_folder):
        shelf = shelf or published_shelf()
        bag = shelf.get(name)
        try:
            models_folder.mkdir(parents=True, exist_ok=True)
            with FileLock(models_folder / ".pull.lock"):
                _fetch(bag, shelf, models_folder, weights_url, report)
        except OSError as error:
            raise StorageFailed(
                f"The weights of '{name}' cannot be written to {models_folder}: "
                f"{error.strerror or error}. Make room there, or choose another models folder."
            ) from error
    report(1.0, f"{name} is installed")
    return _describe(name, models_folder)


def _is_installed(name: str, models_folder: Path) -> bool:
    try:
        return find_model(name, models_folder).installed
    except NotFound:
        return False


def _fetch(bag: Bag, shelf: Shelf, models_folder: Path, weights_url: str, report: Report) -> None:
    """Fetch what is missing of a bag, then write its description."""
    signatures = list(dict.fromkeys(bag.signatures))
    present = find_weights(models_folder)
    for index, signature in enumerate(signatures):
        if signature in present:
            continue
        if signature not in shelf.paths:
            raise Unavailable(
                f"Nobody publishes the part '{signature}' of the model '{bag.name}'. "
                "Choose another model."
            )
        share = part_of(report, start=index / len(signatures), end=(index + 1) / len(signatures))
        path = shelf.paths[signature]
        Download(
            url=f"{weights_url.rstrip('/')}/{path}",
            target=models_folder / path.rsplit("/", 1)[-1],
            model=bag.name,
            label=f"fetching {bag.name} ({USE}), file {index + 1} of {len(signatures)}",
        ).run(share)
    description = models_folder / f"{bag.name}.yaml"
    unfinished = description.with_suffix(".yaml.part")
    unfinished.write_bytes((shelf.folder / description.name).read_bytes())
    unfinished.replace(description)


def _describe(name: str, models_folder: Path) -> PullReport:
    model = find_model(name, models_folder)
    weights = find_weights(models_folder)
    published = {known.name for known in list_models(models_folder) if known.terms == TERMS}
    return PullReport(
        name=name,
        files=[weights[signature] for signature in dict.fromkeys(model.signatures)],
        size_bytes=model.size_bytes,
        terms=TERMS if name in published else FOREIGN_TERMS,
    )
