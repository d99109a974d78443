"""Write down the settings for people, from the class itself.

``python -m tests.core.settings_page`` rewrites ``.env.example`` and the tables of
``docs/reference/settings.md``; the tests only compare.
"""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic.fields import FieldInfo

from app.core.settings import Settings

ROOT = Path(__file__).parents[2]
ENV = ROOT / ".env.example"
PAGE = ROOT / "docs" / "reference" / "settings.md"
COMMAND = "python -m tests.core.settings_page"

BEGIN = f"<!-- Written by '{COMMAND}'; edit app/core/settings.py instead. -->\n"
END = "\n<!-- End of what is written by a program. -->\n"

GROUP = re.compile(r"    # (.+)\n    (\w+):", re.MULTILINE)

HEAD = f"""\
# All settings of Sound Forge Alchemy, with their defaults.
# Copy this file to .env, and take the # away from what you change.
# It is written by '{COMMAND}'; docs/reference/settings.md says more.
"""


def write() -> None:
    """Bring both files up to date."""
    ENV.write_text(render_env(), encoding="utf-8")
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(before + BEGIN + render_tables() + END + after, encoding="utf-8")


def render_env() -> str:
    """Return what ``.env.example`` has to be."""
    return HEAD + "".join(
        f"\n# --- {title} ---\n"
        + "".join(
            f"\n# {field.description}\n#{variable_of(name, field)}={default_of(field)}\n"
            for name, field in fields
        )
        for title, fields in groups()
    )


def render_tables() -> str:
    """Return what has to stand between the marks of the page."""
    return "".join(
        f"\n## {title}\n\n| variable | default | may be | what it is |\n|---|---|---|---|\n"
        + "".join(
            f"| `{variable_of(name, field)}` | {code(default_of(field))} "
            f"| {allowed(field)} | {field.description} |\n"
            for name, field in fields
        )
        for title, fields in groups()
    )


def groups() -> Iterator[tuple[str, list[tuple[str, FieldInfo]]]]:
    """Yield the comments of the class that begin a group, and the fields of each."""
    titles = {name: title for title, name in GROUP.findall(inspect.getsource(Settings))}
    title, fields = "", list[tuple[str, FieldInfo]]()
    for name, field in Settings.model_fields.items():
        if name in titles and fields:
            yield title, fields
            fields = []
        title = titles.get(name, title)
        fields.append((name, field))
    yield title, fields


def variable_of(name: str, field: FieldInfo) -> str:
    """Return the variable that a field is read from."""
    return str(field.validation_alias or f"SFA_{name.upper()}")


def default_of(field: FieldInfo) -> str:
    """Return a field's default as it is written in a variable; none is empty."""
    return "" if field.default is None else str(field.default)


def allowed(field: FieldInfo) -> str:
    """Return in words what a field accepts."""
    kinds = [kind for kind in (field.annotation, *get_args(field.annotation)) if kind is not None]
    for kind in kinds:
        if get_origin(kind) is Literal:
            return " · ".join(code(str(choice)) for choice in get_args(kind))
    limits = [words for bound in field.metadata if (words := bound_in_words(bound))]
    number = "a whole number" if int in kinds else "a number" if float in kinds else ""
    if number:
        return " ".join([number, " ".join(limits)]).strip()
    return "; ".join(limits) or ("a folder" if Path in kinds else "text")


def bound_in_words(bound: object) -> str:
    """Return a limit in words."""
    match bound:
        case Gt(gt=low):
            return f"above {low:g}"
        case Ge(ge=low):
            return f"from {low:g}"
        case Le(le=high):
            return f"to {high:g}"
        case _:
            pattern = getattr(bound, "pattern", None)
            return f"text like {code(pattern)}" if pattern else ""


def code(text: str) -> str:
    """Return a text as Markdown shows code, or that it is none."""
    return f"`{text}`" if text else "none"


if __name__ == "__main__":
    write()
