"""Threshold units for a function of one variable, and steep sigmoids and tanhs for threshold units.

`staircase` cuts [low, high] from left to right into pieces on which balls show that f varies by at most 2 delta; on each
the staircase takes a value within delta of f.  A function of total variation V needs about V/(2 delta) pieces.  The unit
for a jump at c is s(t - c + 1/2), as the threshold is at 1/2.

`smoothed` puts a unit s(k t - k c) of height j, s the sigmoid, for a jump of height j at c.  As |s(z) - 1[z >= 0]| <=
exp(-|z|), and at most 1/2 for the nearest jump, jumps of heights at most j and distances at least h change the value by at
most j (1/2 + exp(-k h/2) + 2 sum over i >= 1 of exp(-k h i)) < (3/5) j for k h >= 8: one jump is the nearest, the other
neighbour is at least h/2 away, all others at least i h.  And tanh(z) = 2 s(2 z) - 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

from certify.enclose.numbers import rational_ball, to_fraction
from certify.errors import InputError
from certify.expr import Expr
from certify.interpolant import PiecewiseLinear
from certify.network.exact import THRESHOLD
from certify.network.numbers import Numbers
from certify.network.units import Units

PRECISION: Final = 64
STEEP: Final = 8  # k h
SMOOTHING: Final = Fraction(3, 5)
_FINEST: Final = 40  # halvings of a piece
_MOST_JUMPS: Final = 200_000
_ROUNDING: Final = 2**20  # of the values, relative to delta


@dataclass(frozen=True)
class Staircase:
    """values[0] below jumps[0], values[k] from jumps[k-1] on, up to jumps[k]; jumps increase."""

    jumps: tuple[Fraction, ...]
    values: tuple[Fraction, ...]

    def __call__(self, t: Fraction) -> Fraction:
        """The value at t."""
        return self.values[sum(t >= jump for jump in self.jumps)]

    @property
    def heights(self) -> list[Fraction]:
        """The heights of the jumps."""
        return [b - a for a, b in zip(self.values, self.values[1:], strict=False)]

    def units(self) -> Units:
        """One threshold unit for each jump."""
        half = Fraction(1, 2)
        gammas = Numbers.integers([1] * len(self.jumps))
        return Units(
            self.values[0], Numbers.of(self.heights), gammas, Numbers.of(jump - half for jump in self.jumps), THRESHOLD
        )

    def smoothed(self, activation: str) -> tuple[Units, Fraction]:
        """Sigmoid or tanh units instead, and a bound for the change of the value anywhere on the line.

        Raises InputError for other activations.
        """
        if activation not in ("sigmoid", "tanh"):
            raise InputError(f"expected sigmoid or tanh, found {activation!r}")
        gaps = [b - a for a, b in zip(self.jumps, self.jumps[1:], strict=False)]
        steep = STEEP / min(gaps, default=Fraction(1))
        k = Fraction(-(-steep.numerator // steep.denominator))
        change = SMOOTHING * max(map(abs, self.heights), default=Fraction(0))
        if activation == "sigmoid":
            bias, alphas, gamma = self.values[0], self.heights, k
        else:
            alphas, gamma = [height / 2 for height in self.heights], k / 2
            bias = self.values[0] + sum(alphas)
        betas = Numbers.of(gamma * jump for jump in self.jumps)
        return Units(bias, Numbers.of(alphas), Numbers.of([gamma] * len(self.jumps)), betas, activation), change


def staircase(
    f: Expr,
    name: str,
    low: Fraction,
    high: Fraction,
    delta: Fraction,
    progress: Callable[[int], None] = lambda done: None,
) -> Staircase:
    """A staircase within delta of f on [low, high].  Raises InputError where balls do not show that it can be had."""
    from flint import ctx

    from certify.enclose import compile

    if not low < high or delta <= 0:
        raise InputError("expected low < high and an error > 0")
    compiled, jumps, values = compile(f, (name,)), list[Fraction](), list[Fraction]()
    shrunk = 2 * delta * (1 - Fraction(1, _ROUNDING))

    def value_on(a: Fraction, b: Fraction) -> Fraction | None:
        """A value within delta of f on [a, b]."""
        ends = [rational_ball(end) for end in (a, b)]
        below, above = compiled.interval([ends[0].lower()], [ends[1].upper()])
        if not (above - below).upper() <= bound:
            return None
        steps = to_fraction(((below + above) / 2 / unit + 0.5).mid().floor())
        return steps * exact_unit

    with ctx.workprec(PRECISION):
        exact_unit = delta / (2 * _ROUNDING)
        unit, bound = rational_ball(exact_unit).lower(), rational_ball(shrunk).lower()
        start, length = low, _power_of_two(high - low)
        while start < high:
            found, tries = value_on(start, min(start + length, high)), 0
            while found is None:
                length, tries = length / 2, tries + 1
                if tries > _FINEST:
                    raise InputError(f"the function jumps or is unbounded near {float(start):g}")
                found = value_on(start, min(start + length, high))
            end, more = min(start + length, high), length / 2
            for _ in range(6):  # as far as it goes, to a fiftieth
                further = min(end + more, high)
                if further > end and (better := value_on(start, further)) is not None:
                    end, found = further, better
                more /= 2
            values.append(found)
            if end < high:
                jumps.append(end)
            if len(jumps) > _MOST_JUMPS:
                raise InputError(f"more than {_MOST_JUMPS} jumps are needed")
            start, length = end, 2 * _power_of_two(end - start)
            progress(1)
    return Staircase(tuple(jumps), tuple(values))


def _power_of_two(value: Fraction) -> Fraction:
    """One near the value, so that jumps have short denominators."""
    return Fraction(2) ** (value.numerator.bit_length() - value.denominator.bit_length())


def staircase_of(f: PiecewiseLinear, delta: Fraction) -> Staircase:
    """A staircase within delta of a piecewise-linear function, steps of equal length on each of its pieces."""
    if delta <= 0:
        raise InputError("expected an error > 0")
    jumps, values = list[Fraction](), list[Fraction]()
    for (a, b), (p, q) in zip(pairwise(f.knots), pairwise(f.values), strict=True):
        ratio = abs(q - p) / (2 * delta)
        number = max(1, -(-ratio.numerator // ratio.denominator))
        for k in range(number):
            value = p + (q - p) * Fraction(2 * k + 1, 2 * number)
            if values and values[-1] == value:
                continue
            jumps += [a + (b - a) * k / number] if values else []
            values.append(value)
    return Staircase(tuple(jumps), tuple(values))
