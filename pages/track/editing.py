"""The sheet in which people write what a track is called."""

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui
from nicegui.events import GenericEventArguments
from pydantic import ValidationError

from app.core.errors import InvalidInput
from app.library import Track, TrackEdit
from pages._words import _

FIELDS = "title", "artist", "album", "genre", "year"

READ = """(event) => {
  event.preventDefault();
  const sheet = event.target.closest("dialog");
  sheet.close();
  emit(Object.fromEntries(new FormData(event.target)));
}"""


class EditSheet:
    """A form over the page; saving hands on what was written."""

    def __init__(self, track: Track, *, on_save: Callable[[TrackEdit], Awaitable[None]]) -> None:
        self._on_save = on_save
        label = _("Edit track")
        with ui.element("dialog").classes("sheet").props(f'aria-label="{label}" id=edit-track'):
            ui.label(label).classes("sheet-title")
            with ui.element("form").classes("form").on("submit", self._save, js_handler=READ):
                for name, words in zip(FIELDS, _field_words(), strict=True):
                    _show_field(name, words, getattr(track, name))
                self._problem = ui.label("").classes("row-error")
                with ui.element("div").classes("form-acts"):
                    with (
                        ui.element("button")
                        .classes("button")
                        .props("type=button")
                        .on("click", js_handler="(event) => event.target.closest('dialog').close()")
                    ):
                        ui.label(_("Cancel"))
                    with ui.element("button").classes("button primary").props("type=submit"):
                        ui.label(_("Save"))

    async def _save(self, event: GenericEventArguments) -> None:
        try:
            edit = read_edit(event.args)
        except InvalidInput as error:
            self._problem.set_text(str(error))
            ui.run_javascript("document.querySelector('#edit-track').showModal()")
            return
        await self._on_save(edit)


def read_edit(written: Mapping[str, str]) -> TrackEdit:
    """Return what was written into the form.

    Raises:
        InvalidInput: if a field cannot be as it was written.
    """
    known = {name: text.strip() or None for name, text in written.items()}
    try:
        return TrackEdit.model_validate(known)
    except ValidationError as error:
        raise InvalidInput(_sentence_of(str(error.errors()[0]["loc"][0]))) from error


OPEN = "() => document.querySelector('#edit-track').showModal()"


def _show_field(name: str, words: str, value: object) -> None:
    with ui.element("label").classes("field"):
        ui.label(words)
        field = ui.element("input").props(f"name={name} autocomplete=off")
        field.props["value"] = "" if value is None else str(value)
        if name == "title":
            field.props("required maxlength=500")
        if name == "year":
            field.props("type=number min=1000 max=2999")


def _sentence_of(field: str) -> str:
    """Return what is wrong with a field, and what to do about it."""
    if field == "title":
        return _("A title needs 1 to 500 characters that can be seen. Write another one.")
    if field == "year":
        return _("A year is a number from 1000 to 2999. Correct it, or leave it empty.")
    words = _field_words()[FIELDS.index(field)] if field in FIELDS else field
    most = 200 if field == "genre" else 500
    return _("{field} takes at most {count} characters. Shorten it.").format(
        field=words, count=most
    )


def _field_words() -> tuple[str, ...]:
    return _("Title"), _("Artist"), _("Album"), _("Genre"), _("Year")
