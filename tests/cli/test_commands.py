import subprocess
import sys
from pathlib import Path
from socket import create_server

import pytest

from app.accounts import Role
from app.cli.failures import EXIT_CODES
from app.cli.studio import QueueName
from app.cli.users import GivenRole
from app.core import errors
from app.core.errors import SoundForgeError
from app.pipeline import Queue
from tests import editions
from tests.cli.terminal import sfa
from tests.programs import ROOT

HEAVY = ("torch", "librosa", "sqlmodel", "sqlalchemy", "fastapi", "numpy", "pydantic", "dramatiq")


def test_help_and_version_load_nothing_that_only_work_needs() -> None:
    question = (
        "import sys, app.cli.program, app.cli.upkeep as upkeep; upkeep.version(); "
        f"print(*(set({HEAVY}) & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", question], cwd=ROOT, capture_output=True, text=True, check=True
    )
    version, heavy = ended.stdout.split("\n")[:2]
    assert version.startswith("sfa ")
    assert heavy == ""


def test_every_exit_code_of_an_error_is_in_the_help() -> None:
    known = {code for code, _ in EXIT_CODES}
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    used = {kind.exit_code for kind in kinds if issubclass(kind, SoundForgeError)}
    assert used <= known


def test_roles_and_queues_are_those_of_the_studio() -> None:
    assert {role.value for role in GivenRole} == {role.value for role in Role} - {"system"}
    assert {queue.value for queue in QueueName} == {queue.value for queue in Queue}


def test_users_are_added_suspended_and_given_passwords(tmp_path: Path) -> None:
    with editions.embedded(tmp_path / "data") as settings:
        added = sfa(
            settings,
            *("users", "add", "Ann@Example.org", "--role", "admin", "--password-stdin"),
            typed="a long enough password\n",
        )
        assert (added.exit_code, added.output) == (0, "")
        assert sfa(settings, "users", "add", "ann@example.org").exit_code == 5
        weak = sfa(settings, "users", "password", "ann@example.org", typed="short\n")
        assert (weak.exit_code, weak.errors.count("\n")) == (3, 1)
        assert sfa(settings, "users", "suspend", "ann@example.org").exit_code == 0
        (ann, owner) = sfa(settings, "users", "list", "--json").documents
        assert (ann["email"], ann["role"], ann["status"]) == (
            "ann@example.org",
            "admin",
            "suspended",
        )
        assert (ann["has_password"], owner["has_password"]) == (True, False)
        assert owner["role"] == "super_admin"
        assert sfa(settings, "users", "suspend", "nobody@example.org").exit_code == 4


def test_the_doctor_answers_even_when_the_data_folder_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with editions.embedded(tmp_path / "data") as settings:
        well = sfa(settings, "doctor", "--json")
        ill = sfa(settings, "doctor", "--json", SFA_DATA_DIR=str(tmp_path / "file"))
    parts = {part["name"]: part for part in well.documents}
    assert parts.keys() >= {"database", "queue", "disk", "ffmpeg", "weights", "device"}
    in_error = [part for part in parts.values() if part["state"] == "error"]
    assert (well.exit_code == 0) == (not in_error)
    assert ill.exit_code == 6
    assert ill.documents[0]["state"] == "error"
    others = {part["name"]: part["state"] for part in ill.documents[1:]}
    assert (others["ffmpeg"], others["device"]) == ("ok", "ok")


def test_settings_that_cannot_be_used_are_named_one_by_one(tmp_path: Path) -> None:
    with editions.embedded(tmp_path / "data") as settings:
        answer = sfa(settings, "doctor", SFA_PORT="many", SFA_LOG_LEVEL="loud")
        lonely = sfa(settings, "doctor", REDIS_URL="redis://127.0.0.1")
        worker = sfa(settings, "worker")
    assert (answer.exit_code, lonely.exit_code, worker.exit_code) == (2, 2, 2)
    port, level = answer.errors.splitlines()
    assert port.startswith("SFA_PORT ")
    assert level.startswith("SFA_LOG_LEVEL ")
    assert "DATABASE_URL" in lonely.errors
    assert worker.errors.startswith("REDIS_URL is not set")


@pytest.mark.parametrize("host", ["127.0.0.1", "nowhere.invalid"])
def test_an_address_that_cannot_be_had_is_said_in_a_sentence(tmp_path: Path, host: str) -> None:
    with create_server(("127.0.0.1", 0)) as taken, editions.embedded(tmp_path / "data") as settings:
        port = str(taken.getsockname()[1])
        answer = sfa(settings, "serve", "--host", host, "--port", port)
    assert answer.exit_code == (5 if host == "127.0.0.1" else 3)
    assert answer.errors.count("\n") == 1


def test_storage_is_cleaned_only_of_what_is_old_and_unknown(tmp_path: Path) -> None:
    with editions.embedded(tmp_path / "data") as settings:
        assert sfa(settings, "migrate").exit_code == 0
        orphan = tmp_path / "data" / "incoming" / "7c9d6d4c-3e0b-4a35-9d25-5a4d2b7b1a10"
        orphan.write_bytes(b"left over")
        shy = sfa(settings, "clean", "--dry-run")
        old = sfa(settings, "clean", "--dry-run", SFA_CLEAN_AGE_HOURS="0.0000001")
        assert orphan.exists()
        bold = sfa(settings, "clean", SFA_CLEAN_AGE_HOURS="0.0000001")
    assert shy.output == ""
    assert old.output == bold.output == f"{orphan.name}\n"
    assert not orphan.exists()
