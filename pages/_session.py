"""Whose page it is, and how a page asks and changes things without stopping the event loop."""

import asyncio
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from fastapi import FastAPI
from nicegui import app as web
from nicegui import ui
from sqlmodel import Session
from starlette.requests import Request

from app.accounts import User
from app.pipeline import Tools
from pages._live import Hub

P = ParamSpec("P")
Answer = TypeVar("Answer")


def attach(outer: FastAPI) -> None:
    """Let the pages find the studio behind ``outer``; the newest one is served."""
    web.state.outer = outer
    outer.state.hub = Hub()


def tools() -> Tools:
    """Return the tools of the running studio."""
    return web.state.outer.state.tools


def hub() -> Hub:
    """Return what carries events to the pages."""
    return web.state.outer.state.hub


def is_signed_in() -> bool:
    """Say whether the gate knows who asks; a few addresses are open to everybody."""
    return ui.context.client.request.state.user is not None


def user() -> User:
    """Return who looks at the present page; the gate lets nobody else come this far."""
    request: Request = ui.context.client.request
    return request.state.user


def owner_id() -> UUID:
    """Return whose rows the present page shows."""
    return user().id


async def ask(
    question: Callable[Concatenate[Session, P], Answer], *arguments: P.args, **named: P.kwargs
) -> Answer:
    """Answer a question to the database in a thread, where waiting harms nobody."""
    database = tools().database

    def answer() -> Answer:
        with database.reading() as session:
            return question(session, *arguments, **named)

    return await asyncio.to_thread(answer)


async def transact(
    act: Callable[Concatenate[Session, P], Answer], *arguments: P.args, **named: P.kwargs
) -> Answer:
    """Do something in one transaction, in a thread; what it announces is heard after the commit."""
    database = tools().database

    def perform() -> Answer:
        with database.transaction() as session:
            return act(session, *arguments, **named)

    return await asyncio.to_thread(perform)
