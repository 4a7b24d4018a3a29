"""The checker accepts what the engine proves and nothing else: forged, edited and hostile certificates."""

from __future__ import annotations

import copy
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from certify.check.certificate import MAX_BYTES, check, digest
from certify.prove import prove
from certify.statement import Statement

ROOT = Path(__file__).parents[3]
CLAIMS = (
    ("1 - x >= exp(-2*x)", ["0 <= x <= 79/100"]),
    ("sin(x) <= x", ["0 <= x <= 3"]),
    ("cos(x)**2 + sin(x)**2 == 1", ["x in RR"]),
    ("x**4 + y**4 >= x**2*y**2", ["-2 <= x <= 2", "-2 <= y <= 2"]),
    ("n**2 >= n", ["n in ZZ", "1 <= n <= 12"]),
    ("x/(1 + x) < 1", ["x >= 0"]),
    ("log(1 + x) <= x", ["-1/2 <= x <= 4"]),
    ("abs(x - y) <= 2", ["0 <= x <= 2", "0 <= y <= 2"]),
    ("x**2 > 2*x", ["0 <= x <= 5"]),
    ("x*(1 - x) <= 1/4", ["x in RR"]),
)  # fmt: skip


@cache
def certificates() -> tuple[str, ...]:
    """What the engine gives for the claims."""
    found = [prove(Statement.parse(claim, where), timeout=5).certificate for claim, where in CLAIMS]
    return tuple(json.dumps(c) for c in found if c is not None)


def signed(data: dict[str, Any]) -> bytes:
    """The certificate with the digest of its statement."""
    lines = (*(f"claim {t}" for t in data["claim"]), *(f"where {t}" for t in data["where"]))
    return json.dumps(data | {"digest": digest(lines)}).encode()


def proved(claim: str, where: list[str], point: dict[str, str], *proofs: Any, defined: Any = ()) -> bytes:
    """A certificate by hand."""
    data = {"schema": "certify.certificate/1", "engine": "test", "claim": [claim], "where": where, "verdict": "proved",
            "inhabited": point, "defined": list(defined), "proofs": list(proofs)}  # fmt: skip
    return signed(data)


def refuted(claim: str, where: list[str], point: dict[str, str], proof: Any) -> bytes:
    """A refutation by hand."""
    data = {"schema": "certify.certificate/1", "engine": "test", "claim": [claim], "where": where, "verdict": "refuted",
            "relation": 0, "witness": point, "proof": proof}  # fmt: skip
    return signed(data)


def boxes(tree: Any, prec: int = 80) -> dict[str, Any]:
    return {"rule": "boxes", "prec": prec, "tree": tree}


UNIT = ["v0 >= 0", "v0 <= 1"]
ZERO = {"v0": "0"}


def test_what_the_engine_proves_is_accepted() -> None:
    assert len(certificates()) == len(CLAIMS)
    for text in certificates():
        outcome = check(text.encode())
        assert outcome.status == "accepted", (outcome, text)


# True claims by hand, and forgeries beside them: each pair differs in what makes the rule right.
TRUE = {
    "value": proved("v0 + 1 > 0", UNIT, ZERO, boxes(["v"])),
    "split": proved("v0 + 1 > 0", UNIT, ZERO, {"rule": "split", "name": "v0", "at": ["1/2"], "children": [boxes(["v"])] * 2}),
    "face": proved("v0 >= 0", UNIT, ZERO, boxes(["d", "v0", 1, ["v"]])),
    "open face": proved("v0 > 0", ["v0 > 0", "v0 <= 1"], {"v0": "1"}, boxes(["e", "v0", 1, ["v"]])),
    "contact": proved("v0**2*exp(v0) >= 0", ["v0 >= -1/8", "v0 <= 1/8"], ZERO, boxes(["c", "v0", "0", "inner", 2, 2])),
    "known": proved("2*v0 + 1 > 0", UNIT, ZERO, {"rule": "known", "relation": "v0 >= 0", "sign": 1, "q": "2", "r": "1"}),
    "identity": proved("sin(2*v0) == 2*sin(v0)*cos(v0)", ["v0 in RR"], ZERO, {"rule": "identity"}),
    "squares": proved("v0**2 - 2*v0 + 1 >= 0", ["v0 in RR"], ZERO,
                      {"rule": "sign", "kind": "squares", "terms": [["1", [], "v0 - 1"]]}),
    "sturm": proved("v0**2 - 2*v0 + 2 > 0", ["v0 in RR"], ZERO, {"rule": "sign", "kind": "sturm", "name": "v0"}),
    "bernstein": proved("v0**2 + v0 >= 0", ["v0 >= 0"], ZERO, {"rule": "sign", "kind": "bernstein", "tree": "b"}),
    "witness": refuted("v0 > 0", UNIT, ZERO, {"rule": "identity"}),
    "open": proved("v0 >= 0", UNIT, ZERO, {"rule": "open", "name": "v0", "side": "lower", "children": [boxes(["v"])] * 2}),
    "period": proved("2 + sin(v0) > 0", ["v0 in RR"], ZERO, {"rule": "period", "name": "v0", "period": "2*pi", "at": "0",
                     "children": [boxes(["v"])]}),
    "a point that is excluded": proved("v0**2 > 0", ["v0 >= -1", "v0 <= 1", "v0 != 0"], {"v0": "1"},
        {"rule": "split", "name": "v0", "at": ["0"],
         "children": [boxes(["c", "v0", "0", "upper", 2, 2]), boxes(["c", "v0", "0", "lower", 2, 2])]}),
    "an end that is excluded": proved("v0 > 0", [*UNIT, "v0 != 0"], {"v0": "1"},
        {"rule": "widen", "where": ["v0 > 0", "v0 <= 1"],
         "children": [{"rule": "known", "relation": "v0 > 0", "sign": 1, "q": "1", "r": "0"}]}),
    "erfc": proved("1 - erf(v0) > 0", ["v0 >= 1", "v0 <= 2"], {"v0": "1"},
                   {"rule": "erfc", "argument": "v0", "order": 0, "children": [boxes(["v"])]}),
    "erfc, one term": proved("exp(-v0**2)/(v0*sqrt(pi)) - 1 + erf(v0) > 0", ["v0 >= 1", "v0 <= 2"], {"v0": "1"},
                             {"rule": "erfc", "argument": "v0", "order": 1, "children": [boxes(["v"])]}),
    "half an angle": proved("asin(v0) == pi/2 - 2*asin(sqrt((1 - v0)/2))", UNIT, ZERO,
                            {"rule": "fact", "fact": "asin_half", "arguments": ["v0"], "children": [boxes(["v"])] * 2}),
    "binomial": proved("binomial(v0, 1/2) > 0", UNIT, ZERO, {"rule": "fact", "fact": "binomial_positive",
                       "arguments": ["v0", "1/2"], "children": [boxes(["v"])] * 3}),
    "finite": proved("v0**2 >= v0", ["v0 in ZZ", "v0 >= -2", "v0 <= 3"], {"v0": "1"},
                     {"rule": "finite", "names": ["v0"], "cases": "values", "prec": 64}),
}  # fmt: skip

FALSE = {
    "no period": proved("sin(v0/2) >= 0", ["v0 in RR"], ZERO, {"rule": "period", "name": "v0", "period": "2*pi", "at": "0",
        "children": [boxes(["s", "v0", "3", ["c", "v0", "0", "lower", 1, 4], ["c", "v0", "2*pi", "upper", 1, 4]])]}),
    "a period of length 0": proved("sin(v0) >= 0", ["v0 in RR"], ZERO,
        {"rule": "period", "name": "v0", "period": "0", "at": "0", "children": [boxes(["z"])]}),
    "a period backwards": proved("sin(v0) >= 0", ["v0 in RR"], ZERO,
        {"rule": "period", "name": "v0", "period": "-2*pi", "at": "0", "children": [boxes(["v"])]}),
    "a period of something not defined everywhere": proved("v0*(1 - cos(v0))/v0 > 0", ["v0 >= 6", "v0 <= 7"], {"v0": "6"},
        {"rule": "period", "name": "v0", "period": "2*pi", "at": "-pi", "children": [boxes(["v"])]}),
    "a period of what a constraint is about": proved("cos(v0) >= 0", ["v0 in RR", "(v0 - 6)**2 <= 9"], {"v0": "6"},
        {"rule": "period", "name": "v0", "period": "2*pi", "at": "-pi/2", "children": [boxes(["x", 0])]}),
    "a point that is not excluded": proved("v0**2 > 0", ["v0 >= -1", "v0 <= 1", "v0 != 1"], {"v0": "1/2"},
        {"rule": "split", "name": "v0", "at": ["0"],
         "children": [boxes(["c", "v0", "0", "upper", 2, 2]), boxes(["c", "v0", "0", "lower", 2, 2])]}),
    "an end that is not excluded": proved("v0 > 0", [*UNIT, "v0 != 1/2"], {"v0": "1"},
        {"rule": "widen", "where": ["v0 > 0", "v0 <= 1"],
         "children": [{"rule": "known", "relation": "v0 > 0", "sign": 1, "q": "1", "r": "0"}]}),
    "an open end that fails": proved("v0 > 0", UNIT, {"v0": "1"},
                                     {"rule": "open", "name": "v0", "side": "lower", "children": [boxes(["v"])] * 2}),
    "no closed end": proved("v0 > 0", ["v0 > 0", "v0 <= 1"], {"v0": "1"},
                            {"rule": "open", "name": "v0", "side": "lower", "children": [boxes(["v"])] * 2}),
    "an open end where f is not defined": proved("1/v0 == 1/v0", UNIT, {"v0": "1"},
        {"rule": "open", "name": "v0", "side": "lower", "children": [{"rule": "identity"}] * 2}),
    "erfc of an argument that may be negative": proved("exp(-v0**2)/(v0*sqrt(pi)) - 1 + erf(v0) > 0", ["v0 >= -2", "v0 <= -1"],
        {"v0": "-1"}, {"rule": "erfc", "argument": "v0", "order": 1, "children": [boxes(["v"])]}),
    "erfc, the wrong sign": proved("1 - erf(v0) - exp(-v0**2)/(v0*sqrt(pi)) > 0", ["v0 >= 1", "v0 <= 2"], {"v0": "1"},
        {"rule": "erfc", "argument": "v0", "order": 1, "children": [boxes(["v"])]}),
    "a binomial that is negative": proved("binomial(v0, -9/10) > 0", ["v0 >= -8/5", "v0 <= -7/5"], {"v0": "-3/2"},
        {"rule": "fact", "fact": "binomial_positive", "arguments": ["v0", "-9/10"], "children": [boxes(["v"])] * 3}),
    "a value on the boundary": proved("v0 > 0", UNIT, ZERO, boxes(["v"])),
    "half a cover": proved("v0 - 1/2 >= 0", UNIT, ZERO, boxes(["s", "v0", "1/2", ["v"], ["v"]])),
    "a cut outside": proved("v0 - 1/2 >= 0", UNIT, ZERO, boxes(["s", "v0", "2", ["v"], ["v"]])),
    "a cut before the range": proved("v0 - 1/2 >= 0", UNIT, ZERO, boxes(["s", "v0", "-1", ["v"], ["v"]])),
    "the wrong face": proved("v0 - 1/2 >= 0", UNIT, ZERO, boxes(["d", "v0", -1, ["v"]])),
    "an open face that is closed": proved("v0 > 0", UNIT, ZERO, boxes(["e", "v0", 1, ["z"]])),
    "a face at infinity": proved("v0 >= 0", ["v0 in RR"], ZERO, boxes(["d", "v0", 1, ["v"]])),
    "an odd contact inside": proved("v0**3 >= 0", ["v0 >= -1", "v0 <= 1"], ZERO, boxes(["c", "v0", "0", "inner", 3, 3])),
    "a contact on the wrong side": proved("-v0 >= 0", UNIT, ZERO, boxes(["c", "v0", "0", "upper", 1, 1])),
    "a contact that is in the domain": proved("v0**2 > 0", ["v0 >= -1", "v0 <= 1"], {"v0": "1"},
                                              boxes(["c", "v0", "0", "inner", 2, 2])),
    "no contact": proved("v0**2 - 1/100 >= 0", ["v0 >= -1", "v0 <= 1"], {"v0": "1"}, boxes(["c", "v0", "0", "inner", 2, 2])),
    "strict from weak": proved("v0 > 0", UNIT, ZERO, {"rule": "known", "relation": "v0 >= 0", "sign": 1, "q": "1", "r": "0"}),
    "not known": proved("v0 - 1 >= 0", UNIT, ZERO, {"rule": "known", "relation": "v0 >= 1", "sign": 1, "q": "1", "r": "0"}),
    "sturm on a line": proved("v0**2 - 2*v0 + 1 > 0", ["v0 in RR"], ZERO, {"rule": "sign", "kind": "sturm", "name": "v0"}),
    "sturm with a root": proved("v0**3 >= 0", ["v0 in RR"], ZERO, {"rule": "sign", "kind": "sturm", "name": "v0"}),
    "bernstein at the end": proved("v0**2 + v0 > 0", ["v0 >= 0"], ZERO, {"rule": "sign", "kind": "bernstein", "tree": "b"}),
    "bernstein on a line": proved("v0**2 + v0 >= 0", ["v0 in RR"], ZERO, {"rule": "sign", "kind": "bernstein", "tree": "b"}),
    "a shift that is not known": proved("v0 >= 0", ["v0 in RR"], ZERO,
                                        {"rule": "sign", "kind": "bernstein", "shift": [["v0", 1, "0"]], "tree": "b"}),
    "a strict sum of squares": proved("v0**2 > 0", ["v0 in RR"], {"v0": "1"},
                                      {"rule": "sign", "kind": "squares", "terms": [["1", [], "v0"]]}),
    "a negative weight": proved("-v0**2 >= 0", ["v0 in RR"], ZERO,
                                {"rule": "sign", "kind": "squares", "terms": [["-1", [], "v0"]]}),
    "a case left out": proved("v0**2 >= 4", ["v0 in ZZ", "v0 >= -2", "v0 <= 3"], {"v0": "2"},
                              {"rule": "finite", "names": ["v0"], "cases": "values", "prec": 64}),
    "undefined: a quotient": proved("1/v0 == 1/v0", UNIT, {"v0": "1"}, {"rule": "identity"}),
    "undefined: a root": proved("sqrt(v0)**2 == v0", ["v0 >= -1"], ZERO, {"rule": "identity"}),
    "an empty domain": proved("0 > 1", ["v0 >= 1", "v0 <= 0"], ZERO, boxes(["v"])),
    "a constraint that never holds": proved("v0 > 5", [*UNIT, "v0**2 == 2"], {"v0": "1"}, boxes(["x", 0])),
    "a witness outside": refuted("v0 > 0", UNIT, {"v0": "-1"}, boxes(["v"])),
    "a witness that is no integer": refuted("v0**2 >= v0", ["v0 in ZZ", "v0 >= 0"], {"v0": "1/2"}, boxes(["v"])),
    "a witness where nothing fails": refuted("v0 >= 0", UNIT, {"v0": "1"}, {"rule": "identity"}),
    # An integer exponent allows a negative base, a real one does not; the relaxed goal would say nothing there.
    "relaxed exponent": proved("v1**v0*(v1 - abs(v1)) >= 0", ["v0 in ZZ", "v0 >= 2", "v1 in RR"], {"v0": "2", "v1": "0"},
                               {"rule": "relax", "names": ["v0"], "children": [{"rule": "identity"}]}),
    "widened exponent": proved("v1**v0*(v1 - abs(v1)) >= 0", ["v0 in ZZ", "v0 >= 2", "v1 in RR"], {"v0": "2", "v1": "0"},
                               {"rule": "widen", "where": ["v0 in RR", "v1 in RR"], "children": [{"rule": "identity"}]}),
    "generalised exponent": proved("v1**floor(v0)*(v1 - abs(v1)) >= 0", ["v0 >= 2", "v1 in RR"], {"v0": "2", "v1": "0"},
                                   {"rule": "generalise", "term": "floor(v0)", "new": "u", "where": ["u in RR"],
                                    "result": "v1**u*(v1 - abs(v1))", "children": [{"rule": "identity"}]}),
    "multiplied by what may be negative": proved("v0 >= 0", ["v0 >= -1", "v0 <= 1"], ZERO,
        {"rule": "multiply", "factor": "v0", "result": "v0**2", "children": [boxes(["v"]), boxes(["v"])]}),
    "a factor that is not defined": proved("v0 >= 0", ["v0 in RR"], ZERO,
        {"rule": "product", "factors": ["sqrt(v0)", "sqrt(v0)"],
         "children": [{"rule": "fact", "fact": "power_nonnegative", "arguments": ["v0", "1/2"], "children": [
             {"rule": "product", "factors": ["sqrt(v0)", "sqrt(v0)"], "children": []}]}] * 2}),
    "a cut by what is not shown": proved("v0 >= 1", UNIT, {"v0": "1"}, {"rule": "cut", "relation": "v0 >= 1", "children": [
        boxes(["v"]), {"rule": "known", "relation": "v0 >= 1", "sign": 1, "q": "1", "r": "0"}]}),
    "an inverse on one half only": proved("v0 >= 0", ["v0 >= -1", "v0 <= 1"], ZERO,
        {"rule": "substitute", "name": "v0", "new": "u", "forward": "u**2", "inverse": "sqrt(v0)", "where": ["u >= 0"],
         "children": [boxes(["v"]), boxes(["v"])]}),
    "an induction that starts too late": proved("2**v0 >= 4*v0", ["v0 in ZZ", "v0 >= 1"], {"v0": "4"},
        {"rule": "induct", "name": "v0", "start": "4", "factor": "2", "children": [boxes(["v"])] * 3}),
    "a chain without its value": proved("v0 - 1/2 >= 0", UNIT, {"v0": "1"},
        {"rule": "taylor", "name": "v0", "at": "0", "side": "lower", "order": 1, "terms": ["v0 - 1/2", "1"],
         "ops": [">=", ">="], "children": [boxes(["v"]), boxes(["v"])]}),
    "kinks that are forgotten": proved("abs(v0) - v0 > 0", ["v0 >= -1", "v0 <= 1"], {"v0": "-1"},
        {"rule": "cases", "term": "abs(v0)", "children": [boxes(["v"])]}),
    "even what is not": proved("abs(v0) == v0", ["v0 in RR"], ZERO, {"rule": "identity"}),
    "sqrt of a square": proved("sqrt(v0**2) == v0", ["v0 in RR"], ZERO, {"rule": "identity"}),
    "asin of sin": proved("asin(sin(v0)) == v0", ["v0 in RR"], ZERO, {"rule": "identity"}),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_true_by_hand(name: str) -> None:
    assert check(TRUE[name]).status == "accepted", check(TRUE[name])


@pytest.mark.parametrize("name", FALSE)
def test_forgeries_are_rejected(name: str) -> None:
    assert check(FALSE[name]).status == "rejected", check(FALSE[name])


def test_the_digest_is_that_of_the_statement() -> None:
    data = json.loads(certificates()[0])
    for key in ("claim", "where"):
        changed = copy.deepcopy(data)
        changed[key][0] = changed[key][0].replace("0", "1", 1)
        assert check(json.dumps(changed).encode()).status == "rejected"


# Edits

PIECES = re.compile(r"\d+|<=|>=|[<>+*/-]|v\d|sin|cos|exp|log")


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(data, (dict, list)) and data:
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from places(value, (*path, key))
    else:
        yield path


def edits(text: str, chance: random.Random) -> str:
    found = list(PIECES.finditer(text))
    if not found:
        return text + "1"
    m = chance.choice(found)
    groups = [("<", "<=", ">", ">="), ("+", "-", "*", "/"), ("sin", "cos", "exp", "log"), ("v0", "v1")]
    options = next((g for g in groups if m[0] in g), None)
    new = (
        chance.choice(options)
        if options
        else str(chance.choice([int(m[0]) + 1, max(0, int(m[0]) - 1), 10 * int(m[0])]))
    )
    return text[: m.start()] + new + text[m.end() :]


def test_single_edits_prove_nothing_false() -> None:
    """Edits of a proof are rejected or prove the same; edits of the statement are rejected, or the engine finds no counterexample."""
    from certify.deadline import Deadline
    from certify.errors import InputError
    from certify.methods.refute import find_witness

    chance = random.Random(7)
    for text in certificates():
        data = json.loads(text)
        statement = check(text.encode()).statement
        for path in places(data):
            changed = copy.deepcopy(data)
            target = changed
            for key in path[:-1]:
                target = target[key]
            old = target[path[-1]]
            new = edits(old, chance) if isinstance(old, str) else chance.choice([None, 0, 2, "x", [], {}, 10**9, True])
            target[path[-1]] = new
            if path[0] in ("claim", "where"):
                outcome = check(signed(changed))
                if outcome.status == "accepted" and outcome.verdict == "proved" and new != old:
                    try:
                        parsed = [Statement.parse(c, changed["where"]) for c in changed["claim"]]
                        assert all(find_witness(s, Deadline.after(0.2)) is None for s in parsed), changed
                    except InputError as failure:
                        pytest.fail(f"{failure}: {changed}")
            else:
                outcome = check(json.dumps(changed).encode())
                assert outcome.status != "accepted" or (outcome.statement, new) == (statement, new)
                if path[0] in ("digest", "schema", "verdict") and new != old:
                    assert outcome.status == "rejected", path


def test_children_and_keys_are_counted() -> None:
    data = json.loads(TRUE["split"])
    node = data["proofs"][0]
    for children in ([], node["children"][:1], node["children"] * 2, None, {}, "x"):
        assert check(signed(data | {"proofs": [node | {"children": children}]})).status == "rejected"
    assert check(signed(data | {"proofs": [node | {"more": 1}]})).status == "rejected"
    assert check(signed(data | {"more": 1})).status == "rejected"
    assert check(signed(data | {"proofs": [{"rule": "trust me"}]})).status == "unsupported"


# Hostile files


def with_text(proof: Any, text: str) -> bytes:
    """A certificate with raw JSON in the place of "HERE"."""
    return proved("v0 - 2 >= 0", UNIT, ZERO, proof).replace(b'"HERE"', text.encode())


def nested(n: int) -> str:
    """A tree of n splits, each inside the one before."""
    return '["s", "v0", "1/2", ["v"], ' * n + '["v"]' + "]" * n


def deep(n: int) -> str:
    """A proof of n nodes, each the child of the one before."""
    head = '{"rule": "multiply", "factor": "1", "result": "v0 - 2", "children": ['
    return head * n + '{"rule": "identity"}' + "]}" * n


HOSTILE = {
    "empty": b"", "no object": b"[]", "null": b"null", "not text": b"\xff\xfe", "deep lists": b"[" * 10**6,
    "deep objects": b'{"a":' * 10**5, "not a number": b'{"schema": NaN}', "infinity": b'{"schema": -Infinity}',
    "twice": b'{"schema": 1, "schema": 2}', "a float": b'{"schema": 1.0}', "a huge integer": b'{"schema": ' + b"9" * 10**6 + b"}",
    "too long": b" " * (MAX_BYTES + 1),
    "a tower": proved("v0**(9**9**9**9) >= 0", UNIT, ZERO, boxes(["v"])),
    "a huge power": proved("(1 + v0)**1000000000 >= 0", UNIT, ZERO, {"rule": "identity"}),
    "a power of a sum": proved("(1 + v0 + v1)**900 == 0", [*UNIT, "v1 >= 0"], {"v0": "0", "v1": "0"}, {"rule": "identity"}),
    "a product of sums": proved("*".join(f"({k} + v{k % 7})" for k in range(200)) + " == 0", [f"v{k} >= 0" for k in range(7)],
                                {f"v{k}": "0" for k in range(7)}, {"rule": "identity"}),
    "a huge literal": proved(f"v0 <= 1{'0' * 30_000}", UNIT, ZERO, boxes(["v"])),
    "a huge exponent": proved("v0 <= 1e99999999", UNIT, ZERO, boxes(["v"])),
    "brackets": proved("(" * 10_000 + "v0" + ")" * 10_000 + " >= 0", UNIT, ZERO, boxes(["v"])),
    "minus signs": proved("-" * 40_001 + "v0 >= 0", UNIT, ZERO, boxes(["v"])),
    "a long sum": proved("+".join(["v0"] * 20_000) + " >= 0", UNIT, ZERO, boxes(["v"])),
    "powers of powers": proved("**".join(["v0"] * 5_000) + " >= 0", UNIT, ZERO, boxes(["v"])),
    "many cases": proved("v0 >= 0", ["v0 in ZZ", "v0 >= 0", "v0 <= 1000000000"], ZERO,
                         {"rule": "finite", "names": ["v0"], "cases": "values", "prec": 64}),
    "many bits": proved("exp(v0) >= 0", UNIT, ZERO, boxes(["v"], 10**9)),
    "a deep tree": with_text(boxes("HERE"), nested(5000)),
    "a deep proof": with_text("HERE", deep(3000)), "a fairly deep proof": with_text("HERE", deep(290)),
    "a fairly deep tree": with_text(boxes("HERE"), nested(190)),
    "a high order": proved("exp(v0) >= 2", UNIT, ZERO, boxes(["t", "v0", 10**9])),
    "a sum of many": proved("sum(k, k, 1, 1000000000) >= v0", UNIT, ZERO, {"rule": "unfold", "result": "1", "children": []}),
    "sums of sums": proved("sum(sum(sum(sum(k*l*m*n*v0, k, 1, 99), l, 1, 99), m, 1, 99), n, 1, 99) == 0", UNIT, ZERO,
                           {"rule": "identity"}),
    "a high degree": proved("legendre(1000000, 3, v0) <= 1", UNIT, ZERO, boxes(["v"])),
    "a huge gamma": proved("gamma(v0 + 10000000) >= gamma(v0)", ["v0 > 0"], {"v0": "1"}, {"rule": "identity"}),
    "a huge factorial": proved("factorial(10**30) >= v0", UNIT, ZERO, boxes(["v"])),
    "a huge sine": proved("sin(10**(10**9)) >= v0", UNIT, ZERO, boxes(["v"])),
    "many logarithms": proved("+".join(f"log({k}*v0 + 1)*log({k}*v0 + 2)" for k in range(300)) + " == 0", UNIT, ZERO, {"rule": "identity"}),
    "a tower of powers": proved("2**(2**1000000000000) >= v0", UNIT, ZERO, boxes(["v"])),
    "many cases without proofs": proved("v0 >= 0", ["v0 in ZZ", "v0 >= 0", "v0 <= 99999"], ZERO,
                                        {"rule": "finite", "names": ["v0"], "cases": "children", "children": []}),
    "many cases with values": proved("v0*sin(v0)**2 + 1 >= 0", ["v0 in ZZ", "v0 >= 0", "v0 <= 99999"], ZERO,
                                     {"rule": "finite", "names": ["v0"], "cases": "values", "prec": 4096}),
    "a long literal range": proved("v0 >= 0", ["v0 in ZZ", "v0 >= 0", f"v0 <= {10**3000}"], ZERO,
                                   {"rule": "finite", "names": ["v0"], "cases": "values", "prec": 64}),
    "a slow function at many bits": proved("polygamma(1000, v0 + 1) >= 0", UNIT, ZERO, boxes(["v"], 4096)),
    "a Bessel function at many bits": proved("besselj(0, 8191 + v0/2) >= 0", UNIT, ZERO, boxes(["v"], 4096)),
    "many coefficients": proved("integral(v1, v1, 0, 1) == 1/2", ["v0 in RR"], ZERO,
        {"rule": "beta", "integral": "integral(v1, v1, 0, 1)", "kind": "left", "bases": [["v1", "1", 1, 0, "1"]],
         "coefficients": [[200, "1"]] * 3000, "value": "1/2"}),
    "many cuts": proved("v0 >= 0", UNIT, ZERO, {"rule": "split", "name": "v0", "at": ["1/2"] * 40_000, "children": []}),
    "much space": proved("v0 >= 0", ["v0" + " " * 10**6 + "in"], ZERO, boxes(["v"])),
    "huge fractions": proved("*".join(f"(v0 + 1/{10**200 + k})" for k in range(60)) + " == 0", UNIT, ZERO, {"rule": "identity"}),
    "numbers for names": proved("v0 >= 0", UNIT, ZERO, {"rule": "split", "name": 3, "at": [1], "children": []}),
    "lists for names": proved("v0 >= 0", UNIT, ZERO, {"rule": "sign", "kind": "bernstein", "shift": [[[], 1, "0"]], "tree": "b"}),
    "a rule that is a list": proved("v0 >= 0", UNIT, ZERO, {"rule": ["boxes"]}),
    "a proof that is a text": proved("v0 >= 0", UNIT, ZERO, "proof"),
    "claims that are numbers": b'{"schema": "certify.certificate/1", "claim": [1], "where": [], "verdict": "proved"}',
    "a reserved name": proved("exp >= 0", ["exp >= 0"], {"exp": "1"}, boxes(["v"])),
    "an unknown function": proved("system(v0) >= 0", UNIT, ZERO, boxes(["v"])),
    "code": proved("__import__('os') >= 0", UNIT, ZERO, boxes(["v"])),
    "unicode": proved("v0 \u2265 0", UNIT, ZERO, boxes(["v"])),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_quickly(name: str) -> None:
    start = time.process_time()
    outcome = check(HOSTILE[name])
    assert outcome.status in ("rejected", "too large", "unreadable"), outcome
    assert time.process_time() - start < 5, "about a second; this leaves room for slow machines"


# The command


def run(folder: Path) -> tuple[int, str]:
    command = [sys.executable, "-S", "-m", "certify.check", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert not done.stderr or done.returncode == 2, done.stderr
    return done.returncode, done.stdout


def test_command(tmp_path: Path) -> None:
    import hashlib

    assert run(tmp_path)[0] == 2
    assert run(tmp_path / "absent")[0] == 2
    good, bad = TRUE["value"], FALSE["half a cover"]
    (tmp_path / "good.cert.json").write_bytes(good)
    assert run(tmp_path) == (0, "accepted     good.cert.json (proved)\n1 accepted\n")
    entry = {"file": "good.cert.json", "sha256": hashlib.sha256(good).hexdigest(), "statement": json.loads(good)["digest"],
             "verdict": "proved"}  # fmt: skip

    def manifest(*items: Any) -> None:
        (tmp_path / "manifest.json").write_text(json.dumps({"schema": "certify.manifest/1", "certificates": items}))

    manifest(entry)
    assert run(tmp_path)[0] == 0
    for wrong in ({"sha256": "0"}, {"statement": "0"}, {"verdict": "refuted"}):
        manifest(entry | wrong)
        assert run(tmp_path)[0] == 1
    manifest(entry, {"file": "lost.cert.json"})
    code, text = run(tmp_path)
    assert code == 1 and "missing      lost.cert.json" in text
    manifest(entry)
    (tmp_path / "bad.cert.json").write_bytes(bad)
    assert "not in the manifest" in run(tmp_path)[1]
    (tmp_path / "manifest.json").unlink()
    (tmp_path / "torn.cert.json").write_bytes(good[:50])
    code, text = run(tmp_path)
    assert code == 1 and "1 accepted, 1 rejected, 1 unreadable" in text


def test_nothing_but_the_standard_library_is_imported() -> None:
    code = ("import sys; sys.path.insert(0, '.'); import certify.check.__main__\n"
            "own = {m for m in sys.modules if m.startswith('certify')}\n"
            "assert all(m == 'certify' or m.startswith('certify.check') for m in own), own\n"
            "assert all(m.partition('.')[0] in sys.stdlib_module_names | {'__main__', 'certify'} for m in sys.modules)")  # fmt: skip
    assert subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("integral(1/sqrt(x), x, 0, t) >= 3*sqrt(t)", ["1 <= t <= 2"]),
        ("integral(x**(-1/2)*(1-x)**(-1/2), x, 0, 1) <= 3", []),
    ],
)
def test_an_integral_in_a_refutation_is_shown_to_exist(claim: str, where: list[str]) -> None:
    verdict = prove(Statement.parse(claim, where), timeout=20)
    assert verdict.status == "refuted" and verdict.certificate is not None
    data = json.loads(json.dumps(verdict.certificate))
    assert check(json.dumps(data).encode()).status == "accepted"
    assert data.pop("defined")
    outcome = check(json.dumps(data).encode())
    assert outcome.status == "rejected" and "not shown to be defined" in outcome.why


def test_no_refutation_by_an_integral_that_diverges() -> None:
    entry = {"need": ["v0 > 0"], "binders": [["v0", "0", "1", False]],
             "proofs": [{"rule": "known", "relation": "v0 > 0", "sign": 1, "q": "1", "r": "0"}]}  # fmt: skip
    proof = {"rule": "identity"}
    data = json.loads(refuted("integral(1/v0, v0, 0, 1) != integral(1/v0, v0, 0, 1)", [], {}, proof))
    for entries in ([], [entry]):
        assert check(signed(data | {"defined": entries})).status == "rejected"
    assert check(signed(data | {"defined": "all"})).status == "rejected"
