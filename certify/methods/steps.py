"""Steps of a proof as plans: a rule, its parameters, and the goals it leaves.

A `Step` reduces a goal to children; it is data, so that a search can look at the children (and sample them) before
anything is proved.  `realise` turns a plan into a proof: it checks the identities that the step rests on by the normal form,
shows that what the step introduces is defined, and proves the children with the context.  Every function below builds one
rule of `certify.certificate`; that the goal follows from the children is argued there or here.

All of them may be applied to goals they do not help; a step that is wrong (a factor that does not multiply out, an inverse
that does not invert) is refused by its constructor or by `realise`, with `Unproved`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as altered
from functools import lru_cache
from typing import Any, TypeAlias

from certify import sample
from certify.algebra import is_zero, normal
from certify.calculus import derivative
from certify.certificate import Defined, Json, Proof
from certify.context import Context
from certify.domain import FLIPPED, Domain, Range
from certify.expr import (
    ONE,
    ZERO,
    Expr,
    Rational,
    Variable,
    add,
    exp,
    has,
    log,
    mul,
    neg,
    power,
    replace,
    substitute,
    walk,
)
from certify.goal import Goal
from certify.integrality import is_integer_valued
from certify.parse import Relation
from certify.text import to_text
from certify.unproved import Disproved, Unproved

Child: TypeAlias = "Goal | Step"


@dataclass(frozen=True)
class Step:
    """The goal follows by `rule` from the children.

    `params` are those of the rule, expressions not yet spelled out; `identities` must vanish by the normal form; `new` lists what
    must be shown to be defined, and wherever which goal's f is.
    """

    goal: Goal
    rule: str
    params: Mapping[str, Any] = field(default_factory=dict)
    children: tuple[Child, ...] = ()
    new: tuple[tuple[Goal, tuple[Expr, ...]], ...] = ()
    identities: tuple[Expr, ...] = ()

    @property
    def last(self) -> Goal:
        """The goal of the last child: the one the step was made for."""
        return goal_of(self.children[-1])

    def then(self, child: Child, index: int = -1) -> Step:
        """The same step with a plan for one of its children."""
        children = list(self.children)
        assert goal_of(child) == goal_of(children[index])
        children[index] = child
        return altered(self, children=tuple(children))

    def leaves(self) -> Iterator[Goal]:
        """The goals that are left to be proved."""
        for child in self.children:
            if isinstance(child, Goal):
                yield child
            else:
                yield from child.leaves()


def goal_of(child: Child) -> Goal:
    """The goal that a child stands for."""
    return child if isinstance(child, Goal) else child.goal


def realise(step: Step, context: Context) -> Proof:
    """The proof that the plan describes.  Raises Unproved; leaves that look false are noticed before any is proved."""
    for leaf in step.leaves():
        if sample.violation(leaf) is not None:
            raise Unproved(f"rule {step.rule} leads to {leaf}, which fails at a sample point")
    return _proof(step, context)


def _proof(step: Step, context: Context) -> Proof:
    context.deadline.check()
    for item in step.identities:
        if not is_zero(item, step.goal.domain.integers):
            raise Unproved(f"rule {step.rule}: {to_text(item)} was expected to vanish")
    children = tuple(_child_proof(child, context) for child in step.children)
    try:
        defined = tuple(d for base, items in step.new for d in context.defined(base, *items))
    except Disproved as failure:  # an obligation of what the step introduces is false; the goal need not be
        raise Unproved(failure.reason, failure.closest) from None
    return node(step, children, defined)


def node(step: Step, children: tuple[Proof, ...], defined: tuple[Defined, ...] = ()) -> Proof:
    """The step as a node, its children proved."""
    return Proof(step.rule, {key: _plain(value) for key, value in step.params.items()}, children, defined)


def _child_proof(child: Child, context: Context) -> Proof:
    if isinstance(child, Step):
        return _proof(child, context)
    try:
        return context.prove(child)
    except Disproved as failure:  # the child is false; its parent need not be
        raise Unproved(failure.reason, failure.closest) from None


def _plain(value: Any) -> Json:
    """A parameter as plain data."""
    if isinstance(value, Expr):
        return to_text(value)
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, Relation):
        return str(value)
    assert isinstance(value, (str, int, bool))
    return value


@lru_cache(maxsize=4_096)
def slope(f: Expr, name: str) -> Expr:
    """The derivative in normal form."""
    return normal(derivative(f, name))


def put(item: Expr, values: Mapping[str, Expr]) -> Expr:
    """`substitute`, with Unproved for a literal division by zero."""
    try:
        return substitute(item, values)
    except ZeroDivisionError:
        raise Unproved(f"{to_text(item)} is undefined at the point in question") from None


def chain(*steps: Step) -> Step:
    """Steps one after the other, each applied to the last child of the one before."""
    *front, found = steps
    for step in reversed(front):
        found = step.then(found)
    return found


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


def relax(goal: Goal, names: Sequence[str]) -> Step:
    """Rule `relax`: what holds for all reals of a range holds for its integers.

    f must be defined for those reals: `x**n` with x < 0 is defined for integers n only, so that a goal about real n would say
    nothing about x < 0.
    """
    ranges = {k: altered(r, integer=False) if k in names else r for k, r in goal.domain.ranges.items()}
    relaxed = altered(goal, domain=altered(goal.domain, ranges=ranges))
    return Step(goal, "relax", {"names": list(names)}, (relaxed,), ((altered(relaxed, f=ZERO), (goal.f,)),))


def split(goal: Goal, name: str, at: Sequence[Expr]) -> Step:
    """Rule `split`: the range of a variable is cut at closed points, increasing and inside it.

    A real point belongs to both of its neighbours, or to none if a constraint excludes it; an integer point to the piece on its left.
    """
    r = goal.domain.ranges[name]
    pieces, rest = [], r
    for p in at:
        hole = not r.integer and excluded(goal.domain, name, p)
        pieces.append(altered(rest, upper=p, upper_strict=hole))
        rest = altered(rest, lower=p + 1 if r.integer else p, lower_strict=hole)
    pieces.append(rest)
    children = tuple(altered(goal, domain=goal.domain.with_range(name, piece)) for piece in pieces)
    return Step(goal, "split", {"name": name, "at": list(at)}, children)


def excluded(domain: Domain, name: str, p: Expr) -> bool:
    """Whether a constraint says `name != p`."""
    return any(c.op == "!=" and {c.lhs, c.rhs} == {Variable(name), p} for c in domain.constraints)


def periodic(goal: Goal, name: str, period: Expr, at: Expr) -> Step:
    """Rule `period`: f, defined on the whole line, has a period T > 0; so its values are those on [at, at + T]."""
    r = goal.domain.ranges[name]
    if r.integer or any(name in c.free for c in goal.domain.constraints):
        raise Unproved("a real variable without constraints is periodic")
    line = goal.domain.with_range(name, Range(None, None))
    one = altered(goal, domain=goal.domain.with_range(name, Range(at, add(at, period))))
    shifted = put(goal.f, {name: add(Variable(name), period)})
    params = {"name": name, "period": period, "at": at}
    return Step(goal, "period", params, (one,), ((Goal(line, ZERO, ">="), (goal.f,)),), (shifted - goal.f,))


def opened(goal: Goal, name: str, side: str) -> Step:
    """Rule `open`: a closed end of a range is a case of its own."""
    r = goal.domain.ranges[name]
    end, strict = (r.lower, r.lower_strict) if side == "lower" else (r.upper, r.upper_strict)
    if end is None or strict or r.integer:
        raise Unproved("the range has no closed end there")
    values = {name: end}
    base = goal.domain.without(name).constrained(
        *(Relation(put(c.lhs, values), c.op, put(c.rhs, values)) for c in goal.domain.constraints if name in c.free)
    )
    inner = altered(r, lower_strict=True) if side == "lower" else altered(r, upper_strict=True)
    at_end = Goal(base, put(goal.f, values), goal.op)
    children = (at_end, altered(goal, domain=goal.domain.with_range(name, inner)))
    return Step(goal, "open", {"name": name, "side": side}, children, ((Goal(base, ZERO, ">="), (at_end.f,)),))


def substitution(goal: Goal, name: str, new: str, forward: Expr, inverse: Expr, where: Range) -> Step:
    """Rule `substitute`: a point of D with the value x of `name` is the image of the point with inverse(x) for `new`.

    So if f(forward) has the sign wherever `new` lies in its range, and inverse(x) lies there for all of D, f has it on D.
    """
    domain = goal.domain
    if new in domain.ranges or domain.ranges[name].integer or where.integer:
        raise Unproved("a real variable is replaced by a new real variable")
    back = put(forward, {new: inverse})
    ranges = {(new if k == name else k): (where if k == name else r) for k, r in domain.ranges.items()}
    values = {name: forward}
    constraints = tuple(
        Relation(put(c.lhs, values), c.op, put(c.rhs, values)) if name in c.free else c for c in domain.constraints
    )
    return Step(
        goal,
        "substitute",
        {
            "name": name,
            "new": new,
            "forward": forward,
            "inverse": inverse,
            "where": list(where.describe(new)),
        },
        (
            *(Goal.of(domain, c) for c in conditions(inverse, where)),
            Goal(Domain(ranges, constraints), put(goal.f, values), goal.op),
        ),
        ((goal, (inverse, back)),),
        (back - Variable(name),),
    )


def conditions(item: Expr, where: Range) -> Iterator[Relation]:
    """What it means that an expression lies in a real range."""
    if where.lower is not None:
        yield Relation(item, ">" if where.lower_strict else ">=", where.lower)
    if where.upper is not None:
        yield Relation(item, "<" if where.upper_strict else "<=", where.upper)


def generalise(goal: Goal, term: Expr, new: str, where: Range, result: Expr, *extra: Relation) -> Step:
    """Rule `generalise`: f is g with the term in the place of `new`; g has the sign for all values in a range of the term.

    `extra` are further relations between `new` and the other variables.
    """
    if new in goal.domain.ranges or where.integer:
        raise Unproved("a term is replaced by a new real variable")
    back = {new: term}
    domain = goal.domain.with_range(new, where).constrained(*extra)
    further = tuple(Relation(put(r.lhs, back), r.op, put(r.rhs, back)) for r in extra)
    new_terms: tuple[tuple[Goal, tuple[Expr, ...]], ...] = ((goal, (term, put(result, back))),)
    if is_integer_valued(term, goal.domain.integers):  # what is defined for integers need not be for reals
        new_terms += ((Goal(domain, ZERO, ">="), (result,)),)
    return Step(
        goal,
        "generalise",
        {
            "term": term,
            "new": new,
            "result": result,
            "where": [*where.describe(new), *extra],
        },
        (
            *(Goal.of(goal.domain, c) for c in (*conditions(term, where), *further)),
            Goal(domain, result, goal.op),
        ),
        new_terms,
        (put(result, back) - goal.f,),
    )


def replacement(goal: Goal, term: Expr, by: Expr, equality: Child | None = None) -> Step:
    """Rule `replace`: equals for equals."""
    result = replace(goal.f, term, by)
    equal = Goal(goal.domain, term - by, "==")
    assert equality is None or goal_of(equality) == equal
    return Step(
        goal,
        "replace",
        {"term": term, "by": by, "result": result},
        (equality or equal, altered(goal, f=result)),
        ((goal, (by, result)),),
    )


def transitive(goal: Goal, middle: Expr, *, strict_first: bool = False) -> Step:
    """Rule `transitive`: f >= g and g >= 0, one of them strict if the goal is."""
    if goal.op not in (">=", ">"):
        raise Unproved("transitivity is for inequalities")
    first = ">" if strict_first else ">="
    second = ">=" if strict_first else goal.op
    children = (Goal(goal.domain, goal.f - middle, first), Goal(goal.domain, middle, second))
    return Step(goal, "transitive", {"middle": middle}, children, ((goal, (middle,)),))


def cut(goal: Goal, relation: Relation) -> Step:
    """Rule `cut`: a relation that holds on D may be added to its constraints."""
    children = (Goal.of(goal.domain, relation), altered(goal, domain=goal.domain.constrained(relation)))
    return Step(goal, "cut", {"relation": relation}, children, ((goal, (relation.lhs, relation.rhs)),))


def widen(goal: Goal, domain: Domain, shown: Sequence[Relation] = ()) -> Step:
    """Rule `widen`: a larger domain; the conditions that are not literally those of D are shown first."""
    if any(r.integer != goal.domain.ranges[name].integer for name, r in domain.ranges.items()):
        raise Unproved("a wider domain keeps the integer variables")
    children = (*(Goal.of(goal.domain, c) for c in shown), altered(goal, domain=domain))
    return Step(goal, "widen", {"where": list(domain.lines()), "shown": list(shown)}, children)


def taylor(goal: Goal, name: str, at: Expr, side: str, terms: Sequence[Expr], ops: Sequence[str]) -> Step:
    """Rule `taylor`: the last derivative has a sign between c and every point of D, the earlier ones at c.

    On the side "lower" (name >= c): if g_k >= 0 inside and g_j(c) >= 0 for j < k, then g_{k-1}, ..., g_0 are non-decreasing
    from c on, one after the other (mean value theorem: each is continuous where its obligations hold), hence >= 0.  If g_k > 0
    or some g_j(c) > 0, then g_{j-1}, ..., g_0 increase strictly, so f > 0 everywhere but perhaps at c itself, where f is
    g_0(c).  "upper" is the mirror image, which turns the sign of odd derivatives.  "inner", k even: with g_j(c) = 0 for odd j,
    g_{k-1} has the sign of name - c, hence g_{k-2} is least at c, and so on down to f.

    `terms` are g_0 = f, ..., g_k, the derivatives, however written.
    """
    k = len(terms) - 1
    if goal.op not in (">=", ">") or k < 1 or len(ops) != k + 1 or terms[0] != goal.f or name in at.free:
        raise Unproved("not a chain of derivatives")
    if goal.domain.ranges[name].integer or has(goal.f, "floor", "ceil"):
        raise Unproved("a chain of derivatives needs a real variable and a continuous function")
    changes = [(slope(g, name), h) for g, h in itertools.pairwise(terms)]
    base, closed, inner, excluded, place = _surroundings(goal.domain, name, at, side)
    fits = all(op in (("==",) if side == "inner" and j % 2 else (">=", ">")) for j, op in enumerate(ops[:k]))
    strict = goal.op == ">=" or ops[0] == ">" or (excluded and ">" in ops)
    if not (fits and ops[k] in (">=", ">") and strict and (side != "inner" or k % 2 == 0)):
        raise Unproved("the signs at the centre do not make a chain")
    sign = -1 if side == "upper" else 1
    signed = [g if sign**j == 1 else neg(g) for j, g in enumerate(terms)]
    return Step(
        goal,
        "taylor",
        {
            "name": name,
            "at": at,
            "side": side,
            "order": k,
            "terms": list(terms),
            "ops": list(ops),
        },
        (
            *(Goal.of(base, c) for c in place),
            *(Goal(base, put(g, {name: at}), op) for g, op in zip(signed[:k], ops[:k], strict=True)),
            Goal(inner, signed[k], ops[k]),
        ),
        (
            (Goal(base, ZERO, ">="), (at,)),
            (Goal(closed, ZERO, ">="), tuple(terms[:k])),
            (Goal(inner, ZERO, ">="), (terms[k],)),
        ),
        tuple(g - h for g, h in changes if g != h),
    )


def comparisons(domain: Domain, name: str) -> Iterator[tuple[Expr, str]]:
    """(c, op) for the constraints that say `name op c`: lhs - rhs ~ q*(name - c) with a rational q."""
    for c in domain.constraints:
        if name not in c.free or c.op in ("==", "!="):
            continue
        if c.lhs == Variable(name) and name not in c.rhs.free:
            yield c.rhs, c.op
            continue
        difference = c.lhs - c.rhs
        rate = normal(derivative(difference, name))
        if isinstance(rate, Rational) and rate.value:
            end = normal(Variable(name) - difference / rate)
            if name not in end.free:
                yield end, c.op if rate.value > 0 else FLIPPED[c.op]


def _surroundings(
    domain: Domain, name: str, at: Expr, side: str
) -> tuple[Domain, Domain, Domain, bool, list[Relation]]:
    """D-, D1, D0 of rule `taylor`, whether the centre is excluded from D, and what places the centre in the range.

    On the side "lower", a point of D with value v of `name` has c <= v, so the segment from c to v lies in D1 if c is not
    below the range's lower end; that it is not above the upper end follows from c <= v.
    """
    r, variable = domain.ranges[name], Variable(name)
    base = domain.without(name)
    excluded, place = False, []
    sides: tuple[Relation, ...] = ()
    closed = r
    if side == "lower" and at == r.lower:
        excluded, closed = r.lower_strict, altered(r, lower_strict=False)
    elif side == "upper" and at == r.upper:
        excluded, closed = r.upper_strict, altered(r, upper_strict=False)
    else:
        if side != "inner":
            op = ">=" if side == "lower" else "<="
            ops = {found for end, found in comparisons(domain, name) if end == at or is_zero(end - at)}
            if not ops & {op, op[0]}:
                raise Unproved(f"{name} {op} {to_text(at)} is not known")
            excluded = op[0] in ops
            sides = (Relation(variable, op, at),)
        if side != "upper" and r.lower is not None:
            place.append(Relation(at, ">" if r.lower_strict else ">=", r.lower))
        if side != "lower" and r.upper is not None:
            place.append(Relation(at, "<" if r.upper_strict else "<=", r.upper))
    inner = altered(r, lower_strict=True, upper_strict=True)
    strict = tuple(Relation(c.lhs, c.op[0], c.rhs) for c in sides)
    around = {k: closed if k == name else v for k, v in domain.ranges.items()}
    return (
        base,
        Domain(around, (*base.constraints, *sides)),
        Domain({**around, name: inner}, (*base.constraints, *strict)),
        excluded,
        place,
    )


def by_known(goal: Goal, relation: Relation) -> Step:
    """Rule `known` for an equation: f ~ lhs - rhs of a constraint."""
    if goal.op != "==" or relation.op != "==" or relation not in goal.domain.constraints:
        raise Unproved("the equation is not known")
    params = {"relation": relation, "sign": 1, "q": "1", "r": "0"}
    return Step(goal, "known", params, (), (), (goal.f - (relation.lhs - relation.rhs),))


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
