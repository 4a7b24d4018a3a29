"""First and second partial derivatives over a box, forward: each value carries its gradient and its Hessian.

A `Partial` (c, g, s) holds the value c on the box as a pair, balls g[i] for the first and s[i, j], i <= j, for the
second partial derivatives at every point of the box; what is absent is zero.  With f', f'' enclosed over c, a
function f of one argument gives f' g and f'' g g^T + f' s; both come from its expansion to order 2 (`jets`).  In
gradient mode s is left out everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final, TypeAlias

from flint import arb

from certify.enclose import jets, pairs
from certify.enclose.balls import exact_integer
from certify.enclose.pairs import Pair, to_ball

Gradient: TypeAlias = "dict[int, arb]"
Hessian: TypeAlias = "dict[tuple[int, int], arb]"
Partial: TypeAlias = "tuple[Pair, Gradient, Hessian | None]"


def constant(value: Pair) -> Partial:
    """A number that does not depend on the variables."""
    return value, {}, {}


def variable(value: Pair, index: int, second: bool) -> Partial:
    """Variable number `index` over its range; the Hessian is left out of everything unless `second`."""
    return value, {index: pairs.ONE}, {} if second else None


def frozen(a: Partial) -> arb:
    """The ball of a number that does not depend on the variables.  Raises Unknown for others."""
    if a[1]:
        raise jets.Unknown
    return to_ball(a[0])


def _plus(a: dict[Any, arb], b: dict[Any, arb]) -> dict[Any, arb]:
    total = dict(a)
    for key, value in b.items():
        total[key] = total[key] + value if key in total else value
    return total


def _times(a: dict[Any, arb], factor: arb) -> dict[Any, arb]:
    return {key: value * factor for key, value in a.items()}


def _square(g: Gradient, factor: arb) -> Hessian:
    """factor * g g^T; squares are not negative."""
    keys = sorted(g)
    found = {}
    for a, i in enumerate(keys):
        found[i, i] = pairs.to_ball(pairs.power((g[i].lower(), g[i].upper()), 2)) * factor if g[i].is_finite() else g[i]
        for j in keys[a + 1 :]:
            found[i, j] = g[i] * g[j] * factor
    return found


def _symmetric(g: Gradient, k: Gradient) -> Hessian:
    """g k^T + k g^T."""
    found: Hessian = {}
    for i, x in g.items():
        for j, y in k.items():
            key = (i, j) if i <= j else (j, i)
            term = x * y * 2 if i == j else x * y
            found[key] = found[key] + term if key in found else term
    return found


def add(a: Partial, b: Partial) -> Partial:
    second = None if a[2] is None or b[2] is None else _plus(a[2], b[2])
    return pairs.add(a[0], b[0]), _plus(a[1], b[1]), second


def neg(a: Partial) -> Partial:
    flipped = {i: -x for i, x in a[1].items()}
    return pairs.neg(a[0]), flipped, None if a[2] is None else {key: -x for key, x in a[2].items()}


def sub(a: Partial, b: Partial) -> Partial:
    return add(a, neg(b))


def mul(a: Partial, b: Partial) -> Partial:
    (x, g, s), (y, k, t) = a, b
    value = pairs.mul(x, y)
    if not g:
        ball = to_ball(x)
        return value, _times(k, ball), None if t is None else _times(t, ball)
    if not k:
        ball = to_ball(y)
        return value, _times(g, ball), None if s is None else _times(s, ball)
    p, q = to_ball(x), to_ball(y)
    first = _plus(_times(g, q), _times(k, p))
    if s is None or t is None:
        return value, first, None
    return value, first, _plus(_plus(_times(s, q), _times(t, p)), _symmetric(g, k))


def _chain(jet: Any, a: Partial) -> Partial:
    """f(a) from the jet of f at a's value with unit slope."""
    value, rise = jet
    _, g, s = a
    if rise is None:
        return value, {}, None if s is None else {}
    slope = rise[1]
    first = _times(g, slope)
    if s is None:
        return value, first, None
    return value, first, _plus(_square(g, rise[2] * 2), _times(s, slope))


def unary(op: Callable[..., Any]) -> Callable[..., Partial]:
    """A function of one argument, with its literal parameter if it has one."""

    def apply(a: Partial, *data: Any) -> Partial:
        if not a[1]:
            return op((a[0], None), *data)[0], {}, a[2]
        try:
            return _chain(op(jets.variable(a[0]), *data), a)
        except jets.Unknown:
            return _unknown(op((a[0], None), *data)[0], (a,))

    return apply


def several(op: Callable[..., Any]) -> Callable[..., Partial]:
    """A function of several arguments of which at most one depends on the variables; others are not known."""

    def apply(*args: Partial) -> Partial:
        moving = [k for k, a in enumerate(args) if a[1]]
        if len(moving) > 1:
            return _unknown(op(*((a[0], None) for a in args))[0], args)
        if not moving:
            return op(*((a[0], None) for a in args))[0], {}, args[0][2]
        try:
            jet = op(*(jets.variable(a[0]) if a[1] else (a[0], None) for a in args))
        except jets.Unknown:
            return _unknown(op(*((a[0], None) for a in args))[0], args)
        return _chain(jet, args[moving[0]])

    return apply


def _unknown(value: Pair, args: tuple[Partial, ...]) -> Partial:
    keys = sorted({i for a in args for i in a[1]})
    nan = arb.nan()
    second = None if any(a[2] is None for a in args) else {(i, j): nan for i in keys for j in keys if i <= j}
    return value, dict.fromkeys(keys, nan), second


def pow_(a: Partial, b: Partial) -> Partial:
    """`a**b`; exp(b log a) if both depend on the variables."""
    if not (a[1] and b[1]):
        n = exact_integer(to_ball(b[0])) if not b[1] else None
        if n is not None and n >= 0:
            return unary(jets.power)(a, n)
        return several(jets.pow_)(a, b)
    value = pairs.pow_(a[0], b[0])
    if not a[0][0] > pairs.ZERO:
        return _unknown(value, (a, b))
    found = OPERATIONS["exp"](mul(b, OPERATIONS["log"](a)))
    return value, found[1], found[2]


def min_(a: Partial, b: Partial) -> Partial:
    if a[0][1] < b[0][0]:
        return a
    if b[0][1] < a[0][0]:
        return b
    return _unknown(pairs.min_(a[0], b[0]), (a, b))


def max_(a: Partial, b: Partial) -> Partial:
    return neg(min_(neg(a), neg(b)))


def rational(value: Fraction) -> Partial:
    """An exact number."""
    return constant(pairs.rational(value))


_SEVERAL: Final = ("besselj", "binomial", "harmonic_dim", "legendre")
_UNARY: Final = (
    "inv", "exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "abs", "floor", "ceil", "gamma",
    "lgamma", "digamma", "erf", "power", "root", "polygamma",
)  # fmt: skip
OPERATIONS: Final[dict[str, Callable[..., Any]]] = {
    **{name: unary(jets.OPERATIONS[name]) for name in _UNARY},
    **{name: several(jets.OPERATIONS[name]) for name in _SEVERAL},
    "add": add, "sub": sub, "neg": neg, "mul": mul, "pow": pow_, "min": min_, "max": max_,
}  # fmt: skip
