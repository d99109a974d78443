"""The plans people ask for."""

from uuid import UUID, uuid4

from pydantic import BaseModel
from sqlmodel import Session

import app.pipeline.repository as repository
from app import accounts, analysis, library, stems
from app.analysis import ListeningWish
from app.core.settings import Settings
from app.core.workplace import Received
from app.library import Track, TrackSource
from app.pipeline.models import Pipeline
from app.pipeline.service.asking import start
from app.pipeline.service.choosing import choose_for
from app.pipeline.stages.analyse import AnalyseArguments
from app.pipeline.stages.cue import CueArguments
from app.pipeline.stages.import_file import ImportArguments
from app.pipeline.stages.separate import SeparateArguments
from app.pipeline.stages.transcribe import TranscribeArguments
from app.sources import LibraryRoot, RootFile, RootKind
from app.stems import Stem


def reserve_room(
    session: Session, settings: Settings, received: Received, *, owner_id: UUID, name: str
) -> None:
    """Make sure that a file that came in fits into its owner's quota, before its import is added.

    The owner's row is locked until then, so that of files which come in at the same time none
    takes the room of another. What the library has already takes none.

    Raises:
        QuotaReached: if it does not fit.
    """
    if library.find_by_content(session, received.sha256, owner_id=owner_id) is not None:
        return
    if repository.quota_of(session, settings, owner_id=owner_id) is None:
        return
    accounts.lock_user(session, owner_id)
    repository.check_room(
        session, settings, owner_id=owner_id, adding_bytes=received.size_bytes, name=name
    )


def import_and_process(
    session: Session,
    received: Received,
    *,
    owner_id: UUID,
    file_name: str,
    separation: SeparateArguments,
    source: TrackSource = TrackSource.FILE,
) -> Pipeline:
    """Start the main job on a file that came in: import, separation, analysis, cues."""
    name = library.clean_name(file_name)
    arguments = ImportArguments(
        upload_id=received.upload_id,
        file_name=name,
        sha256=received.sha256,
        size_bytes=received.size_bytes,
        source=source,
    )
    wish = analysis.get_preferred(session, owner_id=owner_id)
    plan: dict[str, BaseModel] = {"import": arguments, **_work_on_track(separation, wish)}
    return start(session, plan, owner_id=owner_id, title=name)


def import_from_folder(
    session: Session, settings: Settings, file: RootFile, root: LibraryRoot, *, wish: ListeningWish
) -> Pipeline:
    """Start the import of a file that was seen in a folder of the server.

    What is copied in is worked on as uploads are; what stays in place waits to be asked for, as
    such a folder may hold the music of a lifetime.

    Raises:
        NotFound: if the engine or the model that is usual is not there.
    """
    name = library.clean_name(file.path)
    plan: dict[str, BaseModel] = {
        "import": ImportArguments(
            upload_id=uuid4(),
            file_name=name,
            sha256="",
            size_bytes=file.size_bytes if root.kind is RootKind.WATCHED else 0,
            root_file_id=file.id,
        )
    }
    if root.kind is RootKind.WATCHED:
        plan |= _work_on_track(choose_for(session, settings, owner_id=root.owner_id), wish)
    return start(session, plan, owner_id=root.owner_id, title=name)


def process(session: Session, track: Track, *, separation: SeparateArguments) -> Pipeline:
    """Start separation, analysis and cues of a track that is in the library."""
    wish = analysis.get_preferred(session, owner_id=track.owner_id)
    plan = _work_on_track(separation, wish)
    return start(session, plan, owner_id=track.owner_id, title=track.title, track_id=track.id)


def process_missing(
    session: Session, track: Track, *, separation: SeparateArguments
) -> Pipeline | None:
    """Start only what a track of the library lacks: these stems, or today's analysis."""
    owner_id, track_id = track.owner_id, track.id
    plan: dict[str, BaseModel] = {}
    parts = stems.find_separation(
        session,
        owner_id=owner_id,
        track_id=track_id,
        recipe=separation.recipe,
    )
    if parts is None:
        plan["separate"] = separation
    wish = analysis.get_preferred(session, owner_id=owner_id)
    heard = analysis.find_current(
        session, owner_id=owner_id, track_id=track_id, features=wish.features
    )
    if heard is None:
        plan |= listen(wish, again=False)
    if not plan:
        return None
    return start(session, plan, owner_id=owner_id, title=track.title, track_id=track_id)


def separate(session: Session, track: Track, *, separation: SeparateArguments) -> Pipeline:
    """Take a track of the library apart, with an engine and a model of one's choice.

    Raises:
        NoAudio: if its audio has not been fetched yet.
    """
    library.audio_key(track)
    plan = {"separate": separation}
    return start(session, plan, owner_id=track.owner_id, title=track.title, track_id=track.id)


def analyse(session: Session, track: Track, wish: ListeningWish) -> Pipeline:
    """Find out anew what is wished, and set cues anew where they are part of it.

    Raises:
        InvalidInput: if no analysis finds one of the features, or there is no such style.
        NoAudio: if its audio has not been fetched yet.
    """
    library.audio_key(track)
    analysis.check_wish(wish)
    plan = listen(wish, again=True)
    return start(session, plan, owner_id=track.owner_id, title=track.title, track_id=track.id)


def transcribe(session: Session, stem: Stem, *, engine: str = "") -> Pipeline:
    """Write down the notes of a stem, with the usual engine for such a stem or another.

    Raises:
        NotFound: if there is no engine of that name.
        InvalidInput: if no engine can write down such a stem.
    """
    analysis.choose_transcriber(stem.type.value, engine)
    track = library.get_track(session, stem.track_id, owner_id=stem.owner_id)
    plan = {"transcribe": TranscribeArguments(stem_id=stem.id, engine=engine)}
    return start(session, plan, owner_id=stem.owner_id, title=track.title, track_id=track.id)


def _work_on_track(separation: SeparateArguments, wish: ListeningWish) -> dict[str, BaseModel]:
    return {"separate": separation, **listen(wish, again=separation.again)}


def listen(wish: ListeningWish, *, again: bool) -> dict[str, BaseModel]:
    """Return the stages that find out what is wished, as a plan."""
    features = [feature.name for feature in analysis.find_features(wish.features)]
    plan: dict[str, BaseModel] = {"analyse": AnalyseArguments(again=again, **wish.model_dump())}
    return plan | ({"cue": CueArguments(style=wish.style)} if "cues" in features else {})
