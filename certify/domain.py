"""Variables and where they live: real ranges, half-lines, the line, integers, and relations between variables.

A `Domain` is a product of ranges with constant ends (`Range`) cut down by `constraints` (any relations).  Ends are closed
expressions such as `79/100` or `pi/2`; None means unbounded.

Promise: `read_domain` returns a domain that contains exactly the points allowed by the conditions.  Ranges that are
certainly empty raise `InputError`; a domain may still be empty through its constraints, so whoever claims "proved" must
exhibit a point of it (`certify.statement`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from certify.errors import InputError
from certify.expr import Expr, Rational, Variable
from certify.parse import Membership, Relation

FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Range:
    """Where one variable lives: `lower <(=) v <(=) upper`, integers only if `integer`."""

    lower: Expr | None = None
    upper: Expr | None = None
    lower_strict: bool = False
    upper_strict: bool = False
    integer: bool = False

    @property
    def compact(self) -> bool:
        """Whether both ends are finite (they may be excluded)."""
        return self.lower is not None and self.upper is not None

    def describe(self, name: str) -> Iterator[str]:
        """The range as canonical `where` lines."""
        from certify.text import to_text

        if self.integer:
            yield f"{name} in ZZ"
        if self.lower is not None:
            yield f"{name} {'>' if self.lower_strict else '>='} {to_text(self.lower)}"
        if self.upper is not None:
            yield f"{name} {'<' if self.upper_strict else '<='} {to_text(self.upper)}"
        if not self.integer and self.lower is None and self.upper is None:
            yield f"{name} in RR"


@dataclass(frozen=True, slots=True)
class Domain:
    """Ranges by variable name, in order, and constraints between variables."""

    ranges: Mapping[str, Range] = field(default_factory=dict)
    constraints: tuple[Relation, ...] = ()

    def __hash__(self) -> int:
        return hash((tuple(self.ranges.items()), self.constraints))

    def with_range(self, name: str, new: Range) -> Domain:
        """The same domain with one range set (added at the end if the variable is new)."""
        return replace(self, ranges={**self.ranges, name: new})

    def without(self, name: str) -> Domain:
        """The domain with a variable dropped, and every constraint in which it occurs."""
        ranges = {k: v for k, v in self.ranges.items() if k != name}
        return Domain(ranges, tuple(c for c in self.constraints if name not in c.free))

    def constrained(self, *extra: Relation) -> Domain:
        """The domain cut down by further relations."""
        return replace(self, constraints=(*self.constraints, *extra))

    @property
    def integers(self) -> frozenset[str]:
        """The names of the integer variables."""
        return frozenset(name for name, r in self.ranges.items() if r.integer)

    def lines(self) -> list[str]:
        """The domain as canonical `where` lines: ranges in order, then the constraints."""
        return [line for name, r in self.ranges.items() for line in r.describe(name)] + [
            str(c) for c in self.constraints
        ]


def read_domain(conditions: Iterable[tuple[Relation, ...] | Membership]) -> Domain:
    """Sort conditions into ranges and constraints, keeping the tightest constant ends.

    Raises InputError for an empty range.
    """
    ranges: dict[str, Range] = {}
    constraints: list[Relation] = []
    for condition in conditions:
        if isinstance(condition, Membership):
            old = ranges.setdefault(condition.name, Range())
            if condition.field == "ZZ":
                ranges[condition.name] = replace(old, integer=True)
            continue
        for relation in condition:
            _declare(ranges, relation)
            if not _as_bound(ranges, relation):
                _keep(constraints, relation)
    for name, r in ranges.items():
        ranges[name] = _settle(name, r)
    return Domain(ranges, tuple(constraints))


def _keep(constraints: list[Relation], relation: Relation) -> None:
    if not relation.free:
        verdict = _compare(relation.lhs, relation.op, relation.rhs)
        if verdict is False:
            raise InputError(f"the condition {relation} is false: the range is empty")
        if verdict is True:
            return
    constraints.append(relation)


def _declare(ranges: dict[str, Range], relation: Relation) -> None:
    """A variable that stands alone on a side of a condition has been given a range, if only by the other variables."""
    for side in (relation.lhs, relation.rhs):
        if isinstance(side, Variable):
            ranges.setdefault(side.name, Range())


def _as_bound(ranges: dict[str, Range], relation: Relation) -> bool:
    """Take `variable op constant` into the ranges; False if the relation is something else."""
    for side, op, other in (
        (relation.lhs, relation.op, relation.rhs),
        (relation.rhs, FLIPPED[relation.op], relation.lhs),
    ):
        if isinstance(side, Variable) and not other.free and op != "!=":
            old = ranges[side.name]
            if op in ("<", "<=", "=="):
                old = _tighten(old, other, op == "<", upper=True)
            if op in (">", ">=", "=="):
                old = _tighten(old, other, op == ">", upper=False)
            ranges[side.name] = old
            return True
    return False


def _tighten(old: Range, end: Expr, strict: bool, *, upper: bool) -> Range:
    known, known_strict = (old.upper, old.upper_strict) if upper else (old.lower, old.lower_strict)
    if known is not None:
        if known == end:
            strict = strict or known_strict
        else:
            keep_old = _compare(known, "<" if upper else ">", end)
            if keep_old is None:
                raise InputError(f"cannot tell which of the ends {known!r} and {end!r} is tighter")
            if keep_old:
                return old
            if not keep_old and _compare(known, "==", end) is True:
                strict = strict or known_strict
    if upper:
        return replace(old, upper=end, upper_strict=strict)
    return replace(old, lower=end, lower_strict=strict)


def _settle(name: str, r: Range) -> Range:
    """Integer ends become integers; an empty range is refused."""
    if r.integer:
        r = replace(
            r,
            lower=None if r.lower is None else _integer_end(r.lower, r.lower_strict, upper=False),
            upper=None if r.upper is None else _integer_end(r.upper, r.upper_strict, upper=True),
            lower_strict=False,
            upper_strict=False,
        )
    op = "<" if r.lower_strict or r.upper_strict else "<="
    if r.lower is not None and r.upper is not None and _compare(r.lower, op, r.upper) is False:
        raise InputError(f"the range of {name!r} is empty: {', '.join(r.describe(name))}")
    return r


def _integer_end(end: Expr, strict: bool, *, upper: bool) -> Rational:
    """The last integer inside an end: the floor or ceiling, one further for a strict end that is an integer."""
    from certify.enclose import closed_floor

    if isinstance(end, Rational):
        value = end.value
        if upper:
            n = value.numerator // value.denominator
            return Rational(n - 1 if strict and n == value else n)
        n = -(-value.numerator // value.denominator)
        return Rational(n + 1 if strict and n == value else n)
    whole = closed_floor(end)
    if whole is None:
        raise InputError(f"cannot tell the integer part of the end {end!r}")
    return Rational(whole if upper else whole + 1)


def _compare(lhs: Expr, op: str, rhs: Expr) -> bool | None:
    """`certify.enclose.compare`, which is loaded only where an end is no literal."""
    if isinstance(lhs, Rational) and isinstance(rhs, Rational):
        return Relation(lhs, op, rhs).literal
    from certify.enclose import compare

    return compare(lhs, op, rhs)


def rational_end(end: Expr | None) -> Fraction | None:
    """The end as a fraction if it is a literal one, else None."""
    return end.value if isinstance(end, Rational) else None
