from io import BytesIO
from pathlib import Path

import pytest

from app.sources.lists import ListKind, ListLine, NamedList, ReadList, read_list

SAMPLES = Path(__file__).parent / "lists"


def read(name: str) -> ReadList:
    with (SAMPLES / name).open("rb") as source:
        # The name says nothing: what a file is, its content tells.
        return read_list(source, name="list.bin")


def read_text(text: str | bytes) -> ReadList:
    data = text.encode() if isinstance(text, str) else text
    return read_list(BytesIO(data), name="mine.csv")


def names(found: ReadList) -> list[tuple[str | None, str | None]]:
    return [(line.artist, line.title) for line in found.lines]


def test_a_collection_of_rekordbox_is_read_with_all_it_knows() -> None:
    found = read("rekordbox.xml")

    assert found.kind is ListKind.REKORDBOX
    assert found.lines[0] == ListLine(
        number=1,
        title="Strobe",
        artist="deadmau5",
        album="For Lack of a Better Name",
        year=2009,
        genre="Progressive House",
        duration_seconds=637.0,
        bpm=128.0,
        key="Bb minor",
        rating=4,
        path="/Users/me/Music/deadmau5 - Strobe.mp3",
        comment="8A & long",
    )
    assert found.lines[1].path == "C:/Music/Crème Brûlée.flac"
    assert (found.lines[1].key, found.lines[1].rating) == ("A minor", None)
    assert (found.lines[1].bpm, found.lines[1].duration_seconds) == (None, None)
    assert found.lines[2].spotify_id == "4uLU6hMCjMI75M1A2tKUQC"


def test_playlists_of_rekordbox_keep_their_folders_and_their_order() -> None:
    found = read("rekordbox.xml")

    friday = NamedList("Friday", (2, 1))
    sets = NamedList("Sets", lists=(friday,), is_folder=True)
    assert found.lists == (sets, NamedList("By place", (1,)))
    assert found.problems == (
        "The playlist 'Friday' has a track '99' that is not in the collection.",
    )


def test_a_collection_of_traktor_is_read_with_all_it_knows() -> None:
    found = read("traktor.nml")

    assert found.kind is ListKind.TRAKTOR
    assert found.lines[0] == ListLine(
        number=1,
        title="Windowlicker",
        artist="Aphex Twin",
        album="Windowlicker EP",
        year=1999,
        genre="IDM",
        duration_seconds=366.75,
        bpm=123.299988,
        key="A minor",
        rating=5,
        path="/Users/me/Music/Windowlicker.aiff",
        comment="loud",
    )
    assert found.lines[1].path == "D:/Music/Xtal.mp3"
    assert found.lines[1].key == "A major"


def test_a_playlist_of_traktor_may_name_files_that_the_collection_does_not_have() -> None:
    found = read("traktor.nml")

    late = NamedList("Late", (2, 1, 3))
    assert found.lists == (NamedList("Nights", lists=(late,), is_folder=True),)
    assert found.lines[2] == ListLine(number=3, path="D:/Music/Ageispolis.mp3")


def test_a_table_of_exportify_is_read_with_quotations_and_milliseconds() -> None:
    found = read("exportify.csv")

    assert found.kind is ListKind.TABLE
    assert found.lines[0] == ListLine(
        number=2,
        title="Never Gonna Give You Up",
        artist="Rick Astley",
        album='Whenever, You Need "Somebody"',
        year=1987,
        genre="dance pop",
        duration_seconds=213.573,
        bpm=113.33,
        key="Ab major",
        isrc="GBARL9300135",
        spotify_id="4uLU6hMCjMI75M1A2tKUQC",
    )
    assert found.lines[1].key == "F# minor"
    assert not found.problems


def test_a_column_of_playlists_makes_playlists() -> None:
    found = read("tunemymusic.csv")

    assert found.lists == (NamedList("Warm up", (2,)), NamedList("Peak", (3,)))
    assert found.lines[0].spotify_id == "0DiWol3AO6WpXZgp0goxAV"


def test_the_text_that_rekordbox_exports_is_a_table_in_utf_16() -> None:
    found = read("rekordbox.txt")

    assert names(found) == [("deadmau5", "Strobe"), ("Zoë", "Über")]
    assert [line.duration_seconds for line in found.lines] == [637.0, 185.0]
    assert [line.bpm for line in found.lines] == [128.0, 120.5]
    assert [line.key for line in found.lines] == ["Bb minor", "C minor"]
    assert found.lines[0].rating == 4


def test_a_table_of_mixxx_has_paths_of_windows() -> None:
    (line,) = read("mixxx.csv").lines

    assert line.path == "C:/Music/Burial - Archangel.flac"
    assert (line.duration_seconds, line.bpm, line.key, line.rating) == (238, 138.5, "F minor", 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("artist,title\nA,B\n", [("A", "B")]),
        ("title;artist;isrc\nB;A;GB-ARL-93-00135\n", [("A", "B")]),
        ("Daft Punk,One More Time\nBurial,Archangel\n", [("Daft Punk", "One More Time")] * 1),
        ("Daft Punk\tOne More Time\t3:20\nBurial\tArchangel\t4:00\n", [("Daft Punk",)]),
        ("sep=;\nArtist;Title\nA;B\n", [("A", "B")]),
        ("title\nSandstorm\n", [(None, "Sandstorm")]),
        ("Name|Artists|Duration_ms\nB|A|1000\n", [("A", "B")]),
    ],
)
def test_tables_are_read_whatever_parts_their_columns(
    text: str, expected: list[tuple[str | None, ...]]
) -> None:
    found = read_text(text)

    assert found.kind is ListKind.TABLE
    assert names(found)[0][: len(expected[0])] == expected[0]
    assert not found.problems


@pytest.mark.parametrize(
    ("heading", "written", "seconds"),
    [
        ("duration", "3:45", 225.0),
        ("duration", "225", 225.0),
        ("duration", "PT3M45S", 225.0),
        ("length", "225000", 225.0),
        ("duration (ms)", "225000", 225.0),
        ("time", "1:02:03", 3723.0),
        ("time", "3:45.5", 225.5),
        ("time", "0", None),
        ("time", "-1", None),
        ("time", "soon", None),
    ],
)
def test_lengths_are_understood_in_every_writing(
    heading: str, written: str, seconds: float | None
) -> None:
    (line,) = read_text(f"title,artist,{heading}\nB,A,{written}\n").lines

    assert line.duration_seconds == seconds


def test_a_field_in_quotation_marks_may_have_several_lines() -> None:
    found = read_text('title,artist,comment\nOne,A,"first\nsecond"\nTwo,B,\n')

    assert [(line.number, line.title, line.comment) for line in found.lines] == [
        (2, "One", "first second"),
        (4, "Two", None),
    ]


def test_a_quotation_mark_that_is_never_closed_swallows_no_other_line() -> None:
    rows = "".join(f"Song {number},A\n" for number in range(50))
    found = read_text(f'title,artist\n"Broken,A\n{rows}')

    assert len(found.lines) == 51
    assert "line 2 is never closed" in found.problems[0]


def test_inches_in_a_title_are_no_quotation() -> None:
    found = read_text('title,artist\nSong 12" Mix,A\nOther 7" Mix,B\n')

    assert names(found) == [("A", 'Song 12" Mix'), ("B", 'Other 7" Mix')]
    assert not found.problems


def test_an_m3u_is_read_with_its_comments_in_windows_1252() -> None:
    found = read("set.m3u")

    assert (found.kind, found.title) == (ListKind.M3U, "Café")
    assert found.lines[0] == ListLine(
        number=5,
        title="Archangel",
        artist="Burial",
        album="Untrue",
        duration_seconds=238.0,
        path="../music/Archangel.mp3",
    )
    assert (found.lines[1].url, found.lines[1].title) == ("http://example.com/live", "Radio")
    assert found.lines[1].duration_seconds is None
    assert found.lines[2].path == "/home/me/a b.flac"
    assert "Windows-1252" in found.problems[0]


def test_bare_names_of_sound_files_are_an_m3u() -> None:
    found = read_text("music/Burial - Archangel.mp3\n# mine\nC:\\x\\y.flac\n")

    assert found.kind is ListKind.M3U
    assert [line.path for line in found.lines] == ["music/Burial - Archangel.mp3", "C:/x/y.flac"]


def test_a_description_without_a_file_is_reported() -> None:
    found = read_text("#EXTM3U\n#EXTINF:1,A - B\n#EXTINF:2,C - D\nd.mp3\n#EXTINF:3,E - F\n")

    assert [line.title for line in found.lines] == ["D"]
    assert found.problems[0].startswith("Line 2 describes 'B'")
    assert found.problems[1].startswith("Line 5 describes 'F'")


def test_a_pls_is_read_in_the_order_of_its_numbers() -> None:
    found = read("radio.pls")

    assert found.kind is ListKind.PLS
    assert [(line.title, line.path, line.url) for line in found.lines] == [
        ("First", "a.mp3", None),
        ("Second", None, "http://example.com/b"),
    ]
    assert found.lines[0].duration_seconds == 61
    assert "nonsense" in found.problems[0]


def test_a_tracklist_is_read_with_its_times_numbers_and_dashes() -> None:
    found = read("tracklist.txt")

    assert found.kind is ListKind.TEXT
    assert names(found) == [
        ("Artist One", "First Song (Foo Remix)"),
        ("Artist Two", "Second Song"),
        ("Artist Three", "Third"),
        (None, "99 Luftballons"),
        (None, None),
        ("2 Unlimited", "No Limit"),
    ]
    assert [line.duration_seconds for line in found.lines] == [None, 225, None, None, None, 210]
    assert found.lines[4].spotify_id == "4uLU6hMCjMI75M1A2tKUQC"
    assert [problem[:6] for problem in found.problems] == ["Line 1", "Line 6"]


def test_names_with_commas_are_no_table() -> None:
    found = read_text("Tyler, The Creator - Earfquake\nEarth, Wind & Fire - September\n")

    assert found.kind is ListKind.TEXT
    assert names(found)[0] == ("Tyler, The Creator", "Earfquake")


def test_a_list_is_called_like_its_file_when_it_says_no_title() -> None:
    assert read_text("A - B\n").title == "mine"
