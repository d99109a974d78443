"""The language in which people ask for tracks."""

from dataclasses import replace
from datetime import date

import pytest

from app.library import Query, Term, read_query, write_query
from app.library.rules.query import Ago, Choice, Days, Keys, Span, Words
from app.library.rules.wheel import PLACES, neighbours, read_place, write_place


def only(text: str) -> Term:
    query = read_query(text)
    assert not query.mistakes, query.mistakes
    (term,) = query.terms
    return term


WRITTEN = [
    ("house", "", (Words(("house",)),)),
    ("Don't", "", (Words(("don", "t")),)),
    ('"one more time"', "", (Words(("one", "more", "time")),)),
    ("RØYKSOPP", "", (Words(("royksopp",)),)),
    ("%", "", (Words((), "%"),)),
    ("title:love", "title", (Words(("love",)),)),
    ('artist:"daft punk"', "artist", (Words(("daft", "punk")),)),
    ("genre:house,techno", "genre", (Words(("house",)), Words(("techno",)))),
    ('tag:"peak time",warmup', "tag", (Choice("peak time"), Choice("warmup"))),
    ("status:Wanted", "status", (Choice("wanted"),)),
    ("has:stems", "has", (Choice("stems"),)),
    ("is:ready", "is", (Choice("ready"),)),
    ("year:2010..2015", "year", (Span(2010, 2015),)),
    ("year:1999", "year", (Span(1999, 1999),)),
    ("bpm:120..128", "bpm", (Span(120, 128),)),
    ("tempo:128..120", "bpm", (Span(120, 128),)),
    ("bpm:128±3", "bpm", (Span(125, 131),)),
    ("bpm:128,5", "bpm", (Span(127.5, 128.5), Span(4.5, 5.5))),
    ("energy:0.5..", "energy", (Span(0.5, None),)),
    ("loudness:-9..-7", "loudness", (Span(-9, -7),)),
    ("length:3:00..6:00", "length", (Span(180, 360),)),
    ("length:..1:02:03", "length", (Span(None, 3723),)),
    ("rating:>=4", "rating", (Span(4, None),)),
    ("key:8A", "key", (Keys(frozenset({16})),)),
    ('key:"A minor"', "key", (Keys(frozenset({16})),)),
    ("key:Am", "key", (Keys(frozenset({16})),)),
    ("key:1m", "key", (Keys(frozenset({16})),)),
    ("key:~8A", "key", (Keys(frozenset({14, 16, 17, 18})),)),
    ("added:7d", "added", (Ago(7),)),
    ("added:2026-01..2026-03", "added", (Days(date(2026, 1, 1), date(2026, 3, 31)),)),
    ("added:2026-12", "added", (Days(date(2026, 12, 1), date(2026, 12, 31)),)),
    ("added:2026-02-03..", "added", (Days(date(2026, 2, 3), None),)),
]


@pytest.mark.parametrize(("text", "field", "values"), WRITTEN)
def test_a_term_means_what_is_written(text: str, field: str, values: tuple[object, ...]) -> None:
    term = only(text)
    assert (term.field, term.values, term.is_not) == (field, values, False)
    assert only(f"-{text}").is_not


@pytest.mark.parametrize("text", [text for text, _field, _values in WRITTEN])
def test_chips_written_side_by_side_are_the_same_query(text: str) -> None:
    query = read_query(f"{text} -artist:abba  {text}")
    again = read_query(write_query(term.text for term in query.terms))
    assert [replace(term, start=0) for term in again.terms] == [
        replace(term, start=0) for term in query.terms
    ]
    assert again.text == query.text


def test_more_and_less_leave_the_limit_out() -> None:
    (above,) = only("year:>2000").values
    (below,) = only("bpm:<120").values
    assert isinstance(above, Span)
    assert isinstance(below, Span)
    assert above.low is not None
    assert below.high is not None
    assert 2000 < above.low < 2000.001
    assert 119.999 < below.high < 120


def test_near_a_tempo_is_also_near_its_half_and_double() -> None:
    spans = [value for value in only("bpm:~128").values if isinstance(value, Span)]
    assert [any((s.low or 0) <= bpm <= (s.high or 0) for s in spans) for bpm in (64, 128, 256)] == [
        True,
        True,
        True,
    ]
    assert not any((s.low or 0) <= 100 <= (s.high or 0) for s in spans)


REFUSED = {
    "colour:red": "There is no field 'colour:'. There are: title, artist",
    "artis:abba": "There is no field 'artis:'. Did you mean 'artist:'?",
    "bpm:fast": "'fast' says nothing behind 'bpm:'. Write it like bpm:120..128",
    "bpm:": "Write something behind 'bpm:', such as bpm:120..128",
    "bpm:..": "'..' says nothing behind 'bpm:'",
    "bpm:~0": "'~0' says nothing behind 'bpm:'",
    "key:13A": "'13A' says nothing behind 'key:'. Write it like key:8A",
    "status:waned": "There is no 'waned' behind 'status:'. Did you mean 'wanted'?",
    "has:wings": "There is no 'wings' behind 'has:'. There are: stems, audio",
    "added:2026-13": "'2026-13' says nothing behind 'added:'",
    "added:yesterday..2026": "'yesterday..2026' says nothing behind 'added:'",
    "length:3:70": "'3:70' says nothing behind 'length:'",
}


@pytest.mark.parametrize(("text", "sentence"), REFUSED.items())
def test_what_is_not_understood_is_one_sentence_and_the_rest_stands(
    text: str, sentence: str
) -> None:
    query = read_query(f"house {text} -live")
    assert [term.text for term in query.terms] == ["house", "-live"]
    (mistake,) = query.mistakes
    assert mistake.sentence.startswith(sentence)
    assert mistake.sentence.endswith((".", "?"))
    assert (mistake.text, mistake.start) == (text, 6)


def test_a_chip_says_in_words_what_it_asks_for() -> None:
    query = read_query("bpm:120..128 -key:~8A genre:house,techno year:2000.. -live")
    assert [term.words for term in query.terms] == [
        "Tempo 120 to 128",
        "not Key around 8A",
        "Genre house or techno",
        "Year from 2000",
        "not live",
    ]
    assert [term.start for term in query.terms] == [0, 13, 22, 41, 53]


@pytest.mark.parametrize("text", ["", "   ", "-", " - \u2013 \u2014 ", '""', "\0", "--"])
def test_nothing_and_dashes_ask_for_nothing(text: str) -> None:
    assert read_query(text) == Query()


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '"open',
        "title:",
        "::::",
        'a"b"c',
        "' OR 1=1; DROP TABLE track --",
        "NEAR(a b) AND (OR NOT *",
        "x" * 5000,
        "\ud800 \u202e ﷽",
        "bpm:" + "9" * 400,
        "year:1e999",
        "added:99999d added:9999-12",
        " ".join("abcdefghijklmnopqrstuvwxyz" * 3),
    ],
)
def test_whatever_is_typed_is_read(text: str) -> None:
    query = read_query(text)
    assert len(query.terms) <= 24
    assert all(mistake.sentence for mistake in query.mistakes)


def test_every_key_is_read_in_every_way_of_writing() -> None:
    majors = ["C", "G", "D", "A", "E", "B", "F#", "Db", "Ab", "Eb", "Bb", "F"]
    minors = ["Am", "Em", "Bm", "F#m", "C#m", "G#m", "Ebm", "Bbm", "Fm", "Cm", "Gm", "Dm"]
    for step, (major, minor) in enumerate(zip(majors, minors, strict=True)):
        number = (step + 7) % 12 + 1
        assert read_place(f"{major} major") == read_place(f"{step + 1}d") == number * 2 + 1
        assert read_place(minor) == read_place(f"{step + 1}m") == number * 2
        assert read_place(write_place(number * 2)) == number * 2
    assert read_place("H minor") is None


def test_neighbours_on_the_wheel_are_mutual_and_four() -> None:
    for place in PLACES:
        assert len(neighbours(place)) == 4
        assert all(place in neighbours(other) for other in neighbours(place))
