"""Queries against the database: what they find is the same on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, text

from app import accounts, analysis, library
from app.analysis import Analysis, TrackQuestion
from app.core import clock
from app.library import Track, TrackSource
from app.pipeline import JobState
from tests.api.v1.rows import add, make_analysis, make_job, make_track
from tests.core.databases import EDITIONS, open_edition
from tests.houses import House


@pytest.fixture(scope="module", params=EDITIONS)
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Return a house whose library many questions are asked about."""
    folder: Path = tmp_path_factory.mktemp("searching")
    with open_edition(str(request.param), folder) as settings, House(settings) as house:
        furnish(house)
        yield house


def furnish(house: House) -> None:
    now = clock.now()
    tracks = {
        "one": make_track(
            house, "One More Time", 1, artist="Daft Punk", album="Discovery", genre="French House",
            year=2000, rating=5,
        ),
        "two": make_track(house, "Élan vital", 2, artist="Röyksopp", genre="Techno", year=2010),
        "three": make_track(
            house, "Time after one", 3, artist="Øresund Trio", year=2015, rating=2,
            source=TrackSource.SPOTIFY,
        ),
        "four": make_track(house, "AC/DC (live)", 4, artist="Straße", album="100% Time"),
        "five": make_track(house, "Москва", 5, artist="Björk", genre="house"),
        "gone": make_track(house, "One More Time", 6, deleted_at=now),
        "wanted": make_track(house, "Not yet", 7, artist="Punk", source=TrackSource.LIST),
    }  # fmt: skip
    tracks["two"].created_at = now - timedelta(days=3)
    tracks["three"].created_at = datetime(2026, 2, 3, 12, tzinfo=UTC)
    tracks["wanted"].content_hash = None
    tracks["wanted"].file_name = ""
    add(
        house,
        *tracks.values(),
        make_analysis(tracks["one"], tempo_bpm=123.0, camelot="8A"),
        make_analysis(tracks["two"], tempo_bpm=61.0, camelot="9A"),
        make_analysis(tracks["three"], tempo_bpm=128.0, camelot="8B"),
        make_job(tracks["four"], JobState.FAILED),
        make_job(tracks["five"], JobState.FAILED, day=1),
        make_job(tracks["five"], JobState.COMPLETED, day=2),
        make_job(tracks["two"], JobState.PROCESSING),
    )
    collect(house, tracks)


def collect(house: House, tracks: dict[str, Track]) -> None:
    with house.database.transaction() as session:
        mine = {"owner_id": house.owner_id}
        library.tag_tracks(session, [tracks["one"].id, tracks["two"].id], ["Peak Time"], **mine)
        library.tag_tracks(session, [tracks["one"].id], ["opener"], **mine)
        library.create_playlist(
            session,
            "Friday Ärger",
            track_ids=[tracks["three"].id, tracks["five"].id],
            owner_id=house.owner_id,
        )


def find(house: House, query: str) -> set[str]:
    """Return which tracks a query finds, by a short name of each."""
    with house.database.reading() as session:
        asked = TrackQuestion(search=query, count=500)
        found, total = analysis.browse_tracks(session, asked, owner_id=house.owner_id)
    assert len(found) == total
    return {SHORT[track.title] for track, _heard in found}


SHORT = {
    "One More Time": "one",
    "Élan vital": "two",
    "Time after one": "three",
    "AC/DC (live)": "four",
    "Москва": "five",
    "Not yet": "wanted",
}
ALL = set(SHORT.values())

FOUND = {
    "": ALL,
    "time": {"one", "three", "four"},
    "tim": {"one", "three", "four"},
    "ime": set[str](),
    "one time": {"one", "three"},
    '"one more"': {"one"},
    '"one more t"': {"one"},
    '"more one"': set[str](),
    "elan": {"two"},
    "ÉLAN": {"two"},
    "e\u0301lan": {"two"},
    "royksopp": {"two"},
    "RÖYKSOPP": {"two"},
    "oresund": {"three"},
    "ØRESUND": {"three"},
    "strasse": {"four"},
    "straße": {"four"},
    "bjork": {"five"},
    "\u041c\u041e\u0421\u041a": {"five"},
    "ac/dc": {"four"},
    "acdc": set[str](),
    "%": {"four"},
    "100%": {"four"},
    "discovery": {"one"},
    "french": {"one"},
    "wav": {"one", "two", "three", "four", "five"},
    "-time": {"two", "five", "wanted"},
    "time -one": {"four"},
    "-%": ALL - {"four"},
    "title:one": {"one", "three"},
    "artist:punk": {"one", "wanted"},
    'artist:"daft p"': {"one"},
    "album:time": {"four"},
    "genre:house": {"one", "five"},
    "genre:techno,french": {"one", "two"},
    "-genre:house": {"two", "three", "four", "wanted"},
    'title:"more time"': {"one"},
    "title:daft": set[str](),
    "file:time": {"one", "three"},
    "tag:OPENER": {"one"},
    'tag:"peak time",none': {"one", "two"},
    "-tag:opener": ALL - {"one"},
    "playlist:friday": {"three", "five"},
    "playlist:ÄRGER": {"three", "five"},
    "source:spotify,list": {"three", "wanted"},
    "status:wanted": {"wanted"},
    "status:failed": {"four"},
    "status:working": {"two"},
    "status:ready": {"one", "three", "four", "five"},
    "is:ready,wanted": {"one", "three", "four", "five", "wanted"},
    "has:audio": ALL - {"wanted"},
    "has:analysis": {"one", "two", "three"},
    "has:rating": {"one", "three"},
    "-has:rating": ALL - {"one", "three"},
    "has:tags": {"one", "two"},
    "has:stems": set[str](),
    "has:cues": set[str](),
    "is:rated": {"one", "three"},
    "year:2000..2010": {"one", "two"},
    "year:>2010": {"three"},
    "-year:2000..": ALL - {"one", "two", "three"},
    "bpm:120..128": {"one", "three"},
    "bpm:~123": {"one", "two", "three"},
    "-bpm:120..": ALL - {"one", "three"},
    "key:8A": {"one"},
    "key:~8A": {"one", "two", "three"},
    'key:"A minor",8B': {"one", "three"},
    "-key:8A": ALL - {"one"},
    "rating:>=4": {"one"},
    "length:1:41..1:43": {"one", "two", "three"},
    "energy:0.5..": {"one", "two", "three"},
    "loudness:..-12": {"one", "three"},
    "added:7d": {"two"},
    "added:2026-02": {"three"},
    "added:2026-02-03": {"three"},
    "added:..2025": {"one", "four", "five", "wanted"},
    "bpm:120.. one -more": {"three"},
    "nonsense:x time": {"one", "three", "four"},
}


@pytest.mark.parametrize(("query", "found"), FOUND.items())
def test_a_query_finds_the_same_on_both_databases(
    house: House, query: str, found: set[str]
) -> None:
    assert find(house, query) == found


@pytest.mark.parametrize(
    "query",
    [
        "' OR 1=1; DROP TABLE track; --",
        'NEAR("a" b) AND (OR NOT * ^',
        "title:' & | ! ( ) <->",
        "\\ \\' \\\\ :* ':A",
        "a:b:c {title} : x",
        "\u202e\ud800 ﷽ ½ ² ① ٣",
        "x" * 400,
        '"' * 7,
        "tag:%_ playlist:%_\\",
    ],
)
def test_what_looks_like_an_attack_only_finds_nothing(house: House, query: str) -> None:
    assert find(house, query) <= ALL
    assert find(house, "") == ALL


def test_another_users_tracks_are_never_found(house: House) -> None:
    with house.database.transaction() as session:
        other = accounts.ensure_owner(session, "other@example.org").id
        for query in FOUND:
            asked = TrackQuestion(search=query)
            assert analysis.browse_tracks(session, asked, owner_id=other) == ([], 0)


def count_words(session: Session, word: str) -> int:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    matches = f"trackwords MATCH '{word}'" if is_sqlite else f"words @@ to_tsquery('{word}')"
    counted = session.connection().execute(text(f"SELECT count(*) FROM trackwords WHERE {matches}"))  # noqa: S608  — a word of ours
    return int(counted.scalar_one())


def test_what_is_written_about_a_track_is_found_as_soon_as_it_is_written(house: House) -> None:
    track = make_track(house, "Zebra", 90)
    SHORT.update({"Zebra": "zebra", "Quagga": "quagga"})
    mine = {"owner_id": house.owner_id}
    add(house, track)
    assert find(house, "zebra") == {"zebra"}
    with house.database.transaction() as session:
        library.edit_track(session, track.id, library.TrackEdit(title="Quagga"), **mine)
    assert find(house, "zebra file:quagga") == set()
    assert find(house, "title:quagga") == {"quagga"}
    with house.database.transaction() as session:
        library.delete_track(session, track.id, **mine)
    assert find(house, "quagga") == set()
    with house.database.transaction() as session:
        library.restore_track(session, track.id, **mine)
    assert find(house, "quagga") == {"quagga"}
    with house.database.transaction() as session:
        assert count_words(session, "quagga") == 1
        session.delete(session.get_one(Track, track.id))
        session.flush()
        assert count_words(session, "quagga") == 0


def test_a_list_knows_the_newest_analysis_whatever_happens_to_the_others(house: House) -> None:
    track = make_track(house, "Xylo", 91)
    SHORT["Xylo"] = "xylo"
    first = make_analysis(track, tempo_bpm=200, camelot="1A", day=2)
    add(house, track, first, make_analysis(track, tempo_bpm=90, camelot="12B", day=1))
    assert find(house, "xylo bpm:200 key:1A") == {"xylo"}
    with house.database.transaction() as session:
        row = session.get_one(Analysis, first.id)
        row.tempo_bpm, row.camelot = 210, None
    assert find(house, "xylo bpm:210 -key:1A has:analysis") == {"xylo"}
    with house.database.transaction() as session:
        session.delete(session.get_one(Analysis, first.id))
    assert find(house, "xylo bpm:90 key:12B") == {"xylo"}
    with house.database.transaction() as session:
        session.connection().execute(text("DELETE FROM analysis WHERE tempo_bpm = 90"))
    assert find(house, "xylo -has:analysis -bpm:1..") == {"xylo"}
    with house.database.transaction() as session:
        session.delete(session.get_one(Track, track.id))


def test_every_trigger_stands_after_all_migrations(house: House) -> None:
    """A migration on SQLite that rebuilds a table drops its triggers: it has to add them again."""
    with house.database.reading() as session:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        where = (
            "sqlite_master WHERE type = 'trigger' AND name"
            if is_sqlite
            else "pg_trigger WHERE tgname"
        )
        name = "name" if is_sqlite else "tgname"
        named = session.connection().execute(text(f"SELECT {name} FROM {where} LIKE 'trackcard_%'"))  # noqa: S608  — names of ours
        found = set(named.scalars())
    wanted = {"begun", "told", "worded", "heard", "heard_anew", "unheard"}
    assert found - {"trackcard_gone"} == {f"trackcard_{name}" for name in wanted}
