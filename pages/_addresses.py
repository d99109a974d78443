"""Where components find what they fetch themselves."""

from uuid import UUID

API = "/api/v1"


def player_address(track_id: UUID, *, separation_id: UUID | None = None) -> str:
    """Return the address of what the player has to know about a track, or of its other stems."""
    chosen = f"?separation={separation_id}" if separation_id else ""
    return f"{API}/tracks/{track_id}/player{chosen}"


def residual_address(track_id: UUID, *, separation_id: UUID) -> str:
    """Return the address of what the player has to know about what the stems lack.

    It names the track, so that the player lets go of it when the track is deleted.
    """
    return f"{API}/separations/{separation_id}/residual/player?track={track_id}"
