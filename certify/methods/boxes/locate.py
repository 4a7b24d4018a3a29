"""Where might f touch zero?  Numerical search with balls as plain numbers; nothing here proves anything.

`descend` follows f downhill from a point; `critical` polishes a critical point to many bits by Newton's method;
`points` names the coordinates of critical zeros, `curves` names c(y) with f = 0 along x = c(y).  What they yield must
be confirmed by exact algebra.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from flint import arb, arb_mat, ctx

from certify.enclose import compile
from certify.enclose.numbers import rational_ball
from certify.expr import Expr, Rational, Variable, add, exp, log, mul, power
from certify.methods.boxes.box import Box, Problem, Side, end_ball, point_side, short_between
from certify.methods.boxes.guess import closed_forms, simplest

EXACT_BITS: Final = 256  # f must vanish to half of these before exact algebra is asked
NEWTON_BITS: Final = 512
NEWTON_STEPS: Final = 40
ROUGH_BITS: Final = (96, 64, 40)
WORTHWHILE: Final = arb(2) ** -24
FINEST: Final = arb(2) ** (40 - NEWTON_BITS)
DESCENT_STEPS: Final = 40


def fixed_ends(box: Box) -> frozenset[tuple[int, Expr]]:
    """The fixed variables of a box and their values."""
    return frozenset((k, s.lower) for k, s in enumerate(box) if s.fixed and s.lower is not None)


def tiny(ball: arb) -> bool:
    """Whether a ball at EXACT_BITS is as good as zero."""
    return bool(ball.is_finite() and abs(ball) < arb(2) ** -(EXACT_BITS // 2))


def values_at(box: Sequence[Side]) -> list[arb]:
    """Fixed variables at their exact values, points at themselves, ranges at their midpoints."""
    return [end_ball(s.lower) if s.fixed and s.lower is not None else s.middle() for s in box]


def samples(box: Box, count: int) -> Iterator[list[arb]]:
    """Points spread over a box, the same on every run; unbounded ranges are cut."""
    for k in range(1, count + 1):
        point = values_at([s if s.fixed else point_side(arb(0)) for s in box])
        for i, s in enumerate(box):
            if not s.fixed:
                low = s.low if s.low.is_finite() else (s.high - 4 if s.high.is_finite() else arb(-2))
                high = s.high if s.high.is_finite() else low + 4
                share = arb((k * (5 * i + 3) * 7 + 2 * i + 1) % 31 + 1) / 33
                point[i] = (low + (high - low) * share).mid()
        yield point


def vanishes(problem: Problem, box: Box, index: int, at: Expr) -> bool:
    """Whether f is numerically zero where variable number `index` equals `at`, at some points of the others."""
    compiled = compile(at, problem.names)
    others = any(not s.fixed for k, s in enumerate(box) if k != index)
    for bits in (64, EXACT_BITS):
        with ctx.workprec(bits):
            for values in samples(box, 3 if others else 1):
                values[index] = compiled.ball(values)
                value = problem.f.ball(values)
                if not value.contains(0) or not value.is_finite() or (bits == EXACT_BITS and not tiny(value)):
                    return False
    return True


def descend(problem: Problem, box: Box) -> list[arb] | None:
    """A point of the box where f is small: a damped Newton descent from the midpoint that stays inside."""
    moving = [k for k, s in enumerate(box) if not s.fixed]
    point = values_at(box)
    value = problem.f.ball(point).mid()
    if not value.is_finite():
        return None
    damping = arb(0)
    for _ in range(DESCENT_STEPS):
        lows = [v.mid() for v in point]
        slopes, bends = problem.f.derivatives(moving, lows, lows, second=True)
        if not all(x.is_finite() for x in (*slopes.values(), *bends.values())):
            return point
        free = [i for i in moving if not _pushes_out(box[i], point[i], slopes.get(i, arb(0)))]
        if not free:
            return point
        largest = max((float(abs(x).upper()) for x in bends.values()), default=0.0)
        better = None
        for _ in range(12):
            step = _damped_step(slopes, bends, free, damping)
            if step is not None:
                trial = list(point)
                for i, d in zip(free, step, strict=True):
                    trial[i] = _clip(box[i], (point[i] + d).mid())
                found = problem.f.ball(trial).mid()
                if found.is_finite() and found < value:
                    better = trial
                    break
            damping = damping * 8 if damping > 0 else arb(max(largest, 1e-6) / 64)
        if better is None:
            return point
        gain, point, value = value - found, better, found
        damping = damping / 16 if damping > arb(1e-9) else arb(0)
        if gain <= abs(value) * arb(2) ** -40 and gain < arb(2) ** -60:
            return point
    return point


def _pushes_out(s: Side, v: arb, slope: arb) -> bool:
    return bool((v <= s.low and slope > 0) or (v >= s.high and slope < 0))


def _clip(s: Side, v: arb) -> arb:
    return s.low if v < s.low else s.high if v > s.high else v


def _damped_step(
    slopes: Mapping[int, arb], bends: Mapping[tuple[int, int], arb], free: Sequence[int], damping: arb
) -> list[arb] | None:
    """Minus (H + damping) inverse times the gradient."""
    zero = arb(0)
    rows = [[bends.get((min(i, j), max(i, j)), zero).mid() + (damping if i == j else zero) for j in free] for i in free]
    try:
        solution = arb_mat(rows).solve(arb_mat([[slopes.get(i, zero).mid()] for i in free]))
    except ZeroDivisionError:
        return None
    return [-solution[k, 0].mid() for k in range(len(free))]


def critical(
    problem: Problem, start: Sequence[arb], moving: Sequence[int], reach: Sequence[arb]
) -> tuple[list[arb], int] | None:
    """A critical point in some variables, no further than `reach` from the start, and its good bits; None if there is
    none."""
    with ctx.workprec(NEWTON_BITS):
        values, last = list(start), arb(1)
        for _ in range(NEWTON_STEPS):
            step = _newton(problem, values, moving)
            size = arb(0) if step is None else max_abs(step)
            if step is None or (last < WORTHWHILE and size >= last):
                break  # rounding has taken over: multiple zeros are known to fewer bits
            for i, d in zip(moving, step, strict=True):
                values[i] = (values[i] + d).mid()
                if not abs(values[i] - start[i]) <= reach[i]:
                    return None
            last = size
            if size < FINEST:
                break
        if not last < WORTHWHILE:
            return None
        return values, NEWTON_BITS - 40 if last < FINEST else int(float(-last.log() / arb(2).log()))


def max_abs(step: Sequence[arb]) -> arb:
    """The largest absolute value."""
    largest = arb(0)
    for d in step:
        if abs(d) > largest:
            largest = abs(d).mid()
    return largest


def _newton(problem: Problem, values: Sequence[arb], moving: Sequence[int]) -> list[arb] | None:
    """The Newton step for the gradient; in one variable Schroeder's, which does not mind multiple zeros."""
    point = [v.mid() for v in values]
    if len(moving) == 1:
        a = problem.f.expand(point, point, moving, 4)
        first, second, third = a[1].mid(), (a[2] * 2).mid(), (a[3] * 6).mid()
        if first.is_zero():
            return [first]
        step = -(first * second / (second * second - first * third)).mid()
        return [step] if step.is_finite() else None
    slopes, bends = problem.f.derivatives(moving, point, point, second=True)
    if not all(x.is_finite() for x in (*slopes.values(), *bends.values())):
        return None
    return _damped_step(slopes, bends, moving, arb(0))


def points(problem: Problem, box: Box, reach: Sequence[arb]) -> Iterator[dict[int, Expr]]:
    """Exact points near a small box where f and its gradient vanish numerically."""
    moving = [k for k, s in enumerate(box) if not s.fixed]
    simple: dict[int, Expr] = {}
    for i in moving:
        margin = box[i].radius()
        simple[i] = Rational(short_between((box[i].low - margin).lower(), (box[i].high + margin).upper()))
    if _is_critical_zero(problem, box, simple):
        yield simple
        return
    found = critical(problem, values_at(box), moving, reach)
    if found is None:
        return
    values, bits = found
    with ctx.workprec(EXACT_BITS):
        if not tiny(problem.f.ball(values)):
            return
    for known in (bits, bits // 2, *ROUGH_BITS):  # near multiple zeros rounding makes steps look better than they are
        with ctx.workprec(NEWTON_BITS):
            names = {i: next(closed_forms(values[i], known), None) for i in moving}
        named = {i: item for i, item in names.items() if item is not None}
        if len(named) == len(names) and _is_critical_zero(problem, box, named):
            yield named
            return


def _is_critical_zero(problem: Problem, box: Box, at: Mapping[int, Expr]) -> bool:
    with ctx.workprec(EXACT_BITS):
        values = values_at(box)
        for i, item in at.items():
            values[i] = compile(item, ()).ball(())
        if not tiny(problem.f.ball(values)):
            return False
        slopes = problem.f.gradient(values)
        return all(tiny(slopes[i]) for i in at)


def curves(problem: Problem, box: Box) -> Iterator[tuple[int, Expr]]:
    """(index, c) with f numerically zero along variable = c(the others), near a small box with a zero of f."""
    moving = [k for k, s in enumerate(box) if not s.fixed]
    for index in moving:
        others = [k for k in moving if k != index]
        track = _track(problem, box, index, others)
        if track is None:
            continue
        for form in _forms(problem.names, index, others, track):
            if vanishes(problem, problem.whole_with_fixed(box), index, form):
                yield index, form
                return


def _track(problem: Problem, box: Box, index: int, others: Sequence[int]) -> list[list[arb]] | None:
    """Zeros of f in one variable at a base point and with each other variable moved in turn; None if one is missing."""
    base, found = values_at(box), []
    reach = [s.radius() * 64 for s in box]
    for moved in (None, *others):
        start = list(base)
        if moved is not None:
            start[moved] = (start[moved] + box[moved].radius()).mid()
        result = critical(problem, start, [index], reach)
        if result is None or result[1] < EXACT_BITS:
            return None
        with ctx.workprec(EXACT_BITS):
            if not tiny(problem.f.ball(result[0])):
                return None
        found.append(result[0])
    return found


def _forms(names: Sequence[str], index: int, others: Sequence[int], track: Sequence[list[arb]]) -> Iterator[Expr]:
    """Affine functions of the other variables, and multiples of a power of one of them, through the tracked zeros."""
    with ctx.workprec(NEWTON_BITS):
        base = track[0]
        slopes: list[Fraction] = []
        for point, k in zip(track[1:], others, strict=True):
            slope = simplest((point[index] - base[index]) / (point[k] - base[k]), EXACT_BITS)
            if slope is None:
                break
            slopes.append(slope)
        else:
            terms = [mul(Rational(q), Variable(names[k])) for q, k in zip(slopes, others, strict=True) if q]
            rest = base[index]
            for q, k in zip(slopes, others, strict=True):
                rest -= base[k] * rational_ball(q)
            constant = next(closed_forms(rest, EXACT_BITS), None)
            if constant is not None:
                yield add(*terms, constant)
        for point, k in zip(track[1:], others, strict=True):
            yield from _two_variable_forms(Variable(names[k]), (base[index], point[index]), (base[k], point[k]))


def _two_variable_forms(y: Expr, x: tuple[arb, arb], v: tuple[arb, arb]) -> Iterator[Expr]:
    """x as a multiple of a power or of an exponential of y, or as an affine function of log(y)."""
    if x[0] > 0 and x[1] > 0:
        growth = (x[1] / x[0]).log()
        if v[0] > 0 and v[1] > 0 and (exponent := simplest(growth / (v[1] / v[0]).log(), EXACT_BITS)) is not None:
            factor = next(closed_forms(x[0] / v[0] ** rational_ball(exponent), EXACT_BITS), None)
            if factor is not None:
                yield mul(factor, power(y, Rational(exponent)))
        if (rate := simplest(growth / (v[1] - v[0]), EXACT_BITS)) is not None:
            factor = next(closed_forms(x[0] / (v[0] * rational_ball(rate)).exp(), EXACT_BITS), None)
            if factor is not None:
                yield mul(factor, exp(mul(Rational(rate), y)))
    if v[0] > 0 and v[1] > 0 and (slope := simplest((x[1] - x[0]) / (v[1] / v[0]).log(), EXACT_BITS)) is not None:
        constant = next(closed_forms(x[0] - rational_ball(slope) * v[0].log(), EXACT_BITS), None)
        if constant is not None:
            yield add(mul(Rational(slope), log(y)), constant)
