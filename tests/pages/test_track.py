"""The work on a track as its page shows it: rows that stay, estimates, and logs that grow."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from nicegui import ui

from app.core import clock
from app.pipeline import Job, JobEntry, JobProgressed, JobState
from components.log import Log
from pages.track.view import WorkView, read_track
from pages.track.work import Acts, WorkPart
from tests.houses import House
from tests.pages.drawn import draw, words_in

OWNER, TRACK = uuid4(), uuid4()


async def nothing(job_id: UUID) -> None:
    del job_id


def make_job(stage: str = "separate", **more: object) -> Job:
    known = {"owner_id": OWNER, "track_id": TRACK, "stage": stage, "title": "First Light"}
    working = {"state": JobState.PROCESSING, "worker": "w", "attempt": 1}
    return Job(**{**known, **working, **more})  # pyright: ignore[reportArgumentType]  — columns


def view(*jobs: Job, said: tuple[str, ...] = ()) -> WorkView:
    entries = [
        JobEntry(job_id=uuid4(), place=place, at=clock.now(), text=text)
        for place, text in enumerate(said)
    ]
    return WorkView(list(jobs), {job.id: entries for job in jobs})


def progress(job: Job, share: float, phase: str, left: float | None = None) -> JobProgressed:
    return JobProgressed(job.id, OWNER, TRACK, job.stage, share, phase, left)


def on_page(play: Callable[[WorkPart], None]) -> None:
    """Let ``play`` have the work part of a page."""
    draw(lambda: play(WorkPart(Acts(cancel=nothing, retry=nothing))))


def rows() -> list[ui.element]:
    return [one for one in ui.context.client.elements.values() if "data-job" in one.props]


def logs() -> list[list[str]]:
    found = [one for row in rows() for one in row.descendants() if isinstance(one, Log)]
    lines: list[list[dict[str, str]]] = [log.props["lines"] for log in found]
    return [[line["text"] for line in one] for one in lines]


def test_a_row_stays_the_same_while_its_job_goes_on_so_that_an_open_log_stays_open() -> None:
    job, older = make_job(), make_job("import", state=JobState.COMPLETED)

    def play(work: WorkPart) -> None:
        work.show(view(job, older))
        opened, *_others = rows()
        inside = [child.id for child in opened.descendants()]
        job.state = JobState.COMPLETED
        newer = make_job("cue")
        work.show(view(newer, older, job, said=("Asked for.", "Completed.")))
        assert [row.props["data-job"] for row in list(opened.parent_slot or [])] == [
            "cue",
            "import",
            "separate",
        ]
        assert [child.id for child in opened.descendants()] == inside
        assert logs()[0] == ["Asked for.", "Completed."]

    on_page(play)


def test_a_job_says_how_far_it_is_and_how_long_it_still_takes() -> None:
    job = make_job(progress=0.25, phase="separating")
    job.expected_at = clock.now() + timedelta(seconds=170)

    def play(work: WorkPart) -> None:
        work.show(view(job))
        (row,) = rows()
        assert "25 % · separating · about 3 min left" in words_in(row)
        work.follow(progress(job, 0.5, "separating", 18.0))
        assert "50 % · separating · about 20 s left" in words_in(row)
        work.follow(progress(job, 0.6, "separating"))
        assert "60 % · separating" in words_in(row)
        assert "Cancel" in words_in(row)

    on_page(play)


def test_only_a_new_phase_asks_for_the_log() -> None:
    job, stranger = make_job(), make_job()

    def play(work: WorkPart) -> None:
        work.show(view(job))
        assert work.follow(progress(job, 0.1, "fetching 1 of 80 MB"))
        assert not work.follow(progress(job, 0.2, "fetching 2 of 80 MB"))
        assert work.follow(progress(job, 0.3, "separating"))
        assert not work.follow(progress(stranger, 0.3, "separating"))
        work.show(view(replace_state(job, JobState.COMPLETED)))
        assert not work.follow(progress(job, 0.9, "too late"))

    on_page(play)


def replace_state(job: Job, state: JobState) -> Job:
    job.state = state
    return job


def test_a_job_offers_what_can_be_done_to_it_and_no_more() -> None:
    stopping = make_job(cancel_requested=True)
    failed = make_job(state=JobState.FAILED, error="The disk is full.", error_kind="StorageFailed")
    hopeless = make_job(state=JobState.FAILED, error="It is silent.", error_kind="UnusableAudio")
    again = make_job(retry_of_id=(retried := make_job(state=JobState.FAILED)).id)

    def play(work: WorkPart) -> None:
        work.show(view(stopping, failed, hopeless, again, retried))
        said = [set(words_in(row)) for row in rows()]
        assert "Stopping" in said[0]
        assert "Cancel" not in said[0]
        assert {"Retry", "The disk is full."} <= said[1]
        assert "Retry" not in said[2]
        assert "Cancel" in said[3]
        assert "Retry" not in said[4]

    on_page(play)


def test_a_track_is_read_with_its_work_and_every_line_of_its_logs(house: House) -> None:
    track_id = house.bring()
    with house.database.reading() as session:
        track, work = read_track(session, track_id, owner_id=house.owner_id, media=house.media)
    assert track.track.id == track_id
    assert {job.stage for job in work.jobs} == {"import", "separate", "analyse", "cue"}
    for job in work.jobs:
        assert work.logs[job.id][0].text == "Asked for."
    with house.database.reading() as session:
        assert read_track(session, track_id, owner_id=house.owner_id, media=house.media)[0] == track
