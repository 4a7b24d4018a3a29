"""In which order the methods try a goal, and for how long.

`turns(goal)` lists the turns: cheap methods first and without limit; a short look by boxes; then what decides the form of the
goal (sums of squares with constraints, cases, fewer variables, logarithms) with most of the time, since the goal it leaves is the same problem in a better form;
then chains of derivatives; then the cleared form, if it is another; last the rounds of what may take long.  A method that has
given up is not asked again; one that ran out of time is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from certify.expr import has
from certify.goal import Goal
from certify.unproved import Unproved

CHEAP: Final = (
    "exact",
    "known",
    "identity",
    "evident",
    "apart",
    "sign",
    "facts",
    "unfold",
    "binomial",
    "absorb",
    "harmonic",
    "finite",
)
SHORT: Final = 0.25  # the share of a method that may take long on several variables when it is first asked
DECISIVE: Final = (
    ("periodic", 0.9),
    ("whole", 0.4),
    ("positivstellensatz", 0.4),
    ("sign", 0.7),  # again, if it ran out of time
    ("elimination", 0.7),
    ("algebraic", 0.5),
    ("inner", 0.6),
    ("symmetric", 0.6),
    ("linear", 0.5),
    ("roots", 0.5),
    ("cases", 0.8),
    ("rounding", 0.5),
    ("logs", 0.8),
    ("dimension", 0.6),
)
LONG: Final = ("boxes", "integral", "taylor", "pieces", "order", "substitution", "tail", "induction")
FOR_CLOSED: Final = ("exact", "identity", "apart", "rounding", "unfold", "integral")
SPECIAL: Final = ("gamma", "lgamma", "digamma", "polygamma", "binomial", "harmonic_dim", "floor", "ceil")
EVERY: Final = tuple(dict.fromkeys((*CHEAP, *(name for name, _ in DECISIVE), "rewrite", *LONG)))


@dataclass(frozen=True, slots=True)
class Turn:
    """A method, its share of the time left, and the least it gets (seconds)."""

    method: str
    share: float = 1.0
    least: float = 0.0


def turns(goal: Goal) -> Iterator[Turn]:
    """The turns for a goal, in order."""
    if not goal.f.free:
        yield from (Turn(name) for name in FOR_CLOSED)
        return
    several = len(goal.active) > 1
    yield from (Turn(name, SHORT if name == "sign" and several else 1.0, 0.2) for name in CHEAP)
    if _compares_integrals(goal):
        yield Turn("integral", 0.3, 0.5)
    at_infinity = _special_at_infinity(goal)
    if not at_infinity:
        yield Turn("boxes", 0.03, 0.1)
    yield from (Turn(name, share, 0.2) for name, share in DECISIVE)
    if at_infinity:
        yield Turn("tail", 0.8, 0.5)
    yield Turn("taylor", 0.1, 0.7)
    if _has_other_form(goal):
        yield Turn("rewrite", 0.7, 0.2)
        yield from (Turn("boxes", share, 0.5) for share in (0.2, 0.6))
        yield Turn("integral", 0.8, 0.5)
    else:
        order = ("induction", *LONG[:-1]) if _sheds_gammas(goal) else LONG
        yield from (Turn(name, share, 0.5) for share in (0.2, 0.6) for name in order)


def _sheds_gammas(goal: Goal) -> bool:
    """Several variables, one an integer, and gamma functions: the step of an induction leaves their ratios, often rational."""
    integer = any(goal.domain.ranges[name].integer for name in goal.active)
    return integer and len(goal.active) > 1 and has(goal.f, "gamma", "lgamma", "binomial", "harmonic_dim")


def _compares_integrals(goal: Goal) -> bool:
    """A sum of integrals over one interval, to be compared point by point (sampling integrals is slow)."""
    if not has(goal.f, "integral"):
        return False
    from certify.methods.integral import comparison

    try:
        comparison(goal)
    except Unproved:
        return False
    return True


def _special_at_infinity(goal: Goal) -> bool:
    """Gamma functions and the like on an unbounded range of a single variable: only the tail method can help."""
    unbounded = any(not goal.domain.ranges[name].compact for name in goal.active)
    return len(goal.active) == 1 and unbounded and has(goal.f, *SPECIAL)


def _has_other_form(goal: Goal) -> bool:
    from certify.methods import rewrite

    if not rewrite.applies(goal):
        return False
    try:
        return rewrite.simplified(goal) is not None
    except Unproved:
        return False
