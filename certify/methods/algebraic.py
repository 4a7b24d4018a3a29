"""Goals in several variables that are polynomials in exponentials, in roots, or in sines and cosines: these become the variables.

exp(x) = v > 0 for every variable that occurs in exponentials alone, x = t**q for one that occurs under roots alone (rule `substitute`),
cos(x) = c, sin(x) = s with c**2 + s**2 = 1 and the signs they have on the domain (rule `generalise`).  Exponentials of sums and
sines of sums are written out first, roots of products divided (fact `power`).  What is left is a polynomial inequality, for which
`sign` and `positivstellensatz` are strong.
"""

from __future__ import annotations

from typing import Final

from certify import sample
from certify.algebra import normal
from certify.certificate import Proof
from certify.context import Context
from certify.expr import ONE, Call, Expr, Rational, Variable, exp, mul, power, replace, walk
from certify.goal import Goal
from certify.methods.dimension import circle
from certify.methods.facts import by_fact
from certify.methods.shape import factors, summands
from certify.methods.steps import Step, realise, replacement, rewrite
from certify.methods.substitution import substitutions
from certify.unproved import Unproved

MOST_VARIABLES: Final = 4
MOST_SIZE: Final = 200


def applies(goal: Goal) -> bool:
    """Inequalities in two to four real variables with exponentials, roots, sines or cosines, and nothing else of the kind."""
    if goal.op not in (">=", ">") or goal.f.size > MOST_SIZE or goal.domain.integers & set(goal.active):
        return False
    nodes = [node for node in walk(goal.f) if isinstance(node, Call) and node.free]
    if any(node.op == "pow" and not isinstance(node.args[1], Rational) for node in nodes):
        return False
    found = {node.op for node in nodes}
    roots = any(_root(node) for node in nodes)
    return (
        1 < len(goal.active) <= MOST_VARIABLES
        and found <= {"add", "mul", "pow", "exp", "sin", "cos"}
        and (roots or bool(found & {"exp", "sin", "cos"}))
    )


def attempt(goal: Goal, context: Context) -> Proof:
    """All variables, one after the other."""
    return realise(plan(goal), context)


def plan(goal: Goal) -> Step:
    """The steps to a polynomial (or rational) goal.  Raises Unproved if some variable stays in a function."""
    steps: list[Step] = []
    last = goal
    while (step := _divided(last)) is not None:
        steps.append(step)
        last = step.last
    if any(isinstance(n, Call) and n.op in ("exp", "sin", "cos") and len(n.free) > 1 for n in walk(last.f)):
        steps.append(rewrite(last, _written_out(normal(last.f))))
        last = steps[-1].last
    for name in goal.active:
        kind = next((kind for found, kind in substitutions(last) if found == name), None)
        if kind is not None:
            steps.append(kind(last, name))
        elif _is_angular(last.f, name):
            steps.append(circle(last, name))
        last = _end(steps[-1]) if steps else last
    rest = normal(last.f)
    if not steps or any(isinstance(n, Call) and (n.op in ("exp", "sin", "cos") or _root(n)) for n in walk(rest)):
        raise Unproved("not a polynomial in exponentials, roots, sines or cosines of the variables")
    found, *others = reversed(steps)
    for step in others:
        found = _append(step, found)
    return found


def _end(step: Step) -> Goal:
    """The goal that is left after a chain of steps."""
    child = step.children[-1]
    return child if isinstance(child, Goal) else _end(child)


def _append(step: Step, further: Step) -> Step:
    """A chain of steps with one more at its end."""
    child = step.children[-1]
    return step.then(further if isinstance(child, Goal) else _append(child, further))


def _written_out(f: Expr) -> Expr:
    """Exponentials of sums as products."""
    for node in [n for n in walk(f) if isinstance(n, Call) and n.op == "exp" and len(n.free) > 1]:
        f = replace(f, node, mul(*(exp(term) for term in summands(node.args[0]))))
    return f


def _root(node: Expr) -> bool:
    return (
        isinstance(node, Call) and node.op == "pow" and bool(node.free)
        and isinstance(node.args[1], Rational) and node.args[1].value.denominator > 1
    )  # fmt: skip


def _divided(goal: Goal) -> Step | None:
    """A root of a product of positive factors as a product of roots."""
    for node in walk(goal.f):
        if isinstance(node, Call) and _root(node):
            first, *rest = factors(node.args[0])
            if rest and all(sample.seems(item, ">", goal.domain) for item in (first, *rest) if item.free):
                exponent = node.args[1]
                by = mul(power(first, exponent), power(mul(*rest), exponent))
                equality = by_fact(Goal(goal.domain, node - by, "=="), "power", first, mul(*rest), exponent)
                return replacement(goal, node, by, equality)
    return None


def _is_angular(f: Expr, name: str) -> bool:
    """Whether a variable occurs in sines and cosines of itself alone."""
    x = Variable(name)
    nodes = [n for n in walk(f) if isinstance(n, Call) and n.op in ("sin", "cos") and name in n.free]
    if not nodes or any(n.args != (x,) for n in nodes):
        return False
    bare = f
    for node in nodes:
        bare = replace(bare, node, ONE)
    return name not in bare.free
