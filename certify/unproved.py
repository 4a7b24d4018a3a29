"""How a proof method says that it has no proof: an exception, with the reason."""

from __future__ import annotations


class Unproved(Exception):
    """A method gives up; `reason` is one line for the reader, `closest` what came nearest (a box, a bound)."""

    def __init__(self, reason: str, closest: str = "") -> None:
        super().__init__(reason)
        self.reason, self.closest = reason, closest


class OutOfTime(Unproved):
    """The deadline passed; unlike other reasons it ends the whole search."""


class Disproved(Unproved):
    """The goal is false: a float search met a point where it fails.  Not a verdict, only a reason to stop trying."""
