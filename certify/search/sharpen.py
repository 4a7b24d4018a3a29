"""The best constant with which a claim holds: proved at one end of a short interval, refuted at the other.

For `least` the claim is proved at the upper end, for the greatest at the lower one.  Between the ends nothing is said, and
beyond them only if `monotone` is proved: then the claim holds at every constant beyond the proved end, at none beyond the
refuted one, and the best constant is enclosed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from certify.calculus.rules import derivative
from certify.errors import InputError
from certify.goal import Goal
from certify.ledger import PROVED, REFUTED, Claim
from certify.results import Result
from certify.search.bracket import QUICK, Ask, Bracket, Found
from certify.search.parameter import Asker, Parametric, Value, status
from certify.text import to_text
from certify.unproved import Unproved

OUTWARD = 40
MODERATE = 64


@dataclass
class Best:
    """What is known so far: the claim is proved at one value and refuted at another."""

    question: Parametric
    least: bool | None = None
    proved: Found | None = None
    refuted: Found | None = None
    closed_form: str = ""
    monotone: tuple[Result, ...] = ()
    note: str = ""

    @property
    def found(self) -> bool:
        """Whether the ends are as close as was asked."""
        return self.proved is not None and self.refuted is not None and not self.note


def sharpen(question: Parametric, ask: Asker, tol: Fraction, state: Best) -> None:
    """Search; what is found stands in `state`, also if the search is interrupted.  Raises InputError."""
    if question.range.integer:
        raise InputError(f"--var {question.name}: expected a real constant; `certify threshold` is for integers")

    def at(values: Sequence[Value], seconds: float | None) -> list[Found]:
        claims: list[tuple[Value, Claim]] = []
        for value in values:
            try:
                claims.append((value, question.at(value)))
            except InputError:
                continue  # nothing is claimed there: a range that is empty
        results = ask([claim for _, claim in claims], seconds)
        return [Found(value, result) for (value, _), result in zip(claims, results, strict=True)]

    ends = _two_sides(question, at, state, ask.jobs)
    if ends is None:
        return
    bracket = Bracket(*ends)
    try:
        bracket.narrow(at, tol, ask.jobs)
    finally:
        state.proved, state.refuted = bracket.good, bracket.bad
        state.closed_form = bracket.closed_form if bracket.width <= tol else ""
    state.monotone = _monotone(question, ask, bool(state.least))
    if bracket.width > tol:
        state.note = "the prover could not decide between the ends"


def _two_sides(question: Parametric, at: Ask, state: Best, jobs: int) -> tuple[Found, Found] | None:
    """A value where the claim is proved and one where it is refuted, on the sides that the question wants."""
    ladder = _ladder(question)
    answers: dict[Fraction, Found] = {}
    for values in (ladder, _between(ladder)):
        outward = sorted(values, key=lambda value: (abs(value.near), value.near < 0))
        for k in range(0, len(outward), jobs):
            for found in at(outward[k : k + jobs], QUICK):
                answers[found.value.near] = found
            ends = _adjacent(answers, state.least)
            if ends is not None:
                good, bad = ends
                state.least = good.value.near > bad.value.near
                state.proved, state.refuted = good, bad
                return good, bad
        if {found.status for found in answers.values()} not in ({PROVED}, {REFUTED}):
            break
    state.note = _no_sides(answers)
    return None


def _no_sides(answers: dict[Fraction, Found]) -> str:
    """What is known where there are no two sides."""
    words = {found.status for found in answers.values()}
    if words in ({PROVED}, {REFUTED}):
        return f"it was {words.pop()} at every value tried"
    if PROVED in words and REFUTED not in words:
        first = next(found for found in answers.values() if found.status == PROVED)
        rest = " or ".join(sorted(words - {PROVED}))
        return f"it was refuted at no value tried; proved at {first.value.text}, for one, and elsewhere {rest}"
    return "no value was found where it is proved beside one where it is refuted"


def _adjacent(answers: dict[Fraction, Found], least: bool | None) -> tuple[Found, Found] | None:
    """(proved, refuted) with nothing decided in between."""
    decided = [answers[k] for k in sorted(answers) if answers[k].status in (PROVED, REFUTED)]
    for low, high in pairwise(decided):
        if low.status == REFUTED and high.status == PROVED and least in (None, True):
            return high, low
        if low.status == PROVED and high.status == REFUTED and least in (None, False):
            return low, high
    return None


def _ladder(question: Parametric) -> list[Value]:
    """Values of the constant's range from the least to the greatest, ever closer to its ends or farther out."""
    limits = question.range
    low = None if limits.lower is None else Value.of(to_text(limits.lower))
    high = None if limits.upper is None else Value.of(to_text(limits.upper))
    powers = [Fraction(2) ** k for k in range(-OUTWARD // 2, OUTWARD)]
    if low is not None and high is not None:
        span = high.near - low.near
        parts = [p for p in powers if p < Fraction(1, 2)]
        inner = (
            [low.near + span * p for p in parts]
            + [low.near + span / 2]
            + [high.near - span * p for p in reversed(parts)]
        )
    elif low is not None:
        inner = [floor(low.near) + p if floor(low.near) == low.near else ceil(low.near) + p for p in powers]
    elif high is not None:
        inner = [floor(high.near) - p for p in reversed(powers)]
    else:
        inner = [-p for p in reversed(powers) if p >= 1] + [Fraction(0)] + [p for p in powers if p >= 1]
    first = [low] if low is not None and not limits.lower_strict else []
    last = [high] if high is not None and not limits.upper_strict else []
    return [*first, *(Value.of(v) for v in inner), *last]


def _between(ladder: Sequence[Value]) -> list[Value]:
    """Quarters of the steps between values of moderate size, for a claim that fails, or holds, on a short range only."""
    steps = [(low.near, high.near) for low, high in pairwise(ladder) if max(abs(low.near), abs(high.near)) <= MODERATE]
    return [
        Value.of(low + (high - low) * k / 4) for low, high in steps for k in (1, 2, 3) if high - low > Fraction(1, 64)
    ]


def _monotone(question: Parametric, ask: Asker, least: bool) -> tuple[Result, ...]:
    """Proofs that every relation of the claim gains (or loses) with the constant on all of its range; empty if there is none."""
    if question.tied:
        return ()
    statement = question.statement
    claims = []
    for number, relation in enumerate(statement.relations):
        goal = Goal.of(statement.domain, relation)
        if goal.op not in (">=", ">"):
            return ()
        try:
            slope, f = to_text(derivative(goal.f, question.name)), to_text(goal.f)
            text = (
                f"({slope}) + ({f}) {'>=' if least else '<='} {f}"  # with f, so that it is defined on all of the range
            )
            claims.append(Claim(f"monotone-{number}" if number else "monotone", text, where=statement.domain.lines()))
        except (Unproved, InputError):
            return ()
    results = ask(claims, QUICK)
    return tuple(results) if all(status(r) == PROVED for r in results) else ()
