"""Plans of proofs, and how they become proofs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as altered
from functools import lru_cache
from typing import Any, TypeAlias

from certify import sample
from certify.algebra import is_zero, normal
from certify.calculus import derivative
from certify.certificate import Defined, Json, Proof
from certify.context import Context
from certify.expr import Expr, substitute
from certify.goal import Goal
from certify.parse import Relation
from certify.text import to_text
from certify.unproved import Disproved, Unproved

Child: TypeAlias = "Goal | Step"


@dataclass(frozen=True)
class Step:
    """The goal follows by `rule` from the children.

    `params` are those of the rule, expressions not yet spelled out; `identities` must vanish by the normal form; `new` lists what
    must be shown to be defined, and wherever which goal's f is.
    """

    goal: Goal
    rule: str
    params: Mapping[str, Any] = field(default_factory=dict)
    children: tuple[Child, ...] = ()
    new: tuple[tuple[Goal, tuple[Expr, ...]], ...] = ()
    identities: tuple[Expr, ...] = ()

    @property
    def last(self) -> Goal:
        """The goal of the last child: the one the step was made for."""
        return goal_of(self.children[-1])

    def then(self, child: Child, index: int = -1) -> Step:
        """The same step with a plan for one of its children."""
        children = list(self.children)
        assert goal_of(child) == goal_of(children[index])
        children[index] = child
        return altered(self, children=tuple(children))

    def leaves(self) -> Iterator[Goal]:
        """The goals that are left to be proved."""
        for child in self.children:
            if isinstance(child, Goal):
                yield child
            else:
                yield from child.leaves()


def goal_of(child: Child) -> Goal:
    """The goal that a child stands for."""
    return child if isinstance(child, Goal) else child.goal


def realise(step: Step, context: Context) -> Proof:
    """The proof that the plan describes.  Raises Unproved; leaves that look false are noticed before any is proved."""
    for leaf in step.leaves():
        if sample.violation(leaf) is not None:
            raise Unproved(f"rule {step.rule} leads to {leaf}, which fails at a sample point")
    return _proof(step, context)


def _proof(step: Step, context: Context) -> Proof:
    context.deadline.check()
    for item in step.identities:
        if not is_zero(item, step.goal.domain.integers):
            raise Unproved(f"rule {step.rule}: {to_text(item)} was expected to vanish")
    children = tuple(_child_proof(child, context) for child in step.children)
    try:
        defined = tuple(d for base, items in step.new for d in context.defined(base, *items))
    except Disproved as failure:  # an obligation of what the step introduces is false; the goal need not be
        raise Unproved(failure.reason, failure.closest) from None
    return node(step, children, defined)


def node(step: Step, children: tuple[Proof, ...], defined: tuple[Defined, ...] = ()) -> Proof:
    """The step as a node, its children proved."""
    return Proof(step.rule, {key: _plain(value) for key, value in step.params.items()}, children, defined)


def _child_proof(child: Child, context: Context) -> Proof:
    if isinstance(child, Step):
        return _proof(child, context)
    try:
        return context.prove(child)
    except Disproved as failure:  # the child is false; its parent need not be
        raise Unproved(failure.reason, failure.closest) from None


def _plain(value: Any) -> Json:
    """A parameter as plain data."""
    if isinstance(value, Expr):
        return to_text(value)
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, Relation):
        return str(value)
    assert isinstance(value, (str, int, bool))
    return value


@lru_cache(maxsize=4_096)
def slope(f: Expr, name: str) -> Expr:
    """The derivative in normal form."""
    return normal(derivative(f, name))


def put(item: Expr, values: Mapping[str, Expr]) -> Expr:
    """`substitute`, with Unproved for a literal division by zero."""
    try:
        return substitute(item, values)
    except ZeroDivisionError:
        raise Unproved(f"{to_text(item)} is undefined at the point in question") from None


def chain(*steps: Step) -> Step:
    """Steps one after the other, each applied to the last child of the one before."""
    *front, found = steps
    for step in reversed(front):
        found = step.then(found)
    return found
