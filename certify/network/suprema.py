"""Upper bounds for |f|, |f'| and |f''| on an interval, by balls; an interval is cut where that helps."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from certify.enclose.numbers import rational_ball, to_fraction
from certify.expr import Call, Expr, Variable, add, call, fresh, substitute

if TYPE_CHECKING:
    pass

PRECISION: Final = 128


def lipschitz_bound(f: Expr, name: str, low: Fraction, high: Fraction) -> Fraction | None:
    """A Lipschitz constant of f on [low, high], also where abs, min and max bend; None if balls show none.

    Almost everywhere the derivative of abs(u) is s*u' with s in [-1, 1]: s becomes a variable, and the bound holds for
    all its values.
    """
    from certify.calculus.rules import derivative
    from certify.unproved import Unproved

    turns: list[tuple[str, str, Expr]] = []  # the name that stands for abs(u), the name of its s, u

    def smooth(item: Expr) -> Expr:
        if not isinstance(item, Call):
            return item
        args = [smooth(a) for a in item.args]
        if item.op == "abs":
            return turn(args[0])
        if item.op in ("max", "min"):
            sign = 1 if item.op == "max" else -1
            best = args[0]
            for other in args[1:]:
                best = (best + other + sign * turn(best - other)) * Fraction(1, 2)
            return best
        return call(item.op, *args)

    def turn(u: Expr) -> Expr:
        taken = f.free | {v for pair in turns for v in pair[:2]}
        turns.append((fresh("a", taken), fresh("s", taken), u))
        return Variable(turns[-1][0])

    try:
        whole, slopes = smooth(f), dict[str, Expr]()

        def total(item: Expr) -> Expr:
            parts = (derivative(item, a) * slope for a, slope in slopes.items() if a in item.free)
            return add(derivative(item, name), *parts)

        for a, s, u in turns:
            slopes[a] = Variable(s) * total(u)
        slope = total(whole)
    except Unproved:
        return None
    for a, _, u in reversed(turns):
        slope = substitute(slope, {a: call("abs", u)})
    return sup_bound(slope, name, low, high, signs=[s for _, s, _ in turns])


def second_bound(f: Expr, name: str, low: Fraction, high: Fraction) -> Fraction | None:
    """An upper bound for |f''| on [low, high]; None if balls show none."""
    second = second_derivative(f, name)
    return None if second is None else sup_bound(second, name, low, high)


def sup_bound(
    f: Expr, name: str, low: Fraction, high: Fraction, *, signs: Sequence[str] = (), pieces: int = 500
) -> Fraction | None:
    """An upper bound for |f| on [low, high], within 2 % where that takes few pieces; None if f may be unbounded.

    The variables `signs` range over [-1, 1].
    """
    from flint import arb, ctx

    from certify.enclose import compile

    compiled = compile(f, (name, *signs))
    with ctx.workprec(PRECISION):
        every, lower = [arb(0, 1)] * len(signs), Fraction(0)

        def piece(a: Fraction, b: Fraction) -> tuple[Fraction, Fraction, Fraction] | None:
            nonlocal lower
            whole = abs(compiled.ball((rational_ball(a).union(rational_ball(b)), *every)))
            if not whole.is_finite():
                return None
            inside = abs(compiled.ball((rational_ball((a + b) / 2), *every)))
            lower = max(lower, to_fraction(inside.lower()))
            return -to_fraction(whole.upper()), a, b

        number, queue = 16, list[tuple[Fraction, Fraction, Fraction]]()
        for k in range(number):
            entry = piece(low + (high - low) * k / number, low + (high - low) * (k + 1) / number)
            if entry is None:
                return None
            queue.append(entry)
        heapq.heapify(queue)
        while len(queue) < pieces and -queue[0][0] > lower * 51 / 50:
            _, a, b = heapq.heappop(queue)
            for c, e in ((a, (a + b) / 2), ((a + b) / 2, b)):
                entry = piece(c, e)
                if entry is None:
                    return None
                heapq.heappush(queue, entry)
        return -queue[0][0]


def second_derivative(f: Expr, name: str) -> Expr | None:
    """The second derivative, if there is a rule for it."""
    from certify.calculus.rules import derivative
    from certify.unproved import Unproved

    try:
        return derivative(derivative(f, name), name)
    except Unproved:
        return None
