"""What can be set, what is written about it, and what is refused."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.core.settings import Settings
from tests.core import settings_page


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, field in Settings.model_fields.items():
        monkeypatch.delenv(settings_page.variable_of(name, field), raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_example_names_every_setting_its_default_and_what_it_is() -> None:
    assert settings_page.ENV.read_text() == settings_page.render_env(), (
        f"Run '{settings_page.COMMAND}'."
    )


def test_the_page_names_every_setting_too() -> None:
    text = settings_page.PAGE.read_text()
    _, _, rest = text.partition(settings_page.BEGIN)
    tables, end, _ = rest.partition(settings_page.END)
    assert end
    assert tables == settings_page.render_tables(), f"Run '{settings_page.COMMAND}'."


def test_the_example_taken_at_its_word_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        re.sub(r"^#(?=\w+=)", "", settings_page.ENV.read_text(), flags=re.MULTILINE)
    )
    assert len(re.findall(r"^\w+=", (tmp_path / ".env").read_text(), re.MULTILINE)) == len(
        Settings.model_fields
    )
    assert Settings().model_dump() == Settings(_env_file=None).model_dump()  # pyright: ignore[reportCallIssue]


def test_every_setting_is_described_in_a_group() -> None:
    for title, fields in settings_page.groups():
        assert title
        for name, field in fields:
            assert field.description, name
            assert field.description.endswith("."), name


def test_a_variable_goes_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("SFA_PORT=5000\nSFA_HOST=0.0.0.0\n")
    monkeypatch.setenv("SFA_PORT", "6000")
    monkeypatch.setenv("SFA_HOST", "")
    assert (Settings().port, Settings().host) == (6000, "0.0.0.0")  # noqa: S104  — only compared


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SFA_PORT", "0"),
        ("SFA_PORT", "70000"),
        ("SFA_REDIS_NAMESPACE", "a b"),
        ("SFA_LOG_LEVEL", "loud"),
        ("SFA_MAX_UPLOAD_BYTES", "-1"),
        ("SFA_JOB_ATTEMPTS", "0"),
        ("DATABASE_URL", "mysql://root:secret-word@localhost/sfa"),
        ("REDIS_URL", "http://:secret-word@localhost"),
    ],
)
def test_what_cannot_be_used_is_refused_without_showing_secrets(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert "secret-word" not in str(refused.value)


def test_redis_needs_a_database_that_others_can_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://:secret-word@localhost")
    with pytest.raises(ValidationError, match="so set DATABASE_URL too") as refused:
        Settings()
    assert "secret-word" not in str(refused.value)


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://me:secret-word@db/sfa")
    settings = Settings()
    assert "secret-word" not in f"{settings!r} {settings} {settings.model_dump()}"
    assert settings.database_address == "postgresql+psycopg://me:secret-word@db/sfa"


def test_relative_folders_become_absolute_ones(tmp_path: Path) -> None:
    settings = Settings(data_dir=Path("here"))
    assert settings.data_folder == tmp_path / "here"
    assert settings.models_folder == tmp_path / "here" / "models"
    assert settings.database_address == f"sqlite:///{tmp_path}/here/sound-forge.db"


def test_children_get_the_environment_and_what_their_memory_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOMETHING_ELSE", "yes")
    environment = Settings().child_environment()
    assert environment["SOMETHING_ELSE"] == "yes"
    page = settings_page.PAGE.read_text()
    for variable in ("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_"):
        assert f"| `{variable}` | `{environment[variable]}` |" in page
