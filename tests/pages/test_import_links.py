"""What the pages say of music that is brought in from elsewhere, and of tracks without audio."""

import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from nicegui import ui

from app import library, pipeline, sources
from app.core.errors import InvalidInput
from app.library import Track, TrackSource, WantedTrack
from app.pipeline import Job, JobChanged, JobState
from app.sources import LinkKind, Offer
from components.toasts import Toasts
from pages import _vocabulary
from pages._jobs import find_over, is_coming, notes_of
from pages.track.head import HeadActs, show_facts, show_head
from pages.track.offers import OffersPart, take_back, take_offer
from pages.track.view import TrackView, read_track
from tests.houses import House
from tests.pages.drawn import draw, words_in
from tests.pipeline.elsewhere import ONLY_DOWNLOAD, Elsewhere
from tests.twins import Gate, failing

ROOT = Path(__file__).parents[2]
OWNER = uuid4()


@pytest.fixture
def elsewhere(house: House) -> Elsewhere:
    """Return a twin of the network around a house at work, whose imports are only fetched."""
    twin = Elsewhere()
    twin.move_in(house)
    with house.database.transaction() as session:
        pipeline.prefer_import(session, ONLY_DOWNLOAD, owner_id=house.owner_id)
    house.start()
    return twin


def test_the_sheet_has_every_word_that_it_uses_and_a_name_for_every_kind_of_link() -> None:
    script = (ROOT / "components" / "sfa_importer.js").read_text()
    words = _vocabulary.import_words().keys()
    assert set(re.findall(r"\bwords\.(\w+)", script)) <= words
    counted = re.findall(r'say\(this\.words, "(\w+)"', script)
    assert {f"{name}{form}" for name in counted for form in ("One", "Many")} <= words
    assert {kind.value for kind in LinkKind} - {"refused"} <= words
    assert {"download", "separate", "analyse"} <= words


def test_a_link_that_was_looked_up_leaves_its_notes_and_one_that_failed_its_sentence() -> None:
    noted = make_job(state=JobState.COMPLETED, result={"notes": ["The list is longer."]})
    plain = make_job(state=JobState.COMPLETED, result={"title": "A page"})
    failed = make_job(state=JobState.FAILED, error="There is no music on this page.")
    assert notes_of(noted) == ["The list is longer."]
    assert notes_of(plain) == []
    assert notes_of(failed) == ["There is no music on this page."]


def test_above_the_tracks_stand_files_on_their_way_and_links_that_lead_nowhere() -> None:
    def changed(stage: str, state: JobState) -> JobChanged:
        return JobChanged(uuid4(), OWNER, None, stage, state, 0.0, None)

    assert is_coming(changed("import", JobState.QUEUED))
    assert is_coming(changed("gather", JobState.FAILED))
    assert not is_coming(changed("gather", JobState.PROCESSING))
    assert not is_coming(changed("download", JobState.FAILED))


def test_a_link_that_leads_nowhere_is_over_until_somebody_tries_again(
    house: House, elsewhere: Elsewhere
) -> None:
    house.workshop.behaviours[sources.PROBE.name] = failing(InvalidInput("No music here."))
    (link,) = sources.read_links("https://tube.test/one")
    with house.database.transaction() as session:
        job = pipeline.bring(session, house.settings, link, owner_id=house.owner_id)
    house.wait_for_state("gather", JobState.FAILED)
    assert over(house, job.id) == "No music here."
    gate = Gate(elsewhere.probe)
    house.workshop.behaviours[sources.PROBE.name] = gate
    with house.database.transaction() as session:
        pipeline.retry(session, job.id, owner_id=house.owner_id)
    assert over(house, job.id) is None
    gate.opened.set()
    house.wait_for_state("download", JobState.COMPLETED)


def test_the_head_of_a_track_without_audio_offers_to_download_it_and_nothing_to_play() -> None:
    track = Track(owner_id=OWNER, title="Around", artist="The Band", link="https://open.test/1")
    words = draw_head(view_of(track))
    assert {"Around", "Download", "Not downloaded", "Where it is from"} <= words
    assert not words & {"Play", "Original", "Analyse again", "0 kHz"}
    words = draw_head(view_of(track, trouble="The recording is gone."))
    assert {"Download", "The recording is gone."} <= words
    words = draw_head(view_of(track, is_coming=True, trouble="The recording is gone."))
    assert not words & {"Download", "The recording is gone."}
    track.content_hash = "abc"
    assert {"Play", "Original"} <= draw_head(view_of(track))


def test_what_is_on_offer_is_shown_with_its_reasons_and_no_address_that_runs_code() -> None:
    track = Track(owner_id=OWNER, title="Around")
    good = make_offer("https://tube.test/1", reasons=["the length fits", "its own channel"])
    good.is_chosen = True
    bad = make_offer("javascript:alert(1)", title="Around (Live)")

    def play() -> None:
        with ui.element("div") as place:
            part = OffersPart(take_nothing)
        part.show(view_of(track))
        assert words_in(place) == []
        part.show(view_of(track, offers=[good, bad]))
        said = words_in(place)
        assert {"Wrong version?", "the length fits · its own channel", "Chosen"} <= set(said)
        assert "The Band · 3:20.0 · 87 % match" in said
        assert said.count("Take this one") == 1
        (link,) = [one for one in place.descendants() if isinstance(one, ui.link)]
        assert link.props["href"] == "https://tube.test/1"

    draw(play)


def test_another_recording_is_taken_for_a_track_and_the_first_one_can_be_taken_back(
    house: House, elsewhere: Elsewhere
) -> None:
    owner_id = house.owner_id
    wanted = WantedTrack(title="Around", artist="The Band", duration_seconds=200.0)
    with house.database.transaction() as session:
        track, _ = library.want_track(
            session, wanted, source=TrackSource.SPOTIFY, owner_id=owner_id
        )
        started = pipeline.download(session, house.settings, track.id, owner_id=owner_id)
    house.finish(started.id)
    live = next(one for one in offers_of(house, track.id) if one.url.endswith("/live"))
    with house.database.transaction() as session:
        taken = take_offer(session, house.settings, live.id, track_id=track.id, owner_id=owner_id)
    house.wait_for_state("download", JobState.COMPLETED)
    assert taken.track_id != track.id == taken.before_id
    assert chosen(house, taken.track_id) == [live.url]
    with house.database.transaction() as session:
        take_back(session, taken, owner_id=owner_id)
    assert chosen(house, track.id) == [elsewhere.fetched[0]]
    with house.database.reading() as session:
        assert [one.id for one in library.list_tracks(session, owner_id=owner_id)] == [track.id]


def over(house: House, job_id: UUID) -> str | None:
    with house.database.reading() as session:
        job = find_over(session, job_id, owner_id=house.owner_id)
        return None if job is None else job.error


def offers_of(house: House, track_id: UUID) -> list[Offer]:
    with house.database.reading() as session:
        return read_track(session, track_id, owner_id=house.owner_id, media=house.media)[0].offers


def chosen(house: House, track_id: UUID) -> list[str]:
    return [one.url for one in offers_of(house, track_id) if one.is_chosen]


def view_of(track: Track, **more: object) -> TrackView:
    known: dict[str, object] = {"heard": None}
    known |= {name: [] for name in ("sections", "cues", "separations", "edited")}
    return TrackView(track=track, **{**known, **more})  # pyright: ignore[reportArgumentType]  — parts


def draw_head(view: TrackView) -> set[str]:
    said: set[str] = set()

    def play() -> None:
        with ui.element("div") as place:
            toasts = Toasts(close="Close")
            show_head(
                view, HeadActs(play=lambda: None, download=do_nothing, delete=do_nothing), toasts
            )
            show_facts(view)
        said.update(words_in(place))

    draw(play)
    return said


async def do_nothing() -> None:
    pass


async def take_nothing(offer_id: UUID) -> None:
    del offer_id


def make_job(**more: object) -> Job:
    known = {"owner_id": OWNER, "stage": "gather", "title": "https://tube.test/one"}
    return Job(**{**known, **more})  # pyright: ignore[reportArgumentType]  — columns


def make_offer(url: str, *, title: str = "Around", reasons: list[str] | None = None) -> Offer:
    return Offer(
        owner_id=OWNER,
        track_id=uuid4(),
        place=0,
        url=url,
        title=title,
        channel="The Band",
        duration_seconds=200.0,
        score=0.87,
        reasons=reasons or [],
    )
