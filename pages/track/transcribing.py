"""A stem as notes: written down when somebody asks, and there to be taken away."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlmodel import Session

from app import analysis, pipeline, stems
from app.stems import Stem
from pages._addresses import API
from pages._words import _
from pages.track.pieces import show_button, show_download

OnTranscribe = Callable[[UUID], Awaitable[None]]


def show_notes(
    part: Stem, transcription_id: UUID | None, *, about: str, on_transcribe: OnTranscribe
) -> None:
    """Show the notes of a stem as a file, or a way to have them written down.

    Of stems that nobody can write down, nothing is shown.
    """
    if transcription_id is not None:
        address = f"{API}/transcriptions/{transcription_id}.mid"
        show_download(address, "MIDI", about=_("{stem} as MIDI").format(stem=about))
    elif any(part.type.value in one.stem_types for one in analysis.TRANSCRIBERS):
        button = show_button(_("To MIDI"), "piano")
        button.props["aria-label"] = _("Write down the notes of {stem}").format(stem=about)
        button.on("click", lambda: on_transcribe(part.id))


def transcribe(session: Session, stem_id: UUID, *, owner_id: UUID) -> None:
    """Have the notes of the owner's stem written down.

    Raises:
        NotFound: if the owner has no such stem.
        InvalidInput: if nobody can write down such a stem.
    """
    pipeline.transcribe(session, stems.get_stem(session, stem_id, owner_id=owner_id))
