"""Limits of computing time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from certify.unproved import OutOfTime

PATIENCE: Final = 3.0


def computed() -> float:
    """Seconds of processor time that this thread has used."""
    return time.thread_time()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A limit of computing time, so that a busy machine does not change what is found.

    It has passed when `computed` is beyond `at`, or, as a last resort, after PATIENCE times as many seconds on the clock.
    """

    at: float
    clock: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline after so many seconds of computing from now."""
        return cls(computed() + seconds, time.monotonic() + PATIENCE * seconds)

    def sooner(self, seconds: float, *, least: float = 0.0) -> Deadline:
        """The deadline `seconds` from now, or this one if it is sooner, but at least `least` seconds from now."""
        now = computed()
        clock = max(self.clock, time.monotonic() + PATIENCE * least) if least else self.clock
        return Deadline(max(min(self.at, now + seconds), now + least), clock)

    @property
    def left(self) -> float:
        """Seconds of computing left, at least 0."""
        return max(0.0, self.at - computed()) if time.monotonic() < self.clock else 0.0

    def check(self) -> None:
        """Raise OutOfTime once the deadline has passed."""
        if computed() > self.at or time.monotonic() > self.clock:
            raise OutOfTime("out of time")
