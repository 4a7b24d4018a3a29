"""Goals that follow from several bounds and constraints together: f = q_1*g_1 + ... + q_n*g_n + r with g_i >= 0 known, q_i >= 0, r >= 0.

Farkas' lemma: where f and the known relations are linear (in the variables, or in their monomials), such a combination exists
whenever the goal is true.  Its coefficients come from an exact linear program; the certificate is rules `sum` and `known`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from certify.algebra import rational_polynomial
from certify.certificate import Proof
from certify.context import Context
from certify.expr import Expr, Rational
from certify.goal import Goal
from certify.methods.known import OPEN, known_relations
from certify.methods.steps import realise, total
from certify.unproved import Unproved

MOST_RELATIONS: Final = 30
MOST_DEGREE: Final = 4

Vector = Mapping[tuple[int, ...], Fraction]


def applies(goal: Goal) -> bool:
    """Inequalities of moderate size with more than one known relation."""
    count = sum(1 for _ in known_relations(goal.domain))
    return goal.op in (">=", ">") and goal.f.size <= 100 and 2 <= count <= MOST_RELATIONS


def attempt(goal: Goal, context: Context) -> Proof:
    """Combine the known relations."""
    names = tuple(goal.domain.ranges)
    f = rational_polynomial(goal.f, names)
    if f is None or max(map(sum, f), default=0) > MOST_DEGREE:
        raise Unproved("not a polynomial with rational coefficients")
    known: list[tuple[Expr, bool, Vector]] = []
    for relation in known_relations(goal.domain):
        difference = relation.lhs - relation.rhs if relation.op in (">", ">=", "==") else relation.rhs - relation.lhs
        vector = None if relation.op == "!=" else rational_polynomial(difference, names)
        if vector is not None:
            known.append((difference, relation.op in OPEN, vector))
    shares = combination(f, [vector for _, _, vector in known])
    if shares is None:
        raise Unproved("no combination of the known relations")
    zero = (0,) * len(names)
    rest = f.get(zero, Fraction(0)) - sum(
        (q * vector.get(zero, Fraction(0)) for q, (_, _, vector) in zip(shares, known, strict=True)), Fraction(0)
    )
    terms: list[Expr] = []
    ops: list[str] = []
    for q, (difference, strict, _) in zip(shares, known, strict=True):
        if q:
            terms.append(Rational(q) * difference)
            ops.append(">" if strict and goal.op == ">" else ">=")
    if rest:
        terms.append(Rational(rest))
        ops.append(">" if goal.op == ">" else ">=")
    if len(terms) < 2:
        raise Unproved("a single relation, or none, is enough")
    return realise(total(goal, terms, ops), context)


def combination(f: Vector, known: list[Vector]) -> list[Fraction] | None:
    """q_i >= 0 with f - sum q_i*g_i constant and as large as possible, if that constant is >= 0; None if there are none."""
    from sympy import Eq, Symbol, nsimplify
    from sympy.solvers.simplex import InfeasibleLPError, UnboundedLPError, lpmax

    if not known:
        return None
    zero = (0,) * len(next(iter(f), next(iter(known[0]), ())))
    shares = [Symbol(f"q{i}") for i in range(len(known))]
    columns = {m for v in (f, *known) for m in v if m != zero}
    constraints: list[object] = [q >= 0 for q in shares]
    for m in sorted(columns):
        left = sum((_number(v[m]) * q for q, v in zip(shares, known, strict=True) if m in v), nsimplify(0))
        equation = Eq(left, _number(f.get(m, Fraction(0))))
        if equation == False:  # noqa: E712  (SymPy's own false)
            return None
        if equation != True:  # noqa: E712
            constraints.append(equation)
    offset = sum((_number(v.get(zero, Fraction(0))) * q for q, v in zip(shares, known, strict=True)), nsimplify(0))
    try:
        value, found = lpmax(_number(f.get(zero, Fraction(0))) - offset, constraints)
    except (InfeasibleLPError, UnboundedLPError):
        return None
    if value < 0:
        return None
    exact = (nsimplify(found.get(s, 0)) for s in shares)
    return [Fraction(int(q.p), int(q.q)) for q in exact]


def _number(q: Fraction) -> object:
    from sympy import Rational as SymPyRational

    return SymPyRational(q.numerator, q.denominator)
