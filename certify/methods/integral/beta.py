"""Exact integrals of polynomials with the weights of Euler's beta function, and Poisson's integral for Bessel functions.

Rule `beta`.  With B(p, q) = gamma(p)*gamma(q)/gamma(p+q) and (z)_k = z(z+1)...(z+k-1), for p, r > -1 and a < b:

    left    integral of (x-a)**p * (b-x)**r * sum c_k (x-a)**k from a to b
            = B(p+1, r+1) * (b-a)**(p+r+1) * sum c_k (b-a)**k (p+1)_k/(p+r+2)_k
    middle  integral of (b**2-x**2)**p * sum c_k x**k from -b to b, b > 0
            = sqrt(pi)*gamma(p+1)/gamma(p+3/2) * b**(2p+1) * sum over even k of c_k b**k (1/2)_{k/2}/(p+3/2)_{k/2}

Rule `poisson`.  For a > 0, nu >= 0, n >= 0 an integer and d = 2*nu + 2 (DLMF 10.9.4 for n = 0; 18.17.16 in general):

    integral of legendre(n, d, x)*exp(i*a*x)*(1-x**2)**(nu-1/2) from -1 to 1
            = i**n * sqrt(pi)*gamma(nu+1/2)*(2/a)**nu*besselj(n+nu, a);  `cos` is its real part, `sin` its imaginary part.

Rule `odd`.  The integral of g from -b to b is 0 if g(-x) ~ -g(x).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from certify.algebra import is_zero, normal, polynomial
from certify.calculus import derivative
from certify.existence import factors, is_integer
from certify.expr import (
    HALF,
    MINUS_ONE,
    ONE,
    PI,
    ZERO,
    Binder,
    Call,
    Expr,
    Rational,
    Variable,
    add,
    call,
    mul,
    neg,
    power,
    sqrt,
    substitute,
)
from certify.goal import Goal
from certify.methods.steps import Step
from certify.text import to_text
from certify.tidy import simplified
from certify.unproved import Unproved

MOST_DEGREE: Final = 120

Exact = tuple[Expr, Step]  # the value of an integral, and the step that proves the equality


@dataclass(frozen=True)
class Base:
    """A factor p**s of the integrand with p ~ q * (x-a)**i * (b-x)**j, q free of x, i + j > 0."""

    p: Expr
    s: Expr
    i: int
    j: int
    q: Expr


@dataclass(frozen=True)
class Weighted:
    """integrand ~ rest * product of the bases; so, where every q > 0, rest * scale * (x-a)**left * (b-x)**right."""

    bases: tuple[Base, ...]
    rest: Expr

    @property
    def left(self) -> Expr:
        return add(*(f.s * f.i for f in self.bases if f.i))

    @property
    def right(self) -> Expr:
        return add(*(f.s * f.j for f in self.bases if f.j))

    @property
    def scale(self) -> Expr:
        return mul(*(power(f.q, f.s) for f in self.bases if f.q != ONE))


def weighted(item: Binder) -> Weighted:
    """Take the weight at the ends out of a product."""
    x, a, b = Variable(item.variable), item.lower, item.upper
    bases: list[Base] = []
    rest: list[Expr] = []
    for base, s in factors(item.body):
        plain = item.variable not in base.free or item.variable in s.free
        literal = is_integer(s) and isinstance(s, Rational) and s.value >= 0
        found = None if plain or literal else _ends(base, x, a, b)
        if found is None:
            rest.append(power(base, s))
        else:
            bases.append(Base(base, s, *found))
    return Weighted(tuple(bases), mul(*rest))


def _ends(base: Expr, x: Expr, a: Expr, b: Expr) -> tuple[int, int, Expr] | None:
    """(i, j, q) as in `Base`."""
    for i, j in ((1, 1), (1, 0), (0, 1)):
        weight = mul(*([x - a] * i), *([b - x] * j))
        try:
            q = normal(base / weight)
        except Unproved:
            return None
        if not q.free & x.free:
            return i, j, q
    return None


def beta(goal: Goal, item: Binder) -> Exact:
    """Rule `beta` for an integral.  Raises Unproved."""
    found = weighted(item)
    if not found.bases:
        raise Unproved("there is no weight")
    p, r, x = found.left, found.right, Variable(item.variable)
    if any(isinstance(s, Rational) and s.value <= -1 for s in (p, r)):
        raise Unproved("the weight is not integrable")
    middle = is_zero(item.lower + item.upper) and is_zero(p - r)
    inner = found.rest if middle else substitute(found.rest, {item.variable: item.lower + x})
    coefficients = polynomial(inner, (item.variable,), goal.domain.integers)
    if coefficients is None or max((m[0] for m in coefficients), default=0) > MOST_DEGREE:
        raise Unproved("the rest of the integrand is no polynomial")
    c = {k: v for (k,), v in sorted(coefficients.items())}
    value = _middle(c, p, item.upper) if middle else _left(c, p, r, item.upper - item.lower)
    value = mul(found.scale, value) if value != ZERO else ZERO
    equality = Goal(goal.domain, item - value, "==")
    positive = [p + ONE, *([] if middle else [r + ONE]), *(f.q for f in found.bases)]
    positive.append(item.upper if middle else item.upper - item.lower)
    return value, Step(
        equality,
        "beta",
        {
            "integral": to_text(item),
            "kind": "middle" if middle else "left",
            "bases": [[to_text(f.p), to_text(f.s), f.i, f.j, to_text(f.q)] for f in found.bases],
            "coefficients": [[k, to_text(v)] for k, v in c.items()],
            "value": to_text(value),
        },
        tuple(Goal(goal.domain, q, ">") for q in positive if not (isinstance(q, Rational) and q.value > 0)),
        ((equality, (value, *(u for f in found.bases for u in (f.s, f.q)), *c.values())),),
    )


def _middle(c: dict[int, Expr], p: Expr, b: Expr) -> Expr:
    total = add(
        *(
            mul(
                v,
                power(b, Rational(k)) if k else ONE,
                rising(HALF, k // 2),
                power(rising(p + _THREE_HALVES, k // 2), MINUS_ONE),
            )
            for k, v in c.items()
            if k % 2 == 0
        )
    )
    front = sqrt(PI) * call("gamma", p + ONE) / call("gamma", p + _THREE_HALVES)
    return _value(front, _scaled(b, 2 * p + ONE), total)


def _left(c: dict[int, Expr], p: Expr, r: Expr, w: Expr) -> Expr:
    total = add(
        *(
            mul(
                v,
                power(w, Rational(k)) if k else ONE,
                rising(p + ONE, k),
                power(rising(p + r + Rational(2), k), MINUS_ONE),
            )
            for k, v in c.items()
        )
    )
    front = call("gamma", p + ONE) * call("gamma", r + ONE) / call("gamma", p + r + Rational(2))
    return _value(front, _scaled(w, p + r + ONE), total)


def _value(front: Expr, scale: Expr, total: Expr) -> Expr:
    """The product, with the sum in normal form: often it is 0 or a single fraction."""
    total = normal(total)
    return ZERO if total == ZERO else mul(front, scale, total)


_THREE_HALVES: Final = Rational(Fraction(3, 2))


def _scaled(w: Expr, exponent: Expr) -> Expr:
    return ONE if w == ONE else power(w, exponent)


def rising(z: Expr, k: int) -> Expr:
    """z*(z+1)*...*(z+k-1)."""
    return mul(*(z + j for j in range(k))) if k else ONE


def poisson(goal: Goal, item: Binder) -> Exact:
    """Rule `poisson` for an integral over [-1, 1].  Raises Unproved."""
    if item.lower != MINUS_ONE or item.upper != ONE:
        raise Unproved("the ends are not -1 and 1")
    found, x = weighted(item), item.variable
    if any(f.q != ONE for f in found.bases) or not is_zero(found.left - found.right):
        raise Unproved("the weight is not a power of 1 - x**2")
    nu = simplified(found.left + HALF)
    wave: Call | None = None
    degree: Expr = ZERO
    outside: list[Expr] = []
    for base, s in factors(found.rest):
        if x not in base.free and x not in s.free:
            outside.append(power(base, s))
        elif s != ONE or not isinstance(base, Call):
            raise Unproved("a factor is neither a wave nor a Legendre polynomial")
        elif base.op in ("sin", "cos") and wave is None:
            wave = base
        elif base.op == "legendre" and degree == ZERO and base.args[2] == Variable(x) and _fits(base, x, nu):
            degree = base.args[0]
        else:
            raise Unproved("a factor is neither a wave nor a Legendre polynomial")
    if wave is None:
        raise Unproved("there is no wave")
    a = normal(derivative(wave.args[0], x))
    if x in a.free or not is_zero(wave.args[0] - a * Variable(x)):
        raise Unproved("the wave is not sin(a*x) or cos(a*x)")
    legendre = [] if degree == ZERO else [call("legendre", degree, 2 * nu + 2, Variable(x))]
    weight = power(1 - Variable(x) ** 2, nu - HALF)
    if not is_zero(item.body - mul(*outside, wave, *legendre, weight), goal.domain.integers):
        raise Unproved("the integrand was not put together again")
    turn = simplified(call(wave.op, PI * degree / 2))
    size = sqrt(PI) * call("gamma", nu + HALF) * power(2 / a, nu) * call("besselj", degree + nu, a)
    value = ZERO if turn == ZERO else mul(*outside, turn, size)
    equality = Goal(goal.domain, item - value, "==")
    return value, Step(
        equality,
        "poisson",
        {
            "integral": to_text(item),
            "wave": wave.op,
            "frequency": to_text(a),
            "nu": to_text(nu),
            "degree": to_text(degree),
            "scale": to_text(mul(*outside)),
            "value": to_text(value),
        },
        (Goal(goal.domain, a, ">"), Goal(goal.domain, nu, ">=")),
        ((equality, (value, a, nu, degree, mul(*outside))),),
    )


def _fits(base: Call, x: str, nu: Expr) -> bool:
    """Whether a Legendre polynomial has the dimension of the weight and a degree free of x."""
    degree, d, _ = base.args
    return x not in degree.free and is_zero(d - 2 * nu - 2)


def odd(goal: Goal, item: Binder) -> Exact:
    """Rule `odd` for an integral.  Raises Unproved."""
    mirrored = substitute(item.body, {item.variable: neg(Variable(item.variable))})
    if not (is_zero(item.lower + item.upper) and is_zero(item.body + mirrored, goal.domain.integers)):
        raise Unproved("the integrand is not odd about the middle")
    return ZERO, Step(Goal(goal.domain, item - ZERO, "=="), "odd", {"integral": to_text(item)})
