"""Rules that go on with another term, or with several: products, logarithms, equals for equals, sums.

What is certified: the sign of f follows from the signs of the new terms, wherever f is defined.  What is not: that the new terms
are defined; each rule says what is `New`, and `proof` sees to it.
"""

from __future__ import annotations

from certify.check import boxes, normal, polynomials
from certify.check.existence import obligations
from certify.check.goals import Goal, similar
from certify.check.plan import New, Params, Plan, implies, inequality, need, rational, same, scope
from certify.check.rules.domains import integer_steps
from certify.check.terms import ONE, Term, add, call, is_integer, mul, neg, number, power, replace, sub, walk
from certify.check.text import parse_relation


def box(goal: Goal, p: Params) -> Plan:
    """See `boxes`."""
    boxes.check(goal, p.take("prec", int), p.take("tree", list))
    return Plan()


def sign(goal: Goal, p: Params) -> Plan:
    """See `polynomials`."""
    polynomials.check(goal, p, lambda domain, r: any(implies(k, r) for k in domain.known()))
    return Plan()


def identity(goal: Goal, p: Params) -> Plan:
    """f = 0 wherever it is defined."""
    need(goal.op in ("==", ">=") and similar(goal.domain, goal.f), "the normal form does not vanish")
    return Plan()


def known(goal: Goal, p: Params) -> Plan:
    """f = q*(lhs - rhs) + r for a relation that is known on D, or that f needs to be defined."""
    r = parse_relation(p.take("relation", str))
    s, q, c = p.integer("sign", -1, 1), rational(p.term("q")), rational(p.term("r"))
    need(goal.op != "!=", "the rule is not for `!=`")
    facts = goal.domain.known()
    if not any(implies(k, r) for k in facts):
        facts = [o.alternatives[0][0] for o in obligations(goal.f, goal.domain.integers)
                 if o.necessary and not o.binders and len(o.alternatives) == 1 and len(o.alternatives[0]) == 1]  # fmt: skip
        facts += [s for k in goal.domain.known() for s in integer_steps(k, goal.domain)]
        need(any(implies(k, r) for k in facts), "not a known relation")
    need(s == {">": 1, ">=": 1, "<": -1, "<=": -1}.get(r.op, s) and s != 0 and r.op != "!=", "the wrong sign")
    strong = (
        r.op == "==" and c == 0 if goal.op == "==" else c > 0 or (c == 0 and (goal.op == ">=" or r.op in ("<", ">")))
    )
    need(q > 0 and strong, "not strong enough")
    right = add(mul(number(q * s), sub(r.lhs, r.rhs)), number(c))
    same(goal.domain, goal.f, right, "f is not of this form")
    return Plan()


def whole(goal: Goal, p: Params) -> Plan:
    """f = q*g, and the integer g is at least 0 as it is greater than -1."""
    g, q = p.term("item"), rational(p.term("scale"))
    need(goal.op == ">=" and q > 0, "the rule is for `>=`, and a scale > 0")
    scope(goal.domain, g)
    need(is_integer(g, goal.domain.integers), "not an integer by its form")
    same(goal.domain, goal.f, mul(number(q), g), "f is not of this form")
    return Plan([Goal(goal.domain, add(g, ONE), ">")], [New(goal.domain, goal.f, (g,))])


def multiply(goal: Goal, p: Params) -> Plan:
    """f*h = g with h > 0: f and g have the same sign (and are zero together)."""
    h, g = p.term("factor"), p.term("result")
    scope(goal.domain, h, g)
    same(goal.domain, mul(goal.f, h), g, "the product is another one")
    first = [] if h is ONE else [Goal(goal.domain, h, ">")]
    return Plan([*first, goal._replace(f=g)], [New(goal.domain, goal.f, (h, g))])


def log(goal: Goal, p: Params) -> Plan:
    """B*(exp(L) - 1) with B > 0 has the sign of L."""
    b, ell = p.term("scale"), p.term("log")
    scope(goal.domain, b, ell)
    same(goal.domain, goal.f, mul(b, sub(call("exp", ell), ONE)), "f is not B*(exp(L) - 1)")
    return Plan([Goal(goal.domain, b, ">"), goal._replace(f=ell)], [New(goal.domain, goal.f, (b, ell))])


def exp(goal: Goal, p: Params) -> Plan:
    """f has the sign of B*(exp(f) - 1), B > 0."""
    b, g = p.term("scale"), p.term("result")
    scope(goal.domain, b, g)
    same(goal.domain, g, mul(b, sub(call("exp", goal.f), ONE)), "the result is not B*(exp(f) - 1)")
    return Plan([Goal(goal.domain, b, ">"), goal._replace(f=g)], [New(goal.domain, goal.f, (b, g))])


def replacement(goal: Goal, p: Params) -> Plan:
    """Equals for equals: t, and other calls of the same function that are equal to t by the normal form (abs(-a) for abs(a))."""
    t, by, g = p.term("term"), p.term("by"), p.term("result")
    domain = goal.domain
    scope(domain, t, by, g)
    need(replaceable(goal, t, by), "an exponent that is an integer does not stay one")
    f = replace(goal.f, t, by)
    if not similar(domain, sub(f, g)):
        for n in [n for n in walk(f) if n.op == t.op and n.args and n.free <= domain.ranges.keys()]:
            if replaceable(goal, n, by) and similar(domain, sub(n, t)):
                f = replace(f, n, by)
        same(domain, f, g, "the result of the replacement is another one")
    return Plan([Goal(domain, sub(t, by), "=="), goal._replace(f=g)], [New(domain, goal.f, (t, by, g))])


def replaceable(goal: Goal, t: Term, by: Term) -> bool:
    """Whether exponents that are integers by their form stay so: else the new f would be defined for other bases."""
    exponents = [n.args[1] for n in walk(goal.f) if n.op == "pow" and t in set(walk(n.args[1]))]
    real = {str(n.value) for n in walk(goal.f) if n.op == "integral"} | goal.domain.ranges.keys()
    whole = goal.domain.integers | ({str(n.value) for n in walk(goal.f) if n.op in ("sum", "product")} - real)
    return all(is_integer(replace(e, t, by), whole) for e in exponents if is_integer(e, whole))


def transitive(goal: Goal, p: Params) -> Plan:
    """f >= g and g >= 0, the second strict if the goal is; or the first strict."""
    inequality(goal)
    g = p.term("middle")
    scope(goal.domain, g)
    strict_first = p.take("strict", bool) if "strict" in p.left else False
    first, second = (">", ">=") if strict_first else (">=", goal.op)
    return Plan(
        [Goal(goal.domain, sub(goal.f, g), first), Goal(goal.domain, g, second)], [New(goal.domain, goal.f, (g,))]
    )


def both(goal: Goal, p: Params) -> Plan:
    """f >= 0 and -f >= 0."""
    need(goal.op == "==", "the rule is for equations")
    return Plan([goal._replace(op=">="), Goal(goal.domain, neg(goal.f), ">=")])


def apart(goal: Goal, p: Params) -> Plan:
    """f > 0, or -f > 0."""
    need(goal.op == "!=", "the rule is for `!=`")
    s = p.integer("sign", -1, 1)
    need(s != 0, "a sign")
    return Plan([Goal(goal.domain, goal.f if s > 0 else neg(goal.f), ">")])


def total(goal: Goal, p: Params) -> Plan:
    """A sum of terms >= 0, one of them > 0 if the goal is strict."""
    inequality(goal)
    terms, ops = p.terms("terms"), p.ops("ops")
    need(len(terms) == len(ops) >= 1 and "==" not in ops and (goal.op == ">=" or ">" in ops), "the signs of the terms")
    scope(goal.domain, *terms)
    same(goal.domain, goal.f, add(*terms), "f is not the sum")
    return Plan(
        [Goal(goal.domain, g, op) for g, op in zip(terms, ops, strict=True)], [New(goal.domain, goal.f, tuple(terms))]
    )


def products(goal: Goal, p: Params) -> Plan:
    """A product of factors >= 0 (> 0)."""
    inequality(goal)
    items = p.terms("factors")
    need(bool(items), "no factors")
    scope(goal.domain, *items)
    same(goal.domain, goal.f, mul(*items), "f is not the product")
    return Plan([goal._replace(f=h) for h in items], [New(goal.domain, goal.f, tuple(items))])


def logs(goal: Goal, p: Params) -> Plan:
    """Each p_i > 0, as log(p_i) occurs in f; so the sum is the logarithm of the product, which is 1."""
    need(goal.op in ("==", ">="), "the rule is for equations")
    terms, rest = p.pairs("terms"), p.term("rest")
    present = normal.unbound(goal.f)
    need(all(call("log", a) in present for _, a in terms), "a logarithm does not occur in f")
    scope(goal.domain, rest, *(q for q, _ in terms))
    same(
        goal.domain,
        goal.f,
        add(*(mul(q, call("log", a)) for q, a in terms), rest),
        "f is not the sum of the logarithms",
    )
    whole = mul(*(power(a, q) for q, a in terms), call("exp", rest))
    same(goal.domain, whole, ONE, "the product of the arguments is not 1")
    return Plan((), [New(goal.domain, goal.f, (rest, *(q for q, _ in terms)))])
