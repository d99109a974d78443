"""Links become tracks, tracks get their audio, and nothing comes twice."""

import pytest
from sqlmodel import Session

from app import library, pipeline, sources
from app.core.errors import InvalidInput, NetworkDown
from app.core.settings import Settings
from app.library import NoAudio, Track
from app.pipeline import ImportWish, ItemState, JobState
from tests.houses import House, wait_until
from tests.pipeline.elsewhere import ONLY_DOWNLOAD, Elsewhere, at_spotify, bring, tracks_of
from tests.twins import failing

PLAYLIST = "https://open.spotify.com/intl-de/playlist/37i9dQ?si=abc"


@pytest.fixture
def elsewhere(house: House) -> Elsewhere:
    """Return a twin of the network around a house at work."""
    twin = Elsewhere()
    twin.move_in(house)
    house.start()
    return twin


def has_audio(house: House, count: int) -> bool:
    return sum(track.has_audio for track in tracks_of(house).values()) == count


def test_a_spotify_playlist_becomes_a_playlist_whose_tracks_get_their_audio(
    settings: Settings,
) -> None:
    with at_spotify(settings) as (house, spotify, elsewhere):
        songs = [spotify.add_track(f"song{number}") for number in range(3)]
        spotify.add_playlist("37i9dQ", [*songs, None])
        bring(house, PLAYLIST)
        wait_until(lambda: has_audio(house, 3), "the audio did not come")
        found = tracks_of(house)
        assert set(found) == {"Song song0", "Song song1", "Song song2"}
        first = found["Song song0"]
        assert (first.artist, first.album) == ("The Band, A Guest", "Album of song0")
        assert (first.isrc, first.spotify_id) == ("GBAYE0601498", "song0")
        assert sorted(elsewhere.fetched) == [f"https://tube.test/Song {song}" for song in songs]
        with house.database.reading() as session:
            (playlist,) = library.list_playlists(session, owner_id=house.owner_id)
            listed = library.list_playlist_tracks(session, playlist.id, owner_id=house.owner_id)
        assert listed == [found[f"Song {song}"].id for song in songs]


def test_a_playlist_that_comes_again_adds_only_what_is_new(settings: Settings) -> None:
    with at_spotify(settings) as (house, spotify, elsewhere):
        songs = [spotify.add_track(f"song{number}") for number in range(3)]
        spotify.add_playlist("37i9dQ", [*songs[:2]])
        bring(house, PLAYLIST)
        wait_until(lambda: has_audio(house, 2), "the audio did not come")
        spotify.add_playlist("37i9dQ", [*songs])
        bring(house, "spotify:playlist:37i9dQ")
        wait_until(lambda: has_audio(house, 3), "the new track did not come")
        assert len(elsewhere.fetched) == 3
        with house.database.reading() as session:
            (playlist,) = library.list_playlists(session, owner_id=house.owner_id)
        assert playlist.count == 3


def test_what_is_in_the_trash_stays_there_when_its_list_comes_again(settings: Settings) -> None:
    with at_spotify(settings) as (house, spotify, elsewhere):
        songs = [spotify.add_track(f"song{number}") for number in range(2)]
        spotify.add_playlist("37i9dQ", [*songs])
        bring(house, PLAYLIST)
        wait_until(lambda: has_audio(house, 2), "the audio did not come")
        gone = tracks_of(house)["Song song0"].id
        with house.database.transaction() as session:
            library.delete_track(session, gone, owner_id=house.owner_id)
        bring(house, PLAYLIST)
        wait_until(
            lambda: (
                sum(job.stage == "gather" and job.result is not None for job in house.jobs()) == 2
            ),
            "nobody looked again",
        )
        again = house.job("gather")
        assert set(tracks_of(house)) == {"Song song1"}
        assert (again.result or {})["trashed"] == [str(gone)]
        assert "1 track is in the trash" in (again.result or {})["summary"]
        assert len(elsewhere.fetched) == 2
        with house.database.transaction() as session:
            library.restore_tracks(session, [gone], owner_id=house.owner_id)
            (playlist,) = library.list_playlists(session, owner_id=house.owner_id)
            listed = library.list_playlist_tracks(session, playlist.id, owner_id=house.owner_id)
        assert listed[0] == gone
        assert len(listed) == 2


def test_one_link_runs_through_every_stage_as_one_pipeline(settings: Settings) -> None:
    with at_spotify(settings) as (house, spotify, _):
        spotify.add_track("one")
        bring(house, "open.spotify.com/track/one", ImportWish())
        cue = house.wait_for_state("cue", JobState.COMPLETED)
        assert cue.track_id == tracks_of(house)["Song one"].id
        stages = {job.stage for job in house.jobs() if job.state is JobState.COMPLETED}
        assert {"gather", "download", "separate", "analyse", "cue"} <= stages


def test_without_a_download_the_tracks_are_there_and_say_that_they_have_no_audio(
    settings: Settings,
) -> None:
    with at_spotify(settings) as (house, spotify, elsewhere):
        spotify.add_track("one")
        bring(house, "open.spotify.com/track/one", ImportWish(download=False))
        house.wait_for_state("gather", JobState.COMPLETED)
        track = tracks_of(house)["Song one"]
        assert (track.has_audio, track.duration_seconds) == (False, 201.5)
        assert elsewhere.fetched == []
        with pytest.raises(NoAudio, match=r"'Song one' has no audio yet\. Download it first\."):
            library.audio_key(track)


def test_of_what_is_found_the_choice_and_the_runners_up_are_kept(house: House) -> None:
    twin = Elsewhere()
    twin.move_in(house)
    house.start()
    track = want(house, "Around", seconds=200.0)
    with house.database.transaction() as session:
        started = pipeline.download(session, house.settings, track.id, owner_id=house.owner_id)
    house.finish(started.id)
    with house.database.reading() as session:
        offers = sources.list_offers(session, track.id, owner_id=house.owner_id)
    assert [offer.is_chosen for offer in offers] == [True, False, False]
    assert offers[0].url == "https://tube.test/Around"
    assert all(offer.reasons for offer in offers)


def test_another_version_stands_in_for_the_wrong_one(house: House, elsewhere: Elsewhere) -> None:
    track = want(house, "Around", seconds=200.0)
    with house.database.transaction() as session:
        mine = {"owner_id": house.owner_id}
        playlist = library.create_playlist(
            session, "Set", track_ids=[track.id], owner_id=house.owner_id
        )
        started = pipeline.download(session, house.settings, track.id, owner_id=house.owner_id)
    house.finish(started.id)
    with house.database.transaction() as session:
        live = next(
            offer
            for offer in sources.list_offers(session, track.id, **mine)
            if offer.url.endswith("/live")
        )
        sources.choose_offer(session, live.id, **mine)
        again = pipeline.download(
            session, house.settings, track.id, url=live.url, owner_id=house.owner_id
        )
    done = house.finish(again.id)
    assert done.is_complete
    newer = tracks_of(house)["Around"]
    assert newer.id == done.track_id != track.id
    assert elsewhere.fetched[-1] == "https://tube.test/Around/live"
    with house.database.reading() as session:
        assert library.list_playlist_tracks(session, playlist.id, owner_id=house.owner_id) == [
            newer.id
        ]
        offers = sources.list_offers(session, newer.id, **mine)
    assert [offer.url for offer in offers if offer.is_chosen] == [live.url]
    with house.database.transaction() as session:
        library.take_back(session, track.id, instead_of=newer.id, **mine)
        assert library.list_playlist_tracks(session, playlist.id, owner_id=house.owner_id) == [
            track.id
        ]
    assert [one.id for one in tracks_of(house).values()] == [track.id]


def test_a_recording_that_is_there_already_takes_the_place_of_the_wanted_track(
    house: House, elsewhere: Elsewhere
) -> None:
    known = house.finish(house.submit(b"the same bytes")).track_id
    elsewhere.contents["https://tube.test/Around"] = b"the same bytes"
    track = want(house, "Around", seconds=200.0, spotify_id="abc")
    with house.database.transaction() as session:
        playlist = library.create_playlist(
            session, "Set", track_ids=[track.id], owner_id=house.owner_id
        )
        started = pipeline.download(session, house.settings, track.id, owner_id=house.owner_id)
    done = house.finish(started.id)
    assert done.is_complete
    assert done.track_id == known
    (kept,) = tracks_of(house).values()
    assert (kept.id, kept.spotify_id) == (known, "abc")
    with house.database.reading() as session:
        assert library.list_playlist_tracks(session, playlist.id, owner_id=house.owner_id) == [
            known
        ]


def test_a_page_with_a_list_becomes_a_playlist_and_a_batch(
    house: House, elsewhere: Elsewhere
) -> None:
    elsewhere.entries = 12
    bring(house, "https://tube.test/list")
    wait_until(lambda: has_audio(house, 12), "the audio did not come")
    with house.database.reading() as session:
        (batch,) = pipeline.list_batches(session, house.settings, owner_id=house.owner_id)
    assert (batch.stage, batch.title, batch.total) == ("download", "A page", 12)
    wait_until(lambda: ended(house) == 12, "the batch did not end")


def test_a_batch_of_downloads_is_cancelled_with_all_that_follows(slow_house: House) -> None:
    house = slow_house
    twin = Elsewhere(entries=30)
    twin.move_in(house)
    bring(house, "https://tube.test/list", ImportWish())
    house.workshop.behaviours[sources.FETCH.name] = failing(NetworkDown("No network."))
    house.start()
    wait_until(lambda: len(batches(house)) == 1, "there was no batch")
    (batch,) = batches(house)
    with house.database.transaction() as session:
        pipeline.cancel_batch(session, batch.id, owner_id=house.owner_id)
    wait_until(lambda: batches(house)[0].ended_at is not None, "the batch did not end")
    counts = batches(house)[0].counts
    assert counts[ItemState.WAITING] == counts[ItemState.RUNNING] == 0
    assert counts[ItemState.CANCELLED] > 20


def test_a_link_that_was_refused_says_why(house: House) -> None:
    with pytest.raises(InvalidInput, match="artist"):
        bring(house, "https://open.spotify.com/artist/abc")


def test_what_the_user_prefers_is_done_where_nothing_is_said(
    house: House, elsewhere: Elsewhere
) -> None:
    with house.database.transaction() as session:
        pipeline.prefer_import(session, ONLY_DOWNLOAD, owner_id=house.owner_id)
    bring(house, "https://tube.test/song", ImportWish())
    house.wait_for_state("download", JobState.COMPLETED)
    assert elsewhere.fetched == ["https://tube.test/song"]
    assert not any(job.stage == "separate" for job in house.jobs())


def want(house: House, title: str, *, seconds: float, spotify_id: str | None = None) -> Track:
    """Add a track that has no audio yet."""
    wanted = library.WantedTrack(
        title=title, artist="The Band", duration_seconds=seconds, spotify_id=spotify_id
    )
    with house.database.transaction() as session:
        return _want(session, house, wanted)


def _want(session: Session, house: House, wanted: library.WantedTrack) -> Track:
    source = library.TrackSource.SPOTIFY
    track, _ = library.want_track(session, wanted, owner_id=house.owner_id, source=source)
    return track


def batches(house: House) -> list[pipeline.BatchView]:
    with house.database.reading() as session:
        return pipeline.list_batches(session, house.settings, owner_id=house.owner_id)


def ended(house: House) -> int:
    return batches(house)[0].counts[ItemState.COMPLETED]
