"""Steps after which every function call is regular at u = 0, but for factors u**a, log(u) and flat exponentials.

    log(S), S**r        with S = M*R, M a product of powers of u and exponentials, R with a positive limit:
                        log(M) + log(R), M**r * R**r                               (rules replace; logs, fact power)
    exp(S)              exponentials of what is singular or logarithmic split off  (rewriting)
    atan(S), S -> oo    pi/2 - atan(1/S); with a minus for -oo                     (rule replace, fact atan_inverse)
    lgamma(S), S -> oo  Stirling's series with the remainder's share r in [0, 1]   (rules generalise, stirling)
    sin(S), cos(S)      a new variable in [-1, 1] where S has no limit             (rule generalise, facts)
    floor(S), ceil(S)   S - r, S + r with r in [0, 1)                              (rules generalise, floor)

The plans are found from numerical values and hold or fail by their steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import frexp, isfinite
from typing import Final

from flint import ctx

from certify import sample
from certify.algebra import fraction, is_zero, normal
from certify.calculus import leading
from certify.calculus import taylor as taylor_series
from certify.domain import Domain, Range
from certify.expr import (
    HALF,
    MINUS_ONE,
    ONE,
    PI,
    ZERO,
    Call,
    Expr,
    Rational,
    Variable,
    add,
    div,
    exp,
    log,
    mul,
    neg,
    power,
    replace,
    walk,
)
from certify.goal import Goal
from certify.methods.ends.bounded import LEAST, Bounded, new_name, planned
from certify.methods.ends.probe import Probe, Scale
from certify.methods.ends.special import error_function, fractional_part, stirling, wave
from certify.methods.ends.terms import inner_first, spread
from certify.methods.facts import by_fact
from certify.methods.shape import factors
from certify.methods.steps import Step, by_logs, generalise, put, replacement, rewrite
from certify.unproved import Unproved

ORDERS: Final = (2, 5)  # of asymptotic series: terms before the remainder
MOST_STEPS: Final = 40
NESTED_POWER: Final = 3  # exp(-1/u) inside another function becomes u**3 * v
MOST_REMOVED: Final = 10
ROUGHLY: Final = 1_024  # bits


class Taming(Bounded):
    """The calls of one goal, made regular; `order` says how many terms of asymptotic series are taken."""

    def __init__(self, domain: Domain, name: str, order: int = ORDERS[0]) -> None:
        super().__init__(domain, name)
        self.order = order

    def tamed(self, goal: Goal) -> tuple[list[Step], Goal]:
        """Steps after which every call has a finite limit at u = 0, but for powers, log(u) and flat exponentials."""
        steps: list[Step] = []
        for _ in range(MOST_STEPS):
            step = next(self._taming(goal), None) or next(self._nested(goal), None)
            if step is None:
                return steps, goal
            steps.append(step)
            goal = step.last
            self.domain, self.probe = goal.domain, Probe(goal.domain, self.name)
        raise Unproved("the end of the range needs too many steps")

    def _taming(self, goal: Goal) -> Iterator[Step]:
        for node in inner_first(goal.f):
            if isinstance(node, Call) and self.name in node.free:
                step = self._tame(goal, node)
                if step is not None:
                    yield step

    def _nested(self, goal: Goal) -> Iterator[Step]:
        """Flat exponentials and u**s*log(u) within calls, where the normal form would write them otherwise."""
        for node in inner_first(goal.f):
            if not isinstance(node, Call) or self.name not in node.free:
                continue
            if node.op in ("add", "mul") or (node.op == "pow" and _is_integer(node.args[1])) or node == log(self.u):
                continue
            inner = set().union(*(walk(a) for a in node.args))
            flat = {n for n in inner if isinstance(n, Call) and n.op in ("exp", "pow") and self.is_flat(n)}
            if flat:
                yield self.flattened(goal, flat, NESTED_POWER)
            elif log(self.u) in inner:
                yield self._inner_log(goal, node)
            else:
                for item in node.args:
                    if self.name not in item.free or not self._removable(item):
                        continue
                    if self._removable(normal(item)):
                        yield self._removed(goal, item)
                    else:
                        yield rewrite(goal, replace(goal.f, item, normal(item)))

    def _removable(self, item: Expr) -> bool:
        """Whether an expression is undefined at u = 0, but has a limit there."""
        compiled = sample.compiled_for(item, tuple(self.domain.ranges))
        if compiled is None or compiled.ball(self.probe.at_zero()).is_finite():
            return False
        return self.probe.order(item) == (Fraction(0), 0)

    def _removed(self, goal: Goal, item: Expr) -> Step:
        """An expression that has a limit as its Taylor polynomial plus u**m*w, w a new variable between bounds that leave some
        room; m is enough for the order to which f vanishes."""
        order = self.probe.order(goal.f)
        m = min(int(order[0]) + 1, MOST_REMOVED) if order is not None and order[0] > 0 else 0
        known = normal(
            add(ZERO, *(mul(c, self.u**k) for k, c in enumerate(self._quotient_series(item, m)) if c != ZERO))
        )
        term = mul(add(item, neg(known)), power(self.u, Rational(-m))) if m else item
        values = [self.probe.value(term, 300)]
        compiled = sample.compiled_for(term, tuple(goal.domain.ranges))
        if compiled is not None:
            with ctx.workprec(ROUGHLY):
                values += [compiled.ball(p) for p in sample.points(goal.domain)]
        found = [x for v in values if isfinite(x := float(v.mid()))]
        if not found:
            raise Unproved("the values of an expression with a limit are too large, or not known")
        room = max(max(found) - min(found), abs(max(found)) / 4, float(LEAST)) / 8
        unit = Fraction(2) ** (frexp(room)[1] - 4)
        name = new_name(goal)
        low, high = (round(Fraction(q) / unit) * unit for q in (min(found) - room, max(found) + room))
        by = add(known, mul(power(self.u, Rational(m)), Variable(name)))
        return generalise(goal, term, name, Range(Rational(low), Rational(high)), replace(goal.f, item, by))

    def _quotient_series(self, item: Expr, m: int) -> list[Expr]:
        """The first m Taylor coefficients at u = 0 of a quotient whose numerator and denominator may vanish there."""
        if not m:
            return []
        top, bottom = fraction(item)
        first = leading(bottom, self.name, ZERO, MOST_REMOVED)
        if first is None:
            raise Unproved("a denominator vanishes to a high order")
        shift = first[0]
        above, below = (taylor_series(part, self.name, ZERO, m + shift)[shift:] for part in (top, bottom))
        found: list[Expr] = []
        for k in range(m):
            rest = add(above[k], *(neg(mul(found[j], below[k - j])) for j in range(k)))
            found.append(normal(div(rest, below[0])))
        return found

    def _inner_log(self, goal: Goal, node: Call) -> Step:
        name = new_name(goal)
        for s in (Fraction(1), Fraction(1, 2), Fraction(1, 3)):
            by = mul(Variable(name), power(self.u, Rational(-s)))
            args = [normal(replace(a, log(self.u), by)) for a in node.args]
            if any(self._blows_up(a, name) for a in args):
                continue
            result = replace(goal.f, node, Call(node.op, tuple(args)))
            return self.small_log(goal, s, name, result)
        raise Unproved("a logarithm inside a function is not understood")

    def _blows_up(self, item: Expr, name: str) -> bool:
        return bool(put(item, {name: MINUS_ONE}).free) and Probe(self.domain, self.name).singular(
            put(item, {name: MINUS_ONE})
        )

    def _tame(self, goal: Goal, node: Call) -> Step | None:
        rule: Callable[[Goal, Call], Step | None] | None = {
            "pow": self._pow, "log": self._log, "exp": self._exp, "atan": self._atan, "gamma": self._gamma,
            "lgamma": self._lgamma, "sin": self._wave, "cos": self._wave, "floor": self._floor, "ceil": self._floor,
            "abs": self._abs, "tanh": self._plain, "sinh": self._plain, "cosh": self._plain, "tan": self._plain,
            "binomial": self._plain, "asin": self._asin, "acos": self._plain, "erf": self._erf,
        }.get(node.op)  # fmt: skip
        return None if rule is None else rule(goal, node)

    def _plain(self, goal: Goal, node: Call) -> Step | None:
        """Hyperbolic functions, tangents and binomials as the normal form writes them."""
        by = normal(node)
        return None if by == node else rewrite(goal, replace(goal.f, node, by))

    def _abs(self, goal: Goal, node: Call) -> Step | None:
        (a,) = node.args
        s = self.probe.sign(a)
        if s == 0:
            return None
        by = a if s > 0 else neg(a)
        equality = by_fact(Goal(goal.domain, node - by, "=="), "abs_positive", by)
        return replacement(goal, node, by, equality.then(planned(equality.last)))

    def _pow(self, goal: Goal, node: Call) -> Step | None:
        base, exponent = node.args
        if self.name in exponent.free:
            if self.name not in base.free:
                return None
            return rewrite(goal, replace(goal.f, node, exp(exponent * log(base))))
        if isinstance(exponent, Rational) and exponent.value.denominator == 1:
            return None
        if base == self.u:
            return None
        scale = self.scale(base)
        if scale == Scale():
            return None
        if scale.logs:
            raise Unproved("a root of a logarithm")
        lead = scale.expression(self.u)
        rest = normal(base / lead)
        self._has_limit(rest)
        if isinstance(exponent, Rational):
            outside = Scale(scale.power * exponent.value, 0, normal(scale.polar * exponent))
            by = mul(outside.expression(self.u), power(rest, exponent))
        else:
            by = mul(power(lead, exponent), power(rest, exponent))
        if is_zero(node - by):
            return rewrite(goal, replace(goal.f, node, by))
        apart = mul(normal(power(lead, exponent)), power(rest, exponent))
        equality = by_fact(Goal(goal.domain, node - apart, "=="), "power", lead, rest, exponent)
        for k, child in enumerate(equality.children):
            assert isinstance(child, Goal)
            equality = equality.then(planned(child), k)
        return replacement(goal, node, apart, equality)

    def _log(self, goal: Goal, node: Call) -> Step | None:
        (item,) = node.args
        if item == self.u:
            return None
        scale = self.scale(item)
        if scale == Scale():
            return None
        if scale.logs:
            raise Unproved("a logarithm of a logarithm")
        rest = normal(item / scale.expression(self.u))
        self._has_limit(rest)
        parts = [(ONE, item)]
        terms = [scale.polar]
        for q, p in ((scale.power, self.u), (Fraction(1), rest)):
            if q and p != ONE:
                parts.append((Rational(-q), p))
                terms.append(mul(Rational(q), log(p)))
        by = add(*terms)
        equality = by_logs(Goal(goal.domain, node - by, "=="), parts, neg(scale.polar))
        return replacement(goal, node, by, equality)

    def _has_limit(self, rest: Expr) -> None:
        order = self.probe.order(rest)
        if order is None or order[0] or order[1]:
            raise Unproved(f"{rest!r} was expected to have a limit other than 0")

    def _exp(self, goal: Goal, node: Call) -> Step | None:
        """exp of a sum: what is singular, what is a multiple of log(u), and the rest, apart."""
        (item,) = node.args
        logs: list[Expr] = []
        polar: list[Expr] = []
        rest: list[Expr] = []
        for term in spread(item):
            coefficient = [x for x in factors(term) if x != log(self.u)]
            if (
                len(coefficient) == len(factors(term)) - 1 and not mul(*coefficient).free
                if coefficient
                else term == log(self.u)
            ):
                logs.append(mul(*coefficient) if coefficient else ONE)
            elif self.probe.singular(term):
                polar.append(term)
            else:
                rest.append(term)
        if not logs and not (polar and rest):
            return None
        by = mul(
            *(power(self.u, c) for c in logs),
            *([exp(add(*polar))] if polar else []),
            *([exp(add(*rest))] if rest else []),
        )
        return rewrite(goal, replace(goal.f, node, by))

    def _atan(self, goal: Goal, node: Call) -> Step | None:
        (item,) = node.args
        order = self.probe.order(item)
        if order is None or order[0] >= 0:
            return None
        s = self.probe.sign(item)
        large = item if s > 0 else neg(item)
        small = normal(div(ONE, large))
        by = (PI * HALF - Call("atan", (small,))) * s
        equality = by_fact(Goal(goal.domain, node - by, "=="), "atan_inverse", large)
        return replacement(goal, node, by, equality.then(planned(equality.last)))

    def _gamma(self, goal: Goal, node: Call) -> Step | None:
        (item,) = node.args
        order = self.probe.order(item)
        if order is None or order[0] == 0:
            return None
        if order[0] > 0:
            return rewrite(goal, replace(goal.f, node, div(Call("gamma", (normal(item + 1),)), item)))
        return rewrite(goal, replace(goal.f, node, exp(Call("lgamma", node.args))))

    def _lgamma(self, goal: Goal, node: Call) -> Step | None:
        (z,) = node.args
        order = self.probe.order(z)
        if order is None or order[0] == 0:
            return None
        if order[0] > 0:
            by = Call("lgamma", (normal(z + 1),)) - log(z)
            return rewrite(goal, replace(goal.f, node, by))
        for m in (1, 2, 3):
            if (lower := normal(z - m)).size < normal(z).size:
                by = add(Call("lgamma", (lower,)), *(log(normal(lower + k)) for k in range(m)))
                return rewrite(goal, replace(goal.f, node, by))
        return stirling(goal, node, self.order)

    def _asin(self, goal: Goal, node: Call) -> Step | None:
        """asin is not smooth where its argument tends to 1 or -1: half the angle is."""
        (item,) = node.args
        for sign in (1, -1):
            gap = normal(1 - item * sign)
            order = self.probe.order(gap)
            if order is None or order[0] <= 0:
                continue
            inner = item if sign > 0 else normal(neg(item))
            by = (PI * HALF - 2 * Call("asin", (power(gap * HALF, HALF),))) * sign
            equality = by_fact(Goal(goal.domain, node - by, "=="), "asin_half", inner)
            for k, child in enumerate(equality.children):
                equality = equality.then(planned(child), k)
            return replacement(goal, node, by, equality)
        return None

    def _erf(self, goal: Goal, node: Call) -> Step | None:
        (z,) = node.args
        order = self.probe.order(z)
        if order is None or order[0] >= 0:
            return None
        if self.probe.sign(z) < 0:
            return rewrite(goal, replace(goal.f, node, neg(Call("erf", (normal(neg(z)),)))))
        return error_function(goal, node, self.order)

    def _wave(self, goal: Goal, node: Call) -> Step | None:
        if not self.probe.singular(node.args[0]):
            return None
        return wave(goal, node)

    def _floor(self, goal: Goal, node: Call) -> Step | None:
        return fractional_part(goal, node)


def _is_integer(item: Expr) -> bool:
    return isinstance(item, Rational) and item.value.denominator == 1
