"""Lists of tracks: pages, search, order, and what a card shows."""

from typing import Any

from app.pipeline import JobState
from tests.api.v1.conftest import ROOT, Api
from tests.api.v1.rows import add, counting, make_analysis, make_job, make_track


def titles(api: Api, **query: Any) -> list[str]:
    return [row["title"] for row in api.get("/tracks", **query)["rows"]]


def test_a_thousand_tracks_are_paged_with_a_handful_of_queries(api: Api) -> None:
    tracks = [make_track(api.house, f"Track {number:04}", number) for number in range(1000)]
    heard = [
        make_analysis(track, tempo_bpm=60 + number / 10, camelot=f"{number % 12 + 1}A", day=day)
        for number, track in enumerate(tracks)
        for day in (1, 2)
    ]
    jobs = [make_job(track, JobState.COMPLETED) for track in tracks]
    add(api.house, *tracks, *heard, *jobs)
    seen: list[str] = []
    for start in range(0, 1000, 250):
        with counting(api.house) as said:
            page = api.get("/tracks", sort="tempo", descending=True, start=start, count=250)
        assert len(said) <= 6
        assert page["total"] == 1000
        assert all(row["work"]["state"] == "completed" for row in page["rows"])
        seen += [row["title"] for row in page["rows"]]
    assert seen == [f"Track {number:04}" for number in reversed(range(1000))]
    assert titles(api, start=999) == ["Track 0000"]
    assert titles(api, start=1000) == []


SEARCHES = {
    "": ["50% off", "Ärger_Band", "backslash \\ here", "plain"],
    "%": ["50% off"],
    "_": ["Ärger_Band"],
    "\\": ["backslash \\ here"],
    "/": [],
    "PLAIN": ["plain"],
    "ärger": ["Ärger_Band"],
    "ÄRGER": ["Ärger_Band"],
    "the band plain": ["plain"],
    "off the": [],
    "record": ["plain"],
    "' OR 1=1 --": [],
    "\0": ["50% off", "Ärger_Band", "backslash \\ here", "plain"],
}


def test_a_search_takes_every_sign_for_itself(api: Api) -> None:
    add(
        api.house,
        make_track(api.house, "50% off", 1),
        make_track(api.house, "Ärger_Band", 2),
        make_track(api.house, "backslash \\ here", 3),
        make_track(api.house, "plain", 4, artist="The Band", album="First record"),
    )
    for search, found in SEARCHES.items():
        page = api.get("/tracks", search=search, sort="added", descending=False)
        assert [row["title"] for row in page["rows"]] == found, search
        assert page["total"] == len(found)


def test_lists_are_sorted_as_people_expect(api: Api) -> None:
    beta = make_track(api.house, "beta", 1, artist="Zed", year=1999)
    alpha = make_track(api.house, "Alpha", 2, year=2020)
    gamma = make_track(api.house, "Gamma", 3, artist="abba")
    add(
        api.house,
        *(beta, alpha, gamma),
        make_analysis(beta, tempo_bpm=90, camelot="9A", day=2),
        make_analysis(beta, tempo_bpm=200, camelot="1A", day=1),
        make_analysis(alpha, tempo_bpm=120, camelot="10A"),
    )
    assert titles(api) == ["Gamma", "Alpha", "beta"]
    assert titles(api, sort="title") == ["Alpha", "beta", "Gamma"]
    assert titles(api, sort="artist") == ["Gamma", "beta", "Alpha"]
    assert titles(api, sort="artist", descending=True) == ["beta", "Gamma", "Alpha"]
    assert titles(api, sort="tempo") == ["beta", "Alpha", "Gamma"]
    assert titles(api, sort="key") == ["beta", "Alpha", "Gamma"]
    assert titles(api, sort="year", descending=True) == ["Alpha", "beta", "Gamma"]
    assert titles(api, sort="duration", count=2, start=1) == ["Alpha", "Gamma"]
    row = api.get("/tracks", sort="title")["rows"][1]
    assert (row["tempo_bpm"], row["camelot"], row["loudness_lufs"]) == (90, "9A", -9)
    assert api.client.get(f"{ROOT}/tracks", params={"sort": "colour"}).status_code == 422
    assert api.client.get(f"{ROOT}/tracks", params={"count": 501}).status_code == 422


def test_a_card_shows_the_work_that_tells_most(api: Api) -> None:
    live, failed, mended, new = (make_track(api.house, name) for name in "abcd")
    add(
        api.house,
        *(live, failed, mended, new),
        make_job(live, JobState.FAILED, stage="analyse"),
        make_job(live, JobState.QUEUED, stage="cue"),
        make_job(live, JobState.PROCESSING),
        make_job(failed, JobState.COMPLETED, stage="analyse", day=3),
        make_job(failed, JobState.FAILED),
        make_job(mended, JobState.FAILED, day=1),
        make_job(mended, JobState.COMPLETED, day=2),
    )
    work = {row["title"]: row["work"] for row in api.get("/tracks")["rows"]}
    assert (work["a"]["stage"], work["a"]["label"]) == ("separate", "Separate stems")
    assert (work["a"]["state"], work["a"]["progress"]) == ("processing", 0.25)
    assert work["a"]["phase"] == "separating"
    assert (work["b"]["state"], work["b"]["error"]) == ("failed", "It broke.")
    assert work["c"]["state"] == "completed"
    assert work["d"] is None
