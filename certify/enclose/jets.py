"""Truncated power series in one variable over a box: the arithmetic of Taylor coefficients.

A jet (c, h) stands for c + h(t): `c` is a pair that holds the value on the whole box, `h` a power series with
constant term 0 whose coefficients 1, 2, ..., are balls for the Taylor coefficients at every point of the box; `h` is
None where the expression does not depend on t.  Constant terms stay pairs, so that monotone functions remain tight on
wide boxes. `Unknown` is raised where the function is not analytic, or not known to be.  Series are cut at
`flint.ctx.cap` terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, Final, TypeAlias

from flint import arb, arb_series, ctx, fmpq

from certify.enclose import pairs
from certify.enclose.balls import exact_integer
from certify.enclose.pairs import ONE, ZERO, Pair, Undefined, to_ball

Jet: TypeAlias = "tuple[Pair, arb_series | None]"
NARROW: Final = arb(2) ** -8


@contextmanager
def terms(count: int) -> Iterator[None]:
    """Series of so many terms inside; the global setting is put back."""
    before = ctx.cap
    ctx.cap = count
    try:
        yield
    finally:
        ctx.cap = before


def variable(value: Pair) -> Jet:
    """The variable t itself, over its range."""
    return value, arb_series([0, 1], ctx.cap)


def constant(value: Pair) -> Jet:
    """An expression free of t."""
    return value, None


def coefficients(jet: Jet, count: int) -> list[arb]:
    """The balls of the coefficients 0 .. count - 1."""
    value, rest = jet
    if rest is None:
        return [to_ball(value)] + [arb(0)] * (count - 1)
    return [to_ball(value)] + [rest[k] for k in range(1, count)]


def frozen(jet: Jet) -> arb:
    """The ball of a jet that does not depend on t.  Raises Unknown for others."""
    if jet[1] is not None:
        raise Unknown
    return to_ball(jet[0])


class Unknown(Undefined):
    """The value is known but not that the function is analytic there.

    An exception and not NaN coefficients, because zero times a NaN series is zero in Arb.
    """


def _sum(a: arb_series | None, b: arb_series | None) -> arb_series | None:
    return b if a is None else a if b is None else a + b


def add(a: Jet, b: Jet) -> Jet:
    return pairs.add(a[0], b[0]), _sum(a[1], b[1])


def neg(a: Jet) -> Jet:
    return pairs.neg(a[0]), None if a[1] is None else -a[1]


def sub(a: Jet, b: Jet) -> Jet:
    h, k = a[1], b[1]
    return pairs.sub(a[0], b[0]), h if k is None else -k if h is None else h - k


def mul(a: Jet, b: Jet) -> Jet:
    (x, h), (y, k) = a, b
    value = pairs.mul(x, y)
    if h is None:
        return value, None if k is None else k * to_ball(x)
    rest = h * to_ball(y)
    return value, rest if k is None else rest + k * to_ball(x) + h * k


def compose(outer: list[arb], h: arb_series) -> arb_series:
    """outer[0]*h + outer[1]*h**2 + ..."""
    total = h * outer[-1]
    for coefficient in reversed(outer[:-1]):
        total = (total + coefficient) * h
    return total


def power(a: Jet, n: int) -> Jet:
    """The binomial expansion, with tight powers of the constant term."""
    c, h = a
    value = pairs.power(c, n)
    if h is None or n == 0:
        return value, None
    if n == 2:
        return value, h * (h + to_ball(c) * 2)
    outer = [to_ball(pairs.power(c, n - j)) * arb(n).bin_uiui(n, j) for j in range(1, min(n, ctx.cap - 1) + 1)]
    return value, compose(outer, h)


_Rise: TypeAlias = Callable[[Pair, Pair, Any], Any]


def _unary(value: Callable[[Pair], Pair], rise: _Rise) -> Callable[[Jet], Jet]:
    """From the pair function and `rise(value, c, h)`, the part of the expansion at c + h beyond its constant term."""

    def op(a: Jet) -> Jet:
        c, h = a
        found = value(c)
        return found, None if h is None else rise(found, c, h)

    return op


def _over(numerator: Any, denominator: arb_series) -> arb_series:
    """The quotient; Unknown if the constant term of the denominator, 1 in theory, drowned in an unbounded one."""
    if not denominator[0] > ZERO:
        raise Unknown
    quotient: arb_series = numerator / denominator
    return quotient


def _inv(value: Pair, c: Pair, h: arb_series) -> arb_series:
    ball = to_ball(value)
    return (_over(ONE, h * ball + 1) - 1) * ball


def root(a: Jet, exponent: Fraction) -> Jet:
    """A positive fractional power, analytic for positive arguments only."""
    c, h = a
    value = pairs.root(c, exponent)
    if h is None:
        return value, None
    if not c[0] > ZERO:
        raise Unknown
    return value, compose(_binomial(c, exponent), h)


def _binomial(c: Pair, exponent: Fraction) -> list[arb]:
    """binomial(exponent, k) * c**(exponent - k) for k = 1, 2, ...; each power is monotone in c."""
    low, high = c
    at_low, at_high = (arb(0) if not x.is_finite() else to_ball(pairs.fractional((x, x), exponent)) for x in c)
    p, q = exponent.numerator, exponent.denominator
    found, factor = [], ONE
    for k in range(1, ctx.cap):
        factor *= arb(fmpq(p - (k - 1) * q, k * q))
        at_low /= low
        if high.is_finite():
            at_high /= high
        elif k < exponent:
            raise Unknown
        found.append(at_low.union(at_high) * factor)
    return found


def _log(value: Pair, c: Pair, h: arb_series) -> arb_series:
    return (h * to_ball(pairs.inv(c)) + 1).log()


def _exp(value: Pair, c: Pair, h: arb_series) -> arb_series:
    return (h.exp() - 1) * to_ball(value)


def pow_(a: Jet, b: Jet) -> Jet:
    """`a**b` as exp(b log a), or as an integer power."""
    (x, h), (y, k) = a, b
    value = pairs.pow_(x, y)
    if h is None and k is None:
        return value, None
    n = exact_integer(to_ball(y)) if k is None else None
    if n is not None:
        return power(a, n) if n >= 0 else inv(power(a, -n))
    if not x[0] > ZERO:
        raise Unknown
    _, rest = mul(b, log(a))
    return value, None if rest is None else (rest.exp() - 1) * to_ball(value)


def _sin(value: Pair, c: Pair, h: arb_series) -> arb_series:
    s, k = h.sin_cos()
    return (k - 1) * to_ball(value) + s * to_ball(pairs.cos(c))


def _cos(value: Pair, c: Pair, h: arb_series) -> arb_series:
    s, k = h.sin_cos()
    return (k - 1) * to_ball(value) - s * to_ball(pairs.sin(c))


def _hyperbolic(h: arb_series) -> tuple[arb_series, arb_series]:
    """sinh(h) and cosh(h) - 1."""
    up, down = h.exp(), (-h).exp()
    return (up - down) / 2, (up + down) / 2 - 1


def _sinh(value: Pair, c: Pair, h: arb_series) -> arb_series:
    s, k = _hyperbolic(h)
    return k * to_ball(value) + s * to_ball(pairs.cosh(c))


def _cosh(value: Pair, c: Pair, h: arb_series) -> arb_series:
    s, k = _hyperbolic(h)
    return k * to_ball(value) + s * to_ball(pairs.sinh(c))


def _tan(value: Pair, c: Pair, h: arb_series) -> arb_series:
    t = h.tan()
    slope = to_ball(pairs.add((ONE, ONE), pairs.power(value, 2)))
    return _over(t * slope, 1 - t * to_ball(value))


def _tanh(value: Pair, c: Pair, h: arb_series) -> arb_series:
    s, k = _hyperbolic(h)
    t = _over(s, k + 1)
    slope = to_ball(pairs.inv(pairs.power(pairs.cosh(c), 2)))
    return _over(t * slope, 1 + t * to_ball(value))


def _square_rise(c: Pair, h: arb_series) -> arb_series:
    """(c + h)**2 - c**2."""
    return h * (h + to_ball(c) * 2)


def _atan(value: Pair, c: Pair, h: arb_series) -> arb_series:
    w = to_ball(pairs.inv(pairs.add((ONE, ONE), pairs.power(c, 2))))
    return _over(h.derivative(), 1 + _square_rise(c, h) * w).integral() * w


def _asin(value: Pair, c: Pair, h: arb_series) -> arb_series:
    room = pairs.mul(pairs.sub((ONE, ONE), c), pairs.add((ONE, ONE), c))
    if not room[0] > ZERO:
        raise Unknown
    w = to_ball(pairs.inv(room))
    return (h.derivative() * (1 - _square_rise(c, h) * w).rsqrt()).integral() * w.sqrt()


def _acos(value: Pair, c: Pair, h: arb_series) -> arb_series:
    return -_asin(value, c, h)


def _erf(value: Pair, c: Pair, h: arb_series) -> arb_series:
    density = to_ball(pairs.exp(pairs.neg(pairs.power(c, 2)))) * 2 / arb.pi().sqrt()
    return (h.derivative() * (-_square_rise(c, h)).exp()).integral() * density


def _abs(value: Pair, c: Pair, h: arb_series) -> arb_series:
    if not (
        c[0] > ZERO or c[1] < ZERO
    ):  # at a zero, even one at the end of the box, the sign before or after it is not known
        raise Unknown
    return h if c[0] > ZERO else -h


def _step(value: Pair, c: Pair, h: arb_series) -> None:
    """floor and ceil, where they do not jump."""
    if not value[0] == value[1]:
        raise Unknown


def min_(a: Jet, b: Jet) -> Jet:
    value = pairs.min_(a[0], b[0])
    if a[1] is None and b[1] is None:
        return value, None
    if a[0][1] < b[0][0]:
        return a
    if not b[0][1] < a[0][0]:
        raise Unknown
    return b


def max_(a: Jet, b: Jet) -> Jet:
    return neg(min_(neg(a), neg(b)))


def polygammas(c: Pair, count: int) -> list[arb]:
    """Balls for digamma(c), digamma'(c), ..., so many of them; from the ends if the pair is wide."""
    ball = to_ball(c)
    if ball.rad() <= NARROW * ball.abs_lower():
        with terms(count + 1):
            series = arb_series([ball, 1], count + 1).lgamma()
        found = [series[k + 1] * arb(k + 1).fac() for k in range(count)]
        if all(x.is_finite() for x in found):
            return found
    return [to_ball(pairs.polygamma(c, k) if k else pairs.digamma(c)) for k in range(count)]


def _gamma_family(c: Pair, h: arb_series, first: int) -> arb_series:
    """The rise of the derivative number `first` of lgamma."""
    count = ctx.cap - 1
    derivatives = polygammas(c, first + count)[first:]
    return compose([d / arb(j).fac() for j, d in enumerate(derivatives, 1)], h)


def _gamma(value: Pair, c: Pair, h: arb_series) -> arb_series:
    return (_gamma_family(c, h, 0).exp() - 1) * to_ball(value)


def polygamma(a: Jet, order: int) -> Jet:
    c, h = a
    value = pairs.polygamma(c, order)
    return value, None if h is None else _gamma_family(c, h, order + 1)


def besselj(order: Jet, a: Jet) -> Jet:
    """In its argument: 2**k J^(k) is an alternating binomial sum of J at the orders order - k, order - k + 2, ..."""
    (nu, moving), (c, h) = order, a
    value = pairs.besselj(nu, c)
    if h is None and moving is None:
        return value, None
    if moving is not None or h is None:
        raise Unknown
    outer = []
    for k in range(1, ctx.cap):
        total = ZERO
        for j in range(k + 1):
            shift = arb(2 * j - k)
            total += _shifted_besselj(nu, shift, c) * arb(k).bin_uiui(k, j) * (-1) ** j
        outer.append(total / (arb(2) ** k * arb(k).fac()))
    return value, compose(outer, h)


def _shifted_besselj(nu: Pair, shift: arb, c: Pair) -> arb:
    """J of order nu + shift, which may be negative; J of order -n is (-1)**n J of order n."""
    order = to_ball(nu) + shift
    n = exact_integer(order)
    if n is not None:
        found = to_ball(pairs.besselj((arb(abs(n)), arb(abs(n))), c))
        return -found if n < 0 and n % 2 else found
    return to_ball(c).bessel_j(order) if not order >= 0 else to_ball(pairs.besselj((order.lower(), order.upper()), c))


inv = _unary(pairs.inv, _inv)
exp = _unary(pairs.exp, _exp)
log = _unary(pairs.log, _log)
lgamma = _unary(pairs.lgamma, lambda value, c, h: _gamma_family(c, h, 0))


def binomial(a: Jet, b: Jet) -> Jet:
    """Through lgamma where all three gamma functions have positive arguments; a polynomial in `a` for a known b >=
    0."""
    value = pairs.binomial(a[0], b[0])
    if a[1] is None and b[1] is None:
        return value, None
    one = constant((ONE, ONE))
    k = exact_integer(to_ball(b[0])) if b[1] is None else None
    if k is not None and 0 <= k <= pairs.WIDEST_WALK:
        product = one
        for j in range(k):
            factor = sub(a, constant(pairs.rational(Fraction(j))))
            product = mul(product, mul(constant(pairs.rational(Fraction(1, k - j))), factor))
        return value, product[1]
    parts = add(a, one), add(b, one), add(sub(a, b), one)
    if not all(p[0][0] > ZERO for p in parts):
        raise Unknown
    logs = [lgamma(p) for p in parts]
    _, rest = sub(logs[0], add(logs[1], logs[2]))
    return value, None if rest is None else (rest.exp() - 1) * to_ball(value)


def harmonic_dim(d: Jet, n: Jet) -> Jet:
    """See `pairs.harmonic_dim`."""
    value = pairs.harmonic_dim(d[0], n[0])
    if d[1] is None and n[1] is None:
        return value, None
    one = constant((ONE, ONE))
    e = sub(d, add(one, one))
    top = add(n, e)
    if not top[0][0] > ZERO:
        raise Unknown
    _, rest = sub(lgamma(top), add(lgamma(add(n, one)), lgamma(add(e, one))))
    quotient = pairs.mul(pairs.gamma(top[0]), pairs.mul(pairs.rgamma(add(n, one)[0]), pairs.rgamma(add(e, one)[0])))
    jet = quotient, None if rest is None else (rest.exp() - 1) * to_ball(quotient)
    return value, mul(add(add(n, n), e), jet)[1]


def legendre(n: Jet, d: Jet, x: Jet) -> Jet:
    """By the three-term recurrence; one known degree."""
    if n[1] is not None:
        raise Unknown
    value = pairs.legendre(n[0], d[0], x[0])
    degree = exact_integer(to_ball(n[0]))
    assert degree is not None, "pairs.legendre knows the degree"
    inside = x[0][0] >= pairs.MINUS_ONE and x[0][1] <= ONE
    one = constant((ONE, ONE))
    if degree == 0:
        return one
    previous, current, e = one, x, sub(d, add(one, one))
    for k in range(1, degree):
        order = constant(pairs.rational(Fraction(k)))
        step = sub(mul(mul(add(add(order, order), e), x), current), mul(order, previous))
        previous, current = current, mul(step, inv(add(order, e)))
        if inside:
            c, h = current
            current = pairs.max_(pairs.min_(c, (ONE, ONE)), (pairs.MINUS_ONE, pairs.MINUS_ONE)), h
    return value, current[1]


OPERATIONS: Final[dict[str, Callable[..., Any]]] = {
    "add": add, "sub": sub, "mul": mul, "neg": neg, "inv": inv, "pow": pow_, "exp": exp, "log": log,
    "sin": _unary(pairs.sin, _sin), "cos": _unary(pairs.cos, _cos), "tan": _unary(pairs.tan, _tan),
    "asin": _unary(pairs.asin, _asin), "acos": _unary(pairs.acos, _acos), "atan": _unary(pairs.atan, _atan),
    "sinh": _unary(pairs.sinh, _sinh), "cosh": _unary(pairs.cosh, _cosh), "tanh": _unary(pairs.tanh, _tanh),
    "abs": _unary(pairs.abs_, _abs), "min": min_, "max": max_,
    "floor": _unary(pairs.floor, _step), "ceil": _unary(pairs.ceil, _step),
    "gamma": _unary(pairs.gamma, _gamma), "lgamma": lgamma,
    "digamma": _unary(pairs.digamma, lambda value, c, h: _gamma_family(c, h, 1)),
    "erf": _unary(pairs.erf, _erf), "besselj": besselj, "binomial": binomial, "harmonic_dim": harmonic_dim,
    "legendre": legendre, "power": power, "root": root, "polygamma": polygamma,
}  # fmt: skip
