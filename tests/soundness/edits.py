"""Edited certificates: what is accepted proves the statement it did before, or another that is not known to be false.

Edits of one leaf, and of the same piece of text everywhere, which turns a proof into one of another statement, perhaps a false one;
conditions left out; nodes exchanged, taken out, or replaced by others.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Iterator
from typing import Any

from certify.check.certificate import check, digest
from tests.soundness.audit import counterexample, settle
from tests.soundness.record import Tally
from tests.soundness.sources import Source, change, changes

MOST_EDITS = 60  # for one certificate
MOST_EVERYWHERE = 30
SECONDS = 0.1  # for the prover's opinion of another statement

Path = tuple[Any, ...]


def places(data: object, path: Path = ()) -> Iterator[Path]:
    """All leaves."""
    if isinstance(data, (dict, list)) and data:
        for key, item in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places(item, (*path, key))
    else:
        yield path


def at(data: Any, path: Path) -> Any:
    for key in path:
        data = data[key]
    return data


def nodes(data: object, path: Path = ()) -> Iterator[Path]:
    """All nodes of proofs."""
    if isinstance(data, dict) and "rule" in data:
        yield path
    if isinstance(data, (dict, list)):
        for key, item in data.items() if isinstance(data, dict) else enumerate(data):
            yield from nodes(item, (*path, key))


def edits(data: dict[str, Any], grafts: list[Any], chance: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """An edit at every leaf, in random order; then nodes taken out, exchanged, or replaced by nodes from elsewhere."""
    paths = list(places(data))
    chance.shuffle(paths)
    for path in paths[:MOST_EDITS]:
        old = at(data, path)
        new: object = chance.choice([None, 0, 1, -1, 2, "x", "0", "1", [], {}, 10**9, True, "v0"])
        if isinstance(old, str) and chance.random() < 0.85:
            new = change(old, chance) or new
        elif type(old) is int:
            new = old + chance.choice([-1, 1])
        if new != old:
            yield "edit", put(data, path, new)
    for _ in range(MOST_EVERYWHERE):
        found = everywhere(data, chance)
        if found is not None:
            yield "everywhere", found
    for k in range(len(data["where"])):
        kept = data["where"][:k] + data["where"][k + 1 :]
        line = chance.choice(
            [
                [],
                [data["where"][k].replace("in ZZ", "in RR")],
                [data["where"][k].replace("> ", ">= ").replace("< ", "<= ")],
            ]
        )
        yield "condition", {**copy.deepcopy(data), "where": kept[:k] + line + kept[k:]}
    tops = list(nodes(data))
    for path in chance.sample(tops, min(len(tops), 20)):
        kind = chance.randrange(4)
        node = at(data, path)
        if kind == 0:
            yield "graft", put(data, path, chance.choice(grafts))
        elif kind == 1:
            yield "graft", put(data, path, at(data, chance.choice(tops)))
        elif kind == 2 and len(node.get("children", [])) > 1:
            yield "exchange", put(data, (*path, "children"), node["children"][::-1])
        elif node.get("children"):
            yield "removal", put(data, path, node["children"][-1])


def everywhere(data: dict[str, Any], chance: random.Random) -> dict[str, Any] | None:
    """The same change wherever a piece of the statement stands in the certificate; or in the claim alone."""
    texts = [*data["claim"], *data["where"]]
    pieces = [c for t in texts for c in changes(t)]
    if not pieces:
        return None
    piece = chance.choice(pieces)
    old = re.compile(
        rf"(?<![\w.*/<>=]){re.escape(piece.old)}(?![\w.*/<>=])" if piece.old[0].isdigit() else re.escape(piece.old)
    )

    def go(item: Any) -> Any:
        if isinstance(item, dict):
            return {
                k: item[k] if k in ("schema", "engine", "digest", "verdict", "rule") else go(v) for k, v in item.items()
            }
        if isinstance(item, list):
            return [go(v) for v in item]
        return old.sub(lambda m: piece.new, item) if isinstance(item, str) else item

    changed: dict[str, Any] = go(data)
    return changed


def put(data: dict[str, Any], path: Path, new: object) -> dict[str, Any]:
    changed = copy.deepcopy(data)
    at(changed, path[:-1])[path[-1]] = copy.deepcopy(new)
    return changed


def try_edits(data: dict[str, Any], grafts: list[Any], tally: Tally, chance: random.Random) -> None:
    """Check all edits of a certificate."""
    for kind, changed in edits(data, grafts, chance):
        lines = statement_lines(changed)
        if lines is not None:
            changed["digest"] = digest(lines)
        outcome = check(json.dumps(changed).encode())
        tally.counts[f"{kind} {outcome.status}"] += 1
        if outcome.status != "accepted":
            continue
        if lines is None:
            tally.fail(f"accepted without a statement: {changed}")
            continue
        if (digest(outcome.statement), outcome.verdict) == (data["digest"], data["verdict"]):
            continue
        tally.counts["another statement accepted"] += 1
        why = doubt(changed, outcome.verdict, tally, chance)
        if why:
            tally.fail(
                f"accepted as {outcome.verdict}, but {why}: {changed['claim']} {changed['where']} by {json.dumps(changed)[:2000]}"
            )


def doubt(changed: dict[str, Any], verdict: str, tally: Tally, chance: random.Random) -> str:
    """Why a statement that a certificate was accepted for is not what the checker takes it for; empty if there is no reason."""
    statuses = []
    for claim in changed["claim"]:
        other = Source("edited", claim, tuple(changed["where"])).statement()
        if other is None:
            return f"it cannot be read: {claim}"
        if verdict == "proved" and (point := counterexample(other, chance, 100)) is not None:
            return f"false at {point}"
        found = settle(other, SECONDS, tally)
        if found is None:
            return f"not defined everywhere: {claim}"
        statuses.append(found.status)
    if verdict == "proved":
        return "the prover refutes it" if "refuted" in statuses else ""
    return "the prover proves it" if set(statuses) == {"proved"} else ""


def statement_lines(data: dict[str, Any]) -> tuple[str, ...] | None:
    """What the digest is of, if it is all text."""
    claim, where = data.get("claim"), data.get("where")
    if not all(isinstance(v, list) and all(isinstance(t, str) for t in v) for v in (claim, where)):
        return None
    return (*(f"claim {t}" for t in claim), *(f"where {t}" for t in where))
