"""Bring audio in: what is behind a link, what is on offer for a track, and the demo song."""

from app.sources.repository import hand_over_offers
from app.sources.service.account_access import Asker, list_account_playlists
from app.sources.service.accounts import (
    AccountView,
    News,
    ReturnedLink,
    begin_link,
    finish_link,
    read_news,
    seal_news,
    unlink_account,
    view_account,
)
from app.sources.service.comparing import compare_files
from app.sources.service.demo import RENDER_DEMO, DemoReport, DemoRequest, write_demo_song
from app.sources.service.gathering import (
    SAVED_TRACKS,
    Gathered,
    gather_audio,
    gather_page,
    gather_spotify,
    way_out_of,
)
from app.sources.service.listing import (
    FoundList,
    ImportedList,
    ImportedPlaylist,
    ListChoice,
    MatchedLine,
    MatchedList,
    choose_lists,
    import_list,
    match_list,
)
from app.sources.service.offering import (
    choose_offer,
    find_chosen,
    keep_offers,
    list_offers,
    mark_chosen,
)

__all__ = [
    "RENDER_DEMO",
    "SAVED_TRACKS",
    "AccountView",
    "Asker",
    "DemoReport",
    "DemoRequest",
    "FoundList",
    "Gathered",
    "ImportedList",
    "ImportedPlaylist",
    "ListChoice",
    "MatchedLine",
    "MatchedList",
    "News",
    "ReturnedLink",
    "begin_link",
    "choose_lists",
    "choose_offer",
    "compare_files",
    "find_chosen",
    "finish_link",
    "gather_audio",
    "gather_page",
    "gather_spotify",
    "hand_over_offers",
    "import_list",
    "keep_offers",
    "list_account_playlists",
    "list_offers",
    "mark_chosen",
    "match_list",
    "read_news",
    "seal_news",
    "unlink_account",
    "view_account",
    "way_out_of",
    "write_demo_song",
]
