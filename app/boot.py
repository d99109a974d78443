"""Wire the house: settings to database, storage, bus, workshop, workers and the web application."""

import asyncio
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from filelock import FileLock, Timeout

from app import __version__, accounts, analysis, library, pipeline, sources, stems
from app.core import log as logging
from app.core.database import Database, migrate
from app.core.errors import Conflict, SoundForgeError
from app.core.events import Bus, LocalBus
from app.core.garbage import collected_in_pieces
from app.core.settings import Settings
from app.core.storage import DiskStore, MediaStore
from app.core.workplace import refusals_of
from app.pipeline import Tools, Workshop
from jobs.broker import Doorbell, make_broker
from jobs.children import ChildWorkshop
from jobs.workers import Workers

if TYPE_CHECKING:
    from fastapi import FastAPI

    from app.api.visitors import Visitors

log = structlog.get_logger()

EVENTS = (*accounts.EVENTS, *analysis.EVENTS, *library.EVENTS, *pipeline.EVENTS, *stems.EVENTS)


class Studio:
    """Everything that is wired for one process; ``close`` lets go of it in reverse.

    Work is done in ``workshop``, which is one of child processes unless another is given.
    """

    def __init__(self, settings: Settings, *, workshop: Workshop | None = None) -> None:
        self.settings = settings
        self.media: MediaStore = DiskStore(settings.data_folder)
        self.media.prepare()
        self.bus = _make_bus(settings)
        self.database = Database(settings.database_address, bus=self.bus)
        self.children = ChildWorkshop(
            environment=settings.child_environment(), idle_seconds=settings.child_idle_seconds
        )
        self.tools = Tools(settings, self.database, self.media, workshop or self.children)
        self.broker = make_broker(settings)
        self.bus.subscribe(Doorbell(self.broker).hear)
        self.workers: Workers | None = None
        self._lock = FileLock(settings.data_folder / "instance.lock")

    def start_workers(self, queues: Collection[pipeline.Queue] = tuple(pipeline.Queue)) -> Workers:
        """Work on the jobs of ``queues`` here; an embedded studio has to be the only one.

        Raises:
            Conflict: if another process works on this data folder.
        """
        if self.settings.is_embedded and not self.try_to_be_alone():
            raise Conflict(
                f"Another Sound Forge works on {self.settings.data_folder}. "
                "Stop it first, or set SFA_DATA_DIR to another folder."
            )
        is_alone = self.settings.is_embedded and self.database.is_sqlite
        self.workers = Workers(self.tools, broker=self.broker, is_alone=is_alone)
        self.workers.start(queues)
        return self.workers

    def try_to_be_alone(self) -> bool:
        """Take the data folder's lock, unless another process has it."""
        with refusals_of(self.settings.data_folder):
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                return False
        return True

    def close(self) -> None:
        """Stop the workers, giving their jobs back, then end children and connections."""
        if self.workers:
            self.workers.stop()
        self.children.close()
        self.bus.close()
        self.broker.close()
        self.database.dispose()
        self._lock.release(force=True)


def open_studio(settings: Settings, *, workshop: Workshop | None = None) -> Studio:
    """Bring the database up to date and wire everything around it."""
    logging.configure(level=settings.log_level, style=settings.log_format)
    DiskStore(settings.data_folder).prepare()
    migrate(settings.database_address)
    studio = Studio(settings, workshop=workshop)
    with studio.database.transaction() as session:
        owner = accounts.ensure_owner(session, settings.owner_email)
    _name_watch_folder(studio, owner.id)
    return studio


def _name_watch_folder(studio: Studio, owner_id: UUID) -> None:
    """Watch the folder of the settings; one that cannot be watched keeps nobody from working."""
    try:
        with studio.database.transaction() as session:
            sources.ensure_watch_folder(session, studio.settings, owner_id=owner_id)
    except SoundForgeError as error:
        log.warning("studio.watch_folder_refused", reason=str(error))


def create_web(settings: Settings, *, workshop: Workshop | None = None) -> "FastAPI":
    """Return the web application; its life span is that of the studio behind it."""
    # The web takes more than a second to import, which no other command needs.
    from fastapi import FastAPI  # noqa: PLC0415

    from app.api.visitors import Visitors  # noqa: PLC0415

    visitors = Visitors()

    @asynccontextmanager
    async def lifespan(web: FastAPI) -> AsyncGenerator[None, None]:
        studio = await asyncio.to_thread(open_studio, settings, workshop=workshop)
        try:
            web.state.tools = studio.tools
            web.state.hub.listen(studio.bus)
            visitors.listen(studio.bus)
            if settings.is_embedded:
                await asyncio.to_thread(studio.start_workers)
            log.info("studio.open", address=f"http://{settings.host}:{settings.port}")
            async with collected_in_pieces():
                yield
        finally:
            await asyncio.to_thread(studio.close)

    web = FastAPI(
        title="Sound Forge Alchemy",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,  # these pages would load their scripts from elsewhere
        redoc_url=None,
    )
    _open_rooms(web, visitors)
    return web


def _open_rooms(web: "FastAPI", visitors: "Visitors") -> None:
    from fastapi.staticfiles import StaticFiles  # noqa: PLC0415  — as above

    from app.api import failures, health, sharing, signing, v1  # noqa: PLC0415
    from app.api.gate import Gate  # noqa: PLC0415
    from app.api.security import SecurityHeaders  # noqa: PLC0415
    from pages import pwa, shell, status  # noqa: PLC0415

    web.add_middleware(Gate, visitors=visitors)
    web.add_middleware(SecurityHeaders)  # around the gate, so that its refusals have them too
    failures.install(web)
    web.include_router(health.router)
    web.include_router(signing.router)
    web.include_router(sharing.router)
    web.include_router(v1.router)
    web.include_router(status.router)
    web.include_router(pwa.router)
    web.mount("/static/dist", StaticFiles(directory=status.STATIC / "dist", check_dir=False))
    web.include_router(failures.dead_ends)
    shell.register(web)


def _make_bus(settings: Settings) -> Bus:
    if settings.redis_url is None:
        return LocalBus()
    from app.core.redis_bus import RedisBus  # noqa: PLC0415  — the embedded edition needs none

    return RedisBus(
        settings.redis_url.get_secret_value(),
        namespace=settings.redis_namespace,
        events=EVENTS,
    )
