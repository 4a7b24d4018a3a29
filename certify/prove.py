"""From a statement to a verdict: try the methods within a budget, assemble the certificate.

Promise: `proved` comes with a certificate whose tree covers every relation of the statement, every definedness obligation and
a point of the domain; `refuted` with an exact witness inside the domain; everything else, whatever happens, is `undecided`.
An expression that is certainly undefined somewhere in the range is bad input and raises `InputError`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Final, NoReturn

from certify.certificate import SCHEMA, Defined, Json, Proof
from certify.deadline import Deadline
from certify.definedness import obligations
from certify.domain import Domain
from certify.errors import InputError
from certify.expr import Expr, substitute
from certify.goal import Goal
from certify.parse import Relation
from certify.requirements import Obligation
from certify.schedule import EVERY, turns
from certify.statement import Statement
from certify.text import to_text
from certify.unproved import Disproved, OutOfTime, Unproved

if TYPE_CHECKING:
    from certify.methods.refute import Refutation

MAX_DEPTH: Final = 24
QUICK_SECONDS: Final = 0.05
LAST_LOOKS: Final = (0.2, 0.3)  # at least so many seconds to find where a claim is undefined, and where it fails
WITNESS_SECONDS: Final = 1.0


@dataclass(frozen=True)
class Verdict:
    """What is known of a statement, and the evidence.

    `status` is "proved", "refuted" or "undecided".  There is no truth value: ask for the status.
    """

    statement: Statement
    status: str
    method: str = ""
    reason: str = ""
    closest: str = ""
    margin: str | None = None
    witness: Mapping[str, str] | None = None
    certificate: Mapping[str, Json] | None = None
    seconds: float = 0.0

    def __bool__(self) -> NoReturn:
        raise TypeError("a verdict has no truth value; compare verdict.status with 'proved', 'refuted' or 'undecided'")


def prove(
    claim: Statement | str, where: Iterable[str] = (), let: Iterable[str] = (), *, timeout: float = 10.0
) -> Verdict:
    """Settle a statement, or a claim given as text with its conditions and definitions, within about `timeout` seconds of computing.

    Raises InputError if the text cannot be read, an expression is certainly undefined somewhere in the domain, or the domain certainly empty.
    """
    from certify.margin import slack_bound
    from certify.methods import refute

    statement = Statement.parse(claim, where, let) if isinstance(claim, str) else claim
    start = time.monotonic()
    prover = Prover(Deadline.after(timeout))
    canonical = statement.canonical
    names = dict(zip(canonical.variables, _original_names(statement), strict=True))

    def finish(status: str, **rest: object) -> Verdict:
        seconds = time.monotonic() - start
        return Verdict(statement, status, seconds=seconds, **rest)  # type: ignore[arg-type]

    def refuted(found: Refutation) -> Verdict:
        certificate = root(canonical) | {"verdict": "refuted"} | found.to_json()
        defined = prover.defined_at(canonical.relations[found.relation], found.point)
        if defined:
            certificate["defined"] = [d.to_json() for d in defined]
        witness = {names[name]: to_text(value) for name, value in found.point.items()}
        return finish("refuted", method="witness", witness=witness, certificate=certificate)

    found = refute.find_witness(canonical, prover.deadline.sooner(QUICK_SECONDS))
    if found is not None:
        return refuted(found)
    try:
        certificate, method = prover.statement(canonical)
    except Unproved as failure:
        reason, closest = failure.reason, failure.closest
    else:
        goal = Goal.of(canonical.domain, canonical.relations[0])
        margin = slack_bound(goal, Deadline.after(QUICK_SECONDS))
        return finish("proved", method=method, margin=margin, certificate=certificate)
    undefined = refute.find_undefined(canonical, prover.deadline.sooner(1.0, least=LAST_LOOKS[0]))
    if undefined is not None:
        raise InputError(undefined.describe(names))
    found = refute.find_witness(canonical, prover.deadline.sooner(2.0, least=LAST_LOOKS[1]))
    if found is not None:
        return refuted(found)
    return finish("undecided", reason=_rename_text(reason, names), closest=_rename_text(closest, names))


def root(canonical: Statement) -> dict[str, Json]:
    """The head of a certificate: schema, statement, digest."""
    from certify import __version__

    return {
        "schema": SCHEMA,
        "engine": __version__,
        "claim": [str(r) for r in canonical.relations],
        "where": list(canonical.domain.lines()),
        "digest": canonical.digest,
    }


@dataclass
class _Memory:
    """What has been tried: proofs for good, failures with the time they were given."""

    proofs: dict[Goal, Proof] = field(default_factory=dict)
    failures: dict[Goal, tuple[float, Unproved]] = field(default_factory=dict)
    open: set[Goal] = field(default_factory=set)


class Prover:
    """The dispatcher; implements `certify.context.Context`."""

    def __init__(self, deadline: Deadline, *, depth: int = 0, memory: _Memory | None = None) -> None:
        self.deadline = deadline
        self.depth = depth
        self.memory = memory or _Memory()

    def within(self, seconds: float) -> Prover:
        """The same prover with a deadline at most `seconds` away."""
        return Prover(self.deadline.sooner(seconds), depth=self.depth, memory=self.memory)

    def statement(self, canonical: Statement) -> tuple[dict[str, Json], str]:
        """The certificate of a statement and the names of the rules at the top of its proofs."""
        from certify.methods import refute

        inhabitant = refute.find_inhabitant(canonical.domain)
        if inhabitant is None:
            raise Unproved("no point of the domain was found, so nothing can be claimed on it")
        needs = tuple(dict.fromkeys(o for r in canonical.relations for s in (r.lhs, r.rhs)
                                    for o in obligations(s, canonical.domain.integers)))  # fmt: skip
        defined = []
        for o in needs:
            try:
                defined.append(self._obligation(Goal.of(canonical.domain, canonical.relations[0]), o))
            except Unproved as failure:
                raise Unproved(
                    f"could not show that {to_text(o.of)} is defined: {failure.reason}", failure.closest
                ) from None
        goals = [Goal.of(canonical.domain, r) for r in canonical.relations]
        proofs = [self.prove(goal) for goal in goals]
        data = root(canonical) | {
            "verdict": "proved",
            "inhabited": {name: to_text(value) for name, value in inhabitant.items()},
            "defined": [d.to_json() for d in defined],
            "proofs": [p.to_json() for p in proofs],
        }
        return data, ", ".join(dict.fromkeys(p.rule for p in proofs))

    def prove(self, goal: Goal) -> Proof:
        """Prove a goal with any method.  Raises Unproved with the most telling reason."""
        self.deadline.check()
        memory = self.memory
        if goal in memory.proofs:
            return memory.proofs[goal]
        if goal in memory.open:
            raise Unproved("the search came back to the same goal")
        if self.depth >= MAX_DEPTH:
            raise Unproved("the search went too deep")
        if goal in memory.failures:
            seconds, failure = memory.failures[goal]
            if self.deadline.left < 2 * seconds or isinstance(failure, Disproved):
                raise failure
        allowed = self.deadline.left
        memory.open.add(goal)
        try:
            proof = Prover(self.deadline, depth=self.depth + 1, memory=memory)._search(goal)
        except OutOfTime as failure:
            memory.failures[goal] = allowed, Unproved(failure.reason, failure.closest)
            raise
        except Unproved as failure:
            memory.failures[goal] = allowed, failure
            raise
        finally:
            memory.open.discard(goal)
        memory.proofs[goal] = proof
        return proof

    def _search(self, goal: Goal) -> Proof:
        """The methods in their turns."""
        from certify import sample

        if sample.violation(goal) is not None:
            raise Disproved("the goal fails at a sample point")
        reasons: dict[str, Unproved] = {}
        idle: set[str] = set()
        for turn in turns(goal):
            method = _methods().get(turn.method)
            if method is None or turn.method in idle:
                continue
            if not method.applies(goal):
                idle.add(turn.method)
                continue
            self.deadline.check()
            try:
                proof: Proof = method.attempt(goal, self.within(max(turn.least, turn.share * self.deadline.left)))
                return proof
            except Disproved:
                raise
            except OutOfTime as failure:
                reasons[turn.method] = failure
            except RecursionError:
                reasons[turn.method] = Unproved("expressions grew too deep")
                idle.add(turn.method)
            except ZeroDivisionError:  # an expression that the method builds has a literal 0 below
                reasons[turn.method] = Unproved("the method leads to a division by zero")
                idle.add(turn.method)
            except Unproved as failure:
                reasons[turn.method] = failure
                idle.add(turn.method)
        if not reasons:
            raise Unproved("no method applies")
        raise _most_telling(reasons)

    def defined(self, goal: Goal, *new: Expr) -> Sequence[Defined]:
        """Proofs that new expressions are defined wherever the goal's f is; obligations that f shares are left out."""
        integers = goal.domain.integers
        try:
            shared = set(obligations(goal.f, integers))
            needs = dict.fromkeys(o for item in new for o in obligations(item, integers) if o not in shared)
        except InputError as failure:
            raise Unproved(str(failure)) from None
        return tuple(self._obligation(goal, o) for o in needs)

    def defined_at(self, relation: Relation, point: Mapping[str, Expr]) -> Sequence[Defined]:
        """Proofs that the integrals and sums of both sides exist at a point, those that are found: some the checker sees by itself."""
        sides = [substitute(side, point) for side in (relation.lhs, relation.rhs)]
        goal = Goal.of(Domain(), Relation(sides[0], relation.op, sides[1]))
        found = []
        for o in dict.fromkeys(o for side in sides for o in obligations(side, frozenset())):
            if o.binders or not o.necessary:
                try:
                    found.append(self.within(WITNESS_SECONDS)._obligation(goal, o))
                except Unproved:
                    continue
        return found

    def _obligation(self, goal: Goal, obligation: Obligation) -> Defined:
        domain = obligation.domain(goal.domain)
        first: Unproved | None = None
        for alternative in obligation.alternatives:
            try:
                proofs = tuple(self.prove(Goal.of(domain, relation)) for relation in alternative)
            except OutOfTime:
                raise
            except Unproved as failure:
                first = first or failure
                continue
            binders = tuple((n, to_text(a), to_text(b), i) for n, a, b, i in obligation.binders)
            return Defined(tuple(str(r) for r in alternative), binders, proofs)
        assert first is not None
        raise first


@lru_cache(maxsize=1)
def _methods() -> Mapping[str, ModuleType]:
    """The methods by name."""
    modules = (f"certify.methods.{name}" for name in EVERY)
    return {name.rpartition(".")[2]: import_module(name) for name in modules if find_spec(name) is not None}


def _most_telling(reasons: Mapping[str, Unproved]) -> Unproved:
    """The failure that says most: one that names the closest box, else the last method's."""
    for failure in reasons.values():
        if failure.closest:
            return failure
    return list(reasons.values())[-1]


def _original_names(statement: Statement) -> list[str]:
    from certify.statement import canonical_names

    names = canonical_names(statement)
    return sorted(names, key=lambda name: int(names[name][1:]))


def _rename_text(text: str, names: Mapping[str, str]) -> str:
    """Canonical names in a message back to the reader's."""
    return re.sub(r"\bv\d+\b", lambda m: names.get(m.group(), m.group()), text)
