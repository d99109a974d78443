"""Secrets are kept so that the database alone tells nobody anything."""

import stat
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Thread

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from app.core.crypto import KEY_FILE, Vault, WrongKey, open_vault
from app.core.errors import InvalidInput, StorageFailed

SECRET = "refresh-token-ümläut"  # noqa: S105  — the one these tests hide


def new_key() -> str:
    return Fernet.generate_key().decode()


def test_a_secret_comes_back_and_is_not_to_be_seen_in_what_is_kept(tmp_path: Path) -> None:
    vault = open_vault(tmp_path)
    sealed = vault.encrypt(SECRET)
    assert SECRET not in sealed
    assert vault.encrypt(SECRET) != sealed
    assert vault.decrypt(sealed) == SECRET


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    sealed = open_vault(tmp_path).encrypt(SECRET)
    file = tmp_path / KEY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    assert open_vault(tmp_path).decrypt(sealed) == SECRET
    assert file.read_bytes() == before


def test_threads_that_open_a_new_vault_at_once_have_one_key(tmp_path: Path) -> None:
    together = Barrier(8)
    sealed: list[str] = []

    def open_it() -> None:
        together.wait()
        sealed.append(open_vault(tmp_path).encrypt(SECRET))

    threads = [Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [open_vault(tmp_path).decrypt(one) for one in sealed] == [SECRET] * 8


def test_processes_that_open_a_new_vault_at_once_have_one_key(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from app.core.crypto import open_vault; "
        "sys.stdin.read(1); print(open_vault(Path(sys.argv[1])).encrypt('one'))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    children = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("x")
        child.stdin.flush()
    sealed = [child.communicate()[0].strip() for child in children]
    assert [open_vault(tmp_path).decrypt(one) for one in sealed] == ["one"] * 3
    left = {path.name for path in tmp_path.iterdir()} - {f"{KEY_FILE}.lock"}
    assert left == {KEY_FILE}


def test_a_given_key_is_used_and_no_file_is_made(tmp_path: Path) -> None:
    key = SecretStr(new_key())
    sealed = open_vault(tmp_path, key=key).encrypt(SECRET)
    assert open_vault(tmp_path, key=key).decrypt(sealed) == SECRET
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_key_is_one_clear_error(tmp_path: Path) -> None:
    sealed = Vault([SecretStr(new_key())]).encrypt(SECRET)
    with pytest.raises(WrongKey, match="Put the old key back, or enter the secret again"):
        open_vault(tmp_path).decrypt(sealed)
    with pytest.raises(WrongKey):
        open_vault(tmp_path).renew(sealed)


@pytest.mark.parametrize("sealed", ["", "nonsense", "gAAAAA==", "ümläut", "\udc80"])
def test_what_is_damaged_is_not_opened(tmp_path: Path, sealed: str) -> None:
    with pytest.raises(WrongKey):
        open_vault(tmp_path).decrypt(sealed)


def test_a_key_can_be_changed_without_losing_what_the_old_one_closed(tmp_path: Path) -> None:
    old, new = new_key(), new_key()
    sealed = Vault([SecretStr(old)]).encrypt(SECRET)
    both = open_vault(tmp_path, key=SecretStr(f"{new}, {old}"))
    assert both.decrypt(sealed) == SECRET
    assert Vault([SecretStr(new)]).decrypt(both.renew(sealed)) == SECRET


@pytest.mark.parametrize("content", ["", "too short", "x" * 44])
def test_a_file_without_a_key_says_what_to_do(tmp_path: Path, content: str) -> None:
    (tmp_path / KEY_FILE).write_text(content)
    with pytest.raises(InvalidInput, match="Put the key back that was used before"):
        open_vault(tmp_path)


def test_a_folder_that_is_not_there_is_a_refusal_of_the_disk(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed):
        open_vault(tmp_path / "file")


def test_nothing_secret_is_in_what_is_printed(tmp_path: Path) -> None:
    key = new_key()
    vault = open_vault(tmp_path, key=SecretStr(key))
    with pytest.raises(WrongKey) as wrong:
        vault.decrypt("nonsense")
    with pytest.raises(InvalidInput) as malformed:
        Vault([SecretStr("a-key-that-is-none")])
    assert key not in f"{vault!r} {vault} {wrong.value}"
    assert "a-key-that-is-none" not in str(malformed.value)
