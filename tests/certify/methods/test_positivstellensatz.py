"""Polynomial goals with constraints, equations, and without: squares times known relations."""

from __future__ import annotations

import copy

import pytest

from certify import prove
from certify.certificate import canonical_json
from certify.check.certificate import check
from tests.certify.methods.proving import rules, unproved

SIMPLEX = ("x > 0", "y > 0", "z > 0", "x + y + z == 1")


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("x + 2*y + 2*z <= 3", ("x in RR", "y in RR", "z in RR", "x**2 + y**2 + z**2 == 1")),
        ("x*y*z <= 1/27", SIMPLEX),
        ("x**3 + y**3 <= 1", ("x**2 + y**2 <= 1", "0 <= x <= 1", "0 <= y <= 1")),
        ("x**4*y**2 + x**2*y**4 + z**6 - 3*x**2*y**2*z**2 >= 0", ("x in RR", "y in RR", "z in RR")),
        ("x**4*y**2 + x**2*y**4 - 3*x**2*y**2 + 1.000001 > 0", ("x in RR", "y in RR")),
    ],
)
def test_true_claims_are_proved_and_checked(claim: str, where: tuple[str, ...]) -> None:
    assert rules(claim, *where) & {"sum", "sign", "product"}


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("x + 2*y + 2*z < 3", ("x in RR", "y in RR", "z in RR", "x**2 + y**2 + z**2 == 1")),
        ("x*y*z <= 0.037", SIMPLEX),
        ("x**3 + y**3 <= 0.999", ("x**2 + y**2 <= 1", "0 <= x <= 1", "0 <= y <= 1")),
        ("x**4*y**2 + x**2*y**4 + z**6 - 3.001*x**2*y**2*z**2 >= 0", ("x in RR", "y in RR", "z in RR")),
        ("x**4*y**2 + x**2*y**4 - 3*x**2*y**2 + 1 > 0", ("x in RR", "y in RR")),
    ],
)
def test_false_claims_are_not(claim: str, where: tuple[str, ...]) -> None:
    unproved(claim, *where)


def test_forged_squares_are_rejected() -> None:
    """Every weight, every base and every multiplier of the squares matters."""
    verdict = prove("x*y*z <= 1/27", SIMPLEX, timeout=40)
    assert verdict.certificate is not None
    data = dict(verdict.certificate)
    assert check(canonical_json(data).encode()).status == "accepted"
    found = 0
    for path, node in list(_nodes(data["proofs"])):
        if node.get("rule") != "sign":
            continue
        for k, (weight, names, base) in enumerate(node["terms"]):
            for forged in (["-" + weight, names, base], [weight + "1", names, base], [weight, names, f"{base} + 1"]):
                changed = copy.deepcopy(data)
                _at(changed["proofs"], path)["terms"][k] = forged
                assert check(canonical_json(changed).encode()).status == "rejected"
                found += 1
    assert found


def _nodes(node, path=()):  # type: ignore[no-untyped-def]
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from _nodes(value, (*path, key))
    elif isinstance(node, list):
        for k, value in enumerate(node):
            yield from _nodes(value, (*path, k))


def _at(node, path):  # type: ignore[no-untyped-def]
    for key in path:
        node = node[key]
    return node
