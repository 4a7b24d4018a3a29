"""Certificates of networks: what is accepted is true at sampled points, and forgeries are rejected, one literal for each."""

from __future__ import annotations

import copy
import hashlib
import itertools
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.check import network as module
from certify.check.certificate import Outcome, check
from certify.check.network import Piece, pieces
from certify.check.terms import Purse
from certify.constructions import Request
from certify.network.certificate import certificate
from proofs.daniely2017.constructions import printed, sharp
from tests.proofs.daniely2017.exact import dot, sphere_point

Document = dict[str, Any]


def vector(*numbers: int | Fraction | str) -> Document:
    exact = [Fraction(n) for n in numbers]
    common = math.lcm(*(n.denominator for n in exact))
    return {"numerators": [int(n * common) for n in exact], "denominator": str(common)}


def numbers(item: Document) -> list[Fraction]:
    return [Fraction(int(n), int(item["denominator"])) for n in item["numerators"]]


def document(
    first: list[tuple[int, Any, Any, Any]],
    second: list[tuple[Any, Any, Any]],
    constant: Any,
    *,
    d: int,
    f: str,
    error: str,
    lipschitz: str,
    scale: str = "1",
) -> Document:
    """From units (coordinate, weight, bias, weight in h) and (weight of h, bias, weight in the output)."""
    sizes = [abs(Fraction(v)) for unit in first for v in unit[1:3]] + [abs(Fraction(constant))]
    sizes += [abs(Fraction(v)) for unit in second for v in unit[1:]]
    sizes.append(max(abs(Fraction(u[3])) for u in first) * max(abs(Fraction(u[0])) for u in second))
    return sealed({
        "schema": module.SCHEMA, "engine": "test", "function": f, "dimension": d, "error": error, "scale": scale,
        "lipschitz": lipschitz, "neurons": [len(first), len(second)], "largest_weight": str(max(sizes)),
        "layers": [
            {"matrix": {"shape": [len(first), 2 * d], "rows": [k for k in range(len(first)) for _ in "xy"],
                        "columns": [c for unit in first for c in (unit[0], unit[0] + d)],
                        "values": vector(*(unit[1] for unit in first for _ in "xy"))},
             "bias": vector(*(unit[2] for unit in first))},
            {"row": vector(*(unit[3] for unit in first)), "column": vector(*(unit[0] for unit in second)),
             "bias": vector(*(unit[1] for unit in second))},
            {"row": vector(*(unit[2] for unit in second)), "bias": vector(constant)},
        ],
    })  # fmt: skip


def sealed(data: Document) -> Document:
    """With the digest of what it states."""
    first, second = data["neurons"] if isinstance(data["neurons"], list) and len(data["neurons"]) == 2 else (0, 0)
    lines = (
        f"network of ReLUs, {first} + {second} hidden neurons in depth 3, weights at most {data['largest_weight']}",
        f"function f(<x, x'>) of unit vectors in dimension {data['dimension']}, f(t) = {data['function']}",
        f"error at most {data['error']}",
    )
    return {**data, "statement": list(lines), "digest": hashlib.sha256("\n".join(lines).encode()).hexdigest()}


def verdict(data: Document) -> Outcome:
    return check(json.dumps(data).encode())


def modulus(error: str = "1/2", **more: Any) -> Document:
    """|u| for u^2/2 in two coordinates, and the identity: the error is 1/2, at <x, x'> = 0 with x_i + x'_i = +-1."""
    first = [(i, w, 0, 1) for i in (0, 1) for w in (1, -1)]
    return document(first, [(1, 0, 1)], "-3/2", d=2, f=more.pop("f", "t"), error=error, lipschitz="1", **more)


def evaluated(data: Document, x: list[Fraction]) -> Fraction:
    """The network at a point, by its definition."""
    one, two, three = data["layers"]
    width, inputs = one["matrix"]["shape"]
    z = [Fraction(0)] * width
    for r, c, v in zip(one["matrix"]["rows"], one["matrix"]["columns"], numbers(one["matrix"]["values"]), strict=True):
        z[r] += v * x[c]
    assert len(x) == inputs
    y = [max(Fraction(0), a + b) for a, b in zip(z, numbers(one["bias"]), strict=True)]
    h = sum((a * b for a, b in zip(y, numbers(two["row"]), strict=True)), Fraction(0))
    y = [max(Fraction(0), c * h + b) for c, b in zip(numbers(two["column"]), numbers(two["bias"]), strict=True)]
    return sum((a * b for a, b in zip(y, numbers(three["row"]), strict=True)), numbers(three["bias"])[0])


def wave(d: int) -> Callable[[Fraction], Any]:
    return lambda t: mpmath.sinpi(mpmath.mpf(d**3 * t.numerator) / t.denominator)


FUNCTIONS: dict[str, Callable[[Fraction], Any]] = {
    "t": lambda t: t,
    "abs(t)": abs,
    "exp(t)": lambda t: mpmath.exp(mpmath.mpf(t.numerator) / t.denominator),
    "t**2 - t/3": lambda t: t * t - t / 3,
}


def largest_error(data: Document, f: Callable[[Fraction], Any], d: int) -> float:
    """At some points of the two spheres."""
    worst, steps = 0.0, (-7, -2, -1, -Fraction(1, 2), Fraction(1, 9), Fraction(3, 4), 1, 3)
    for u in steps if d > 1 else steps[:1]:
        for v in steps:
            x = sphere_point([Fraction(u)] * (d - 1)) if d > 1 else (Fraction(1),)
            y = sphere_point([Fraction(v)] * (d - 1)) if d > 1 else (Fraction(1 if v > 0 else -1),)
            value = evaluated(data, [*x, *y])
            worst = max(worst, abs(float(value) - float(f(dot(x, y)))))
    return worst


@pytest.fixture(scope="module")
def small() -> Document:
    """The sharp network for sin(8 pi t) on S^1 x S^1."""
    data: Document = json.loads(certificate(sharp(Request(2, Fraction(1, 3))), Fraction(1, 3)).data)
    return data


def test_the_error_of_the_modulus_is_exact() -> None:
    assert verdict(modulus()) == Outcome("accepted", "", "proved", check(json.dumps(modulus()).encode()).statement)
    found = verdict(modulus("499999999/1000000000"))
    assert found.status == "rejected" and "the first layer alone" in found.why
    x, y = (Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))
    assert evaluated(modulus(), [*x, *y]) - dot(x, y) == Fraction(1, 2)


def test_what_is_stated_is_in_the_statement() -> None:
    statement = verdict(modulus()).statement
    assert statement[0] == "network of ReLUs, 4 + 1 hidden neurons in depth 3, weights at most 3/2"
    assert statement[1] == "function f(<x, x'>) of unit vectors in dimension 2, f(t) = t"
    assert statement[2] == "error at most 1/2"


@pytest.mark.parametrize(
    ("build", "request_"),
    [(sharp, Request(3, Fraction(1, 4))), (sharp, Request(3, Fraction(1, 10))), (printed, Request(2, Fraction(1)))],
)
def test_constructions_are_accepted_with_their_errors(build: Any, request_: Request) -> None:
    built = build(request_)
    made = certificate(built, request_.eps)
    data = json.loads(made.data)
    assert verdict(data).status == "accepted"
    assert built.lower <= made.error <= built.upper * (1 + Fraction(1, 10**5))
    assert sum(data["neurons"]) == built.network.neurons
    least = Fraction(97, 100) * made.error  # less than 3 % above the bound of the same kind
    assert verdict(sealed({**data, "error": str(least * Fraction(9, 10))})).status == "rejected"
    assert largest_error(data, wave(request_.d or 0), request_.d or 0) <= float(made.error)


def test_an_error_below_one_that_occurs_is_rejected(small: Document) -> None:
    built = sharp(Request(2, Fraction(1, 3)))
    assert verdict(sealed({**small, "error": str(built.lower * Fraction(999, 1000))})).status == "rejected"


# --- forgeries


def changed(**parts: Any) -> Callable[[Document], Document]:
    return lambda data: sealed({**data, **parts})


def at(path: str, value: Any) -> Callable[[Document], Document]:
    """The value put where a path such as `layers.0.bias.denominator` leads; `-` deletes it, a call changes it."""

    def change(data: Document) -> Document:
        data = copy.deepcopy(data)
        *front, last = [int(k) if k.isdigit() else k for k in path.split(".")]
        place: Any = data
        for k in front:
            place = place[k]
        if value == "-":
            del place[last]
        else:
            place[last] = value(place[last]) if callable(value) else value
        return sealed(data)

    return change


def without_a_unit(data: Document) -> Document:
    """One neuron less of the second layer, counted rightly."""
    data = copy.deepcopy(data)
    for part in (data["layers"][1]["column"], data["layers"][1]["bias"], data["layers"][2]["row"]):
        del part["numerators"][len(part["numerators"]) // 2]
    data["neurons"][1] -= 1
    return sealed(data)


def without_an_inner_unit(data: Document) -> Document:
    data = copy.deepcopy(data)
    matrix = data["layers"][0]["matrix"]
    matrix["shape"][0] -= 1
    for part in (matrix["rows"], matrix["columns"], matrix["values"]["numerators"]):
        del part[-2:]
    del data["layers"][0]["bias"]["numerators"][-1]
    del data["layers"][1]["row"]["numerators"][-1]
    data["neurons"][0] -= 1
    return sealed(data)


FORGERIES: dict[str, Callable[[Document], Document]] = {
    "an error slightly too small": lambda data: sealed({**data, "error": str(Fraction(data["error"]) * Fraction(9, 10))}),
    "an error below 0": changed(error="-1/3"),
    "another function": changed(function="sin(8*pi*t) + 1/10"),
    "another frequency": changed(function="sin(8*pi*t + t)"),
    "a function of two variables": changed(function="sin(8*pi*t)*u"),
    "a function that is not defined": changed(function="sin(8*pi*t) + 0*log(t)"),
    "a function with a jump": changed(function="floor(t)"),
    "a function with another line in it": changed(function="sin(8*\npi*t)"),
    "no function": changed(function=["t"]),
    "no dimension": changed(dimension=0),
    "a truth value as a dimension": changed(dimension=True),
    "a larger dimension": changed(dimension=3),
    "one neuron less than there are": lambda data: sealed({**data, "neurons": [data["neurons"][0], data["neurons"][1] - 1]}),
    "neurons as a text": lambda data: sealed({**data, "neurons": [str(n) for n in data["neurons"]]}),
    "a smaller largest weight": changed(largest_weight="1"),
    "a larger largest weight": changed(largest_weight="1000"),
    "a scale of 0": changed(scale="0"),
    "a scale below 0": lambda data: sealed({**data, "scale": "-" + data["scale"]}),
    "another scale": lambda data: sealed({**data, "scale": str(2 * Fraction(data["scale"]))}),
    "a Lipschitz constant too small": changed(lipschitz="25"),
    "a Lipschitz constant below 0": changed(lipschitz="-26"),
    "a zero denominator": at("layers.0.bias.denominator", "0"),
    "a negative denominator": at("layers.0.bias.denominator", lambda text: "-" + text),
    "a broken denominator": at("layers.0.bias.denominator", "3/2"),
    "a denominator of 5,000 digits": at("layers.0.bias.denominator", "1" + "0" * 5000),
    "a numerator of 5,000 digits": at("layers.2.row.numerators.0", "9" * 5000),
    "a numerator that is no number": at("layers.2.row.numerators.0", "nan"),
    "a numerator that is none": at("layers.2.row.numerators.0", None),
    "a numerator that is true": at("layers.2.row.numerators.0", True),
    "a numerator in other digits": at("layers.2.row.numerators.0", "\u0663"),
    "a unit dropped": without_a_unit,
    "an inner unit dropped": without_an_inner_unit,
    "a unit that is not in the first layer": at("layers.1.row.numerators", lambda v: [*v, 1]),
    "a unit that is not in the last layer": at("layers.2.row.numerators", lambda v: v[:-1]),
    "a weight of the last layer": at("layers.2.row.numerators.0", lambda n: 2 * int(n)),
    "a bias of the last layer": at("layers.2.bias.numerators.0", lambda n: int(n) + 2**43),
    "a weight of the column": at("layers.1.column.numerators.2", lambda n: -int(n)),
    "a weight of the row": at("layers.1.row.numerators.1", lambda n: 3 * int(n)),
    "a bias of the first layer": at("layers.0.bias.numerators.2", lambda n: 0),
    "a second unit that reads nothing": at("layers.1.column.numerators.0", 0),
    "a unit that reads x_i alone": at("layers.0.matrix.values.numerators.1", 0),
    "a unit that reads x_i - x'_i": at("layers.0.matrix.values.numerators.1", lambda n: -n),
    "a unit that reads nothing": at("layers.0.matrix.values.numerators", lambda v: [0, 0, *v[2:]]),
    "a unit that reads two coordinates": at("layers.0.matrix.columns.1", 3),
    "a unit that reads x_i twice": at("layers.0.matrix.columns.1", 0),
    "columns in another order": at("layers.0.matrix.columns", lambda v: [v[1], v[0], *v[2:]]),
    "rows in another order": at("layers.0.matrix.rows", lambda v: [1, 1, 0, 0, *v[4:]]),
    "a row twice": at("layers.0.matrix.rows", lambda v: [0, 0, 0, 0, *v[4:]]),
    "a place below 0": at("layers.0.matrix.columns.0", -4),
    "a place outside": at("layers.0.matrix.columns.0", 4),
    "a wrong shape": at("layers.0.matrix.shape", lambda v: [v[0] + 1, v[1]]),
    "no shape": at("layers.0.matrix.shape", [4]),
    "a layer too many": at("layers", lambda v: [*v, v[-1]]),
    "a layer too few": at("layers", lambda v: v[:-1]),
    "a bias missing": at("layers.2.bias", "-"),
    "an activation": at("layers.1.activation", "identity"),
    "an entry too many": changed(note="proved"),
    "an engine that is no text": changed(engine=1),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_rejected(small: Document, name: str) -> None:
    found = verdict(FORGERIES[name](small))
    assert found.status == "rejected" and found.why, found


@pytest.mark.parametrize(
    "text",
    ['{"schema": "certify.network-certificate/1", "schema": "certify.network-certificate/1"}',
     '{"schema": "certify.network-certificate/1", "error": NaN}', '{"schema": "certify.network-certificate/1", "scale": 1.5}',
     '{"schema": "certify.network-certificate/1", "scale": 1' + "0" * 30 + "}", '{"schema": "certify.network-certificate/1"'],
)  # fmt: skip
def test_what_is_not_plain_json_is_unreadable(text: str) -> None:
    assert check(text.encode()).status == "unreadable"


def test_the_digest_is_that_of_the_statement(small: Document) -> None:
    assert verdict({**small, "digest": "0" * 64}).status == "rejected"
    assert verdict({**small, "error": "1"}).status == "rejected"
    assert verdict({**small, "statement": ["the moon is made of cheese"]}).status == "rejected"
    assert verdict(sealed({**small, "error": "1"})).status == "accepted"


def test_beyond_the_range() -> None:
    """A unit that sets in beyond 1 only: its slope counts, though f is steep nowhere."""
    first = [(i, w, 0, 1) for i in (0, 1) for w in (1, -1)]
    second = [(1, 0, 1), (1, "-5/2", 10)]  # s = h - 3/2, so from s = 1 on the slope is 11
    args = {"d": 2, "f": "t", "scale": "1"}
    assert verdict(document(first, second, "-3/2", error="1/2", lipschitz="1", **args)).status == "rejected"
    assert verdict(document(first, second, "-3/2", error="11/2", lipschitz="11", **args)).status == "accepted"
    assert verdict(document(first, second, "-3/2", error="11/2", lipschitz="1", **args)).status == "accepted"
    assert verdict(document(first, second, "-3/2", error="2", lipschitz="1", **args)).status == "rejected"


# --- properties

SMALL = st.fractions(-2, 2, max_denominator=4)
UNITS = st.lists(st.tuples(SMALL.filter(bool), SMALL, SMALL), min_size=1, max_size=5)


@given(UNITS, st.fractions(-3, 3, max_denominator=12))
def test_pieces_are_the_sum_of_the_units(units: list, u: Fraction) -> None:
    Purse.left = 10**6
    found: list[Piece] = list(pieces(units, Fraction(-3), Fraction(3)))
    assert found[0].low == -3 and found[-1].high == 3
    assert all(a.high == b.low and a.low < a.high for a, b in itertools.pairwise(found))
    value = sum(c * max(Fraction(0), w * u + b) for w, b, c in units)
    assert {piece(u) for piece in found if piece.low <= u <= piece.high} == {value}


@given(st.lists(UNITS, min_size=1, max_size=2), st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(3)]))
def test_the_sum_of_squares_is_bounded_on_both_sides(inner: list, scale: Fraction) -> None:
    """Against a grid: nothing lies outside, and both bounds are nearly reached."""
    Purse.left = 10**6
    shift, delta = module._sum_of_squares(inner, scale)
    low = high = Fraction(0)
    for units in inner:
        grid = [Fraction(k, 20) for k in range(-40, 41)]
        gaps = [sum(c * max(Fraction(0), w * u + b) for w, b, c in units) / scale - u * u / 2 for u in grid]
        low, high = low + min(gaps), high + max(gaps)
    steep = max(sum(abs(c * w) for w, _, c in units) for units in inner) / scale + 2
    assert shift - 1 - delta <= low <= shift - 1 - delta + steep * len(inner) / 20
    assert shift - 1 + delta - steep * len(inner) / 20 <= high <= shift - 1 + delta


@given(SMALL, SMALL, st.fractions(-9, 9, max_denominator=5))
def test_the_peak_between_the_ends_is_exact(left: Fraction, right: Fraction, bend: Fraction) -> None:
    best = max(left * (1 - r) + right * r + bend * r * (1 - r) for r in (Fraction(k, 64) for k in range(65)))
    assert best <= module._peak(left, right, bend) <= best + abs(bend) / 64**2


@settings(max_examples=60)
@given(
    d=st.integers(1, 2),
    f=st.sampled_from(sorted(FUNCTIONS)),
    first=st.lists(st.tuples(st.integers(0, 1), SMALL.filter(bool), SMALL, SMALL), min_size=1, max_size=4),
    second=st.lists(st.tuples(SMALL.filter(bool), SMALL, SMALL), min_size=1, max_size=4),
    constant=SMALL,
    scale=st.sampled_from(["1", "1/2", "3"]),
    lipschitz=st.sampled_from(["1", "3", "40"]),
)
def test_what_is_accepted_of_a_random_network_is_true(d, f, first, second, constant, scale, lipschitz) -> None:
    first = [(i % d, *rest) for i, *rest in first]
    for k in range(-2, 10):
        error = Fraction(2) ** k
        data = document(first, second, constant, d=d, f=f, error=str(error), lipschitz=lipschitz, scale=scale)
        if verdict(data).status == "accepted":
            assert largest_error(data, FUNCTIONS[f], d) <= error + 1e-12
            return


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_mutant_that_is_accepted_is_true(small: Document, data: st.DataObject) -> None:
    """One number of the weights changed, by a little or by much."""
    layer, part = data.draw(
        st.sampled_from([(0, "bias"), (1, "row"), (1, "column"), (1, "bias"), (2, "row"), (2, "bias")])
    )
    vector_ = small["layers"][layer][part]["numerators"]
    k = data.draw(st.integers(0, len(vector_) - 1))
    new = data.draw(st.sampled_from([int(vector_[k]) + 1, int(vector_[k]) * 9 // 8, -int(vector_[k]), 0]))
    mutant = at(f"layers.{layer}.{part}.numerators.{k}", new)(small)
    for largest in (mutant["largest_weight"], str(max_weight(mutant))):
        mutant = sealed({**mutant, "largest_weight": largest})
        if verdict(mutant).status == "accepted":
            assert largest == str(max_weight(mutant))
            assert largest_error(mutant, wave(2), 2) <= float(Fraction(mutant["error"]))


def max_weight(data: Document) -> Fraction:
    one, two, three = data["layers"]
    plain = [one["matrix"]["values"], one["bias"], two["bias"], three["row"], three["bias"]]
    outer = max(map(abs, numbers(two["row"]))) * max(map(abs, numbers(two["column"])))
    return max(outer, *(abs(n) for item in plain for n in numbers(item)))


def test_with_the_standard_library_alone(small: Document, tmp_path: Path) -> None:
    (tmp_path / "good.json").write_text(json.dumps(small))
    (tmp_path / "bad.json").write_text(json.dumps(FORGERIES["a unit dropped"](small)))
    run = subprocess.run(
        [sys.executable, "-S", "-m", "certify.check", str(tmp_path)], capture_output=True, text=True, cwd=os.getcwd()
    )
    assert run.returncode == 1
    assert "accepted     good.json (proved)" in run.stdout and "rejected     bad.json: " in run.stdout
