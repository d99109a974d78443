"""Where components find what they fetch themselves."""

from uuid import UUID

API = "/api/v1"


def player_address(track_id: UUID) -> str:
    """Return the address of what the player has to know about a track."""
    return f"{API}/tracks/{track_id}/player"
