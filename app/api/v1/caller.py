"""Who calls, and with what the running studio answers."""

from typing import Annotated

from fastapi import Depends, Request

from app.accounts import SignInNeeded, User
from app.api.health import get_tools
from app.pipeline import Tools


def signed_in_user(request: Request) -> User:
    """Return the user whom the gate has let in.

    Raises:
        SignInNeeded: if there is none.
    """
    user = getattr(request.state, "user", None)
    if not isinstance(user, User):
        raise SignInNeeded("Sign in first.")
    return user


SignedIn = Annotated[User, Depends(signed_in_user)]
Working = Annotated[Tools, Depends(get_tools)]
