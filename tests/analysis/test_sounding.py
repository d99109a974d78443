"""How tracks sound: near each other where they sound alike, and of older tracks too."""

from uuid import UUID, uuid4

import numpy as np
import pytest

from app import analysis, library
from app.analysis import Frames, NeighbourOrder, TrackAnalysis
from app.analysis.models import Timbre
from app.analysis.rules.timbre.timbre import SPECTRAL_NAMES, TimbreListener
from app.analysis.rules.timbre.vector import (
    SIZE,
    Vector,
    distances_between,
    score_distance,
    timbre_vector,
)
from app.core.units import Mono
from tests.houses import House
from tests.shelves import add_tracks

RATE_HZ = 22_050


def tone(hertz: float, *, gain: float = 0.3, seconds: float = 6.0) -> Mono:
    """Return a tone with harmonics that swells twice a second, over a faint noise."""
    at = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    sound = sum(np.sin(2 * np.pi * hertz * part * at) / part for part in range(1, 6))
    noise = np.random.default_rng(1).normal(0.0, 0.02, len(at))
    return (gain * (sound * (1.2 + np.sin(4 * np.pi * at)) / 4 + noise)).astype(np.float32)


def hiss(seconds: float = 6.0) -> Mono:
    return np.random.default_rng(2).normal(0.0, 0.3, int(seconds * RATE_HZ)).astype(np.float32)


def rows_of(sound: Mono) -> tuple[np.ndarray, np.ndarray]:
    listener = TimbreListener()
    listener.push(sound)
    heard = listener.finish()
    return heard.spectral, heard.mfcc


def vector_of(sound: Mono) -> Vector:
    vector = timbre_vector(*rows_of(sound))
    assert vector is not None
    return vector


def far(one: Mono, other: Mono) -> float:
    return float(distances_between(vector_of(one), vector_of(other)[None])[0])


def test_a_tone_is_nearer_to_its_neighbour_than_to_noise() -> None:
    low, high = tone(110), tone(123)
    assert vector_of(low).shape == (SIZE,)
    assert far(low, low) < 1e-3
    assert far(low, high) < far(low, hiss()) / 3


def test_how_loud_a_track_is_and_silence_around_it_change_little() -> None:
    loud = tone(110)
    around = np.concatenate([np.zeros(2 * RATE_HZ, dtype=np.float32), loud])
    assert far(loud, tone(110, gain=0.1)) < 0.3
    assert far(loud, around) < far(loud, hiss()) / 3


def test_nothing_heard_is_no_vector() -> None:
    assert timbre_vector(np.zeros((0, 6), np.float32), np.zeros((0, 13), np.float32)) is None


@pytest.mark.parametrize(("distance", "score"), [(0.0, 1.0), (1.336, 0.5)])
def test_the_same_sound_scores_one_and_any_two_songs_a_half(distance: float, score: float) -> None:
    assert score_distance(distance) == pytest.approx(score)


def heard_in(sound: Mono) -> TrackAnalysis:
    spectral, mfcc = rows_of(sound)
    names = [f"mfcc_{number}" for number in range(13)]
    return TrackAnalysis(
        engine="spectral",
        engine_version=1,
        duration_seconds=6.0,
        versions={"mfcc": 1, "spectral": 1},
        frames={
            "mfcc": Frames.pack(mfcc, names=names, step_seconds=0.186),
            "spectral": Frames.pack(spectral, names=list(SPECTRAL_NAMES), step_seconds=0.186),
        },
    )


def keep(house: House, **sounds: Mono) -> dict[str, UUID]:
    ids = dict(zip(sounds, add_tracks(house.tools, house.owner_id, *sounds), strict=True))
    with house.database.transaction() as session:
        for name, sound in sounds.items():
            analysis.add_analysis(
                session,
                heard_in(sound),
                analysis_id=uuid4(),
                owner_id=house.owner_id,
                track_id=ids[name],
            )
    return ids


def alike(house: House, track_id: UUID, owner_id: UUID | None = None) -> list[UUID]:
    with house.database.reading() as session:
        found = analysis.list_neighbours(
            session,
            track_id,
            owner_id=owner_id or house.owner_id,
            order=NeighbourOrder.SOUND,
        )
    return [other for other, _match in found]


def test_what_sounds_alike_is_known_as_soon_as_tracks_are_heard(house: House) -> None:
    ids = keep(house, low=tone(110), noise=hiss())
    assert alike(house, ids["low"]) == [ids["noise"]]
    ids |= keep(house, high=tone(123))
    assert alike(house, ids["low"]) == [ids["high"], ids["noise"]]


def test_tracks_that_were_heard_before_are_compared_once_the_studio_has_gone_through_them(
    house: House,
) -> None:
    ids = keep(house, low=tone(110), high=tone(123), noise=hiss())
    with house.database.transaction() as session:
        for name in ("low", "high"):
            session.delete(session.get_one(Timbre, ids[name]))
    assert alike(house, ids["low"]) == [ids["noise"]]
    with house.database.transaction() as session:
        filled, last = analysis.fill_timbres(session, after=None, count=1)
        assert (filled, last) in {(1, ids["low"]), (1, ids["high"])}
        assert analysis.fill_timbres(session, after=last, count=5)[0] == 1
        assert analysis.fill_timbres(session, after=None, count=5) == (0, None)
    assert alike(house, ids["low"]) == [ids["high"], ids["noise"]]


def test_tracks_that_were_thrown_away_are_left_out(house: House) -> None:
    ids = keep(house, low=tone(110), high=tone(123), noise=hiss())
    with house.database.transaction() as session:
        library.delete_track(session, ids["high"], owner_id=house.owner_id)
    assert alike(house, ids["low"]) == [ids["noise"]]
