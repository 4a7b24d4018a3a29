"""The constants of both papers: nothing one-sided but what is known to be, values against independent arithmetic, both ends settled."""

from __future__ import annotations

import math
import re

import mpmath
import pytest

from certify.constant import Constant
from certify.ledger import Argued, Claim, closure
from certify.outcome import Outcome
from certify.prove import prove
from certify.results import Result
from certify.slack import INFINITE, Assessment, assess, needed
from proofs.daniely2017 import paper as daniely
from proofs.safran_reichman_valiant2025 import paper as srv

PAPERS = [daniely, srv]
CONSTANTS = [item for paper in PAPERS for item in paper.constants]
BEST = [item for item in CONSTANTS if not item.reason]
GOOD = {"proved": Outcome("proved", checked="accepted"), "refuted": Outcome("refuted", witness={}, checked="accepted")}
FUNCTIONS = {
    name: getattr(mpmath, name) for name in ("sqrt", "log", "exp", "cos", "sin", "atan", "ceil", "gamma", "pi", "e")
}


def harmonic_dim(d: int, n: int) -> mpmath.mpf:
    return mpmath.mpf((2 * n + d - 2) * math.comb(n + d - 3, n)) / (d - 2)


def number(text: str, **values: int) -> mpmath.mpf:
    """A value by mpmath: literals become mpf, the rest is Python's arithmetic."""
    source = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)", r"mpf('\1')", text)
    names = {**FUNCTIONS, "mpf": mpmath.mpf, "max": max, "harmonic_dim": lambda d, n: harmonic_dim(int(d), int(n))}
    return mpmath.mpf(eval(source, {"__builtins__": {}}, {**names, **values}))  # our own ledger's texts


def presumed(item: Constant) -> Assessment:
    """As if every claim were settled as it should be."""
    steps = needed([item])
    return assess(item, {s: Result(s, GOOD[s.expected] if isinstance(s, Claim) else None) for s in steps})


def test_every_constant_has_its_place() -> None:
    assert [len(paper.constants) for paper in PAPERS] == [62, 89]
    assert len(BEST) == 132
    for paper in PAPERS:
        tags = {tag for step in paper.steps for tag in step.tags} | {erratum.tag for erratum in paper.errata}
        for item in paper.constants:
            assert item.tags and set(item.tags) <= tags
            assert item.of.id.startswith(f"{paper.name}.") and item.id == f"{paper.name}.constants.{item.name}"
            assert item.home is paper.lemmas[-1]


def test_no_constant_is_one_sided_unless_it_is_known() -> None:
    """A better value is refuted, or the value is attained; elsewhere the value is that of a theorem in words."""
    open_ended = {item.name for item in BEST if not item.ends.keys() & {"beyond", "attained"}}
    assert open_ended == {"bias-term", "neurons", "width-depth-3"}
    in_words = [item for item in BEST if "best" not in item.ends]
    for item in in_words:
        assert any(isinstance(step, Argued) for step in closure(item.by)) or item.name == "sine-square"


@pytest.mark.parametrize("item", BEST, ids=lambda item: item.id)
def test_a_better_value_is_better_and_the_slack_is_right(item: Constant) -> None:
    sign = 1 if item.better == "larger" else -1
    best = item.value
    assert best is not None
    if best.free:
        return
    if "beyond" in item.ends:
        assert sign * number(item.beyond) > sign * number(item.best)
    if item.false:
        assert sign * number(item.printed) > sign * number(item.best)
    found = presumed(item)
    assert found.certified
    printed = item.printed_value
    if printed is None or printed.free or found.slack in ("", INFINITE):
        return
    ratio = (number(item.best) / number(item.printed)) ** sign
    assert 0.989 * ratio <= float(found.slack) <= ratio * (1 + mpmath.mpf(10) ** -12)
    assert not found.slack_beyond or float(found.slack_beyond) >= ratio


AT = {
    "daniely2017.constants.neurons": [{"d": 19}, {"d": 44}, {"d": 100}],
    "daniely2017.constants.width-depth-3": [
        {"d": 10, "eps": mpmath.mpf(1) / 10},
        {"d": 50, "eps": mpmath.mpf(1) / 100},
    ],
    "daniely2017.constants.neuron-norm": [{"d": 10}, {"d": 100}],
    "safran_reichman_valiant2025.constants.second-range": [{"d": 1}, {"d": 10}],
}


@pytest.mark.parametrize("name", AT)
def test_slacks_at_points(name: str) -> None:
    item = next(item for item in BEST if item.id == name)
    found = presumed(item)
    assert len(found.slack_at) == len(AT[name])
    for values, (_, shown) in zip(AT[name], found.slack_at, strict=True):
        with mpmath.workdps(120):
            best, printed = number(item.best, **values), number(item.printed, **values)
            ratio = best / printed if item.better == "larger" else printed / best
            assert 0.989 * ratio <= mpmath.mpf(shown) <= ratio


SETTLED = [
    "daniely2017.constants.density", "daniely2017.constants.weight-exponent", "daniely2017.constants.sine-distance",
    "daniely2017.constants.error", "daniely2017.constants.one-neuron", "safran_reichman_valiant2025.constants.lipschitz",
    "safran_reichman_valiant2025.constants.norm", "safran_reichman_valiant2025.constants.spread",
]  # fmt: skip


@pytest.mark.parametrize("name", SETTLED)
def test_the_ends_are_settled(name: str) -> None:
    """A few of the ends (the ledger's run settles all): proved with the best value, refuted beyond it."""
    item = next(item for item in BEST if item.id == name)
    for end in item.ends.values():
        assert prove(end.statement, timeout=60).status == end.expected, end.id


def test_what_the_old_ledger_said() -> None:
    """The slacks that stood in the ledger as text."""
    slacks = {item.name: presumed(item).slack for item in daniely.constants}
    assert (slacks["density"], slacks["sine-distance"], slacks["error"]) == ("4.13", "4.13", "364")
    assert 20.9 <= float(slacks["tail"]) <= 21.1
    assert (slacks["exponent"], slacks["separation"]) == ("2", "4.88")
