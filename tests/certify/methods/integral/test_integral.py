"""Goals with integrals, proved as a whole; each truth stands beside a falsehood that differs in one place."""

from __future__ import annotations

from itertools import pairwise

import pytest
from flint import arb, ctx

from certify.certificate import Proof
from certify.deadline import Deadline
from certify.errors import InputError
from certify.expr import Binder, substitute
from certify.goal import Goal
from certify.methods.integral import antiderivative, applies, attempt, combination, halves, integrals, kinks, linear
from certify.methods.integral.quadrature import closed, enclose_integral, integrate
from certify.prove import Prover, prove
from certify.statement import Statement
from certify.unproved import Unproved
from tests.certify.methods.proving import rules, unproved


def goal(claim: str, *where: str) -> Goal:
    statement = Statement.parse(claim, where)
    return Goal.of(statement.domain, statement.relations[0])


def attempted(claim: str, *where: str, seconds: float = 20) -> Proof:
    return attempt(goal(claim, *where), Prover(Deadline.after(seconds)))


TRUE_AND_FALSE = [
    ("integral(x**2, x, 0, 1) == {}", "1/3", "1/4", ()),
    ("integral(x**2, x, 1, 0) == {}", "-1/3", "1/3", ()),
    ("integral(sin(pi*m*x)**2, x, 0, 1/m) == 1/({}*m)", "2", "3", ("m > 0",)),
    ("integral(x**n, x, 0, 1) == 1/(n+{})", "1", "2", ("n in ZZ", "n >= 0")),
    ("integral(x**s, x, 0, 1) == 1/(s+{})", "1", "2", ("s > -1",)),
    ("integral(x*log(x), x, 0, 1) == {}", "-1/4", "-1/2", ()),
    ("integral(log(x), x, 0, t) == t*log(t) - {}*t", "1", "2", ("t > 0",)),
    ("integral(1/x, x, -2, -1) == {}", "-log(2)", "log(2)", ()),
    (
        "gamma(d/2)/(sqrt(pi)*gamma((d-1)/2))*integral((1-x**2)**((d-{})/2), x, -1, 1) == 1",
        "3", "2", ("d >= 2",),
    ),
    (
        "integral(legendre(3, d, x)*legendre({}, d, x)*(1-x**2)**((d-3)/2), x, -1, 1) == 0",
        "2", "3", ("d >= 2",),
    ),
    (
        "integral(cos(a*x)*(1-x**2)**(nu-1/2), x, -1, 1) == sqrt(pi)*gamma(nu+1/2)*({}/a)**nu*besselj(nu, a)",
        "2", "1", ("a > 0", "nu >= 0"),
    ),
    ("integral(abs(x-1/3), x, 0, 1) == {}", "5/18", "5/17", ()),
    ("integral(max(x, 1-x), x, 0, 1) == {}", "3/4", "4/5", ()),
    ("integral(exp(-x**2), x, 0, 1) >= {}", "0.7468241328", "0.7468241329", ()),
    ("integral(exp(x**2)*c, x, 0, 1) >= integral(c*{}, x, 0, 1)", "1", "2", ("0 <= c", "c <= 1")),
    ("integral(exp(t*x), x, 0, 1) >= {}", "1", "1.1", ("0 <= t <= 1",)),
    ("integral(x**4, x, -1, 1) >= integral(x**4*{}, x, -1/2, 1/2)", "1", "40", ()),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "right", "wrong", "where"), TRUE_AND_FALSE)
def test_truths_are_proved_and_falsehoods_are_not(claim: str, right: str, wrong: str, where: tuple[str, ...]) -> None:
    assert prove(Statement.parse(claim.format(right), where), timeout=20).status == "proved"
    assert prove(Statement.parse(claim.format(wrong), where), timeout=2).status != "proved"


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("integral(1/x, x, 0, 1) >= 0", ()),
        ("integral(1/x, x, 0, 1) == integral(1/x, x, 0, 1)", ()),
        ("integral(1/x, x, 0, 1) - integral(1/x, x, 0, 1) == 0", ()),
        ("integral(1/x**2, x, -1, 1) == -2", ()),
        ("integral(1/x, x, -1, 1) == 0", ()),
        ("integral(1/x, x, -2, 1) == -log(2)", ()),
        ("integral(x**s, x, 0, 1) == 1/(s+1)", ("s > -2",)),
        ("integral(x**2, x, 0, t) >= 0", ("t >= -1",)),
        ("integral(tan(x), x, 0, 2) == -log(abs(cos(2)))", ()),
        ("integral(1/(1-x**2), x, -1, 1) >= 0", ()),
        ("integral((1-x**2)**s, x, -1, 1) >= 0", ("s >= -1",)),
        ("integral(0*log(x-1/2), x, 0, 1) == 0", ()),
    ],
)
def test_integrals_that_do_not_exist_prove_nothing(claim: str, where: tuple[str, ...]) -> None:
    try:
        verdict = prove(Statement.parse(claim, where), timeout=2)
    except InputError:
        return
    assert verdict.status != "proved"


def test_a_step_that_needs_more_than_the_integrals_existence_is_not_taken() -> None:
    # odd, and integrable only away from 0: the integral itself is refused, whatever the rule would say
    with pytest.raises(InputError, match="undefined inside the range"):
        prove(Statement.parse("integral(1/x**3, x, -1, 1) == 0"), timeout=2)


def test_the_integrals_of_a_goal() -> None:
    g = goal(
        "integral(x, x, 0, t) + sum(integral(k*x, x, 0, 1), k, 1, 3) >= integral(integral(y*x, y, 0, 1), x, 0, 1)",
        "t>=0",
    )
    assert applies(g)
    found = list(integrals(g))
    assert [i.variable for i in found] == ["x", "x"]
    assert not applies(goal("x >= sum(integral(k*t, t, 0, 1), k, 1, 3)", "x in RR"))


def test_linear_splits_sums_products_and_waves() -> None:
    g = goal("integral(c*x + 3*exp(x)*sin(x)**2, x, 0, 1) >= 0", "c in RR")
    (item,) = integrals(g)
    step = linear(g, item)
    with ctx.workprec(80):
        values = {"c": arb(0.3)}
        whole = integrate(item, values).ball
        assert len(list(integrals(step.last))) >= 2
        total = Goal(g.domain, step.last.f, ">=")
        assert total.op == g.op
        from certify.enclose import compile

        assert compile(step.last.f, ("c",)).ball([arb(0.3)]).overlaps(whole)
    with pytest.raises(Unproved):
        linear(goal("integral(exp(x), x, 0, 1) >= 0"), next(integrals(goal("integral(exp(x), x, 0, 1) >= 0"))))


def test_combinations_are_linear() -> None:
    found = combination(goal("2*integral(exp(x), x, 0, 1) - c*integral(sin(x), x, 0, 1) >= c**2", "c in RR"))
    assert len(found.parts) == 2
    for claim in (
        "integral(exp(x), x, 0, 1)**2 >= 1",
        "exp(integral(x**x, x, 1, 2)) >= 1",
        "1/integral(exp(x), x, 0, 1) >= 0",
    ):
        with pytest.raises(Unproved):
            combination(goal(claim))


def test_the_integrand_rule_does_not_mix_intervals() -> None:
    # exp(x) >= exp(x)/2 everywhere, but the intervals differ: only a cut of the longer one is allowed
    with pytest.raises(Unproved):
        attempted("integral(exp(c*x), x, 0, 1) >= integral(exp(c*x)/2, x, 0, 3)", "0 <= c", "c <= 1", seconds=3)


def test_shrinking_needs_a_sign() -> None:
    assert attempted("integral(exp(c*x), x, 0, 3) >= integral(exp(c*x), x, 1, 2)", "0 <= c <= 1").rule in (
        "shrink",
        "replace",
    )
    with pytest.raises(Unproved):
        attempted("integral(c*exp(x**3), x, 0, 2) >= integral(c*exp(x**3), x, 0, 1)", "c >= -1", seconds=3)


def test_a_quadrature_certificate_covers_each_half_once() -> None:
    (item,) = integrals(goal("integral(sqrt(x)*log(x) + x, x, 0, 1) >= -1"))
    for half in halves(closed(item, 64)):
        assert isinstance(half, dict)
        pieces = half["pieces"]
        assert isinstance(pieces, list)
        assert pieces[0][0] == "0" and pieces[-1][1] == "1/2"  # type: ignore[index]
        assert all(p[1] == q[0] for p, q in pairwise(pieces))  # type: ignore[index]


def test_an_antiderivative_must_have_the_integrand_as_its_slope() -> None:
    from certify.parse import parse_expression as read

    g = goal("integral(2*x, x, 0, 1) == 1")
    (item,) = integrals(g)
    value, _ = antiderivative.step(g, item, read("x**2 + 7"))
    assert value == substitute(read("1"), {})
    for wrong in ("x**3", "x**2/2", "x**2 + floor(x)", "x**2*besselj(0, 0*x)"):
        with pytest.raises(Unproved):
            antiderivative.step(g, item, read(wrong))


def test_an_antiderivative_with_a_jump_is_caught_by_its_obligations() -> None:
    from certify.methods.steps import realise
    from certify.parse import parse_expression as read

    g = goal("integral(1/(1+x**2), x, -1, 1) == -pi/2")  # what F = -atan(1/x) would give
    (item,) = integrals(g)
    _, step = antiderivative.step(g, item, read("-atan(1/x)"))
    with pytest.raises(Unproved):
        realise(step, Prover(Deadline.after(3)))


def test_limits_at_the_ends() -> None:
    from certify.expr import ZERO
    from certify.parse import parse_expression as read

    found = antiderivative.limit(read("x**s*log(x)**2*exp(x) + x - 3"), "x", ZERO)
    assert str(found.value) == "<-3>" and [str(s) for s in found.exponents] == ["<s>"]
    found = antiderivative.limit(read("x**(1/2)*log(x)"), "x", ZERO)
    assert found.value == ZERO and not found.exponents
    for text in ("log(x)", "log(x)/x", "x**s/x", "1/x"):
        try:
            kept = antiderivative.limit(read(text), "x", ZERO)
        except Unproved:
            continue
        with pytest.raises(Unproved):
            Prover(Deadline.after(1)).defined(goal("0 >= 0"), *kept.parts)


def test_kinks_are_cut_at_the_right_places() -> None:
    g = goal("integral(abs(x-1/3)*exp(x), x, 0, 1) >= 0")
    (item,) = integrals(g)
    step = kinks.step(g, item)
    assert step.rule == "cut_integral" and step.params["at"] == "1/3"
    with ctx.workprec(64):
        parts = [enclose_integral(i, {}) for i in integrals(step.last)]
        assert sum(parts, arb(0)).overlaps(enclose_integral(item, {}))
    (left, *_) = [i for i in integrals(step.last) if isinstance(i, Binder)]
    assert kinks.step(step.last, left).rule == "kink"
    with pytest.raises(Unproved):
        kinks.step(goal("integral(exp(x), x, 0, 1) >= 0"), next(integrals(goal("integral(exp(x), x, 0, 1) >= 0"))))


def test_integrals_over_one_interval_are_compared_by_their_integrands() -> None:
    """For all n and s at once; sampling such integrals would take the time of the whole proof."""
    sides = "integral(u**((n-3)/2)*(1 - s*u)**(-1/2), u, 0, 1)", "integral(u**((n-3)/2)*(1 - u)**(-1/2), u, 0, 1)"
    where = ("n in ZZ", "n >= 2", "0 <= s < 1")
    assert "integrand" in rules(f"{sides[0]} <= {sides[1]}", *where)
    unproved(f"{sides[0]} >= {sides[1]}", *where)
    unproved(f"{sides[0]} <= 9*{sides[1]}/10", *where)
