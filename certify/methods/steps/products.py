"""Steps that write f otherwise: multiplied by a factor, as a product or a sum, through logarithms and exponentials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace as altered

from certify.expr import ONE, Expr, add, exp, log, mul, power, walk
from certify.goal import Goal
from certify.methods.steps.plan import Step
from certify.unproved import Unproved


def multiply(goal: Goal, factor: Expr, result: Expr) -> Step:
    """Rule `multiply`: f*h ~ g and h > 0, so f and g have the same sign.  Without a child for h = 1."""
    children = () if factor == ONE else (Goal(goal.domain, factor, ">"),)
    return Step(
        goal,
        "multiply",
        {"factor": factor, "result": result},
        (*children, altered(goal, f=result)),
        ((goal, (factor, result)),),
        (goal.f * factor - result,),
    )


def rewrite(goal: Goal, result: Expr) -> Step:
    """Rule `multiply` with factor 1: f ~ g."""
    return multiply(goal, ONE, result)


def product(goal: Goal, factors: Sequence[Expr]) -> Step:
    """Rule `product`: f ~ h_1 ... h_n with every h_i op 0; a product of non-negative (positive) numbers is one."""
    if goal.op not in (">=", ">"):
        raise Unproved("factors are for inequalities")
    children = tuple(altered(goal, f=h) for h in factors)
    new = ((goal, tuple(factors)),)
    return Step(goal, "product", {"factors": list(factors)}, children, new, (goal.f - mul(*factors),))


def total(goal: Goal, terms: Sequence[Expr], ops: Sequence[str]) -> Step:
    """Rule `sum`: f ~ g_1 + ... + g_n with every g_i >= 0, one of them > 0 if the goal is strict."""
    if goal.op not in (">=", ">") or (goal.op == ">" and ">" not in ops):
        raise Unproved("terms are for inequalities, one of them strict if the sum is")
    children = tuple(Goal(goal.domain, g, op) for g, op in zip(terms, ops, strict=True))
    params = {"terms": list(terms), "ops": list(ops)}
    return Step(goal, "sum", params, children, ((goal, tuple(terms)),), (goal.f - add(*terms),))


def logarithm(goal: Goal, scale: Expr, log_: Expr) -> Step:
    """Rule `log`: f ~ B*(exp(L) - 1) with B > 0; exp(L) - 1 has the sign of L."""
    return Step(
        goal,
        "log",
        {"scale": scale, "log": log_},
        (Goal(goal.domain, scale, ">"), altered(goal, f=log_)),
        ((goal, (scale, log_)),),
        (goal.f - scale * (exp(log_) - 1),),
    )


def exponential(goal: Goal, scale: Expr, result: Expr) -> Step:
    """Rule `exp`: g ~ B*(exp(f) - 1) with B > 0; exp(f) - 1 has the sign of f."""
    return Step(
        goal,
        "exp",
        {"scale": scale, "result": result},
        (Goal(goal.domain, scale, ">"), altered(goal, f=result)),
        ((goal, (scale, result)),),
        (result - scale * (exp(goal.f) - 1),),
    )


def by_logs(goal: Goal, terms: Sequence[tuple[Expr, Expr]], rest: Expr) -> Step:
    """Rule `logs`: f ~ sum of q_i*log(p_i) + r, and the product of p_i**q_i times exp(r) is 1.

    Each p_i is positive where f is defined, since log(p_i) occurs in f.
    """
    present = set(walk(goal.f))
    if goal.op not in ("==", ">=") or any(log(p) not in present for _, p in terms):
        raise Unproved("not an equation between logarithms")
    return Step(
        goal,
        "logs",
        {"terms": [[q, p] for q, p in terms], "rest": rest},
        (),
        (),
        (
            goal.f - add(*(mul(q, log(p)) for q, p in terms), rest),
            mul(*(power(p, q) for q, p in terms), exp(rest)) - 1,
        ),
    )
