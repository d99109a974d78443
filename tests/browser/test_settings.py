"""The room of settings as people use it: kept at once, live in every window, never half said."""

from uuid import UUID

from playwright.sync_api import Locator, Page, expect
from sqlmodel import Session

from app import accounts, analysis, stems
from app.analysis import ListeningWish
from app.stems import Wish
from tests.browser.pictures import shoot
from tests.browser.served import Served
from tests.browser.windows import SIZES, WIDE, Windows
from tests.houses import wait_until

UNKNOWN = "No analysis finds 'tempi'. Did you mean 'tempo'?"


def test_a_choice_is_kept_at_once_and_shown_in_every_window(
    scripted: Served, scripted_windows: Windows
) -> None:
    one, other = open_settings(scripted_windows), open_settings(scripted_windows)
    section(one, "Analysis").get_by_label("Chroma").uncheck()
    section(one, "Analysis").get_by_label("MFCC").uncheck()
    section(one, "Analysis").get_by_label("Cues for").select_option("Club")
    for label in ("Chroma", "MFCC"):
        expect(section(other, "Analysis").get_by_label(label)).not_to_be_checked()
    expect(section(other, "Analysis").get_by_label("Cues for")).to_have_value("club")
    expect(section(other, "Analysis").get_by_text("Your choice")).to_be_visible()
    expect(section(other, "Separation").get_by_text("As usual").first).to_be_visible()
    wish = heard(scripted)
    assert set(analysis.ALL) - set(wish.features) == {"chroma", "mfcc"}
    assert wish.style == "club"

    section(other, "Analysis").get_by_role("button", name="Reset").click()
    for window in (one, other):
        expect(section(window, "Analysis").get_by_label("Chroma")).to_be_checked()
        expect(section(window, "Analysis").get_by_label("Cues for")).to_have_value("")
        expect(section(window, "Analysis").get_by_role("button", name="Reset")).to_be_disabled()
    assert heard(scripted) == ListeningWish()


def test_what_other_programs_say_is_shown_too(scripted: Served, scripted_windows: Windows) -> None:
    window = open_settings(scripted_windows)
    said = {"model": "htdemucs_6s", "overlap": 0.33, "shifts": 2, "keep": ["guitar"], "rest": True}
    address = f"{scripted.address}/api/v1/preferences/separation"
    assert window.request.put(address, data=said).status == 200
    part = section(window, "Separation")
    expect(part.get_by_label("Engine and model")).to_have_value("htdemucs_6s")
    expect(part.get_by_label("Overlap of segments")).to_have_value("33")
    expect(part.get_by_label("Shifts")).to_have_value("2")
    expect(part.get_by_label("Only these:")).to_be_checked()
    expect(part.get_by_label("Guitar")).to_be_checked()
    expect(part.get_by_label("and the sum of the others")).to_be_checked()
    expect(part.get_by_text("overlap 33 % · 2 shifts · only guitar, the rest")).to_be_visible()
    part.get_by_label("Engine and model").select_option("htdemucs")
    expect(part.get_by_role("alert")).to_contain_text("has no stem 'guitar'")
    expect(part.get_by_label("Engine and model")).to_have_value("htdemucs_6s")


def test_no_and_nothing_are_choices_that_stay(scripted: Served, scripted_windows: Windows) -> None:
    window = open_settings(scripted_windows)
    part = section(window, "Separation")
    part.get_by_text("Fast", exact=True).click()
    part.get_by_label("Only these:").check()
    for stem in ("Vocals", "Drums", "Bass", "Other"):
        expect(part.get_by_label(stem, exact=True)).to_be_checked()
    for stem in ("Drums", "Other"):
        part.get_by_label(stem, exact=True).uncheck()
    part.get_by_label("Stems add up to the mix exactly").check()
    expected = Wish(preset="fast", keep=("vocals", "bass"), rest=False, complete=True)
    wait_until(lambda: wanted(scripted) == expected, "it was not kept")
    part.get_by_label("Stems add up to the mix exactly").uncheck()
    for stem in ("Vocals", "Bass"):
        part.get_by_label(stem, exact=True).uncheck()
    expected = Wish(preset="fast", keep=(), rest=False, complete=False)
    wait_until(lambda: wanted(scripted) == expected, "it was not kept")
    window.reload()
    expect(part.get_by_text("This means: Demucs: htdemucs · Fast")).to_be_visible()
    expect(part.get_by_label("All of the model's")).to_be_checked()
    expect(part.get_by_label("Stems add up to the mix exactly")).not_to_be_checked()
    expect(part.get_by_text("Your choice")).to_be_visible()


def test_what_cannot_be_meant_is_answered_with_a_sentence_and_taken_back(
    scripted: Served, scripted_windows: Windows
) -> None:
    window = open_settings(scripted_windows)
    part = section(window, "Analysis")
    set_preferred(scripted, ListeningWish(features=("chords",)))
    expect(part.get_by_label("Tempo and grid")).not_to_be_checked()
    part.get_by_label("Chords").focus()
    window.keyboard.press("Space")
    expect(part.get_by_role("alert")).to_contain_text("choose one feature at least")
    expect(part.get_by_label("Chords")).to_be_checked()
    expect(part.get_by_label("Chords")).to_be_focused()

    part.get_by_label("Tempo and grid").evaluate("(box) => { box.value = 'tempi'; }")
    part.get_by_label("Tempo and grid").click()
    expect(part.get_by_role("alert")).to_have_text(UNKNOWN)
    expect(part.get_by_label("Tempo and grid")).not_to_be_checked()
    part.get_by_label("Energy").check()
    expect(part.get_by_role("alert")).to_have_count(0)
    wait_until(lambda: heard(scripted).features == ("energy", "chords"), "it was not kept")


def test_everything_is_reached_and_changed_with_the_keyboard(
    scripted: Served, scripted_windows: Windows
) -> None:
    window = open_settings(scripted_windows)
    part = section(window, "Separation")
    part.locator("[name=preset]:checked").focus()
    window.keyboard.press("ArrowDown")
    expect(part.get_by_text("This means: Draft")).to_be_visible()
    wait_until(lambda: wanted(scripted).preset == "instant", "it was not kept")
    expect(part.locator("[name=preset][value=instant]")).to_be_focused()
    window.keyboard.press("Enter")  # no form is sent, nothing is lost
    expect(part.locator("[name=preset][value=instant]")).to_be_focused()
    assert window.url.endswith("/settings")


def test_the_settings_at_every_width(scripted: Served, scripted_windows: Windows) -> None:
    set_preferred(scripted, ListeningWish(features=("tempo", "key", "cues"), style="club"))
    for size in SIZES:
        window = open_settings(scripted_windows, size)
        shoot(window, "settings")
        window.locator(".content").evaluate("(it) => it.scrollTo(0, it.scrollHeight)")
        shoot(window, "settings-end")
        if size != WIDE:
            low = [name for name, height in heights_of(window) if height < 44]
            assert not low


def heights_of(window: Page) -> list[tuple[str, float]]:
    """Return how high everything is that a finger can touch, and what it is."""
    touched = window.locator(".settings-room :is(.tick, .preset, select, button)")
    return touched.evaluate_all(
        "(all) => all.filter((one) => one.checkVisibility())"
        ".map((one) => [one.outerHTML, one.getBoundingClientRect().height])"
    )


def open_settings(windows: Windows, size: tuple[int, int] = SIZES[0]) -> Page:
    """Open the room by the menu of the account."""
    window = windows.open("/", size)
    window.get_by_label("Account").click()
    window.get_by_role("link", name="Settings").click()
    expect(section(window, "Analysis").get_by_label("Tempo and grid")).to_be_visible()
    expect(section(window, "Separation").get_by_label("Engine and model")).to_be_visible()
    expect(window.get_by_role("link", name="Settings")).to_be_hidden()
    return window


def section(window: Page, name: str) -> Locator:
    """Return a section of the room."""
    return window.get_by_role("region", name=name)


def heard(served: Served) -> ListeningWish:
    """Return what the owner wants to know of new tracks."""
    with served.tools.database.reading() as session:
        return analysis.get_preferred(session, owner_id=_owner(served, session))


def set_preferred(served: Served, wish: ListeningWish) -> None:
    """Choose elsewhere what the owner wants to know of new tracks."""
    with served.tools.database.transaction() as session:
        analysis.set_preferred(session, wish, owner_id=_owner(served, session))


def wanted(served: Served) -> Wish:
    """Return how the owner wants tracks to be taken apart."""
    with served.tools.database.reading() as session:
        return stems.get_preferred(session, owner_id=_owner(served, session))


def _owner(served: Served, session: Session) -> UUID:
    return accounts.get_by_email(session, served.settings.owner_email).id
