"""Polynomial goals as sums of squares: by sight (`squares`), by a semidefinite program (`gram`), or after a multiplication.

Squares may be multiplied by products of variables that are >= 0.  A polynomial that is >= 0 everywhere need not be a sum of
squares, but it is one after multiplication by a suitable positive polynomial (Artin; Reznick 1995 for forms that vanish
nowhere else): tried are (1 + |x|**2)**k, and for forms |x|**(2*k), which is positive where a chosen variable is not 0; where
that variable is 0, a form in fewer variables is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

from certify.algebra import fraction, rational_polynomial
from certify.certificate import Json, Proof
from certify.context import Context
from certify.expr import ONE, ZERO, Expr, Rational, Variable, add, mul, power
from certify.goal import Goal
from certify.methods import evident
from certify.methods.sign import gram, squares
from certify.methods.sign.squares import Monomial, Square
from certify.methods.steps import Step, goal_of, multiply, opened, realise, split
from certify.text import rational_text, to_text

MOST_SUBSETS: Final = 16
MOST_POWERS: Final = 2

Polynomial = Mapping[Monomial, Fraction]


def by_sight(p: Polynomial, flags: Sequence[bool], op: str) -> list[Square] | None:
    """Squares, if they are easily seen; `flags` tells which variables are >= 0."""
    for chosen in (flags, [False] * len(flags)) if any(flags) else (flags,):
        found = squares.squares(p, chosen)
        if found is not None and fits(found, op):
            return found
    return None


def by_program(p: Polynomial, flags: Sequence[bool], op: str, context: Context) -> list[Square] | None:
    """Squares found by a semidefinite program."""
    subsets = _subsets(flags)
    count = len(flags)
    blocks = []
    for subset in subsets:
        multiplier = {tuple(int(k in subset) for k in range(count)): Fraction(1)}
        monomials = gram.basis(p, multiplier)
        if monomials:
            blocks.append(gram.Block(multiplier, monomials))
    terms = gram.decompose(p, blocks, context.deadline)
    if terms is None:
        return None
    found = [Square(t.weight, tuple(k for k, e in enumerate(next(iter(t.multiplier))) if e), t.base) for t in terms[0]]
    return found if fits(found, op) else None


def _subsets(flags: Sequence[bool]) -> list[tuple[int, ...]]:
    """Sets of variables that are >= 0, the small ones."""
    free = [k for k, flag in enumerate(flags) if flag]
    every = (c for size in range(len(free) + 1) for c in combinations(free, size))
    return [c for _, c in zip(range(MOST_SUBSETS), every, strict=False)]


def fits(found: Sequence[Square], op: str) -> bool:
    """Whether squares show `op 0`."""
    return op == ">=" or any(s.positive for s in found)


def as_step(goal: Goal, found: Sequence[Square], shift: Mapping[str, Json] | None = None) -> Step:
    """The rule `sign` for a goal that is the sum of these squares."""
    names = goal.active
    return Step(goal, "sign", {"kind": "squares", **(shift or {}), "terms": [_spelled(names, s) for s in found]})


def _spelled(names: Sequence[str], square: Square) -> list[Json]:
    return [rational_text(square.weight), [names[k] for k in square.times], to_text(spelled(square.base, names))]


def spelled(p: Polynomial, names: Sequence[str]) -> Expr:
    """A polynomial as an expression."""
    variables = [Variable(name) for name in names]
    return add(*(
        mul(Rational(c), *(power(v, Rational(e)) for v, e in zip(variables, m, strict=True) if e)) for m, c in p.items()
    ))  # fmt: skip


def by_denominator(goal: Goal, p: Polynomial, context: Context) -> Proof | None:
    """Multiplication by a power of 1 + |x|**2, or of |x|**2 for forms."""
    names = goal.active
    if len({sum(m) for m in p}) == 1:
        return _form(goal, p, context)
    for k in range(1, MOST_POWERS + 1):
        found = _multiplied(p, names, ONE, k, goal.op, context)
        if found is not None:
            return realise(_scaled(goal, *found), context)
    return None


def _multiplied(
    p: Polynomial, names: Sequence[str], constant: Expr, k: int, op: str, context: Context
) -> tuple[Expr, Polynomial, list[Square]] | None:
    """h = (constant + |x|**2)**k, p*h, and the squares that add up to it."""
    count = len(names)
    base = {tuple(2 * int(i == j) for j in range(count)): Fraction(1) for i in range(count)}
    if isinstance(constant, Rational) and constant.value:
        base[(0,) * count] = constant.value
    product: Polynomial = p
    for _ in range(k):
        product = gram.times(product, base)
    found = by_program(product, [False] * count, op, context)
    return None if found is None else (power(spelled(base, names), Rational(k)), product, found)


def _scaled(goal: Goal, h: Expr, product: Polynomial, found: Sequence[Square]) -> Step:
    """Rule `multiply`, both of its children planned."""
    step = multiply(goal, h, spelled(product, goal.active))
    step = step.then(evident.plan(goal_of(step.children[0])), 0)
    return step.then(as_step(step.last, found))


def _form(goal: Goal, p: Polynomial, context: Context) -> Proof | None:
    """A form of even degree, on a domain that contains the origin: one variable is 0 or not."""
    names = goal.active
    name = next((n for n in names if _around_zero(goal, n)), None)
    if goal.op != ">=" or name is None:
        return None
    for k in range(1, MOST_POWERS + 1):
        found = _multiplied(p, names, ZERO, k, ">=", context)
        if found is None:
            continue
        step = split(goal, name, [ZERO])
        for index, side in ((0, "upper"), (1, "lower")):
            piece = opened(goal_of(step.children[index]), name, side)
            step = step.then(piece.then(_scaled(piece.last, *found)), index)
        return realise(step, context)
    return None


def _around_zero(goal: Goal, name: str) -> bool:
    r = goal.domain.ranges[name]
    return (r.lower is None or (isinstance(r.lower, Rational) and r.lower.value < 0)) and (
        r.upper is None or (isinstance(r.upper, Rational) and r.upper.value > 0)
    )


def is_rational_polynomial(goal: Goal) -> bool:
    """Whether f is a polynomial with rational coefficients, or becomes one without its denominator."""
    top, bottom = fraction(goal.f, goal.domain.integers)
    names = goal.active
    return all(rational_polynomial(part, names) is not None for part in (top, bottom))
