"""Walking downhill: local minima of a function on its domain, and roots, from grids and random starts.

Nothing here is part of a proof.  Every loop ends at the landscape's deadline or after a bounded number of evaluations.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

from flint import arb

from certify.methods.refute.landscape import Landscape, Point

HeightAt: TypeAlias = Callable[[Point], "arb | None"]


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
    for (low, s), (high, t) in itertools.pairwise(signs):
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
