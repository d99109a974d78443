"""The rows of the models' room: what they say and offer, however a model stands."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.pipeline import JobChanged, JobProgressed, JobState, ModelView, PullView
from app.stems import ModelsChanged, StemModel
from pages._live import MODELS, topics_of
from pages.models.row import Acts, ModelRow
from tests.pages.drawn import draw, words_in

OWNER, JOB = uuid4(), uuid4()

HTDEMUCS = StemModel(
    name="htdemucs",
    engine="demucs",
    stems=("drums", "bass", "other", "vocals"),
    size_bytes=84_000_000,
    terms="theirs",
    signatures=("955717e8",),
    is_published=True,
)
DRAFT = StemModel("draft", "draft", ("vocals", "drums"), 0, "ours", installed=True)
MINE = StemModel("mine", "demucs", (), 5_000, "yours", ("12345678", "23456789"), installed=True)


def pull(state: JobState, **more: Any) -> PullView:
    known = PullView(
        job_id=JOB,
        owner_id=OWNER,
        state=state,
        is_waiting=state is JobState.QUEUED,
        is_stopping=False,
        progress=0.43,
        phase="fetching",
        error=None,
        remaining_seconds=18.0,
    )
    return replace(known, **more)


async def nothing(name: str) -> None:
    del name


@pytest.mark.parametrize(
    ("view", "words", "acts"),
    [
        (ModelView(DRAFT, None), ["Built in"], []),
        (
            ModelView(HTDEMUCS, None),
            ["Not installed", "1 network · about 84.0 MB", "For scientific purposes"],
            ["Download"],
        ),
        (
            ModelView(replace(HTDEMUCS, installed=True, present_bytes=84_000_000), None),
            ["Installed", "1 network · 84.0 MB"],
            ["Delete"],
        ),
        (
            ModelView(HTDEMUCS, pull(JobState.PROCESSING)),
            ["Downloading", "43 % of 84.0 MB · about 20 s left"],
            ["Cancel"],
        ),
        (ModelView(HTDEMUCS, pull(JobState.QUEUED)), ["Waiting"], ["Cancel"]),
        (ModelView(HTDEMUCS, pull(JobState.PROCESSING, is_stopping=True)), ["Stopping"], []),
        (
            ModelView(HTDEMUCS, pull(JobState.FAILED, error="The disk is full.")),
            ["Failed", "The disk is full."],
            ["Retry"],
        ),
        (
            ModelView(replace(HTDEMUCS, present_bytes=36_000_000), None),
            ["Not installed", "36.0 MB of it are here; a download goes on from there."],
            ["Download", "Delete"],
        ),
        (
            ModelView(replace(MINE, present_bytes=5_000), None),
            ["Installed", "2 networks · 5.0 kB", "Ask who made it"],
            ["Delete"],
        ),
        (
            ModelView(replace(MINE, installed=False, present_bytes=2_000), None),
            ["Not installed", "2.0 kB of it are here, and some of its files are missing."],
            ["Delete"],
        ),
    ],
)
def test_a_model_says_how_it_stands_and_offers_what_can_be_done(
    view: ModelView, words: list[str], acts: list[str]
) -> None:
    def play() -> None:
        row = ModelRow(view.model, Acts(nothing, nothing, nothing))
        row.show(view)
        said = words_in(row.root)
        assert [word for word in words if word not in said] == []
        offered = [word for word in ("Download", "Retry", "Cancel", "Delete") if word in said]
        assert offered == acts

    draw(play)


def test_a_row_follows_its_fetch_and_no_event_that_is_older_than_its_end() -> None:
    def play() -> None:
        row = ModelRow(HTDEMUCS, Acts(nothing, nothing, nothing))
        row.show(ModelView(HTDEMUCS, pull(JobState.PROCESSING)))
        row.follow(progress(0.5, 61.0))
        assert "50 % of 84.0 MB · about 1 min left" in words_in(row.root)
        row.show(ModelView(replace(HTDEMUCS, installed=True), None))
        row.follow(progress(0.6, 30.0))
        assert not [word for word in words_in(row.root) if "%" in word]

    draw(play)


def test_stems_stand_in_the_order_of_the_house() -> None:
    def play() -> None:
        row = ModelRow(HTDEMUCS, Acts(nothing, nothing, nothing))
        said = words_in(row.root)
        assert "Vocals, Drums, Bass, Other" in said
        assert [word for word in said if len(word) == 1] == ["V", "D", "B", "O"]

    draw(play)


def test_a_fetch_and_a_change_of_models_reach_everybody_and_other_work_does_not() -> None:
    def change(stage: str, track_id: UUID | None) -> JobChanged:
        return JobChanged(JOB, OWNER, track_id, stage, JobState.PROCESSING, 0.0, None)

    assert MODELS in topics_of(change("pull", None))
    assert MODELS in topics_of(progress(0.5, None))
    assert topics_of(ModelsChanged("mine")) == [MODELS]
    assert MODELS not in topics_of(change("separate", uuid4()))


def progress(share: float, left: float | None) -> JobProgressed:
    return JobProgressed(JOB, OWNER, None, "pull", share, "fetching", left)
