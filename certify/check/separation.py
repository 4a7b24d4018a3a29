"""Separations: a lower bound for depth 2 and a network of depth 3 for the same function, error and dimension.

What is certified.  Given the theorem below, no ReLU network of depth 2 with weights at most B and fewer than W hidden neurons has a
mean squared error of at most mse for f(<x, x'>), x and x' uniform on the sphere of R^d; and the network of depth 3 in the file, which
has fewer than W hidden neurons in all, has.

The file.  `statement` and its digest: what is certified, in words.  `theorem`: `function`, `bound` (expressions) and `where` (relations), in d, B, mse and other names, and `taken`, the ids of
the steps that it rests on, with their texts.  `values`: closed expressions for all names.  `needed`: W.  `claim`: a certificate of
`bound > W - 1` with the values put in.  `network`: one of the network.  Seen here: the values meet the relations of `where`; the claim's
certificate is accepted, and its sides are these (by the normal form); the network's certificate is accepted, for the theorem's
function and d with the values put in; its error, squared, is at most mse, and so its mean squared error is; W exceeds its neurons.

What is not certified.  The theorem: that for all values that `where` allows a ReLU network of depth 2 with weights at most B whose
mean squared error is at most mse has at least `bound` hidden neurons.  It stands in the statement as assumed, and the verdict is "proved given its theorem".
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from certify.check.certificate import SEPARATION, check_claim, member, stated_network
from certify.check.domains import Domain
from certify.check.network import VARIABLE
from certify.check.normal import is_zero
from certify.check.plan import New, need
from certify.check.proof import defined
from certify.check.terms import Term, number, put, sub
from certify.check.text import parse, parse_domain, parse_relation
from certify.check.weights import rational

KEYS: Final = {"schema", "engine", "digest", "statement", "theorem", "values", "needed", "claim", "network"}
NAMES: Final = {"d", "B", "mse"}


def check_separation(root: dict[str, Any]) -> tuple[str, ...]:
    """What a certificate of a separation states.  Raises Rejected."""
    need(root.keys() == KEYS and root["schema"] == SEPARATION, "not a certificate of a separation")
    theorem, needed = root["theorem"], rational(root["needed"])
    need(
        isinstance(theorem, dict) and theorem.keys() == {"function", "bound", "where", "taken"}, "a theorem is expected"
    )
    need(isinstance(theorem["where"], list), "a list of relations is expected")
    domain = parse_domain(theorem["where"])
    need(domain.ranges.keys() >= NAMES and VARIABLE not in domain.ranges, "names d, B and mse are expected")
    values = member(domain, root["values"])
    bound, function = parse(theorem["bound"]), parse(theorem["function"])
    need(bound.free <= values.keys() and function.free <= {*values, VARIABLE}, "a name without a value")
    need(needed.denominator == 1 and needed >= 1, "a number of neurons is expected")
    _exceeds(root["claim"], put(bound, values), needed - 1)
    network = stated_network(root["network"])
    need(values["d"].integer == network.dimension, "the network is for another dimension")
    need(put(function, values) is parse(network.function), "the network is for another function")
    mse = values["mse"].rational
    need(mse is not None and network.error**2 <= mse, "the error of the network, squared, may be above mse")
    need(sum(network.neurons) < needed, f"the network has {sum(network.neurons)} neurons")
    texts = {name: _line(text) for name, text in root["values"].items()}
    return (
        f"At d = {texts['d']} no ReLU network of depth 2 with weights at most {texts['B']} and fewer than {needed} hidden neurons has a mean "
        f"squared error of at most {texts['mse']} for f(<x, x'>), x and x' uniform on the sphere of R^d.",
        f"The network of depth 3 given here, with {sum(network.neurons)} hidden neurons, has.",
        *network.statement,
        f"assumed: if {'; '.join(map(_line, theorem['where']))}, then a ReLU network of depth 2 with weights at most B whose mean squared "
        f"error for f(<x, x'>), f({VARIABLE}) = {_line(theorem['function'])}, is at most mse has at least {_line(theorem['bound'])} hidden "
        f"neurons (here {', '.join(f'{name} = {texts[name]}' for name in sorted(texts))})",
        f"taken from: {_sources(theorem['taken'])}",
    )


def _exceeds(claim: Any, bound: Term, least: Fraction) -> None:
    """See that the claim is bound > least, and that its certificate is accepted."""
    need(isinstance(claim, dict), "the certificate of a claim is expected")
    outcome = check_claim(claim)
    need(
        outcome.verdict == "proved" and claim["where"] == [] and len(claim["claim"]) == 1,
        "a claim without variables is expected",
    )
    relation = parse_relation(claim["claim"][0])
    relation = relation if relation.op == ">" else relation.turned()
    need(relation.op == ">", "the claim is not that the bound exceeds a number")
    defined([New(Domain({}), None, (bound,))], [], 0)
    _same(relation.lhs, bound, "the claim is about another bound")
    _same(relation.rhs, number(least), f"the claim is not that the bound exceeds {least}")


def _same(f: Term, g: Term, why: str) -> None:
    need(f is g or is_zero(frozenset(), {}, sub(f, g)), why)


def _sources(taken: Any) -> str:
    """The ids of the steps."""
    need(isinstance(taken, dict) and bool(taken), "the steps that the theorem rests on are expected")
    for text in taken.values():
        _line(text)
    return ", ".join(map(_line, sorted(taken)))


def _line(text: object) -> str:
    """A text that is one line."""
    need(isinstance(text, str) and text.isascii() and text.isprintable(), "a line of text is expected")
    return str(text)
