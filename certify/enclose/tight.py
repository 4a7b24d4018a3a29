"""Truncated power series whose coefficients are pairs: slower than `jets`, but exact ends stay exact.

A ball cannot hold [0, 1] without reaching below 0, so that balls never show a derivative such as y >= 0 on 0 <= y <=
1 to be non-negative; pairs do.  A series is a tuple of coefficients; one of length 1 does not depend on the variable.
The outer coefficients of functions without a formula here come from `jets`.  Series are cut at `flint.ctx.cap` terms.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb, factorial
from typing import Any, Final, TypeAlias

from flint import arb, ctx

from certify.enclose import jets, pairs
from certify.enclose.balls import exact_integer
from certify.enclose.jets import Unknown
from certify.enclose.pairs import INF, NEG_INF, ONE, ZERO, Pair, to_ball

Series: TypeAlias = "tuple[Pair, ...]"

NOTHING: Final = (ZERO, ZERO)
UNIT: Final = (ONE, ONE)


def constant(value: Pair) -> Series:
    """An expression free of the variable."""
    return (value,)


def variable(value: Pair) -> Series:
    """The variable itself, over its range."""
    return (value, UNIT, *((NOTHING,) * (ctx.cap - 2)))


def frozen(a: Series) -> arb:
    """The ball of a series that does not depend on the variable.  Raises Unknown for others."""
    if len(a) > 1:
        raise Unknown
    return to_ball(a[0])


def coefficients(a: Series, count: int) -> list[Pair]:
    """The coefficients 0 .. count - 1."""
    return [*a, *((NOTHING,) * (count - len(a)))]


def _number(value: Fraction | int) -> Pair:
    return pairs.rational(Fraction(value))


def add(a: Series, b: Series) -> Series:
    if len(a) < len(b):
        a, b = b, a
    return (*(pairs.add(x, y) for x, y in zip(a, b, strict=False)), *a[len(b) :])


def neg(a: Series) -> Series:
    return tuple(pairs.neg(x) for x in a)


def sub(a: Series, b: Series) -> Series:
    return add(a, neg(b))


def _times(a: Series, factor: Pair) -> Series:
    return tuple(pairs.mul(x, factor) for x in a)


def mul(a: Series, b: Series) -> Series:
    if len(a) == 1:
        return _times(b, a[0])
    if len(b) == 1:
        return _times(a, b[0])
    return tuple(_dot(a, b, k) for k in range(len(a)))


def _dot(a: Series, b: Series, k: int) -> Pair:
    """Coefficient k of the product."""
    total = NOTHING
    for j in range(k + 1):
        if a[j] is not NOTHING and b[k - j] is not NOTHING:
            total = pairs.add(total, pairs.mul(a[j], b[k - j]))
    return total


def compose(outer: list[Pair], a: Series) -> Series:
    """outer[0] + outer[1]*h + ..., h the series without its constant term."""
    h: Series = (NOTHING, *a[1:])
    total: Series = (outer[-1],)
    for coefficient in reversed(outer[:-1]):
        product = mul(total, h)
        total = (coefficient, *product[1:])
    return total


_Outer: TypeAlias = Callable[..., list[Pair]]


def _unary(value: Callable[..., Pair], outer: _Outer) -> Callable[..., Series]:
    """From the pair function and the outer Taylor coefficients at c, given the value there."""

    def op(a: Series, *data: Any) -> Series:
        c = a[0]
        found = value(c, *data)
        return (found,) if len(a) == 1 else compose([found, *outer(found, c, *data)], a)

    return op


def _over(a: Pair, n: int) -> Pair:
    return pairs.mul(a, _number(Fraction(1, n)))


def _inv(value: Pair, c: Pair) -> list[Pair]:
    powers = [pairs.power(value, k + 1) for k in range(1, ctx.cap)]
    return [p if k % 2 else pairs.neg(p) for k, p in enumerate(powers)]


inverse: Final = _unary(pairs.inv, _inv)


def _exp(value: Pair, c: Pair) -> list[Pair]:
    return [_over(value, factorial(k)) for k in range(1, ctx.cap)]


def _log(value: Pair, c: Pair) -> list[Pair]:
    r = pairs.inv(c)
    powers = [_over(pairs.power(r, k), k) for k in range(1, ctx.cap)]
    return [pairs.neg(p) if k % 2 else p for k, p in enumerate(powers)]


def _power(value: Pair, c: Pair, n: int) -> list[Pair]:
    return [pairs.mul(_number(comb(n, k)), pairs.power(c, n - k)) if k <= n else NOTHING for k in range(1, ctx.cap)]


def _root(value: Pair, c: Pair, exponent: Fraction) -> list[Pair]:
    if not (c[0] > ZERO or exponent > ctx.cap - 1):
        raise Unknown
    found, factor = [], Fraction(1)
    for k in range(1, ctx.cap):
        factor *= (exponent - k + 1) / k
        found.append(pairs.mul(_number(factor), pairs.fractional(c, exponent - k)))
    return found


def _cycle(first: Callable[[Pair], Pair], signs: tuple[int, int]) -> _Outer:
    """Outer coefficients of a function whose derivatives are `first`, itself, ... up to the given signs of two
    steps."""

    def outer(value: Pair, c: Pair) -> list[Pair]:
        other = first(c)
        found = []
        for k in range(1, ctx.cap):
            base = other if k % 2 else value
            sign = signs[0] ** (k // 2) if not k % 2 else signs[1] * signs[0] ** (k // 2)
            found.append(_over(base if sign > 0 else pairs.neg(base), factorial(k)))
        return found

    return outer


def polygammas(c: Pair, first: int, count: int) -> list[Pair]:
    """Derivatives of digamma of the orders first, first + 1, ..."""
    return [pairs.polygamma(c, k) if k else pairs.digamma(c) for k in range(first, first + count)]


def _lgamma(value: Pair, c: Pair) -> list[Pair]:
    return [_over(d, factorial(k)) for k, d in enumerate(polygammas(c, 0, ctx.cap - 1), 1)]


def _digamma(value: Pair, c: Pair) -> list[Pair]:
    return [_over(d, factorial(k)) for k, d in enumerate(polygammas(c, 1, ctx.cap - 1), 1)]


def _polygamma(value: Pair, c: Pair, order: int) -> list[Pair]:
    return [_over(d, factorial(k)) for k, d in enumerate(polygammas(c, order + 1, ctx.cap - 1), 1)]


def _from_jets(name: str) -> Callable[..., Series]:
    """A function through the balls of its expansion with unit slope, at most one argument depending on the variable."""
    op = jets.OPERATIONS[name]

    def apply(*args: Series) -> Series:
        moving = [k for k, a in enumerate(args) if len(a) > 1]
        if len(moving) > 1:
            raise Unknown
        value, rise = op(*((jets.variable(a[0]) if len(a) > 1 else (a[0], None)) for a in args))
        if rise is None:
            return (value,)
        return compose([value, *(_hull(rise[k]) for k in range(1, ctx.cap))], args[moving[0]])

    return apply


def _hull(ball: arb) -> Pair:
    return (NEG_INF, INF) if ball.is_nan() else (ball.lower(), ball.upper())


def pow_(a: Series, b: Series) -> Series:
    if len(b) == 1:
        n = exact_integer(to_ball(b[0]))
        if n is not None:
            found: Series = OPERATIONS["power"](a, abs(n))
            return found if n >= 0 else inverse(found)
    value = pairs.pow_(a[0], b[0])
    if len(a) == len(b) == 1:
        return (value,)
    if not a[0][0] > ZERO:
        raise Unknown
    rest: Series = OPERATIONS["exp"](mul(b, OPERATIONS["log"](a)))
    return (value, *rest[1:])


def min_(a: Series, b: Series) -> Series:
    if a[0][1] < b[0][0]:
        return a
    if b[0][1] < a[0][0]:
        return b
    value = pairs.min_(a[0], b[0])
    if len(a) > 1 or len(b) > 1:
        raise Unknown
    return (value,)


def max_(a: Series, b: Series) -> Series:
    return neg(min_(neg(a), neg(b)))


OPERATIONS: Final[dict[str, Callable[..., Any]]] = {
    **{name: _from_jets(name) for name in jets.OPERATIONS},
    "add": add, "sub": sub, "neg": neg, "mul": mul, "pow": pow_, "min": min_, "max": max_,
    "inv": inverse, "exp": _unary(pairs.exp, _exp), "log": _unary(pairs.log, _log),
    "power": _unary(pairs.power, _power), "root": _unary(pairs.root, _root),
    "sin": _unary(pairs.sin, _cycle(pairs.cos, (-1, 1))), "cos": _unary(pairs.cos, _cycle(pairs.sin, (-1, -1))),
    "sinh": _unary(pairs.sinh, _cycle(pairs.cosh, (1, 1))), "cosh": _unary(pairs.cosh, _cycle(pairs.sinh, (1, 1))),
    "lgamma": _unary(pairs.lgamma, _lgamma), "digamma": _unary(pairs.digamma, _digamma),
    "polygamma": _unary(pairs.polygamma, _polygamma),
}  # fmt: skip
