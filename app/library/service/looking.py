"""How a user wants the library to look: the view, and the columns of the table."""

from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from sqlmodel import Session

from app import accounts

PREFERENCE: Final = "library"

COLUMNS: Final = (
    "title",
    "artist",
    "album",
    "genre",
    "year",
    "rating",
    "tempo",
    "key",
    "energy",
    "loudness",
    "duration",
    "tags",
    "source",
    "size",
    "added",
    "state",
)
"""What the table can show of a track; the selection and the acts stand beside them always."""


class ColumnLook(BaseModel):
    """One column: whether it is shown, and how wide; None is as wide as it happens to be."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=40)]
    is_shown: bool = True
    width_px: Annotated[int | None, Field(ge=40, le=1600)] = None


def _known_once(columns: list[ColumnLook]) -> list[ColumnLook]:
    names = [column.name for column in columns]
    for name in names:
        if name not in COLUMNS:
            message = f"There is no column '{name}'. There are: {', '.join(COLUMNS)}."
            raise ValueError(message)
        if names.count(name) > 1:
            message = f"The column '{name}' is named more than once. Name it once."
            raise ValueError(message)
    return columns


class LibraryLook(BaseModel):
    """The view, and the columns in their order; those that are not named are as usual."""

    model_config = ConfigDict(extra="forbid")

    view: Literal["table", "list", "cards"] = "table"
    columns: Annotated[list[ColumnLook], Field(max_length=40), AfterValidator(_known_once)] = []


def get_library_look(session: Session, *, owner_id: UUID) -> LibraryLook:
    """Return how the user wants the library to look.

    What another version wrote and this one does not understand counts as nothing.
    """
    document = accounts.get_preference(session, PREFERENCE, owner_id=owner_id)
    try:
        return LibraryLook.model_validate(document)
    except ValidationError:
        return LibraryLook()


def set_library_look(session: Session, look: LibraryLook, *, owner_id: UUID) -> None:
    """Remember how the user wants the library to look."""
    document = look.model_dump(mode="json", exclude_defaults=True)
    accounts.set_preference(session, PREFERENCE, document, owner_id=owner_id)
