"""Numerical search for points of a domain where a function is small: where to look, and how to walk downhill.

Points are exact rationals; values are balls, at higher precision where a ball cannot tell the sign.  Nothing here is part of
a proof.  What is promised: `Landscape.inside` and `Landscape.sign` say only what balls computed at the exact point show
(rounded ends aside), and every loop ends at the deadline or after a bounded number of evaluations.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, TypeAlias

from flint import arb, ctx, fmpq

from certify.algebra import is_zero
from certify.context import Deadline
from certify.domain import Range
from certify.enclose import Compiled, closed_ball, compile
from certify.expr import MINUS_ONE, Call, Expr, Rational, add, mul, power, substitute
from certify.goal import Goal
from certify.sample import admits

Point: TypeAlias = tuple[Fraction, ...]
HeightAt: TypeAlias = Callable[[Point], "arb | None"]

PRECISIONS: Final = (64, 192, 640)
DOUBTS: Final = 24  # after so many signs that no precision could tell, higher ones are not tried any more
END_BITS: Final = 256


def to_arb(value: Fraction) -> arb:
    """A rational: exactly if it is dyadic, else rounded to a ball."""
    bits = value.denominator.bit_length() - 1
    if value.denominator == 1 << bits:
        return arb((value.numerator, -bits))
    return arb(fmpq(value.numerator, value.denominator))


def to_fraction(value: arb) -> Fraction:
    """The midpoint of a ball."""
    man, exponent = value.mid().man_exp()
    return Fraction(int(man)) * Fraction(2) ** int(exponent)


def has_scale(f: Expr) -> bool:
    """Whether `relative(f)` is another function than f."""
    return isinstance(f, Call) and f.op == "add"


def relative(f: Expr) -> Expr:
    """f over the sum of the sizes of its terms: between -1 and 1, with the sign of f."""
    if not has_scale(f):
        return f
    assert isinstance(f, Call)
    size = add(*(t if isinstance(t, Rational) and t.value > 0 else Call("abs", (t,)) for t in f.args))
    return mul(f, power(size, MINUS_ONE))


@dataclass
class Landscape:
    """A goal `f op 0` as a function on its domain."""

    goal: Goal
    deadline: Deadline
    doubts: int = 0
    names: tuple[str, ...] = ()
    height: Compiled = field(init=False)
    scaled: Compiled = field(init=False)
    conditions: list[tuple[Expr, Compiled, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.names = tuple(self.goal.domain.ranges)
        self.height = compile(self.goal.f, self.names)
        self.scaled = compile(relative(self.goal.f), self.names)
        domain = self.goal.domain
        bounds = [Goal.of(domain, c) for c in domain.constraints]
        self.conditions = [(b.f, compile(b.f, self.names), b.op) for b in bounds]
        self.ends = [(end_value(r.lower), end_value(r.upper)) for r in domain.ranges.values()]

    def in_ranges(self, point: Point) -> bool:
        """Whether each coordinate lies in its range."""
        for value, r, (low, high) in zip(point, self.goal.domain.ranges.values(), self.ends, strict=True):
            if low is not None and (value < low or (r.lower_strict and value == low)):
                return False
            if high is not None and (value > high or (r.upper_strict and value == high)):
                return False
            if r.integer and value.denominator != 1:
                return False
        return True

    def inside(self, point: Point) -> bool:
        """Whether the point is seen to lie in the domain."""
        if not self.in_ranges(point):
            return False
        for f, compiled, op in self.conditions:
            s = self._sign_of(f, compiled, point)
            if s is None or not admits(op, s):
                return False
        return True

    def sign(self, point: Point) -> int | None:
        """The sign of f, None if it cannot be told."""
        return self._sign_of(self.goal.f, self.height, point)

    def violates(self, point: Point) -> bool:
        """Whether the goal is seen to fail at a point of the domain."""
        if not self.inside(point):
            return False
        s = self.sign(point)
        return s is not None and not admits(self.goal.op, s)

    def value(self, point: Point, *, scaled: bool) -> arb | None:
        """How high f is at a point of the domain (the middle of a ball); for `==` and `!=` how far from 0; None outside."""
        if not self.inside(point):
            return None
        compiled = self.scaled if scaled else self.height
        found = self._ball(compiled, point, PRECISIONS[0])
        if found.rel_accuracy_bits() < 8 and self.doubts < DOUBTS:
            found = self._ball(compiled, point, PRECISIONS[1])
        if not found.is_finite():
            return None
        return abs(found.mid()) if self.goal.op == "!=" else found.mid()

    def excess(self, point: Point) -> arb | None:
        """By how much the constraints are violated in all; None outside the ranges or where one is undefined."""
        if not self.in_ranges(point):
            return None
        total = arb(0)
        for _, compiled, op in self.conditions:
            value = self._ball(compiled, point, PRECISIONS[0]).mid()
            if not value.is_finite():
                return None
            if op == "==":
                total += abs(value)
            elif not admits(op, (value > 0) - (value < 0)):
                total += abs(value) + arb(2) ** -60
        return total.mid()

    def _ball(self, compiled: Compiled, point: Point, prec: int) -> arb:
        self.deadline.check()
        with ctx.workprec(prec):
            return compiled.ball([to_arb(v) for v in point])

    def _sign_of(self, f: Expr, compiled: Compiled, point: Point) -> int | None:
        for prec in PRECISIONS:
            value = self._ball(compiled, point, prec)
            if value > 0:
                return 1
            if value < 0:
                return -1
            if value.is_zero():
                return 0
            if self.doubts >= DOUBTS:
                return None
        self.doubts += 1
        if not value.is_finite():
            return None
        exact = substitute(f, {name: Rational(v) for name, v in zip(self.names, point, strict=True)})
        return 0 if is_zero(exact) else None


def end_value(end: Expr | None) -> Fraction | None:
    """The end of a range, rounded if it is not a literal."""
    if end is None or isinstance(end, Rational):
        return None if end is None else end.value
    found = closed_ball(end, END_BITS)
    return to_fraction(found) if found.is_finite() else None


def axis(r: Range, level: int) -> list[Fraction]:
    """Values to try, in increasing order; each level is finer and reaches farther (and closer to the ends) than the last."""
    low, high = end_value(r.lower), end_value(r.upper)
    found: set[Fraction] = set()
    if r.integer:
        found.update(_integers(low, high, level))
    elif low is not None and high is not None:
        found.update((low, high))
        width = high - low
        parts = (8, 60, 1021)[level]
        found.update(low + width * Fraction(k, parts) for k in range(1, parts))
        for k in ((1, 2, 3, 5, 8, 13, 20, 30, 45), range(1, 60), range(1, 200, 2))[level]:
            found.update((low + width / 2**k, high - width / 2**k))
    elif low is not None or high is not None:
        base, sign = (low, 1) if low is not None else (high, -1)
        assert base is not None
        found.update(base + sign * step for step in (Fraction(0), *_steps(level)))
        whole = base.numerator // base.denominator
        found.update(Fraction(whole + sign * k) for k in range((5, 20, 100)[level]))
        found.update(base + sign * Fraction(k, 8) for k in range((0, 64, 256)[level]))
    else:
        found.update(sign * step for step in (Fraction(0), *_steps(level)) for sign in (1, -1))
        found.update(Fraction(k, 4) for k in range(*((-4, 5), (-40, 41), (-400, 401))[level]))
    inside = (v for v in found if (low is None or v >= low) and (high is None or v <= high))
    return sorted(v for v in inside if not (r.lower_strict and v == low) and not (r.upper_strict and v == high))


def _steps(level: int) -> Iterator[Fraction]:
    """Distances from an end: geometric, the exponents from small to large."""
    if level == 0:
        exponents: Iterable[int] = (-30, -15, -8, -4, -2, -1, 0, 1, 2, 3, 4, 6, 8, 12, 16, 20, 30, 50)
    else:
        exponents = range(-40, 70) if level == 1 else range(-120, 260)
    for k in exponents:
        yield Fraction(2) ** k
        if level:
            yield Fraction(2) ** k * Fraction(11, 8)


def _integers(low: Fraction | None, high: Fraction | None, level: int) -> Iterator[Fraction]:
    near = (12, 80, 400)[level]
    far = (12, 40, 100)[level]
    starts = [(low, 1)] if low is not None else []
    starts += [(high, -1)] if high is not None else []
    for start, sign in starts or [(Fraction(0), 1), (Fraction(0), -1)]:
        for k in range(near):
            yield start + sign * k
        for k in range(3, far):
            for step in (2**k, 2**k + 1, 3 * 2 ** (k - 1), 10 ** (k // 3)):
                yield start + sign * step
    if low is not None and high is not None:
        width = high - low
        for k in range(1, near):
            yield low + width * k // near


def descend(landscape: Landscape, points: Sequence[Fraction], *, scaled: bool, most: int = 6) -> Iterator[Point]:
    """One variable: where f is seen to fail, then its lowest local minima on the grid, refined."""
    (r,) = landscape.goal.domain.ranges.values()
    heights: list[tuple[Fraction, arb]] = []
    for v in points:
        height = landscape.value((v,), scaled=scaled)
        if height is not None:
            heights.append((v, height))
            if suspicious(landscape.goal.op, height):
                yield (v,)
    valleys = []
    for k, (_, height) in enumerate(heights):
        left = heights[k - 1][1] if k else None
        right = heights[k + 1][1] if k + 1 < len(heights) else None
        if (left is None or height <= left) and (right is None or height <= right):
            valleys.append(k)
    valleys.sort(key=lambda k: _Key(heights[k][1]))
    for k in sorted(valleys[:most], key=lambda k: abs(heights[k][0])):
        low, high = heights[max(k - 1, 0)][0], heights[min(k + 1, len(heights) - 1)][0]
        yield (_golden(landscape, low, heights[k][0], high, r.integer, scaled),)


def suspicious(op: str, height: arb) -> bool:
    """Whether the middle of a ball for f suggests that `f op 0` fails."""
    return bool(height != 0 if op == "==" else height <= 0)


class _Key:
    """Balls without radius, in order."""

    def __init__(self, value: arb) -> None:
        self.value = value

    def __lt__(self, other: _Key) -> bool:
        return bool(self.value < other.value)


def _golden(
    landscape: Landscape, low: Fraction, middle: Fraction, high: Fraction, integer: bool, scaled: bool
) -> Fraction:
    """Narrow a bracket of a minimum (thirds of the longer side, coordinates of about 64 bits)."""
    best = landscape.value((middle,), scaled=scaled)
    for _ in range(70):
        if best is None or high <= low:
            break
        longer = (low, middle) if middle - low > high - middle else (middle, high)
        probe = _short(longer[0] + (longer[1] - longer[0]) * Fraction(3, 8 if longer[0] == middle else 5), high - low)
        if integer:
            probe = Fraction(round(probe))
        if probe in (low, middle, high):
            break
        height = landscape.value((probe,), scaled=scaled)
        if height is not None and height < best:
            low, high = (middle, high) if probe > middle else (low, middle)
            middle, best = probe, height
        elif probe > middle:
            high = probe
        else:
            low = probe
        if landscape.goal.op != "==" and best < 0:
            break
    return middle


def _short(value: Fraction, scale: Fraction) -> Fraction:
    """The value rounded to a dyadic number, finer than the scale by 2**-12."""
    bits = max(0, scale.denominator.bit_length() - scale.numerator.bit_length()) + 12
    return Fraction(round(value * 2**bits), 2**bits)


def wander(
    landscape: Landscape, axes: Sequence[Sequence[Fraction]], *, scaled: bool, seed: int, starts: int, samples: int
) -> Iterator[Point]:
    """Several variables: failures met among random mixtures of the axes, then pattern searches from the lowest of them."""
    draw = random.Random(seed)
    heights: list[tuple[_Key, Point]] = []
    for point in _mixtures(draw, axes, samples):
        height = landscape.value(point, scaled=scaled)
        if height is not None:
            if suspicious(landscape.goal.op, height):
                yield point
            heights.append((_Key(height), point))
    heights.sort(key=lambda pair: pair[0])
    for _, point in heights[:starts]:
        yield pattern(landscape, point, axes, scaled=scaled)


def _mixtures(draw: random.Random, axes: Sequence[Sequence[Fraction]], samples: int) -> Iterator[Point]:
    """Random points: coordinates from the axes, sometimes equal or nearly equal, sometimes all from one part of them."""
    for k in range(samples):
        if k % 4 == 3:
            place = draw.random()
            point = [a[min(len(a) - 1, max(0, int(place * len(a)) + draw.randint(-1, 1)))] for a in axes]
        else:
            point = [draw.choice(a) for a in axes]
        if k % 4 == 1 and len(axes) > 1:
            i, j = draw.sample(range(len(axes)), 2)
            point[j] = point[i]
        yield tuple(point)


def pattern(landscape: Landscape, start: Point, axes: Sequence[Sequence[Fraction]], *, scaled: bool) -> Point:
    """Coordinate steps downhill, with steps that grow on success and shrink on failure, and diagonal repeats."""
    return walk(start, landscape, axes, lambda p: landscape.value(p, scaled=scaled))


def walk(start: Point, landscape: Landscape, axes: Sequence[Sequence[Fraction]], height_at: HeightAt) -> Point:
    """Pattern search for a low point of `height_at`, which is None where it may not go."""
    ranges = list(landscape.goal.domain.ranges.values())
    point, best = start, height_at(start)
    steps = [_first_step(v, a, r.integer) for v, a, r in zip(start, axes, ranges, strict=True)]
    for _ in range(60):
        if best is None or best < 0:
            break
        before, moved = point, False
        for i, r in enumerate(ranges):
            for sign in (1, -1):
                value = point[i] + sign * steps[i]
                value = Fraction(round(value)) if r.integer else _short(value, steps[i])
                candidate = (*point[:i], value, *point[i + 1 :])
                height = height_at(candidate)
                if height is not None and height < best:
                    point, best, moved = candidate, height, True
                    steps[i] *= 2
                    break
            else:
                steps[i] = max(steps[i] / 3, Fraction(1)) if r.integer else steps[i] / 3
        if moved and sum(a != b for a, b in zip(point, before, strict=True)) > 1:
            onward = tuple(2 * b - a for a, b in zip(before, point, strict=True))
            height = height_at(onward)
            if height is not None and height < best:
                point, best = onward, height
        if not moved and all(
            s <= 1 if r.integer else s < Fraction(1, 2**40) for s, r in zip(steps, ranges, strict=True)
        ):
            break
    return point


def approach(
    landscape: Landscape, axes: Sequence[Sequence[Fraction]], *, seed: int, samples: int, starts: int
) -> Iterator[Point]:
    """Points that satisfy the constraints: among random mixtures of the axes, then by walking where they are violated least."""
    heights: list[tuple[_Key, Point]] = []
    for point in _mixtures(random.Random(seed), axes, samples):
        if landscape.inside(point):
            yield point
        height = landscape.excess(point)
        if height is not None:
            heights.append((_Key(height), point))
    heights.sort(key=lambda pair: pair[0])
    for _, start in heights[:starts]:
        point = walk(start, landscape, axes, landscape.excess)
        if landscape.inside(point):
            yield point


def _first_step(value: Fraction, values: Sequence[Fraction], integer: bool) -> Fraction:
    """The distance to a neighbour on the axis."""
    gaps = [abs(v - value) for v in values if v != value]
    step = min(gaps, default=Fraction(1))
    return max(step, Fraction(1)) if integer else step


def roots(landscape: Landscape, points: Sequence[Fraction]) -> Iterator[Fraction]:
    """One real variable: sign changes of f between neighbours, narrowed by halving."""
    signs = [(v, landscape.sign((v,))) for v in points if landscape.inside((v,))]
    for (low, s), (high, t) in zip(signs, signs[1:], strict=False):
        if s == 0:
            yield low
        if s is None or t is None or s * t >= 0:
            continue
        for _ in range(220):
            middle = _short((low + high) / 2, high - low)
            sign = landscape.sign((middle,)) if landscape.inside((middle,)) else None
            if sign is None:
                break
            if sign == 0:
                low = high = middle
                break
            low, high = (middle, high) if sign == s else (low, middle)
        yield low
