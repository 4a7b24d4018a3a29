"""The checker's normal form: it finds what the specification lists, and equates only what is equal."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from certify.check.dyadic import Interval, IntervalError
from certify.check.evaluate import holds, value
from certify.check.existence import obligations
from certify.check.normal import is_zero
from certify.check.terms import Purse, Rejected, Term, sub
from certify.check.text import parse

INTEGERS = frozenset({"n", "k", "m"})


@pytest.fixture(autouse=True)
def purse() -> None:
    Purse.left = 50_000_000


def equal(text: str, signs: Mapping[str, int] | None = None) -> bool:
    a, b = text.split("==")
    return is_zero(INTEGERS, signs or {}, sub(parse(a), parse(b)))


EQUAL = """
exp(x/(1 + x)) == e*exp(-1/(1 + x))
exp(2*x/(x + 2)) == exp(2)*exp(-4/(x + 2))
exp(x**2/(x - y)) == exp(x + y)*exp(y**2/(x - y))
y**(y/(y - 1)) == y*y**(1/(y - 1))
log((1 - x)/x) == -log(x/(1 - x))
sqrt(x + sqrt(x)) == x**(1/4)*sqrt(sqrt(x) + 1)
log(x**6 + x**4 + 3*x**2 + 3) == log(x**2 + 1) + log(x**4 + 3)
(y**4 + 2*y**2 + 1)**(1/3) == (y**2 + 1)**(2/3)
log((sqrt(pi) + sqrt(x**2 + pi))*(x - 1)) == log(x - 1) + log(sqrt(pi) + sqrt(x**2 + pi))
(x**2 - 1)/(x - 1) == x + 1
1/(1 + 1/x) == x/(x + 1)
(x + y)**3 == x**3 + 3*x**2*y + 3*x*y**2 + y**3
1/(x*(x + 1)) == 1/x - 1/(x + 1)
1/(1 + 1/(1 + 1/x)) == (x + 1)/(2*x + 1)
exp(x + y) == exp(x)*exp(y)
exp(2*log(x)) == x**2
exp(n*log(x)) == x**n
exp(x)**n == exp(n*x)
sinh(x)**2 == cosh(x)**2 - 1
tanh(x) == (exp(2*x) - 1)/(exp(2*x) + 1)
x**n*x == x**(n + 1)
x**(2*n) == (x**n)**2
2**(n/2)*2**(n/2) == 2**n
6**n == 2**n*3**n
(x*y)**n == x**n*y**n
(1 + 1/x)**n*x**n == (x + 1)**n
(-1)**(2*n) == 1
(-1)**(n + 2) == (-1)**n
sqrt(2)*sqrt(3) == sqrt(6)
1/sqrt(8) == sqrt(2)/4
sqrt(x)*sqrt(x) == x
sqrt(1 - x)/(1 - x) == 1/sqrt(1 - x)
(x**3)**(1/2) == x**(3/2)
sqrt(x**2) == abs(x)
sqrt(4*x**2*exp(2*y)) == 2*abs(x)*exp(y)
abs(x)**2 == x**2
abs(x*y) == abs(x)*abs(y)
abs(-x) == abs(x)
abs(x - y) == abs(y - x)
log(6) == log(2) + log(3)
log(x*exp(y)) == y + log(x)
log(sqrt(x)) == log(x)/2
log(x**3) == 3*log(x)
log((x**2 - 1)/(x - 1)) == log(x + 1)
log(1/2) == -log(2)
sin(x)**2 + cos(x)**2 == 1
sin(2*x) == 2*sin(x)*cos(x)
cos(x/2)**2 == (1 + cos(x))/2
sin(x + y) == sin(x)*cos(y) + cos(x)*sin(y)
cos(3*x) == 4*cos(x)**3 - 3*cos(x)
tan(x)*cos(x) == sin(x)
sin(x + pi/3) == sin(x)/2 + sqrt(3)*cos(x)/2
cos(pi/3) == 1/2
cos(4*pi/3) == -1/2
sin(pi/5)**2 == (5 - sqrt(5))/8
cos(pi*n) == (-1)**n
sin(pi*n) == 0
sin(asin(x)) == x
cos(asin(x)) == sqrt(1 - x**2)
cos(2*asin(x)) == 1 - 2*x**2
tan(atan(x)) == x
cos(atan(x)) == 1/sqrt(1 + x**2)
sin(-2*atan(x)) == -2*x/(1 + x**2)
acos(x) == pi/2 - asin(x)
asin(-x) == -asin(x)
atan(1) == pi/4
asin(1/2) == pi/6
erf(-x) == -erf(x)
gamma(x + 2) == x*(x + 1)*gamma(x)
gamma(5/2) == 3*sqrt(pi)/4
gamma(n + 1)/gamma(n - 1) == n*(n - 1)
binomial(n, k) == gamma(n + 1)/(gamma(k + 1)*gamma(n - k + 1))
binomial(n + 1, k + 1) == binomial(n, k) + binomial(n, k + 1)
binomial(5, 7) == 0
lgamma(x + 1) == lgamma(x) + log(x)
exp(lgamma(x)) == gamma(x)
log(gamma(x)) == lgamma(x)
digamma(x + 1) == digamma(x) + 1/x
polygamma(1, x + 1) == polygamma(1, x) - 1/x**2
harmonic_dim(3, n) == 2*n + 1
harmonic_dim(d, 0) == 1
legendre(2, 3, x) == (3*x**2 - 1)/2
(n + d - 2)*legendre(n + 1, d, x) == (2*n + d - 2)*x*legendre(n, d, x) - n*legendre(n - 1, d, x)
legendre(n, d, 1) == 1
besselj(0, 0) == 1
besselj(2, 0) == 0
floor(x + 2) == floor(x) + 2
ceil(7/2) == 4
max(x, y, 1, 2) == max(2, y, x)
min(3, 2) == 2
sum(k**2, k, 1, 4) == 30
sum(3*x*k, k, 1, n) == 3*x*sum(j, j, 1, n)
product(k, k, 1, 5) == 120
integral(t*x, t, 0, 1) == x*integral(s, s, 0, 1)
integral(exp(t), t, y, y) == 0
"""

DIFFERENT = """
exp(x/(1 + x)) == exp(-1/(1 + x))
exp(x**2/(x - y)) == exp(x - y)*exp(y**2/(x - y))
log((1 - x)/x) == log(x/(1 - x))
sqrt((x - 1)**2*(x**2 + 1)) == (x - 1)*sqrt(x**2 + 1)
(y**4 - 2*y**2 + 1)**(1/2) == y**2 - 1
log(x**4 + x**2 + 1) == log(x**2 + 1) + log(x**2 + 1)
sqrt(x**2) == x
abs(x) == x
log(x**2) == 2*log(y)
x**n == x**(n + 1)
(-1)**n == 1
(-1)**n == (-1)**k
asin(sin(x)) == x
atan(tan(x)) == x
acos(cos(x)) == x
sin(x) == cos(x)
sin(x)**2 == cos(x)**2
sqrt(x*y) == sqrt(x*y) + x - abs(x)
exp(x) == 1 + x
1/x == x
gamma(x) == gamma(x + 1)
gamma(n) == 1
floor(x) == x
floor(x/2) == floor(x)/2
max(x, y) == min(x, y)
max(x, y) == x
sum(k, k, 1, n) == sum(k, k, 0, n + 1)
integral(t, t, 0, x) == integral(t, t, 0, y)
integral(x*t, t, 0, 1) == integral(t*t, t, 0, 1)
erf(x) == -erf(x)
besselj(1, x) == besselj(2, x)
legendre(n, 3, x) == legendre(n, 4, x)
harmonic_dim(d, n) == harmonic_dim(n, d)
sqrt(5 - sqrt(24)) == sqrt(2) - sqrt(3)
pi == 22/7
exp(1) == 271828/100000
x == 1
"""


@pytest.mark.parametrize("text", EQUAL.strip().splitlines())
def test_equal(text: str) -> None:
    assert equal(text)


@pytest.mark.parametrize("text", DIFFERENT.strip().splitlines())
def test_different(text: str) -> None:
    assert not equal(text)


def test_signs_of_variables_are_used() -> None:
    assert equal("abs(x) == x", {"x": 1}) and not equal("abs(y) == y", {"x": 1})
    assert equal("log(x*y) == log(x) + log(y)", {"x": 2, "y": 2})
    # log(x) stands on one side: where both sides are defined, x > 0
    assert equal("abs(x) + log(x) == x + log(x)")
    assert not equal("abs(x) + log(x + 1) == x + log(x + 1)")
    # not so for a bound variable of the same name
    assert not equal("abs(x) + integral(log(x), x, 1, 2) == x + integral(log(x), x, 1, 2)")
    # nor for an integer power
    assert not equal("x**n*abs(x) == x**n*x")


def terms() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(["x", "y", "n", "1", "2", "-1", "1/2", "pi", "3"])

    def more(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        pair = st.tuples(inner, inner)
        ones = (
            "sqrt",
            "exp",
            "log",
            "sin",
            "cos",
            "tan",
            "atan",
            "asin",
            "abs",
            "gamma",
            "lgamma",
            "sinh",
            "tanh",
            "erf",
            "floor",
            "ceil",
        )
        return st.one_of(
            pair.map(lambda p: f"({p[0]} + {p[1]})"), pair.map(lambda p: f"({p[0]})*({p[1]})"), pair.map(lambda p: f"({p[0]})/({p[1]})"),
            pair.map(lambda p: f"({p[0]})**({p[1]})"), st.tuples(st.sampled_from(ones), inner).map(lambda p: f"{p[0]}({p[1]})"),
            inner.map(lambda a: f"({a})**2"), inner.map(lambda a: f"({a})**(1/2)"), pair.map(lambda p: f"max({p[0]}, {p[1]})"),
        )  # fmt: skip

    return st.recursive(leaves, more, max_leaves=5)


def at(t: Term, point: Mapping[str, Interval]) -> Interval | None:
    """The value where the term is certainly defined (x**y for real y needs x > 0, whatever y is)."""
    try:
        for o in obligations(t, INTEGERS):
            if not any(all(holds(r, point, 80) is True for r in a) for a in o.alternatives):
                return None
        return value(t, point, 80)
    except (IntervalError, Rejected):
        return None


POINTS = [(x, y, n) for x in (-2.5, -0.25, 0.0, 0.75, 3.5) for y in (-1.5, 0.5) for n in (-1, 2)]


def differs(a: Term, b: Term) -> bool:
    """Whether balls show that two terms differ at a sample point where both are defined."""
    for x, y, n in POINTS:
        Purse.left = 50_000
        point = {"x": Interval.dyadic(*ends(x)), "y": Interval.dyadic(*ends(y)), "n": Interval.dyadic(n)}
        u, v = at(a, point), at(b, point)
        if u is not None and v is not None and (u.below(v) or v.below(u)):
            return True
    return False


def ends(x: float) -> tuple[int, int]:
    numerator, denominator = x.as_integer_ratio()
    return numerator, -(denominator.bit_length() - 1)


@given(terms(), terms())
@settings(max_examples=20, deadline=None)
def test_what_is_equated_is_equal(a: str, b: str) -> None:
    """Pairs, and squares and logarithms of one against the other, that the normal form equates agree at sample points."""
    Purse.left = 400_000
    try:
        s, t = parse(a), parse(b)
        pairs = [(s, t)] + [(parse(u.format(a=a, b=b)), parse(v.format(a=a, b=b))) for u, v in IDENTITIES]
        found = [is_zero(INTEGERS, {}, sub(u, v)) for u, v in pairs]
    except (Rejected, IntervalError):
        assume(False)
        return
    for (u, v), same in zip(pairs, found, strict=True):
        assert not (same and differs(u, v)), (u, v)


IDENTITIES = [  # some hold always, some on part of the line: the normal form must tell them apart
    ("(({a})**2)**(1/2)", "{a}"), ("(({a})**2)**(1/2)", "abs({a})"), ("log(({a})**2)", "2*log({a})"), ("exp(log({a}))", "{a}"),
    ("log(exp({a}))", "{a}"), ("(({a})*({b}))**(1/2)", "({a})**(1/2)*({b})**(1/2)"), ("(({a})**({b}))**2", "({a})**(2*({b}))"),
    ("(({a})**2)**({b})", "({a})**(2*({b}))"), ("asin(sin({a}))", "{a}"), ("tan(atan({a}))", "{a}"), ("abs({a})", "{a}"),
    ("({a})**({b} + 1)", "({a})**({b})*({a})"), ("log(({a})*({b}))", "log({a}) + log({b})"), ("gamma({a} + 1)", "({a})*gamma({a})"),
    ("floor({a} + {b})", "floor({a}) + floor({b})"), ("max({a}, {b})", "{a}"), ("({a})**({b})", "({b})**({a})"),
    ("(-1)**(({a})*2)", "1"), ("abs(({a})**({b}))", "abs({a})**({b})"), ("sin({a})", "cos({a} - pi/2)"),
]  # fmt: skip


def test_random_rational_identities() -> None:
    """Sums of random fractions against their common denominators."""
    chance = random.Random(3)
    for _ in range(20):
        parts = [(chance.randint(-3, 3), chance.randint(1, 3), chance.randint(-4, 4)) for _ in range(3)]
        left = " + ".join(f"({p})/({q}*x + y + {r})" for p, q, r in parts)
        top = " + ".join(f"({p})*" + "*".join(f"({q}*x + y + {r})" for j, (_, q, r) in enumerate(parts) if j != i)
                         for i, (p, _, _) in enumerate(parts))  # fmt: skip
        bottom = "*".join(f"({q}*x + y + {r})" for _, q, r in parts)
        assert equal(f"{left} == ({top})/({bottom})")
        assert not equal(f"{left} == ({top} + 1)/({bottom})")


@pytest.mark.parametrize("text", ["((-2)**n)**(1/n) == -2", "(x**n)**(1/n) == x"])
def test_powers_of_powers_of_what_may_be_negative_stay_apart(text: str) -> None:
    assert not equal(text)
