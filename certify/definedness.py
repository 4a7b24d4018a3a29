"""When is an expression defined?  Every expression brings obligations: relations that must hold for it to have a value.

What the operations need is said in `certify.requirements`.  Inside a binder the body must be defined for every value of the
bound variable: the integers between the ends for sum and product, whose ends must be integer-valued; for an integral the open
interval (its ends exchanged if they are closed and certainly decreasing), and then the integral must exist, for which
`certify.existence` lists obligations that suffice.

Inner obligations come before outer ones.  Where an alternative consists of relations between rational literals that hold,
there is no obligation.
"""

from __future__ import annotations

from certify.errors import InputError
from certify.existence import existence, ordered
from certify.expr import Binder, Call, Expr
from certify.integrality import is_integer_valued
from certify.requirements import Binders, Obligation, needs


def obligations(item: Expr, integers: frozenset[str]) -> tuple[Obligation, ...]:
    """What must hold for `item` to be defined, inner obligations first, without repetitions.

    Raises InputError where no value of the variables could help (a literal log(0), a binomial of non-integers, ...).
    """
    found: dict[Obligation, Obligation] = {}

    def keep(obligation: Obligation) -> None:
        holds = any(all(r.literal for r in alternative) for alternative in obligation.alternatives)
        if not holds and (obligation not in found or obligation.necessary):  # a necessary one counts more than its like
            found[obligation] = obligation

    def visit(node: Expr, ints: frozenset[str], binders: Binders) -> None:
        if isinstance(node, Call):
            for a in node.args:
                visit(a, ints, binders)
            for alternatives in needs(node, ints):
                keep(Obligation(node, alternatives, binders))
        elif isinstance(node, Binder):
            visit(node.lower, ints, binders)
            visit(node.upper, ints, binders)
            discrete = node.op != "integral"
            if discrete and not (is_integer_valued(node.lower, ints) and is_integer_valued(node.upper, ints)):
                raise InputError(f"the ends of {node!r} must be integers")
            inner = ints | {node.variable} if discrete else ints - {node.variable}
            within = node if discrete else ordered(node) or node
            visit(node.body, inner, (*binders, (node.variable, within.lower, within.upper, discrete)))
            if not discrete:
                for obligation in existence(node, ints, binders):
                    keep(obligation)

    visit(item, integers, ())
    return tuple(found.values())
