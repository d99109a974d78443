"""Search, look and fetch with yt-dlp, as tasks of a child process."""

from typing import Final
from urllib.parse import quote_plus

from app.core.errors import InvalidInput, NotFound, Unavailable
from app.core.units import seconds_to_words
from app.core.work import Report, Task, part_of
from app.sources.fetching.conversion import convert, keep_sound
from app.sources.fetching.direct import fetch_directly
from app.sources.fetching.extraction import (
    Manner,
    check_web_address,
    download,
    extracting,
    has_own_extractor,
    know,
)
from app.sources.fetching.faults import name_of
from app.sources.fetching.found import Done, Found, Progress
from app.sources.fetching.guard import Guard, guarded
from app.sources.fetching.orders import (
    Chapter,
    Entry,
    FetchReport,
    FetchRequest,
    ProbeReport,
    ProbeRequest,
    SearchReport,
    SearchRequest,
    WayOut,
)
from app.sources.fetching.pictures import fetch_picture
from app.sources.fetching.progress import Meter
from app.sources.rules.candidates import Candidate, best_of, rank

_SEARCH_AT_MOST: Final = 25
_FETCHED: Final = 0.9
"""The share of the work that is done when all has come and is still to be converted."""


def _search(request: SearchRequest, report: Report) -> SearchReport:
    report(0.0, "searching")
    wanted = request.wanted
    words = f"{wanted.artist} {wanted.title}".strip()
    is_page = request.prefix.startswith("http")
    query = request.prefix + (quote_plus(words) if is_page else words)
    with (
        guarded(allowed=request.way_out.allowed, upstream=request.way_out.proxy) as guard,
        extracting(guard, _manner(request.way_out, most_entries=_SEARCH_AT_MOST)) as ydl,
    ):
        found, _ = know(ydl, query)
    ranked = rank(wanted, [_candidate(one) for one in found.entries or [] if one.address])
    report(1.0, "searching")
    try:
        return SearchReport(ranked=ranked, chosen=best_of(wanted, ranked).candidate, why_none=None)
    except NotFound as error:
        return SearchReport(ranked=ranked, chosen=None, why_none=str(error))


def _manner(way_out: WayOut, *, most_entries: int) -> Manner:
    return Manner(cookies_file=way_out.cookies_file, most_entries=most_entries)


def _candidate(found: Found) -> Candidate:
    return Candidate(
        url=found.address,
        title=found.title or "",
        channel=found.channel or found.uploader or "",
        duration_seconds=found.duration,
        views=found.view_count,
        isrc=found.isrc or "",
        is_live=found.streams,
    )


def _probe(request: ProbeRequest, report: Report) -> ProbeReport:
    check_web_address(request.url)
    report(0.0, "asking what it is")
    with (
        guarded(allowed=request.way_out.allowed, upstream=request.way_out.proxy) as guard,
        extracting(guard, _manner(request.way_out, most_entries=request.most_entries)) as ydl,
    ):
        found, _ = know(ydl, request.url)
    report(1.0, "asking what it is")
    return _describe(found, request)


def _describe(found: Found, request: ProbeRequest) -> ProbeReport:
    entries = [_entry(one, found) for one in found.entries or [] if one.address_in(found)]
    return ProbeReport(
        url=found.address or request.url,
        is_list=found.is_list,
        title=_title_of(found, request.url),
        duration_seconds=found.duration,
        uploader=found.author,
        thumbnail_url=found.thumbnail,
        extractor=found.extractor_key or found.ie_key or "Generic",
        is_live=found.streams,
        chapters=[
            Chapter(title=one.title or "", start_seconds=one.start_time, end_seconds=one.end_time)
            for one in found.chapters or []
            if one.start_time is not None
        ],
        entries=entries[: request.most_entries],
        has_more=len(entries) > request.most_entries,
    )


def _entry(found: Found, whole: Found) -> Entry:
    return Entry(
        url=found.address_in(whole),
        title=_title_of(found, found.address),
        duration_seconds=found.duration,
        uploader=found.author,
    )


def _fetch(request: FetchRequest, report: Report) -> FetchReport:
    check_web_address(request.url)
    fetching = part_of(report, start=0.0, end=1.0 if request.audio == "best" else _FETCHED)
    fetching(0.0, "connecting")
    meter = Meter(request.url, max_bytes=request.max_bytes, report=fetching)
    with guarded(allowed=request.way_out.allowed, upstream=request.way_out.proxy) as guard:
        fetched = None
        if not has_own_extractor(request.url):
            fetched = fetch_directly(request, proxy=guard.url, meter=meter)
        if fetched is None:
            fetched = _fetch_by_extractor(request, guard, meter)
        fetched = _with_picture(fetched, request, guard)
    return _finished(fetched, request, report)


def _with_picture(fetched: FetchReport, request: FetchRequest, guard: Guard) -> FetchReport:
    """Return what was fetched together with its picture, if that comes as well."""
    if fetched.thumbnail_url is None:
        return fetched
    picture = fetch_picture(fetched.thumbnail_url, folder=request.folder, guard=guard)
    return fetched.model_copy(update={"picture": picture})


def _finished(fetched: FetchReport, request: FetchRequest, report: Report) -> FetchReport:
    """Return the file in the form that was asked for."""
    if request.audio == "best":
        path = fetched.path if fetched.extractor == "file" else keep_sound(fetched.path)
    else:
        report(_FETCHED, f"converting to {request.audio}")
        path = convert(fetched.path, kind=request.audio, bitrate_kbps=request.bitrate_kbps)
    report(1.0, "fetched")
    return fetched.model_copy(update={"path": path, "size_bytes": path.stat().st_size})


def _fetch_by_extractor(request: FetchRequest, guard: Guard, meter: Meter) -> FetchReport:
    def hook(progress: Progress) -> None:
        total = progress.total_bytes or progress.total_bytes_estimate
        meter.tell(int(progress.downloaded_bytes or 0), int(total) if total else None)

    manner = Manner(
        folder=request.folder,
        cookies_file=request.way_out.cookies_file,
        rate_limit_bytes=request.rate_limit_bytes,
        hook=hook,
    )
    with extracting(guard, manner) as ydl:
        found, raw = know(ydl, request.url)
        if found.is_list:
            found, raw = know(ydl, _only_entry(found, request.url).address_in(found))
        _check_item(found, request)
        done = download(ydl, raw, url=request.url)
    return _report_of(done, found, request)


def _only_entry(found: Found, url: str) -> Found:
    """Return the one item of a list of one.

    Raises:
        InvalidInput: if there are more, or none.
    """
    entries = [one for one in found.entries or [] if one.address_in(found)]
    if len(entries) == 1:
        return entries[0]
    if not entries:
        raise NotFound(f"{name_of(url)} is an empty list. Check the address.")
    raise InvalidInput(f"{name_of(url)} is a list of several tracks. Choose among them first.")


def _check_item(found: Found, request: FetchRequest) -> None:
    if found.is_list or found.is_link:
        raise InvalidInput(
            f"{name_of(request.url)} is a list in a list. Give the address of one of its tracks."
        )
    if found.streams:
        raise InvalidInput(
            f"{name_of(request.url)} is a live stream, and has no end. Come back when it is over."
        )
    if found.duration is not None and found.duration > request.max_seconds:
        raise InvalidInput(
            f"{name_of(request.url)} is {seconds_to_words(found.duration)} long, and at most "
            f"{seconds_to_words(request.max_seconds)} are fetched. Choose another, or raise "
            "SFA_MAX_TRACK_SECONDS."
        )


def _report_of(done: Done, found: Found, request: FetchRequest) -> FetchReport:
    path = next((one.filepath for one in done.requested_downloads if one.filepath.exists()), None)
    if path is None:
        raise Unavailable(
            f"{name_of(request.url)} came to nothing. Choose another address, or upload the file."
        )
    return FetchReport(
        path=path,
        size_bytes=path.stat().st_size,
        url=found.address or request.url,
        extractor=found.extractor_key or "Generic",
        title=found.track or _title_of(found, request.url),
        artist=found.artist or found.author,
        album=found.album,
        duration_seconds=found.duration,
        thumbnail_url=found.thumbnail,
    )


def _title_of(found: Found, url: str) -> str:
    return found.title or name_of(url).strip("'")


SEARCH = Task("sources.search", SearchRequest, SearchReport, _search)
PROBE = Task("sources.probe", ProbeRequest, ProbeReport, _probe)
FETCH = Task("sources.fetch", FetchRequest, FetchReport, _fetch)
