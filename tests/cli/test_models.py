"""Models from the terminal: brought from a folder, listed, and deleted."""

from pathlib import Path

from app.core.settings import Settings
from tests import editions
from tests.cli.terminal import sfa
from tests.stems.tiny_model import write_tiny_checkpoint


def test_a_folder_of_checkpoints_is_imported_listed_and_deleted(tmp_path: Path) -> None:
    brought = make_folder(tmp_path / "brought")
    files = write_tiny_checkpoint(brought, "mine", networks=2)
    (brought / "notes.txt").write_text("mine")
    with editions.embedded(tmp_path / "data") as settings:
        imported = sfa(settings, "models", "import", str(brought))
        assert (imported.exit_code, imported.output) == (0, "")
        assert "mine: " in imported.errors
        mine = listed(settings)["mine"]
        assert (mine["installed"], mine["stems"]) == (True, ["drums", "bass", "other", "vocals"])
        assert all(path.exists() for path in files)
        deleted = sfa(settings, "models", "delete", "mine")
        assert (deleted.exit_code, "'mine' is deleted" in deleted.errors) == (0, True)
        assert "mine" not in listed(settings)
        assert sfa(settings, "models", "delete", "mine").exit_code == 4
        assert sfa(settings, "models", "delete", "htdemucs").exit_code == 5


def test_what_is_no_checkpoint_is_refused_in_a_sentence(tmp_path: Path) -> None:
    empty = make_folder(tmp_path / "empty")
    damaged = tmp_path / "12345678-12345678.th"
    damaged.write_bytes(b"no weights")
    song = tmp_path / "song.wav"
    song.write_bytes(b"no weights")
    with editions.embedded(tmp_path / "data") as settings:
        for path, code, words in (
            (empty, 4, "no checkpoint in"),
            (tmp_path / "nowhere", 4, "no file or folder"),
            (damaged, 3, "is damaged"),
            (song, 3, "is no checkpoint"),
        ):
            ended = sfa(settings, "models", "import", str(path))
            assert (ended.exit_code, words in ended.errors) == (code, True), ended.errors


def make_folder(path: Path) -> Path:
    path.mkdir()
    return path


def listed(settings: Settings) -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in sfa(settings, "models", "list", "--json").documents}
