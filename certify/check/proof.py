"""A proof against a goal: the rules by name, and that what they bring in is defined.

What is certified: if `prove` returns, the goal holds: each node's rule is one of `RULES`, its children prove what the rule leaves, and
every obligation of a new term is shared with a term known to be defined, a known relation, visible from balls, or proved by an entry
of `defined`.  What is not: that a rule is sound; that is argued at each rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from certify.check import boxes
from certify.check.definedness import Key, Obligation
from certify.check.domains import Domain, Relation
from certify.check.dyadic import IntervalError
from certify.check.evaluate import holds
from certify.check.existence import obligations
from certify.check.goals import Goal
from certify.check.plan import New, Params, Plan, implies, need

from certify.check.rules.domains import (  # isort: skip
    cases, cut, empty, finite, generalise, opened, period, relax, split, substitute, widen,
)  # fmt: skip
from certify.check.rules.facts import bounded_rounding, erfc, fact, rounding, stirling
from certify.check.rules.integrals import cut_integral, enclosed_integral, integrand, kink, linear, odd, shrink

from certify.check.rules.steps import (  # isort: skip
    apart, both, box, exp, identity, known, log, logs, multiply, products, replacement, sign, total, transitive, whole,
)  # fmt: skip
from certify.check.rules.sums import binomial_theorem, induct, induct2, last, unfold
from certify.check.rules.taylor import taylor
from certify.check.rules.values import antiderivative, beta, poisson
from certify.check.terms import Rejected, spend, var
from certify.check.text import parse, parse_relation, variable_name

MAX_DEPTH: Final = 300
RULES: Final[Mapping[str, Callable[[Goal, Params], Plan]]] = {
    "boxes": box, "split": split, "open": opened, "period": period, "finite": finite, "relax": relax, "widen": widen, "substitute": substitute,
    "multiply": multiply, "log": log, "taylor": taylor, "generalise": generalise, "replace": replacement,
    "transitive": transitive, "cut": cut, "both": both, "apart": apart, "identity": identity, "known": known, "empty": empty,
    "cases": cases, "sum": total, "product": products, "logs": logs, "stirling": stirling, "erfc": erfc, "floor": rounding,
    "round": bounded_rounding, "fact": fact, "whole": whole,
    "sign": sign, "exp": exp, "induct": induct, "induct2": induct2, "last": last, "integrand": integrand, "shrink": shrink,
    "cut_integral": cut_integral, "kink": kink, "poisson": poisson, "odd": odd, "antiderivative": antiderivative, "beta": beta, "linear": linear, "unfold": unfold,
    "quadrature": enclosed_integral, "binomial": binomial_theorem,
}  # fmt: skip


class Unsupported(Rejected):
    """The certificate may be right, but this program does not know a rule it uses."""


def prove(goal: Goal, node: Any, depth: int = 0) -> None:
    """The node proves the goal; else `Rejected`."""
    spend(50)
    need(isinstance(node, dict) and depth < MAX_DEPTH, "a node is an object, and not too deep")
    rule, children, entries = node.get("rule"), node.get("children", []), node.get("defined", [])
    need(isinstance(rule, str) and isinstance(children, list) and isinstance(entries, list), "a node's fields")
    if rule not in RULES:
        raise Unsupported(f"rule {str(rule)[:40]!r} is not known")
    params = Params(node)
    try:
        plan = RULES[rule](goal, params)
        need(not params.left, f"unexpected parameters {sorted(params.left)}")
        need(len(children) == len(plan.children), f"{len(children)} children instead of {len(plan.children)}")
        defined(plan.new, entries, depth)
    except IntervalError as failure:
        raise Rejected(f"{rule}: {failure}") from None
    except Rejected as failure:
        raise type(failure)(f"{rule}: {failure}") from None
    for g, child in zip(plan.children, children, strict=True):
        prove(g, child, depth + 1)


def defined(new: Sequence[New], entries: list[Any], depth: int) -> None:
    """Every obligation of the new terms is shared with the given term, known, visible, or proved by an entry; none is left over."""
    left: dict[Key, list[tuple[Obligation, list[Any]]]] = {}
    for e, proofs in map(entry, entries):
        left.setdefault(e.key(), []).append((e, proofs))
    met: set[Key] = set()
    done: set[object] = set()
    for item in new:
        integers = item.domain.integers if item.integers is None else item.integers
        given = [] if item.given is None else obligations(item.given, integers)
        shared, same_terms = {o.key() for o in given}, {(o.of, o.key()) for o in given}
        wanted = {(o.of, o.key()): o for t in item.terms for o in obligations(t, item.domain.integers)}
        place = next(k for k, other in enumerate(new) if other.domain == item.domain)
        for k, o in wanted.items():
            if k not in same_terms or item.put:
                o = o.put(item.put) if item.put else o
                met.add(o.key())
                obligation(item.domain, o, left, o.key() in shared or (place, o.key()) in done, depth)
                done.add((place, o.key()))
        met |= shared
    needed = {(relations, binders) for alternatives, binders in met for relations in alternatives}
    need(
        all((alternatives[0], binders) in needed for (alternatives, binders), items in left.items() if items),
        "an entry of `defined` proves nothing that is needed",
    )


def obligation(
    domain: Domain, o: Obligation, left: dict[Key, list[tuple[Obligation, list[Any]]]], shared: bool, depth: int
) -> None:
    wide = o.domain(domain)
    for a in o.alternatives:
        items = left.get(Obligation((a,), o.binders).key())
        if items:
            e, proofs = items.pop(0)
            values = {b[0]: var(c[0]) for b, c in zip(e.binders, o.binders, strict=True)}
            need(len(proofs) == len(e.alternatives[0]), "a proof for each relation")
            for r, proof in zip(e.alternatives[0], proofs, strict=True):
                prove(Goal.of(wide, r.put(values)), proof, depth + 1)
            return
    if not shared and not any(all(visible(wide, r) for r in a) for a in o.alternatives):
        raise Rejected(f"not shown to be defined: {o.alternatives[0][0]}")


def entry(e: Any) -> tuple[Obligation, list[Any]]:
    need(isinstance(e, dict) and e.keys() <= {"need", "binders", "proofs"}, "an entry of `defined`")
    texts, binders, proofs = e.get("need"), e.get("binders", []), e.get("proofs")
    need(all(isinstance(v, list) for v in (texts, binders, proofs)), "an entry of `defined`")
    items = []
    for b in binders:
        need(isinstance(b, list) and len(b) == 4 and type(b[3]) is bool, "a binder")
        items.append((variable_name(b[0]), parse(b[1]), parse(b[2]), b[3]))
    return Obligation((tuple(parse_relation(t) for t in texts),), tuple(items)), list(proofs)


def visible(domain: Domain, r: Relation) -> bool:
    """Whether a relation is known on a domain, or holds by balls over the box of its ranges."""
    if any(implies(k, r) for k in domain.known()):
        return True
    try:
        env = {n: boxes.side(d.lower, d.upper, 64).x for n, d in domain.ranges.items() if n in r.free}
    except IntervalError:
        return False
    return r.free <= env.keys() and holds(r, env, 64) is True
