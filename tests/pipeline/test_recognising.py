"""The same recording in another file is told of, kept or merged, and never anybody else's."""

from io import BytesIO
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from pydantic import BaseModel

from app import accounts, library, pipeline, sources
from app.core.errors import EngineCrashed, InvalidInput, NotFound
from app.core.work import Report, Task
from app.library import Merged
from app.pipeline import Halt, JobState
from app.sources import Duplicate
from tests.analysis.rendered import draw_song, render
from tests.houses import House, wait_until
from tests.twins import Behaviour, failing

RATE_HZ = 44_100
SECONDS = 40


def written(audio: npt.NDArray[np.float32], kind: str) -> bytes:
    file = BytesIO()
    soundfile.write(file, audio.T, RATE_HZ, format=kind)
    return file.getvalue()


def really(task: Task[Any, Any]) -> Behaviour:
    """Return the behaviour of a task as it is outside of tests."""

    def behave(request: BaseModel, report: Report, halt: Halt) -> BaseModel:
        del halt
        return task.perform(request, report)

    return behave


@pytest.fixture(scope="module")
def recordings() -> dict[str, bytes]:
    """Return a song, a copy of it in another format that begins later, and another song."""
    song, other = (render(draw_song(seed)).audio[:, : SECONDS * RATE_HZ] for seed in (1, 2))
    silence = np.zeros((2, 3 * RATE_HZ), np.float32)
    late = 0.5 * np.concatenate([silence, song], axis=1)
    return {
        "song": written(song, "FLAC"),
        "copy": written(late, "OGG"),
        "other": written(other, "FLAC"),
    }


@pytest.fixture
def hearing(house: House) -> House:
    """Return a house at work that really listens for duplicates, and scripts the rest."""
    for task in (sources.LISTEN, sources.COMPARE):
        house.workshop.behaviours[task.name] = really(task)
    house.start()
    return house


def bring(house: House, content: bytes) -> UUID:
    track_id = house.finish(house.submit(content)).track_id
    assert track_id is not None
    return track_id


def listed(house: House, **more: Any) -> list[tuple[UUID, UUID]]:
    with house.database.reading() as session:
        asked: dict[str, Any] = {"owner_id": house.owner_id, **more}
        page = sources.list_duplicates(session, **asked)
    assert page.total >= len(page.rows)
    return [(one.newer.id, one.older.id) for one in page.rows]


def of_track(house: House, track_id: UUID) -> list[Duplicate]:
    with house.database.reading() as session:
        return sources.list_duplicates_of(session, track_id, owner_id=house.owner_id)


def say_alike(house: House, track_id: UUID, other_id: UUID) -> None:
    with house.database.transaction() as session:
        alike = [sources.AlikeTrack(track_id=other_id, difference=0.02)]
        sources.keep_twins(session, track_id, alike, owner_id=house.owner_id)


def playlist_of(house: House, title: str, *track_ids: UUID) -> UUID:
    with house.database.transaction() as session:
        owner_id = house.owner_id
        return library.create_playlist(session, title, track_ids=track_ids, owner_id=owner_id).id


def tracks_in(house: House, playlist_id: UUID) -> list[UUID]:
    with house.database.reading() as session:
        return list(library.list_playlist_tracks(session, playlist_id, owner_id=house.owner_id))


def merge(house: House, gone_id: UUID, *, into: UUID) -> Merged:
    with house.database.transaction() as session:
        return pipeline.merge_duplicate(session, gone_id, into=into, owner_id=house.owner_id)


def test_another_file_of_a_recording_is_told_of_and_another_song_is_not(
    hearing: House, recordings: dict[str, bytes]
) -> None:
    song = bring(hearing, recordings["song"])
    bring(hearing, recordings["other"])
    assert listed(hearing) == []

    copy = bring(hearing, recordings["copy"])

    assert listed(hearing) == [(copy, song)]
    (found,) = of_track(hearing, copy)
    assert (found.other(copy).id, found.difference < 0.06) == (song, True)
    assert [one.other(song).id for one in of_track(hearing, song)] == [copy]
    with hearing.database.reading() as session:
        log = pipeline.list_log(session, hearing.job("analyse").id, owner_id=hearing.owner_id)
    assert "This sounds the same as 'Twin song' by The Twins." in [entry.text for entry in log]


def test_tracks_from_before_are_compared_by_the_upkeep(
    hearing: House, recordings: dict[str, bytes]
) -> None:
    hearing.workshop.behaviours[sources.LISTEN.name] = failing(NotFound("The disk is away."))
    song, copy = (bring(hearing, recordings[name]) for name in ("song", "copy"))
    assert listed(hearing) == []
    hearing.workshop.behaviours[sources.LISTEN.name] = really(sources.LISTEN)
    with hearing.database.transaction() as session:
        assert sources.count_unheard(session, owner_id=hearing.owner_id) == 2
        pipeline.enqueue(
            session,
            "recognise",
            owner_id=accounts.ensure_system(session).id,
            title="recognise",
            arguments=pipeline.RecogniseArguments(),
        )
    wait_until(lambda: listed(hearing) != [], "nobody looked for duplicates")
    assert set(listed(hearing)[0]) == {song, copy}


def test_a_file_that_cannot_be_listened_to_is_analysed_all_the_same_and_left_alone_then(
    house: House,
) -> None:
    house.workshop.behaviours[sources.LISTEN.name] = failing(EngineCrashed("It crashed."))
    house.start()
    track_id = bring(house, b"some music")
    assert house.job("analyse").state is JobState.COMPLETED
    assert of_track(house, track_id) == []
    with house.database.reading() as session:
        assert sources.list_unheard(session, count=10) == []


def test_two_tracks_are_both_kept_and_asked_about_no_more(house: House) -> None:
    house.start()
    older, newer, third = (bring(house, content) for content in (b"one", b"two", b"three"))
    say_alike(house, newer, older)
    say_alike(house, third, older)
    assert listed(house) == [(third, older), (newer, older)]
    assert listed(house, start=1, count=1) == [(newer, older)]

    with house.database.transaction() as session:
        sources.keep_both(session, older, newer, owner_id=house.owner_id)
    say_alike(house, newer, older)

    assert listed(house) == [(third, older)]
    assert of_track(house, newer) == []


def test_a_merged_track_gives_its_places_and_what_it_knows_and_can_be_taken_back(
    house: House,
) -> None:
    house.start()
    older, newer = (bring(house, content) for content in (b"one", b"two"))
    say_alike(house, newer, older)
    alone = playlist_of(house, "Alone", newer)
    both = playlist_of(house, "Both", older, newer)
    with house.database.transaction() as session:
        track = library.get_track(session, newer, owner_id=house.owner_id)
        track.genre, track.spotify_id = "House", "4uLU6hMCjMI75M1A2tKUQC"
        session.add(track)
        library.tag_tracks(session, [newer], ["late"], owner_id=house.owner_id)

    merged = merge(house, newer, into=older)

    assert listed(house) == []
    assert (tracks_in(house, alone), tracks_in(house, both)) == ([older], [older])
    with house.database.reading() as session:
        kept = library.get_track(session, older, owner_id=house.owner_id)
        assert (kept.genre, kept.spotify_id) == ("House", "4uLU6hMCjMI75M1A2tKUQC")
        assert library.tags_of(session, [older], owner_id=house.owner_id) == {older: ["late"]}
        with pytest.raises(NotFound):
            library.get_track(session, newer, owner_id=house.owner_id)

    with house.database.transaction() as session:
        library.part_tracks(session, merged, owner_id=house.owner_id)

    assert (tracks_in(house, alone), tracks_in(house, both)) == ([newer], [older, newer])
    assert listed(house) == [(newer, older)]
    with house.database.reading() as session:
        back = library.get_track(session, newer, owner_id=house.owner_id)
        kept = library.get_track(session, older, owner_id=house.owner_id)
    assert (back.spotify_id, kept.spotify_id, kept.genre) == ("4uLU6hMCjMI75M1A2tKUQC", None, None)


def test_only_what_sounds_the_same_is_merged(house: House) -> None:
    house.start()
    one, two = (bring(house, content) for content in (b"one", b"two"))
    with pytest.raises(NotFound, match="not known to be the same recording"):
        merge(house, one, into=two)
    with pytest.raises(InvalidInput, match="into itself"), house.database.transaction() as session:
        library.merge_tracks(session, one, into=one, owner_id=house.owner_id)


def test_nobody_is_told_of_the_recordings_of_others(
    hearing: House, recordings: dict[str, bytes]
) -> None:
    song = bring(hearing, recordings["song"])
    with hearing.database.transaction() as session:
        other_id = accounts.create_user(session, "other@example.org").id
    received = hearing.media.receive([recordings["copy"]], name="a.ogg", limit_bytes=10**8)
    mine, hearing.owner_id = hearing.owner_id, other_id
    with hearing.database.transaction() as session:
        started = pipeline.import_and_process(
            session,
            received,
            owner_id=other_id,
            file_name="a.ogg",
            separation=pipeline.SeparateArguments(engine="draft", model="draft"),
        ).id
    copy = hearing.finish(started).track_id
    assert copy is not None
    assert (listed(hearing), listed(hearing, owner_id=mine)) == ([], [])
    with hearing.database.reading() as session, pytest.raises(NotFound):
        sources.list_duplicates_of(session, song, owner_id=other_id)
    with hearing.database.transaction() as session, pytest.raises(NotFound):
        sources.keep_both(session, copy, song, owner_id=other_id)


def test_a_track_of_spotify_is_there_once_however_often_it_is_wanted(house: House) -> None:
    wanted = library.WantedTrack(title="Song", spotify_id="4uLU6hMCjMI75M1A2tKUQC")
    found: list[tuple[UUID, bool]] = []
    for _ in range(2):
        with house.database.transaction() as session:
            track, is_new = library.want_track(
                session, wanted, owner_id=house.owner_id, source=library.TrackSource.SPOTIFY
            )
            found.append((track.id, is_new))
    assert found == [(found[0][0], True), (found[0][0], False)]
