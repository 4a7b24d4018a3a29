"""Certificates of separations: a small one is accepted, and parts that do not fit together are rejected."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from certify.check.certificate import check, digest
from certify.check.separation import check_separation
from certify.check.terms import Purse, Rejected, forget
from tests.certify.check.test_network import modulus
from tests.certify.check.test_rules import boxes, proved, refuted

Document = dict[str, Any]


def claim(text: str) -> Document:
    """The certificate of a claim without variables that balls show."""
    data: Document = json.loads(proved(text, [], {}, boxes(["v"])))
    return data


def separation() -> Document:
    """10*d/B = 20 neurons are needed, 5 are there, with error 1/2."""
    return sealed({
        "schema": "certify.separation/1", "engine": "test", "needed": "20", "claim": claim("20 > 19"), "network": modulus(),
        "theorem": {"function": "t", "bound": "10*d/B", "where": ["d in ZZ", "d >= 2", "B > 0", "mse >= 0"],
                    "taken": {"toy.step": "words"}},
        "values": {"d": "2", "B": "1", "mse": "1/4"},
    })  # fmt: skip


def sealed(data: Document) -> Document:
    """With the statement, as far as the checker gets to it, and its digest."""
    data = {**data, "statement": [], "digest": ""}
    Purse.left = 10**7
    forget()
    try:
        lines = check_separation(data)
    except (Rejected, ArithmeticError, KeyError):
        return data
    return {**data, "statement": list(lines), "digest": digest(lines)}


def test_a_small_one_is_accepted() -> None:
    found = check(json.dumps(separation()).encode())
    assert (found.status, found.verdict) == ("accepted", "proved given its theorem")
    assert found.statement == (
        "At d = 2 no ReLU network of depth 2 with weights at most 1 and fewer than 20 hidden neurons has a mean squared error of at "
        "most 1/4 for f(<x, x'>), x and x' uniform on the sphere of R^d.",
        "The network of depth 3 given here, with 5 hidden neurons, has.",
        "network of ReLUs, 4 + 1 hidden neurons in depth 3, weights at most 3/2",
        "function f(<x, x'>) of unit vectors in dimension 2, f(t) = t",
        "error at most 1/2",
        "assumed: if d in ZZ; d >= 2; B > 0; mse >= 0, then a ReLU network of depth 2 with weights at most B whose mean squared error for "
        "f(<x, x'>), f(t) = t, is at most mse has at least 10*d/B hidden neurons (here B = 1, d = 2, mse = 1/4)",
        "taken from: toy.step",
    )


def at(path: str, value: Any) -> Callable[[Document], Document]:
    """The value put where a path such as `theorem.bound` leads; `-` deletes it."""

    def change(data: Document) -> Document:
        *front, last = path.split(".")
        place = data
        for k in front:
            place = place[k]
        if value == "-":
            del place[last]
        else:
            place[last] = value
        return data

    return change


FORGERIES: dict[str, tuple[Callable[[Document], Document], str]] = {
    "more neurons than the claim has": (at("needed", "21"), "exceeds 20"),
    "fewer neurons than the claim has": (at("needed", "19"), "exceeds 18"),
    "half a neuron more": (at("needed", "41/2"), "a number of neurons"),
    "a number that is no text": (at("needed", 20), "a rational number"),
    "no neurons": (at("needed", "0"), "a number of neurons"),
    "a truth value as a number": (at("needed", True), "a rational number"),
    "a claim that is not strict": (at("claim", claim("20 >= 19")), "exceeds a number"),
    "a claim about another bound": (at("claim", claim("21 > 19")), "another bound"),
    "a claim about more": (at("claim", claim("20 > 18")), "exceeds 19"),
    "a claim refuted": (at("claim", json.loads(refuted("20 > 21", [], {}, boxes(["v"])))), "without variables"),
    "a false claim": (at("claim", claim("20 > 20")), ""),
    "a claim with another digest": (at("claim.digest", "0" * 64), "digest"),
    "no claim": (at("claim", []), "a claim is expected"),
    "a network as a claim": (at("claim", modulus()), "not a certificate"),
    "a claim as a network": (at("network", claim("20 > 19")), "not a certificate of a network"),
    "a network with a larger error": (at("network", modulus("11/20")), "may be above mse"),
    "a network for another function": (at("network", modulus("7/10", f="t + 1/10")), "another function"),
    "a network that is none": (at("network.error", "1/3"), "the first layer alone"),
    "a function that depends on d": (at("theorem.function", "t + d - d*t"), "another function"),
    "a function that is not defined": (at("theorem.function", "t + log(-1) - log(-1)"), "another function"),
    "another dimension": (at("values.d", "3"), "another (bound|dimension)"),
    "another dimension, cancelled": (lambda data: at("values.B", "3/2")(at("values.d", "3")(data)), "another dimension"),
    "a dimension that is none": (at("values.d", "5/2"), "an integer is expected"),
    "a value outside the domain": (at("values.B", "-1"), "not seen to be in the domain"),
    "a value that is no number": (at("values.B", "log(-1)"), ""),
    "a smaller error": (at("values.mse", "6/25"), "may be above mse"),
    "an error that is no rational": (at("values.mse", "sqrt(1/16)"), "may be above mse"),
    "a value missing": (at("values.B", "-"), "a value for each variable"),
    "a value too many": (at("values.n", "1"), "a value for each variable"),
    "a bound that is not defined": (at("theorem.bound", "10*d/B + log(-1) - log(-1)"), ""),
    "a bound of something else": (at("theorem.bound", "10*d/B + k"), "a name without a value"),
    "a theorem without a condition": (at("theorem.where", ["d in ZZ", "d >= 2", "B > 0"]), "d, B and mse"),
    "a condition on t": (at("theorem.where", ["d in ZZ", "B > 0", "mse >= 0", "t in RR"]), "d, B and mse"),
    "a theorem from nowhere": (at("theorem.taken", {}), "the steps"),
    "another line in a text": (at("theorem.taken", {"toy.step\nproved": "words"}), "a line of text"),
    "a theorem with more": (at("theorem.proof", "clear"), "a theorem is expected"),
    "an entry too many": (at("note", "proved"), "not a certificate of a separation"),
    "an entry missing": (at("values", "-"), "not a certificate of a separation"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_rejected(name: str) -> None:
    change, why = FORGERIES[name]
    found = check(json.dumps(sealed(change(separation()))).encode())
    assert found.status == "rejected"
    assert re.search(why, found.why), found


def test_as_many_neurons_as_are_needed_are_no_separation() -> None:
    data = separation()
    data |= {"needed": "5", "claim": claim("5 > 4")}
    data["theorem"]["bound"] = "5*d/(2*B)"
    assert "the network has 5 neurons" in check(json.dumps(sealed(data)).encode()).why
    data |= {"needed": "6", "claim": claim("6 > 5")}
    data["theorem"]["bound"] = "3*d/B"
    assert check(json.dumps(sealed(data)).encode()).status == "accepted"


def test_the_statement_is_that_of_the_parts() -> None:
    good = separation()
    for change in ({"statement": ["all is well"]}, {"digest": "0" * 64}, {"engine": 1}):
        assert check(json.dumps({**copy.deepcopy(good), **change}).encode()).status == "rejected"


def places(item: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in a document, at most four entries of a list."""
    entries = (
        list(item.items()) if isinstance(item, dict) else list(enumerate(item))[:4] if isinstance(item, list) else []
    )
    return [path, *(place for k, entry in entries for place in places(entry, (*path, k)))]


JUNK = (
    None,
    True,
    -1,
    0,
    10**18,
    "",
    "t",
    "1/0",
    "-7/2",
    "9" * 400,
    "1 < 2",
    [],
    [[]],
    [None],
    {},
    {"numerators": [1]},
    "\u2028",
)


@pytest.mark.parametrize("place", places(separation())[1:], ids=lambda place: ".".join(map(str, place)))
def test_junk_anywhere_is_rejected_in_order(place: tuple[Any, ...]) -> None:
    """No exception escapes; what is accepted all the same states what it shows."""
    for junk in JUNK:
        data = separation()
        at_place: Any = data
        for k in place[:-1]:
            at_place = at_place[k]
        if at_place[place[-1]] == junk:
            continue
        at_place[place[-1]] = junk
        found = check(json.dumps(data).encode())
        if place[0] != "engine" and place[:2] not in (("theorem", "taken"), ("network", "engine"), ("claim", "engine")):
            assert found.status in ("rejected", "unsupported", "too large"), (junk, found)
