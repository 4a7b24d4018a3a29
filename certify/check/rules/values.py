"""Integrals in closed form: by an antiderivative, Euler's beta integral, Poisson's integral.

What is certified: the value, if the integral exists (an obligation of the goal's f) and the children hold.  What is not: how the
value was found.
"""

from __future__ import annotations

from fractions import Fraction

from certify.check.calculus import derivative
from certify.check.domains import Domain
from certify.check.existence import factors, ordered
from certify.check.goals import Goal, similar
from certify.check.plan import New, Params, Plan, exactly, need, one_of, pair, same, scope
from certify.check.rules.integrals import integral, segment

from certify.check.terms import (  # isort: skip
    BINDERS, HALF, MINUS_ONE, ONE, PI, ZERO, Term, add, call, div, is_integer, mul, number, power, put, sub, var, walk,
)  # fmt: skip
from certify.check.text import parse


def antiderivative(goal: Goal, p: Params) -> Plan:
    """The integral of F' = g is the difference of the limits of F at the ends, taken addend by addend.

    Where its obligations hold at the end, an addend is continuous there.  A product with a factor p**s, p -> 0 and s > 0, tends
    to 0 if its other factors are continuous there, or powers of log(p).
    """
    t, x, g, a, b = integral(p)
    big, slope, v = p.term("antiderivative"), p.term("slope"), p.term("value")
    need(goal.op == "==", "the rule is for equations")
    domain = goal.domain
    ends = ordered(t) or (a, b)
    inside = segment(domain, x, *ends, strict=True)
    scope(inside, big, slope, g)
    scope(domain, v)
    need(not any(n.op in ("floor", "ceil", "harmonic_dim", "besselj", *BINDERS) for n in walk(big)), "F may jump")
    same(domain, goal.f, sub(t, v), "f is not I - V")
    same(inside, derivative(big, x), slope, "not the slope of F")
    same(inside, slope, g, "the slope is not the integrand")
    positive: dict[Term, None] = {}
    limits, new = [], []
    for c in (b, a):
        kept = []
        for addend in big.args if big.op == "add" else (big,):
            rest = vanishing_addend(domain, addend, x, c, positive)
            if rest is None:
                kept.append(put(addend, {x: c}))
                new.append((addend, c))
            else:
                new += [(q, c) for q in rest]
        limits.append(add(ZERO, *kept))
    same(domain, v, sub(*limits), "not the difference of the limits")
    return Plan([Goal(domain, s, ">") for s in positive],
                [New(domain, goal.f, (t, v)), New(inside, None, (big, slope)), *(New(domain, None, (q,), {x: c}) for q, c in new)])  # fmt: skip


def vanishing_addend(domain: Domain, addend: Term, x: str, c: Term, positive: dict[Term, None]) -> list[Term] | None:
    """If a product tends to 0 at x = c for a factor p**s with s > 0: p and the factors that must be continuous; else None."""
    items = list(factors(addend))
    for k, (base, s) in enumerate(items):
        if x not in base.free or x in s.free or (s.rational is not None and s.rational <= 0):
            continue
        logs = [j for j, (q, e) in enumerate(items) if q.op == "log" and q.args[0] is base and (e.integer or 0) > 0]
        if (s.rational is None or logs) and similar(domain, put(base, {x: c})):
            if s.rational is None:
                positive[s] = None
            return [base, *(power(q, e) for j, (q, e) in enumerate(items) if j != k and j not in logs)]
    return None


def beta(goal: Goal, p: Params) -> Plan:
    """Euler's integral (DLMF 5.12.1), term by term; the bases are > 0 between the ends, as q > 0 and a < x < b."""
    t, x, g, a, b = integral(p)
    kind, v = one_of(p.take("kind", str), "left", "middle"), p.term("value")
    need(goal.op == "==", "the rule is for equations")
    domain, y = goal.domain, var(x)
    wide = segment(domain, x, a, b, strict=True)
    bases: list[tuple[Term, Term, Term]] = []
    cs: list[tuple[int, Term]] = []
    e, r = ZERO, ZERO
    for item in p.items("bases"):
        base, s, i, j, q = exactly(item if isinstance(item, list) else [], 5)
        base, s, q = parse(base), parse(s), parse(q)
        need(type(i) is int and type(j) is int and (i, j) in ((0, 1), (1, 0), (1, 1)), "exponents 0 or 1, not both 0")
        same(wide, base, mul(q, sub(y, a) if i else ONE, sub(b, y) if j else ONE), "a base is of another form")
        bases.append((base, s, q))
        e, r = add(e, s) if i else e, add(r, s) if j else r
    for item in p.items("coefficients"):
        k, c = pair(item)
        need(type(k) is int and 0 <= k <= 200, "the degree of a coefficient")
        need(all(k != j for j, _ in cs), "a degree stands twice")
        cs.append((k, parse(c)))
    scope(domain, v, *(c for _, c in cs), *(u for _, s, q in bases for u in (s, q)))
    same(domain, goal.f, sub(t, v), "f is not I - V")

    def rising(z: Term, k: int) -> Term:
        return mul(ONE, *(add(z, number(j)) for j in range(k)))

    def nth(z: Term, k: int) -> Term:
        return power(z, number(k)) if k else ONE

    shape = mul(ONE, *(power(base, s) for base, s, _ in bases))
    front = mul(ONE, *(power(q, s) for _, s, q in bases))
    e1, r1, width = add(e, ONE), add(r, ONE), sub(b, a)
    if kind == "left":
        both = add(e, r, number(2))
        body = mul(shape, add(ZERO, *(mul(c, nth(sub(y, a), k)) for k, c in cs)))
        sums = [mul(c, nth(width, k), rising(e1, k), power(rising(both, k), MINUS_ONE)) for k, c in cs]
        gammas = mul(call("gamma", e1), call("gamma", r1), power(call("gamma", both), MINUS_ONE))
        result = mul(front, gammas, power(width, add(e, r, ONE)), add(ZERO, *sums))
        positive = [e1, r1, *(q for *_, q in bases), width]
    else:
        same(domain, add(a, b), ZERO, "the interval is not symmetric")
        same(domain, e, r, "the exponents differ")
        body = mul(shape, add(ZERO, *(mul(c, nth(y, k)) for k, c in cs)))
        z = add(e, number(Fraction(3, 2)))
        sums = [
            mul(c, nth(b, k), rising(HALF, k // 2), power(rising(z, k // 2), MINUS_ONE)) for k, c in cs if k % 2 == 0
        ]
        gammas = mul(power(PI, HALF), call("gamma", e1), power(call("gamma", z), MINUS_ONE))
        result = mul(front, gammas, power(b, add(mul(number(2), e), ONE)), add(ZERO, *sums))
        positive = [e1, *(q for *_, q in bases), b]
    same(wide, g, body, "the integrand is of another form")
    same(domain, v, result, "the value is another one")
    left = [q for q in positive if q.rational is None or q.rational <= 0]
    return Plan([Goal(domain, q, ">") for q in left],
                [New(domain, goal.f, (t, v, *(u for _, s, q in bases for u in (s, q)), *(c for _, c in cs))),
                 New(wide, g, tuple(base for base, _, _ in bases))])  # fmt: skip


def poisson(goal: Goal, p: Params) -> Plan:
    """Poisson's and Gegenbauer's integrals for the Bessel functions (DLMF 10.9.4, 18.17.16)."""
    t, x, g, a, b = integral(p)
    wave = one_of(p.take("wave", str), "cos", "sin")
    w, nu, n, q, v = (p.term(k) for k in ("frequency", "nu", "degree", "scale", "value"))
    need(goal.op == "==" and a is MINUS_ONE and b is ONE, "an equation, and the interval from -1 to 1")
    domain = goal.domain
    scope(domain, w, nu, n, q, v)
    need(n.rational is None or (n.integer is not None and n.integer >= 0), "the degree")
    need(is_integer(n, domain.integers), "the degree is an integer")
    y = var(x)
    weight = power(sub(ONE, power(y, number(2))), sub(nu, HALF))
    ball = ONE if n is ZERO else call("legendre", n, add(mul(number(2), nu), number(2)), y)
    same(
        segment(domain, x, a, b, strict=True),
        g,
        mul(q, call(wave, mul(w, y)), ball, weight),
        "the integrand is of another form",
    )
    front = mul(q, call(wave, mul(HALF, PI, n)), power(PI, HALF), call("gamma", add(nu, HALF)))
    closed = mul(front, power(div(number(2), w), nu), call("besselj", add(n, nu), w))
    same(domain, v, closed, "the value is another one")
    same(domain, goal.f, sub(t, v), "f is not I - V")
    return Plan([Goal(domain, w, ">"), Goal(domain, nu, ">=")], [New(domain, goal.f, (t, v, w, nu, n, q))])
