"""Lists that nobody wrote with good intent, and those that something has broken."""

from io import BytesIO

import pytest

from app.core.errors import InvalidInput
from app.sources.lists import ListKind, ReadList, read_list
from app.sources.lists.gathering import LINES_AT_MOST
from app.sources.lists.texts import TEXT_AT_MOST_BYTES

BOMB = """<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><DJ_PLAYLISTS><COLLECTION>
<TRACK TrackID="1" Name="&b;"/></COLLECTION></DJ_PLAYLISTS>"""
THIEF = """<!DOCTYPE NML SYSTEM "file:///etc/passwd"><NML></NML>"""


def read(data: bytes) -> ReadList:
    return read_list(BytesIO(data), name="list.xml")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\r\n", "is empty"),
        (bytes(range(256)) * 40, "is no list of tracks"),
        (b"ID3\x04\x00\x00\x00\x00" + bytes(5000), "is no list of tracks"),
        (BOMB.encode(), "declares a document type"),
        (THIEF.encode(), "declares a document type"),
        (b"<a>" * 100, "nested more than 64 deep"),
        (b"<DJ_PLAYLISTS><COLLECTION>", "broken in line 1"),
        (b"<html><body>hello</body></html>", "neither rekordbox's nor Traktor's"),
        (b'<?xml version="1.0" encoding="klingon"?><NML/>', "broken"),
        (b"<NML></NML>", "There is no track"),
        (b"<NML \xff\xfe></NML>", "broken"),
        (b"<NML " + b"x" * 1_500_000, "has a tag of more than"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:6\nfile0.ts\n", "piece list of one stream"),
        (b"a,b\n" * (TEXT_AT_MOST_BYTES // 4 + 1), "is larger than 20.0 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_with_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        read(data)


def test_an_endless_line_is_left_out_and_reported() -> None:
    found = read(b"A - B\n" + b"x" * 1_000_000 + b"\nC - D\n")

    assert [line.title for line in found.lines] == ["B", "D"]
    assert found.problems == ("Line 2 is longer than 10,000 characters; left out.",)


def test_empty_characters_in_a_text_are_taken_out_and_reported() -> None:
    found = read(b"A - B\x00\nC\x00 - D\n")

    assert [line.title for line in found.lines] == ["B", "D"]
    assert "NUL" in found.problems[0]


def test_rows_without_a_track_are_reported_one_by_one() -> None:
    found = read(b"title,artist\nA,B\n,Nobody\nC,D\n")

    assert [line.number for line in found.lines] == [2, 4]
    assert found.problems == ("Line 3 names no track: it has no title, address or path.",)


def test_many_problems_are_counted() -> None:
    found = read(b"title,artist\nA,B\n" + b",Nobody\n" * 250)

    assert len(found.problems) == 101
    assert found.problems[-1] == "150 more problems are not listed here."


def test_lines_beyond_the_limit_are_counted_and_the_way_out_is_said() -> None:
    found = read(b"title,artist\n" + b"A,B\n" * (LINES_AT_MOST + 7))

    assert len(found.lines) == LINES_AT_MOST
    assert "7 tracks more than the 100,000" in found.problems[-1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_is_read_in_every_encoding_of_unicode(encoding: str) -> None:
    found = read("Zoë - Crème Brûlée\nA - B\n".encode(encoding))

    assert found.lines[0].title == "Crème Brûlée"
    assert not found.problems


def test_half_a_utf_16_text_keeps_its_whole_lines() -> None:
    found = read("Zoë - Über\nA - B\n".encode("utf-16")[:-1])

    assert found.lines[0].title == "Über"
    assert "no utf-16" in found.problems[0]


def test_a_collection_in_utf_16_is_xml_too() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><DJ_PLAYLISTS><COLLECTION>'
    text += '<TRACK TrackID="1" Name="Zoë"/></COLLECTION></DJ_PLAYLISTS>'

    found = read(text.encode("utf-16"))

    assert (found.kind, found.lines[0].title) == (ListKind.REKORDBOX, "Zoë")


def test_tags_outside_their_place_do_no_harm() -> None:
    text = "<DJ_PLAYLISTS><TRACK Key='1'/><COLLECTION><TRACK Name='A'><TRACK Name='B'/></TRACK>"
    text += "<NODE><TRACK Key='2'/></NODE></COLLECTION></DJ_PLAYLISTS>"

    assert [line.title for line in read(text.encode()).lines] == ["A", "B", None][:2]
