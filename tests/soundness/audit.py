"""Whether a verdict can be believed: sampled counterexamples, witnesses put in, the checker's opinion.

Points are evaluated by `tests.certify.real`, in mpmath with 40 digits, and by `tests.soundness.balls`, in Arb with 1,000 bits;
neither shares code with the prover.  A sample proves nothing; but a claim that was proved and fails at a sampled point, by far
more than rounding, is a false proof.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction

from mpmath import mpf

from certify.certificate import canonical_json
from certify.check.certificate import check, digest
from certify.errors import InputError
from certify.expr import Binder, Rational, has, walk
from certify.parse import Relation, parse_expression
from certify.prove import Verdict, prove
from certify.statement import Statement
from tests.certify.real import Undefined, value
from tests.soundness.balls import fails
from tests.soundness.record import Tally

CLEAR = mpf(10) ** -15  # relative: what rounding in 40 digits cannot explain
ROUGH = mpf(10) ** -3  # what quadrature of an integrand with kinks or jumps cannot explain
Point = Mapping[str, Fraction | int]


def margin(r: Relation) -> mpf:
    """How far, relative to their size, two sides must be apart to count as different."""
    rough = any(isinstance(n, Binder) and n.op == "integral" and has(n.body, "abs", "min", "max", "floor", "ceil", "pow", "log")
                for side in (r.lhs, r.rhs) for n in walk(side))  # fmt: skip
    return ROUGH if rough else CLEAR


def violated(r: Relation, point: Point, integers: frozenset[str]) -> bool:
    """Whether a relation clearly fails at a point; a relation that cannot be evaluated does not."""
    try:
        a, b = (value(side, point, integers) for side in (r.lhs, r.rhs))
    except (Undefined, KeyError, AssertionError):
        return False
    gap = margin(r) * (1 + abs(a) + abs(b))
    return bool({">=": a < b - gap, ">": a < b - gap, "<=": a > b + gap, "<": a > b + gap,
                 "==": abs(a - b) > gap, "!=": a == b and False}[r.op])  # fmt: skip


def broken(r: Relation, point: Point, integers: frozenset[str]) -> bool:
    """Whether a relation fails at a point: by balls, which lose nothing to cancellation, or where they have no value by `violated`."""
    seen = fails(r, point, integers)
    return violated(r, point, integers) if seen is None else seen


def holds(r: Relation, point: Point, integers: frozenset[str]) -> bool:
    """Whether a relation clearly holds at a point (or at least not clearly fails, if it is not strict)."""
    try:
        a, b = (value(side, point, integers) for side in (r.lhs, r.rhs))
    except (Undefined, KeyError, AssertionError):
        return False
    return bool({">=": a >= b, "<=": a <= b, ">": a > b, "<": a < b, "==": a == b, "!=": a != b}[r.op])


def points(statement: Statement, chance: random.Random, count: int) -> list[dict[str, Fraction | int]]:
    """Points of the domain: ends and near them, simple fractions, random ones; small and large integers."""
    found: list[dict[str, Fraction | int]] = []
    domain = statement.domain
    integers, conditions = domain.integers, _conditions(statement)
    for _ in range(count):
        point: dict[str, Fraction | int] = {}
        for name, r in domain.ranges.items():
            low, high = (e.value if isinstance(e, Rational) else _near(e) for e in (r.lower, r.upper))
            if low is None:
                low = (high if high is not None else Fraction(0)) - chance.choice([1, 5, 30])
            if high is None:
                high = low + chance.choice([1, 4, 12, 40])
            if r.integer:
                point[name] = chance.randint(-(-low.numerator // low.denominator), high.numerator // high.denominator) \
                    if high - low >= 1 else int(low)  # fmt: skip
                continue
            share = chance.choice([Fraction(0), Fraction(1), Fraction(1, 2), Fraction(1, 10**6), 1 - Fraction(1, 10**6),
                                   Fraction(chance.randrange(1, 1000), 1000), Fraction(chance.randrange(1, 12), 12)])  # fmt: skip
            point[name] = low + (high - low) * share
            if chance.random() < 0.25:  # where things jump, and where variables meet
                others = [v for u in point.values() if u for v in (Fraction(u), 1 - u, -u, 1 / Fraction(u))]
                jump = Fraction(round(2 * point[name]), 2)
                special = [v for v in (jump, *others) if low <= v <= high]
                point[name] = chance.choice(special) if special else point[name]
        if all(holds(c, point, integers) for c in conditions):
            found.append(point)
    return found


def _near(e: object) -> Fraction | None:
    """A fraction near a closed end, or None."""
    try:
        return None if e is None else Fraction(str(value(e, {})))  # type: ignore[arg-type]
    except (Undefined, ValueError):
        return None


def _conditions(statement: Statement) -> list[Relation]:
    return [
        r
        for line in statement.domain.lines()
        if " in " not in line
        for r in Statement.parse(line, _free(statement)).relations
    ]


def _free(statement: Statement) -> list[str]:
    return [f"{n} in {'ZZ' if r.integer else 'RR'}" for n, r in statement.domain.ranges.items()]


def counterexample(statement: Statement, chance: random.Random, count: int = 40) -> Point | None:
    """A sampled point of the domain at which a relation clearly fails."""
    integers = statement.domain.integers
    for point in points(statement, chance, count):
        if any(broken(r, point, integers) for r in statement.relations):
            return point
    return None


def settle(statement: Statement, seconds: float, tally: Tally) -> Verdict | None:
    """The verdict; None for a claim that is bad input (undefined somewhere, an empty range).  A crash is a failure."""
    try:
        return prove(statement, timeout=seconds)
    except InputError:
        return None
    except MemoryError:
        tally.counts["out of memory"] += 1
    except Exception as failure:  # noqa: BLE001 a crash is what is looked for
        tally.fail(f"{type(failure).__name__}: {failure}: {statement.lines}")
    return None


def audit(statement: Statement, found: Verdict | None, tally: Tally, chance: random.Random) -> None:
    """Count a verdict, and look for reasons not to believe it."""
    status = found.status if found is not None else "bad input"
    tally.counts[status] += 1
    if found is None or found.certificate is None:
        return
    text = f"{statement.lines}"
    if status == "proved" and (point := counterexample(statement, chance)) is not None:
        tally.fail(f"proved, but false at {point}: {text}")
    if status == "refuted":
        try:
            point = {n: parse_expression(t) for n, t in (found.witness or {}).items()}
            at = {n: e.value for n, e in point.items() if isinstance(e, Rational)}
        except InputError as failure:
            tally.fail(f"a witness that cannot be read, {failure}: {text}")
            return
        if len(at) == len(point):
            integers = statement.domain.integers
            if any(violated(c, at, integers) for c in _conditions(statement)):
                tally.fail(f"refuted by {at}, which is outside: {text}")
            seen = [_clear(r, at, integers) for r in statement.relations]
            if seen and all(s is True for s in seen):
                tally.fail(f"refuted by {at}, where it holds: {text}")
    outcome = check(canonical_json(dict(found.certificate)).encode())
    tally.counts["checked" if outcome.status == "accepted" else f"certificate {outcome.status}"] += 1
    if outcome.status != "accepted":
        tally.report.append(f"certificate {outcome.status}: {outcome.why}: {text}")
    if outcome.status == "accepted" and (digest(outcome.statement), outcome.verdict) != (statement.digest, status):
        tally.fail(f"the certificate proves another statement: {text}")


def _clear(r: Relation, point: Point, integers: frozenset[str]) -> bool | None:
    """True if a relation holds by more than rounding; None if that is not seen."""
    try:
        a, b = (value(side, point, integers) for side in (r.lhs, r.rhs))
    except (Undefined, KeyError, AssertionError):
        return None
    gap = margin(r) * (1 + abs(a) + abs(b))
    return {">=": a > b + gap, ">": a > b + gap, "<=": a < b - gap, "<": a < b - gap,
            "==": None, "!=": abs(a - b) > gap}[r.op]  # fmt: skip
