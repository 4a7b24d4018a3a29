"""Polynomial goals on a domain described by polynomials: f = sum of s_j * products of known g >= 0, up to multiples of known equations.

Putinar's and Schmuedgen's Positivstellensatz: where the domain is compact and f > 0 on it, such sums of squares s_j exist, and often
they do where f touches zero.  They come from a semidefinite program (`certify.methods.sign.gram`), with degrees up to that of f and
a little more; the certificate is rules `sum`, `product`, `known` and `sign`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import comb
from typing import Final

from certify.algebra import rational_polynomial
from certify.certificate import Proof
from certify.context import Context
from certify.expr import ZERO, Expr, Rational, Variable, mul
from certify.goal import Goal
from certify.methods.known import OPEN, known_relations
from certify.methods.sign import gram, sums
from certify.methods.sign.gram import Polynomial
from certify.methods.sign.squares import Monomial, Square
from certify.methods.steps import Child, Step, by_known, goal_of, realise, replacement, total
from certify.methods.steps import product as product_step
from certify.parse import Relation
from certify.text import rational_text
from certify.unproved import Unproved

MOST_VARIABLES: Final = 8
MOST_DEGREE: Final = 8
MOST_SIZE: Final = 400
EXTRA: Final = (0, 2)  # degrees beyond the least possible one
MOST_UNKNOWNS: Final = 600


@dataclass(frozen=True)
class Factor:
    """A known g >= 0: its relations (one, or the two ends of a range), and whether it is > 0."""

    parts: tuple[Expr, ...]
    strict: bool
    polynomial: Polynomial


def applies(goal: Goal) -> bool:
    """Inequalities of moderate size in two and more real variables, with something known about them."""
    names = _names(goal)
    return (
        goal.op in (">=", ">")
        and 1 < len(names) <= MOST_VARIABLES
        and goal.f.size <= MOST_SIZE
        and not goal.domain.integers & set(names)
        and any(True for _ in known_relations(goal.domain))
    )


def _names(goal: Goal) -> tuple[str, ...]:
    """The variables of f, and those that constraints tie to them."""
    found = set(goal.f.free)
    for _ in goal.domain.ranges:
        for c in goal.domain.constraints:
            if c.free & found:
                found |= c.free
    return tuple(name for name in goal.domain.ranges if name in found)


def attempt(goal: Goal, context: Context) -> Proof:
    """Ever higher degrees."""
    names = _names(goal)
    p = rational_polynomial(goal.f, names)
    if not p:
        raise Unproved("not a polynomial with rational coefficients")
    factors, equations = _known(goal, names)
    least = max([max(map(sum, p)), *(max(map(sum, h)) for _, h in equations)])
    least += least % 2
    for extra in EXTRA:
        if least + extra > MOST_DEGREE:
            break
        one = Factor((), True, {(0,) * len(names): Fraction(1)})
        for chosen in _choices([one, *factors], least + extra, len(names)):
            plan = _plan(goal, names, p, chosen, equations, least + extra, context)
            if plan is not None:
                return realise(plan, context)
    raise Unproved("no sum of squares with the known relations was found")


def _known(goal: Goal, names: Sequence[str]) -> tuple[list[Factor], list[tuple[Relation, Polynomial]]]:
    """The known relations as polynomials >= 0, and the equations."""
    factors: list[Factor] = []
    equations: list[tuple[Relation, Polynomial]] = []
    for relation in goal.domain.constraints:
        if relation.op == "!=" or not relation.free <= set(names):
            continue
        difference = relation.lhs - relation.rhs
        if relation.op in ("<", "<="):
            difference = relation.rhs - relation.lhs
        q = rational_polynomial(difference, names)
        if q and any(map(sum, q)):
            if relation.op == "==":
                equations.append((relation, q))
            else:
                factors.append(Factor((difference,), relation.op in OPEN, q))
    for name in names:
        r = goal.domain.ranges[name]
        parts = []
        if r.lower is not None:
            parts.append((Variable(name) - r.lower, r.lower_strict))
        if r.upper is not None:
            parts.append((r.upper - Variable(name), r.upper_strict))
        spelled = [(e, s, q) for e, s in parts if (q := rational_polynomial(e, names))]
        factors += [Factor((e,), s, q) for e, s, q in spelled]
        if len(spelled) == 2:
            (e, s, q), (e2, s2, q2) = spelled
            factors.append(Factor((e, e2), s and s2, gram.times(q, q2)))
    return factors, equations


def _choices(factors: Sequence[Factor], degree: int, count: int) -> Iterator[list[Factor]]:
    """The factors; then with products of two of them; as far as the degree and the size of the program allow."""
    short = [f for f in factors if max(map(sum, f.polynomial)) <= degree]
    products = []
    for one, other in combinations(factors, 2):
        q = gram.times(one.polynomial, other.polynomial)
        if not set(one.parts) & set(other.parts) and max(map(sum, q)) <= degree:
            products.append(Factor((*one.parts, *other.parts), one.strict and other.strict, q))
    for chosen in (short, short + products) if products else (short,):
        if sum(_unknowns(f, degree, count) for f in chosen) <= MOST_UNKNOWNS:
            yield chosen


def _unknowns(factor: Factor, degree: int, count: int) -> int:
    n = comb((degree - max(map(sum, factor.polynomial))) // 2 + count, count)
    return n * (n + 1) // 2


def _plan(
    goal: Goal,
    names: tuple[str, ...],
    p: Polynomial,
    chosen: Sequence[Factor],
    equations: Sequence[tuple[Relation, Polynomial]],
    degree: int,
    context: Context,
) -> Step | None:
    leads = [max(h, key=lambda m: (sum(m), m)) for _, h in equations]
    blocks = [gram.Block(f.polynomial, _basis(len(names), degree - max(map(sum, f.polynomial)), leads)) for f in chosen]
    shifts = [(k, m) for k, (_, h) in enumerate(equations) for m in _monomials(len(names), degree - max(map(sum, h)))]
    ideal = [gram.times({m: Fraction(1)}, equations[k][1]) for k, m in shifts]
    found = gram.decompose(p, blocks, context.deadline, ideal)
    if found is None:
        return None
    terms, multiples = found
    by_factor: dict[int, list[Square]] = {}
    for term in terms:
        number = next(k for k, b in enumerate(blocks) if b.multiplier == term.multiplier)
        by_factor.setdefault(number, []).append(Square(term.weight, (), term.base))
    factors: list[dict[Monomial, Fraction]] = [{} for _ in equations]
    for (k, m), c in zip(shifts, multiples, strict=True):
        if c:
            factors[k][m] = c
    lines = [(relation, q) for (relation, _), q in zip(equations, factors, strict=True) if q]
    return _assembled(goal, names, [(chosen[k], squares) for k, squares in by_factor.items()], lines)


def _basis(count: int, degree: int, leads: Sequence[Monomial]) -> tuple[Monomial, ...]:
    """The monomials whose squares fit, without multiples of the leading terms of equations."""
    found = (
        m for m in _monomials(count, degree // 2)
        if not any(all(a >= b for a, b in zip(m, lead, strict=True)) for lead in leads)
    )  # fmt: skip
    return tuple(sorted(found, key=lambda m: (-sum(m), m)))


def _monomials(count: int, degree: int) -> list[Monomial]:
    """All monomials up to a degree."""
    return [m for m in product(*(range(degree + 1) for _ in range(count))) if sum(m) <= degree]


def _assembled(
    goal: Goal,
    names: tuple[str, ...],
    parts: Sequence[tuple[Factor, list[Square]]],
    lines: Sequence[tuple[Relation, Polynomial]],
) -> Step | None:
    """Rule `sum`: one term for each factor (two if a positive constant is among its squares), one for each equation."""
    items: list[tuple[Expr, Factor, list[Square]]] = []
    for factor, found in parts:
        for constant in (True, False):
            squares = [s for s in found if s.positive == constant]
            if squares:
                items.append((sums.spelled(_value(squares), names), factor, squares))
    ops = [">" if factor.strict and squares[0].positive else ">=" for _, factor, squares in items] + [">="] * len(lines)
    if goal.op == ">":
        if ">" not in ops:
            return None
        ops = [">" if k == ops.index(">") else ">=" for k in range(len(ops))]
    else:
        ops = [">="] * len(ops)
    terms = [mul(sigma, *factor.parts) for sigma, factor, _ in items]
    terms += [mul(sums.spelled(q, names), relation.lhs - relation.rhs) for relation, q in lines]
    if len(terms) < 2:
        return None
    step = total(goal, terms, ops)
    for k, (sigma, factor, squares) in enumerate(items):
        step = step.then(_product(goal_of(step.children[k]), names, factor, squares, sigma), k)
    for k, (relation, q) in enumerate(lines, len(items)):
        step = step.then(_multiple(goal_of(step.children[k]), relation, q), k)
    return step


def _value(squares: Sequence[Square]) -> Polynomial:
    found: dict[Monomial, Fraction] = {}
    for s in squares:
        for m, c in gram.times(s.base, s.base).items():
            found[m] = found.get(m, Fraction(0)) + s.weight * c
    return {m: c for m, c in found.items() if c}


def _product(goal: Goal, names: Sequence[str], factor: Factor, squares: Sequence[Square], sigma: Expr) -> Child:
    """sigma * parts >= 0."""
    if not factor.parts:
        return _sum_of(goal, names, squares)
    step = product_step(goal, [sigma, *factor.parts])
    return step.then(_sum_of(goal_of(step.children[0]), names, squares), 0)


def _sum_of(goal: Goal, names: Sequence[str], squares: Sequence[Square]) -> Child:
    return sums.as_step(goal, [_restricted(s, names, goal.active) for s in squares]) if goal.f.free else goal


def _restricted(square: Square, names: Sequence[str], active: Sequence[str]) -> Square:
    """The exponents of the variables that occur."""
    places = [k for k, name in enumerate(names) if name in active]
    return Square(square.weight, (), {tuple(m[k] for k in places): c for m, c in square.base.items()})


def _multiple(goal: Goal, relation: Relation, q: Polynomial) -> Child:
    """q * (lhs - rhs) >= 0, as the difference is 0."""
    difference = relation.lhs - relation.rhs
    if not any(map(sum, q)):
        (c,) = q.values()
        params = {"relation": relation, "sign": 1 if c > 0 else -1, "q": rational_text(abs(c)), "r": "0"}
        return Step(goal, "known", params, (), (), (goal.f - Rational(c) * difference,))
    return replacement(goal, difference, ZERO, by_known(Goal(goal.domain, difference - ZERO, "=="), relation))
