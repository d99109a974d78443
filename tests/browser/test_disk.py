"""What takes space, and what goes with a track, as people see it."""

from uuid import UUID, uuid4

import numpy as np
from playwright.sync_api import expect

from app import accounts, library, stems
from app.analysis import Analysis
from app.analysis.models import Timbre
from app.analysis.rules.timbre.vector import SIZE, TIMBRE_VERSION
from app.core.storage import MediaKey
from app.stems import Recipe, SeparationReport
from tests.browser.pictures import shoot
from tests.browser.served import Served
from tests.browser.windows import SIZES, Windows
from tests.houses import wait_until
from tests.shelves import add_tracks
from tests.songs import write_song


def owner_of(studio: Served) -> UUID:
    with studio.tools.database.transaction() as session:
        return accounts.ensure_owner(session, studio.settings.owner_email).id


def furnish(studio: Served) -> dict[str, str]:
    """Add tracks with what was heard in them, and return their ids by title."""
    tools = studio.tools
    titles = ("Here", "Same key", "Far away", "Other tempo")
    owner_id = owner_of(studio)
    ids: dict[str, UUID] = dict(zip(titles, add_tracks(tools, owner_id, *titles), strict=True))
    for track_id in ids.values():
        song = write_song(tools.media.scratch(track_id) / "song.wav", seconds=1.0)
        tools.media.put(library.media_key_of(track_id), song)
    studio.script(stems.DRAW.name, lambda asked, report, _halt: stems.DRAW.perform(asked, report))
    traits = {
        "Here": (124.0, "8A", 0.0),
        "Same key": (124.0, "8A", 2.0),
        "Far away": (140.0, "2A", 0.1),
        "Other tempo": (126.0, "9A", 3.0),
    }
    with tools.database.transaction() as session:
        for title, (tempo_bpm, camelot, place) in traits.items():
            session.add(
                Analysis(
                    id=uuid4(),
                    owner_id=owner_id,
                    track_id=ids[title],
                    schema_version=1,
                    tempo_bpm=tempo_bpm,
                    key="A minor",
                    camelot=camelot,
                    energy=0.5,
                )
            )
            session.add(
                Timbre(
                    track_id=ids[title],
                    owner_id=owner_id,
                    version=TIMBRE_VERSION,
                    vector=np.full(SIZE, place, dtype="<f4").tobytes(),
                )
            )
    return {title: str(track_id) for title, track_id in ids.items()}


def add_stems(studio: Served, track_id: str, *, engine: str, model: str) -> None:
    """Add stems that are there without any work."""
    tools, made, owner_id = studio.tools, uuid4(), owner_of(studio)
    file = tools.media.scratch(made) / "vocals.flac"
    file.write_bytes(b"x" * 3_000_000)
    report = SeparationReport(
        engine=engine,
        model=model,
        device="cpu",
        precision="fp32",
        residual_db=-60.0,
        duration_seconds=10.0,
        elapsed_seconds={},
        stems={"vocals": file},
    )
    with tools.database.transaction() as session:
        stems.add_separation(
            session,
            report,
            recipe=Recipe(engine=engine, model=model),
            separation_id=made,
            owner_id=owner_id,
            track_id=UUID(track_id),
            media=tools.media,
        )


def test_what_goes_with_a_track_is_shown_with_its_reasons_and_can_be_queued(
    scripted: Served, scripted_windows: Windows
) -> None:
    ids = furnish(scripted)
    window = scripted_windows.open(f"/track/{ids['Here']}")
    part = window.get_by_label("Goes with this")
    expect(part.locator(".offer-title")).to_have_text(["Same key", "Other tempo"])
    expect(part).to_contain_text("124.0 BPM · 8A (A minor)")
    expect(part).to_contain_text("8A to 8A: the same key · 124.0 BPM: the same tempo")
    part.get_by_role("button", name="Sounds like").click()
    expect(part.locator(".offer-title")).to_have_text(["Far away", "Same key", "Other tempo"])
    expect(part).to_contain_text("A very similar sound")
    window.evaluate(
        "() => addEventListener('sfa:queue', (event) => { window.asked = event.detail; })"
    )
    part.get_by_role("button", name="Play Far away next").click()
    window.wait_for_function("() => window.asked")
    assert window.evaluate("() => window.asked") == {"ids": [ids["Far away"]], "mode": "next"}
    part.get_by_role("link", name="Far away").click()
    expect(window.get_by_role("heading", name="Far away", level=1)).to_be_visible()


def test_what_goes_with_a_track_fits_every_screen(
    scripted: Served, scripted_windows: Windows
) -> None:
    ids = furnish(scripted)
    for size in SIZES:
        window = scripted_windows.open(f"/track/{ids['Here']}", size)
        expect(window.get_by_label("Goes with this").locator(".offer-title")).to_have_count(2)
        window.get_by_label("Goes with this").scroll_into_view_if_needed()
        shoot(window, "neighbours")


def test_space_is_shown_and_stems_go_only_after_a_second_word(
    scripted: Served, scripted_windows: Windows
) -> None:
    ids = furnish(scripted)
    add_stems(scripted, ids["Here"], engine="draft", model="draft")
    add_stems(scripted, ids["Here"], engine="demucs", model="htdemucs")
    window = scripted_windows.open("/settings")
    disk = window.locator("#settings-disk")
    expect(disk).to_contain_text("Your tracks and stems take 6.0 MB; there is no limit.")
    expect(disk.get_by_role("button", name="Drop caches")).to_be_disabled()
    disk.get_by_role("button", name="Delete 1 replaced draft, 3.0 MB").click()
    disk.get_by_role("button", name="Keep").click()
    expect(disk).to_contain_text("take 6.0 MB")
    disk.get_by_role("button", name="Delete 1 replaced draft, 3.0 MB").click()
    disk.get_by_role("button", name="Delete them for good").click()
    expect(disk).to_contain_text("3.0 MB are free again.")
    expect(disk).to_contain_text("take 3.0 MB")
    disk.get_by_role("button", name="Delete stems: Here").click()
    disk.get_by_role("button", name="Delete them for good: Here").click()
    expect(disk).to_contain_text("take 16 B; there is no limit.")
    wait_until(lambda: not list_stems(scripted), "files of stems stayed")
    expect(disk).to_contain_text("Everybody")


def test_space_fits_every_screen(scripted: Served, scripted_windows: Windows) -> None:
    ids = furnish(scripted)
    add_stems(scripted, ids["Here"], engine="demucs", model="htdemucs")
    for size in SIZES:
        window = scripted_windows.open("/settings", size)
        disk = window.locator("#settings-disk")
        expect(disk).to_contain_text("Everybody")
        disk.scroll_into_view_if_needed()
        shoot(window, "disk")


def list_stems(studio: Served) -> list[MediaKey]:
    return [key for key, _size in studio.tools.media.sizes() if key.startswith("stems/")]
