"""Narrows the gap between a value where something is proved and one where it is refuted, by asking in between.

Nothing is assumed of what lies between: a value where the prover cannot decide is left out, and the gap is narrowed from
both of its sides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Final

from certify.ledger import PROVED, REFUTED
from certify.results import Result
from certify.search.closed_form import closed_forms
from certify.search.parameter import Value, status

QUICK: Final = 3.0  # seconds for a claim, on the way
TURNS: Final = ((QUICK, 8), (None, 3))  # seconds for a claim (None: all it may take), and how many rounds may fail
NARROW: Final = Fraction(1, 10_000)  # relative width from which on closed forms are worth a try
SIMPLE: Final = 60  # a denominator at most so large makes a rational a closed form


@dataclass(frozen=True)
class Found:
    """A value, and the verdict on the claim there."""

    value: Value
    result: Result

    @property
    def status(self) -> str:
        """proved, refuted or undecided."""
        return status(self.result)


Ask = Callable[[Sequence[Value], float | None], list[Found]]


@dataclass
class Bracket:
    """`good` is proved, `bad` refuted; `good` lies above `bad` if `up`.  `undecided`: values asked in vain."""

    good: Found
    bad: Found
    undecided: list[Value] = field(default_factory=list)
    forms: set[str] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)

    @property
    def width(self) -> Fraction:
        """The distance of the ends."""
        return abs(self.good.value.near - self.bad.value.near)

    @property
    def closed_form(self) -> str:
        """The proved end, if it is a closed form."""
        end = self.good.value
        return end.text if end.text in self.forms or end.near.denominator <= SIMPLE else ""

    def take(self, found: Found) -> bool:
        """Take in an answer; whether it moved an end."""
        near, good, bad = found.value.near, self.good.value.near, self.bad.value.near
        if not min(good, bad) < near < max(good, bad):
            return False
        if found.status == PROVED:
            self.good = found
        elif found.status == REFUTED:
            if found.value.text in self.forms:
                return False  # a guess that was wrong; better ends will come
            self.bad = found
        else:
            self.undecided.append(found.value)
            return False
        low, high = sorted((self.good.value.near, self.bad.value.near))
        self.undecided = [v for v in self.undecided if low < v.near < high]
        return True

    def narrow(self, ask: Ask, tol: Fraction, jobs: int) -> None:
        """Ask until the gap is at most `tol` wide, or too many answers were undecided: in little time first, then in more."""
        for seconds, most in TURNS:
            self.undecided.clear()
            failures = 0
            while self.width > tol and failures < most:
                guesses = self._guesses(tol)
                values = guesses[:jobs] or self._between(jobs, tol)
                if not values:
                    break
                width = self.width
                for found in ask(values, seconds):
                    self.take(found)
                if not guesses and self.width > width * 3 / 4:
                    failures += 1

    def _guesses(self, tol: Fraction) -> list[Value]:
        """Closed forms to try; beside one that is proved, the value that would show that it is best."""
        low, high = sorted((self.good.value.near, self.bad.value.near))
        if self.closed_form and self.width <= NARROW * max(Fraction(1), abs(high)):
            side = 1 if self.good.value.near < self.bad.value.near else -1
            beside = Value.of(_decimal(self.good.value.near + side * tol * 5 / 8, tol / 8))
            if beside.text not in self.tried:
                self.tried.add(beside.text)
                return [beside]
        if self.width > NARROW * max(Fraction(1), abs(high)):
            return []
        new = [form for form in closed_forms(low, high) if form not in self.forms]
        self.forms.update(new)
        return [Value.of(form) for form in new if low < Value.of(form).near < high]

    def _between(self, jobs: int, tol: Fraction) -> list[Value]:
        """Decimals that cut the gap into equal parts; the gaps on both sides of the undecided values, if there are any."""
        low, high = sorted((self.good.value.near, self.bad.value.near))
        cuts: list[Fraction] = []
        if self.undecided:
            first, last = min(v.near for v in self.undecided), max(v.near for v in self.undecided)
            cuts = [(low + first) / 2] * (first - low > tol / 4) + [(last + high) / 2] * (high - last > tol / 4)
        else:
            cuts = [low + (high - low) * k / (jobs + 1) for k in range(1, jobs + 1)]
        step = min((abs(b - a) for a, b in zip([low, *cuts], [*cuts, high], strict=True)), default=tol) / 8
        values = dict.fromkeys(_decimal(c, step) for c in cuts)
        return [Value.of(v) for v in values if low < v < high]


def _decimal(value: Fraction, step: Fraction) -> Fraction:
    """The decimal with fewest places within `step` of the value."""
    places = 0
    while Fraction(1, 2 * 10**places) > step:
        places += 1
    return Fraction(floor(value * 10**places + Fraction(1, 2)), 10**places)
