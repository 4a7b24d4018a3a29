"""What a proof method gets besides its goal: time, recursion, and proofs that expressions are defined.

A method is a function `attempt(goal, context) -> Proof` that raises `Unproved` with a reason.  It never returns anything that
is not a proof: a timeout, an infinite ball, a comparison with NaN all end in `Unproved`.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from certify.certificate import Defined, Proof
from certify.expr import Expr
from certify.goal import Goal
from certify.unproved import OutOfTime


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point in monotonic time."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline so many seconds from now."""
        return cls(time.monotonic() + seconds)

    def sooner(self, seconds: float, *, least: float = 0.0) -> Deadline:
        """The deadline `seconds` from now, or this one if it is sooner, but at least `least` seconds from now."""
        now = time.monotonic()
        return Deadline(max(min(self.at, now + seconds), now + least))

    @property
    def left(self) -> float:
        """Seconds left, at least 0."""
        return max(0.0, self.at - time.monotonic())

    def check(self) -> None:
        """Raise OutOfTime once the deadline has passed."""
        if time.monotonic() > self.at:
            raise OutOfTime("out of time")


class Context(Protocol):
    """The prover as a method sees it."""

    deadline: Deadline
    depth: int

    def prove(self, goal: Goal) -> Proof:
        """Prove a child goal with any method.  Raises Unproved."""
        ...

    def within(self, seconds: float) -> Context:
        """The same context with an earlier deadline (never a later one)."""
        ...

    def defined(self, goal: Goal, *new: Expr) -> Sequence[Defined]:
        """Prove that the new expressions are defined wherever the goal's f is; what is known or visible is left out.

        Raises Unproved.
        """
        ...
