"""The rules of proofs: from a goal and a node's parameters to what is left to show.

Each rule is a function of the goal and the parameters.  It checks what the rule demands, and returns a `Plan`: the goals of the
children, in order, and the new terms that must be shown to be defined, each with the domain where, and with a term that is known
to be defined there.  `prove` does the rest.  A goal (D, f, op) says: at every point of D where f is defined, `f op 0`.  So a rule
that goes on with another term must show that it is defined wherever f is; and a goal on D follows from goals on pieces of it.

What is certified: if the children of a node hold, so does its goal; each function says why, or where the theorem stands.  What is not
looked for: a proof.  Every parameter is in the node, and whatever two terms are compared by the normal form must be shown to be
defined, as terms that cancel could otherwise carry in what does not hold (tests/certify/check/test_forgeries.py has examples).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import ceil, floor, prod
from typing import Any, Final, NamedTuple

from certify.check import boxes, normal, polynomials, quadrature
from certify.check.calculus import derivative
from certify.check.dyadic import Interval, IntervalError
from certify.check.evaluate import decide, good, holds, value
from certify.check.functions import bernoulli
from certify.check.goals import Goal, Key, Obligation, factors, obligations, ordered, signs, similar
from certify.check.terms import (
    BINDERS,
    FLIPPED,
    HALF,
    MINUS_ONE,
    ONE,
    PI,
    ZERO,
    Domain,
    Range,
    Rejected,
    Relation,
    Term,
    add,
    binder,
    call,
    div,
    is_integer,
    mul,
    neg,
    number,
    parse,
    parse_domain,
    parse_relation,
    power,
    put,
    replace,
    spend,
    sub,
    var,
    variable_name,
    walk,
)

MAX_DEPTH: Final = 300
MAX_CASES: Final = 100_000
MAX_ORDER: Final = 60


class New(NamedTuple):
    """Terms to be shown to be defined on a domain, at least wherever `given` is (None: everywhere).

    `put`: with these values put in, after it was seen what they need; `integers`: those of `given`, if not the domain's.
    """

    domain: Domain
    given: Term | None
    terms: tuple[Term, ...]
    put: Mapping[str, Term] = {}
    integers: frozenset[str] | None = None


class Plan(NamedTuple):
    children: Sequence[Goal] = ()
    new: Sequence[New] = ()


class Params:
    """The parameters of a node, each of which must be read, with its type."""

    def __init__(self, node: Mapping[str, Any]) -> None:
        self.left = {k: v for k, v in node.items() if k not in ("rule", "children", "defined")}

    def take(self, name: str, *kinds: type) -> Any:
        if name not in self.left or type(self.left[name]) not in kinds:
            raise Rejected(f"parameter {name!r} is missing or of the wrong type")
        return self.left.pop(name)

    def term(self, name: str) -> Term:
        return parse(self.take(name, str))

    def items(self, name: str) -> list[Any]:
        return list(self.take(name, list))

    def terms(self, name: str) -> list[Term]:
        return [parse(t) for t in self.items(name)]

    def ops(self, name: str) -> list[str]:
        return [one_of(op, ">=", ">", "==") for op in self.items(name)]

    def integer(self, name: str, low: int, high: int) -> int:
        n = self.take(name, int)
        if not low <= n <= high:
            raise Rejected(f"parameter {name!r} is out of range")
        return int(n)

    def pairs(self, name: str) -> list[tuple[Term, Term]]:
        return [(parse(a), parse(b)) for a, b in map(pair, self.items(name))]


def pair(item: Any) -> tuple[Any, Any]:
    if not isinstance(item, list) or len(item) != 2:
        raise Rejected("expected pairs")
    return item[0], item[1]


def one_of(item: Any, *choices: str) -> str:
    if item not in choices:
        raise Rejected(f"expected one of {', '.join(choices)}")
    return str(item)


def need(condition: bool, why: str) -> None:
    if not condition:
        raise Rejected(why)


def same(domain: Domain, f: Term, g: Term, why: str) -> None:
    """f ~ g on the domain."""
    need(f is g or similar(domain, sub(f, g)), why)


def inequality(goal: Goal) -> None:
    need(goal.op in (">=", ">"), "the rule is for inequalities")


def rational(t: Term) -> Fraction:
    if t.rational is None:
        raise Rejected("expected a rational")
    return t.rational


def scope(domain: Domain, *terms: Term) -> None:
    """The terms have no other variables than the domain."""
    need(all(t.free <= domain.ranges.keys() for t in terms), "a variable without a range")


def closed_ends(domain: Domain) -> Domain:
    """The domain, its ends and constraints being in order: closed ends have values, constraints no other variables."""
    for r in domain.ranges.values():
        for end in (r.lower, r.upper):
            if end is not None and end.rational is None:
                need(not end.free and value(end, {}, 64).is_finite(), "the end of a range has no value")
    for c in domain.constraints:
        scope(domain, c.lhs, c.rhs)
    return domain


# Domains --------------------------------------------------------------------------------------------------------------


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
    q = normal.constant(e)
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


WEAKER: Final[Mapping[str, tuple[str, ...]]] = {"==": ("<=", ">="), "<": ("<=", "!="), ">": (">=", "!=")}


def implies(a: Relation, b: Relation) -> bool:
    """Whether a relation implies another with the same sides."""
    if a.lhs is not b.lhs or a.rhs is not b.rhs:
        a = a.turned()
    return a.lhs is b.lhs and a.rhs is b.rhs and (b.op == a.op or b.op in WEAKER.get(a.op, ()))


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
    a, b = (parse_relation(t) for t in _exactly(p.items("relations"), 2))
    a, b = (r if r.lhs.op == "var" else r.turned() for r in (a, b))
    need(a.lhs is b.lhs and a.lhs.op == "var" and not a.rhs.free and not b.rhs.free, "two bounds of one variable")
    scope(goal.domain, a.lhs)
    low, high = (a, b) if a.op in (">", ">=") else (b, a)
    need(low.op in (">", ">=") and high.op in ("<", "<="), "a lower and an upper bound")
    strict = low.op == ">" or high.op == "<"
    need(decide(Relation(low.rhs, ">=" if strict else ">", high.rhs)) is True, "the bounds do not exclude each other")
    return Plan([Goal.of(goal.domain, parse_order) for parse_order in (a, b)])


def _exactly(items: list[Any], n: int) -> list[Any]:
    need(len(items) == n, f"expected {n} entries")
    return items


# Signs ----------------------------------------------------------------------------------------------------------------


def box(goal: Goal, p: Params) -> Plan:
    """See `boxes`."""
    boxes.check(goal, p.take("prec", int), p.take("tree", list))
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


def integer_steps(k: Relation, domain: Domain) -> Iterator[Relation]:
    """What a bound of an integer v by a rational p says in integers: v > p is v >= floor(p) + 1, v <= p is v <= floor(p), ..."""
    for r in (k, k.turned()):
        p = r.rhs.rational
        if r.lhs.op == "var" and r.op[0] in "<>" and p is not None and domain.ranges[str(r.lhs.value)].integer:
            low = r.op[0] == ">"
            end = (floor(p) + 1 if r.op == ">" else ceil(p)) if low else (ceil(p) - 1 if r.op == "<" else floor(p))
            yield Relation(r.lhs, ">=" if low else "<=", number(end))


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


def sign(goal: Goal, p: Params) -> Plan:
    """See `polynomials`."""
    polynomials.check(goal, p, lambda domain, r: any(implies(k, r) for k in domain.known()))
    return Plan()


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


def ratio(domain: Domain, f: Term, g: Term) -> Fraction | None:
    """The rational q with f ~ q*g, if there is one."""
    n, (a, b) = normal.prepared(domain.integers, signs(domain), f, g)
    x, y = n.of(a), n.of(b)
    for m in y:
        if m in x:
            q = Fraction(x[m]) / Fraction(y[m])
            return q if n.same(x, normal.scaled(y, q)) else None
    return None


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


def replacement(goal: Goal, p: Params) -> Plan:
    """Equals for equals."""
    t, by, g = p.term("term"), p.term("by"), p.term("result")
    scope(goal.domain, t, by, g)
    need(replaceable(goal, t, by), "an exponent that is an integer does not stay one")
    same(goal.domain, replace(goal.f, t, by), g, "the result of the replacement is another one")
    return Plan([Goal(goal.domain, sub(t, by), "=="), goal._replace(f=g)], [New(goal.domain, goal.f, (t, by, g))])


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


def stirling(goal: Goal, p: Params) -> Plan:
    """The remainder of Stirling's series has the sign of the first term left out (DLMF 5.11(ii)), for z > 0."""
    inequality(goal)
    z, k = p.term("argument"), p.integer("order", 0, 100)
    need(
        any(call(op, z) in normal.unbound(goal.f) for op in ("lgamma", "gamma")),
        "lgamma of the argument does not occur in f",
    )
    items = [mul(sub(z, HALF), call("log", z)), neg(z), mul(HALF, call("log", mul(number(2), PI)))]
    items += [mul(number(bernoulli(j) / (2 * j * (2 * j - 1))), power(z, number(1 - 2 * j))) for j in range(1, k + 1)]
    rest = sub(call("lgamma", z), add(*items))
    same(goal.domain, goal.f, rest if k % 2 == 0 else neg(rest), "not the remainder of Stirling's series")
    return Plan()


def erfc(goal: Goal, p: Params) -> Plan:
    """The remainder of the asymptotic series of 1 - erf(z) has the sign of the first term left out (DLMF 7.12(i)), z > 0."""
    inequality(goal)
    z, n = p.term("argument"), p.integer("order", 0, 100)
    scope(goal.domain, z)
    sums, c = [], Fraction(1)
    for j in range(n):
        sums.append(mul(number(c), power(z, number(-2 * j))))
        c *= Fraction(-(2 * j + 1), 2)
    scale = mul(call("exp", neg(power(z, number(2)))), power(z, number(-1)), power(PI, neg(HALF)))
    rest = sub(sub(ONE, call("erf", z)), mul(scale, add(*sums)) if sums else number(0))
    same(goal.domain, goal.f, rest if n % 2 == 0 else neg(rest), "not the remainder of the series of 1 - erf")
    return Plan([Goal(goal.domain, z, ">")], [New(goal.domain, goal.f, (z,))])


def rounding(goal: Goal, p: Params) -> Plan:
    """0 <= x - floor(x) < 1, 0 <= ceil(x) - x < 1."""
    t = p.term("term")
    one_of(t.op, "floor", "ceil")
    scope(goal.domain, t)
    part = sub(t.args[0], t) if t.op == "floor" else sub(t, t.args[0])
    fits = goal.op == ">=" and similar(goal.domain, sub(goal.f, part))
    need(
        fits or (goal.op in (">", ">=") and similar(goal.domain, sub(goal.f, sub(ONE, part)))), "not a fractional part"
    )
    return Plan((), [New(goal.domain, goal.f, (t,))])


FACTS: Final[Mapping[str, str]] = {  # relation, then conditions
    "pythagoras": "sin(a)**2 + cos(a)**2 == 1", "tangent": "tan(a)*cos(a) == sin(a)",
    "sin_upper": "sin(a) <= 1", "sin_lower": "sin(a) >= -1", "cos_upper": "cos(a) <= 1", "cos_lower": "cos(a) >= -1",
    "sin_sum": "sin(a + b) == sin(a)*cos(b) + cos(a)*sin(b)", "cos_sum": "cos(a + b) == cos(a)*cos(b) - sin(a)*sin(b)",
    "sinh": "sinh(a) == (exp(a) - exp(-a))/2", "cosh": "cosh(a) == (exp(a) + exp(-a))/2",
    "tanh": "tanh(a) == 1 - 2/(exp(2*a) + 1)", "atan_upper": "atan(a) < pi/2", "atan_lower": "atan(a) > -pi/2",
    "atan_inverse": "atan(a) + atan(1/a) == pi/2; 0 < a", "acos": "acos(a) + asin(a) == pi/2; -1 <= a; a <= 1",
    "tanh_upper": "tanh(a) < 1", "tanh_lower": "tanh(a) > -1", "erf_upper": "erf(a) < 1", "erf_lower": "erf(a) > -1",
    "square": "a**2 >= 0", "power_nonnegative": "a**b >= 0; 0 <= a", "log_positive": "log(a) > 0; 1 < a",
    "log_nonnegative": "log(a) >= 0; 1 <= a", "log_nonpositive": "log(a) <= 0; 0 < a; a <= 1", "log_negative": "log(a) < 0; 0 < a; a < 1", "atan_positive": "atan(a) > 0; 0 < a", "asin_positive": "asin(a) > 0; 0 < a",
    "erf_positive": "erf(a) > 0; 0 < a", "exp_positive": "exp(a) > 0", "gamma_positive": "gamma(a) > 0; 0 < a",
    "power_positive": "a**b > 0; 0 < a", "abs_positive": "abs(a) == a; 0 <= a",
    "harmonic_dim": "harmonic_dim(a, b) == (2*b + a - 2)*gamma(b + a - 2)/(gamma(b + 1)*gamma(a - 1)); 1 <= b",
    "max": "max(a, b) == a; b <= a", "min": "min(a, b) == a; a <= b",
    "exp_tangent": "exp(a) >= e*a", "log_tangent": "log(a) <= a - 1; 0 < a", "power": "(a*b)**c == a**c*b**c; 0 < a; 0 < b",
    "root": "sqrt(a*b) == sqrt(a)*sqrt(b); 0 <= a; 0 <= b", "log_gamma": "lgamma(a) == log(gamma(a)); 0 < a", "trigamma": "polygamma(1, a) > 0; 0 < a",
    "gamma_ratio_lower": "lgamma(a + b) - lgamma(a) >= b*log(a); 0 < a; 1 <= b",
    "gamma_ratio_upper": "lgamma(a + b) - lgamma(a) <= b*log(a + b); 0 < a; 0 <= b",
    "asin_half": "asin(a) == pi/2 - 2*asin(sqrt((1 - a)/2)); -1 <= a; a <= 1",
    "binomial_positive": "binomial(a, b) > 0; 0 < a + 1; 0 < b + 1; 0 < a - b + 1",
    "bessel": "besselj(a, b)**2 <= 1; 0 <= a; 0 <= b",
}  # fmt: skip


def bounded_rounding(goal: Goal, p: Params) -> Plan:
    """floor(x) >= n if x >= n, floor(x) <= n if x < n + 1, ceil(x) >= n if x > n - 1, ceil(x) <= n if x <= n; n an integer."""
    t, n, side = p.term("term"), p.term("n"), one_of(p.take("side", str), "lower", "upper")
    one_of(t.op, "floor", "ceil")
    scope(goal.domain, t, n)
    need(goal.op == ">=" and is_integer(n, goal.domain.integers), "a bound `>=` by an integer")
    up = side == "upper"
    same(goal.domain, goal.f, sub(n, t) if up else sub(t, n), "not a bound of the floor or ceiling")
    gap = sub(n, t.args[0]) if up else sub(t.args[0], n)
    loose = (t.op == "floor") == up
    return Plan(
        [Goal(goal.domain, add(gap, ONE) if loose else gap, ">" if loose else ">=")], [New(goal.domain, goal.f, (t, n))]
    )


def fact(goal: Goal, p: Params) -> Plan:
    """A relation that holds for all arguments that satisfy its conditions (DLMF 4.14-4.37, 5.15, 7.2, 10.14.1)."""
    name, args = p.take("fact", str), p.terms("arguments")
    need(name in FACTS, "unknown fact")
    relation, *conditions = (parse_relation(t) for t in FACTS[name].split(";"))
    need(len(args) == len(relation.free), "the number of arguments")
    scope(goal.domain, *args)
    values = dict(zip("abc", args, strict=False))
    r = relation.put(values)
    instance = Goal.of(goal.domain, r)
    equation = r.op == "=="
    need(goal.op == instance.op or (goal.op == ">=" and (equation or instance.op == ">")), "not what the fact says")
    if not similar(goal.domain, sub(goal.f, instance.f)) and not (
        equation and similar(goal.domain, add(goal.f, instance.f))
    ):
        q = ratio(goal.domain, goal.f, instance.f)
        need(q is not None and (q > 0 or equation), "the fact does not match")
    return Plan([Goal.of(goal.domain, c.put(values)) for c in conditions], [New(goal.domain, goal.f, (r.lhs, r.rhs))])


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
    m1, m2 = (parse(t) for t in _exactly(p.items("factors"), 2))
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


# Integrals ------------------------------------------------------------------------------------------------------------


def integral(p: Params) -> tuple[Term, str, Term, Term, Term]:
    t = p.term("integral")
    one_of(t.op, "integral")
    return t, str(t.value), *t.args  # type: ignore[return-value]


def odd(goal: Goal, p: Params) -> Plan:
    """An odd integrand over an interval around 0."""
    t, x, g, a, b = integral(p)
    need(goal.op == "==", "the rule is for equations")
    same(goal.domain, goal.f, t, "f is not the integral")
    same(goal.domain, add(a, b), ZERO, "the interval is not symmetric")
    wide = body_domain(goal.domain, t)
    same(wide, put(g, {x: neg(var(x))}), neg(g), "the integrand is not odd")
    return Plan((), [New(goal.domain, goal.f, (t,))])


def body_domain(domain: Domain, t: Term) -> Domain:
    """The domain with a real variable of the integral's name and nothing known of it (for comparisons only)."""
    return domain.with_range(str(t.value), Range())


def segment(domain: Domain, x: str, a: Term, b: Term, strict: bool) -> Domain:
    """D with a <= x <= b (a < x < b): closed ends are those of the range of x."""
    op = "<" if strict else "<="
    need(x not in domain.ranges, "the variable of the integral is one of the domain")
    low, high = None if a.free else a, None if b.free else b
    domain = domain.with_range(x, Range(low, high, strict and low is not None, strict and high is not None))
    extra = ([Relation(a, op, var(x))] if low is None else []) + ([Relation(var(x), op, b)] if high is None else [])
    return domain.constrained(*extra)


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
        base, s, i, j, q = _exactly(item if isinstance(item, list) else [], 5)
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


def fresh_inside(goal: Goal, p: Params, a: Term, b: Term) -> tuple[str, Domain]:
    """A fresh name, and D with it strictly between the ends (which are in order)."""
    x = variable_name(p.take("name", str))
    need(x not in goal.domain.ranges, "the name is fresh")
    return x, segment(goal.domain, x, a, b, strict=True)


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
    a1, b1 = (parse(s) for s in _exactly(p.items("ends"), 2))
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
    if t.op in ("sum", "product") and args[1].integer is not None and args[2].integer is not None:
        need(args[2].integer - args[1].integer < 1000, "a sum of too many terms")
        items = [put(args[0], {str(t.value): number(k)}) for k in range(args[1].integer, args[2].integer + 1)]
        return (add(ZERO, *items) if t.op == "sum" else mul(ONE, *items)) if items else ZERO if t.op == "sum" else ONE
    if t.op == "legendre" and args[0].integer is not None:
        return normal.legendre(args[0].integer, args[1], args[2])
    if t.op in BINDERS:
        return binder(t.op, args[0], str(t.value), args[1], args[2])
    return call(t.op, *args)


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


RULES: Final[Mapping[str, Callable[[Goal, Params], Plan]]] = {
    "boxes": box, "split": split, "open": opened, "period": period, "finite": finite, "relax": relax, "widen": widen, "substitute": substitute,
    "multiply": multiply, "log": log, "taylor": taylor, "generalise": generalise, "replace": replacement,
    "transitive": transitive, "cut": cut, "both": both, "apart": apart, "identity": identity, "known": known, "empty": empty,
    "cases": cases, "sum": total, "product": products, "logs": logs, "stirling": stirling, "erfc": erfc, "floor": rounding,
    "round": bounded_rounding, "fact": fact,
    "sign": sign, "exp": exp, "induct": induct, "induct2": induct2, "last": last, "integrand": integrand, "shrink": shrink,
    "cut_integral": cut_integral, "kink": kink, "poisson": poisson, "odd": odd, "antiderivative": antiderivative, "beta": beta, "linear": linear, "unfold": unfold,
    "quadrature": enclosed_integral, "binomial": binomial_theorem,
}  # fmt: skip


# Nodes ----------------------------------------------------------------------------------------------------------------


def prove(goal: Goal, node: Any, depth: int = 0) -> None:
    """The node proves the goal; else `Rejected`."""
    spend(50)
    need(isinstance(node, dict) and depth < MAX_DEPTH, "a node is an object, and not too deep")
    rule, children, entries = node.get("rule"), node.get("children", []), node.get("defined", [])
    need(isinstance(rule, str) and isinstance(children, list) and isinstance(entries, list), "a node's fields")
    if rule not in RULES:
        raise Unsupported(f"rule {str(rule)[:40]!r} is not known")
    params = Params(node)
    try:
        plan = RULES[rule](goal, params)
        need(not params.left, f"unexpected parameters {sorted(params.left)}")
        need(len(children) == len(plan.children), f"{len(children)} children instead of {len(plan.children)}")
        defined(plan.new, entries, depth)
    except IntervalError as failure:
        raise Rejected(f"{rule}: {failure}") from None
    except Rejected as failure:
        raise type(failure)(f"{rule}: {failure}") from None
    for g, child in zip(plan.children, children, strict=True):
        prove(g, child, depth + 1)


class Unsupported(Rejected):
    """The certificate may be right, but this program does not know a rule it uses."""


def defined(new: Sequence[New], entries: list[Any], depth: int) -> None:
    """Every obligation of the new terms is shared with the given term, known, visible, or proved by an entry; none is left over."""
    left: dict[Key, list[tuple[Obligation, list[Any]]]] = {}
    for e, proofs in map(entry, entries):
        left.setdefault(e.key(), []).append((e, proofs))
    met: set[Key] = set()
    done: set[object] = set()
    for item in new:
        integers = item.domain.integers if item.integers is None else item.integers
        given = [] if item.given is None else obligations(item.given, integers)
        shared, same_terms = {o.key() for o in given}, {(o.of, o.key()) for o in given}
        wanted = {(o.of, o.key()): o for t in item.terms for o in obligations(t, item.domain.integers)}
        place = next(k for k, other in enumerate(new) if other.domain == item.domain)
        for k, o in wanted.items():
            if k not in same_terms or item.put:
                o = o.put(item.put) if item.put else o
                met.add(o.key())
                obligation(item.domain, o, left, o.key() in shared or (place, o.key()) in done, depth)
                done.add((place, o.key()))
        met |= shared
    needed = {(relations, binders) for alternatives, binders in met for relations in alternatives}
    need(
        all((alternatives[0], binders) in needed for (alternatives, binders), items in left.items() if items),
        "an entry of `defined` proves nothing that is needed",
    )


def obligation(
    domain: Domain, o: Obligation, left: dict[Key, list[tuple[Obligation, list[Any]]]], shared: bool, depth: int
) -> None:
    for a in o.alternatives:
        items = left.get(Obligation((a,), o.binders).key())
        if items:
            e, proofs = items.pop(0)
            values = {b[0]: var(c[0]) for b, c in zip(e.binders, o.binders, strict=True)}
            need(len(proofs) == len(e.alternatives[0]), "a proof for each relation")
            for r, proof in zip(e.alternatives[0], proofs, strict=True):
                prove(Goal.of(o.domain(domain), r.put(values)), proof, depth + 1)
            return
    if not shared and not any(all(visible(o.domain(domain), r) for r in a) for a in o.alternatives):
        raise Rejected(f"not shown to be defined: {o.alternatives[0][0]}")


def entry(e: Any) -> tuple[Obligation, list[Any]]:
    need(isinstance(e, dict) and e.keys() <= {"need", "binders", "proofs"}, "an entry of `defined`")
    texts, binders, proofs = e.get("need"), e.get("binders", []), e.get("proofs")
    need(all(isinstance(v, list) for v in (texts, binders, proofs)), "an entry of `defined`")
    items = []
    for b in binders:
        need(isinstance(b, list) and len(b) == 4 and type(b[3]) is bool, "a binder")
        items.append((variable_name(b[0]), parse(b[1]), parse(b[2]), b[3]))
    return Obligation((tuple(parse_relation(t) for t in texts),), tuple(items)), list(proofs)


def visible(domain: Domain, r: Relation) -> bool:
    """Whether a relation is known on a domain, or holds by balls over the box of its ranges."""
    if any(implies(k, r) for k in domain.known()):
        return True
    try:
        env = {n: boxes.side(d.lower, d.upper, 64).x for n, d in domain.ranges.items() if n in r.free}
    except IntervalError:
        return False
    return r.free <= env.keys() and holds(r, env, 64) is True
