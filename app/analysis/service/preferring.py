"""What a user wants to know of tracks where nothing is said."""

from uuid import UUID

from pydantic import ValidationError
from sqlmodel import Session

from app import accounts
from app.analysis.ports import ListeningWish
from app.analysis.rules.features import find_features
from app.analysis.rules.form.cues import find_preset
from app.core.errors import InvalidInput

_PREFERENCE = "analysis"


def check_wish(wish: ListeningWish) -> None:
    """Make sure that a wish can be fulfilled.

    Raises:
        InvalidInput: if no analysis finds one of the features, or there is no such style.
    """
    find_features(wish.features)
    find_preset(wish.style)


def get_preferred(session: Session, *, owner_id: UUID) -> ListeningWish:
    """Return what is found out about a user's new tracks.

    What an earlier version wrote and this one does not understand counts as nothing.
    """
    document = accounts.get_preference(session, _PREFERENCE, owner_id=owner_id)
    try:
        wish = ListeningWish.model_validate(document)
        check_wish(wish)
    except (ValidationError, InvalidInput):
        return ListeningWish()
    return wish


def set_preferred(session: Session, wish: ListeningWish, *, owner_id: UUID) -> None:
    """Remember what is to be found out about a user's tracks from now on.

    Raises:
        InvalidInput: if no analysis finds one of the features, or there is no such style.
    """
    check_wish(wish)
    document = wish.model_dump(mode="json", exclude={"overwrite"})
    accounts.set_preference(session, _PREFERENCE, document, owner_id=owner_id)
