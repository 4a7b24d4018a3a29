"""What a proof method gets besides its goal: time, recursion, and proofs that expressions are defined.

A method is a function `attempt(goal, context) -> Proof` that raises `Unproved` with a reason.  It never returns anything that
is not a proof: a timeout, an infinite ball, a comparison with NaN all end in `Unproved`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from certify.certificate import Defined, Proof
from certify.deadline import Deadline
from certify.expr import Expr
from certify.goal import Goal


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
