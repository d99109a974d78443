"""Notes on the terminal: of a stem, of a song that is taken apart first, of a track's stems."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.boot import create_web
from tests import editions, visitors
from tests.analysis.notes import Note, f_measure, play, saw
from tests.analysis.songs import save
from tests.cli.terminal import Answer, sfa
from tests.midi import name_tracks, read_seconds
from tests.songs import write_song

STEP = 0.25
LINE: list[Note] = [
    (0.5 + STEP * number, 0.5 + STEP * (number + 0.9), pitch)
    for number, pitch in enumerate([28, 28, 31, 33, 40, 38, 36, 35, 28, 40, 33, 33, 45, 43] * 3)
]


def test_a_stem_is_written_down_as_it_is_named(tmp_path: Path) -> None:
    bass = save(play(LINE, saw), tmp_path / "My Song (bass).wav")
    with editions.embedded(tmp_path / "data") as settings:
        made = sfa(settings, "transcribe", bass, "--json", folder=tmp_path)
    assert made.exit_code == 0, made.errors
    document = made.document_of(bass)
    assert (document["stem_type"], document["engine"]) == ("bass", "melody")
    assert document["count"] == len(document["notes"])
    heard = [
        (one["start_seconds"], one["end_seconds"], one["pitch"], one["velocity"])
        for one in document["notes"]
    ]
    assert f_measure(LINE, heard) >= 0.9
    place = Path(document["midi"])
    assert place == tmp_path / "My Song (bass).mid"
    assert name_tracks(place.read_bytes()) == ["My Song (bass)", "Bass"]
    played = [at for at, one in read_seconds(place.read_bytes()) if one["type"] == "note_on"]
    starts = [start for start, *_ in heard]
    assert played == pytest.approx(starts, abs=0.002)
    assert not (tmp_path / "data" / "media").exists()


def test_a_stem_is_taken_out_of_a_song_and_lies_in_its_bars(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav", seconds=8.0)
    how = ("--stem", "drums", "--preset", "instant", "--out", "deep/drums.mid")
    with editions.embedded(tmp_path / "data") as settings:
        made = sfa(settings, "transcribe", "--json", *how, song, folder=tmp_path)
        heard = sfa(settings, "analyze", "--json", "--features", "tempo", song)
        alone = sfa(settings, "transcribe", "--json", "--kind", "chords", song, folder=tmp_path)
    assert (made.exit_code, alone.exit_code) == (0, 0), made.errors + alone.errors
    document = made.document_of(song)
    assert (document["stem_type"], document["engine"]) == ("drums", "drums")
    assert document["tempo_bpm"] == heard.document_of(song)["tempo_bpm"]
    kicks = [one["start_seconds"] for one in document["notes"] if one["pitch"] == 36]
    assert kicks
    assert [round(2 * at) / 2 for at in kicks] == pytest.approx(kicks, abs=0.05)  # 120 BPM
    assert name_tracks((tmp_path / "deep" / "drums.mid").read_bytes()) == ["song", "Drums"]
    assert alone.document_of(song)["engine"] == "chords"
    assert not (tmp_path / "stems").exists()


def test_a_track_is_written_down_as_the_studio_has_it(tmp_path: Path) -> None:
    song = write_song(tmp_path / "My song.wav", seconds=8.0)
    with editions.embedded(tmp_path / "data") as settings:
        processed = sfa(settings, "process", "--json", song).document_of(song)
        track_id = processed["track_id"]
        one = sfa(settings, "transcribe", "my SONG", "--stem", "bass", "--json", folder=tmp_path)
        all_of_it = sfa(settings, "transcribe", track_id, "--json", folder=tmp_path)
        again = sfa(settings, "transcribe", track_id, "--stem", "bass", folder=tmp_path)
        with TestClient(create_web(settings)) as browser:
            visitors.sign_in(browser)
            known = browser.get(f"/api/v1/tracks/{track_id}/transcriptions").json()
            bass = next(item for item in known if item["stem_type"] == "bass")
            notes = browser.get(bass["url"]).json()["notes"]
            midi = browser.get(bass["midi_url"]).content
            whole = browser.get(f"/api/v1/tracks/{track_id}/midi").content
    (document,) = one.documents
    assert document["track_id"] == track_id
    assert document["notes"] == notes
    assert Path(document["midi"]) == tmp_path / "My song (bass).mid"
    assert (tmp_path / "My song (bass).mid").read_bytes() == midi
    assert (tmp_path / "My song.mid").read_bytes() == whole
    stems = [item["stem_type"] for item in all_of_it.documents]
    assert stems == ["vocals", "drums", "bass", "other"]
    assert len(known) == len(stems)
    assert "Transcribe" not in again.errors  # what is known is not heard anew
    assert again.exit_code == 0
    assert f"bass: {document['count']} notes (melody, " in again.output


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["nowhere.wav", "--stem", "bass"], 4, "There is no file 'nowhere.wav'."),
        (["Nobody's song"], 4, "no track called 'Nobody's song'"),
        (["song.wav"], 3, "Say with --stem what to take out of it"),
        (["song.wav", "--kind", "melodi"], 4, "Did you mean 'melody'?"),
        (["song.wav", "--stem", "flute"], 3, "has no stem 'flute'"),
        (["song.wav", "--stem", "flute", "--alone"], 3, "There is no stem called 'flute'."),
        (["song.wav", "--kind", "chords", "--preset", "fast"], 3, "Nothing is taken apart here"),
        (["song.wav", "--stem", "instrumental", "--alone"], 3, "too much at once"),
        (["letter.wav", "--kind", "chords"], 3, "is not an audio file"),
        (["song.wav", "--kind", "chords", "--out", "."], 3, "is a folder"),
        (["."], 3, "'.' is a folder."),
    ],
)
def test_what_cannot_be_written_down_is_said_in_a_sentence(
    tmp_path: Path, arguments: list[str], code: int, sentence: str
) -> None:
    write_song(tmp_path / "song.wav", seconds=1.0)
    (tmp_path / "letter.wav").write_text("Dear listener")
    with editions.embedded(tmp_path / "data") as settings:
        answer = sfa(settings, "transcribe", "--json", *arguments, folder=tmp_path)
    assert answer.exit_code == code, answer.errors
    assert sentence in answer.errors
    assert sentence in error_of(answer)
    assert not list(tmp_path.glob("*.mid"))


def test_a_track_without_such_a_stem_says_which_it_has(tmp_path: Path) -> None:
    song = write_song(tmp_path / "song.wav", seconds=3.0)
    with editions.embedded(tmp_path / "data") as settings:
        assert sfa(settings, "process", "--keep", "vocals", "--rest", song).exit_code == 0
        missing = sfa(settings, "transcribe", "song", "--stem", "bass", "--json", folder=tmp_path)
        wrong = sfa(settings, "transcribe", "song", "--alone", "--json", folder=tmp_path)
    assert (missing.exit_code, wrong.exit_code) == (4, 3)
    assert "'song' has no stem 'bass'. It has vocals, instrumental." in error_of(missing)
    assert "has its stems already" in error_of(wrong)


def error_of(answer: Answer) -> str:
    """Return the sentence that programs get."""
    (document,) = answer.documents
    return document["error"]["message"]
