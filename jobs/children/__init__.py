"""The workshop: warm, supervised child processes in which heavy work is done and can be killed."""

from jobs.children.workshop import ChildWorkshop

__all__ = ["ChildWorkshop"]
