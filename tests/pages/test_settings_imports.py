"""The sections for imports and for Spotify: what they say, what they keep, what they let go of."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from nicegui import ui

from app import accounts, pipeline, sources
from app.core import clock
from app.core.errors import InvalidInput
from app.core.settings import Settings
from app.pipeline import ImportWish
from app.sources import AccountView, News, PlaylistOnOffer
from app.sources.service.accounts import keep_account, vault_of
from app.sources.spotify import Tokens
from pages.settings.section import Said
from pages.settings.sections.imports import ImportsSection, read_wish
from pages.settings.sections.spotify import (
    SpotifySection,
    SpotifyView,
    state_words,
    words_of_offer,
)
from tests.houses import House
from tests.pages.drawn import draw, words_in

ALL = ["download", "separate", "analyse"]
LINKED = AccountView(is_set_up=True, can_link=True, name="Some One", is_cut=False, note="")
NOT_LINKED = replace(LINKED, name=None)


def keep(house: House, said: Said) -> ImportWish:
    with house.database.transaction() as session:
        ImportsSection().write(session, house.settings, said, owner_id=house.owner_id)
    return kept(house)


def kept(house: House) -> ImportWish:
    with house.database.reading() as session:
        return pipeline.get_preferred_import(session, owner_id=house.owner_id)


def test_all_steps_in_the_best_form_are_as_usual(house: House) -> None:
    said: Said = {"steps": ALL, "audio": [""], "bitrate": [""]}
    assert keep(house, said) == ImportWish()
    assert ImportsSection().is_usual(kept(house))


def test_what_the_fields_say_is_kept_and_reset(house: House) -> None:
    said: Said = {"steps": ["download", "analyse"], "audio": ["mp3"], "bitrate": ["320"]}
    wish = ImportWish(separate=False, audio="mp3", bitrate_kbps=320)
    assert keep(house, said) == wish
    assert not ImportsSection().is_usual(wish)
    with house.database.transaction() as session:
        ImportsSection().forget(session, owner_id=house.owner_id)
    assert kept(house) == ImportWish()


def test_what_follows_a_download_is_remembered_while_there_is_none(house: House) -> None:
    keep(house, {"steps": ["download", "analyse"]})
    assert keep(house, {"steps": ["analyse"]}) == ImportWish(download=False, separate=False)
    assert keep(house, {"steps": ["download"]}) == ImportWish(separate=False)
    assert keep(house, {"steps": ALL}) == ImportWish()


@pytest.mark.parametrize(
    "said",
    [
        {"audio": ["wma"]},
        {"audio": ["mp3"], "bitrate": ["9000"]},
        {"bitrate": ["loud"]},
    ],
)
def test_a_form_that_there_is_not_is_refused(house: House, said: Said) -> None:
    with pytest.raises(InvalidInput, match="32 to 512 kbit/s"):
        keep(house, {"steps": ALL, **said})
    assert kept(house) == ImportWish()


def test_the_fields_show_what_they_were_told() -> None:
    wishes = [
        ImportWish(),
        ImportWish(download=False),
        ImportWish(separate=False, audio="opus", bitrate_kbps=112),
        ImportWish(analyse=False, audio="flac"),
    ]

    def play() -> None:
        with ui.element("form") as form:
            section = ImportsSection()
            section.draw(ImportWish())
        for wish in wishes:
            section.show(wish)
            assert read_wish(fields_of(form), kept=wish) == wish

    draw(play)


def fields_of(form: ui.element) -> Said:
    """Return what a browser would send."""
    said: Said = {}
    for one in form.descendants():
        props = dict[str, object](one.props)
        is_meant = props.get("checked") if one.tag == "input" else True
        if props.get("name") and is_meant and not props.get("disabled"):
            said.setdefault(str(props["name"]), []).append(str(props["value"]))
    return said


def on_section(
    account: AccountView, settings: Settings, look: Callable[[SpotifySection, ui.element], None]
) -> None:
    def play() -> None:
        with ui.element("form") as form:
            section = SpotifySection()
            view = SpotifyView(account, settings)
            section.draw(view)
            section.show(view)
        look(section, form)

    draw(play)


@pytest.mark.parametrize(
    ("account", "seen", "unseen"),
    [
        (NOT_LINKED, {"Link Spotify account", "No account is linked."}, {"Unlink", "Import"}),
        (
            LINKED,
            {"Some One is linked.", "Unlink", "Show playlists", "Import saved tracks"},
            {"Link Spotify account"},
        ),
        (
            replace(LINKED, is_cut=True, note="Link it again."),
            {"The link to Some One is broken.", "Link it again.", "Link Spotify account", "Unlink"},
            {"Show playlists", "Import saved tracks"},
        ),
        (
            replace(NOT_LINKED, can_link=False, note="Make an app."),
            {"No account is linked.", "Make an app."},
            {"Link Spotify account", "Unlink", "Show playlists"},
        ),
    ],
)
def test_only_what_can_be_done_is_offered(
    account: AccountView, seen: set[str], unseen: set[str]
) -> None:
    def look(section: SpotifySection, form: ui.element) -> None:
        words = set(words_in(form))
        assert seen <= words
        assert not unseen & words
        assert section.is_usual(SpotifyView(account, Settings())) is (account.name is None)

    on_section(account, Settings(), look)


def test_every_playlist_has_a_button_of_its_own() -> None:
    url = "https://open.spotify.com/playlist/{}"
    found = (
        PlaylistOnOffer("one", "Warm-up", url.format("one"), owner="Me", length=1),
        PlaylistOnOffer("two", "Peak", url.format("two")),
    )

    def look(section: SpotifySection, form: ui.element) -> None:
        section.show_playlists(found)
        words = words_in(form)
        assert words.count("Import") == 2
        assert {"Warm-up", "Me · 1 entry", "Peak"} <= set(words)
        labels = {dict[str, object](one.props).get("aria-label") for one in form.descendants()}
        assert {"Import Warm-up", "Import Peak"} <= labels
        section.show_playlists(())
        assert "Import" not in words_in(form)

    on_section(LINKED, Settings(), look)
    assert words_of_offer(found[1]) == ""


def test_the_limits_of_spotify_are_said_before_anything_is_linked() -> None:
    about = SpotifySection().about
    for fact in ("November 2024", "localhost", "127.0.0.1", "February 2026", "Premium", "five"):
        assert fact in about


def test_the_state_is_read_from_the_row_and_reset_unlinks(house: House) -> None:
    section = SpotifySection()
    tokens = Tokens("a", "b", clock.now() + timedelta(hours=1), "all")

    def read() -> SpotifyView:
        with house.database.reading() as session:
            return section.read(session, house.settings, owner_id=house.owner_id)

    assert state_words(read().account) == "No account is linked."
    with house.database.transaction() as session:
        vault = vault_of(house.settings)
        keep_account(session, vault, tokens, name="Some One", owner_id=house.owner_id)
    assert state_words(read().account) == "Some One is linked."
    assert not section.is_usual(read())
    with house.database.transaction() as session:
        section.forget(session, owner_id=house.owner_id)
    assert section.is_usual(read())


def test_what_was_not_sealed_here_is_no_news(house: House) -> None:
    news = News(kind="ok", sentence="Some One is linked.")
    sealed = sources.seal_news(house.settings, news)
    assert sources.read_news(house.settings, sealed) == news
    assert sources.read_news(house.settings, sealed[:-3]) is None
    assert sources.read_news(house.settings, "Your password has expired.") is None
    with house.database.transaction() as session:
        other = accounts.create_user(session, f"{uuid4()}@example.org")
    assert sources.read_news(house.settings, vault_of(house.settings).encrypt(other.email)) is None
