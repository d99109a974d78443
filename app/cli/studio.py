"""The commands that keep running: serve, worker."""

from enum import StrEnum
from typing import Annotated

import typer

from app.cli.failures import Command


class QueueName(StrEnum):
    """The lines in which jobs wait."""

    DOWNLOAD = "download"
    PROCESSING = "processing"
    ANALYSIS = "analysis"
    UPKEEP = "upkeep"


def add_to(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.command(cls=Command)(serve)
    program.command(cls=Command)(worker)


def serve(
    *,
    host: Annotated[
        str | None,
        typer.Option(help="Address to listen on; SFA_HOST if not given.", show_default=False),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            help="Port to listen on; SFA_PORT if not given.", min=1, max=65535, show_default=False
        ),
    ] = None,
) -> None:
    """Start the studio: pages, API and, unless REDIS_URL is set, the work on jobs."""
    from app.cli.serving import run_server

    run_server(host=host, port=port)


def worker(
    *,
    queue: Annotated[
        list[QueueName] | None,
        typer.Option(help="Work on this queue; may be given again. All queues if not given."),
    ] = None,
) -> None:
    """Work on the jobs of a studio that has REDIS_URL, on this machine or another."""
    from app.cli.serving import run_worker

    run_worker([name.value for name in queue] if queue else None)
