"""What has caught others: interval arithmetic that is none, integrands with branch points, NaN, leaking precision, long integers."""

from __future__ import annotations

import ast
import contextlib
import sys
from pathlib import Path
from typing import Any

import flint
import mpmath
import pytest

from certify.errors import InputError
from certify.prove import prove
from tests.soundness.poison import poison
from tests.soundness.sources import Source, book, ledger

PACKAGE = Path(__file__).parents[2] / "certify"
WEIGHT = "gamma(d/2)/(sqrt(pi)*gamma((d-1)/2))*integral((1 - x**2)**((d - 3)/2), x, -1, 1)"
SAMPLE = 4  # of the ledger and of the book each; the campaign runs with the same poison


def status(claim: str, *where: str, seconds: float = 20.0) -> str:
    return prove(claim, where=where, timeout=seconds).status


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """mpmath's intervals cannot be used."""
    poison(monkeypatch.setattr)


def spread(sources: tuple[Source, ...]) -> list[Source]:
    return list(sources[:: max(1, len(sources) // SAMPLE)])


@pytest.mark.parametrize("source", [*spread(ledger()), *spread(book())], ids=lambda s: s.id)
def test_no_interval_of_mpmath_is_on_the_way(source: Source, poisoned: None) -> None:
    statement = source.statement()
    assert statement is not None
    prove(statement, timeout=1.0)


def test_the_poison_works(poisoned: None) -> None:
    with pytest.raises(AssertionError):
        mpmath.iv.exp(1)
    with pytest.raises(AssertionError):
        mpmath.ctx_iv.MPIntervalContext.convert(None, 1)


def test_nobody_names_the_intervals_of_mpmath() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            assert not (isinstance(node, ast.Attribute) and node.attr in ("iv", "ctx_iv")), path
            assert not (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mpmath")
                        and {"iv", "ctx_iv"} & {a.name for a in node.names}), path  # fmt: skip


@pytest.mark.parametrize("d", [2, 3, 4, 5, 8])
def test_the_weight_of_the_sphere(d: int) -> None:
    """Even d has branch points at the ends, and d = 2 is singular there."""
    text = WEIGHT.replace("d", f"({d})")
    assert status(f"{text} == 1") == "proved"
    for false in (f"{text} <= 1 - 1/10**6", f"{text} >= 1 + 1/10**6", f"{text} > 1"):
        assert status(false, seconds=2.0) != "proved"


@pytest.mark.parametrize("d", [2, 4])
def test_moments_of_the_sphere(d: int) -> None:
    text = WEIGHT.replace("integral(", "integral(x**2*").replace("d", f"({d})")
    assert status(f"{text} == 1/{d}") == "proved"
    assert status(f"{text} <= 1/{d} - 1/10**9", seconds=2.0) != "proved"


@pytest.mark.parametrize("body", ["sqrt(abs(x))", "abs(x - 1/3)", "max(x, -2*x)", "1/sqrt(1 + x)", "log(1 + x)"])
def test_kinks_and_branch_points(body: str) -> None:
    """An integrand that is not analytic across the interval: a value that is off by 10**-6 is never proved."""
    with mpmath.workdps(30):
        f = eval(f"lambda x: {body}", {"sqrt": mpmath.sqrt, "abs": abs, "max": max, "log": mpmath.log})
        exact = mpmath.quad(f, [-1, 0, mpmath.mpf(1) / 3, 1])
    for sign, op in ((1, ">="), (-1, "<=")):
        wrong = mpmath.nstr(exact + sign * mpmath.mpf(10) ** -6, 20)
        assert status(f"integral({body}, x, -1, 1) {op} {wrong}", seconds=2.0) != "proved"


@pytest.mark.parametrize("claim", ["0*log(x) >= 0", "x/x == 1", "(x - x)/(x - x) == 1", "sqrt(x)**2 == x", "log(x) - log(x) == 0",
                                   "min(log(x), 1) <= 1", "max(1, sqrt(x)) >= 1", "gamma(x)/gamma(x) == 1"])  # fmt: skip
def test_what_is_not_a_number_is_not_proved(claim: str) -> None:
    with contextlib.suppress(InputError):
        assert status(claim, "-1 <= x <= 1", seconds=3.0) == "undecided"


def test_precision_does_not_leak() -> None:
    before = flint.ctx.prec, mpmath.mp.prec, mpmath.mp.dps
    for claim, where in (
        ("sin(x) <= x", ["0 <= x <= 3"]),
        (WEIGHT.replace("d", "4") + " == 1", []),
        ("exp(x) >= 1 + x + x**3", ["x >= 0"]),
    ):
        prove(claim, where=where, timeout=3.0)
        assert (flint.ctx.prec, mpmath.mp.prec, mpmath.mp.dps) == before
    for prec in (20, 3000):
        try:
            flint.ctx.prec, mpmath.mp.prec = prec, prec
            assert status("exp(pi) - pi < 19.99909998") == "proved"
            assert status("exp(pi) - pi < 19.99909997") == "refuted"
        finally:
            flint.ctx.prec, mpmath.mp.prec = before[:2]


def test_the_negative_of_a_ball() -> None:
    x = flint.arb("1.1 +/- 0.2")
    assert (-x).contains(flint.arb("-1.25")) and not (-x).contains(flint.arb("1.25"))


def test_long_integers() -> None:
    assert status("harmonic_dim(1000, 10**6) > 10**2000") == "proved"
    assert status("harmonic_dim(1000, 10**6) > 10**5000", seconds=5.0) == "refuted"
    assert sys.get_int_max_str_digits() in (0, 4300)


def test_integers_that_cannot_be_written_out() -> None:
    """The process died in the library before: the multiple of pi nearest to such a number has more digits than there is memory."""
    assert status("cosh(n) >= acos(cos(cosh(n)))", "n in ZZ", "n >= 0", seconds=1.0) != "refuted"
    assert status("sin(exp(exp(exp(x)))) <= 1", "x >= 5", seconds=1.0) == "proved"
    assert status("floor(exp(exp(exp(x)))) > exp(exp(exp(x)))", "x >= 5", seconds=1.0) != "proved"


def _any(item: Any) -> bool:
    return bool(item)


def test_a_verdict_is_no_truth_value() -> None:
    with pytest.raises(TypeError):
        _any(prove("0 < 1"))


def test_no_witness_where_an_expression_has_no_value() -> None:
    """Refuted before at x = -2, where x**m with an m that depends on d has no value, and where a degree is no integer."""
    found = prove("legendre(3, d, x) == x**legendre(2, d, x)", ["d in ZZ", "d >= 2", "x in RR"], timeout=3.0)
    assert found.status != "refuted" or "-" not in (found.witness or {})["x"]
    with pytest.raises(InputError):
        prove("harmonic_dim(d, 99/100) == d", ["d in ZZ", "d >= 2"], timeout=3.0)


@pytest.mark.parametrize(("claim", "where"), [
    ("x >= x - abs(sin(x) - max(x, x))", ["x > 0"]), ("0 <= A*(A - c) <= 1", ["A <= 0", "c >= 0", "c <= A"]),
    ("sqrt(x**2) == x + integral(log(x), y, 0, 0)", ["-1 <= x <= 1"]),
    ("n - x + e + 5 != min(n - x + e + 5, x)", ["0 <= x <= pi", "n in ZZ"]),
    ("integral((t/t)**3, t, 0, x) + integral((t/t)**3, t, x, 1) == integral((t/t)**3, t, 0, 1)", ["x == 1/2"]),
    ("log(max(x + x, erf(0))) > 0", ["x >= 2"]), ("w <= 2**(d/b)", ["d >= 1", "b >= 1", "w >= 1", "w <= 1**(d/b)"]),
    ("integral(max(t, t**2), t, -1, 1) >= integral(max(t, t**2), t, -1, 1) - exp(2)", ["x > 0"]),
])  # fmt: skip
def test_these_ended_in_a_traceback(claim: str, where: list[str]) -> None:
    assert prove(claim, where, timeout=2.0).status in ("proved", "undecided")
