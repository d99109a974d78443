"""What a hand can do to the form, the cues and the loops of a track, and what is told of it."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal, get_args
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.analysis.models import CueType
from app.analysis.ports.grid_edits import Edit, Seconds
from app.analysis.rules.editing import sectioning
from app.analysis.rules.editing.sectioning import Form
from app.analysis.rules.form.sections import Label
from app.core.events import Event
from app.core.names import clean_text

What = Literal["grid", "key", "sections", "cues", "loops"]
"""What of a track a hand can change."""

Snap = Literal["none", "beat", "bar"]
"""Whether a place is moved to the nearest beat or bar line."""

Colour = Annotated[str, Field(pattern="^#[0-9A-Fa-f]{6}$")]
Name = Annotated[str, Field(max_length=100), AfterValidator(clean_text)]
MarkName = Annotated[str, AfterValidator(clean_text), Field(min_length=1, max_length=100)]
SectionName = Annotated[str, AfterValidator(clean_text), Field(min_length=1, max_length=40)]
LABELS: Final = frozenset(get_args(Label))


@dataclass(frozen=True)
class TrackHeardChanged(Event):
    """What is known to be heard in a track is different now, because a hand has changed it.

    ``what`` is one of :data:`What`.
    """

    track_id: UUID
    owner_id: UUID
    what: str


EVENTS: tuple[type[Event], ...] = (TrackHeardChanged,)
"""What the bus has to carry between processes."""


class MoveEdge(Edit):
    """Let a section begin elsewhere; the one before it ends there."""

    label = "Move a section"

    act: Literal["move"]
    section_id: UUID
    to_seconds: Seconds

    def apply(self, form: Form) -> Form:
        """Return the form after this edit."""
        return sectioning.move_edge(form, str(self.section_id), self.to_seconds)


class SplitSection(Edit):
    """Begin another section at a place, called ``name``, or as the one it is cut from."""

    label = "Split a section"

    act: Literal["split"]
    at_seconds: Seconds
    name: Label | None = None

    def apply(self, form: Form) -> Form:
        """Return the form after this edit."""
        return sectioning.split_part(form, self.at_seconds, self.name)


class MergeSection(Edit):
    """Let a section take in the one after it."""

    label = "Merge sections"

    act: Literal["merge"]
    section_id: UUID

    def apply(self, form: Form) -> Form:
        """Return the form after this edit."""
        return sectioning.merge_next(form, str(self.section_id))


class DescribeSection(Edit):
    """Call a section otherwise, or colour it; an empty colour is that of its label.

    A ``name`` that is a label says what the section is; any other is only what it is called.
    """

    label = "Rename a section"

    act: Literal["describe"]
    section_id: UUID
    name: SectionName | None = None
    colour: Colour | Literal[""] | None = None

    def apply(self, form: Form) -> Form:
        """Return the form after this edit."""
        key, name = str(self.section_id), self.name
        said = {"label": name} if name in LABELS else {"name": name}
        return sectioning.describe_part(form, key, colour=self.colour, **said)


class DeleteSection(Edit):
    """Remove a section; its neighbour takes its place."""

    label = "Delete a section"

    act: Literal["delete"]
    section_id: UUID

    def apply(self, form: Form) -> Form:
        """Return the form after this edit."""
        return sectioning.delete_part(form, str(self.section_id))


SectionEdit = Annotated[
    MoveEdge | SplitSection | MergeSection | DescribeSection | DeleteSection,
    Field(discriminator="act"),
]
"""Any of them, told by ``act``."""


class CueDraft(BaseModel):
    """A new cue; without a colour, it gets one of its own."""

    model_config = ConfigDict(extra="forbid")

    position_seconds: Seconds
    label: Name = ""
    type: CueType = CueType.HOT
    colour: Colour | None = None
    snap: Snap = "none"


class CueChange(BaseModel):
    """What is to be different about a cue; only the fields that are given are changed."""

    model_config = ConfigDict(extra="forbid")

    position_seconds: Seconds = 0.0
    label: MarkName = ""
    type: CueType = CueType.HOT
    colour: Colour = ""
    snap: Snap = "none"


class LoopDraft(BaseModel):
    """A new loop."""

    model_config = ConfigDict(extra="forbid")

    start_seconds: Seconds
    end_seconds: Seconds
    label: Name = ""
    snap: Snap = "none"


class LoopChange(BaseModel):
    """What is to be different about a loop; only the fields that are given are changed."""

    model_config = ConfigDict(extra="forbid")

    start_seconds: Seconds = 0.0
    end_seconds: Seconds = 0.0
    label: MarkName = ""
    snap: Snap = "none"
