"""The gamma function and its relatives, binomials and dimensions of spherical harmonics."""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import TYPE_CHECKING, Final

from certify.algebra.field import Nowhere, TooLarge
from certify.algebra.leaves import leaf
from certify.expr import HALF, MINUS_ONE, ONE, PI, ZERO, Call, Expr, Rational, add, mul, power

if TYPE_CHECKING:
    from certify.algebra.rewrite import Rewriter

MAX_SHIFT: Final = 200
MAX_FACTORIAL: Final = 1000


def rgamma(r: Rewriter, argument: Expr, q: Fraction, *, positive: bool = False) -> Expr:
    """(1/gamma)**q; q is an integer unless `positive` (the argument is known to be > 0).

    1/gamma(z) = z*(z+1)*...*(z+k-1) / gamma(z+k) holds everywhere, so that arguments are shifted upwards only; so does
    the duplication formula, which is used if the gamma function occurs at one of the halves.
    """
    z = r.lower.canonical(argument)
    if isinstance(z, Rational) and z.value.denominator == 1:
        if z.value <= 0:
            if q < 0:
                raise Nowhere("gamma at an integer <= 0")
            return ZERO
        if z.value > MAX_FACTORIAL:
            raise TooLarge("a factorial is too large")
        return r.raised(Rational(factorial(int(z.value) - 1)), -q)
    if isinstance(z, Rational) and z.value.denominator == 2 and abs(z.value) <= MAX_FACTORIAL:
        value = Fraction(1)
        for k in range(abs(int(z.value - Fraction(1, 2)))):
            value *= Fraction(1, 2) + k if z.value > 0 else 1 / (-Fraction(1, 2) - k)
        return mul(r.raised(Rational(value), -q), r.raised(PI, -q / 2))
    if _has_halves(r, z):
        half = mul(HALF, z)
        return mul(
            r.symbolic(Rational(2), mul(Rational(q), add(ONE, mul(MINUS_ONE, z)))),
            r.raised(PI, q / 2),
            rgamma(r, half, q, positive=positive),
            rgamma(r, add(half, HALF), q, positive=positive),
        )
    base, shift, top = _class(r, z)
    if positive:
        r.positive.add(base)
    found = [r.raised(r.lower.canonical(add(z, Rational(j))), q) for j in range(top - shift)]
    return mul(*found, leaf(Call("rgamma", (r.lower.canonical(add(base, Rational(top))),)), q))


def _has_halves(r: Rewriter, z: Expr) -> bool:
    """Whether gamma occurs at z/2 or at (z+1)/2, up to integers."""
    if not z.free:
        return False
    half = mul(HALF, z)
    return any(r.lower.shift(h)[0] in r.top for h in (half, add(half, HALF)))


def _class(r: Rewriter, z: Expr) -> tuple[Expr, int, int]:
    """(class, shift, largest shift of the class)."""
    base, shift = r.lower.shift(z)
    top = r.top[base] = max(shift, r.top.get(base, shift))
    if top - shift > MAX_SHIFT:
        raise TooLarge("arguments of gamma are too far apart")
    return base, shift, top


def relative(r: Rewriter, op: str, args: tuple[Expr, ...]) -> Expr:
    if op in ("gamma", "rgamma"):
        return rgamma(r, args[0], Fraction(-1 if op == "gamma" else 1), positive=op == "gamma")
    z = r.lower.canonical(args[-1])
    if op == "lgamma" and isinstance(z, Rational) and z.value.denominator <= 2 and z.value <= MAX_FACTORIAL:
        return r.function("log", (Call("gamma", (z,)),))
    order = 0
    if op == "polygamma":
        assert isinstance(args[0], Rational)
        order = int(args[0].value)
    base, shift, top = _class(r, z)
    r.positive.add(base)
    shifted = r.lower.canonical(add(base, Rational(top)))
    if op == "lgamma":
        steps = [mul(MINUS_ONE, r.function("log", (add(z, Rational(j)),))) for j in range(top - shift)]
        return add(leaf(Call("lgamma", (shifted,))), *steps)
    coefficient = Rational(-((-1) ** order) * factorial(order))
    steps = [mul(coefficient, r.raised(add(z, Rational(j)), Fraction(-order - 1))) for j in range(top - shift)]
    key = Call("digamma", (shifted,)) if order == 0 else Call("polygamma", (args[0], shifted))
    return add(leaf(key), *steps)


def binomial(r: Rewriter, top: Expr, bottom: Expr) -> Expr:
    """gamma(a+1) / (gamma(b+1) gamma(a-b+1)), defined for a + 1 > 0 and any b."""
    return mul(
        rgamma(r, add(top, ONE), Fraction(-1), positive=True),
        rgamma(r, add(bottom, ONE), Fraction(1)),
        rgamma(r, add(top, mul(MINUS_ONE, bottom), ONE), Fraction(1)),
    )


def harmonic(r: Rewriter, d: Expr, n: Expr) -> Expr:
    """By gammas where a literal argument keeps d + n - 2 positive; at d = 2, n = 0 the formula has a pole."""
    d, n = r.lower.canonical(d), r.lower.canonical(n)
    if n == ZERO:
        return ONE
    if (isinstance(d, Rational) and d.value >= 3) or (isinstance(n, Rational) and n.value >= 1):
        return r.rewrite(harmonic_formula(d, n))
    return leaf(Call("harmonic_dim", (d, n)))


def harmonic_formula(d: Expr, n: Expr) -> Expr:
    """(2n+d-2) gamma(n+d-2) / (gamma(n+1) gamma(d-1)): harmonic_dim(d, n) where d + n > 2."""
    z = add(n, d, Rational(-2))
    front = add(mul(Rational(2), n), d, Rational(-2))
    return mul(
        front,
        Call("gamma", (z,)),
        power(Call("gamma", (add(n, ONE),)), MINUS_ONE),
        power(Call("gamma", (add(d, MINUS_ONE),)), MINUS_ONE),
    )
