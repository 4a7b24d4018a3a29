"""Rules that change an integral or compare it: linearity, parts of the interval, the sign of the integrand, enclosures.

What is certified: the new goal implies the old one; integrals that are brought in are shown to exist.  What is not: closed forms; see
`rules.values`.
"""

from __future__ import annotations

from certify.check import quadrature
from certify.check.domains import Domain, Range, Relation
from certify.check.existence import ordered
from certify.check.goals import Goal, similar
from certify.check.plan import New, Params, Plan, exactly, inequality, need, one_of, rational, same, scope
from certify.check.rules.domains import case_list
from certify.check.terms import MINUS_ONE, ZERO, Term, add, binder, mul, neg, power, put, replace, sub, var, walk
from certify.check.text import parse, parse_domain, variable_name


def integral(p: Params) -> tuple[Term, str, Term, Term, Term]:
    t = p.term("integral")
    one_of(t.op, "integral")
    return t, str(t.value), *t.args  # type: ignore[return-value]


def segment(domain: Domain, x: str, a: Term, b: Term, strict: bool) -> Domain:
    """D with a <= x <= b (a < x < b): closed ends are those of the range of x."""
    op = "<" if strict else "<="
    need(x not in domain.ranges, "the variable of the integral is one of the domain")
    low, high = None if a.free else a, None if b.free else b
    domain = domain.with_range(x, Range(low, high, strict and low is not None, strict and high is not None))
    extra = ([Relation(a, op, var(x))] if low is None else []) + ([Relation(var(x), op, b)] if high is None else [])
    return domain.constrained(*extra)


def body_domain(domain: Domain, t: Term) -> Domain:
    """The domain with a real variable of the integral's name and nothing known of it (for comparisons only)."""
    return domain.with_range(str(t.value), Range())


def fresh_inside(goal: Goal, p: Params, a: Term, b: Term) -> tuple[str, Domain]:
    """A fresh name, and D with it strictly between the ends (which are in order)."""
    x = variable_name(p.take("name", str))
    need(x not in goal.domain.ranges, "the name is fresh")
    return x, segment(goal.domain, x, a, b, strict=True)


def linear(goal: Goal, p: Params) -> Plan:
    """An integral of a sum is the sum of the integrals, which are shown to exist."""
    t, x, g, a, b = integral(p)
    terms, h = p.pairs("terms"), p.term("result")
    domain = goal.domain
    scope(domain, h, *(c for c, _ in terms))
    wide = body_domain(domain, t)
    scope(wide, *(gi for _, gi in terms))
    need(x not in domain.ranges, "the variable of the integral is one of the domain")
    same(
        segment(domain, x, *(ordered(t) or (a, b)), strict=True),
        g,
        add(ZERO, *(mul(c, gi) for c, gi in terms)),
        "not the integrand",
    )
    total = add(ZERO, *(mul(c, binder("integral", gi, x, a, b)) for c, gi in terms))
    same(domain, h, replace(goal.f, t, total), "the result is another one")
    return Plan([goal._replace(f=h)], [New(domain, goal.f, (total, h))])


def integrand(goal: Goal, p: Params) -> Plan:
    """A sum of integrals over one interval is >= 0 (> 0) if the sum of the integrands is, a constant r being that of r/(b-a).

    Wherever f is defined, so are the integrands between the ends.
    """
    inequality(goal)
    terms, r, h = p.pairs("terms"), p.term("rest"), p.term("result")
    need(bool(terms) and all(t.op == "integral" for _, t in terms), "integrals are expected")
    domain, (_, first) = goal.domain, terms[0]
    a, b = first.args[1], first.args[2]
    x, inside = fresh_inside(goal, p, a, b)
    for _, t in terms:
        same(domain, t.args[1], a, "different ends")
        same(domain, t.args[2], b, "different ends")
    scope(domain, r, *(c for c, _ in terms))
    scope(inside, h)
    same(domain, goal.f, add(*(mul(c, t) for c, t in terms), r), "f is not the sum")
    constant = not similar(domain, r)
    items = [mul(c, put(t.args[0], {str(t.value): var(x)})) for c, t in terms]
    if constant:
        items.append(mul(r, power(sub(b, a), MINUS_ONE)))
    same(inside, h, add(*items), "the result is another one")
    strict = ">" if goal.op == ">" or constant else ">="
    return Plan([Goal(domain, sub(b, a), strict), Goal(inside, h, goal.op)],
                [New(domain, goal.f, (r, *(s for q in terms for s in q))), New(inside, add(*items), (h,))])  # fmt: skip


def shrink(goal: Goal, p: Params) -> Plan:
    """A positive multiple of an integral of g >= 0 is at least that over a part of the interval."""
    inequality(goal)
    t, y, g, a, b = integral(p)
    c, h = p.term("factor"), p.term("result")
    a1, b1 = (parse(s) for s in exactly(p.items("ends"), 2))
    domain = goal.domain
    x, inside = fresh_inside(goal, p, a, b)
    scope(domain, c, a1, b1, h)
    less = binder("integral", g, y, a1, b1)
    need(t not in set(walk(c)), "the factor contains the integral")
    free = replace(goal.f, t, var("#I"))
    same(
        domain.with_range("#I", Range()),
        sub(free, mul(c, var("#I"))),
        replace(free, var("#I"), ZERO),
        "f is not linear in I",
    )
    need("#I" in free.free, "the integral does not occur in f")
    same(domain, h, replace(goal.f, t, less), "the result is another one")
    orders = [c, sub(a1, a), sub(b1, a1), sub(b, b1)]
    sign_of_g = Goal(inside, put(g, {y: var(x)}), ">=")
    return Plan([*(Goal(domain, q, ">=") for q in orders), sign_of_g, goal._replace(f=h)],
                [New(domain, goal.f, (c, a1, b1, less, h))])  # fmt: skip


def cut_integral(goal: Goal, p: Params) -> Plan:
    """The integral from a to b is that from a to c and that from c to b, a <= c <= b."""
    t, x, g, a, b = integral(p)
    c, h = p.term("at"), p.term("result")
    scope(goal.domain, c, h)
    parts = add(binder("integral", g, x, a, c), binder("integral", g, x, c, b))
    same(goal.domain, h, replace(goal.f, t, parts), "the result is another one")
    order = [Goal(goal.domain, sub(c, a), ">="), Goal(goal.domain, sub(b, c), ">=")]
    return Plan([*order, goal._replace(f=h)], [New(goal.domain, goal.f, (c, parts, h))])


def kink(goal: Goal, p: Params) -> Plan:
    """Between the ends an abs, min or max in the integrand is one of its arguments."""
    t, y, g, a, b = integral(p)
    term, k, h = p.term("term"), p.integer("case", 0, 100), p.term("result")
    x, inside = fresh_inside(goal, p, *(ordered(t) or (a, b)))
    pieces = case_list(term)
    need(k < len(pieces), "no such case")
    by, conditions = pieces[k]
    scope(goal.domain, h)
    need(term.free <= goal.domain.ranges.keys() | {y}, "a variable without a range")
    other = binder("integral", replace(g, term, by), y, a, b)
    same(goal.domain, h, replace(goal.f, t, other), "the result is another one")
    children = [Goal.of(inside, c.put({y: var(x)})) for c in conditions]
    return Plan(
        [*children, goal._replace(f=h)],
        [New(goal.domain, goal.f, (other, h)), New(inside, put(g, {y: var(x)}), (put(term, {y: var(x)}),))],
    )


def enclosed_integral(goal: Goal, p: Params) -> Plan:
    """f is h at new = I, and I lies in the range of new.  See `quadrature`."""
    t, *_ = integral(p)
    new, h, domain = variable_name(p.take("new", str)), p.term("result"), goal.domain
    where = parse_domain(p.items("where"))
    need(
        list(where.ranges) == [new] and new not in domain.ranges and not where.constraints, "a range of a new variable"
    )
    r = where.ranges[new]
    need(not r.integer and r.lower is not None and r.upper is not None, "two ends")
    scope(domain, t)
    need(h.free <= domain.ranges.keys() | {new}, "a variable without a range")
    ends = rational(r.lower or ZERO), rational(r.upper or ZERO)
    need(not r.lower_strict and not r.upper_strict, "the ends belong to the range")
    quadrature.within(domain, t, p.items("halves"), p.integer("prec", 2, 2048), *ends)
    same(domain, put(h, {new: t}), goal.f, "the result does not give f")
    return Plan([Goal(domain.with_range(new, r), h, goal.op)], [New(domain, goal.f, (h,), {new: t})])


def odd(goal: Goal, p: Params) -> Plan:
    """An odd integrand over an interval around 0."""
    t, x, g, a, b = integral(p)
    need(goal.op == "==", "the rule is for equations")
    same(goal.domain, goal.f, t, "f is not the integral")
    same(goal.domain, add(a, b), ZERO, "the interval is not symmetric")
    wide = body_domain(goal.domain, t)
    same(wide, put(g, {x: neg(var(x))}), neg(g), "the integrand is not odd")
    return Plan((), [New(goal.domain, goal.f, (t,))])
