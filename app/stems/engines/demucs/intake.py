"""Checkpoint files that somebody brings: checked, matched with their descriptions, then put away.

A description (``<name>.yaml``) makes a model of the weights it lists.  Weights of a published model
make that one, and any others become a model under their own signature.  All of what is brought is
taken in, or nothing.
"""

import re
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from app.core.errors import Conflict, InvalidInput
from app.core.work import Report, part_of
from app.core.workplace import refusals_of
from app.stems.engines.demucs.description import Description, read_description
from app.stems.engines.demucs.download import has_its_checksum
from app.stems.engines.demucs.models import PUBLISHED, find_weights, list_bags
from app.stems.engines.demucs.weights import alone_with, published_shelf, write_whole
from app.stems.ports import ImportReport, ImportRequest

_WEIGHTS = re.compile(r"([a-z0-9_]{1,40})-([0-9a-f]{8,64})\.th")
_DESCRIPTION = re.compile(r"([a-z0-9][a-z0-9_-]{0,39})\.yaml")

_PUBLISHED = {model.name: model for model in PUBLISHED}


def check_file_name(name: str) -> str:
    """Return the name of a file that can be taken in.

    Raises:
        InvalidInput: if it is not called as Demucs calls its files.
    """
    if _WEIGHTS.fullmatch(name) or _DESCRIPTION.fullmatch(name):
        return name
    raise InvalidInput(
        f"'{name[:80]}' is no checkpoint. Choose files called <signature>-<checksum>.th, and the "
        "description <model>.yaml, in small letters, if they have one."
    )


def import_model(request: ImportRequest, report: Report) -> ImportReport:
    """Put checkpoint files away in the models folder, once networks could be made of them.

    Raises:
        InvalidInput: if a file is damaged, is no checkpoint, or lacks others that belong to it.
        Conflict: if the folder has something else under the same name.
        StorageFailed: if the disk refuses.
    """
    files = {check_file_name(name): path for name, path in request.files.items()}
    if not files:
        raise InvalidInput("There are no files to import. Choose a checkpoint, <name>.th.")
    weights = _check_weights(files, request.models_folder, part_of(report, start=0.0, end=0.3))
    plan = _plan(files, weights, request.models_folder)
    plan = _check_networks(plan, files, weights, request, part_of(report, start=0.3, end=0.9))
    report(0.9, "putting the files away")
    with refusals_of(request.models_folder):
        size_bytes = sum(files[name].stat().st_size for name in weights.values())
        _put_away(plan, weights, files, request)
    report(1.0, f"{', '.join(plan)} can be used")
    return ImportReport(names=sorted(plan), size_bytes=size_bytes)


def _check_weights(files: Mapping[str, Path], folder: Path, report: Report) -> dict[str, str]:
    """Return the name of each file of weights by its signature, once all proved to be whole."""
    weights: dict[str, str] = {}
    present = find_weights(folder)
    names = [name for name in sorted(files) if _WEIGHTS.fullmatch(name)]
    for number, name in enumerate(names):
        report(number / len(names), f"checking {name}")
        signature = name.rpartition("-")[0]
        other = weights.setdefault(signature, name)
        if signature in present:
            other = present[signature].name
        if other != name:
            raise Conflict(
                f"{name} and {other} both have the signature '{signature}'. Delete the model that "
                "uses the other one first."
            )
        if not has_its_checksum(files[name], name=name):
            raise InvalidInput(
                f"{name} is damaged: its checksum is not the one in its name. Copy it again."
            )
    return weights


def _plan(
    files: Mapping[str, Path], weights: Mapping[str, str], folder: Path
) -> dict[str, Description]:
    """Return the models that the files make, by name."""
    present = weights.keys() | find_weights(folder).keys()
    plan = _described(files, folder)
    for model in PUBLISHED:
        mine = set(model.signatures)
        if model.name not in plan and mine & weights.keys() and mine <= present:
            plan[model.name] = _published_description(model.name)
    used = {signature for description in plan.values() for signature in description.models}
    for signature in weights.keys() - used:
        for model in PUBLISHED:
            if signature in model.signatures:
                raise _lacks(model.name, set(model.signatures) - present)
        plan[signature] = Description(models=[signature])
    for name, description in plan.items():
        missing = set(description.models) - present
        if missing:
            raise _lacks(name, missing)
    return plan


def _described(files: Mapping[str, Path], folder: Path) -> dict[str, Description]:
    bags = {bag.name: bag.signatures for bag in list_bags(folder)}
    known = bags | {model.name: model.signatures for model in PUBLISHED}
    plan: dict[str, Description] = {}
    for file_name, path in files.items():
        if not _DESCRIPTION.fullmatch(file_name):
            continue
        name = file_name.removesuffix(".yaml")
        found = read_description(path, name=file_name)
        if name in known and known[name] != tuple(found.models):
            raise Conflict(
                f"There is another model called '{name}'. Rename {file_name} to import yours."
            )
        plan[name] = _published_description(name) if name in _PUBLISHED else found
    return plan


def _published_description(name: str) -> Description:
    path = published_shelf().folder / f"{name}.yaml"
    return read_description(path, name=path.name)


def _check_networks(
    plan: Mapping[str, Description],
    files: Mapping[str, Path],
    weights: Mapping[str, str],
    request: ImportRequest,
    report: Report,
) -> dict[str, Description]:
    """Return the plan with the stems of its networks, once each could be made and they fit."""
    from app.stems.engines.demucs.checkpoint import Checkpoint, inspect_checkpoint

    places = find_weights(request.models_folder)
    places |= {signature: files[name] for signature, name in weights.items()}
    wanted = list(dict.fromkeys(one for each in plan.values() for one in each.models))
    found: dict[str, Checkpoint] = {}
    for number, signature in enumerate(wanted):
        name = weights.get(signature) or places[signature].name
        report(number / len(wanted), f"opening {name}")
        found[signature] = inspect_checkpoint(places[signature], name=name)
    checked: dict[str, Description] = {}
    for name, description in plan.items():
        networks = [found[signature] for signature in description.models]
        if any(network != networks[0] for network in networks):
            raise InvalidInput(
                f"The networks of '{name}' do not fit together: their stems, rates or channels "
                "differ. Correct its description."
            )
        checked[name] = description.with_stems(networks[0].stems)
        _check_shares(name, checked[name])
    return checked


def _check_shares(name: str, description: Description) -> None:
    shares, stems = description.weights, description.sources or []
    if shares is None:
        return
    fits = len(shares) == len(description.models) and all(len(row) == len(stems) for row in shares)
    if not fits:
        raise InvalidInput(
            f"The description of '{name}' has to give one row of weights for each of its "
            f"{len(description.models)} networks, with {len(stems)} numbers each. Correct it."
        )


def _put_away(
    plan: Mapping[str, Description],
    weights: Mapping[str, str],
    files: Mapping[str, Path],
    request: ImportRequest,
) -> None:
    """Give all files their names in the folder, descriptions last, or none."""
    folder = request.models_folder
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as undo:
        for signature, name in weights.items():
            unfinished, target = folder / f".{name}.incoming", folder / name
            with alone_with(signature, folder, _tell_nobody):
                if target.exists():
                    continue
                undo.callback(unfinished.unlink, missing_ok=True)
                if request.may_move:
                    shutil.move(files[name], unfinished)
                else:
                    shutil.copyfile(files[name], unfinished)
                undo.callback(target.unlink, missing_ok=True)
                unfinished.replace(target)
        for name, description in plan.items():
            target = folder / f"{name}.yaml"
            if not target.exists():
                undo.callback(target.unlink, missing_ok=True)
                write_whole(target, description.to_yaml())
        undo.pop_all()


def _lacks(name: str, signatures: set[str]) -> InvalidInput:
    published = published_shelf().paths
    words = [
        published[one].rsplit("/", 1)[-1] if one in published else f"{one}-….th"
        for one in sorted(signatures)
    ]
    return InvalidInput(
        f"The model '{name}' also needs {', '.join(words)}. Choose all of its files together."
    )


def _tell_nobody(fraction: float, phase: str) -> None:
    """Take what nobody waits for."""
    del fraction, phase
