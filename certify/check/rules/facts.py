"""Relations that hold for all arguments: a table of textbook facts, remainders of two asymptotic series, bounds of floor and ceiling.

What is certified: the goal is such a relation, times a rational, and its conditions are children.  What is not: the facts themselves; each
is a textbook theorem (DLMF numbers at the functions).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from certify.check import normal
from certify.check.functions import bernoulli
from certify.check.goals import Goal, similar
from certify.check.plan import New, Params, Plan, inequality, need, one_of, ratio, same, scope
from certify.check.terms import HALF, ONE, PI, add, call, is_integer, mul, neg, number, power, sub
from certify.check.text import parse_relation

FACTS: Final[Mapping[str, str]] = {  # relation, then conditions
    "pythagoras": "sin(a)**2 + cos(a)**2 == 1", "tangent": "tan(a)*cos(a) == sin(a)",
    "sin_upper": "sin(a) <= 1", "sin_lower": "sin(a) >= -1", "cos_upper": "cos(a) <= 1", "cos_lower": "cos(a) >= -1",
    "sin_sum": "sin(a + b) == sin(a)*cos(b) + cos(a)*sin(b)", "cos_sum": "cos(a + b) == cos(a)*cos(b) - sin(a)*sin(b)",
    "sinh": "sinh(a) == (exp(a) - exp(-a))/2", "cosh": "cosh(a) == (exp(a) + exp(-a))/2",
    "tanh": "tanh(a) == 1 - 2/(exp(2*a) + 1)", "atan_upper": "atan(a) < pi/2", "atan_lower": "atan(a) > -pi/2",
    "atan_inverse": "atan(a) + atan(1/a) == pi/2; 0 < a", "acos": "acos(a) + asin(a) == pi/2; -1 <= a; a <= 1",
    "tanh_upper": "tanh(a) < 1", "tanh_lower": "tanh(a) > -1", "erf_upper": "erf(a) < 1", "erf_lower": "erf(a) > -1",
    "square": "a**2 >= 0", "power_nonnegative": "a**b >= 0; 0 <= a", "log_positive": "log(a) > 0; 1 < a",
    "log_nonnegative": "log(a) >= 0; 1 <= a", "log_nonpositive": "log(a) <= 0; 0 < a; a <= 1", "log_negative": "log(a) < 0; 0 < a; a < 1", "atan_positive": "atan(a) > 0; 0 < a", "asin_positive": "asin(a) > 0; 0 < a",
    "erf_positive": "erf(a) > 0; 0 < a", "exp_positive": "exp(a) > 0", "gamma_positive": "gamma(a) > 0; 0 < a",
    "power_positive": "a**b > 0; 0 < a", "abs_positive": "abs(a) == a; 0 <= a",
    "harmonic_dim": "harmonic_dim(a, b) == (2*b + a - 2)*gamma(b + a - 2)/(gamma(b + 1)*gamma(a - 1)); 1 <= b",
    "max": "max(a, b) == a; b <= a", "min": "min(a, b) == a; a <= b",
    "exp_tangent": "exp(a) >= e*a", "log_tangent": "log(a) <= a - 1; 0 < a", "power": "(a*b)**c == a**c*b**c; 0 < a; 0 < b",
    "root": "sqrt(a*b) == sqrt(a)*sqrt(b); 0 <= a; 0 <= b", "log_gamma": "lgamma(a) == log(gamma(a)); 0 < a", "trigamma": "polygamma(1, a) > 0; 0 < a",
    "gamma_ratio_lower": "lgamma(a + b) - lgamma(a) >= b*log(a); 0 < a; 1 <= b",
    "gamma_ratio_upper": "lgamma(a + b) - lgamma(a) <= b*log(a + b); 0 < a; 0 <= b",
    "asin_half": "asin(a) == pi/2 - 2*asin(sqrt((1 - a)/2)); -1 <= a; a <= 1",
    "binomial_positive": "binomial(a, b) > 0; 0 < a + 1; 0 < b + 1; 0 < a - b + 1",
    "bessel": "besselj(a, b)**2 <= 1; 0 <= a; 0 <= b",
}  # fmt: skip


def fact(goal: Goal, p: Params) -> Plan:
    """A relation that holds for all arguments that satisfy its conditions (DLMF 4.14-4.37, 5.15, 7.2, 10.14.1)."""
    name, args = p.take("fact", str), p.terms("arguments")
    need(name in FACTS, "unknown fact")
    relation, *conditions = (parse_relation(t) for t in FACTS[name].split(";"))
    need(len(args) == len(relation.free), "the number of arguments")
    scope(goal.domain, *args)
    values = dict(zip("abc", args, strict=False))
    r = relation.put(values)
    instance = Goal.of(goal.domain, r)
    equation = r.op == "=="
    need(goal.op == instance.op or (goal.op == ">=" and (equation or instance.op == ">")), "not what the fact says")
    if not similar(goal.domain, sub(goal.f, instance.f)) and not (
        equation and similar(goal.domain, add(goal.f, instance.f))
    ):
        q = ratio(goal.domain, goal.f, instance.f)
        need(q is not None and (q > 0 or equation), "the fact does not match")
    return Plan([Goal.of(goal.domain, c.put(values)) for c in conditions], [New(goal.domain, goal.f, (r.lhs, r.rhs))])


def stirling(goal: Goal, p: Params) -> Plan:
    """The remainder of Stirling's series has the sign of the first term left out (DLMF 5.11(ii)), for z > 0."""
    inequality(goal)
    z, k = p.term("argument"), p.integer("order", 0, 100)
    need(
        any(call(op, z) in normal.unbound(goal.f) for op in ("lgamma", "gamma")),
        "lgamma of the argument does not occur in f",
    )
    items = [mul(sub(z, HALF), call("log", z)), neg(z), mul(HALF, call("log", mul(number(2), PI)))]
    items += [mul(number(bernoulli(j) / (2 * j * (2 * j - 1))), power(z, number(1 - 2 * j))) for j in range(1, k + 1)]
    rest = sub(call("lgamma", z), add(*items))
    same(goal.domain, goal.f, rest if k % 2 == 0 else neg(rest), "not the remainder of Stirling's series")
    return Plan()


def erfc(goal: Goal, p: Params) -> Plan:
    """The remainder of the asymptotic series of 1 - erf(z) has the sign of the first term left out (DLMF 7.12(i)), z > 0."""
    inequality(goal)
    z, n = p.term("argument"), p.integer("order", 0, 100)
    scope(goal.domain, z)
    sums, c = [], Fraction(1)
    for j in range(n):
        sums.append(mul(number(c), power(z, number(-2 * j))))
        c *= Fraction(-(2 * j + 1), 2)
    scale = mul(call("exp", neg(power(z, number(2)))), power(z, number(-1)), power(PI, neg(HALF)))
    rest = sub(sub(ONE, call("erf", z)), mul(scale, add(*sums)) if sums else number(0))
    same(goal.domain, goal.f, rest if n % 2 == 0 else neg(rest), "not the remainder of the series of 1 - erf")
    return Plan([Goal(goal.domain, z, ">")], [New(goal.domain, goal.f, (z,))])


def rounding(goal: Goal, p: Params) -> Plan:
    """0 <= x - floor(x) < 1, 0 <= ceil(x) - x < 1."""
    t = p.term("term")
    one_of(t.op, "floor", "ceil")
    scope(goal.domain, t)
    part = sub(t.args[0], t) if t.op == "floor" else sub(t, t.args[0])
    fits = goal.op == ">=" and similar(goal.domain, sub(goal.f, part))
    need(
        fits or (goal.op in (">", ">=") and similar(goal.domain, sub(goal.f, sub(ONE, part)))), "not a fractional part"
    )
    return Plan((), [New(goal.domain, goal.f, (t,))])


def bounded_rounding(goal: Goal, p: Params) -> Plan:
    """floor(x) >= n if x >= n, floor(x) <= n if x < n + 1, ceil(x) >= n if x > n - 1, ceil(x) <= n if x <= n; n an integer."""
    t, n, side = p.term("term"), p.term("n"), one_of(p.take("side", str), "lower", "upper")
    one_of(t.op, "floor", "ceil")
    scope(goal.domain, t, n)
    need(goal.op == ">=" and is_integer(n, goal.domain.integers), "a bound `>=` by an integer")
    up = side == "upper"
    same(goal.domain, goal.f, sub(n, t) if up else sub(t, n), "not a bound of the floor or ceiling")
    gap = sub(n, t.args[0]) if up else sub(t.args[0], n)
    loose = (t.op == "floor") == up
    return Plan(
        [Goal(goal.domain, add(gap, ONE) if loose else gap, ">" if loose else ">=")], [New(goal.domain, goal.f, (t, n))]
    )
