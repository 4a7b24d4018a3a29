"""What an expression does at the end u -> 0+ of a range, and how to make it regular there.

`Probe` reads off leading powers of u numerically.  `tamed` plans the steps after which every function call is regular at
u = 0, but for factors u**a, log(u) and flat exponentials:

    log(S), S**r        with S = M*R, M a product of powers of u and exponentials, R with a positive limit:
                        log(M) + log(R), M**r * R**r                               (rules replace; logs, fact power)
    exp(S)              exponentials of what is singular or logarithmic split off  (rewriting)
    atan(S), S -> oo    pi/2 - atan(1/S); with a minus for -oo                     (rule replace, fact atan_inverse)
    lgamma(S), S -> oo  Stirling's series with the remainder's share r in [0, 1]   (rules generalise, stirling)
    sin(S), cos(S)      a new variable in [-1, 1] where S has no limit             (rule generalise, facts)
    floor(S), ceil(S)   S - r, S + r with r in [0, 1)                              (rules generalise, floor)

`levelled` then removes those factors:

    u**s * log(u)       a new variable in [-bound, 0]                              (rule generalise)
    flat exponentials   E = u**k * v with v in [0, bound]                          (rule generalise)
    log(u) in the lead  divided out, 1/log(1/u) a new variable                     (rules multiply, generalise)

The plans are found from numerical values and hold or fail by their steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, frexp, isfinite, lcm
from typing import Final

from flint import arb, ctx

from certify import sample
from certify.algebra import fraction, is_zero, normal
from certify.calculus import derivative, leading
from certify.calculus import taylor as taylor_series
from certify.domain import Domain, Range
from certify.enclose import closed_ball
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
    children,
    div,
    exp,
    fresh,
    log,
    mul,
    neg,
    power,
    replace,
    walk,
)
from certify.goal import Goal
from certify.methods import evident
from certify.methods.facts import (
    by_erfc,
    by_fact,
    by_floor,
    by_stirling,
    erfc_series,
    erfc_term,
    stirling_series,
    stirling_term,
)
from certify.methods.rewrite import simplified
from certify.methods.shape import factors, powers, summands
from certify.methods.steps import (
    Child,
    Step,
    by_logs,
    generalise,
    goal_of,
    logarithm,
    multiply,
    put,
    replacement,
    rewrite,
    taylor,
)
from certify.unproved import Unproved

NEAR: Final = (300, 600)  # u = 2**-300, 2**-600: so small that powers show through logarithms
PRECISION: Final = 8_000
MOST_STEPS: Final = 40
ORDERS: Final = (2, 5)  # of asymptotic series: terms before the remainder
LEAST: Final = Fraction(1, 2**64)
NESTED_POWER: Final = 3  # exp(-1/u) inside another function becomes u**3 * v
MOST_REMOVED: Final = 10
ROUGHLY: Final = 1_024  # bits
ROUND: Final = 60  # leading exponents are multiples of 1/60


@dataclass(frozen=True)
class Probe:
    """Values of expressions for u close to 0, other variables at a sample point."""

    domain: Domain
    name: str

    @cached_property
    def others(self) -> dict[str, arb]:
        found = sample.points(self.domain)
        point = found[len(found) // 2] if found else tuple(arb(1) for _ in self.domain.ranges)
        return dict(zip(self.domain.ranges, point, strict=True))

    def value(self, item: Expr, k: int) -> arb:
        """A ball at u = 2**-k; not finite if undefined."""
        compiled = sample.compiled_for(item, tuple(self.domain.ranges))
        if compiled is None:
            return arb.nan()
        with ctx.workprec(PRECISION):
            point = [arb(2) ** -k if n == self.name else v for n, v in self.others.items()]
            return compiled.ball(point)

    def order(self, item: Expr) -> tuple[Fraction, int] | None:
        """(a, j) if the item seems to grow like u**a * log(u)**j; None if it does not (exponentials, oscillation, 0)."""
        if self.name not in item.free:
            return Fraction(0), 0
        first, second = (self.value(item, k) for k in NEAR)
        if not (first.is_finite() and second.is_finite()) or first.contains(0) or second.contains(0):
            return None
        if (first > 0) != (second > 0):
            return None
        with ctx.workprec(PRECISION):
            low, high = (abs(v).log() / arb(2).log() for v in (first, second))
            slope = float((low - high) / (NEAR[1] - NEAR[0]))
            if not abs(slope) < 1000:
                return None
            a = Fraction(round(slope * ROUND), ROUND).limit_denominator(12)
            j = float(high - low + (NEAR[1] - NEAR[0]) * arb(a.numerator) / a.denominator)
        if abs(slope - float(a)) > 0.04 or abs(j - round(j)) > 0.1:
            return None
        return a, round(j)

    def sign(self, item: Expr) -> int:
        """The sign near 0, or 0 if it is not clear."""
        first, second = (self.value(item, k) for k in NEAR)
        return 1 if first > 0 and second > 0 else -1 if first < 0 and second < 0 else 0

    def singular(self, item: Expr) -> bool:
        """Whether an item that depends on u has no finite limit, as far as can be seen."""
        if self.name not in item.free:
            return False
        order = self.order(item)
        if order is None:
            first, second = (self.value(item, k) for k in NEAR)
            return not (first.is_finite() and second.is_finite() and abs(first) < 2**50 and abs(second) < 2**50)
        return order[0] < 0 or (order[0] == 0 and order[1] > 0)


@dataclass(frozen=True)
class Scale:
    """u**power * log(u)**logs * exp(polar): how something grows or vanishes as u -> 0+."""

    power: Fraction = Fraction(0)
    logs: int = 0
    polar: Expr = ZERO

    def times(self, other: Scale, e: Fraction = Fraction(1)) -> Scale:
        """This scale times another one to a power."""
        logs = Fraction(self.logs) + other.logs * e
        if logs.denominator != 1:
            raise Unproved("a root of a logarithm")
        polar = self.polar if other.polar == ZERO else normal(self.polar + other.polar * e)
        return Scale(self.power + other.power * e, int(logs), polar)

    def expression(self, u: Variable) -> Expr:
        """The scale as an expression."""
        parts = [power(u, Rational(self.power))] if self.power else []
        if self.logs:
            parts.append(power(log(u), Rational(self.logs)))
        if self.polar != ZERO:
            parts.append(exp(self.polar))
        return mul(*parts) if parts else ONE


@dataclass(frozen=True)
class Piece:
    """exp(polar) * log(u)**logs * coefficient."""

    polar: Expr
    logs: int
    coefficient: Expr


class Fractional(Unproved):
    """Fractional powers of u are left: u should be replaced by u**q."""

    def __init__(self, q: int) -> None:
        super().__init__(f"fractional powers of denominator {q} are left")
        self.q = q


class End:
    """The analysis of one goal at the end 0 of the range of one of its variables."""

    def __init__(self, domain: Domain, name: str, order: int = ORDERS[0]) -> None:
        self.domain, self.name, self.u, self.order = domain, name, Variable(name), order
        self.probe = Probe(domain, name)

    def scale(self, item: Expr) -> Scale:
        """The leading behaviour of an item, from the leading term of its numerator and of its denominator."""
        if self.name not in item.free:
            return Scale()
        top, bottom = fraction(item)
        return self._of_sum(top).times(self._of_sum(bottom), Fraction(-1))

    def _of_sum(self, item: Expr) -> Scale:
        found = [self.of_term(term) for term in summands(item)]
        best = found[0]
        for other in found[1:]:
            if self.beats(other, best):
                best = other
        if len(found) > 1 and best == Scale(best.power):  # powers may cancel
            order = self.probe.order(item)
            if order is not None and not order[1]:
                return Scale(order[0])
        return best

    def of_term(self, term: Expr) -> Scale:
        """The behaviour of a product."""
        found = Scale()
        for base, e in powers(term).items():
            if self.name in base.free:
                found = found.times(self._of_base(base), e)
        return found

    def _of_base(self, base: Expr) -> Scale:
        if base == self.u:
            return Scale(Fraction(1))
        if base == log(self.u):
            return Scale(logs=1)
        if isinstance(base, Call) and base.op == "exp" and self.probe.singular(base.args[0]):
            return Scale(polar=base.args[0])
        if isinstance(base, Call) and base.op == "pow" and self.name in base.args[1].free:
            polar = base.args[1] * log(base.args[0])
            if self.name not in base.args[0].free and self.probe.singular(polar):
                return Scale(polar=polar)
        order = self.probe.order(base)
        if order is None or order[1]:
            raise Unproved(f"the behaviour of {base!r} at the end of the range is not understood")
        return Scale(order[0])

    def beats(self, one: Scale, other: Scale) -> bool:
        """Whether one grows faster."""
        if one.polar != other.polar:
            gap = normal(one.polar - other.polar)
            if self.probe.singular(gap):
                return self.probe.sign(gap) > 0
        return (-one.power, one.logs) > (-other.power, other.logs)

    # the calls inside ---------------------------------------------------------------------------------------------

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
        for node in _inner_first(goal.f):
            if isinstance(node, Call) and self.name in node.free:
                step = self._tame(goal, node)
                if step is not None:
                    yield step

    def _nested(self, goal: Goal) -> Iterator[Step]:
        """Flat exponentials and u**s*log(u) within calls, where the normal form would write them otherwise."""
        for node in _inner_first(goal.f):
            if not isinstance(node, Call) or self.name not in node.free:
                continue
            if node.op in ("add", "mul") or (node.op == "pow" and _is_integer(node.args[1])) or node == log(self.u):
                continue
            inner = set().union(*(walk(a) for a in node.args))
            flat = {n for n in inner if isinstance(n, Call) and n.op in ("exp", "pow") and self._is_flat(n)}
            if flat:
                yield self._flat(goal, flat, NESTED_POWER)
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
        if compiled is None or compiled.ball(self._at_zero(self.domain)).is_finite():
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

    def _at_zero(self, domain: Domain) -> list[arb]:
        return [arb(0) if n == self.name else v for n, v in Probe(domain, self.name).others.items()]

    def _inner_log(self, goal: Goal, node: Call) -> Step:
        name = new_name(goal)
        for s in (Fraction(1), Fraction(1, 2), Fraction(1, 3)):
            by = mul(Variable(name), power(self.u, Rational(-s)))
            args = [normal(replace(a, log(self.u), by)) for a in node.args]
            if any(self._blows_up(a, name) for a in args):
                continue
            result = replace(goal.f, node, Call(node.op, tuple(args)))
            return self._small_log(goal, s, name, result)
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

    # the factors outside --------------------------------------------------------------------------------------------

    def levelled(self, goal: Goal) -> list[Step]:
        """Steps from a tamed goal to one that is regular at u = 0, with new bounded variables."""
        top, bottom = fraction(goal.f)
        pieces = self._pieces([(term, ONE) for term in summands(top)])
        apart = self._pieces([(term, b) for a, b in map(fraction, spread(goal.f)) for term in summands(a)])
        if _size(apart) < top.size + bottom.size and len(apart) <= len(pieces):
            pieces, bottom = apart, ONE
        values = [(piece, self._valuation(piece)) for piece in pieces]
        lead, value = values[0]
        for piece, other in values[1:]:
            if self.beats(Scale(other, piece.logs, piece.polar), Scale(value, lead.logs, lead.polar)):
                lead, value = piece, other
        steps = [self._divided(goal, top, bottom, pieces, lead)]
        if lead.logs:
            steps.append(self._slow(steps[-1].last, lead.logs))
        if log(self.u) in set(walk(steps[-1].last.f)):
            steps.append(self._logarithm(steps[-1].last, values, lead, value))
        flats = self._flats(steps[-1].last)
        if flats:
            steps += flats
        final = self._cleared(steps[-1].last)
        if final is not None:
            steps.append(final)
        self._regular(steps[-1].last)
        return steps

    def _pieces(self, terms: list[tuple[Expr, Expr]]) -> list[Piece]:
        """A sum of quotients by its exponentials and powers of log(u)."""
        found: dict[tuple[Expr, int], list[Expr]] = {}
        for term, below in terms:
            logs = 0
            polar: Expr = ZERO
            rest: list[Expr] = []
            for item in factors(term):
                for base, e in powers(item).items() or [(item, Fraction(1))]:
                    if base == log(self.u):
                        logs += int(e)
                    elif isinstance(base, Call) and base.op in ("exp", "pow") and self._of_base(base).polar != ZERO:
                        polar = polar + self._of_base(base).polar * e
                    else:
                        rest.append(item)
            polar = normal(polar) if polar != ZERO else ZERO
            coefficient = mul(*rest) if rest else ONE
            found.setdefault((polar, logs), []).append(coefficient if below == ONE else coefficient / below)
        pieces = []
        for (polar, logs), parts in found.items():
            total = add(*parts)
            if is_zero(total):
                continue
            pieces.append(Piece(polar, logs, normal(total) if logs or polar != ZERO else total))
        if not pieces:
            raise Unproved("f vanishes identically")
        return pieces

    def _valuation(self, piece: Piece) -> Fraction:
        order = self.probe.order(piece.coefficient)
        if order is None or order[1]:
            raise Unproved(f"the behaviour of {piece.coefficient!r} at the end of the range is not understood")
        return order[0]

    def _divided(self, goal: Goal, top: Expr, bottom: Expr, pieces: list[Piece], lead: Piece) -> Step:
        """f times the denominator, divided by the leading exponential and power of log(1/u)."""
        s = self.probe.sign(bottom)
        if not s:
            raise Unproved("the sign of the denominator is not clear")
        slow = neg(log(self.u))
        factor: list[Expr] = [bottom if s > 0 else neg(bottom)]
        if lead.polar != ZERO:
            factor.append(exp(neg(lead.polar)))
        if lead.logs:
            factor.append(power(slow, Rational(-lead.logs)))
        terms = []
        for piece in pieces:
            parts = [piece.coefficient]
            gap = normal(piece.polar - lead.polar)
            if gap != ZERO:
                parts.append(exp(gap))
            if lead.logs:
                parts.append(Rational((-1) ** piece.logs))
                if piece.logs != lead.logs:
                    parts.append(power(slow, Rational(piece.logs - lead.logs)))
            elif piece.logs:
                parts.append(power(log(self.u), Rational(piece.logs)))
            terms.append(mul(*parts))
        h = mul(*factor)
        result = add(*terms) if s > 0 else neg(add(*terms))
        if h == ONE:
            return rewrite(goal, result)
        step = multiply(goal, h, result)
        return step.then(planned(step.children[0]), 0)

    def _slow(self, goal: Goal, count: int) -> Step:
        """1/log(1/u) as a new variable."""
        top = self._upper_value(power(neg(log(self.u)), MINUS_ONE))
        name = new_name(goal)
        w = Variable(name)
        result = goal.f
        for k in range(1, count + 1):
            result = replace(result, power(neg(log(self.u)), Rational(-k)), power(w, Rational(k)))
        slow = neg(log(self.u))
        step = generalise(goal, power(slow, MINUS_ONE), name, Range(ZERO, top, lower_strict=True), result)
        upper = self._towards_upper(multiply(goal_of(step.children[1]), slow, top * slow - 1))
        return step.then(planned(step.children[0]), 0).then(upper, 1)

    def _logarithm(self, goal: Goal, values: list[tuple[Piece, Fraction]], lead: Piece, value: Fraction) -> Step:
        """u**s * log(u) as a new variable, s as large as the terms with logarithms allow."""
        room = [(v - value) / p.logs for p, v in values if p.logs > lead.logs and p.polar == lead.polar]
        s = min([Fraction(1), *room])
        if s <= 0:
            raise Unproved("a logarithm is left")
        s = Fraction(1, -(-s.denominator // s.numerator))
        name = new_name(goal)
        result = normal(replace(goal.f, log(self.u), mul(Variable(name), power(self.u, Rational(-s)))))
        return self._small_log(goal, s, name, result)

    def _small_log(self, goal: Goal, s: Fraction, name: str, result: Expr) -> Step:
        """u**s * log(u) as a new variable in [-M, 0], M its size at the upper end of u's range, where it is largest.

        M + u**s*log(u) >= 0 because M*u**-s + log(u) falls towards that end as long as u**s <= s*M.
        """
        term = mul(power(self.u, Rational(s)), log(self.u))
        bound = self._upper_value(neg(term))
        step = generalise(goal, term, name, Range(neg(bound), ZERO), result)
        lower = goal_of(step.children[0])
        scaled = multiply(lower, power(self.u, Rational(-s)), bound * power(self.u, Rational(-s)) + log(self.u))
        return step.then(self._towards_upper(scaled), 0).then(planned(step.children[1]), 1)

    def _towards_upper(self, step: Step) -> Step:
        """The step's last child by one derivative from the upper end of u's range, with its other children planned."""
        for k in range(len(step.children) - 1):
            step = step.then(planned(step.children[k]), k)
        end = step.last.domain.ranges[self.name].upper
        if end is None:
            raise Unproved("the range is unbounded, so nothing bounds this term")
        f = step.last.f
        link = taylor(step.last, self.name, end, "upper", (f, normal(derivative(f, self.name))), (">=", ">="))
        cleared = simplified(link.last)
        return step.then(link if cleared is None else link.then(cleared))

    def _flats(self, goal: Goal) -> list[Step]:
        """Flat exponentials as u**k * v."""
        steps: list[Step] = []
        for _ in range(6):
            flat = {n for n in walk(goal.f) if isinstance(n, Call) and n.op in ("exp", "pow") and self._is_flat(n)}
            if not flat:
                return steps
            steps.append(self._flat(goal, flat))
            goal = steps[-1].last
        raise Unproved("too many exponentials")

    def _is_flat(self, node: Call) -> bool:
        if self.name not in node.free or (node.op == "pow" and self.name not in node.args[1].free):
            return False
        polar = self._of_base(node).polar
        return polar != ZERO and self.probe.sign(polar) < 0

    def _flat(self, goal: Goal, flat: set[Call], k: int | None = None) -> Step:
        first = min(flat, key=lambda n: (n.size, repr(n)))
        multiples: dict[Call, Fraction] = {}
        for node in flat:
            ratio = self._ratio(node, first)
            if ratio:
                multiples[node] = ratio
        unit = Fraction(1, lcm(*(m.denominator for m in multiples.values())))
        base = first if unit == 1 else exp(normal(self._of_base(first).polar * unit))
        name = new_name(goal)
        if k is None:
            k = self._needed(goal, first, unit)
        v = mul(Variable(name), power(self.u, Rational(k))) if k else Variable(name)
        result = goal.f
        for node, m in multiples.items():
            result = replace(result, node, power(v, Rational(m / unit)))
        term = mul(base, power(self.u, Rational(-k))) if k else base
        top = self._upper_value(term)
        step = generalise(goal, term, name, Range(ZERO, top, lower_strict=True), result)
        polar = self._of_base(base).polar
        bound = log(top) - polar + k * log(self.u)
        upper = self._towards_upper(logarithm(goal_of(step.children[1]), term, bound))
        return step.then(planned(step.children[0]), 0).then(upper, 1)

    def _ratio(self, base: Expr, first: Call) -> Fraction:
        """The rational r with base = first**r, both flat; 0 if there is none."""
        if not isinstance(base, Call) or base.op not in ("exp", "pow") or not self._is_flat(base):
            return Fraction(0)
        ratio = normal(self._of_base(base).polar / self._of_base(first).polar)
        return ratio.value if isinstance(ratio, Rational) else Fraction(0)

    def _needed(self, goal: Goal, first: Call, unit: Fraction) -> int:
        """A power of u that makes the flat terms vanish faster than the others."""
        top, _ = fraction(goal.f)
        others, flat = [], []
        for term in summands(top):
            found = powers(term)
            share = sum((self._ratio(base, first) / unit * e for base, e in found.items()), Fraction(0))
            if share:
                flat.append((found.get(self.u, Fraction(0)), share))
            else:
                others.append(term)
        order = self.probe.order(add(*others)) if others else (Fraction(0), 0)
        if order is None:
            raise Unproved("the behaviour at the end of the range is not understood")
        low = order[0]
        return max([0, *(ceil((low + 1 - exponent) / share) for exponent, share in flat)])

    def _cleared(self, goal: Goal) -> Step | None:
        """Negative powers of u multiplied out, common ones divided out; denominators as well if that is shorter."""
        top, bottom = fraction(goal.f)
        terms = [normal(term) for term in spread(goal.f)]
        least = min(self._least(*fraction(term)) for term in terms)
        shift = power(self.u, Rational(-least))
        apart = collected_by_denominator(term * shift if least else term for term in terms)
        if self.name not in bottom.free or (apart.size < top.size and self._is_finite(goal, apart)):
            if apart == goal.f:
                return None
            step = multiply(goal, shift, apart) if least else rewrite(goal, apart)
            return step.then(planned(step.children[0]), 0) if least else step
        s = self.probe.sign(bottom)
        if not s:
            raise Unproved("the sign of the denominator is not clear")
        factor = mul(bottom if s > 0 else neg(bottom), power(self.u, Rational(-self._least(top, ONE))))
        step = multiply(goal, factor, normal(goal.f * factor))
        return step.then(planned(step.children[0]), 0)

    def _least(self, top: Expr, bottom: Expr) -> Fraction:
        """The least exponent of u in the terms of a quotient."""
        content = min(powers(term).get(self.u, Fraction(0)) for term in summands(top))
        return content - min(powers(term).get(self.u, Fraction(0)) for term in summands(bottom))

    def _regular(self, goal: Goal) -> None:
        """Refuse what is still not defined, or not analytic, at u = 0."""
        q = lcm(*(e.denominator for n in walk(goal.f) for b, e in powers(n).items() if b == self.u))
        if q > 1:
            raise Fractional(q)
        if not self._is_finite(goal, goal.f):
            raise Unproved(f"still singular at the end of the range: {goal.f!r}")

    def _is_finite(self, goal: Goal, f: Expr) -> bool:
        """Whether an expression is finite at u = 0, other variables at a sample point."""
        compiled = sample.compiled_for(f, tuple(goal.domain.ranges))
        if compiled is None:
            raise Unproved("no evaluation at the end of the range")
        return bool(compiled.ball(self._at_zero(goal.domain)).is_finite())

    def _upper_value(self, item: Expr) -> Rational:
        """A rational a little above the value of a positive item at the upper end of u's range, not too small to be handled."""
        end = self.domain.ranges[self.name].upper
        if end is None:
            raise Unproved("the range is unbounded, so nothing bounds this term")
        ball = closed_ball(put(item, {self.name: end}), 64)
        if not ball.is_finite():
            raise Unproved("no bound at the upper end of the range")
        return Rational(max(above(ball), LEAST))


def collected_by_denominator(terms: Iterable[Expr]) -> Expr:
    """A sum with one quotient for each denominator."""
    found: dict[Expr, list[Expr]] = {}
    for term in terms:
        found.setdefault(fraction(term)[1], []).append(term)
    return add(*(part for group in found.values() if (part := normal(add(*group))) != ZERO))


def _size(pieces: list[Piece]) -> int:
    return sum(piece.coefficient.size for piece in pieces)


def above(ball: arb) -> Fraction:
    """A short rational not below the ball, at most about 1/500 more if it is positive."""
    with ctx.workprec(64):
        top = ball.upper()
        if top <= 0:
            return Fraction(0)
        k = int((top.log() / arb(2).log()).floor().unique_fmpz() or 0) - 9
        scaled = (top / arb(2) ** k).ceil().unique_fmpz()
        if scaled is None:
            raise Unproved("no rational bound")
    return Fraction(int(scaled)) * Fraction(2) ** k


def spread(item: Expr) -> Iterator[Expr]:
    """The terms of a sum, products of sums multiplied out."""
    if isinstance(item, Call) and item.op == "add":
        for part in item.args:
            yield from spread(part)
        return
    if isinstance(item, Call) and item.op == "mul":
        for k, part in enumerate(item.args):
            if isinstance(part, Call) and part.op == "add":
                for term in part.args:
                    yield from spread(mul(*item.args[:k], term, *item.args[k + 1 :]))
                return
    yield item


def _is_integer(item: Expr) -> bool:
    return isinstance(item, Rational) and item.value.denominator == 1


def _inner_first(item: Expr) -> Iterator[Expr]:
    """Every distinct sub-expression, children before parents."""
    seen: set[Expr] = set()

    def go(node: Expr) -> Iterator[Expr]:
        if node not in seen:
            seen.add(node)
            for child in children(node):
                yield from go(child)
            yield node

    yield from go(item)


def planned(child: Child) -> Child:
    """A plan by the form of a side goal."""
    return evident.plan(child) if isinstance(child, Goal) else child


def new_name(goal: Goal) -> str:
    """A fresh variable for a generalised term."""
    return fresh("w", frozenset(goal.domain.ranges) | goal.f.free)


def stirling(goal: Goal, node: Call, k: int) -> Step:
    """lgamma(z) = S_k(z) + r*T with T the next term of the series and r in [0, 1].

    T has the sign (-1)**k.  r >= 0: times |T|, this is the enveloping property of order k; r <= 1: that of order k + 1.
    """
    (z,) = node.args
    name = new_name(goal)
    next_term = stirling_term(z, k + 1)
    size = next_term if k % 2 == 0 else neg(next_term)
    share = (node - stirling_series(z, k)) / next_term
    result = replace(goal.f, node, stirling_series(z, k) + Variable(name) * next_term)
    step = generalise(goal, share, name, Range(ZERO, ONE), result)
    for index, order in ((0, k), (1, k + 1)):
        bound = step.children[index]
        assert isinstance(bound, Goal)
        sign = 1 if order % 2 == 0 else -1
        remainder = (node - stirling_series(z, order)) * sign
        scaled = multiply(bound, size, remainder)
        scaled = scaled.then(planned(scaled.children[0]), 0)
        step = step.then(scaled.then(by_stirling(scaled.last, z, order)), index)
    return step


def error_function(goal: Goal, node: Call, n: int) -> Step:
    """erf(z) = 1 - E_n(z) - r*T with T the next term of the asymptotic series of 1 - erf and r in [0, 1].

    T has the sign of (-1)**n.  r >= 0 and r <= 1, times |T|, are the enveloping property of orders n and n + 1.
    """
    (z,) = node.args
    name = new_name(goal)
    series, next_term = erfc_series(z, n), erfc_term(z, n)
    size = next_term if n % 2 == 0 else neg(next_term)
    share = (1 - node - series) / next_term
    result = replace(goal.f, node, 1 - series - Variable(name) * next_term)
    step = generalise(goal, share, name, Range(ZERO, ONE), result)
    for index, order in ((0, n), (1, n + 1)):
        bound = goal_of(step.children[index])
        remainder = 1 - node - erfc_series(z, order)
        scaled = multiply(bound, size, remainder if order % 2 == 0 else neg(remainder))
        scaled = scaled.then(planned(scaled.children[0]), 0)
        last = by_erfc(scaled.last, z, order)
        step = step.then(scaled.then(last.then(planned(last.children[0]), 0)), index)
    return step


def wave(goal: Goal, node: Call) -> Step:
    """A sine or cosine as a new variable in [-1, 1]."""
    name = new_name(goal)
    result = replace(goal.f, node, Variable(name))
    step = generalise(goal, node, name, Range(MINUS_ONE, ONE), result)
    for index, fact in enumerate((f"{node.op}_lower", f"{node.op}_upper")):
        child = step.children[index]
        assert isinstance(child, Goal)
        step = step.then(by_fact(child, fact, *node.args), index)
    return step


def fractional_part(goal: Goal, node: Call) -> Step:
    """floor(x) = x - r, ceil(x) = x + r with r in [0, 1)."""
    name = new_name(goal)
    (x,) = node.args
    r = Variable(name)
    part, by = (x - node, x - r) if node.op == "floor" else (node - x, x + r)
    step = generalise(goal, part, name, Range(ZERO, ONE, upper_strict=True), replace(goal.f, node, by))
    for index in (0, 1):
        child = step.children[index]
        assert isinstance(child, Goal)
        step = step.then(by_floor(child, node), index)
    return step
