"""Rules for integers: induction, sums and products, the binomial theorem.

What is certified: the goal follows from the children by induction, or by an identity of finite sums and products, an empty sum being 0
and an empty product 1.  What is not: sums without end.
"""

from __future__ import annotations

from typing import Final

from certify.check.definedness import Obligation
from certify.check.domains import Range, Relation
from certify.check.goals import Goal
from certify.check.plan import New, Params, Plan, exactly, implies, need, one_of, same, scope

from certify.check.terms import (  # isort: skip
    BINDERS, ONE, ZERO, Term, add, binder, call, is_integer, mul, number, power, put, rebuilt, replace, sub, var,
)  # fmt: skip
from certify.check.text import parse
from certify.check.written import items, legendre

MOST_TERMS: Final = 1000


def induct(goal: Goal, p: Params) -> Plan:
    """f(a) op 0, and f(n+1) = m*f(n) + r with m >= 0 and r op 0 (for `>`: m > 0 and r >= 0; for `==`: any m), all defined on D."""
    domain, name, a, m = goal.domain, p.take("name", str), p.term("start"), p.term("factor")
    strict = one_of(p.take("strict", str), "m", "r") if goal.op == ">" else ""
    need(goal.op != "!=", "the rule is not for `!=`")
    r = domain.ranges.get(name, Range())
    others = [c for c in domain.constraints if name in c.free]
    plain = r.lower is a and not r.lower_strict and not others
    by_constraint = (
        r.lower is None and r.upper is None and len(others) == 1 and implies(others[0], Relation(var(name), ">=", a))
    )
    need(by_constraint <= (others[0].op in (">=", "<=") if others else True), "a start that belongs to the domain")
    need(
        r.integer and name not in a.free and is_integer(a, domain.integers) and (plain or by_constraint),
        "not an integer from a on",
    )
    scope(domain, a, m)
    upper = None if r.upper is None else sub(r.upper, ONE)
    inner = domain.with_range(name, r._replace(upper=upper))
    rest = sub(put(goal.f, {name: add(var(name), ONE)}), mul(m, goal.f))
    children = [Goal(domain.without(name), put(goal.f, {name: a}), goal.op)]
    if goal.op != "==":
        children.append(Goal(inner, m, ">" if strict == "m" else ">="))
    children.append(Goal(inner, rest, ">=" if strict == "m" else goal.op))
    return Plan(children, [New(domain, None, (goal.f,)), New(inner, None, (m, rest))])


def induct2(goal: Goal, p: Params) -> Plan:
    """f(a) = f(a+1) = 0 and f(n+2) = m1*f(n+1) + m2*f(n), all defined on D."""
    domain, name, a = goal.domain, p.take("name", str), p.term("start")
    m1, m2 = (parse(t) for t in exactly(p.items("factors"), 2))
    r = domain.ranges.get(name, Range())
    need(
        goal.op == "==" and r.integer and r.lower is a and a.integer is not None and not r.lower_strict,
        "an integer from a on",
    )
    need(r.upper is None and not any(name in c.free for c in domain.constraints), "without an end or constraints")
    scope(domain, m1, m2)
    f0, f1, f2 = (put(goal.f, {name: add(var(name), number(j))}) for j in range(3))
    rest = sub(sub(f2, mul(m1, f1)), mul(m2, f0))
    starts = [Goal(domain.without(name), put(goal.f, {name: add(a, number(j))}), "==") for j in (0, 1)]
    return Plan([*starts, Goal(domain, rest, "==")], [New(domain, None, (goal.f, m1, m2, rest))])


def last(goal: Goal, p: Params) -> Plan:
    """A sum (product) that is not empty is that without its last term, and this."""
    t = p.term("term")
    one_of(t.op, "sum", "product")
    g, a, b = t.args
    scope(goal.domain, t)
    need(is_integer(a, goal.domain.integers) and is_integer(b, goal.domain.integers), "integer ends")
    shorter, end = binder(t.op, g, str(t.value), a, sub(b, ONE)), put(g, {str(t.value): b})
    need(goal.op == "==", "the rule is for equations")
    same(
        goal.domain,
        goal.f,
        sub(t, add(shorter, end) if t.op == "sum" else mul(shorter, end)),
        "not a sum and its last term",
    )
    return Plan([Goal(goal.domain, sub(b, a), ">=")], [New(goal.domain, goal.f, (t,))])


def unfold(goal: Goal, p: Params) -> Plan:
    """Sums, products and Legendre polynomials written out."""
    h = p.term("result")
    scope(goal.domain, h)
    same(goal.domain, written(goal.f), written(h), "the result is another one")
    return Plan([goal._replace(f=h)], [New(goal.domain, goal.f, (h,))])


def written(t: Term) -> Term:
    """Innermost first, sums and products with literal ends, and legendre of literal degree."""
    if not t.args:
        return t
    args = [written(a) for a in t.args]
    t = rebuilt(t, args)
    if t.op == "legendre" and args[0].integer is not None:
        return legendre(args[0].integer, args[1], args[2])
    found = items(t, MOST_TERMS) if t.op in BINDERS else None
    return t if found is None else add(ZERO, *found) if t.op == "sum" else mul(ONE, *found)


def binomial_theorem(goal: Goal, p: Params) -> Plan:
    """A sum of q*binomial(n, k)*a**k*b**(n-k) over 0 <= k <= n is q*(a + b)**n, where it stands.

    For 0 <= k <= n the powers are defined for all a and b, and 0**0 = 1.
    """
    t, parts, within, h = p.term("sum"), p.terms("parts"), p.terms("within"), p.term("result")
    need(len(parts) == 3 and t.op == "sum" and all(w.op in ("sum", "product") for w in within), "a sum in sums")
    g, low, n = t.args
    q, a, b = parts
    k = str(t.value)
    binders = tuple((str(w.value), w.args[1], w.args[2], True) for w in within)
    names = [name for name, *_ in binders]
    need(len({*names, k}) == len(names) + 1 and not {*names, k} & goal.domain.ranges.keys(), "names used twice")
    place = Obligation((), binders).domain(goal.domain)
    scope(place, t, q, a, b)
    need(low is ZERO and is_integer(n, place.integers) and k not in n.free, "the ends are 0 and an integer")
    inside = place.with_range(k, Range(ZERO, None, integer=True))
    form = mul(q, call("binomial", n, var(k)), power(a, var(k)), power(b, sub(n, var(k))))
    same(inside, g, form, "a term is of another form")
    old, new = t, mul(q, power(add(a, b), n))
    for w in reversed(within):
        old, new = w, binder(w.op, replace(w.args[0], old, new), str(w.value), w.args[1], w.args[2])
    scope(goal.domain, h)
    same(goal.domain, h, replace(goal.f, old, new), "the result is another one")
    return Plan([Goal(place, n, ">="), goal._replace(f=h)], [New(goal.domain, goal.f, (new, h))])
