"""What the API says: the models of its answers."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app import library
from app.analysis import Analysis, Origin
from app.core import clock
from app.library import Track, TrackSource
from app.pipeline import Job, JobState, WorkSummary, label_of, remaining_seconds
from app.stems import QualityReport, Recipe, Separation, Stem, StemType, recipe_of


class Answer(BaseModel):
    """Whatever is answered; it is read from rows."""

    model_config = ConfigDict(from_attributes=True)


class StartedAnswer(Answer):
    """A pipeline that was started."""

    pipeline_id: UUID


class UploadAnswer(Answer):
    """What became of a file: no ``track_id`` while it is not imported.

    ``pipeline_id`` is missing if the track was there and lacked nothing.
    """

    pipeline_id: UUID | None
    track_id: UUID | None
    duplicate: bool


class WorkAnswer(Answer):
    """The job that tells most about where a track stands; ``progress`` is 0..1 of its stage.

    ``can_be_drafted`` says whether it failed for want of what the draft engine does not need, and
    ``remaining_seconds`` is null while nobody can tell how long it still takes.
    """

    job_id: UUID
    stage: str
    label: str
    state: JobState
    progress: float
    phase: str
    error: str | None
    can_be_drafted: bool
    remaining_seconds: float | None


class TrackAnswer(Answer):
    """A track, what was heard in it, and what is going on with it; ``link`` is where it is from.

    ``artwork_url`` leads to its picture, 300 pixels wide, or with ``&size=64`` or ``&size=640``.
    """

    id: UUID
    title: str
    artist: str | None
    album: str | None
    genre: str | None
    year: int | None
    rating: int | None
    has_audio: bool
    isrc: str | None
    spotify_id: str | None
    link: str | None
    source: TrackSource
    file_name: str
    size_bytes: int
    container: str
    codec: str
    sample_rate_hz: int
    channels: int
    duration_seconds: float
    peak_db: float
    created_at: datetime
    changed_at: datetime | None
    tempo_bpm: float | None = None
    key: str | None = None
    camelot: str | None = None
    key_confidence: float | None = None
    loudness_lufs: float | None = None
    energy: float | None = None
    artwork_url: str | None = None
    work: WorkAnswer | None = None


class TracksAnswer(Answer):
    """A page of tracks, and how many there are in all."""

    rows: list[TrackAnswer]
    total: int


class DeletedAnswer(Answer):
    """A track that was thrown away, and the route that brings it back with a POST."""

    track_id: UUID
    undo_url: str
    undo_until: datetime


class JobAnswer(Answer):
    """One row of work; ``progress`` is 0..1, ``retry`` counts the jobs before it in its chain.

    ``remaining_seconds`` is null while nobody can tell how long it still takes.
    """

    id: UUID
    track_id: UUID | None
    retry_of_id: UUID | None
    stage: str
    label: str = ""
    title: str
    state: JobState
    progress: float
    phase: str
    remaining_seconds: float | None = None
    error: str | None
    error_kind: str | None
    cancel_requested: bool
    attempt: int
    retry: int
    created_at: datetime
    due_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class JobEntryAnswer(Answer):
    """One line of a job's log: a sentence for people to read."""

    at: datetime
    text: str


class StemAnswer(Answer):
    """One isolated part; ``file_url`` leads to its FLAC."""

    id: UUID
    type: StemType
    variant: str | None
    label: str
    place: int
    size_bytes: int
    file_url: str


class SeparationAnswer(Answer):
    """One run of an engine, and its stems in order; ``zip_url`` leads to all of them.

    ``is_current`` marks what is played and handed out where no separation is named. ``quality`` is
    null for those that were made before it was measured.
    """

    id: UUID
    engine: str
    model: str
    is_draft: bool
    is_current: bool
    device: str
    precision: str
    residual_db: float
    duration_seconds: float
    elapsed_seconds: dict[str, float]
    recipe: Recipe
    quality: QualityReport | None
    created_at: datetime
    chosen_at: datetime
    stems: list[StemAnswer]
    zip_url: str


class SectionAnswer(Answer):
    """A part of the form; ``energy`` is 0..1 within the track, ``colour`` null for its label's.

    ``name`` is what a hand calls it, null where that is its label.
    """

    id: UUID
    origin: Origin
    label: str
    name: str | None
    start_seconds: float
    end_seconds: float
    energy: float
    colour: str | None


class CueAnswer(Answer):
    """A named position; ``confidence`` is 0..1."""

    id: UUID
    origin: Origin
    type: str
    label: str
    position_seconds: float
    colour: str
    explanation: str
    confidence: float


def answer_track(
    track: Track,
    heard: Analysis | None = None,
    work: WorkSummary | None = None,
    picture: str | None = None,
) -> TrackAnswer:
    """Put a track, its newest analysis, its work and its picture's hash together."""
    answer = TrackAnswer.model_validate(track)
    answer.artwork_url = artwork_address(track.id, picture) if picture else None
    if heard is not None:
        answer.tempo_bpm, answer.key, answer.camelot = heard.tempo_bpm, heard.key, heard.camelot
        answer.key_confidence = heard.key_confidence
        answer.loudness_lufs, answer.energy = heard.loudness_lufs, heard.energy
    answer.work = None if work is None else WorkAnswer.model_validate(work)
    return answer


def artwork_address(track_id: UUID, picture: str) -> str:
    """Return where a track's picture is; the address changes with the picture."""
    return f"/api/v1/tracks/{track_id}/artwork?v={library.picture_version(picture)}"


def cover_address(playlist_id: UUID, picture: str | None) -> str | None:
    """Return where a playlist's own picture is, None if it has none."""
    if not picture:
        return None
    version = library.picture_version(picture)
    return f"/api/v1/playlists/{playlist_id}/artwork?v={version}"


def answer_job(job: Job) -> JobAnswer:
    """Say how a job is."""
    answer = JobAnswer.model_validate(job)
    answer.label = label_of(job.stage)
    answer.remaining_seconds = remaining_seconds(job, clock.now())
    return answer


def answer_separation(
    separation: Separation, stems: list[Stem], *, is_current: bool, root: str
) -> SeparationAnswer:
    """Put a separation and its stems together; ``root`` is where the API lies."""
    return SeparationAnswer(
        **separation.model_dump(exclude={"owner_id", "track_id", "recipe"}),
        recipe=recipe_of(separation),
        is_current=is_current,
        stems=[
            StemAnswer(
                id=stem.id,
                type=stem.type,
                variant=stem.variant,
                label=part_of(stem),
                place=stem.place,
                size_bytes=stem.size_bytes,
                file_url=f"{root}/stems/{stem.id}/file",
            )
            for stem in stems
        ],
        zip_url=f"{root}/separations/{separation.id}/zip",
    )


def part_of(stem: Stem) -> str:
    """Return what a stem is called, such as ``Vocals`` or a foreign model's own name."""
    return stem.variant or stem.type.label
