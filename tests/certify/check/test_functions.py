"""The checker's functions against Arb (python-flint) and MPFR (gmpy2), which the checker itself never sees.

An enclosure must always hold, at points and at points inside wide intervals; and it must be tight, so that a useless
bound is a failure too. DEPTHCERT_THOROUGH=1 runs 10**5 arguments a function, DEPTHCERT_COUNT any other number.
"""

import math
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import gmpy2
import pytest
from flint import acb, arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from certify.check import dyadic as d
from certify.check import elementary as el
from certify.check import evaluate
from certify.check import functions as fn
from certify.check import trigonometric as tr
from certify.check.dyadic import Interval, Num, TooLarge, Undefined
from certify.check.terms import Purse, forget
from certify.check.text import parse
from tests.certify.check.intervals import between, contains

THOROUGH = os.environ.get("DEPTHCERT_THOROUGH") == "1"
COUNT = int(os.environ.get("DEPTHCERT_COUNT", "100000" if THOROUGH else "150"))
Drawer = Callable[[random.Random, int], Num]


def to_arb(a: Num) -> arb:
    return arb(a)


def number(rng: random.Random, p: int, low: int, high: int) -> Num:
    """A dyadic number of at most p bits, positive, of size 2**low to 2**high; often with few bits."""
    bits = rng.choice([1, 2, 3, p, p, p, rng.randint(1, p)])
    m = rng.getrandbits(bits) | 1 << (bits - 1)
    return m, rng.randint(low, high) - bits


def signed(low: int, high: int) -> Drawer:
    def draw(rng: random.Random, p: int) -> Num:
        usual = rng.random() < 0.7
        a = number(rng, p, max(low, -6) if usual else low, min(high, 7) if usual else high)
        return a if rng.random() < 0.5 else d.minus(a)

    return draw


def positive(low: int, high: int) -> Drawer:
    draw = signed(low, high)
    return lambda rng, p: (abs((a := draw(rng, p))[0]), a[1])


def near(targets: list[Callable[[], arb]], other: Drawer, share: float = 0.3) -> Drawer:
    """Mostly `other`, sometimes a number that agrees with a target to some bits."""

    def draw(rng: random.Random, p: int) -> Num:
        if rng.random() > share:
            return other(rng, p)
        ctx.prec = 4 * p + 200
        t = rng.choice(targets)() * rng.choice([1, 1, 2, 3, 5, rng.randint(1, 10**6)])
        bits = rng.choice([p, p // 2, 10, 2 * p, 3 * p, rng.randint(1, 4 * p)])
        m, e = (int(x) for x in t.mid().man_exp())
        s = abs(m).bit_length() - bits
        return (m >> s, e + s) if s > 0 else (m, e)

    return draw


def around(points: list[int], other: Drawer, share: float = 0.3) -> Drawer:
    """Mostly `other`, sometimes an integer (or half) plus or minus something small."""

    def draw(rng: random.Random, p: int) -> Num:
        if rng.random() > share:
            return other(rng, p)
        e = -rng.choice([rng.randint(7, 20), rng.randint(7, p), 2 * p])
        return (rng.choice(points) << -e) + rng.choice([-1, 0, 1, rng.randint(-99, 99)]), e

    return draw


def unit(rng: random.Random, p: int) -> Num:
    """A number in [-1, 1], often near the ends."""
    kind = rng.random()
    if kind < 0.05:
        return rng.choice([-1, 0, 1]), 0
    if kind < 0.4:
        k = rng.choice([rng.randint(1, 30), rng.randint(1, 2 * p)])
        return rng.choice([-1, 1]) * ((1 << k) - 1), -k
    return signed(-2000 if kind > 0.9 else -9, 0)(rng, p)


def rarely(some: Drawer, other: Drawer) -> Drawer:
    """Mostly `other`, one time in 500 `some`, which is slow."""
    return lambda rng, p: (some if rng.randrange(500) == 0 else other)(rng, p)


def tamed(draw: Drawer, ok: Callable[[Num], bool]) -> Drawer:
    def again(rng: random.Random, p: int) -> Num:
        while True:
            a = draw(rng, p)
            if ok(a):
                return a

    return again


@dataclass(frozen=True)
class Case:
    name: str
    f: Callable[[Interval, int], Interval]
    ref: Callable[[arb], arb]
    draw: Drawer
    mpfr: Callable[[Any], Any] | None = None
    #: where the extremes over an interval can be, apart from its ends: values there, or None if not tight on intervals
    inner: Callable[[arb, arb], list[arb]] | None = lambda a, b: []
    ulps: int = 2
    weight: float = 1.0  # a slow function gets fewer arguments in a default run


def multiples(a: arb, b: arb, shift: int) -> list[arb]:
    """+-1 where sin(x + shift pi/2) takes it between a and b."""
    out = []
    for k, value in ((1, 1), (3, -1)):
        # k pi/2 - shift pi/2 + 2 pi n between a and b
        x = ((b - (k - shift) * arb.pi() / 2) / (2 * arb.pi())).floor() * 2 * arb.pi() + (k - shift) * arb.pi() / 2
        if x >= a:
            out.append(arb(value))
    return out


def valley(value: Callable[[arb], arb]) -> Callable[[arb, arb], list[arb]]:
    def inner(a: arb, b: arb) -> list[arb]:
        x0 = arb("1.46163214496836234126265954232572132846819620400644629512959884")
        return [value(x0)] if a <= x0 and x0 <= b else []

    return inner


def term_value(t: str, x: Interval, p: int) -> Interval:
    """A term in one variable as certificates have it evaluated."""
    forget()
    Purse.left = 10**6
    return evaluate.value(parse(t), {"x": x}, p)


PI = [lambda: arb.pi(), lambda: arb.pi() / 2, lambda: arb.pi() / 4]
ONE_AND_TWO = [1, 2]
CASES = [
    Case("sqrt", el.sqrt, lambda x: x.sqrt(), positive(-2000, 2000), gmpy2.sqrt),
    Case("cbrt", lambda x, p: el.root(x, 3, p), lambda x: x.root(3), positive(-2000, 2000),
         lambda x: gmpy2.rootn(x, 3)),
    Case("root65", lambda x, p: el.root(x, 65, p), lambda x: x.root(65), positive(-2000, 2000), None),
    Case("pow5/3", lambda x, p: el.rpow(x, Fraction(5, 3), p), lambda x: x.root(3) ** 5, positive(-2000, 2000)),
    Case("pow-7/2", lambda x, p: el.rpow(x, Fraction(-7, 2), p), lambda x: 1 / x.sqrt() ** 7, positive(-2000, 2000)),
    Case("pow22/71", lambda x, p: el.rpow(x, Fraction(22, 71), p), lambda x: x ** (arb(22) / 71),
         positive(-2000, 2000)),
    Case("pow3", lambda x, p: d.ipow(x, 3, p), lambda x: x**3, signed(-2000, 2000), lambda x: x**3),
    Case("pow6", lambda x, p: d.ipow(x, 6, p), lambda x: x**6, signed(-2000, 2000), lambda x: x**6,
         lambda a, b: [arb(0)] if a <= 0 <= b else []),
    Case("pow-5", lambda x, p: d.ipow(x, -5, p), lambda x: x**-5, positive(-2000, 2000), lambda x: x**-5),
    Case("pow1000", lambda x, p: d.ipow(x, 1001, p), lambda x: x**1001, signed(-2000, 2000), lambda x: x**1001),
    Case("exp", el.exp, lambda x: x.exp(), signed(-2000, 24), gmpy2.exp),
    Case("log", el.log, lambda x: x.log(), around([1], positive(-2000, 2000)), gmpy2.log),
    Case("sin", tr.sin, lambda x: x.sin(), near(PI, signed(-2000, 2000)), gmpy2.sin, lambda a, b: multiples(a, b, 0)),
    Case("cos", tr.cos, lambda x: x.cos(), near(PI, signed(-2000, 2000)), gmpy2.cos, lambda a, b: multiples(a, b, 1)),
    Case("tan", tr.tan, lambda x: x.tan(), near(PI, signed(-2000, 2000)), gmpy2.tan, None, 4),
    Case("atan", tr.atan, lambda x: x.atan(), signed(-2000, 2000), gmpy2.atan),
    Case("asin", tr.asin, lambda x: x.asin(), unit, gmpy2.asin, ulps=4),
    Case("acos", tr.acos, lambda x: x.acos(), unit, gmpy2.acos, ulps=4),
    Case("sinh", tr.sinh, lambda x: x.sinh(), signed(-2000, 20), gmpy2.sinh),
    Case("cosh", tr.cosh, lambda x: x.cosh(), signed(-2000, 20), gmpy2.cosh,
         lambda a, b: [arb(1)] if a <= 0 <= b else []),
    Case("tanh", tr.tanh, lambda x: x.tanh(), signed(-2000, 60), gmpy2.tanh),
    Case("erf", fn.erf, lambda x: x.erf(), signed(-2000, 5), gmpy2.erf, weight=0.5),
    Case("gamma", fn.gamma, lambda x: x.gamma(), around([1, 2, 3, 6, 99], positive(-2000, 24)), gmpy2.gamma,
         valley(lambda x: x.gamma()), weight=0.2),
    Case("gamma<0", fn.gamma, lambda x: x.gamma(),
         tamed(around([-1, -2, -5, -40], lambda rng, p: d.minus(positive(-2000, 12)(rng, p))),
               lambda a: a[0] < 0 and Interval(a, a) != d.floor(Interval(a, a))), None, None, 4, 0.2),
    *(
        Case(f"binomial {b}", lambda x, p, b=b: term_value(f"binomial(x, {b})", x, p),
             lambda x, b=b: (x + 1).gamma() / (arb(b.numerator) / b.denominator + 1).gamma()
             / (x + 1 - arb(b.numerator) / b.denominator).gamma(), positive(3, 24), None, None, 24, 0.1)
        for b in map(Fraction, ("3", "5/2"))
    ),
    Case("lgamma", fn.lgamma, lambda x: x.lgamma(), around(ONE_AND_TWO, positive(-2000, 2000)), gmpy2.lngamma,
         valley(lambda x: x.lgamma()), weight=0.2),
    Case("digamma", fn.digamma, lambda x: x.digamma(), around(ONE_AND_TWO, positive(-2000, 2000)), gmpy2.digamma,
         weight=0.2),
    *(
        Case(f"psi{m}", lambda x, p, m=m: fn.polygamma(m, x, p), lambda x, m=m: acb(x).polygamma(m).real,
             positive(-20, 30), weight=0.1)
        for m in (1, 2, 7, 20)
    ),
    *(
        Case(f"J{nu}", lambda x, p, nu=nu: fn.besselj(Interval.of(nu, p), x, p),
             lambda x, nu=nu: x.bessel_j(arb(nu.numerator) / nu.denominator), rarely(positive(7, 13), positive(-200, 9)),
             (lambda x, nu=nu: gmpy2.jn(int(nu), x)) if nu.denominator == 1 else None, None, 4, 0.1)
        for nu in map(Fraction, ("0", "1/2", "1", "5/2", "6", "75/4", "150"))
    ),
]  # fmt: skip


def reference(f: Callable[[arb], arb], a: Num, bits: int) -> arb:
    """f(a) by Arb to many bits, whatever the cancellation."""
    prec = bits + 60
    while True:
        ctx.prec = prec
        y = f(to_arb(a))
        if y.rel_accuracy_bits() > bits or y.is_zero() or prec > 60_000:
            return y
        prec *= 2


def seed(name: str) -> random.Random:
    return random.Random(f"depthcert {name}")


def amount(case: Case) -> int:
    return COUNT if THOROUGH else max(20, int(COUNT * case.weight))


def assert_inside(y: Interval, value: arb, what: object) -> None:
    assert value.is_finite(), what
    assert y.lo is None or not to_arb(y.lo) > value, what
    assert y.hi is None or not to_arb(y.hi) < value, what


def by_mpfr(f: Callable[[Any], Any], a: Num, p: int) -> list[Num]:
    """f(a) rounded down and up to p bits by another library."""
    wide = {"emax": 1 << 29, "emin": -(1 << 29)}
    with gmpy2.context(precision=max(2, a[0].bit_length()), **wide):
        x = gmpy2.mul_2exp(gmpy2.mpfr(a[0]), a[1]) if a[1] >= 0 else gmpy2.div_2exp(gmpy2.mpfr(a[0]), -a[1])
    ends = []
    for mode in (gmpy2.RoundDown, gmpy2.RoundUp):
        with gmpy2.context(precision=p, round=mode, **wide):
            v = f(x)
            v = v[0] if isinstance(v, tuple) else v
            m, e = v.as_mantissa_exp()
            ends.append((int(m), int(e)))
    return ends


@pytest.mark.timeout(0 if THOROUGH else 300)
@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_points(case: Case) -> None:
    """The value at every point, by Arb and by MPFR, is enclosed, and the enclosure is a few units in the last place wide."""
    rng = seed(case.name)
    for _ in range(amount(case)):
        p = rng.choice([24, 53, 64, 64, 100, 128, 200])
        a = case.draw(rng, p)
        y = case.f(Interval(a, a), p)
        value = reference(case.ref, a, 2 * p)
        assert_inside(y, value, (a, p))
        assert y.lo is not None and y.hi is not None
        width = to_arb(y.hi) - to_arb(y.lo)
        assert width <= abs(value).upper() * arb((case.ulps, 1 - p)), (a, p, y)
        if case.mpfr is not None:
            low, high = by_mpfr(case.mpfr, a, 3 * p)
            assert not d.less(high, y.lo) and not d.less(y.hi, low), (a, p)


@pytest.mark.timeout(0 if THOROUGH else 300)
@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_low_precision_and_long_arguments(case: Case) -> None:
    """Arguments with many more bits than the precision, and precisions of a few bits: only enclosure is asked for.

    (A retry in the reduction by pi/2 once returned a remainder in the wrong unit for arguments of 600 bits.)
    """
    rng = seed(case.name + " long")
    for _ in range(max(9, amount(case) // 20)):
        for p, bits in ((rng.choice([1, 2, 3, 5, 8, 13]), 30), (rng.choice([10, 53, 100]), rng.choice([400, 1000]))):
            a = case.draw(rng, bits)
            assert_inside(case.f(Interval(a, a), p), reference(case.ref, a, 300), (a, p))


@pytest.mark.timeout(0 if THOROUGH else 300)
@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_intervals(case: Case) -> None:
    """The value at every point of an interval is enclosed; the bounds are those at the ends or at extremes inside."""
    rng = seed(case.name + " wide")
    for _ in range(amount(case) // 3):
        p = rng.choice([24, 53, 64, 100])
        a, b = case.draw(rng, p), case.draw(rng, p)
        if rng.random() < 0.5:  # often narrow
            b = d.plus(a, (a[0], a[1] - rng.randint(1, 2 * p)), 3 * p, True)
        if d.less(b, a):
            a, b = b, a
        try:
            y = case.f(Interval(a, b), p)
        except Undefined:
            outside = case.name in ("asin", "acos") and not el.UNIT_BALL.encloses(Interval(a, b))
            assert outside or case.name in ("tan", "gamma<0"), (a, b)
            if case.name == "tan":
                ctx.prec = 3000
                assert (to_arb(b) / arb.pi() - 0.5).floor() >= to_arb(a) / arb.pi() - 0.5
            continue
        samples = [a, b]
        for _ in range(3):
            t = rng.getrandbits(20)
            step = d.times(d.plus(b, d.minus(a), 400, False), (t, -20), 400, False)
            assert step is not None
            samples.append(d.plus(a, step, 400, False))
        samples.append(Interval(a, b).midpoint(p).lo or a)
        values = [reference(case.ref, c, 2 * p) for c in samples if not (d.less(c, a) or d.less(b, c))]
        for value in values:
            assert_inside(y, value, (a, b, p))
        if case.inner is not None:
            ctx.prec = 5000
            ends = values[:2] + case.inner(to_arb(a), to_arb(b))
            ctx.prec = 3 * p + 200
            size = max(abs(v).upper() for v in ends)
            for bound, sign in ((y.lo, 1), (y.hi, -1)):
                assert bound is not None
                gap = min((to_arb(bound) - v) * -sign for v in ends)  # how far the bound is beyond the extreme value
                assert gap <= abs(to_arb(bound)) * arb((case.ulps, 1 - p)) + size * arb((1, -p - 60)), (a, b, p, y)


# Arithmetic ----------------------------------------------------------------------------------------------------------

FRACTIONS = st.one_of(
    st.fractions(),
    st.builds(lambda m, e: Fraction(m) * Fraction(2) ** e, st.integers(-(2**70), 2**70), st.integers(-6000, 6000)),
)
PRECISIONS = st.sampled_from([2, 10, 53, 100])


@st.composite
def intervals(draw: Callable[[Any], Any]) -> tuple[Interval, Fraction]:
    """An interval, perhaps unbounded, and a number in it."""
    a, b, c = sorted((draw(FRACTIONS), draw(FRACTIONS), draw(FRACTIONS)))
    p = draw(PRECISIONS)
    kind = draw(st.integers(0, 5))
    if kind == 0:
        return between(b, b, p), b
    return between(None if kind == 1 else a, None if kind == 2 else c, p), b


@given(intervals(), intervals(), PRECISIONS)
def test_arithmetic(one: tuple[Interval, Fraction], two: tuple[Interval, Fraction], p: int) -> None:
    (x, s), (y, t) = one, two
    assert contains(x, s) and contains(y, t)
    assert contains(d.add(x, y, p), s + t)
    assert contains(d.sub(x, y, p), s - t)
    assert contains(d.mul(x, y, p), s * t)
    assert contains(d.neg(x), -s)
    assert contains(d.scale(x, 7), s * 128)
    assert contains(d.maximum(x, y), max(s, t)) and contains(d.minimum(x, y), min(s, t))
    assert contains(d.absolute(x), abs(s))
    assert contains(d.floor(x), math.floor(s)) and contains(d.ceil(x), math.ceil(s))
    assert contains(d.hull(x, y), s) and contains(d.hull(x, y), t)
    assert x.round(p).encloses(x)
    if not (x.below(y) or y.below(x)):
        both = d.intersection(x, y)
        assert x.encloses(both) and y.encloses(both)
        assert contains(both, s) == contains(y, s)
    else:
        assert (s < t) == x.below(y)
        with pytest.raises(Undefined):
            d.intersection(x, y)
    if contains(y, 0):
        with pytest.raises(Undefined):
            d.div(x, y, p)
    else:
        assert contains(d.div(x, y, p), s / t)
    for n in range(5):
        assert contains(d.ipow(x, n, p), s**n)
    if not contains(x, 0):
        assert contains(d.ipow(x, -3, p), s**-3)
    if x.is_finite():
        assert x.encloses(x.midpoint(p))
    assert not x.is_positive() or s > 0
    assert not x.is_nonpositive() or s <= 0


@given(FRACTIONS, FRACTIONS, PRECISIONS)
def test_arithmetic_is_tight(s: Fraction, t: Fraction, p: int) -> None:
    """On points: two units in the last place."""
    x, y = Interval.of(s, 9000), Interval.of(t, 9000)
    exact = x.is_point() and y.is_point()
    for z, value in ((d.add(x, y, p), s + t), (d.mul(x, y, p), s * t), (d.div(x, y, p) if t else x, s / t if t else s)):
        assert contains(z, value)
        assert not exact or z is x or z.upper() - z.lower() <= abs(value) * Fraction(4, 2**p)  # type: ignore[operator]


@given(FRACTIONS, FRACTIONS)
def test_order(s: Fraction, t: Fraction) -> None:
    x, y = Interval.of(s, 20_000), Interval.of(t, 20_000)
    if x.is_point() and y.is_point():
        assert x.below(y) == (s < t)
        assert x.at_most(y) == (s <= t)
        assert (x == y) == (s == t)
        assert x.lower() == s == x.upper()


NUMS = st.tuples(
    st.one_of(st.integers(-3, 3), st.integers(-(2**99), 2**99)),
    st.one_of(st.integers(-9, 9), st.integers(-9999, 9999), st.sampled_from([-4097, -4096, -4095, 4095, 4096, 4097])),
)


@given(NUMS, NUMS, st.booleans(), st.integers(1, 99))
def test_ends(a: Num, b: Num, up: bool, p: int) -> None:
    """The directed operations on ends, whatever the exponents (also of a zero): right side, right size."""
    s, t = (Fraction(m) * Fraction(2) ** e for m, e in (a, b))
    assert d.less(a, b) == (s < t)
    results = [(d.plus(a, b, p, up), s + t), (d.times(a, b, p, up), s * t), (d.rounded(a, p, up), s)]
    if t > 0:
        results.append((d.over(a, b, p, up), s / t))
    for z, value in results:
        assert z is not None
        got = Fraction(z[0]) * Fraction(2) ** z[1]
        assert 0 <= (got - value if up else value - got) <= abs(value) * Fraction(2, 2**p)
        assert z[0].bit_length() <= p + 1


def test_products_of_signs() -> None:
    """Every pattern of signs, zeros and infinities, against the four products of the ends."""
    ends: list[int | None] = [None, -3, -1, 0, 2, 5, None]
    cases = [(a, b) for i, a in enumerate(ends[:-1]) for b in ends[max(i, 1) :]]
    for a, b in cases:
        for c, e in cases:
            if (a, b) == (None, None) or (c, e) == (None, None):
                continue
            y = d.mul(between(a, b, 9), between(c, e, 9), 9)
            xs = [-math.inf if a is None else a, math.inf if b is None else b]
            ys = [-math.inf if c is None else c, math.inf if e is None else e]
            products = [0 if 0 in (s, t) else s * t for s in xs for t in ys]
            assert y.lower() == (None if min(products) == -math.inf else min(products))
            assert y.upper() == (None if max(products) == math.inf else max(products))


# Attempts to make it lie ---------------------------------------------------------------------------------------------

WHOLE = Interval(None, None)
ABOVE_ONE = Interval(d.UNIT, None)
BELOW_ONE = Interval(None, d.UNIT)


def of(a: int | Fraction, b: int | Fraction | None = None, p: int = 64) -> Interval:
    return Interval.of(a, p) if b is None else between(a, b, p)


def test_infinite_ends() -> None:
    half_pi = d.scale(el.pi(64), -1)
    assert el.exp(WHOLE, 64) == Interval(d.ZERO, None)
    assert el.exp(BELOW_ONE, 64).lo == d.ZERO
    assert tr.atan(WHOLE, 64) == d.hull(half_pi, d.neg(half_pi)).round(64)
    assert contains(tr.atan(ABOVE_ONE, 64), Fraction(15, 10))
    for f in (tr.tanh, fn.erf, tr.sin, tr.cos):
        assert f(WHOLE, 64) == of(-1, 1)
    assert tr.sinh(ABOVE_ONE, 64).hi is None and tr.cosh(WHOLE, 64) == ABOVE_ONE
    assert el.sqrt(ABOVE_ONE, 64) == ABOVE_ONE
    assert el.log(ABOVE_ONE, 64) == Interval(d.ZERO, None)
    assert fn.gamma(ABOVE_ONE, 64).hi is None and contains(fn.gamma(ABOVE_ONE, 64), fn.GAMMA_X0 + Fraction(1, 10**40))
    assert fn.digamma(ABOVE_ONE, 64).hi is None
    assert fn.polygamma(1, ABOVE_ONE, 64).lo == d.ZERO and fn.polygamma(2, ABOVE_ONE, 64).hi == d.ZERO
    assert fn.besselj(of(2), Interval(d.ZERO, None), 64) == of(-1, 1)
    assert el.power(ABOVE_ONE, of(2), 64) == ABOVE_ONE
    assert el.power(Interval(d.ZERO, None), of(2), 64) == Interval(d.ZERO, None)
    assert d.mul(of(0), WHOLE, 64) == of(0)
    assert d.div(of(1), ABOVE_ONE, 64) == of(0, 1)
    assert d.div(WHOLE, ABOVE_ONE, 64) == WHOLE
    assert d.floor(WHOLE) == WHOLE and d.absolute(WHOLE) == Interval(d.ZERO, None)


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (el.log, of(0)), (el.log, of(0, 1)), (el.log, of(-1)), (el.log, WHOLE),
        (el.sqrt, of(-1, 1)), (el.sqrt, BELOW_ONE), (tr.asin, of(0, 2)), (tr.acos, of(-2, 0)), (tr.asin, WHOLE),
        (tr.asin, Interval((-1, 0), ((1 << 300) + 1, -300))), (tr.tan, of(1, 2)), (tr.tan, of(0, 100)), (tr.tan, WHOLE),
        (fn.gamma, of(0)), (fn.gamma, of(-1)), (fn.gamma, of(0, 1)), (fn.gamma, of(-2, Fraction(-3, 2))),
        (fn.gamma, of(Fraction(-7, 2), Fraction(-6, 5))), (fn.gamma, of(Fraction(-3, 2), -1)), (fn.gamma, WHOLE),
        (fn.gamma, of(Fraction(-1, 2), 2)), (fn.gamma, Interval(None, (-1, -1))), (fn.lgamma, of(0, 1)),
        (fn.lgamma, of(Fraction(-1, 2))), (fn.digamma, of(0, 1)),
        (lambda x, p: fn.besselj(of(Fraction(1, 2)), x, p), of(-1, 1)),
        (lambda x, p: fn.besselj(x, of(1), p), of(-1, 1)),
        (lambda x, p: d.div(of(1), x, p), of(-1, 1)), (lambda x, p: d.div(of(1), x, p), of(0, 1)),
        (lambda x, p: d.ipow(x, -2, p), of(-1, 1)), (lambda x, p: el.rpow(x, Fraction(-1, 2), p), of(0, 1)),
        (lambda x, p: el.rpow(x, Fraction(1, 3), p), of(-8)), (lambda x, p: el.power(x, of(0, 1), p), of(0, 1)),
        (lambda x, p: el.power(x, of(Fraction(1, 2)), p), of(-1, 1)), (lambda x, p: el.power(x, of(-1), p), of(0)),
        (lambda x, p: between(1, 0, p), of(0)), (lambda x, p: WHOLE.midpoint(p), of(0)),
    ],
)  # fmt: skip
def test_undefined(f: Callable[[Interval, int], Interval], x: Interval) -> None:
    with pytest.raises(Undefined):
        f(x, 64)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("f", "x"),
    [
        (el.exp, (1, 41)), (el.exp, (3, 1 << 70)), (tr.cosh, (1, 60)), (tr.sinh, (-1, 60)), (tr.tan, (1, 20_000)),
        (fn.gamma, (1, 50)), (fn.gamma, (-3, 60 - 1)), (fn.gamma, (1, -(1 << 60))),
        (lambda x, p: d.ipow(x, 1 << 65, p), (3, 0)),
        (lambda x, p: fn.polygamma(5000, x, p), (3, 0)), (lambda x, p: x.lower(), (1, 1 << 40)),
    ],
)  # fmt: skip
def test_too_large(f: Callable[[Interval, int], Interval], x: Num) -> None:
    with pytest.raises((TooLarge, Undefined)):  # 3 * 2**59 is an integer: gamma is undefined at its negative
        f(Interval(x, x), 64)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("e", [1 << 12, 1 << 30, 1 << 45, 1 << 70])
def test_hostile_exponents(e: int) -> None:
    """Numbers like 2**(2**70) neither hang nor lie."""
    huge, tiny = Interval.dyadic(3, e), Interval.dyadic(3, -e)
    one = of(1)
    for x in (huge, tiny, d.neg(huge), d.neg(tiny)):
        for f in (tr.sin, tr.cos, tr.atan, tr.tanh, fn.erf, el.exp, tr.sinh, tr.cosh):
            try:
                y = f(x, 64)
            except TooLarge:
                assert x in (huge, d.neg(huge))
            else:
                assert y.lo is not None and y.hi is not None and not d.less(y.hi, y.lo)
        s = d.add(one, x, 64)
        assert s.below(one) == x.is_negative() or contains(s, 1)
        assert d.sub(s, one, 64).encloses(x) or d.sub(s, one, 10**4).encloses(x)
    assert d.add(one, tiny, 64).lo == d.UNIT or d.add(one, tiny, 64).below(of(2))
    assert one.below(d.add(one, huge, 64)) and d.sub(one, huge, 64).below(one)
    assert tr.atan(tiny, 64).below(one) and tr.atan(tiny, 64).is_positive()
    assert el.exp(d.neg(huge), 64).is_nonnegative() and el.exp(d.neg(huge), 64).below(one)
    for f in (el.log, fn.lgamma, fn.digamma, el.sqrt):
        assert f(huge, 64).is_positive()
        assert f(tiny, 64).is_negative() or f is el.sqrt or f is fn.lgamma
    assert d.mul(huge, tiny, 64) == of(9) and d.div(tiny, tiny, 64) == one
    assert d.floor(tiny) == of(0) and d.ceil(tiny) == one and d.floor(huge) == huge
    assert contains(el.root(huge, 3, 64), 0) is False


def test_exact_results() -> None:
    for x, y in [
        (el.exp(of(0), 64), 1), (el.log(of(1), 64), 0),
        (tr.sin(of(0), 64), 0), (tr.cos(of(0), 64), 1), (tr.tan(of(0), 64), 0), (tr.atan(of(0), 64), 0),
        (tr.asin(of(0), 64), 0), (tr.acos(of(1), 64), 0), (tr.sinh(of(0), 64), 0), (tr.cosh(of(0), 64), 1),
        (tr.tanh(of(0), 64), 0), (fn.erf(of(0), 64), 0), (fn.gamma(of(5), 64), 24), (fn.gamma(of(1), 64), 1),
        (fn.lgamma(of(1), 64), 0), (fn.lgamma(of(2), 64), 0), (el.sqrt(of(49), 64), 7), (el.root(of(8), 3, 64), 2),
        (el.rpow(of(4), Fraction(3, 2), 64), 8), (el.rpow(of(4), Fraction(-3, 2), 64), Fraction(1, 8)),
        (el.rpow(of(-3), 3, 64), -27), (d.ipow(of(0), 0, 64), 1), (el.power(of(0), of(3), 64), 0),
        (el.power(of(0), of(0), 64), 1), (el.sqrt(of(0), 64), 0), (el.rpow(of(0), Fraction(1, 2), 64), 0),
        (fn.besselj(of(0), of(0), 64), 1), (fn.besselj(of(Fraction(3, 2)), of(0), 64), 0),
    ]:  # fmt: skip
        assert x.lower() == x.upper() == y


def test_even_powers_are_tight() -> None:
    assert d.ipow(of(-2, 3), 2, 64) == of(0, 9)
    assert d.ipow(of(-2, 3), 3, 64) == of(-8, 27)
    assert d.ipow(of(-2, -1), -2, 64) == of(Fraction(1, 4), 1)


def test_sin_and_cos_find_their_extremes() -> None:
    assert tr.sin(of(1, 2), 64).hi == d.UNIT and not contains(tr.sin(of(1, 2), 64), Fraction(8, 10))
    assert tr.cos(of(-1, 1), 64).hi == d.UNIT
    assert tr.cos(of(3, 4), 64).lower() == -1 and tr.sin(of(0, 7), 64) == of(-1, 1)
    assert tr.sin(of(-5, -4), 64).upper() == 1
    ctx.prec = 3000
    for n in (1, 3, 10**20, 10**300):
        a = (arb.pi() * (2 * n - 1) / 2).mid().man_exp()
        m, e = int(a[0]), int(a[1])
        m, e = m >> 1500, e + 1500  # m * 2**e is below an odd multiple of pi/2, (m+1) * 2**e above
        size = tr.sin(Interval((m, e), (m + 1, e)), 64).magnitude()
        assert Interval(size, size) == of(1)
        assert not contains(tr.sin(Interval((m - 9, e), (m, e)), 3100), 1)
        assert not contains(tr.sin(Interval((m - 9, e), (m, e)), 3100), -1)
        with pytest.raises(Undefined):
            tr.tan(Interval((m, e), (m + 1, e)), 64)


def test_constants() -> None:
    for p in (2, 10, 53, 64, 65, 127, 128, 1000, 9999):
        ctx.prec = 2 * p + 50
        for y, value in ((el.pi(p), arb.pi()), (el.exp(el.ONE, p), arb.const_e())):
            assert_inside(y, value, p)
            assert to_arb(y.hi) - to_arb(y.lo) < arb((16, -p))  # type: ignore[arg-type]
    ctx.prec = 300
    x0 = arb("1.46163214496836234126265954232572132846819620400644629512959884")
    tenth = arb(10) ** -45
    assert arb(fn.X0.numerator) / fn.X0.denominator < x0 < arb(fn.X0.numerator) / fn.X0.denominator + tenth
    assert (x0 - tenth).digamma() < 0 < (x0 + tenth).digamma()
    low = arb(fn.GAMMA_X0.numerator) / fn.GAMMA_X0.denominator
    assert low < x0.gamma() < low + tenth
    for k in range(1, 60):
        b = arb.bernoulli(2 * k)
        assert b.overlaps(arb(fn.bernoulli(k).numerator) / fn.bernoulli(k).denominator)


@pytest.mark.parametrize("nu", [0, 1, 2, 7, Fraction(1, 2), Fraction(3, 2), Fraction(31, 2), Fraction(1, 3)])
def test_bessel_intervals(nu: Fraction | int) -> None:
    """Tight up to nu, useful beyond; and an order that is only known to lie in an interval."""
    rng = random.Random(str(nu))
    order = of(nu)
    for _ in range(30):
        a = Fraction(rng.randint(0, 4000), 100)
        b = a + Fraction(rng.randint(0, 1000), rng.choice([100, 1000, 10**6]))
        y = fn.besselj(order, of(a, b), 64)
        values = []
        for i in range(9):
            ctx.prec = 400
            x = a + (b - a) * i / 8
            v = (arb(x.numerator) / x.denominator).bessel_j(arb(Fraction(nu).numerator) / Fraction(nu).denominator)
            assert_inside(y, v, (nu, a, b))
            values.append(v)
        if nu in (0, 1, 2, 7) or (a >= 1 and nu != Fraction(1, 3)):  # 1/3 is itself an interval
            width = to_arb(y.hi) - to_arb(y.lo)  # type: ignore[arg-type]
            assert width <= 3 * (arb(b.numerator) / b.denominator - arb(a.numerator) / a.denominator) + arb((1, -55))
    for x in (Fraction(1, 2), Fraction(30)):
        assert fn.besselj(of(Fraction(1, 4), 3), of(x), 64).encloses(fn.besselj(of(2), of(x), 64))
    if nu in (0, 2):
        assert fn.besselj(order, of(-3, 2), 64).encloses(fn.besselj(order, of(3), 64))
    if nu in (1, 7):
        assert fn.besselj(order, of(-3, 2), 64).encloses(d.neg(fn.besselj(order, of(3), 64)))
        assert fn.besselj(order, of(-3), 64) == d.neg(fn.besselj(order, of(3), 64))


@pytest.mark.parametrize(("nu", "x"), [(0, 3000), (Fraction(1, 2), 5000), (100, 1000), (3, 8191)])
def test_bessel_large(nu: Fraction | int, x: int) -> None:
    y = fn.besselj(of(nu), of(x), 64)
    ctx.prec = 30_000
    assert_inside(y, arb(x).bessel_j(arb(Fraction(nu).numerator) / Fraction(nu).denominator), (nu, x))
    assert el.good_bits(y) >= 62  # type: ignore[operator]


@given(FRACTIONS, FRACTIONS)
def test_power(x: Fraction, y: Fraction) -> None:
    """Real powers against Arb, thin and as an interval of bases and exponents."""
    x = abs(x)
    if not (Fraction(1, 2**900) < x < 2**900) or abs(y) > 10**4:
        return
    z = el.power(of(x), of(y), 64)
    ctx.prec = 4000
    value = (arb(x.numerator) / x.denominator) ** (arb(y.numerator) / y.denominator)
    assert_inside(z, value, (x, y))
    wide = el.power(of(x / 2, x * 2), of(y - 1, y + Fraction(1, 3)), 64)
    assert_inside(wide, value, (x, y))
    assert_inside(el.power(of(0, x), of(abs(y) + 1), 64), (arb(x.numerator) / x.denominator) ** (
        arb(abs(y).numerator) / abs(y).denominator + 1), (x, y))  # fmt: skip


def test_precision_never_breaks_enclosure() -> None:
    """Very low and very high precision."""
    x = of(Fraction(7, 5), p=300)
    for p in (1, 2, 3, 5, 8, 1000):
        for name, f in fn.FUNCTIONS.items():
            if name in ("asin", "acos"):
                continue
            y, z = f(x, p), f(x, 400)
            assert y.encloses(z) or p == 1000, (name, p)
            assert p != 1000 or z.encloses(y), name


def test_only_the_standard_library() -> None:
    """The files import in an interpreter without site packages."""
    code = (
        "import sys, certify.check.series; "
        "print(sorted({m.partition('.')[0] for m in sys.modules} - set(sys.stdlib_module_names) - {'certify'}))"
    )
    root = Path(d.__file__).resolve().parents[2]
    out = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=False, cwd=root)
    assert out.returncode == 0, out.stderr
    assert out.stdout.strip() in ("[]", "['__main__']"), out.stdout
