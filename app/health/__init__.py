"""Health: what works here and what does not, in sentences."""

from app.health.ports import Part, PartState
from app.health.service import check_machine, check_parts, worst_state

__all__ = ["Part", "PartState", "check_machine", "check_parts", "worst_state"]
