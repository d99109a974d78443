import pytest

from app.sources.lists import ListLine
from app.sources.rules.matching import Known, KnownTracks, Match, Verdict
from app.sources.rules.names import read_name

SHELF = KnownTracks(
    [
        Known("lucky", "Get Lucky (feat. Pharrell Williams)", "Daft Punk", 369.0),
        Known("strobe", "Strobe", "deadmau5", 637.0, spotify_id="4uLU6hMCjMI75M1A2tKUQC"),
        Known("strobe edit", "Strobe - Radio Edit", "deadmau5", 215.0),
        Known("remix", "Around the World (Foo Remix)", "Daft Punk", 300.0),
        Known("beyonce", "Déjà Vu", "Beyoncé", 240.0, isrc="USSM10603577"),
        Known("paint", "Paint It, Black", "The Rolling Stones", 224.0),
        Known("garfunkel", "The Boxer", "Simon & Garfunkel", 308.0),
        Known("part one", "Shine On, Pt. 1", "Pink Floyd", 811.0),
        Known("live", "Creep (Live)", "Radiohead", 240.0),
        Known("sandstorm", "Sandstorm", "Darude", 225.0, file_name="Darude - Sandstorm.mp3"),
        Known("track", "Something", "Somebody", 100.0, file_name="Track 01.mp3"),
        Known("intro a", "Intro", "The xx", 127.0),
        Known("intro b", "Intro", "M83", 322.0),
        Known("question", "???", "音楽", 200.0),
        Known("prince", "Kiss", "Prince", 226.0),
    ]
)


def match(
    title: str | None = None,
    artist: str | None = None,
    seconds: float | None = None,
    *,
    spotify_id: str | None = None,
    isrc: str | None = None,
    path: str | None = None,
) -> Match[str]:
    line = ListLine(
        number=1,
        title=title,
        artist=artist,
        duration_seconds=seconds,
        spotify_id=spotify_id,
        isrc=isrc,
        path=path,
    )
    return SHELF.match(line)


@pytest.mark.parametrize(
    ("title", "artist", "seconds", "expected"),
    [
        ("Get Lucky", "Daft Punk, Pharrell Williams", 371.0, "lucky"),
        ("get lucky ft. pharrell williams", "daft punk", None, "lucky"),
        ("Get Lucky", "Daft Punk x Pharrell Williams", 369.0, "lucky"),
        ("STROBE (Original Mix)", "Deadmau5", 636.0, "strobe"),
        ("Strobe (Remastered 2016)", "deadmau5", 637.0, "strobe"),
        ("Deja vu", "Beyonce", 240.0, "beyonce"),
        ("Paint It Black", "Rolling Stones, The", 224.0, "paint"),
        ("Boxer", "Simon and Garfunkel", 308.0, "garfunkel"),
        ("Shine on part 1", "Pink Floyd", None, "part one"),
        ("Around The World [foo remix]", "Daft Punk", 300.0, "remix"),
        ("Intro", "M83", 322.0, "intro b"),
        ("Intro", "xx", None, "intro a"),
        ("???", "音楽", 200.0, "question"),
    ],
)
def test_the_same_track_is_known_however_it_is_written(
    title: str, artist: str, seconds: float | None, expected: str
) -> None:
    found = match(title, artist, seconds)

    assert found.verdict is Verdict.SURE
    assert [choice.id for choice in found.choices] == [expected]


@pytest.mark.parametrize(
    ("title", "artist", "seconds"),
    [
        ("Around the World", "Daft Punk", 300.0),
        ("Strobe (Bar Remix)", "deadmau5", 637.0),
        ("Strobe Remix", "deadmau5", 637.0),
        ("Around the World (Baz Remix)", "Daft Punk", 300.0),
        ("Creep", "Radiohead", 240.0),
        ("Sandstorm (Instrumental)", "Darude", 225.0),
        ("Shine On, Pt. 2", "Pink Floyd", 811.0),
        ("Intro", "Alt-J", 127.0),
        ("Kiss", "Tom Jones & Art of Noise", 226.0),
        ("Something Else Entirely", "Nobody", 100.0),
        (None, None, None),
    ],
)
def test_another_track_is_new_however_much_it_looks_alike(
    title: str | None, artist: str | None, seconds: float | None
) -> None:
    assert match(title, artist, seconds).verdict is Verdict.NEW


@pytest.mark.parametrize(
    ("title", "artist", "seconds", "expected", "reason"),
    [
        ("Sandstrom", "Darude", 225.0, "sandstorm", "the title is 'Sandstorm'"),
        ("Sandstorm", "Darude", 440.0, "sandstorm", "it is 3:45 long"),
        ("Sandstorm", None, 225.0, "sandstorm", "the artist is 'Darude'"),
        ("Kiss", "Prince & The Revolution Band", 240.0, "prince", "it is 3:46 long"),
        ("Strobe (Extended Mix)", "deadmau5", 640.0, "strobe", "an edit or an extended version"),
        ("Pain It Black", "Roling Stones", 224.0, "paint", "the title is"),
    ],
)
def test_what_is_much_the_same_is_likely_and_says_what_differs(
    title: str, artist: str | None, seconds: float | None, expected: str, reason: str
) -> None:
    found = match(title, artist, seconds)

    choice = next(choice for choice in found.choices if choice.id == expected)
    assert found.verdict is Verdict.LIKELY
    assert reason in choice.reason
    assert 0.5 < choice.score < 1.0


def test_ids_and_codes_decide_whatever_the_names_say() -> None:
    by_id = match("Wrong", "Nobody", spotify_id="4uLU6hMCjMI75M1A2tKUQC")
    by_code = match("Wrong", "Nobody", isrc="USSM10603577")

    assert (by_id.verdict, by_id.choices[0].id) == (Verdict.SURE, "strobe")
    assert (by_code.verdict, by_code.choices[0].id) == (Verdict.SURE, "beyonce")
    assert "Spotify" in by_id.choices[0].reason
    assert "ISRC" in by_code.choices[0].reason


def test_a_file_of_the_same_name_is_known() -> None:
    found = match(path="D:/Music/darude - sandstorm.FLAC")

    assert (found.verdict, found.choices[0].id) == (Verdict.SURE, "sandstorm")


@pytest.mark.parametrize(
    ("path", "title", "seconds"),
    [
        ("Track 01.mp3", None, None),
        ("Darude - Sandstorm.mp3", None, 400.0),
        ("Darude - Sandstorm.mp3", "Quite Another One", None),
    ],
)
def test_the_name_of_a_file_alone_proves_little(
    path: str, title: str | None, seconds: float | None
) -> None:
    assert match(title, None, seconds, path=path).verdict is Verdict.NEW


def test_no_more_than_five_are_offered_and_the_best_is_the_first() -> None:
    shelf = KnownTracks([Known(n, "Long Way Home", f"Band Number {n}", 100.0) for n in range(9)])

    found = shelf.match(ListLine(number=1, title="Long Way Home", artist="Band Number", bpm=1.0))

    assert found.verdict is Verdict.LIKELY
    assert len(found.choices) == 5
    scores = [choice.score for choice in found.choices]
    assert scores == sorted(scores, reverse=True)


def test_nothing_is_known_of_an_empty_library() -> None:
    shelf = KnownTracks[str]([])

    assert shelf.match(ListLine(number=1, title="A", artist="B")).verdict is Verdict.NEW


def test_a_name_is_taken_apart_into_title_artists_and_version() -> None:
    name = read_name("(Don't) Say It's Over (feat. Bob) [Kurd Maverick Remix]", "The Stones")

    assert name.title == "dont say its over"
    assert name.artists == {"stones", "bob"}
    assert name.version == {"kurd", "maverick", "remix"}
