"""Rule `taylor`: the mean value theorem, applied k times to the one before.

What is certified: f has the sign on D, by the signs of its derivatives at c and of the last one between.  What is not: anything if f may
jump; floor, ceil and orders of Bessel functions are refused.
"""

from __future__ import annotations

from typing import Final

from certify.check.calculus import derivative
from certify.check.domains import FLIPPED, Domain, Relation
from certify.check.goals import Goal, similar
from certify.check.plan import New, Params, Plan, inequality, need, one_of, ratio, same, scope
from certify.check.terms import Term, neg, put, sub, var, walk

MAX_ORDER: Final = 60


def taylor(goal: Goal, p: Params) -> Plan:
    """The mean value theorem, k times: g_k has a sign between c and the points of D, g_j for j < k has it at c; so has f.

    See `certify.methods.steps.taylor` for the argument.
    """
    inequality(goal)
    name, c, side = p.take("name", str), p.term("at"), one_of(p.take("side", str), "lower", "upper", "inner")
    k, terms, ops = p.integer("order", 1, MAX_ORDER), p.terms("terms"), p.ops("ops")
    domain = goal.domain
    need(
        name in domain.ranges and not domain.ranges[name].integer and name not in c.free,
        "not a real variable and a place",
    )
    need(len(terms) == len(ops) == k + 1, "not a chain")
    scope(domain, c, *terms)
    need(not any(n.op in ("floor", "ceil", "harmonic_dim") and name in n.free for n in walk(goal.f)), "f jumps")
    need(not any(n.op == "besselj" and name in n.args[0].free for n in walk(goal.f)), "f depends on an order")
    need(side != "inner" or k % 2 == 0, "an even order is needed inside")
    excluded = side != "inner" and beyond(domain, name, c, side)
    need(
        all(ops[j] in (("==",) if side == "inner" and j % 2 else (">=", ">")) for j in range(k)), "signs at the centre"
    )
    need(ops[k] in (">=", ">"), "the sign of the last derivative")
    need(goal.op == ">=" or ops[0] == ">" or (excluded and ">" in ops), "not strict")
    base, closed, inner, conditions = surroundings(domain, name, c, side)
    same(domain, terms[0], goal.f, "the chain does not start with f")
    for j in range(k):
        slope = derivative(terms[j], name)
        need(similar(closed, sub(slope, terms[j + 1])) or _multiple(closed, slope, terms[j + 1]), "not the derivative")
    s = -1 if side == "upper" else 1
    at_c = [Goal(base, put(g if s**j == 1 else neg(g), {name: c}), op) for j, (g, op) in enumerate(zip(terms[:k], ops))]  # noqa: B905
    last = Goal(inner, terms[k] if s**k == 1 else neg(terms[k]), ops[k])
    return Plan([*(Goal.of(base, q) for q in conditions), *at_c, last],
                [New(base, None, (c,)), New(closed, None, tuple(terms[:k])), New(inner, None, (terms[k],))])  # fmt: skip


def beyond(domain: Domain, name: str, c: Term, side: str) -> bool:
    """Checks that D lies on one side of c in one variable, by its range or a constraint; whether strictly."""
    r, op = domain.ranges[name], ">" if side == "lower" else "<"
    end, strict = (r.lower, r.lower_strict) if side == "lower" else (r.upper, r.upper_strict)
    if end is c:
        return strict
    found = set()
    for k in domain.constraints:
        if name in k.free and k.op[0] in "<>":
            q = ratio(domain, sub(k.lhs, k.rhs), sub(var(name), c))
            if q is not None and q != 0:
                found.add(k.op if q > 0 else FLIPPED[k.op])
    need(bool(found & {op, op + "="}), f"not the {side} side of a domain")
    return op in found


def _multiple(domain: Domain, f: Term, g: Term) -> bool:
    q = ratio(domain, f, g)
    return q is not None and q > 0


def surroundings(domain: Domain, name: str, c: Term, side: str) -> tuple[Domain, Domain, Domain, list[Relation]]:
    """D-, D1, D0 of rule `taylor`, and what puts c into the range."""
    r, v = domain.ranges[name], var(name)
    base = domain.without(name)
    literal = (side == "lower" and c is r.lower) or (side == "upper" and c is r.upper)
    closed, conditions = r, []
    if literal:
        closed = r._replace(lower_strict=False) if side == "lower" else r._replace(upper_strict=False)
    else:
        if side != "upper" and r.lower is not None:
            conditions.append(Relation(c, ">" if r.lower_strict else ">=", r.lower))
        if side != "lower" and r.upper is not None:
            conditions.append(Relation(c, "<" if r.upper_strict else "<=", r.upper))
    op = ">" if side == "lower" else "<"
    kept = [] if literal or side == "inner" else [(Relation(v, op + "=", c), Relation(v, op, c))]
    ranges = {**domain.ranges, name: closed}
    inner = {**domain.ranges, name: r._replace(lower_strict=True, upper_strict=True)}
    return (base, Domain(ranges, (*base.constraints, *(a for a, _ in kept))),
            Domain(inner, (*base.constraints, *(b for _, b in kept))), conditions)  # fmt: skip
