"""Equalities: by the normal form (rule `identity`), or between logarithms (rule `logs`): log(x**2) = 2*log(x)."""

from __future__ import annotations

from certify.algebra import is_zero
from certify.certificate import Proof
from certify.context import Context
from certify.expr import Call, Expr, Rational, add, mul
from certify.goal import Goal
from certify.methods.shape import factors, summands
from certify.methods.steps import Step, by_logs, realise
from certify.unproved import Unproved


def applies(goal: Goal) -> bool:
    """Equalities, and inequalities that may hold with equality."""
    return goal.op in ("==", ">=")


def attempt(goal: Goal, context: Context) -> Proof:
    """Show that f vanishes identically."""
    if is_zero(goal.f, goal.domain.integers):
        return Proof("identity")
    step = _between_logarithms(goal) if goal.op == "==" else None
    if step is None:
        raise Unproved("the normal form does not vanish")
    return realise(step, context)


def _between_logarithms(goal: Goal) -> Step | None:
    """The terms q*log(p) of f with rational q, against the rest."""
    terms: list[tuple[Expr, Expr]] = []
    rest: list[Expr] = []
    for term in summands(goal.f):
        parts = factors(term)
        logs = [p for p in parts if isinstance(p, Call) and p.op == "log"]
        others = [p for p in parts if p not in logs]
        if len(logs) == 1 and all(isinstance(p, Rational) for p in others):
            terms.append((mul(*others), logs[0].args[0]))
        else:
            rest.append(term)
    return by_logs(goal, terms, add(*rest)) if terms else None
