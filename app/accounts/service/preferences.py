"""What a user wants of a feature from now on; each feature checks its own document."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session

import app.accounts.repository as repository
from app.accounts.ports import PreferencesChanged
from app.core.database import announce


def get_preference(session: Session, feature: str, *, owner_id: UUID) -> Mapping[str, Any]:
    """Return what the user has said about a feature, nothing if that is nothing.

    Raises:
        NotFound: if there is no such user.
    """
    user = repository.get_user(session, owner_id)
    return (user.preferences or {}).get(feature) or {}


def set_preference(
    session: Session, feature: str, wanted: Mapping[str, Any], *, owner_id: UUID
) -> None:
    """Remember what the user wants of a feature; what other features know stays.

    The row is locked, so that two windows which change two features at once both have their way.

    Raises:
        NotFound: if there is no such user.
    """
    user = repository.lock_user(session, owner_id)
    user.preferences = {**(user.preferences or {}), feature: dict(wanted)}
    announce(session, PreferencesChanged(owner_id, feature))
