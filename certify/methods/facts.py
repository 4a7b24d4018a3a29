"""Facts about special functions, by name, and the two rules that are facts with a parameter: `stirling` and `floor`.

`FACTS` is the table of rule `fact` in `certify.certificate`: each relation holds for all real arguments that satisfy its
conditions (and for which both sides are defined).  References: DLMF 4.21 (sums of angles), 4.24 (inverse functions), 4.5
(exponential and logarithm), 4.28 (hyperbolic functions), 7.2 and 7.8 (erf), 10.14.1 (|J_v| <= 1 for v >= 0), 5.15 (trigamma:
a sum of squares); 5.5(iv) (lgamma is convex, so its slope over [a, a + b] is at least that over [a, a + 1], log(a), if b >= 1)
and 5.11(ii) (lgamma'(x) < log(x), so the slope is at most log(a + b)).

`stirling`: for z > 0 the remainder of lgamma(z) after the terms through B_{2k} has the sign of the next term and is not
larger (DLMF 5.11(ii)), so (-1)^k (lgamma(z) - S_k(z)) > 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial
from typing import Final

from certify import sample
from certify.algebra import is_zero
from certify.certificate import Proof
from certify.context import Context
from certify.expr import (
    HALF,
    MINUS_ONE,
    PI,
    ZERO,
    Call,
    Expr,
    Rational,
    add,
    call,
    exp,
    log,
    mul,
    neg,
    power,
    substitute,
    walk,
)
from certify.goal import Goal
from certify.methods.steps import Step, realise
from certify.parse import Relation, parse_relations
from certify.unproved import OutOfTime, Unproved

FACTS: Final[Mapping[str, tuple[str, str, str]]] = {
    # name: arguments, relation, conditions
    "pythagoras": ("a", "sin(a)**2 + cos(a)**2 == 1", ""),
    "tangent": ("a", "tan(a)*cos(a) == sin(a)", ""),
    "sin_upper": ("a", "sin(a) <= 1", ""),
    "sin_lower": ("a", "sin(a) >= -1", ""),
    "cos_upper": ("a", "cos(a) <= 1", ""),
    "cos_lower": ("a", "cos(a) >= -1", ""),
    "sin_sum": ("a b", "sin(a + b) == sin(a)*cos(b) + cos(a)*sin(b)", ""),
    "cos_sum": ("a b", "cos(a + b) == cos(a)*cos(b) - sin(a)*sin(b)", ""),
    "sinh": ("a", "sinh(a) == (exp(a) - exp(-a))/2", ""),
    "cosh": ("a", "cosh(a) == (exp(a) + exp(-a))/2", ""),
    "tanh": ("a", "tanh(a) == 1 - 2/(exp(2*a) + 1)", ""),
    "atan_upper": ("a", "atan(a) < pi/2", ""),
    "atan_lower": ("a", "atan(a) > -pi/2", ""),
    "atan_inverse": ("a", "atan(a) + atan(1/a) == pi/2", "0 < a"),
    "acos": ("a", "acos(a) + asin(a) == pi/2", "-1 <= a; a <= 1"),
    "tanh_upper": ("a", "tanh(a) < 1", ""),
    "tanh_lower": ("a", "tanh(a) > -1", ""),
    "erf_upper": ("a", "erf(a) < 1", ""),
    "erf_lower": ("a", "erf(a) > -1", ""),
    "square": ("a", "a**2 >= 0", ""),
    "power_nonnegative": ("a b", "a**b >= 0", "0 <= a"),
    "log_positive": ("a", "log(a) > 0", "1 < a"),
    "log_nonnegative": ("a", "log(a) >= 0", "1 <= a"),
    "log_nonpositive": ("a", "log(a) <= 0", "0 < a; a <= 1"),
    "log_negative": ("a", "log(a) < 0", "0 < a; a < 1"),
    "atan_positive": ("a", "atan(a) > 0", "0 < a"),
    "asin_positive": ("a", "asin(a) > 0", "0 < a"),
    "erf_positive": ("a", "erf(a) > 0", "0 < a"),
    "exp_positive": ("a", "exp(a) > 0", ""),
    "gamma_positive": ("a", "gamma(a) > 0", "0 < a"),
    "power_positive": ("a b", "a**b > 0", "0 < a"),
    "abs_positive": ("a", "abs(a) == a", "0 <= a"),
    "max": ("a b", "max(a, b) == a", "b <= a"),
    "min": ("a b", "min(a, b) == a", "a <= b"),
    "exp_tangent": ("a", "exp(a) >= e*a", ""),
    "log_tangent": ("a", "log(a) <= a - 1", "0 < a"),
    "power": ("a b c", "(a*b)**c == a**c*b**c", "0 < a; 0 < b"),
    "root": ("a b", "sqrt(a*b) == sqrt(a)*sqrt(b)", "0 <= a; 0 <= b"),
    "log_gamma": ("a", "lgamma(a) == log(gamma(a))", "0 < a"),
    "gamma_ratio_lower": ("a b", "lgamma(a + b) - lgamma(a) >= b*log(a)", "0 < a; 1 <= b"),
    "gamma_ratio_upper": ("a b", "lgamma(a + b) - lgamma(a) <= b*log(a + b)", "0 < a; 0 <= b"),
    "trigamma": ("a", "polygamma(1, a) > 0", "0 < a"),
    "harmonic_dim": (
        "a b",
        "harmonic_dim(a, b) == (2*b + a - 2)*gamma(b + a - 2)/(gamma(b + 1)*gamma(a - 1))",
        "1 <= b",
    ),
    "asin_half": ("a", "asin(a) == pi/2 - 2*asin(sqrt((1 - a)/2))", "-1 <= a; a <= 1"),
    "binomial_positive": ("a b", "binomial(a, b) > 0", "0 < a + 1; 0 < b + 1; 0 < a - b + 1"),
    "bessel": ("a b", "besselj(a, b)**2 <= 1", "0 <= a; 0 <= b"),
}
OPS: Final = frozenset(
    (
        "sin",
        "cos",
        "tan",
        "atan",
        "acos",
        "asin",
        "tanh",
        "erf",
        "exp",
        "log",
        "lgamma",
        "polygamma",
        "besselj",
        "floor",
        "ceil",
        "gamma",
        "abs",
        "binomial",
    )
)


@dataclass(frozen=True)
class Fact:
    """A relation between expressions in the argument names, and its conditions."""

    arguments: tuple[str, ...]
    relation: Relation
    conditions: tuple[Relation, ...]

    def at(self, *items: Expr) -> tuple[Relation, tuple[Relation, ...]]:
        """The relation and the conditions for these arguments.  Raises Unproved for a literal division by zero."""
        values = dict(zip(self.arguments, items, strict=True))

        def put(r: Relation) -> Relation:
            return Relation(substitute(r.lhs, values), r.op, substitute(r.rhs, values))

        try:
            return put(self.relation), tuple(put(c) for c in self.conditions)
        except ZeroDivisionError:
            raise Unproved("the fact is undefined for these arguments") from None


@cache
def fact(name: str) -> Fact:
    """The fact of that name."""
    arguments, relation, conditions = FACTS[name]
    parsed = [r for text in conditions.split(";") if text.strip() for r in parse_relations(text.strip())]
    return Fact(tuple(arguments.split()), parse_relations(relation)[0], tuple(parsed))


def by_fact(goal: Goal, name: str, *items: Expr, scale: Fraction = Fraction(1)) -> Step:
    """Rule `fact`: f ~ +-(lhs - rhs) of a fact, times a positive scale.  Raises Unproved if it does not match."""
    relation, conditions = fact(name).at(*items)
    instance = Goal.of(goal.domain, relation)
    if scale <= 0:
        raise Unproved("a fact is scaled by positive numbers only")
    if scale != 1:
        instance = Goal(goal.domain, Rational(scale) * instance.f, instance.op)
    equation = relation.op == "=="
    if goal.op != instance.op and not (goal.op == ">=" and instance.op in (">", "==")):
        raise Unproved(f"the fact {name} does not say `{goal.op}`")
    if not (_agree(goal, instance.f) and (is_zero(goal.f - instance.f) or (equation and is_zero(goal.f + instance.f)))):
        raise Unproved(f"the fact {name} does not match")
    return Step(
        goal,
        "fact",
        {"fact": name, "arguments": list(items)},
        tuple(Goal.of(goal.domain, c) for c in conditions),
        ((goal, (relation.lhs, relation.rhs)),),
    )


def _agree(goal: Goal, instance: Expr) -> bool:
    """Whether f and the instance, or its negative, might be equal: their values at a sample point overlap."""
    f, g = (sample.compiled_for(item, tuple(goal.domain.ranges)) for item in (goal.f, instance))
    points = sample.points(goal.domain)
    if f is None or g is None or not points:
        return True
    point = points[len(points) // 3]
    one, other = f.ball(point), g.ball(point)
    return not one.is_finite() or not other.is_finite() or one.overlaps(other) or one.overlaps(-other)


@cache
def bernoulli(n: int) -> Fraction:
    """The Bernoulli number B_n."""
    from flint import fmpq

    value = fmpq.bernoulli(n)
    return Fraction(int(value.p), int(value.q))


def stirling_term(z: Expr, j: int) -> Expr:
    """B_{2j}/(2j(2j-1) z^(2j-1)), j >= 1."""
    return Rational(bernoulli(2 * j) / (2 * j * (2 * j - 1))) * z ** (1 - 2 * j)


def stirling_series(z: Expr, k: int) -> Expr:
    """S_k(z) = (z - 1/2) log z - z + log(2 pi)/2 + the terms through B_{2k}."""
    return add((z - HALF) * log(z), neg(z), HALF * log(2 * PI), *(stirling_term(z, j) for j in range(1, k + 1)))


def by_stirling(goal: Goal, z: Expr, k: int) -> Step:
    """Rule `stirling`: f ~ (-1)^k (lgamma(z) - S_k(z)), which is positive."""
    remainder = call("lgamma", z) - stirling_series(z, k)
    if goal.op not in (">=", ">") or not is_zero(goal.f - (remainder if k % 2 == 0 else neg(remainder))):
        raise Unproved("not a remainder of Stirling's series")
    return Step(goal, "stirling", {"argument": z, "order": k}, (), ((goal, (log(z),)),))


def erfc_series(z: Expr, n: int) -> Expr:
    """E_n(z): the first n terms of the asymptotic series of 1 - erf(z)."""
    if not n:
        return ZERO
    terms, c = [], Fraction(1)
    for j in range(n):
        terms.append(Rational(c) * z ** (-2 * j))
        c *= Fraction(-(2 * j + 1), 2)
    return mul(exp(neg(z**2)), power(z, MINUS_ONE), power(PI, neg(HALF)), add(*terms))


def erfc_term(z: Expr, n: int) -> Expr:
    """The n-th term (from 0) of that series, which has the sign of (-1)**n."""
    c = Fraction(1)
    for j in range(n):
        c *= Fraction(-(2 * j + 1), 2)
    return mul(Rational(c), exp(neg(z**2)), power(z, Rational(-2 * n - 1)), power(PI, neg(HALF)))


def by_erfc(goal: Goal, z: Expr, n: int) -> Step:
    """Rule `erfc`: f ~ (-1)^n (1 - erf(z) - E_n(z)), which is positive for z > 0."""
    remainder = 1 - call("erf", z) - erfc_series(z, n)
    if goal.op not in (">=", ">") or not is_zero(goal.f - (remainder if n % 2 == 0 else neg(remainder))):
        raise Unproved("not a remainder of the series of the error function")
    positive = Goal.of(goal.domain, Relation(z, ">", ZERO))
    return Step(goal, "erfc", {"argument": z, "order": n}, (positive,))


def by_floor(goal: Goal, term: Call) -> Step:
    """Rule `floor`: 0 <= x - floor(x) < 1 and 0 <= ceil(x) - x < 1."""
    (x,) = term.args
    part = x - term if term.op == "floor" else term - x
    if not (goal.op == ">=" and is_zero(goal.f - part)) and not (
        goal.op in (">", ">=") and is_zero(goal.f - (1 - part))
    ):
        raise Unproved("not a bound of a fractional part")
    return Step(goal, "floor", {"term": term})


def applies(goal: Goal) -> bool:
    """Small goals with a function that has facts."""
    return goal.f.size <= 40 and any(isinstance(n, Call) and n.op in OPS for n in walk(goal.f))


def attempt(goal: Goal, context: Context) -> Proof:
    """Try the facts whose arguments can be read off from the calls in f."""
    failure = Unproved("no fact matches")
    for step in candidates(goal):
        try:
            return realise(step, context)
        except OutOfTime:
            raise
        except Unproved as reason:  # its conditions fail; those of another fact need not
            failure = reason
    raise failure


def candidates(goal: Goal) -> Iterator[Step]:
    """The facts that are the goal."""
    for node in walk(goal.f):
        if not isinstance(node, Call) or node.op not in OPS:
            continue
        tries: list[Callable[[], Step]]
        if node.op in ("floor", "ceil"):
            tries = [partial(by_floor, goal, node)]
        elif node.op == "erf":
            tries = [partial(by_erfc, goal, node.args[0], k) for k in range(5)]
            tries += [partial(by_fact, goal, name, *node.args) for name in FACTS if _mentions(name, "erf")]
        elif node.op == "lgamma":
            tries = [partial(by_stirling, goal, node.args[0], k) for k in range(8)]
        else:
            tries = [
                partial(by_fact, goal, name, *node.args)
                for name in FACTS
                if len(fact(name).arguments) == len(node.args) and _mentions(name, node.op)
            ]
        for each in tries:
            try:
                yield each()
            except Unproved:
                continue


@cache
def _mentions(name: str, op: str) -> bool:
    relation = fact(name).relation
    return any(isinstance(n, Call) and n.op == op for side in (relation.lhs, relation.rhs) for n in walk(side))
