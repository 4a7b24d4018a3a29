"""Dimensions of spaces of spherical harmonics: harmonic_dim(d, n) by gammas where n >= 1 (fact `harmonic_dim`).

Where n = 0 belongs to the range of a variable, it is split off first.  What remains is hypergeometric, and positive factors
are taken out of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as altered

from certify import sample
from certify.algebra import normal
from certify.certificate import Proof
from certify.context import Context
from certify.expr import ONE, Call, Expr, Rational, add, has, walk
from certify.goal import Goal
from certify.methods import logs
from certify.methods.facts import by_fact, fact
from certify.methods.rewrite import simplified
from certify.methods.steps import Child, Step, chain, realise, replacement, rewrite, split
from certify.unproved import Unproved


def applies(goal: Goal) -> bool:
    """Goals in which a dimension occurs that the normal form leaves alone."""
    return goal.op in ("==", ">=", ">") and has(goal.f, "harmonic_dim")


def attempt(goal: Goal, context: Context) -> Proof:
    """Write the dimensions out, after splitting off the first value of a variable if need be."""
    step = expanded(goal) or _split_off(goal)
    if step is None:
        raise Unproved("the degree may be 0")
    return realise(step, context)


def _terms(f: Expr) -> Iterator[Call]:
    """The dimensions in f that do not stand under a binder."""
    for node in walk(f):
        if isinstance(node, Call) and node.op == "harmonic_dim":
            yield node


def expanded(goal: Goal) -> Step | None:
    """Every dimension replaced by its formula, and the result simplified unless it is for `logs`; None if a degree may be 0."""
    steps: list[Step] = []
    current = goal
    for term in sorted(set(_terms(goal.f)), key=lambda t: -t.size):
        if not term.free <= goal.domain.ranges.keys():
            return None
        degree = term.args[1]
        if not (isinstance(degree, Rational) or sample.seems(degree - 1, ">=", goal.domain)):
            return None
        relation, _ = fact("harmonic_dim").at(*term.args)
        equal = by_fact(Goal(goal.domain, term - relation.rhs, "=="), "harmonic_dim", *term.args)
        steps.append(replacement(current, term, relation.rhs, equal))
        current = steps[-1].last
    if not steps:
        return None
    if logs.applies(current):
        return chain(*steps)
    easier = simplified(current) if current.op != "==" else None
    if easier is not None:
        steps.append(easier)
    elif (simple := normal(current.f, current.domain.integers)) != current.f and current.op != "==":
        steps.append(rewrite(current, simple))
    return chain(*steps)


def _split_off(goal: Goal) -> Step | None:
    """The first value of an integer variable apart, if the rest can then be written out."""
    for name in goal.active:
        r = goal.domain.ranges[name]
        if not r.integer or not isinstance(r.lower, Rational) or any(name in c.free for c in goal.domain.constraints):
            continue
        begin = add(r.lower, ONE)
        if isinstance(r.upper, Rational) and isinstance(begin, Rational) and r.upper.value < begin.value:
            continue
        later = altered(goal, domain=goal.domain.with_range(name, altered(r, lower=begin, lower_strict=False)))
        rest: Child | None = expanded(later)
        if rest is not None:
            return split(goal, name, [r.lower]).then(rest, 1)
    return None
