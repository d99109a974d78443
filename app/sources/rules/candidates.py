"""Which of several findings is the track that was wanted: by its length, its words and its source.

A search for a title finds live versions, covers, remixes and hours of loops beside the recording.
Length tells most of them apart, the words in the title name most of the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.errors import NotFound
from app.core.units import seconds_to_words
from app.sources.rules.wording import Wording, found_share, read_wording, words_of

DURATION_OFF_AT_MOST_SECONDS = 10.0
GOOD_ENOUGH = 0.6

_SAME_DURATION_SECONDS = 2.0
_WORST_DURATION = 0.4
"""What a length is worth that is only just near enough."""

_UNKNOWN_DURATION = 0.6
_TITLE_AT_LEAST = 0.6
_ARTIST_AT_LEAST = 0.5
_TITLE_WEIGHT, _ARTIST_WEIGHT, _DURATION_WEIGHT, _CHANNEL_WEIGHT = 0.4, 0.25, 0.2, 0.15
_OTHER_VERSION = 0.4
"""What remains of the score of another version than the wanted one."""

_TOLD_BY_LENGTH = frozenset({"radio edit", "extended"})
"""Versions that are the same recording cut otherwise: the right length is proof enough."""

_MANY_VIEWS = 1_000_000
_CHANNEL_TOPIC, _CHANNEL_OWN, _CHANNEL_LABELLED, _CHANNEL_OTHER = 1.0, 0.9, 0.6, 0.4


@dataclass(frozen=True)
class Wanted:
    """The track that is looked for; what is not known is empty or None."""

    title: str
    artist: str = ""
    duration_seconds: float | None = None
    album: str = ""
    isrc: str = ""


@dataclass(frozen=True)
class Candidate:
    """Something that a search found."""

    url: str
    title: str
    channel: str = ""
    duration_seconds: float | None = None
    views: int | None = None
    isrc: str = ""
    is_live: bool = False


@dataclass(frozen=True)
class Ranked:
    """A candidate with its score, 0..1, why it has it, and the objection, if it is refused."""

    candidate: Candidate
    score: float
    reasons: tuple[str, ...]
    objection: str | None = None

    @property
    def is_good(self) -> bool:
        """Say whether it may be taken without asking anybody."""
        return self.objection is None and self.score >= GOOD_ENOUGH


def rank(wanted: Wanted, candidates: Iterable[Candidate]) -> list[Ranked]:
    """Return the candidates with their scores, the best first, the refused ones last."""
    ranked = [_judge(wanted, candidate) for candidate in candidates]
    return sorted(ranked, key=lambda one: (one.objection is None, one.score), reverse=True)


def best_of(wanted: Wanted, ranked: list[Ranked]) -> Ranked:
    """Return the best candidate, if it is good enough.

    Raises:
        NotFound: if there is none; the sentence says why of the nearest.
    """
    called = f"'{wanted.artist} - {wanted.title}'" if wanted.artist else f"'{wanted.title}'"
    advice = "Paste the address of the right one, or upload the file."
    if not ranked:
        raise NotFound(f"Nothing was found for {called}. {advice}")
    nearest = ranked[0]
    if nearest.is_good:
        return nearest
    why = nearest.objection or "it only resembles it: " + ", ".join(nearest.reasons)
    count = "The one result" if len(ranked) == 1 else f"None of the {len(ranked)} results"
    verb = "is not" if len(ranked) == 1 else "is"
    raise NotFound(f"{count} {verb} {called}. Of '{nearest.candidate.title}', {why}. {advice}")


def _judge(wanted: Wanted, candidate: Candidate) -> Ranked:
    if wanted.isrc and wanted.isrc.casefold() == candidate.isrc.casefold():
        return Ranked(candidate, 1.0, ("the same ISRC",))
    wants, has = read_wording(wanted.title), read_wording(candidate.title)
    title = _title_likeness(wanted, candidate, wants, has)
    artist = _artist_likeness(wanted, candidate, has)
    duration, duration_reason = _duration_likeness(wanted, candidate)
    channel, channel_reason = _channel_worth(wanted, candidate)
    score = (
        _TITLE_WEIGHT * title
        + _ARTIST_WEIGHT * artist
        + _DURATION_WEIGHT * duration
        + _CHANNEL_WEIGHT * channel
    )
    others = _other_versions(wanted, wants, has, has_its_length=duration >= 1.0)
    reasons = [duration_reason, _share_reason("title", title), _share_reason("artist", artist)]
    reasons += [channel_reason, *others]
    if others:
        score *= _OTHER_VERSION
    score = min(score + _popularity(candidate), 1.0)
    objection = _objection(candidate, title=title, artist=artist)
    if duration <= 0:
        objection = duration_reason
    if objection is None and others:
        objection = others[0]
    return Ranked(candidate, round(score, 3), tuple(filter(None, reasons)), objection)


def _objection(candidate: Candidate, *, title: float, artist: float) -> str | None:
    if candidate.is_live:
        return "it is a live stream"
    if title < _TITLE_AT_LEAST:
        return "the title is another one"
    if artist < _ARTIST_AT_LEAST:
        return "the artist is not named"
    return None


def _duration_likeness(wanted: Wanted, candidate: Candidate) -> tuple[float, str]:
    """Return 0 for a length that is too far off, and rising worth the nearer it is."""
    if wanted.duration_seconds is None or candidate.duration_seconds is None:
        return _UNKNOWN_DURATION, "the length is not known"
    off = candidate.duration_seconds - wanted.duration_seconds
    if abs(off) > DURATION_OFF_AT_MOST_SECONDS:
        which = "longer" if off > 0 else "shorter"
        return 0.0, f"it is {seconds_to_words(abs(off))} {which}"
    if abs(off) <= _SAME_DURATION_SECONDS:
        return 1.0, "the same length"
    span = DURATION_OFF_AT_MOST_SECONDS - _SAME_DURATION_SECONDS
    share = (abs(off) - _SAME_DURATION_SECONDS) / span
    return 1.0 - share * (1.0 - _WORST_DURATION), f"{abs(off):.0f} s off in length"


def _title_likeness(wanted: Wanted, candidate: Candidate, wants: Wording, has: Wording) -> float:
    """Return how much of each title is in the other, less what the artist's name explains."""
    sides = words_of(wanted.artist) | words_of(candidate.channel) | words_of(wanted.album)
    # Which version it is, is judged by itself.
    recall = found_share(wants.words - wants.version_words or wants.words, has.words)
    extra = has.words - (sides - wants.words) - has.version_words
    precision = found_share(extra, wants.words) if extra else 1.0
    return recall * (0.7 + 0.3 * precision)


def _artist_likeness(wanted: Wanted, candidate: Candidate, has: Wording) -> float:
    """Return how much of the best-found artist is named in the title or by the channel."""
    places = has.all_words | words_of(candidate.channel)
    joined = "".join(candidate.channel.casefold().split())
    shares = [0.0]
    for name in artists_of(wanted.artist):
        words = words_of(name)
        in_channel = len(words) > 0 and "".join(name.casefold().split()) in joined
        shares.append(1.0 if in_channel else found_share(words, places))
    return max(shares) if wanted.artist.strip() else 1.0


def artists_of(text: str) -> list[str]:
    """Return the artists that are named together in a text, the whole text first."""
    parts = [text]
    for sign in (",", ";", "&", " feat. ", " ft. ", " x ", " X ", " vs. ", " and ", " with "):
        parts += [piece for part in parts for piece in part.split(sign)]
    return list(dict.fromkeys(part.strip() for part in parts if words_of(part)))


def _channel_worth(wanted: Wanted, candidate: Candidate) -> tuple[float, str]:
    channel = candidate.channel.strip()
    plain = channel.casefold()
    names = {"".join(name.casefold().split()) for name in artists_of(wanted.artist)}
    owner = plain.removesuffix("- topic").removesuffix("vevo").removesuffix("official")
    is_own = "".join(owner.split()) in names
    if is_own and plain.endswith("- topic"):
        return _CHANNEL_TOPIC, "from the artist's own release"
    if is_own:
        return _CHANNEL_OWN, "from the artist's channel"
    if plain.endswith(("vevo", "- topic", "records", "official")):
        return _CHANNEL_LABELLED, "from a label's channel"
    return _CHANNEL_OTHER, ""


def _other_versions(
    wanted: Wanted, wants: Wording, has: Wording, *, has_its_length: bool
) -> list[str]:
    """Return sentences about versions that one of the two names and the other does not."""
    asked = wants.versions | read_wording(wanted.album).versions
    surplus = sorted(has.versions - asked)
    told_by_length = _TOLD_BY_LENGTH if has_its_length else frozenset[str]()
    missing = sorted(wants.versions - has.versions - told_by_length)
    said = [f"it is another version ({name})" for name in surplus]
    said += [f"it is not said to be the wanted version ({name})" for name in missing]
    if not said and wants.makers and found_share(wants.makers, has.all_words) < 1.0:
        said.append(f"it is not the version by {' '.join(sorted(wants.makers))}")
    return said


def _share_reason(what: str, share: float) -> str:
    return f"the same {what}" if share >= 1.0 else f"{what} alike to {share:.0%}"


def _popularity(candidate: Candidate) -> float:
    """Return next to nothing: it only decides between findings that are alike otherwise."""
    return 0.01 * min((candidate.views or 0) / _MANY_VIEWS, 1.0)
