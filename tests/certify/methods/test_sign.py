from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise, product

import pytest
from flint import fmpq, fmpq_poly
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from certify.algebra import is_zero
from certify.certificate import Proof
from certify.domain import rational_end
from certify.expr import Expr, Rational, Variable, add, mul, power, substitute
from certify.goal import Goal
from certify.methods import sign
from certify.methods.sign import bernstein, sturm
from certify.methods.sign.squares import squares
from certify.parse import parse_expression
from certify.unproved import Unproved
from tests.certify.methods.goals import Alone, goal
from tests.certify.real import value

TRUE = [
    ("x**2 - 2*x + 1 >= 0", "x in RR"),
    ("x**2 + 1 > x", "x in RR"),
    ("x**3 - 3*x + 2 >= 0", "x >= -2"),
    ("x**3 - 3*x + 2 > 0", "x > 1"),
    ("(x**2 - 2)**2 >= 0", "x in RR"),
    ("x*(1-x) <= 1/4", "0 <= x <= 1"),
    ("x**100 + 1 > x**50", "x in RR"),
    ("x**20 - 20*x + 19 >= 0", "x >= 0"),
    ("x*y <= (x+y)**2/4", "x in RR", "y in RR"),
    ("x**2 + y**2 + z**2 >= x*y + y*z + z*x", "x in RR", "y in RR", "z in RR"),
    ("x**4 + y**4 >= 2*x**2*y**2", "x in RR", "y in RR"),
    ("x**3 + y**3 >= x**2*y + x*y**2", "x >= 0", "y >= 0"),
    ("(x-y)**2 + 1/100 > 0", "0 <= x <= 1", "0 <= y <= 1"),
    ("n**2 >= n", "n in ZZ"),
    ("(n-1)*(n-2) >= 0", "n in ZZ", "1 <= n <= 7"),
    ("pi*x - 3*x > 0", "x > 0"),
    ("x**2 < 10", "0 <= x <= pi"),
    ("x**2 >= pi**2", "x >= pi"),
    ("x**2 > pi*x", "x > pi"),
    ("m**2 >= n**2", "m in ZZ", "n in ZZ", "n >= 1", "m >= n"),
    ("m*k >= n**2", "m >= n", "k >= m", "n >= 0"),
    ("x*y*z <= 1", "0 <= x <= 1", "0 <= y <= 1", "0 <= z <= 1"),
    ("x + y + z + u + v + w + a + b <= 8", *(f"0 <= {name} <= 1" for name in "xyzuvwab")),
    ("x**2 + x*y + y**2 > 0", "x > 0", "y >= 0"),
    ("x*(1-x) > 0", "0 < x < 1"),
    ("x*y > 0", "0 < x <= 1", "y > 0"),
    ("x/(1+x**2) <= 1/2", "x in RR"),
    ("1/(1+x) <= 1", "x >= 0"),
    ("binomial(n, 2) <= n**2/2", "n in ZZ", "n >= 1"),
]

FALSE = [
    ("x**2 - 2*x + 1 > 0", "x in RR"),
    ("x**3 - 3*x + 2 > 0", "x >= 1"),
    ("x**3 - 3*x + 2 >= 0", "x >= -3"),
    ("x >= 0", "x >= -1"),
    ("x*(1-x) > 0", "0 <= x < 1"),
    ("x*(1-x) > 0", "0 < x <= 1"),
    ("x*y > 0", "0 <= x <= 1", "y > 0"),
    ("x*y > 0", "0 < x <= 1", "y >= 0"),
    ("n**2 > n", "n in ZZ"),
    ("n**2 >= 2*n", "n in ZZ"),
    ("x**2 >= x", "x in RR"),
    ("(x-1/3)**2 > 0", "0 <= x <= 1"),
    ("3*x - pi*x > 0", "x > 0"),
    ("pi*x - pi*x > 0", "x > 0"),
    ("x**2 > pi**2", "x >= pi"),
    ("m**2 > n**2", "m in ZZ", "n in ZZ", "n >= 1", "m >= n"),
    ("m >= n + 1", "m >= n", "n >= 0"),
    ("x**3 + y**3 > x**2*y + x*y**2", "x >= 0", "y >= 0"),
    ("1/(x-2) < 0", "0 <= x <= 3"),
    ("x*y >= 0", "x in RR", "y in RR"),
    ("x*y <= (x+y)**2/5", "x in RR", "y in RR"),
    ("0*x > 0", "x in RR"),
    ("x*y*z <= 99/100", "0 <= x <= 1", "0 <= y <= 1", "0 <= z <= 1"),
    ("x + y <= 1", "0 <= x <= 1", "0 <= y <= 1"),
]


def proof(claim: str, *where: str) -> Proof:
    return sign.attempt(goal(claim, *where), Alone(sign))


@pytest.mark.parametrize("case", TRUE, ids=lambda case: str(case[0]))
def test_true_inequalities_are_proved(case: tuple[str, ...]) -> None:
    found = proof(*case)
    if found.rule == "sign":
        verify(goal(*case), found)


@pytest.mark.parametrize("case", FALSE, ids=lambda case: str(case[0]))
def test_false_inequalities_are_not(case: tuple[str, ...]) -> None:
    with pytest.raises(Unproved):
        proof(*case)


# --- an independent reading of the rule ------------------------------------------------------------------------------


def verify(claim: Goal, found: Proof) -> None:
    """Re-check a node: squares by expansion, trees by exact values at points of every leaf."""
    names = claim.active
    f = claim.f
    sides = {}
    for name in names:
        r = claim.domain.ranges[name]
        sides[name] = [rational_end(r.lower), rational_end(r.upper), r.integer]
    for name, up, start in found.params.get("shift", []):  # type: ignore[union-attr]
        f = substitute(f, {name: add(parse_expression(start), mul(Rational(up), Variable(name)))})
        sides[name] = [Fraction(0), None, sides[name][2]]
    if found.params["kind"] == "squares":
        total: list[Expr] = []
        for q, times, base in found.params["terms"]:  # type: ignore[union-attr,misc]
            assert Fraction(str(q)) > 0
            for name in times:  # type: ignore[union-attr]
                low = sides[str(name)][0]
                assert low is not None and low >= 0
            total.append(
                mul(
                    Rational(Fraction(str(q))),
                    *(Variable(str(name)) for name in times),  # type: ignore[union-attr]
                    power(parse_expression(str(base)), Rational(2)),
                )
            )
        assert is_zero(f - add(*total))
    if found.params["kind"] == "bernstein" and all(
        rational_end(claim.domain.ranges[n].lower) is not None for n in names
    ):
        for leaf in leaves(found.params["tree"], {k: tuple(v) for k, v in sides.items()}):
            for point in inside(leaf):
                assert value(f, point, claim.domain.integers) >= -1e-20


Ends = Mapping[str, tuple[Fraction | None, Fraction | None, bool]]


def leaves(tree: object, box: Ends) -> Iterator[Ends]:
    if tree == "b":
        yield box
        return
    assert isinstance(tree, list)
    kind, name, at, left, right = tree
    assert kind == "s"
    low, high, integer = box[name]
    p = Fraction(at)
    assert (low is None or low <= p) and (high is None or p <= high)
    assert not integer or p.denominator == 1
    yield from leaves(left, {**box, name: (low, p, integer)})
    yield from leaves(right, {**box, name: (p + 1 if integer else p, high, integer)})


def inside(box: Ends) -> Iterator[dict[str, Fraction]]:
    choices = []
    for low, high, integer in box.values():
        a = low if low is not None else (high or Fraction(0)) - 7
        b = high if high is not None else a + 9
        inner = {a, b} if integer else {a, b, (a + b) / 2, (3 * a + b) / 4}
        choices.append(sorted(inner))
    for point in list(product(*choices))[:64]:
        yield dict(zip(box, point, strict=True))


# --- univariate: complete against known roots ------------------------------------------------------------------------

ROOTS = st.lists(st.tuples(st.fractions(-3, 3, max_denominator=4), st.integers(1, 3)), max_size=4)
ENDS = st.one_of(st.none(), st.fractions(-3, 3, max_denominator=4))


def with_roots(roots: list[tuple[Fraction, int]], lead: int, square: bool) -> list[Fraction]:
    coefficients = [Fraction(lead)]
    factors = [[-r, Fraction(1)] for r, m in roots for _ in range(m)] + (
        [[Fraction(2), Fraction(-2), Fraction(1)]] if square else []
    )
    for factor in factors:
        new = [Fraction(0)] * (len(coefficients) + len(factor) - 1)
        for i, a in enumerate(coefficients):
            for j, b in enumerate(factor):
                new[i + j] += a * b
        coefficients = new
    return coefficients


def truth(coefficients: list[Fraction], roots: list[Fraction], op: str, ends: sturm.Ends) -> bool:
    """By values between the known roots, at the roots and at the ends."""
    low = Fraction(-20) if ends.lower is None else Fraction(int(ends.lower.p), int(ends.lower.q))
    high = Fraction(20) if ends.upper is None else Fraction(int(ends.upper.p), int(ends.upper.q))
    marks = sorted({low, high, *(r for r in roots if low < r < high)})
    points = [*marks, *((a + b) / 2 for a, b in pairwise(marks))]
    if ends.lower_strict and low != high:
        points.remove(low)
    if ends.upper_strict and low != high:
        points.remove(high)
    values = [sum(c * x**k for k, c in enumerate(coefficients)) for x in points]
    return all(v > 0 if op == ">" else v >= 0 for v in values)


@settings(max_examples=3 * settings.default.max_examples)
@given(
    ROOTS,
    st.sampled_from([1, -1, 2]),
    st.booleans(),
    ENDS,
    ENDS,
    st.booleans(),
    st.booleans(),
    st.sampled_from([">", ">="]),
)
def test_sturm_decides(
    roots: list[tuple[Fraction, int]],
    lead: int,
    square: bool,
    a: Fraction | None,
    b: Fraction | None,
    left: bool,
    right: bool,
    op: str,
) -> None:
    assume(a is None or b is None or a <= b)
    strict = a is None or b is None or a < b
    ends = sturm.Ends(
        None if a is None else fmpq(a.numerator, a.denominator),
        None if b is None else fmpq(b.numerator, b.denominator),
        left and strict and a is not None,
        right and strict and b is not None,
    )
    coefficients = with_roots(roots, lead, square)
    p = fmpq_poly([fmpq(c.numerator, c.denominator) for c in coefficients])
    assert sturm.holds(p, op, ends) == truth(coefficients, [r for r, _ in roots], op, ends)


# --- several variables: nothing false --------------------------------------------------------------------------------

COEFFICIENTS = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 2)), st.integers(-4, 6), min_size=1, max_size=5
)
RANGES = st.sampled_from(
    ["{0} in RR", "{0} >= 0", "{0} > 0", "{0} >= -1", "{0} <= 2", "0 <= {0} <= 1", "-1 <= {0} <= 2", "0 < {0} < 1",
     "{0} in ZZ; {0} >= 0", "{0} in ZZ; -2 <= {0} <= 3", "{0} in ZZ", "{0} >= sqrt(2)"]
)  # fmt: skip


@settings(max_examples=3 * settings.default.max_examples)
@given(COEFFICIENTS, RANGES, RANGES, st.sampled_from([">=", ">"]), st.sampled_from(["", "x >= y", "x > y", "y <= 2*x"]))
def test_nothing_false_is_proved(
    terms: dict[tuple[int, int], int], first: str, second: str, op: str, constraint: str
) -> None:
    text = " + ".join(f"({c})*x**{i}*y**{j}" for (i, j), c in terms.items())
    where = [*first.format("x").split(";"), *second.format("y").split(";"), *([constraint] if constraint else [])]
    claim = goal(f"{text} {op} 0", *where)
    assume(claim.f.free)
    try:
        found = sign.attempt(claim, Alone(sign, seconds=1))
    except Unproved:
        return
    for x, y in grid(claim, constraint):
        total = sum(c * x**i * y**j for (i, j), c in terms.items())
        assert total > 0 if op == ">" else total >= 0
    if found.rule == "sign":
        verify(claim, found)


def grid(claim: Goal, constraint: str) -> Iterator[tuple[Fraction, Fraction]]:
    axes = []
    rng = random.Random(0)
    for name in ("x", "y"):
        r = claim.domain.ranges.get(name)
        assert r is not None
        low = 1.4142135623730951 if r.lower is not None and not isinstance(r.lower, Rational) else None
        a = Fraction(low) + Fraction(1, 10**9) if low else rational_end(r.lower)
        b = rational_end(r.upper)
        start = a if a is not None else (b - 9 if b is not None else Fraction(-6))
        stop = b if b is not None else start + 12
        steps = [start + (stop - start) * Fraction(k, 24) for k in range(25)]
        steps += [start + (stop - start) * Fraction(rng.randint(0, 1000), 1000) for _ in range(6)]
        if r.integer:
            steps = [Fraction(k) for k in range(int(start), int(stop) + 1)]
        if r.lower_strict:
            steps = [s for s in steps if s > start]
        if r.upper_strict:
            steps = [s for s in steps if s < stop]
        axes.append(steps)
    checks = {
        "": lambda x, y: True,
        "x >= y": lambda x, y: x >= y,
        "x > y": lambda x, y: x > y,
        "y <= 2*x": lambda x, y: y <= 2 * x,
    }
    for x, y in product(*axes):
        if checks[constraint](x, y):
            yield x, y


# --- the parts -------------------------------------------------------------------------------------------------------


@given(
    st.lists(st.integers(-5, 5), min_size=1, max_size=6), st.integers(-4, 4), st.integers(1, 5), st.integers(1, 9),
    st.sampled_from(["box", "up", "down", "line"]), st.booleans(),
)  # fmt: skip
def test_halves_are_the_same_polynomial(
    items: list[int], low: int, width: int, ninth: int, kind: str, integer: bool
) -> None:
    high = low + width
    side = bernstein.Side(
        fmpq(low) if kind in ("box", "up") else None, fmpq(high) if kind in ("box", "down") else None, integer=integer
    )
    at = fmpq(low) if integer else fmpq(low) + fmpq(width * ninth, 10)
    start = bernstein.box({(k,): fmpq(c) for k, c in enumerate(items)}, [side])
    below, above = bernstein.halves(start, 0, at)
    nxt = at + 1 if integer else at
    for part, expected in (
        (below, bernstein.Side(side.lower, at, integer=integer)),
        (above, bernstein.Side(nxt, side.upper, integer=integer)),
    ):
        direct = bernstein.box({(k,): fmpq(c) for k, c in enumerate(items)}, [expected])
        assert part.sides == direct.sides
        assert part.entries == direct.entries


@settings(max_examples=2 * settings.default.max_examples)
@given(
    st.lists(
        st.dictionaries(st.tuples(st.integers(0, 2), st.integers(0, 2)), st.integers(-3, 3), max_size=3), max_size=3
    )
)
def test_sums_of_squares_add_up(bases: list[dict[tuple[int, int], int]]) -> None:
    p: dict[tuple[int, ...], Fraction] = {}
    for base in bases:
        for m, a in base.items():
            for k, b in base.items():
                key = (m[0] + k[0], m[1] + k[1])
                p[key] = p.get(key, Fraction(0)) + a * b
    p = {m: c for m, c in p.items() if c}
    found = squares(p, [False, False])
    if found is None:
        return
    total: dict[tuple[int, ...], Fraction] = {}
    for square in found:
        assert square.weight > 0 and not square.times
        for m, a in square.base.items():
            for k, b in square.base.items():
                key = (m[0] + k[0], m[1] + k[1])
                total[key] = total.get(key, Fraction(0)) + square.weight * a * b
    assert {m: c for m, c in total.items() if c} == p


def test_quadratic_forms_are_decided() -> None:
    """A x**2 + B x*y + C y**2 is a sum of squares exactly if A, C >= 0 and B**2 <= 4*A*C."""
    for a, b, c in product(range(-1, 4), range(-4, 5), range(-1, 4)):
        p = {m: Fraction(v) for m, v in (((2, 0), a), ((1, 1), b), ((0, 2), c)) if v}
        if p:
            assert (squares(p, [False, False]) is not None) == (a >= 0 and c >= 0 and b * b <= 4 * a * c)
