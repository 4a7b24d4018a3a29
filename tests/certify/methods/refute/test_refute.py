"""Witnesses: planted violations must be found and be real; true claims must never be refuted; inhabitants must live there."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from certify.deadline import Deadline
from certify.enclose import closed_ball, compare
from certify.errors import InputError
from certify.expr import Expr, Rational, substitute
from certify.methods.known import known_relations
from certify.methods.refute import find_inhabitant, find_undefined, find_witness
from certify.statement import Statement
from certify.text import to_text


def found(claim: str, *where: str, seconds: float = 5) -> dict[str, str] | None:
    """The witness as text, after an independent look at it."""
    statement = Statement.parse(claim, where)
    refutation = find_witness(statement, Deadline.after(seconds))
    if refutation is None:
        return None
    relation = statement.relations[refutation.relation]
    point = refutation.point
    inside(statement, point)
    sides = [substitute(s, point) for s in (relation.lhs, relation.rhs)]
    assert all(closed_ball(s, 128).is_finite() for s in sides)
    assert compare(sides[0], relation.op, sides[1]) is False
    return {name: to_text(value) for name, value in point.items()}


def inside(statement: Statement, point: Mapping[str, Expr]) -> None:
    """The point is in the domain: exactly."""
    assert tuple(point) == statement.variables
    for name in statement.domain.integers:
        value = point[name]
        assert isinstance(value, Rational) and value.value.denominator == 1
    for bound in known_relations(statement.domain):
        assert compare(substitute(bound.lhs, point), bound.op, substitute(bound.rhs, point)) is True


SPHERE = "gamma(d/2)/(sqrt(pi)*gamma((d-1)/2))*exp(-(d-3)/d) >= 1.3*sqrt(d)/(e*pi)"


@pytest.mark.parametrize(
    ("claim", "where", "witness"),
    [
        ("1 - x >= exp(-2*x)", ["0 <= x <= 4/5"], {"x": "4/5"}),
        ("1 - x > exp(-2*x)", ["0 <= x <= 79/100"], {"x": "0"}),
        (SPHERE, ["d in ZZ", "d >= 3"], {"d": "62"}),
        ("sin(x) < 1", ["0 <= x <= 3"], {"x": "1/2*pi"}),
        ("sin(x) < 1", ["x in RR"], {"x": "1/2*pi"}),
        ("x**2 != 2", ["0 <= x <= 3"], {"x": "sqrt(2)"}),
        ("(x**2 - 2)**2 > 0", ["0 <= x <= 3"], {"x": "sqrt(2)"}),
        ("exp(x) != 3", ["x in RR"], {"x": "log(3)"}),
        ("log(x) != 1/2", ["x > 0"], {"x": "exp(1/2)"}),
        ("x < pi/2", ["0 <= x", "x <= pi/2"], {"x": "1/2*pi"}),
        ("x < sqrt(2)", ["x <= sqrt(2)", "x >= 1"], {"x": "sqrt(2)"}),
        ("x + y < 1", ["x + y <= 1", "x >= 1/3", "y >= 2/3"], {"x": "1/3", "y": "2/3"}),
        ("(x-y)**2 > 0", ["0 <= x <= 1", "0 <= y <= 1"], {"x": "0", "y": "0"}),
        ("(x-1/3)**2 + (y-2/3)**2 > 0", ["x in RR", "y in RR"], {"x": "1/3", "y": "2/3"}),
        ("n**2 + n + 41 != 1681", ["n in ZZ", "n >= 0"], {"n": "40"}),
        ("2**n > n**3", ["n in ZZ", "n >= 0"], {"n": "2"}),
        ("2**n < 10**9*n**3", ["n in ZZ", "n >= 1"], {"n": "47"}),
        ("sqrt(x**2) == x", ["x in RR"], {"x": "-1"}),
        ("x + 1/x > 2", ["x > 0"], {"x": "1"}),
        ("min(x, 1-x) < 1/2", ["0 <= x <= 1"], {"x": "1/2"}),
        ("abs(x) > 0", ["x in RR"], {"x": "0"}),
        ("1 < 1", [], {}),
        ("0 <= x <= 1/2", ["0 <= x <= 1"], {"x": "1"}),
        ("sum(1/k, k, 1, n) <= 8", ["n in ZZ", "n >= 1"], {"n": "1674"}),
    ],
)
def test_simple_witnesses(claim: str, where: list[str], witness: dict[str, str]) -> None:
    assert found(claim, *where) == witness


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("x**2 >= 2*x - 1 + 1e-9", ["0 <= x <= 3"]),
        ("x <= 10**6", ["x >= 0"]),
        ("exp(-x) >= 10**-40", ["x >= 0"]),
        ("1/(1-x) <= 1e8", ["0 <= x < 1"]),
        ("1/(1-x) <= 1e30", ["0 <= x < 1"]),
        ("1/(pi-x) <= 1e20", ["0 <= x", "x < pi"]),
        ("(x-0.1234567)**2 >= 1e-7", ["0 <= x <= 1"]),
        ("exp(-((x-0.1234567)*1000)**2) <= 1/2", ["0 <= x <= 1"]),
        ("exp(-((x-123.4567)*10)**2) <= 1/2", ["100 <= x <= 200"]),
        ("(1+x)**(1/x) <= e - 1e-9", ["0 < x <= 1"]),
        ("exp(x) >= 1 + x + x**2/2", ["x >= -1e-9"]),
        ("sin(x) <= x - x**3/6 + x**5/121", ["0 <= x <= 1/100"]),
        ("(exp(x) - 1 - x)/x**2 >= 1/2 - 10**-30", ["-10**-25 <= x", "x < 0"]),
        ("(1 - cos(x))/x**2 < 1/2 - 10**-40", ["0 < x", "x <= 10**-15"]),
        ("x*y <= 0.4999", ["x**2 + y**2 == 1", "x in RR", "y in RR"]),
        ("x*y < 1/2", ["x**2 + y**2 == 1", "x in RR", "y in RR"]),
        ("a*b <= 1000", ["a in ZZ", "b in ZZ", "a >= 1", "b >= 1", "a + b <= 64"]),
        ("(x + y + z)/3 >= (x*y*z)**(1/3)*1.0000001", ["x > 0", "y > 0", "z > 0"]),
        ("x**4*y**2 + x**2*y**4 + z**6 - 3.000001*x**2*y**2*z**2 >= 0", ["1 <= x <= 2", "1 <= y <= 2", "1 <= z <= 2"]),
        ("lgamma(x) <= (x-1/2)*log(x) - x + log(2*pi)/2 + 1/(12*x) - 1e-9", ["x >= 1"]),
        ("(1 + 1/n)**n < e - 10**-9", ["n in ZZ", "n >= 1"]),
        ("x1*x2 + x2*x3 + x3*x4 + x4*x5 + x5*x6 + x6*x7 + x7*x8 <= 7*0.99", [f"0 <= x{k} <= 1" for k in range(1, 9)]),
        ("x1**2 + x2**2 + x3**2 + x4**2 >= 2*x1*x2 + 2.0001*x3*x4", [f"0 <= x{k} <= 1" for k in range(1, 5)]),
        ("(x-1/3)**2 + (y-1/7)**2 >= 10**-9", ["0 <= x <= 1", "0 <= y <= 1"]),
        ("integral(exp(-t**2), t, 0, x) < 0.886", ["x >= 0"]),
        ("x + y <= 2 - 1/10**4", ["x**3 + y**3 == 2", "x >= 0", "y >= 0"]),
        ("x <= 3", ["exp(x) >= 20", "x <= 4"]),
    ],
)
def test_hidden_violations_are_found(claim: str, where: list[str]) -> None:
    assert found(claim, *where, seconds=10) is not None


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("1 - x >= exp(-2*x)", ["0 <= x <= 79/100"]),
        ("exp(x) >= 1 + x", ["x in RR"]),
        ("sin(x)**2 + cos(x)**2 == 1", ["x in RR"]),
        ("x**2 + y**2 >= 2*x*y", ["x in RR", "y in RR"]),
        ("x*y <= 1/2", ["x**2 + y**2 == 1", "x in RR", "y in RR"]),
        ("(1 + 1/n)**n < e", ["n in ZZ", "n >= 1"]),
        ("x**4*y**2 + x**2*y**4 + 1 >= 3*x**2*y**2", ["x in RR", "y in RR"]),
        ("sqrt(x)**2 == x", ["x >= 0"]),
        ("log(x)*2 == log(x**2)", ["x > 0"]),
        ("1/(1-x) > 0", ["0 <= x < 1"]),
        ("x != 1/3", ["0 <= x <= 1", "x != 1/3"]),
        ("sum(k, k, 1, n) == n*(n+1)/2", ["n in ZZ", "n >= 0"]),
        ("exp(x) != 0", ["x in RR"]),
        ("floor(x) <= x", ["x in RR"]),
        ("sin(pi*n) == 0", ["n in ZZ"]),
        ("sqrt(2)*sqrt(3) == sqrt(6)", []),
        ("exp(pi*sqrt(163)) != 262537412640768744", []),
    ],
)
def test_truths_are_never_refuted(claim: str, where: list[str]) -> None:
    assert found(claim, *where, seconds=1.5) is None


def test_where_a_side_is_undefined_nothing_is_refuted() -> None:
    assert found("log(x) >= -10**9", "x in RR", seconds=1) is None
    assert found("1/x >= -10**9", "-1 <= x <= 1", seconds=1) != {"x": "0"}
    assert found("sqrt(x) + sqrt(-x) == 0", "x in RR", seconds=1) is None


@given(st.fractions(-3, 3, max_denominator=40), st.fractions(0, 1, max_denominator=10**6))
def test_a_planted_dip_is_found(centre: object, depth: object) -> None:
    assume(depth != 0)
    assert found(f"(x - ({centre}))**2 >= ({depth})/1000", "-3 <= x <= 3") is not None


@given(st.integers(0, 3000), st.integers(1, 6))
def test_the_first_failing_integer(last: int, degree: int) -> None:
    assert found(f"n**{degree} <= {last**degree}", "n in ZZ", "n >= 0") == {"n": str(last + 1)}


@given(st.fractions(0, 1, max_denominator=30), st.fractions(0, 1, max_denominator=30))
def test_contact_at_a_rational_point(a: object, b: object) -> None:
    assert found(f"(x-({a}))**2 + (y-({b}))**4 > 0", "0 <= x <= 1", "0 <= y <= 1") is not None


def test_a_refutation_is_a_certificate_entry() -> None:
    statement = Statement.parse("0 <= x < 1/2", ["0 <= x <= 1"])
    refutation = find_witness(statement, Deadline.after(5))
    assert refutation is not None
    data = refutation.to_json()
    assert data["relation"] == 1 and data["witness"] == {"x": "1"}
    assert data["proof"] == {"rule": "boxes", "prec": data["proof"]["prec"], "tree": ["v"]}  # type: ignore[index, call-overload]
    equality = find_witness(Statement.parse("x < 1", ["0 <= x <= 1"]), Deadline.after(5))
    assert equality is not None and equality.proof.rule == "identity"


def test_the_deadline_is_kept() -> None:
    statement = Statement.parse("x**2 + y**2 + z**2 >= 2*x*y - z", ["x in RR", "y in RR", "z >= 0"])
    assert find_witness(statement, Deadline.after(-1)) is None


@pytest.mark.parametrize(
    ("claim", "where", "text"),
    [
        ("log(x - 1) >= 0", ["0 <= x <= 2"], "log(x - 1) is undefined inside the range: at x = 0, where x - 1 is -1"),
        ("1/x >= 0", ["-1 <= x <= 1"], "1/x is undefined inside the range: at x = 0"),
        (
            "1/(x**2-2) >= 0",
            ["0 <= x <= 2"],
            "1/(x**2 - 2) is undefined inside the range: at x = sqrt(2), where x**2 - 2 is 0",
        ),
        ("tan(x) >= 0", ["0 <= x <= 2"], "tan(x) is undefined inside the range: at x = 1/2*pi, where cos(x) is 0"),
        ("sqrt(x)*log(x) <= 1", ["0 <= x <= 1"], "log(x) is undefined inside the range: at x = 0"),
        ("integral(1/t, t, -1, 1) >= 0", [], "1/t is undefined inside the range: at t = 0"),
        ("sum(1/k, k, 0, n) >= 0", ["n in ZZ", "n >= 1"], "1/k is undefined inside the range: at n = 1, k = 0"),
        ("x**y >= 0", ["x in RR", "y in RR"], None),
        ("asin(x) <= 2", ["0 <= x <= 3"], None),
        ("gamma(x) >= 0", ["x >= 0"], None),
        ("sqrt(x - y) >= 0", ["0 <= x <= 1", "0 <= y <= 1"], None),
        ("log(log(x)) <= x", ["x >= 1"], None),
    ],
)
def test_undefined_points_are_found_and_described(claim: str, where: list[str], text: str | None) -> None:
    statement = Statement.parse(claim, where)
    undefined = find_undefined(statement, Deadline.after(5))
    assert undefined is not None
    line = undefined.describe({name: name for name in statement.variables})
    assert "\n" not in line and (text is None or line == text)
    for relations in undefined.obligation.alternatives:
        sides = [(substitute(r.lhs, undefined.point), r.op, substitute(r.rhs, undefined.point)) for r in relations]
        assert any(compare(*side) is False for side in sides)


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("1/x >= 0", ["x > 0"]),
        ("sin(x)/x <= 1", ["0 < x <= 1"]),
        ("log(x**2 + 1) >= 0", ["x in RR"]),
        ("integral(1/t, t, 0, 1) >= 0", []),  # it diverges, which no point shows
        ("integral(log(t), t, 0, 1) <= 0", []),
        ("x**n >= 0", ["n in ZZ", "n >= 0", "x >= 0"]),
        ("1/(cos(x) - x) >= 0", ["0 <= x <= 1"]),  # undefined, but no exact point is known
        ("sqrt(1 - x**2 - y**2) >= 0", ["x**2 + y**2 <= 1", "x in RR", "y in RR"]),
    ],
)
def test_nothing_is_called_undefined_without_a_point(claim: str, where: list[str]) -> None:
    assert find_undefined(Statement.parse(claim, where), Deadline.after(1.5)) is None


@pytest.mark.parametrize(
    "where",
    [
        [],
        ["x > 0"],
        ["x**2 + y**2 == 1", "x > 0", "y > 0"],
        ["x + y == 1", "x >= 0", "y >= 0"],
        ["x*y == 1", "x in RR", "y >= 3"],
        ["x*y == 0", "x >= 1", "y in RR"],
        ["n**2 + m**2 == 25", "n in ZZ", "m in ZZ", "1 <= n", "n <= 4", "0 <= m", "m <= 9"],
        ["x < y", "y < z", "z < x + 0.001", "x > 0", "z < 1", "y > 0"],
        ["x**2 + y**2 <= 1", "x + y >= 7/5", "x in RR", "y in RR"],
        ["x == pi", "x <= 4"],
        ["2*n == m", "n in ZZ", "m in ZZ", "m >= 3"],
        ["exp(x) == 2", "x in RR"],
        ["x**2 + y**2 + z**2 == 1", "x + y + z == 0", "x in RR", "y in RR", "z in RR"],
        ["10**6 <= x", "x <= 10**6 + 1/10**6"],
        ["sqrt(2) < x", "x < 1.41421357"],
        ["x > 0", "x != 1/2", "x < 1"],
        ["x - y == 1/3", "y == 2*z", "x in RR", "y in RR", "z >= 5"],
    ],
)
def test_inhabitants(where: list[str]) -> None:
    statement = Statement.parse("0 <= 1", where)
    point = find_inhabitant(statement.domain)
    assert point is not None
    inside(statement, point)


@pytest.mark.parametrize(
    "where",
    [
        ["x > 0", "x**2 < -1"],
        ["x**2 + y**2 == 1", "x >= 1", "y >= 1"],
        ["n in ZZ", "2*n == 7"],
        ["0 <= x <= 1", "x > y", "y > x"],
        ["x in RR", "sin(x) > 1"],
        ["x in RR", "log(x) == log(x) + 1"],
        ["x in RR", "sqrt(x) + sqrt(-1-x) >= 0"],
    ],
)
def test_empty_domains_have_no_inhabitant(where: list[str]) -> None:
    try:
        statement = Statement.parse("0 <= 1", where)
    except InputError:
        return
    assert find_inhabitant(statement.domain, Deadline.after(1.5)) is None
