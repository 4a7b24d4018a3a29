"""For each rule of the checker a true claim whose certificate uses it: by its name in the papers or the exercise book, or as text."""

from __future__ import annotations

import json
from typing import Any, Final

from certify.prove import prove
from tests.certify.check.test_rules import proved
from tests.soundness.sources import Source, book, ledger

NAMED: Final = {
    "antiderivative": "daniely2017.sine.sine-square", "apart": "daniely2017.separable.slides-equality", "beta": "daniely2017.legendre.mass",
    "binomial": "safran_reichman_valiant2025.randomisation.even-minus-odd", "both": "safran_reichman_valiant2025.widths.table-threshold-50-2",
    "boxes": "sin-above-x-cos", "cases": "chebyshev-four",
    "erfc": "erfc-asymptotic-lower", "exp": "gain-of-a-filter", "fact": "beale", "finite": "integer-square-root", "floor": "fractional-part",
    "generalise": "daniely2017.sine.floor-half", "identity": "safran_reichman_valiant2025.support.lipschitz",
    "induct": "safran_reichman_valiant2025.example1.alternating-sum", "induct2": "safran_reichman_valiant2025.example1.wave-at-integer",
    "known": "gamma-below-one",
    "last": "safran_reichman_valiant2025.example1.alternating-sum", "linear": "daniely2017.exact_tail.norm",
    "log": "safran_reichman_valiant2025.margins.union-bound", "logs": "young-exp-log", "multiply": "lotka-volterra",
    "odd": "daniely2017.exact_tail.coefficient-constant", "open": "daniely2017.separable.tail-of-norm", "period": "cos-cos-above-sin-sin",
    "poisson": "daniely2017.exact_tail.coefficient-integral", "product": "daniely2017.main.bracket-range", "quadrature": "daniely2017.sine.printed-small-m",
    "relax": "cube-decays", "replace": "log-linear-error", "round": "daniely2017.sine.intervals-fit", "sign": "irrational-double-roots",
    "split": "daniely2017.relu.few-cells", "stirling": "stirling-log-second", "substitute": "daniely2017.relu.few-cells", "sum": "sphere-linear",
    "taylor": "complex-sine", "transitive": "safran_reichman_valiant2025.thresholds.lipschitz-cell", "unfold": "daniely2017.legendre.norm-degree-1",
    "widen": "exp-tangents",
}  # fmt: skip
WRITTEN: Final = {
    "integrand": Source("integrand", "integral(exp(t), t, 0, x) >= integral(1 + t, t, 0, x)", ("0 <= x <= 1",)),
    "cut_integral": Source("cut_integral", "integral(abs(x - 1/3), x, 0, 1) == 5/18"),
    "kink": Source("kink", "integral(max(t, 1/4), t, 0, 1) == 17/32"),
    "shrink": Source("shrink", "integral(exp(t**2), t, 0, x) >= integral(exp(t**2), t, 0, x/2)", ("0 <= x <= 1",)),
}  # fmt: skip


def _known(relation: str, sign: int, rest: str) -> dict[str, Any]:
    return {"rule": "known", "relation": relation, "sign": sign, "q": "1", "r": rest}


MADE: Final = {  # by hand: the prover rarely takes these
    "whole": proved(
        "v0 + v1 >= 0", ["v0 in ZZ", "v1 in ZZ", "2*v0 + 2*v1 > -1"], {"v0": "0", "v1": "0"},
        {"rule": "whole", "item": "v0 + v1", "scale": "1", "children": [
            {"rule": "known", "relation": "2*v0 + 2*v1 > -1", "sign": 1, "q": "1/2", "r": "1/2"}]}),
    "cut": proved("v0 >= -2", ["v0 >= 1"], {"v0": "1"},
        {"rule": "cut", "relation": "v0 >= 0", "children": [_known("v0 >= 1", 1, "1"), _known("v0 >= 0", 1, "2")]}),
    "empty": proved("v0 <= 3/4", ["v0 >= 0", "v0 <= 1", "v1 >= 0", "v1 <= 1/2", "v1 >= v0"], {"v0": "0", "v1": "0"},
        {"rule": "split", "name": "v0", "at": ["3/4"], "children": [_known("v0 <= 3/4", -1, "0"),
            {"rule": "empty", "relations": ["v1 >= 3/4", "v1 <= 1/2"], "children": [
                {"rule": "sum", "terms": ["v1 - v0", "v0 - 3/4"], "ops": [">=", ">="],
                 "children": [_known("v1 >= v0", 1, "0"), _known("v0 >= 3/4", 1, "0")]}, _known("v1 <= 1/2", -1, "0")]}]}),
}  # fmt: skip


def example(rule: str) -> Source:
    """The claim for a rule that the prover takes."""
    return WRITTEN.get(rule) or next(s for s in (*book(), *ledger()) if s.id == NAMED[rule])


def certificate(rule: str, seconds: float) -> dict[str, Any] | None:
    """A certificate that uses the rule; None if the prover finds none in time."""
    if rule in MADE:
        return json.loads(MADE[rule])
    statement = example(rule).statement()
    found = None if statement is None else prove(statement, timeout=seconds).certificate
    return None if found is None else json.loads(json.dumps(found))


def rules(data: Any) -> set[str]:
    """The rules that stand in a certificate."""
    if isinstance(data, list):
        return set().union(*map(rules, data))
    if not isinstance(data, dict):
        return set()
    return set().union(*map(rules, data.values()), *([{data["rule"]}] if isinstance(data.get("rule"), str) else []))
