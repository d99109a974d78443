"""What the room shows, read in one go."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app import analysis, library, pipeline, sources, stems
from app.analysis import Analysis, Cue, Edited, ListeningWish, TrackSection
from app.core.settings import Settings
from app.core.storage import MediaStore
from app.library import Track
from app.pipeline import Job, JobEntry, JobState, SeparateArguments, Way
from app.sources import Duplicate, Offer
from app.stems import Separation, Stem, StemModel, Wish
from pages._jobs import LIVE


@dataclass(frozen=True)
class TrackView:
    """A track with everything that is known of it; the current separation first."""

    track: Track
    heard: Analysis | None
    sections: list[TrackSection]
    cues: list[Cue]
    separations: list[tuple[Separation, list[Stem]]]
    edited: list[Edited]
    """What a hand has made of it that an analysis would find itself."""
    notes: dict[UUID, UUID] = field(default_factory=dict[UUID, UUID])
    """The transcriptions by their stems."""
    offers: list[Offer] = field(default_factory=list[Offer])
    """The recordings that were found for it, the best first."""
    twins: list[Duplicate] = field(default_factory=list[Duplicate])
    """The tracks that are the same recording, but those kept on purpose."""
    absence: str = ""
    """Why the audio that it had cannot be read just now, if that is so."""
    is_coming: bool = False
    """Whether its audio is on its way."""
    trouble: str = ""
    """Why its audio did not come, in the newest download's words."""
    picture: str | None = None
    """The hash of its picture."""

    @property
    def waits_to_be_heard(self) -> bool:
        """Say whether nobody analyses it by itself, because it lies in a folder of the server."""
        return self.heard is None and self.track.media_key.startswith("folders/")

    @property
    def version(self) -> datetime:
        """Return when somebody last wrote something about the track."""
        return self.track.changed_at or self.track.created_at


@dataclass(frozen=True)
class WorkView:
    """What is and was done to a track: live jobs first, then the newest, each with its log."""

    jobs: list[Job]
    logs: dict[UUID, list[JobEntry]]

    @property
    def retried(self) -> frozenset[UUID]:
        """Return the jobs that a newer one does again."""
        return frozenset(job.retry_of_id for job in self.jobs if job.retry_of_id is not None)


@dataclass(frozen=True)
class FormView:
    """What there is to choose from, what this user prefers, and where networks ran last."""

    ways: list[Way]
    models: list[StemModel]
    preferred: Wish
    usual: SeparateArguments
    """What would be done if nothing was said."""


def read_track(
    session: Session, track_id: UUID, *, owner_id: UUID, media: MediaStore
) -> tuple[TrackView, WorkView]:
    """Return the owner's track with all that belongs to it, and the work on it.

    Raises:
        NotFound: if the owner has no such track.
    """
    mine = {"owner_id": owner_id, "track_id": track_id}
    jobs = pipeline.list_recent_jobs(session, owner_id=owner_id, track_id=track_id)
    logs = pipeline.list_logs(session, [job.id for job in jobs], owner_id=owner_id)
    newest = next((job for job in jobs if job.stage == "download"), None)
    has_failed = newest is not None and newest.state is JobState.FAILED
    found = library.get_track(session, track_id, owner_id=owner_id)
    track = TrackView(
        track=found,
        absence=sources.tell_absence(session, media, found),
        offers=sources.list_offers(session, track_id, owner_id=owner_id),
        twins=sources.list_duplicates_of(session, track_id, owner_id=owner_id),
        is_coming=newest is not None and newest.state in LIVE,
        trouble=(newest.error or "") if newest and has_failed else "",
        picture=library.artwork_of(session, [track_id], owner_id=owner_id).get(track_id),
        heard=analysis.find_analysis(session, **mine),
        sections=analysis.list_sections(session, **mine),
        cues=analysis.list_cues(session, **mine),
        edited=analysis.find_edited(session, **mine),
        notes={one.stem_id: one.id for one in analysis.list_transcriptions(session, **mine)},
        separations=[
            (one, stems.list_stems(session, owner_id=owner_id, separation_id=one.id))
            for one in stems.list_separations(session, **mine)
        ],
    )
    return track, WorkView(jobs, logs)


def separate(
    session: Session,
    track_id: UUID,
    *,
    owner_id: UUID,
    settings: Settings,
    wish: Wish,
    is_for_good: bool,
) -> None:
    """Separate the owner's track once more, and remember how if it is to be so from now on.

    Raises:
        NotFound: if the owner has no such track, or there is no such model.
        InvalidInput: if the model lacks a stem that is to be kept.
    """
    chosen = pipeline.choose_for(session, settings, owner_id=owner_id, wish=wish, again=True)
    track = library.get_track(session, track_id, owner_id=owner_id)
    if is_for_good:
        stems.set_preferred(session, wish, owner_id=owner_id)
    pipeline.separate(session, track, separation=chosen)


def read_log(session: Session, job_id: UUID, *, owner_id: UUID) -> list[JobEntry]:
    """Return what happened to one of the owner's jobs, oldest first."""
    return pipeline.list_logs(session, [job_id], owner_id=owner_id)[job_id]


def read_form(
    session: Session, settings: Settings, *, owner_id: UUID, duration_seconds: float
) -> FormView:
    """Return what the form for another separation shows."""
    return FormView(
        ways=pipeline.list_ways(session, settings, duration_seconds=duration_seconds),
        models=stems.list_all_models(settings.models_folder),
        preferred=stems.get_preferred(session, owner_id=owner_id),
        usual=pipeline.choose_for(session, settings, owner_id=owner_id),
    )


def analyse(session: Session, track_id: UUID, *, owner_id: UUID, wish: ListeningWish) -> None:
    """Find out anew what is wished of the owner's track.

    Raises:
        NotFound: if the owner has no such track.
    """
    track = library.get_track(session, track_id, owner_id=owner_id)
    pipeline.analyse(session, track, wish)
