"""Rules that change the domain: cases, points one by one, larger domains, other variables.

What is certified: a goal on D follows from goals on pieces that cover D, on a larger domain, or on the image of D.  What is not: that
the pieces are not empty, which is not needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import ceil, floor, prod
from typing import Final

from certify.check import normal
from certify.check.domains import Domain, Range, Relation
from certify.check.dyadic import Interval, IntervalError
from certify.check.evaluate import decide, good, holds, value
from certify.check.goals import Goal
from certify.check.normal.elements import constant
from certify.check.plan import New, Params, Plan, closed_ends, exactly, implies, need, one_of, same, scope
from certify.check.terms import ONE, ZERO, Rejected, Term, add, is_integer, neg, number, put, replace, spend, var
from certify.check.text import parse_domain, parse_relation, variable_name

MAX_CASES: Final = 100_000


def split(goal: Goal, p: Params) -> Plan:
    """The pieces cover D: every number is <= or >= each cut, < or > if it is not the cut, every integer <= k or >= k + 1."""
    name, cuts = p.take("name", str), p.terms("at")
    need(name in goal.domain.ranges and bool(cuts), "no variable to split")
    rest = goal.domain.ranges[name]
    pieces = []
    for c in cuts:
        need(not c.free and (not rest.integer or c.integer is not None), "cuts are closed, integers for integers")
        hole = not rest.integer and any(implies(k, Relation(var(name), "!=", c)) for k in goal.domain.constraints)
        pieces.append(rest._replace(upper=c, upper_strict=hole))
        rest = rest._replace(lower=add(c, ONE) if rest.integer else c, lower_strict=hole)
    domains = [closed_ends(goal.domain.with_range(name, r)) for r in (*pieces, rest)]
    return Plan([goal._replace(domain=d) for d in domains])


def period(goal: Goal, p: Params) -> Plan:
    """f has the period T on the whole line, where it is defined everywhere: its values on D are values on one period."""
    name, t, at = p.take("name", str), p.term("period"), p.term("at")
    domain = goal.domain
    need(name in domain.ranges and not domain.ranges[name].integer, "no real variable")
    need(not any(name in k.free for k in domain.constraints), "no constraint may contain the variable")
    need(not t.free and not at.free and holds(Relation(t, ">", ZERO), {}, 64) is True, "a period is a number > 0")
    line = domain.with_range(name, Range())
    same(line, put(goal.f, {name: add(var(name), t)}), goal.f, "not a period")
    one = closed_ends(domain.with_range(name, Range(at, add(at, t))))
    return Plan([goal._replace(domain=one)], [New(line, None, (goal.f,))])


def opened(goal: Goal, p: Params) -> Plan:
    """A closed end of a range by itself, and the range without it."""
    name, side = p.take("name", str), one_of(p.take("side", str), "lower", "upper")
    need(name in goal.domain.ranges and not goal.domain.ranges[name].integer, "no real variable")
    r = goal.domain.ranges[name]
    c, strict = (r.lower, r.lower_strict) if side == "lower" else (r.upper, r.upper_strict)
    if c is None or strict:
        raise Rejected("the range has no closed end there")
    kept = tuple(k.put({name: c}) for k in goal.domain.constraints if name in k.free)
    rest = goal.domain.without(name)
    base = Domain(rest.ranges, (*rest.constraints, *kept))
    inner = r._replace(lower_strict=True) if side == "lower" else r._replace(upper_strict=True)
    at_c = put(goal.f, {name: c})
    return Plan(
        [Goal(base, at_c, goal.op), goal._replace(domain=goal.domain.with_range(name, inner))],
        [New(base, None, (at_c,))],
    )


def finite(goal: Goal, p: Params) -> Plan:
    """Every case.  A case that fails a constraint is no point of D."""
    names, kind = p.items("names"), one_of(p.take("cases", str), "values", "children")
    domain, ends = goal.domain, []
    for name in names:
        r = domain.ranges.get(name, Range()) if isinstance(name, str) else Range()
        need(r.integer and r.lower is not None and r.upper is not None, "not integers of a finite range")
        a, b = r.lower.integer, r.upper.integer  # type: ignore[union-attr]
        if a is None or b is None:
            raise Rejected("not integers of a literal range")
        ends.append(range(a + r.lower_strict, b + 1 - r.upper_strict))
    need(len(set(names)) == len(names) and prod(map(len, ends)) <= MAX_CASES, "too many cases")
    used = goal.f.free.union(*(c.free for c in domain.constraints))
    if kind == "values":
        prec = p.integer("prec", 2, 4096)
        need(used <= set(names), "variables are left in the cases")
        for point in product(*ends):
            _value(goal, dict(zip(names, point, strict=True)), prec)
        return Plan()
    children = []
    for point in product(*ends):
        case = instance(goal, {n: number(k) for n, k in zip(names, point, strict=True)})
        if case is not None:
            children.append(case)
    return Plan(children)


def _value(goal: Goal, point: Mapping[str, int], prec: int) -> None:
    """One case: the value has the sign, by balls or exactly, or a constraint fails."""
    spend(50)
    env = {n: Interval.dyadic(k) for n, k in point.items()}
    for c in goal.domain.constraints:
        if holds(c, env, prec) is False:
            return
    try:
        x = value(goal.f, env, prec)
        if good(x, goal.op) or (goal.op == "!=" and not x.has_zero()) or (goal.op == "==" and x.is_zero()):
            return
    except IntervalError:
        pass
    values = {n: number(k) for n, k in point.items()}
    if any(decide(c.put(values)) is False for c in goal.domain.constraints):
        return
    normal_form, (f,) = normal.prepared(frozenset(), {}, put(goal.f, values))
    e = normal_form.of(f)
    q = constant(e)
    if q is None:
        need(goal.op in (">=", "==") and normal_form.zero(e), "a case has no sign")
    else:
        need({">": q > 0, ">=": q >= 0, "==": q == 0, "!=": q != 0}[goal.op], "a case fails")


def instance(goal: Goal, values: Mapping[str, Term]) -> Goal | None:
    """The goal with literals for some variables; None if a constraint fails there."""
    kept = []
    for c in goal.domain.constraints:
        c = c.put(values)
        truth = None if c.free else decide(c)
        if truth is False:
            return None
        if truth is None:
            kept.append(c)
    ranges = {k: r for k, r in goal.domain.ranges.items() if k not in values}
    return Goal(Domain(ranges, tuple(kept)), put(goal.f, values), goal.op)


def relax(goal: Goal, p: Params) -> Plan:
    """What holds for reals holds for integers; but f must be defined as a function of reals at the integers."""
    names = p.items("names")
    ranges = dict(goal.domain.ranges)
    for n in names:
        need(isinstance(n, str) and n in ranges, "no variable to relax")
        ranges[n] = ranges[n]._replace(integer=False)
    domain = goal.domain._replace(ranges=ranges)
    return Plan([goal._replace(domain=domain)], [New(domain, goal.f, (goal.f,), integers=goal.domain.integers)])


def widen(goal: Goal, p: Params) -> Plan:
    """A larger domain: every condition of it is known on D, or shown."""
    domain = closed_ends(parse_domain(p.items("where")))
    shown = [parse_relation(t) for t in p.items("shown")] if "shown" in p.left else []
    old = goal.domain
    need(domain.ranges.keys() <= old.ranges.keys(), "a variable without a range in D")
    need(all(r.integer == old.ranges[n].integer for n, r in domain.ranges.items()), "integers stay integers")
    scope(domain, goal.f)
    scope(old, *(s for c in shown for s in (c.lhs, c.rhs)))
    facts = [*old.known(), *shown]
    facts += [s for k in facts for s in integer_steps(k, old)]
    facts += [Relation(k.lhs, k.op[0], k.rhs) for k in facts if k.op in ("<=", ">=")
              and any(implies(j, Relation(k.lhs, "!=", k.rhs)) for j in facts)]  # fmt: skip
    for c in domain.known():
        need(any(implies(k, c) for k in facts), "a condition of the wider domain is not known")
    sides = tuple(s for c in shown for s in (c.lhs, c.rhs))
    return Plan([*(Goal.of(old, c) for c in shown), goal._replace(domain=domain)], [New(old, goal.f, sides)])


def integer_steps(k: Relation, domain: Domain) -> Iterator[Relation]:
    """What a bound of an integer v by a rational p says in integers: v > p is v >= floor(p) + 1, v <= p is v <= floor(p), ..."""
    for r in (k, k.turned()):
        p = r.rhs.rational
        if r.lhs.op == "var" and r.op[0] in "<>" and p is not None and domain.ranges[str(r.lhs.value)].integer:
            low = r.op[0] == ">"
            end = (floor(p) + 1 if r.op == ">" else ceil(p)) if low else (ceil(p) - 1 if r.op == "<" else floor(p))
            yield Relation(r.lhs, ">=" if low else "<=", number(end))


def substitute(goal: Goal, p: Params) -> Plan:
    """A point of D with x for `name` is the image of inverse(x), which lies in the range of `new`: f there is f(forward) at it."""
    name, new = p.take("name", str), variable_name(p.take("new", str))
    forward, inverse = p.term("forward"), p.term("inverse")
    domain = goal.domain
    where = closed_ends(parse_domain(p.items("where")))
    need(
        list(where.ranges) == [new] and not where.constraints and not where.ranges[new].integer,
        "a range of a real variable",
    )
    need(name in domain.ranges and not domain.ranges[name].integer, "a real variable is replaced")
    need(new not in domain.ranges, "the new variable is new")
    scope(domain, inverse)
    need(forward.free <= (domain.ranges.keys() - {name}) | {new}, "the new variable and the others")
    back = put(forward, {new: inverse})
    same(domain, back, var(name), "the inverse does not undo the substitution")
    values = {name: forward}
    ranges = {(new if k == name else k): (where.ranges[new] if k == name else r) for k, r in domain.ranges.items()}
    image = Domain(ranges, tuple(c.put(values) if name in c.free else c for c in domain.constraints))
    conditions = [Goal.of(domain, c) for c in where.ranges[new].conditions(inverse)]
    return Plan([*conditions, Goal(image, put(goal.f, values), goal.op)], [New(domain, goal.f, (inverse, back))])


def generalise(goal: Goal, p: Params) -> Plan:
    """f is g at new = t, which lies in the range; so if g has the sign there, f has it.  g is shown to be defined for a real `new`."""
    t, new, g = p.term("term"), variable_name(p.take("new", str)), p.term("result")
    lines = p.items("where")
    domain = goal.domain
    need(new not in domain.ranges, "the new variable is new")
    declared = [f"{n} in {'ZZ' if r.integer else 'RR'}" for n, r in domain.ranges.items()]
    extra = closed_ends(parse_domain([*declared, *lines]))
    need(
        set(extra.ranges) == domain.ranges.keys() | {new} and not extra.ranges[new].integer,
        "a range of a real variable",
    )
    need(
        all(r == Range(integer=domain.ranges[n].integer) for n, r in extra.ranges.items() if n != new),
        "only the new range",
    )
    scope(domain, t)
    need(g.free <= domain.ranges.keys() | {new}, "a variable without a range")
    same(domain, put(g, {new: t}), goal.f, "the result does not give f")
    wider = domain.with_range(new, extra.ranges[new]).constrained(*extra.constraints)
    conditions = [c.put({new: t}) for c in (*extra.ranges[new].conditions(var(new)), *extra.constraints)]
    sides = tuple(s for c in conditions for s in (c.lhs, c.rhs))
    new_terms = [New(domain, goal.f, (t, *sides)), New(domain, goal.f, (g,), {new: t})]
    if is_integer(t, domain.integers):  # what is defined for integers need not be for reals
        new_terms.append(New(wider, None, (g,)))
    return Plan([*(Goal.of(domain, c) for c in conditions), Goal(wider, g, goal.op)], new_terms)


def cut(goal: Goal, p: Params) -> Plan:
    """A relation that holds on D may be added to its constraints."""
    r = parse_relation(p.take("relation", str))
    scope(goal.domain, r.lhs, r.rhs)
    narrower = goal._replace(domain=goal.domain.constrained(r))
    return Plan([Goal.of(goal.domain, r), narrower], [New(goal.domain, goal.f, (r.lhs, r.rhs))])


def case_list(term: Term) -> list[tuple[Term, list[Relation]]]:
    """The values of an abs, min or max, and when it takes them."""
    one_of(term.op, "abs", "min", "max")
    if term.op == "abs":
        (a,) = term.args
        return [(a, [Relation(a, ">=", ZERO)]), (neg(a), [Relation(a, "<=", ZERO)])]
    op = "<=" if term.op == "min" else ">="
    return [(a, [Relation(a, op, b) for j, b in enumerate(term.args) if j != i]) for i, a in enumerate(term.args)]


def cases(goal: Goal, p: Params) -> Plan:
    """On each case the term equals what is put in its place, and the cases cover D."""
    term = p.term("term")
    scope(goal.domain, term)
    children = []
    for a, conditions in case_list(term):
        extra = [c for c in conditions if c not in goal.domain.constraints]
        children.append(Goal(goal.domain.constrained(*extra), replace(goal.f, term, a), goal.op))
    return Plan(children, [New(goal.domain, goal.f, (term,))])


def empty(goal: Goal, p: Params) -> Plan:
    """Two bounds of one variable that exclude each other hold on D: there is no point in it."""
    a, b = (parse_relation(t) for t in exactly(p.items("relations"), 2))
    a, b = (r if r.lhs.op == "var" else r.turned() for r in (a, b))
    need(a.lhs is b.lhs and a.lhs.op == "var" and not a.rhs.free and not b.rhs.free, "two bounds of one variable")
    scope(goal.domain, a.lhs)
    low, high = (a, b) if a.op in (">", ">=") else (b, a)
    need(low.op in (">", ">=") and high.op in ("<", "<="), "a lower and an upper bound")
    strict = low.op == ">" or high.op == "<"
    need(decide(Relation(low.rhs, ">=" if strict else ">", high.rhs)) is True, "the bounds do not exclude each other")
    return Plan([Goal.of(goal.domain, parse_order) for parse_order in (a, b)])
