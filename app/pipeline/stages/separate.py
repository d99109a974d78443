"""The stage that takes a track apart into stems."""

from typing import Any

from sqlmodel import Session

import app.pipeline.repository as repository
from app import library, sources, stems
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue


class SeparateArguments(stems.Recipe):
    """How to separate; ``again`` does so even if these stems are there already."""

    again: bool = False

    @property
    def recipe(self) -> stems.Recipe:
        """Return what makes the stems what they are."""
        return stems.Recipe.model_validate(self.model_dump(exclude={"again"}))


class Separate:
    """Take a track apart in a warm child of its engine's pool."""

    name = "separate"
    label = "Separate stems"
    queue = Queue.PROCESSING
    after = frozenset({"import", "download"})

    def compute(self, work: Work) -> stems.SeparationReport | stems.Separation:
        """Return what the engine made, or the separation that is there already."""
        arguments = SeparateArguments.model_validate(work.job.arguments)
        settings, owner_id = work.tools.settings, work.job.owner_id
        with work.tools.database.reading() as session:
            track = library.get_track(session, work.track_id, owner_id=owner_id)
            there = stems.find_separation(
                session,
                owner_id=owner_id,
                track_id=track.id,
                recipe=arguments.recipe,
            )
            if there is None or arguments.again:
                repository.check_room(session, settings, owner_id=owner_id, is_reserved=True)
        if there is not None and not arguments.again:
            return there
        work.say(f"Works with the engine '{arguments.engine}' and its model '{arguments.model}'")
        with work.tools.database.reading() as session:
            path = sources.audio_path(session, work.tools.media, track)
        request = stems.SeparationRequest(
            source=path,
            name=track.file_name,
            folder=work.scratch(),
            models_folder=settings.models_folder,
            weights_url=settings.weights_url,
            device=settings.device,
            precision=settings.precision,
            **dict(arguments.recipe),
        )
        return work.perform(
            stems.SEPARATE,
            request,
            pool=arguments.engine,
            limit_seconds=settings.separation_limit_seconds,
        )

    def save(
        self,
        session: Session,
        job: Job,
        outcome: stems.SeparationReport | stems.Separation,
        tools: Tools,
    ) -> dict[str, Any]:
        """Move the stems into the media and add their rows."""
        if isinstance(outcome, stems.Separation):
            return {
                "separation_id": str(outcome.id),
                "reused": True,
                "summary": f"these stems with {outcome.model} were there already",
            }
        assert job.track_id is not None  # noqa: S101  — compute has asked for it
        made = stems.add_separation(
            session,
            outcome,
            recipe=SeparateArguments.model_validate(job.arguments).recipe,
            separation_id=job.id,
            owner_id=job.owner_id,
            track_id=job.track_id,
            media=tools.media,
        )
        return {
            "separation_id": str(made.id),
            "reused": False,
            "summary": f"{len(outcome.stems)} stems with {made.model}",
        }
