"""How a track will be taken apart: what somebody says now, wants always, or the studio's way."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app import stems
from app.core.catalog import Catalog
from app.core.errors import InvalidInput
from app.core.settings import Settings
from app.pipeline.stages.separate import SeparateArguments
from app.stems import StemModel, Wish

NOTHING_SAID = Wish()


@dataclass(frozen=True)
class Way:
    """A preset with how long it would take, None where nothing alike was ever done here."""

    preset: stems.Preset
    model: StemModel
    expected_seconds: float | None


def choose_separation(
    settings: Settings,
    *,
    engine: str | None = None,
    model: str | None = None,
    wish: Wish = NOTHING_SAID,
    preferred: Wish = NOTHING_SAID,
    again: bool = False,
) -> SeparateArguments:
    """Return how to separate; a model implies its engine, and the settings what nobody says.

    What the wish says counts, then what its user prefers. A preference for a model that is gone is
    passed over, and so is one for stems that the model does not have.

    Raises:
        NotFound: if there is no such preset, engine or model.
        InvalidInput: if the model belongs to another engine, or lacks a stem that is to be kept.
    """
    known = Catalog("stem model", stems.list_all_models(settings.models_folder))
    said = wish.model_copy(
        update={name: value for name, value in (("engine", engine), ("model", model)) if value}
    )
    how = said
    if not said.says_how and _is_possible(preferred, known):
        how = _lay_over(preferred, said)
    preset = stems.PRESETS.get(how.preset) if how.preset else None
    found = _pick_model(settings, how, preset, known)
    overlap, shifts = _pick_effort(found, how, preset)
    keep, rest = _pick_stems(found, said, preferred)
    complete = preferred.complete if said.complete is None else said.complete
    return SeparateArguments(
        engine=found.engine,
        model=found.name,
        overlap=overlap,
        shifts=shifts,
        keep=keep,
        rest=rest,
        complete=bool(complete),
        again=again,
    )


def choose_for(
    session: Session,
    settings: Settings,
    *,
    owner_id: UUID,
    wish: Wish = NOTHING_SAID,
    again: bool = False,
) -> SeparateArguments:
    """Return how to separate for a user, by what they say now and what they prefer.

    Raises:
        NotFound: as :func:`choose_separation`.
        InvalidInput: likewise.
    """
    preferred = stems.get_preferred(session, owner_id=owner_id)
    return choose_separation(settings, wish=wish, preferred=preferred, again=again)


def list_ways(
    session: Session, settings: Settings, *, duration_seconds: float | None = None
) -> list[Way]:
    """Return the presets, with how long each would take for a recording of some length."""
    known = Catalog("stem model", stems.list_all_models(settings.models_folder))
    history = stems.list_paces(session, known) if duration_seconds else []
    return [
        Way(
            preset=preset,
            model=known.get(preset.model),
            expected_seconds=stems.expect_seconds(
                history,
                engine=preset.engine,
                model=preset.model,
                cost=stems.cost_of(
                    networks=stems.count_networks(known.get(preset.model)),
                    overlap=preset.overlap,
                    shifts=preset.shifts,
                ),
                duration_seconds=duration_seconds or 0.0,
            ),
        )
        for preset in stems.PRESETS
    ]


def _is_possible(preferred: Wish, known: Catalog[StemModel]) -> bool:
    named = (preferred.preset, stems.PRESETS), (preferred.model, known)
    engine_is_there = preferred.engine is None or preferred.engine in stems.ENGINES
    return engine_is_there and all(name is None or name in catalog for name, catalog in named)


def _lay_over(preferred: Wish, said: Wish) -> Wish:
    return preferred.model_copy(update=said.model_dump(exclude_none=True))


def _pick_model(
    settings: Settings, how: Wish, preset: stems.Preset | None, known: Catalog[StemModel]
) -> StemModel:
    engine, model = how.engine, how.model
    if engine is None and model:
        engine = known.get(model).engine
    engine = engine or (preset.engine if preset else settings.engine)
    plugin = stems.ENGINES.get(engine)
    if model is None and preset and preset.engine == engine:
        model = preset.model
    if model is None:
        model = settings.model if engine == "demucs" else plugin.models[0].name
    found = known.get(model)
    if found.engine != engine:
        raise InvalidInput(
            f"The model '{found.name}' belongs to the engine '{found.engine}', not to '{engine}'. "
            "Leave out the engine, or choose another model."
        )
    return found


def _pick_effort(found: StemModel, how: Wish, preset: stems.Preset | None) -> tuple[float, int]:
    """Return overlap and shifts; engines without networks have no use for them."""
    usual = stems.Preset("usual", found.engine, found.name)
    if not found.signatures:
        return usual.overlap, usual.shifts
    usual = preset or usual
    return (
        usual.overlap if how.overlap is None else how.overlap,
        usual.shifts if how.shifts is None else how.shifts,
    )


def _pick_stems(found: StemModel, said: Wish, preferred: Wish) -> tuple[tuple[str, ...], bool]:
    """Return which stems to keep, in order, and whether to keep the sum of the rest."""
    there = set(found.stems)
    if said.keep is None:
        wanted = {name for name in preferred.keep or () if name in there or not there}
        rest = preferred.rest if said.rest is None else said.rest
    else:
        wanted, rest = set(said.keep), said.rest
        strange = next((name for name in said.keep if there and name not in there), None)
        if strange is not None:
            stems_there = ", ".join(stems.sort_stems(list(there)))
            raise InvalidInput(
                f"The model '{found.name}' has no stem '{strange}'. It gives {stems_there}."
            )
    if not wanted or wanted == there:
        return (), False  # all are kept, and there is no rest
    return tuple(stems.sort_stems(list(wanted))), bool(rest)
