"""Certificates as a whole: from bytes to `accepted`, `rejected` or `unreadable`, and the statement that was proved.

What is certified: that the digest is that of the statement's lines; "proved": a point of the domain, the definedness of all sides
on it, and each relation; "refuted": a point of the domain where the sides of a relation are defined and it fails; what is certified of
networks and separations is said in `network` and `separation`.  What is not:
who made the file, and that the statement is the one in a paper.  No file costs more work than `START + PER_BYTE` times its length.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from certify.check.domains import Domain, Relation
from certify.check.evaluate import decide
from certify.check.goals import Goal
from certify.check.network import SCHEMA as NETWORK
from certify.check.network import Certified, check_network
from certify.check.plan import New, closed_ends, need
from certify.check.proof import Unsupported, defined, prove
from certify.check.terms import Excessive, Purse, Rejected, Term, forget, is_integer, neg, put
from certify.check.text import parse, parse_domain, parse_relation

SCHEMA: Final = "certify.certificate/1"
SEPARATION: Final = "certify.separation/1"
GIVEN: Final = "proved given its theorem"
MAX_BYTES: Final = 20_000_000
START: Final = 5_000_000  # work allowed to any file (about a second), and more for each of its bytes, up to a limit
PER_BYTE: Final = 3_000
MOST: Final = 60_000_000
COMMON: Final = {"schema", "engine", "claim", "where", "digest", "verdict"}


class Outcome(NamedTuple):
    """`status` is "accepted", "rejected", "unsupported" (a rule not known here), "too large" (more work than allowed) or "unreadable"."""

    status: str
    why: str = ""
    verdict: str = ""
    statement: tuple[str, ...] = ()


class Unreadable(Exception):
    """Not JSON, or not of the shape of a certificate."""


def read(data: bytes) -> Any:
    """JSON without duplicate keys, floats or NaN."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({k for k, _ in pairs}) != len(pairs):
            raise Unreadable("a key occurs twice")
        return dict(pairs)

    def refuse(text: str) -> Any:
        raise Unreadable(f"unexpected number {text[:20]}")

    def whole(text: str) -> int:
        return int(text) if len(text) < 20 else refuse(text)

    if len(data) > MAX_BYTES:
        raise Unreadable("the file is too long")
    try:
        return json.loads(
            data.decode("ascii"), object_pairs_hook=unique, parse_float=refuse, parse_int=whole, parse_constant=refuse
        )
    except (UnicodeDecodeError, RecursionError, ValueError) as failure:
        raise Unreadable(f"not JSON: {str(failure)[:80]}") from None


def digest(statement: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(statement).encode()).hexdigest()


def check(data: bytes) -> Outcome:
    """What a certificate shows."""
    Purse.left = min(START + PER_BYTE * len(data), MOST)
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 5_000))
    forget()
    try:
        root = read(data)
        schema = root.get("schema") if isinstance(root, dict) else None
        return _of_network(root) if schema in (NETWORK, SEPARATION) else check_claim(root)
    except Unreadable as failure:
        return Outcome("unreadable", str(failure))
    except Unsupported as failure:
        return Outcome("unsupported", str(failure)[:500])
    except Excessive as failure:
        return Outcome("too large", str(failure)[:500])
    except Rejected as failure:
        return Outcome("rejected", str(failure)[:500])
    except (RecursionError, OverflowError, MemoryError, ArithmeticError) as failure:
        return Outcome("rejected", f"{type(failure).__name__}: {str(failure)[:200]}")
    finally:
        Purse.left = 1_000_000


def check_claim(root: Any) -> Outcome:
    """What a certificate of a claim shows, if it is accepted.  Raises Rejected."""
    need(isinstance(root, dict) and root.get("schema") == SCHEMA, "not a certificate")
    claim, where, verdict = root.get("claim"), root.get("where"), root.get("verdict")
    need(
        all(isinstance(v, list) and all(isinstance(t, str) and t.isascii() for t in v) for v in (claim, where))
        and bool(claim),
        "no statement",
    )
    statement = (*(f"claim {t}" for t in claim), *(f"where {t}" for t in where))
    need(
        isinstance(root.get("engine"), str) and root.get("digest") == digest(statement),
        "not the digest of the statement",
    )
    domain = closed_ends(parse_domain(where))
    relations = [parse_relation(t) for t in claim]
    need(all(r.free <= domain.ranges.keys() for r in relations), "a variable without a range")
    if verdict == "proved":
        need(root.keys() == COMMON | {"inhabited", "defined", "proofs"}, "unexpected entries")
        _proved(root, domain, relations)
    else:
        need(
            verdict == "refuted" and root.keys() - {"defined"} == COMMON | {"relation", "witness", "proof"},
            "unexpected entries",
        )
        _refuted(root, domain, relations)
    return Outcome("accepted", "", str(verdict), statement)


def _of_network(root: dict[str, Any]) -> Outcome:
    """What a certificate of a network, or of a separation, shows."""
    from certify.check.separation import check_separation  # which holds a claim, and so needs this module

    if root["schema"] == NETWORK:
        return Outcome("accepted", "", "proved", stated_network(root).statement)
    statement = check_separation(root)
    _stated(root, statement)
    return Outcome("accepted", "", GIVEN, statement)


def stated_network(root: Any) -> Certified:
    """What a certificate of a network shows, and states.  Raises Rejected."""
    network = check_network(root)
    _stated(root, network.statement)
    return network


def _stated(root: dict[str, Any], statement: tuple[str, ...]) -> None:
    need(root["statement"] == list(statement), "it states something else than it shows")
    need(isinstance(root["engine"], str) and root["digest"] == digest(statement), "not the digest of the statement")


def _proved(root: Mapping[str, Any], domain: Domain, relations: list[Relation]) -> None:
    """All sides are defined on the domain, which is not empty, and each relation holds there."""
    member(domain, root["inhabited"])
    need(isinstance(root["defined"], list) and isinstance(root["proofs"], list), "lists of proofs")
    sides = tuple(s for r in relations for s in (r.lhs, r.rhs))
    defined([New(domain, None, sides)], root["defined"], 0)
    need(len(root["proofs"]) == len(relations), "a proof for each relation")
    for r, proof in zip(relations, root["proofs"], strict=True):
        prove(Goal.of(domain, r), proof)


def _refuted(root: Mapping[str, Any], domain: Domain, relations: list[Relation]) -> None:
    """A point of the domain at which the sides of a relation are defined and the relation fails."""
    point = member(domain, root["witness"])
    k = root["relation"]
    need(type(k) is int and 0 <= k < len(relations), "the number of a relation")
    r = relations[k].put(point)
    nowhere = Domain({})
    entries = root.get("defined", [])
    need(isinstance(entries, list), "a list of entries")
    defined([New(nowhere, None, (r.lhs, r.rhs))], entries, 0)
    f, op = relations[k].normal()
    f = put(f, point)
    opposite = {">=": ("-", ">"), ">": ("-", ">="), "==": ("", "!="), "!=": ("", "==")}[op]
    goal = Goal(nowhere, neg(f) if opposite[0] else f, opposite[1])
    prove(goal, root["proof"])


def member(domain: Domain, values: Any) -> dict[str, Term]:
    """A point, given by closed terms, shown to be in the domain."""
    need(isinstance(values, dict) and values.keys() == domain.ranges.keys(), "a point has a value for each variable")
    point = {name: parse(t) for name, t in values.items()}
    need(not any(t.free for t in point.values()), "the values of a point are closed")
    for name in domain.integers:
        need(is_integer(point[name], frozenset()), "an integer is expected")
    for t in point.values():
        defined([New(Domain({}), None, (t,))], [], 0)
    for c in domain.known():
        need(decide(c.put(point)) is True, "the point is not seen to be in the domain")
    return point
