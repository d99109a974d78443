import pytest

from app.core.errors import NotFound
from app.sources.rules.candidates import Candidate, Wanted, best_of, rank

LENGTH_SECONDS = 200.0


def found(title: str, channel: str = "somebody", seconds: float | None = 200.0) -> Candidate:
    return Candidate("https://example.com/1", title, channel, seconds)


def wanted(title: str, artist: str, seconds: float | None = LENGTH_SECONDS) -> Wanted:
    return Wanted(title, artist, seconds)


@pytest.mark.parametrize(
    ("want", "candidate"),
    [
        (wanted("Around the World", "Daft Punk"), found("Around the World", "Daft Punk - Topic")),
        (
            wanted("Around the World", "Daft Punk"),
            found("Daft Punk - Around The World (Official Music Video Remastered)", "Daft Punk"),
        ),
        (wanted("Around the World", "Daft Punk"), found("Around the World - Daft Punk [HQ]")),
        (wanted("Around the World", "Daft Punk", None), found("Daft Punk - Around the World")),
        (
            wanted("Around the World", "Daft Punk"),
            found("Daft Punk - Around the World", seconds=None),
        ),
        (wanted("Around the World", "Daft Punk"), found("Daft Punk Around the World", "x", 209)),
        (wanted("Halo", "Beyoncé"), found("Beyonce - Halo", "BeyoncéVEVO")),
        (
            wanted("Señorita", "Shawn Mendes, Camila Cabello"),
            found("Shawn Mendes, Camila Cabello - Senorita (Lyrics)", "7clouds"),
        ),
        (
            wanted("Titanium (feat. Sia)", "David Guetta"),
            found("David Guetta - Titanium ft. Sia (Official Video)", "David Guetta"),
        ),
        (
            wanted("Titanium", "David Guetta"),
            found("David Guetta feat. Sia - Titanium [Official Audio]"),
        ),
        (
            wanted("Levels - Skrillex Remix", "Avicii"),
            found("Avicii - Levels (Skrillex Remix)", "UKF"),
        ),
        (wanted("Levels - Radio Edit", "Avicii"), found("Avicii - Levels (Radio Edit)")),
        (wanted("Levels - Radio Edit", "Avicii"), found("Avicii - Levels")),
        (wanted("Live and Let Die", "Wings"), found("Wings - Live And Let Die")),
        (
            wanted("Bohemian Rhapsody - Remastered 2011", "Queen"),
            found("Queen \u2013 Bohemian Rhapsody (Official Video)", "Queen Official"),
        ),
        (wanted("Opus (Original Mix)", "Eric Prydz"), found("Opus", "Eric Prydz - Topic")),
        (wanted("1999", "Prince"), found("Prince - 1999 (Official Music Video)", "Prince")),
        (
            wanted("Hung Up (Live)", "Madonna"),
            found("Madonna - Hung Up (Live)", "Madonna"),
        ),
        (
            wanted("Don't Stop Me Now", "Queen"),
            found("Queen - Don\u2019t Stop Me Now (Official Video)", "Queen Official"),
        ),
        (wanted("Humble.", "Kendrick Lamar"), found("Kendrick Lamar - HUMBLE.")),
        (wanted("Yesterday", "The Beatles"), found("Beatles - Yesterday (Lyric Video) 4K")),
        (wanted("Sonne", ""), found("Rammstein - Sonne (Official Video)", "Rammstein Official")),
    ],
)
def test_the_recording_itself_is_good_enough(want: Wanted, candidate: Candidate) -> None:
    ranked = rank(want, [candidate])[0]
    assert ranked.is_good, ranked
    assert best_of(want, [ranked]) is ranked


@pytest.mark.parametrize(
    ("want", "candidate", "why"),
    [
        (
            wanted("Around the World", "Daft Punk"),
            found("Daft Punk - Around the World (Live 2007)"),
            "another version (live)",
        ),
        (
            wanted("Around the World", "Daft Punk"),
            found("Around the World - Daft Punk (Cover)"),
            "another version (cover)",
        ),
        (
            wanted("Around the World", "Daft Punk"),
            found("Daft Punk - Around the World", seconds=225),
            "0:25 longer",
        ),
        (
            wanted("Around the World", "Daft Punk"),
            found("Daft Punk - Around the World", seconds=189),
            "0:11 shorter",
        ),
        (wanted("Levels", "Avicii"), found("Avicii - Levels (Skrillex Remix)"), "(remix)"),
        (
            wanted("Levels - Skrillex Remix", "Avicii"),
            found("Avicii - Levels (Cazzette Remix)"),
            "title is another",
        ),
        (
            wanted("One More Time Tonight Again (Skrillex Remix)", "Avicii"),
            found("Avicii - One More Time Tonight Again (Cazzette Remix)"),
            "by skrillex",
        ),
        (
            wanted("Levels (Skrillex Remix)", "Avicii"),
            found("Avicii - Levels Skrillex"),
            "not said to be the wanted version (remix)",
        ),
        (wanted("One", "Metallica"), found("Metallica - Nothing Else Matters"), "title is another"),
        (wanted("One", "Metallica"), found("U2 - One", "U2VEVO"), "artist is not named"),
        (wanted("Opus", "Eric Prydz"), found("Eric Prydz - Opus (Extended Mix)"), "(extended)"),
        (
            wanted("Blinding Lights", "The Weeknd"),
            found("The Weeknd - Blinding Lights (slowed + reverb)"),
            "another version",
        ),
        (
            wanted("Blinding Lights", "The Weeknd"),
            found("The Weeknd - Blinding Lights (8D AUDIO)"),
            "(8D)",
        ),
        (
            wanted("Blinding Lights", "The Weeknd"),
            found("Nightcore - Blinding Lights (The Weeknd)"),
            "(nightcore)",
        ),
        (wanted("Toxic", "Britney Spears"), found("Britney Spears Toxic KARAOKE"), "(karaoke)"),
        (
            wanted("Toxic", "Britney Spears"),
            found("Britney Spears - Toxic (Instrumental)"),
            "(instrumental)",
        ),
        (
            wanted("Toxic", "Britney Spears"),
            found("Britney Spears - Toxic (sped up)"),
            "(sped up)",
        ),
        (wanted("Toxic", "Britney Spears"), found("Toxic in the style of Britney Spears"), "cover"),
        (
            wanted("Toxic", "Britney Spears"),
            Candidate("https://example.com", "Britney Spears - Toxic", is_live=True),
            "live stream",
        ),
    ],
)
def test_other_versions_songs_and_lengths_are_refused_with_the_reason(
    want: Wanted, candidate: Candidate, why: str
) -> None:
    ranked = rank(want, [candidate])[0]
    assert not ranked.is_good
    assert why in (ranked.objection or "") + " ".join(ranked.reasons)


def test_the_artists_own_release_comes_before_lyrics_of_the_same_length() -> None:
    lyrics = found("Daft Punk - Around the World (Lyrics)", "LyricsTV")
    topic = found("Around the World", "Daft Punk - Topic")
    ranked = rank(wanted("Around the World", "Daft Punk"), [lyrics, topic])
    assert [one.candidate for one in ranked] == [topic, lyrics]
    assert "from the artist's own release" in ranked[0].reasons


def test_the_nearer_length_comes_first() -> None:
    lengths = [found("Daft Punk - Around the World", seconds=200 + off) for off in (9, 5, 1, -7)]
    ranked = rank(wanted("Around the World", "Daft Punk"), lengths)
    assert [one.candidate.duration_seconds for one in ranked] == [201, 205, 193, 209]


def test_the_same_isrc_is_proof_enough() -> None:
    want = Wanted("Around the World", "Daft Punk", 200, isrc="GBDUW0000053")
    other_name = Candidate("u", "AtW", isrc="gbduw0000053")
    assert rank(want, [other_name])[0].score == 1.0


def test_views_decide_only_between_equals() -> None:
    few = Candidate("few", "Daft Punk - Around the World", "a", 200, 10)
    many = Candidate("many", "Daft Punk - Around the World", "b", 200, 9_000_000)
    off = Candidate("off", "Daft Punk - Around the World", "c", 209, 900_000_000)
    ranked = rank(wanted("Around the World", "Daft Punk"), [off, few, many])
    assert [one.candidate.url for one in ranked] == ["many", "few", "off"]


def test_a_refused_candidate_is_never_before_one_that_is_not() -> None:
    refused = found("Daft Punk - Around the World", "Daft Punk - Topic", 230)
    weak = found("around world daft punk", seconds=None)
    ranked = rank(wanted("Around the World", "Daft Punk"), [refused, weak])
    assert ranked[0].candidate is weak


def test_when_nothing_fits_the_sentence_says_why_of_the_nearest() -> None:
    want = wanted("Around the World", "Daft Punk")
    ranked = rank(want, [found("Daft Punk - Around the World (Live)"), found("Something else")])
    with pytest.raises(
        NotFound, match=r"None of the 2 results is 'Daft Punk - Around the World'.*\(live\)\. Paste"
    ):
        best_of(want, ranked)


def test_when_nothing_is_found_the_sentence_says_so() -> None:
    with pytest.raises(NotFound, match="Nothing was found for 'Daft Punk - Around the World'"):
        best_of(wanted("Around the World", "Daft Punk"), [])
