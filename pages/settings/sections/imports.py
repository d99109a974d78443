"""What happens to music from elsewhere by itself, and in what form it is kept."""

from collections.abc import Sequence
from uuid import UUID

from nicegui import ui
from pydantic import ValidationError
from sqlmodel import Session

from app import pipeline
from app.core.errors import InvalidInput
from app.core.settings import Settings
from app.pipeline import ImportWish
from pages._words import _
from pages.settings.fields import Choice, Ticks, show_group
from pages.settings.section import Said

BITRATES_KBPS = (96, 128, 160, 192, 256, 320)
USUAL_KBPS = 256


class ImportsSection:
    """What follows an import, and the form of what is fetched."""

    feature = "imports"

    @property
    def title(self) -> str:
        """Return what people call it."""
        return _("Imports")

    @property
    def about(self) -> str:
        """Return what is chosen here."""
        return _(
            "This happens to music from links and lists where nothing else is said. "
            "Without a download, tracks are put into the library with their names alone, and can "
            "be fetched one by one later."
        )

    def read(self, session: Session, settings: Settings, *, owner_id: UUID) -> ImportWish:
        """Return what the user prefers."""
        del settings
        return pipeline.get_preferred_import(session, owner_id=owner_id)

    def write(self, session: Session, settings: Settings, said: Said, *, owner_id: UUID) -> None:
        """Remember what the fields say.

        Raises:
            InvalidInput: if there is no such form, or the bitrate is out of range.
        """
        del settings
        kept = pipeline.get_preferred_import(session, owner_id=owner_id)
        pipeline.prefer_import(session, read_wish(said, kept=kept), owner_id=owner_id)

    def forget(self, session: Session, *, owner_id: UUID) -> None:
        """Go back to all of it, in the best form."""
        pipeline.prefer_import(session, ImportWish(), owner_id=owner_id)

    def draw(self, view: ImportWish) -> None:
        """Draw the fields."""
        del view
        with ui.element("div").classes("settings-columns"):
            with show_group(_("By itself")):
                words = {
                    "download": _("Fetch the audio"),
                    "separate": _("then separate stems, as chosen under Separation"),
                    "analyse": _("and analyse, as chosen under Analysis"),
                }
                self._steps = Ticks("steps", words)
            with show_group(_("How audio is kept")):
                self._audio = Choice("audio", _("Form of what is fetched"))
                self._bitrate = Choice("bitrate", _("Bitrate of MP3, Opus and M4A"))

    def show(self, view: ImportWish) -> None:
        """Set the fields."""
        chosen = {
            "download": view.download is not False,
            "separate": view.separate is not False,
            "analyse": view.analyse is not False,
        }
        disabled = () if chosen["download"] else ("separate", "analyse")
        self._steps.show([name for name, is_on in chosen.items() if is_on], disabled=disabled)
        self._audio.show((view.audio or "").removeprefix("best"), form_words())
        kept = view.bitrate_kbps
        usual = {"": _("{kbps} kbit/s, as usual").format(kbps=USUAL_KBPS)}
        offered = sorted({*BITRATES_KBPS, *([kept] if kept else [])} - {USUAL_KBPS})
        words = {str(kbps): _("{kbps} kbit/s").format(kbps=kbps) for kbps in offered}
        self._bitrate.show("" if kept in {None, USUAL_KBPS} else str(kept), usual | words)

    def is_usual(self, view: ImportWish) -> bool:
        """Say whether the user has chosen nothing."""
        return view == ImportWish()


def form_words() -> dict[str, str]:
    """Return in which forms audio can be kept, by their names."""
    return {
        "": _("The best there is, as it comes"),
        "flac": _("FLAC, without further loss"),
        "mp3": _("MP3"),
        "opus": _("Opus"),
        "m4a": _("M4A (AAC)"),
    }


def read_wish(said: Said, *, kept: ImportWish) -> ImportWish:
    """Return what the fields say; what is disabled says nothing, and stays as it was.

    Raises:
        InvalidInput: if there is no such form, or the bitrate is out of range.
    """
    steps = said.get("steps", [])
    audio, bitrate = (said.get(name, [""])[0] for name in ("audio", "bitrate"))
    is_fetched = "download" in steps
    was_fetched = kept.download is not False
    # The browser sends no boxes that were disabled when they were drawn, ticked or not.
    follows = {
        name: _usual_or_no(name, steps) if is_fetched and was_fetched else getattr(kept, name)
        for name in ("separate", "analyse")
    }
    try:
        return ImportWish.model_validate(
            {
                "download": _usual_or_no("download", steps),
                **follows,
                "audio": audio if audio not in {"", "best"} else None,
                "bitrate_kbps": int(bitrate) if bitrate else None,
            }
        )
    except (ValidationError, ValueError) as error:
        raise InvalidInput(
            _("Audio is kept as it comes or as FLAC, MP3, Opus or M4A, with 32 to 512 kbit/s.")
        ) from error


def _usual_or_no(name: str, steps: Sequence[str]) -> bool | None:
    return None if name in steps else False
