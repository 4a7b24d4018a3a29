"""The checker's Taylor expansions against Arb's power series, at points and at points inside boxes."""

import os
import random
from collections.abc import Callable
from fractions import Fraction
from math import factorial

import pytest
from flint import arb, arb_series, ctx

from certify.check import dyadic as d
from certify.check import evaluate
from certify.check import functions as fn
from certify.check import series as se
from certify.check.dyadic import Interval, Undefined
from certify.check.series import Series
from certify.check.terms import Purse
from certify.check.text import parse
from tests.certify.check.intervals import between, contains

THOROUGH = os.environ.get("DEPTHCERT_THOROUGH") == "1"
COUNT = int(os.environ.get("DEPTHCERT_COUNT", "100000" if THOROUGH else "60"))
P = 90
Range = tuple[Fraction, Fraction]


def to_arb(q: Fraction) -> arb:
    return arb(q.numerator) / q.denominator


def sinh(u: arb_series) -> arb_series:
    return (u.exp() - (-u).exp()) / 2


def cosh(u: arb_series) -> arb_series:
    return (u.exp() + (-u).exp()) / 2


def bessel(nu: Fraction) -> Callable[[arb_series], arb_series]:
    """DLMF 10.6.7 for the derivatives (Arb knows negative orders), then composed with u."""

    def f(u: arb_series) -> arb_series:
        x, n = u[0], u.prec
        orders = {j: x.bessel_j(to_arb(nu) + j) for j in range(-n, n + 1)}
        c = []
        for k in range(n):
            s = sum(
                (-1) ** j * arb(factorial(k) // factorial(j) // factorial(k - j)) * orders[2 * j - k]
                for j in range(k + 1)
            )
            c.append(s / arb(2) ** k / factorial(k))
        v, power = u - x, arb_series([1], prec=n)
        out = arb_series([0], prec=n)
        for k in range(n):
            out, power = out + c[k] * power, power * v
        return out

    return f


def digamma(u: arb_series) -> arb_series:
    """The derivative of lgamma, composed with u."""
    n = u.prec
    c = arb_series([u[0], 1], prec=n + 1).lgamma().derivative()
    v, power, out = u - u[0], arb_series([1], prec=n), arb_series([0], prec=n)
    for k in range(n):
        out, power = out + c[k] * power, power * v
    return out


ANY = (Fraction(-6), Fraction(6))
POS = (Fraction(1, 8), Fraction(9))
IN = (Fraction(-15, 16), Fraction(15, 16))
CASES: list[tuple[str, Callable[[Series, int], Series], Callable[[arb_series], arb_series], Range]] = [
    ("neg", lambda u, p: se.neg(u), lambda u: -u, ANY),
    ("square", lambda u, p: se.mul(u, u, p), lambda u: u * u, ANY),
    ("inverse", lambda u, p: se.div(Series.constant(Interval.of(1, p), u.order), u, p), lambda u: 1 / u, POS),
    ("cube", lambda u, p: se.rpow(u, 3, p), lambda u: u * u * u, ANY),
    ("pow-2", lambda u, p: se.rpow(u, -2, p), lambda u: 1 / (u * u), POS),
    ("pow7/3", lambda u, p: se.rpow(u, Fraction(7, 3), p), lambda u: (u.log() * 7 / 3).exp(), POS),
    ("pow-real", lambda u, p: se.power(u, Interval.of(Fraction(5, 7), p), p), lambda u: (u.log() * 5 / 7).exp(), POS),
    ("x**x", lambda u, p: se.power(u, u, p), lambda u: (u.log() * u).exp(), POS),
    ("exp", se.exp, lambda u: u.exp(), ANY),
    ("log", se.log, lambda u: u.log(), POS),
    ("sin", se.sin, lambda u: u.sin(), ANY),
    ("cos", se.cos, lambda u: u.cos(), ANY),
    ("tan", se.tan, lambda u: u.tan(), (Fraction(-3, 2), Fraction(3, 2))),
    ("atan", se.atan, lambda u: u.atan(), ANY),
    ("asin", se.asin, lambda u: u.asin(), IN),
    ("acos", se.acos, lambda u: u.acos(), IN),
    ("sinh", se.sinh, sinh, ANY),
    ("cosh", se.cosh, cosh, ANY),
    ("tanh", se.tanh, lambda u: sinh(u) / cosh(u), ANY),
    ("erf", se.erf, lambda u: u.erf(), ANY),
    ("gamma", se.gamma, lambda u: u.gamma(), POS),
    ("gamma<0", se.gamma, lambda u: u.gamma(), (Fraction(-31, 16), Fraction(-17, 16))),
    ("lgamma", se.lgamma, lambda u: u.lgamma(), POS),
    ("digamma", se.digamma, digamma, POS),
    ("ceil", lambda u, p: se.ceil(u), lambda u: arb_series([1], prec=u.prec), (Fraction(1, 9), Fraction(8, 9))),
    *(
        (f"J{nu}", lambda u, p, nu=nu: se.besselj(Interval.of(nu, p), u, p), bessel(nu), where)
        for nu, where in ((Fraction(0), ANY), (Fraction(1), ANY), (Fraction(5), ANY), (Fraction(1, 2), POS),
                          (Fraction(3, 2), POS), (Fraction(21, 2), POS))
    ),
]  # fmt: skip
SLOW = {"gamma", "gamma<0", "lgamma", "digamma"} | {c[0] for c in CASES if c[0][0] == "J"}
by_name = pytest.mark.parametrize(("name", "f", "ref", "where"), CASES, ids=[c[0] for c in CASES])


def amount(name: str) -> int:
    count = COUNT // 10 if THOROUGH else COUNT  # an expansion is many function values
    return max(count // 10, 6) if name in SLOW else count


def fraction(rng: random.Random, where: Range) -> Fraction:
    return where[0] + (where[1] - where[0]) * Fraction(rng.getrandbits(16), 1 << 16)


def polynomial(rng: random.Random, x: Fraction, value: Fraction) -> list[Fraction]:
    """Coefficients of a cubic with the given value at x; mostly straight lines, as in practice."""
    degree = rng.choice([1, 1, 2, 3])
    a = [Fraction(rng.randint(-8, 8), 4) for _ in range(degree + 1)]
    a[0] += value - sum(c * x**k for k, c in enumerate(a))
    return a


def horner(a: list[Fraction], x: Series, p: int) -> Series:
    out = Series.constant(Interval.of(0, p), x.order)
    for c in reversed(a):
        out = se.add(se.mul(out, x, p), Series.constant(Interval.of(c, p), x.order), p)
    return out


def horner_arb(a: list[Fraction], x: Fraction, order: int) -> arb_series:
    t = arb_series([to_arb(x), 1], prec=order + 1)
    out = arb_series([0], prec=order + 1)
    for c in reversed(a):
        out = out * t + to_arb(c)
    return out


def coefficients(u: arb_series, order: int) -> list[arb]:
    return [u[k] for k in range(order + 1)]


def assert_inside(y: Interval, v: arb, what: object) -> None:
    assert v.is_finite(), what
    assert y.lo is None or not arb(y.lo) > v, what
    assert y.hi is None or not arb(y.hi) < v, what


@pytest.mark.timeout(0 if THOROUGH else 300)
@by_name
def test_points(
    name: str, f: Callable[[Series, int], Series], ref: Callable[[arb_series], arb_series], where: Range
) -> None:
    """At a point: every coefficient is enclosed, and few bits are lost."""
    rng = random.Random(name)
    for _ in range(amount(name)):
        order = rng.randint(0, 8)
        x, value = Fraction(rng.randint(-64, 64), 32), fraction(rng, where)
        if name[0] == "J" and abs(value) < Fraction(1, 2):
            continue
        a = polynomial(rng, x, value)
        y = f(horner(a, Series.variable(Interval.of(x, P), order), P), P)
        ctx.prec, ctx.cap = 500, 40
        expected = coefficients(ref(horner_arb(a, x, order)), order)
        assert y.order == order
        size = max(1, *(float(abs(v).upper()) for v in expected))
        for k, (z, v) in enumerate(zip(y.c, expected, strict=True)):
            assert_inside(z, v, (name, x, a, k))
            width = arb(z.hi) - arb(z.lo)
            assert width <= arb(size) * arb((1, 20 + 3 * k - P)), (name, x, a, k, z)


@pytest.mark.timeout(0 if THOROUGH else 300)
@by_name
def test_boxes(
    name: str, f: Callable[[Series, int], Series], ref: Callable[[arb_series], arb_series], where: Range
) -> None:
    """Over a box: the coefficients at each of its points are enclosed, and Taylor's formula holds between points."""
    rng = random.Random(name + "box")
    done = 0
    for _ in range(amount(name)):
        order = rng.randint(0, 6)
        x0, value = Fraction(rng.randint(-64, 64), 32), fraction(rng, where)
        x1 = x0 + Fraction(rng.randint(0, 64), rng.choice([64, 256, 1024, 10**6]))
        a = polynomial(rng, x0, value)
        u = horner(a, Series.variable(between(x0, x1, P), order), P)
        try:
            y = f(u, P)
        except Undefined:
            image = u.c[0]
            assert image.lower() < where[0] or image.upper() > where[1] or (name[0] == "J" and image.lower() <= 0)  # type: ignore[operator]
            continue
        done += 1
        points = [x0, x1, (x0 + x1) / 2, x0 + (x1 - x0) * Fraction(rng.getrandbits(20), 1 << 20)]
        ctx.prec, ctx.cap = 500, 40
        values = []
        for x in points:
            expected = coefficients(ref(horner_arb(a, x, order)), order)
            if name[0] == "J" and not all(v.is_finite() for v in expected):
                continue
            values.append((x, expected[0]))
            for k, (z, v) in enumerate(zip(y.c, expected, strict=True)):
                assert_inside(z, v, (name, x0, x1, x, a, k))
        c = points[3]
        centre = f(horner(a, Series.variable(Interval.of(c, P), order), P), P) if order else y
        for x, v in values:  # f(x) is in sum of f_k(c) (x-c)**k, k < order, + f_order(box) (x-c)**order
            h = d.sub(Interval.of(x, P), Interval.of(c, P), P)
            total = Interval.of(0, P)
            for k in range(order):
                total = d.add(total, d.mul(centre.c[k], d.ipow(h, k, P), P), P)
            total = d.add(total, d.mul(y.c[order], d.ipow(h, order, P), P), P)
            assert_inside(total, v, (name, x0, x1, x, a))
    assert done * 4 >= amount(name)


@pytest.mark.parametrize("name", ["exp", "log", "sin", "cos", "sinh", "cosh", "pow7/3", "inverse"])
def test_boxes_are_tight(name: str) -> None:
    """For u = x the coefficients over a box are the ranges of the derivatives, not just bounds."""
    f, ref = next((c[1], c[2]) for c in CASES if c[0] == name)
    x0, x1 = Fraction(1, 2), Fraction(5, 2)
    y = f(Series.variable(between(x0, x1, P), 6), P)
    ctx.prec, ctx.cap = 500, 40
    samples = [
        coefficients(ref(horner_arb([Fraction(0), Fraction(1)], x0 + (x1 - x0) * i / 200, 6)), 6) for i in range(201)
    ]
    for k, z in enumerate(y.c):
        low, high = (float(g([s[k].mid() for s in samples])) for g in (min, max))
        slack = (high - low) * 0.01
        if name == "inverse":
            continue  # a quotient of series: not tight
        assert float(z.lower()) >= low - slack and float(z.upper()) <= high + slack, (name, k)  # type: ignore[arg-type]


def test_compositions() -> None:
    """Functions of functions, against Arb."""
    rng = random.Random(5)
    inner = [c for c in CASES if c[0] in ("exp", "sin", "cos", "atan", "tanh", "erf", "square", "cube", "sinh")]
    outer = [c for c in CASES if c[3] == ANY and c[0] not in SLOW]
    for _ in range(min(COUNT, 5000)):
        g, f = rng.choice(inner), rng.choice(outer)
        order = rng.randint(0, 6)
        x0 = Fraction(rng.randint(-32, 32), 32)
        x1 = x0 + Fraction(rng.choice([0, 1, 30]), 100)
        y = f[1](g[1](Series.variable(between(x0, x1, P), order), P), P)
        for x in (x0, x1, (x0 + x1) / 2):
            ctx.prec, ctx.cap = 500, 40
            expected = coefficients(f[2](g[2](arb_series([to_arb(x), 1], prec=order + 1))), order)
            for k, (z, v) in enumerate(zip(y.c, expected, strict=True)):
                assert_inside(z, v, (f[0], g[0], x0, x1, k))


ZERO = Interval.of(0, P)


@pytest.mark.parametrize("name", ["log", "floor", "pow7/3", "asin", "acos"])
def test_kinks_are_undefined(name: str) -> None:
    """h**9 to order 3 looks like the constant 0: its root, modulus ... must not pass for smooth ones."""
    at = Interval.of({"asin": 1, "acos": -1}.get(name, 0), P)
    u = Series.constant(at, 3)
    functions = {c[0]: c[1] for c in CASES} | {"floor": lambda u, p: se.floor(u)}
    with pytest.raises(Undefined):
        functions[name](u, P)
    wide = Series.variable(d.add(at, between(-1, 1, P), P), 3)
    with pytest.raises(Undefined):
        functions[name](wide, P)
    if name != "log":
        assert functions[name](Series((at,)), P).c[0].is_finite()


def expansion(text: str, x: Interval, order: int) -> tuple[Interval, ...]:
    """The expansion of a term in x, as leaves of boxes use it."""
    Purse.left = 10**6
    return evaluate.series(parse(text), {"x": x}, "x", order, P).c


@pytest.mark.parametrize(
    ("text", "low", "high"), [("abs(x)", -1, 1), ("max(x, 0)", 0, 1), ("min(x, 0)", 1, 0), ("max(-x, x, 0)", -1, 1)]
)
def test_kinks(text: str, low: int, high: int) -> None:
    """On either side of 0 the function is low*x and high*x; across it and at it the derivative is refused."""
    for sign, slope in ((-1, low), (1, high)):
        c = expansion(text, between(min(sign, 3 * sign), max(sign, 3 * sign), P), 3)
        assert c[1:] == (Interval.of(slope, P), ZERO, ZERO)
    for box in (between(-1, 1, P), ZERO):
        with pytest.raises(Undefined):
            expansion(text, box, 1)


def test_steps_touched_from_one_side() -> None:
    for box in (between(-1, 0, P), between(0, 1, P), ZERO):
        for f in (se.floor, se.ceil):
            with pytest.raises(Undefined):
                f(Series.variable(box, 1))
    assert se.floor(Series.variable(between(Fraction(1, 9), Fraction(8, 9), P), 2)).c == (ZERO,) * 3


def test_half_integer_powers_at_zero() -> None:
    """x**(5/2) is twice differentiable at 0, not three times."""
    u = Series.variable(between(0, 1, P), 2)
    y = se.rpow(u, Fraction(5, 2), P)
    assert y.c[2].lower() == 0 and contains(y.c[2], Fraction(15, 8))
    with pytest.raises(Undefined):
        se.rpow(Series.variable(between(0, 1, P), 3), Fraction(5, 2), P)
    assert se.rpow(Series.variable(between(-1, 1, P), 4), 2, P).c == (
        between(0, 1, P), between(-2, 2, P), Interval.of(1, P), ZERO, ZERO)  # fmt: skip


def test_shapes() -> None:
    x = Interval.of(3, P)
    assert Series.variable(x, 0).c == (x,) and Series.variable(x, 0).order == 0
    assert Series.variable(x, 2).c == (x, Interval.of(1, P), ZERO)
    assert se.scale(Series.variable(x, 1), x, P).c == (Interval.of(9, P), x)
    with pytest.raises(ValueError):
        se.add(Series.variable(x, 1), Series.variable(x, 2), P)
    assert set(se.FUNCTIONS) == set(fn.FUNCTIONS) - {"abs"}  # which is expanded by the sign of its argument
    for name, f in se.FUNCTIONS.items():  # order 0 is the function itself
        t = Interval.of(Fraction(3, 4), P)
        assert f(Series((t,)), P).c == (fn.FUNCTIONS[name](t, P),), name
