"""The binomial theorem: what it proves, what it must not, and forged nodes."""

from __future__ import annotations

import copy
import json
from math import comb, factorial

import pytest

from certify import prove
from certify.certificate import canonical_json
from certify.check.certificate import check
from certify.expr import Binder, Rational
from certify.goal import Goal
from certify.methods.binomial import parts, step, sums
from certify.parse import parse_expression
from certify.statement import Statement
from certify.unproved import Unproved
from tests.certify.methods.proving import rules, unproved

N = ("n in ZZ", "n >= 0")
TRINOMIAL = "gamma(n+1)/(gamma(i+1)*gamma(j+1)*gamma(n-i-j+1))"
FOUR = "gamma(n+1)/(gamma(i+1)*gamma(j+1)*gamma(k+1)*gamma(n-i-j-k+1))"


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("sum(binomial(n, k)*a**k*b**(n-k), k, 0, n) == (a + b)**n", ("a in RR", "b in RR")),
        ("sum(binomial(n, k), k, 0, n) == 2**n", ()),
        ("sum(binomial(n, k)*(-1)**k*3**(n-k), k, 0, n) == 2**n", ()),
        ("sum(binomial(n, k)*x**k*(1 - x)**(n-k), k, 0, n) == 1", ("0 <= x <= 1",)),
        ("sum(binomial(n, k)*exp(k*x), k, 0, n) == (1 + exp(x))**n", ("x in RR",)),
        ("sum(gamma(n+1)/(gamma(k+1)*gamma(n-k+1))*4**k, k, 0, n) == 5**n", ()),
        ("sum(c*binomial(n, k)*2**k, k, 0, n) >= c*3**n", ("c in RR",)),
        (
            f"sum(sum({TRINOMIAL}*a**i*b**j*c**(n-i-j), j, 0, n-i), i, 0, n) == (a + b + c)**n",
            ("a > 0", "b > 0", "c > 0"),
        ),
        (f"sum(sum(sum({FOUR}, k, 0, n-i-j), j, 0, n-i), i, 0, n) == 4**n", ()),
    ],
)  # fmt: skip
def test_what_it_proves(claim: str, where: tuple[str, ...]) -> None:
    assert "binomial" in rules(claim, *N, *where)


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("sum(binomial(n, k), k, 0, n) == 2**n + 1", N),
        ("sum(binomial(n, k)*2**k, k, 0, n) <= 3**n - n/10**9", N),
        ("sum(binomial(n, k)*(-1)**k*3**(n-k), k, 0, n) == 4**n", N),
        # the sum is empty for n = -1, and (1 + x)**(-1) is not 0
        ("sum(x**k, k, 0, n) == (1 + x)**n", ("n in ZZ", "-1 <= n <= 1", "x > 0")),
        ("sum(binomial(n+1, k)*x**k, k, 0, n) == (1 + x)**n", (*N, "x > 0")),
        ("sum(binomial(n, k)*k, k, 0, n) == 2**n", N),
    ],
)
def test_what_it_must_not_prove(claim: str, where: tuple[str, ...]) -> None:
    unproved(claim, *where)


def test_the_sums_are_found_from_the_inside() -> None:
    found = [within for _, within in sums(parse_expression(f"sum(sum({TRINOMIAL}, j, 0, n-i), i, 0, n)"))]
    assert [[w.variable for w in within] for within in found] == [["i"], []]
    assert not list(sums(parse_expression("sum(k, k, 0, 4) + sum(k, k, 1, n)")))


def test_wrong_parts_are_refused() -> None:
    statement = Statement.parse("sum(binomial(n, k)*2**k, k, 0, n) == 3**n", N)
    goal = Goal.of(statement.domain, statement.relations[0])
    item, within = next(sums(goal.f))
    q, a, b = parts(goal, item, within)
    step(goal, item, within, (q, a, b))
    for wrong in ((q, b, a), (a, a, b), (q, a, a)):
        with pytest.raises(Unproved):
            step(goal, item, within, wrong)
    assert isinstance(item, Binder) and (q, a, b) == (Rational(1), Rational(2), Rational(1))


def test_forged_nodes_are_rejected() -> None:
    verdict = prove("sum(binomial(n, k)*2**k, k, 0, n) == 3**n", N, timeout=20)
    assert verdict.certificate is not None
    data = json.loads(canonical_json(dict(verdict.certificate)))
    node = data["proofs"][0]
    assert node["rule"] == "binomial"
    assert check(json.dumps(data).encode()).status == "accepted"
    changes = (
        ("parts", ["1", "3", "1"]), ("parts", ["1", "1", "2"]), ("parts", ["2", "2", "1"]), ("parts", ["1", "2"]),
        ("result", "1"), ("within", ["sum(v0, k, 0, v0)"]), ("sum", "sum(binomial(v0, b0), b0, 0, v0)"),
        ("children", node["children"][1:]), ("children", node["children"][::-1]), ("rule", "unfold"),
    )  # fmt: skip
    for key, value in changes:
        forged = copy.deepcopy(data)
        forged["proofs"][0][key] = value
        assert check(json.dumps(forged).encode()).status == "rejected", (key, value)


def test_multinomial_sums_against_counting() -> None:
    n = 7
    total = sum(
        factorial(n) // (factorial(i) * factorial(j) * factorial(n - i - j)) * 2**i * 3**j * 5 ** (n - i - j)
        for i in range(n + 1)
        for j in range(n - i + 1)
    )
    assert total == 10**n
    assert sum(comb(n, k) * (-1) ** k * 3 ** (n - k) for k in range(n + 1)) == 2**n
