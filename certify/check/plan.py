"""What a rule is made of: its parameters, the goals it leaves, and the terms it must show to be defined.

What is certified: parameters are read with their types, and each of them is read.  What is not: anything of mathematics; that is
in `rules`, and in `normal` for `same` and `ratio`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from certify.check import normal
from certify.check.domains import Domain, Relation
from certify.check.evaluate import value
from certify.check.goals import Goal, signs, similar
from certify.check.normal.elements import scaled
from certify.check.terms import Rejected, Term, sub
from certify.check.text import parse


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


def exactly(items: list[Any], n: int) -> list[Any]:
    need(len(items) == n, f"expected {n} entries")
    return items


def need(condition: bool, why: str) -> None:
    if not condition:
        raise Rejected(why)


def same(domain: Domain, f: Term, g: Term, why: str) -> None:
    """f ~ g on the domain."""
    need(f is g or similar(domain, sub(f, g)), why)


def ratio(domain: Domain, f: Term, g: Term) -> Fraction | None:
    """The rational q with f ~ q*g, if there is one."""
    n, (a, b) = normal.prepared(domain.integers, signs(domain), f, g)
    x, y = n.of(a), n.of(b)
    for m in y:
        if m in x:
            q = Fraction(x[m]) / Fraction(y[m])
            return q if n.same(x, scaled(y, q)) else None
    return None


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


WEAKER: Final[Mapping[str, tuple[str, ...]]] = {"==": ("<=", ">="), "<": ("<=", "!="), ">": (">=", "!=")}


def implies(a: Relation, b: Relation) -> bool:
    """Whether a relation implies another with the same sides."""
    if a.lhs is not b.lhs or a.rhs is not b.rhs:
        a = a.turned()
    return a.lhs is b.lhs and a.rhs is b.rhs and (b.op == a.op or b.op in WEAKER.get(a.op, ()))
