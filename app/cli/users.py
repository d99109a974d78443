"""The commands on users: who there is, and who may come in."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, screen
from app.cli.failures import Command
from app.core.errors import Conflict, InvalidInput

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.accounts import User, UserStatus

group = typer.Typer(help="Show users, add them, suspend them.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="The user's e-mail address.")]


class GivenRole(StrEnum):
    """The roles that a person can have; nobody is made ``system``."""

    USER = "user"
    MODERATOR = "moderator"
    ADMIN = "admin"
    SUPER_ADMIN = "super_admin"


def add_to(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.add_typer(group, name="users")


@group.command("list", cls=Command)
def show_users(*, as_json: options.Json = False) -> None:
    """Show everybody, by address."""
    from app import accounts
    from app.cli.starting import load_settings, open_quietly
    from app.cli.tables import cells, new_table

    with open_quietly(load_settings()) as studio, studio.database.reading() as session:
        users = accounts.list_users(session)
    table = new_table("E-mail", "Role", "Status", "Password", "Since")
    for user in users:
        if as_json:
            screen.write_json(
                {
                    "id": str(user.id),
                    "email": user.email,
                    "role": user.role.value,
                    "status": user.status.value,
                    "has_password": user.password_hash is not None,
                    "created_at": user.created_at.isoformat(),
                }
            )
            continue
        password = "set" if user.password_hash else "none"
        since = f"{user.created_at:%Y-%m-%d}"
        table.add_row(*cells(user.email, user.role.value, user.status.value, password, since))
    if not as_json:
        screen.show(table)


@group.command(cls=Command)
def add(
    email: Email,
    *,
    role: Annotated[GivenRole, typer.Option(help="What the user may do.")] = GivenRole.USER,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Add a user; without a password this user comes in by link only."""
    from app import accounts
    from app.cli.starting import load_settings, open_quietly

    password = _read_password() if password_stdin else None
    with open_quietly(load_settings()) as studio, studio.database.transaction() as session:
        user = accounts.create_user(
            session, email, role=accounts.Role(role.value), password=password
        )
    screen.say(f"Added {user.email} as {role.value}.")
    if password is None:
        screen.say(
            f"Set a password with 'sfa users password {user.email}', "
            f"or print a link with 'sfa users link {user.email}'."
        )


@group.command(cls=Command)
def password(email: Email) -> None:
    """Give a user a new password, asked for here or read from standard input."""
    from app import accounts
    from app.cli.starting import load_settings, open_quietly

    settings = load_settings()
    new = _ask_password() if sys.stdin.isatty() else _read_password()
    with open_quietly(settings) as studio, studio.database.transaction() as session:
        user = _get_person(session, email)
        accounts.set_password(user, password=new)
        accounts.sign_out_everywhere(session, user)
    screen.say(f"{user.email} has a new password and is signed out everywhere.")


@group.command("link", cls=Command)
def print_link(email: Email) -> None:
    """Print a link that signs a user in once, within a day, without a password."""
    from app import accounts
    from app.cli.starting import load_settings, open_quietly

    settings = load_settings()
    with open_quietly(settings) as studio, studio.database.transaction() as session:
        token = accounts.make_link(session, _get_person(session, email))
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    screen.line(f"http://{host}:{settings.port}/sign-in/{token}")
    screen.say("It works once, within 24 hours. Behind a proxy, use the proxy's address.")


@group.command(cls=Command)
def suspend(email: Email) -> None:
    """Keep a user out, from the next request on; nothing of theirs is deleted."""
    from app.accounts import UserStatus

    user = _set_status(email, UserStatus.SUSPENDED)
    screen.say(f"{user.email} is suspended. 'sfa users reinstate {user.email}' undoes that.")


@group.command(cls=Command)
def reinstate(email: Email) -> None:
    """Let a suspended user come in again."""
    from app.accounts import UserStatus

    user = _set_status(email, UserStatus.ACTIVE)
    screen.say(f"{user.email} may come in again.")


@group.command(cls=Command)
def quota(
    email: Email,
    size: Annotated[str, typer.Argument(help="Such as 50GB; 'usual' for what SFA_QUOTA_GB says.")],
) -> None:
    """Say what the tracks and stems of a user may take; nothing of theirs is deleted."""
    from app import accounts
    from app.cli.starting import load_settings, open_quietly
    from app.core.units import bytes_to_words

    quota_bytes = accounts.read_quota(size)
    with open_quietly(load_settings()) as studio, studio.database.transaction() as session:
        user = _get_person(session, email)
        accounts.set_quota(user, quota_bytes=quota_bytes)
    if quota_bytes is None:
        screen.say(f"For {user.email} the setting for everybody holds.")
    else:
        screen.say(f"The tracks and stems of {user.email} may take {bytes_to_words(quota_bytes)}.")


def _set_status(email: str, status: "UserStatus") -> "User":
    from app import accounts
    from app.cli.starting import load_settings, open_quietly

    with open_quietly(load_settings()) as studio, studio.database.transaction() as session:
        user = _get_person(session, email)
        accounts.set_status(session, user, status=status)
    return user


def _get_person(session: "Session", email: str) -> "User":
    from app import accounts

    user = accounts.get_by_email(session, email)
    if user.role is accounts.Role.SYSTEM:
        raise Conflict(f"'{user.email}' is the studio itself and stays as it is. Choose a person.")
    return user


def _read_password() -> str:
    """Return the first line of standard input."""
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise InvalidInput("There is no password on standard input. Write it there, on one line.")
    return password


def _ask_password() -> str:
    return str(typer.prompt("New password", hide_input=True, confirmation_prompt=True, err=True))
