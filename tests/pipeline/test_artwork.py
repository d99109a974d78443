"""Music brings its pictures along, and pictures that nobody shows go."""

import os
from collections.abc import Callable
from datetime import timedelta

from app import library, pipeline, sources
from app.core import audio, clock
from app.core.audio import Inspection, PictureReport, PictureRequest
from app.core.settings import Settings
from app.core.work import Report
from app.library import Artwork, Track
from app.pipeline import CoversArguments, Halt, JobState
from app.pipeline.stages.artwork import FindCovers
from app.pipeline.stages.upkeep import clean
from app.sources import FetchReport, FetchRequest
from tests.covers import BLUE, GREEN, RED, picture
from tests.houses import House, wait_until
from tests.pipeline.elsewhere import ONLY_DOWNLOAD, Elsewhere, at_spotify, bring, tracks_of
from tests.twins import inspect

COVER = "https://covers.test/both"


def picture_of(house: House, track: Track) -> bytes | None:
    """Return the picture that a track shows, as it came."""
    with house.database.reading() as session:
        found = library.artwork_of(session, [track.id], owner_id=house.owner_id)
    if track.id not in found:
        return None
    return house.media.path(library.picture_key_of(found[track.id])).read_bytes()


def only_track(house: House) -> Track:
    (track,) = tracks_of(house).values()
    return track


def carrying(data: bytes) -> Callable[[audio.InspectRequest, Report, Halt], Inspection]:
    """Return how files are looked at that carry this picture."""

    def look(request: audio.InspectRequest, report: Report, halt: Halt) -> Inspection:
        assert request.picture_to is not None
        request.picture_to.write_bytes(data)
        return inspect(request, report, halt)

    return look


def test_the_cover_in_a_file_becomes_the_picture_of_its_track(house: House) -> None:
    house.workshop.behaviours[audio.INSPECT.name] = carrying(picture())
    house.bring()
    assert picture_of(house, only_track(house)) == picture()


def test_a_cover_that_cannot_be_shown_does_not_keep_the_music_out(house: House) -> None:
    house.workshop.behaviours[audio.INSPECT.name] = carrying(b"no picture")
    house.bring()
    assert picture_of(house, only_track(house)) is None


def test_the_picture_of_a_page_comes_with_its_sound(house: House) -> None:
    twin = Elsewhere()
    twin.move_in(house)

    def fetch(request: FetchRequest, report: Report, halt: Halt) -> FetchReport:
        thumbnail = request.folder / "thumbnail"
        thumbnail.write_bytes(picture(colour=GREEN, kind="WEBP"))
        return twin.fetch(request, report, halt).model_copy(update={"picture": thumbnail})

    house.workshop.behaviours[sources.FETCH.name] = fetch
    house.start()
    bring(house, "https://tube.test/watch/1")
    house.wait_for_state("download", JobState.COMPLETED)
    assert picture_of(house, only_track(house)) == picture(colour=GREEN, kind="WEBP")


def test_the_tracks_of_an_album_share_its_cover_which_is_fetched_once(settings: Settings) -> None:
    album = {"name": "Both", "images": [{"url": COVER, "width": 640}, {"url": f"{COVER}-64"}]}
    with at_spotify(settings) as (house, spotify, elsewhere):
        elsewhere.pictures[COVER] = picture(colour=BLUE)
        songs = [spotify.add_track(f"song{number}") for number in range(2)]
        for song in songs:
            spotify.tracks[song]["album"] = album
        spotify.add_playlist("37i9dQ", [*songs])
        bring(house, "spotify:playlist:37i9dQ", ONLY_DOWNLOAD)
        house.wait_for_state("pictures", JobState.COMPLETED)
        assert elsewhere.pictured == [COVER]
        found = [picture_of(house, one) for one in tracks_of(house).values()]
        assert found == [picture(colour=BLUE)] * 2


def test_pictures_that_do_not_come_are_missed_by_nothing(settings: Settings) -> None:
    with at_spotify(settings) as (house, spotify, elsewhere):
        spotify.add_track("one")
        bring(house, "open.spotify.com/track/one", ONLY_DOWNLOAD)
        done = house.wait_for_state("pictures", JobState.COMPLETED)
        assert done.result is not None
        assert done.result["summary"] == "0 pictures"
        assert len(elsewhere.pictured) == 1
        wait_until(lambda: only_track(house).has_audio, "the audio did not come")
        assert picture_of(house, only_track(house)) is None


def run_covers(house: House) -> None:
    with house.database.transaction() as session:
        pipeline.enqueue(
            session,
            FindCovers.name,
            owner_id=house.owner_id,
            title="covers",
            arguments=CoversArguments(),
        )
    house.start()
    house.wait_for_state(FindCovers.name, JobState.COMPLETED)
    house.stop()


def test_older_tracks_get_the_covers_of_their_files_and_are_looked_into_once(
    house: House,
) -> None:
    looked: list[str] = []

    def look(request: PictureRequest, report: Report, halt: Halt) -> PictureReport:
        del report, halt
        for path, target in request.targets.items():
            looked.append(path.read_text())
            if path.read_text() == "with a cover":
                target.write_bytes(picture(colour=RED))
        return PictureReport(found=[])

    house.workshop.behaviours[audio.PICTURES.name] = look
    house.start()
    for content in ("with a cover", "without one", "its file is gone"):
        house.finish(house.submit(content.encode(), file_name=f"{content}.wav"))
    house.stop()
    with house.database.transaction() as session:
        tracks = {
            one.file_name: one for one in library.list_tracks(session, owner_id=house.owner_id)
        }
        for track in tracks.values():
            session.delete(session.get_one(Artwork, track.id))
    house.media.delete(library.media_key_of(tracks["its file is gone.wav"].id))
    run_covers(house)
    assert picture_of(house, tracks["with a cover.wav"]) == picture(colour=RED)
    assert picture_of(house, tracks["without one.wav"]) is None
    assert sorted(looked) == ["with a cover", "without one"]
    run_covers(house)
    assert len(looked) == 2


def age(house: House) -> None:
    """Make all media older than the cleaner's guard."""
    old = (clock.now() - timedelta(days=400)).timestamp()
    for path in (house.media.folder / "media").rglob("*"):
        os.utime(path, (old, old))


def pictures_in(house: House) -> list[str]:
    folder = house.media.folder / "media"
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob("pictures/**/*.*"))


def test_the_cleaner_removes_only_pictures_that_nobody_shows(house: House) -> None:
    track_id = house.bring()
    house.stop()
    owner_id = house.owner_id
    shown = library.store_picture(house.media, picture(colour=GREEN))
    of_list = library.store_picture(house.media, picture(colour=BLUE))
    lost = library.store_picture(house.media, picture(colour=RED))
    for content_hash in (shown, of_list, lost):
        library.picture_path(house.media, content_hash, 64)
    with house.database.transaction() as session:
        library.choose_artwork(session, track_id, shown, owner_id=owner_id)
        playlist = library.create_playlist(session, "Set", owner_id=owner_id)
        playlist.artwork_hash = of_list
        session.add(playlist)
    assert clean(house.tools, dry_run=True) == []
    age(house)
    would_go = [f"pictures/{lost}.image", f"pictures/{lost}/64.webp"]
    assert sorted(clean(house.tools, dry_run=True)) == would_go
    assert len(pictures_in(house)) == 6
    assert sorted(clean(house.tools, dry_run=False)) == would_go
    assert len(pictures_in(house)) == 4
    assert library.picture_path(house.media, shown, 300).exists()


def test_a_picture_that_comes_again_while_the_cleaner_looks_stays(house: House) -> None:
    content_hash = library.store_picture(house.media, picture())
    age(house)
    before = clock.now() - timedelta(days=1)
    key = library.picture_key_of(content_hash)
    assert list(house.media.keys(older_than=before)) == [key]
    library.store_picture(house.media, picture())
    house.media.delete(key, older_than=before)
    assert house.media.path(key).exists()


def test_a_track_that_gives_way_hands_its_picture_on(house: House) -> None:
    with house.database.transaction() as session:
        wanted = library.WantedTrack(title="Song", spotify_id="one")
        spotify = library.TrackSource.SPOTIFY
        old, _is_new = library.want_track(session, wanted, owner_id=house.owner_id, source=spotify)
        library.choose_artwork(session, old.id, "a" * 64, owner_id=house.owner_id)
        newer = library.renew_track(session, old)
        found = library.artwork_of(session, [newer.id], owner_id=house.owner_id)
    assert found == {newer.id: "a" * 64}
