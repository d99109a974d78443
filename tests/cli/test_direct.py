import json
from pathlib import Path

import soundfile

from tests import editions
from tests.cli.terminal import sfa
from tests.journeys.test_main_job import ANALYSIS_KEYS
from tests.songs import write_song


def test_files_are_separated_without_a_library(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav")
    empty = tmp_path / "empty.wav"
    empty.touch()
    with editions.embedded(tmp_path / "data") as settings:
        made = sfa(settings, "separate", "--json", song, empty, folder=tmp_path)
        shown = sfa(settings, "separate", song, folder=tmp_path)
    assert made.exit_code == 3
    assert made.document_of(empty)["error"]["message"] in made.errors
    document = made.document_of(song)
    assert document["engine"] == document["model"] == "draft"
    assert document["is_draft"] is True
    assert document["residual_db"] == -120.0
    assert document["elapsed_seconds"].keys() >= {"load", "decode", "separate", "encode", "total"}
    assert {"device", "precision", "duration_seconds"} <= document.keys()
    for name, stem in document["stems"].items():
        assert Path(stem) == tmp_path / "stems" / "song" / f"{name}.flac"
        assert soundfile.info(stem).frames == soundfile.info(song).frames
    assert [path.name for path in (tmp_path / "stems").iterdir()] == ["song"]
    assert shown.exit_code == 0
    assert str(tmp_path / "stems" / "song" / "vocals.flac") in shown.output
    assert "(draft, cpu" in shown.output
    assert not (tmp_path / "data" / "media").exists()


def test_one_stem_and_the_sum_of_the_others_are_written_and_add_up(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav", seconds=3.0)
    wish = ("--preset", "instant", "--keep", "vocals", "--rest", "--complete")
    with editions.embedded(tmp_path / "data") as settings:
        made = sfa(settings, "separate", "--json", *wish, song, folder=tmp_path)
        strange = sfa(settings, "separate", "--preset", "instant", "--keep", "flute", song)
        misspelt = sfa(settings, "separate", "--preset", "instantly", song)
    assert made.exit_code == 0, made.errors
    files = made.document_of(song)["stems"]
    assert list(files) == ["vocals", "instrumental"]
    vocals, instrumental = (soundfile.read(path)[0] for path in files.values())
    assert abs(vocals + instrumental - soundfile.read(song)[0]).max() < 1e-6
    assert strange.exit_code == 3
    assert "has no stem 'flute'" in strange.errors
    assert misspelt.exit_code == 4
    assert "Did you mean 'instant'?" in misspelt.errors


def test_files_are_analysed_without_a_library(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav")
    nowhere = tmp_path / "nowhere.wav"
    with editions.embedded(tmp_path / "data") as settings:
        answer = sfa(settings, "analyze", nowhere, song, tmp_path / "data", "--json")
    assert answer.exit_code == 3, "the folder without music comes first"
    assert answer.document_of(nowhere)["error"]["type"] == "NotFound"
    assert f"There is no file '{nowhere}'." in answer.errors
    assert answer.document_of(song).keys() >= ANALYSIS_KEYS
    assert json.loads(answer.output.splitlines()[-1])["file"] == str(song)


def test_weights_that_must_be_fetched_are_announced_with_their_terms(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav", seconds=2.0)
    with editions.embedded(tmp_path / "data", weights_url="http://127.0.0.1:9/") as settings:
        answer = sfa(settings, "separate", "--model", "htdemucs", song, folder=tmp_path)
        pulled = sfa(settings, "models", "pull", "htdemucs")
        misspelt = sfa(settings, "models", "pull", "htdemuks")
        listed = sfa(settings, "models", "list", "--json")
    assert (answer.exit_code, pulled.exit_code) == (6, 6)
    for errors in (answer.errors, pulled.errors):
        assert errors.index("scientific purposes") < errors.index("cannot be fetched")
    assert misspelt.exit_code == 4
    assert "Did you mean 'htdemucs'?" in misspelt.errors
    installed = {model["name"]: model["installed"] for model in listed.documents}
    assert installed["draft"]
    assert not installed["htdemucs"]
    assert [*(tmp_path / "stems").iterdir()] == []
