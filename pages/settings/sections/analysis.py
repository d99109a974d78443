"""What is found out about new tracks, and which cues are set in them."""

from uuid import UUID

from sqlmodel import Session

from app import analysis
from app.analysis import ListeningWish
from app.core.errors import InvalidInput
from app.core.settings import Settings
from pages._choices import style_words
from pages._words import _
from pages.settings.fields import Choice, Ticks, show_group
from pages.settings.section import Said


class AnalysisSection:
    """A box for each feature of the registry, and the style of cues."""

    feature = "analysis"

    @property
    def title(self) -> str:
        """Return what people call it."""
        return _("Analysis")

    @property
    def about(self) -> str:
        """Return what is chosen here."""
        return _(
            "This is found out about new tracks: as usual, all of it, with cues for any music. "
            "What a feature builds on is worked out for it in any case, such as the grid below "
            "cues and loops. Vocal activity and drum events are heard in stems alone. "
            "What you leave out can be found later with Analyse again."
        )

    def read(self, session: Session, settings: Settings, *, owner_id: UUID) -> ListeningWish:
        """Return what the user prefers."""
        del settings
        return analysis.get_preferred(session, owner_id=owner_id)

    def write(self, session: Session, settings: Settings, said: Said, *, owner_id: UUID) -> None:
        """Remember what the fields say; all features mean those of later versions as well.

        Raises:
            InvalidInput: if no feature is chosen, or there is no such feature or style.
        """
        del settings
        features = tuple(said.get("features", ()))
        if not features:
            raise InvalidInput(_("Something has to be found: choose one feature at least."))
        is_all = set(analysis.ALL) <= set(features)
        style = said.get("style", [""])[0]
        wish = ListeningWish(features=() if is_all else features, style=style[:40])
        analysis.set_preferred(session, wish, owner_id=owner_id)

    def forget(self, session: Session, *, owner_id: UUID) -> None:
        """Go back to all features and the usual cues."""
        analysis.set_preferred(session, ListeningWish(), owner_id=owner_id)

    def draw(self, view: ListeningWish) -> None:
        """Draw the fields."""
        del view
        with show_group(_("What to find"), classes="choice settings-features"):
            words = {feature.name: _(feature.label) for feature in analysis.FEATURES}
            self._features = Ticks("features", words)
        self._style = Choice("style", _("Cues for"))

    def show(self, view: ListeningWish) -> None:
        """Set the fields."""
        self._features.show(view.features or analysis.ALL)
        self._style.show(view.style, style_words())

    def is_usual(self, view: ListeningWish) -> bool:
        """Say whether the user has chosen nothing."""
        return view == ListeningWish()
