"""Piecewise-linear approximants of a function on an interval, on a uniform grid.

`approximant` shares the error of a chord between both sides: its values at the knots are f - h^2 f''/16 + h^4 f^(4)/384,
up to the rounding to a lattice, where a chord alone errs by h^2 |f''|/8 to one side (for sin(a t) these are the first terms of
(1 + tan(a h/4)^2) sin(a t), which is best possible at a crest).  Steps, knots and slopes are dyadic, so that
the units of the network are float64 numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from certify.enclose.numbers import rational_ball
from certify.errors import InputError
from certify.expr import Expr
from certify.network.numbers import Integers, Numbers, compact
from certify.network.suprema import PRECISION, second_derivative
from certify.network.units import Units

SLOPE_BITS: Final = 20
STEP_BITS: Final = 16
_MOST_CELLS: Final = 20_000_000
Silent: Final[Callable[[int], None]] = lambda done: None  # noqa: E731


@dataclass(frozen=True, eq=False)
class Chords:
    """g(low + k*step) = offset + step*slope_unit*heights[k], linear between the knots, constant beyond them."""

    low: Fraction
    step: Fraction
    heights: Integers
    slope_unit: Fraction
    offset: Fraction = Fraction(0)

    @property
    def cells(self) -> int:
        """The number of cells."""
        return len(self.heights) - 1

    @property
    def high(self) -> Fraction:
        """The last knot."""
        return self.low + self.cells * self.step

    @property
    def lipschitz(self) -> Fraction:
        """The least Lipschitz constant on the whole line."""
        return max(abs(int(v)) for v in np.diff(self.heights)) * self.slope_unit

    @property
    def range(self) -> tuple[Fraction, Fraction]:
        """The least and the largest value."""
        unit = self.step * self.slope_unit
        return self.offset + unit * int(self.heights.min()), self.offset + unit * int(self.heights.max())

    def __call__(self, t: Fraction) -> Fraction:
        """g(t), exactly."""
        place = min(max((t - self.low) / self.step, Fraction(0)), Fraction(self.cells))
        k = min(place.numerator // place.denominator, self.cells - 1)
        a, b = int(self.heights[k]), int(self.heights[k + 1])
        return self.offset + self.step * self.slope_unit * (a + (b - a) * (place - k))

    def units(self, *, clipped: bool = True) -> Units:
        """The units of g: right ones and left ones from the middle knot.  Not `clipped`: g goes on with its last slopes."""
        slopes, middle = np.diff(self.heights), self.cells // 2
        right = np.diff(np.concatenate(([0], slopes[middle:], [0])))  # at the knots middle, ..., last
        left = np.diff(np.concatenate(([0], -slopes[:middle][::-1], [0])))  # at the knots middle, ..., first
        if not clipped:
            right, left = right[:-1], left[:-1]
        knots = np.concatenate((middle + np.arange(len(right)), middle - np.arange(len(left))))
        alphas = np.concatenate((right, left))
        signs = np.concatenate((np.ones(len(right), np.int64), -np.ones(len(left), np.int64)))
        kept = np.flatnonzero(alphas != 0)
        alphas, signs, knots = alphas[kept], signs[kept], knots[kept]
        scale = self.low.denominator * self.step.denominator  # of the knots low + k*step
        start = self.low.numerator * self.step.denominator
        width = self.step.numerator * self.low.denominator
        betas = signs.astype(object) * (start + knots.astype(object) * width)
        bias = self.offset + self.step * self.slope_unit * int(self.heights[middle])
        unit = self.slope_unit
        scaled = compact(alphas.astype(object) * unit.numerator)
        return Units(bias, Numbers(scaled, unit.denominator), Numbers(signs), Numbers(compact(betas), scale))


def dyadic_step(length: Fraction, cells: int) -> Fraction:
    """The least m/2**q >= length/cells with m of at most 16 bits."""
    exact = length / cells
    shift = STEP_BITS - 1 - (exact.numerator.bit_length() - exact.denominator.bit_length())
    scaled = exact * Fraction(2) ** shift
    return Fraction(-(-scaled.numerator // scaled.denominator)) / Fraction(2) ** shift


def half_square(radius: Fraction, cells: int) -> Chords:
    """g with |g(u) - u^2/2| <= h^2/16 for |u| <= radius, h the step: an odd number of cells, the middle one flat.

    The knots are u = (j - 1/2)*h for integers j, where g(u) = u^2/2 - h^2/16.
    """
    if cells < 1 or cells % 2 == 0 or radius <= 0:
        raise InputError("expected an odd number of cells and a positive radius")
    step, half = dyadic_step(2 * radius, cells), cells // 2
    steps = np.abs(np.arange(-half, cells - half + 1) * 2 - 1)  # |2*j - 1|
    heights = (steps * steps - 1) // 8
    return Chords(-cells * step / 2, step, heights, step, step * step / 16)


def approximant(
    f: Expr, name: str, low: Fraction, high: Fraction, cells: int, progress: Callable[[int], None] = Silent
) -> Chords:
    """Chords for f on [low, high].  Raises InputError where f has no value at a knot, or for too many cells."""
    from flint import ctx

    from certify.enclose import compile

    if cells > _MOST_CELLS:
        raise InputError(f"{cells} cells are more than {_MOST_CELLS}; a larger error would do with fewer")
    step = dyadic_step(high - low, cells)
    compiled, bend = compile(f, (name,)), second_derivative(f, name)
    more = None if bend is None else second_derivative(bend, name)
    corrections = [
        (compile(b, (name,)), c) for b, c in ((bend, -(step**2) / 16), (more, step**4 / 384)) if b is not None
    ]
    unit = step / 2**SLOPE_BITS
    heights = []
    with ctx.workprec(PRECISION):
        shifts, scale = [(term, rational_ball(factor)) for term, factor in corrections], rational_ball(unit)
        for k in range(cells + 1):
            t = rational_ball(low + k * step)
            value = compiled.ball((t,))
            if low + k * step > high and not value.is_finite():  # the last knot may lie beyond the interval
                t = rational_ball(high)
                value = compiled.ball((t,))
            for term, factor in shifts:
                if (shift := factor * term.ball((t,))).is_finite():
                    value = value + shift
            if not value.is_finite():
                raise InputError(
                    f"the function has no value that could be found at {name} = {min(low + k * step, high)}"
                )
            nearest = ((value / scale).mid() + 0.5).floor().unique_fmpz()
            assert nearest is not None  # the floor of an exact ball
            heights.append(int(nearest))
            if not k % 10_000:
                progress(10_000)
    return Chords(low, step, compact(heights), Fraction(1, 2**SLOPE_BITS))
