"""Which terms grow fastest as u -> 0+."""

from __future__ import annotations

from fractions import Fraction

from certify.algebra import fraction, normal
from certify.domain import Domain
from certify.expr import ZERO, Call, Expr, Variable, log
from certify.methods.ends.probe import Probe, Scale
from certify.methods.shape import powers, summands
from certify.unproved import Unproved


class Growth:
    """The leading behaviour of expressions at the end 0 of the range of one variable u."""

    def __init__(self, domain: Domain, name: str) -> None:
        self.domain, self.name, self.u = domain, name, Variable(name)
        self.probe = Probe(domain, name)

    def scale(self, item: Expr) -> Scale:
        """The leading behaviour of an item, from the leading term of its numerator and of its denominator."""
        if self.name not in item.free:
            return Scale()
        top, bottom = fraction(item)
        return self._of_sum(top).times(self._of_sum(bottom), Fraction(-1))

    def _of_sum(self, item: Expr) -> Scale:
        found = [self.of_term(term) for term in summands(item)]
        best = found[0]
        for other in found[1:]:
            if self.beats(other, best):
                best = other
        if len(found) > 1 and best == Scale(best.power):  # powers may cancel
            order = self.probe.order(item)
            if order is not None and not order[1]:
                return Scale(order[0])
        return best

    def of_term(self, term: Expr) -> Scale:
        """The behaviour of a product."""
        found = Scale()
        for base, e in powers(term).items():
            if self.name in base.free:
                found = found.times(self.of_base(base), e)
        return found

    def of_base(self, base: Expr) -> Scale:
        """The behaviour of one factor.  Raises Unproved if it is not understood."""
        if base == self.u:
            return Scale(Fraction(1))
        if base == log(self.u):
            return Scale(logs=1)
        if isinstance(base, Call) and base.op == "exp" and self.probe.singular(base.args[0]):
            return Scale(polar=base.args[0])
        if isinstance(base, Call) and base.op == "pow" and self.name in base.args[1].free:
            polar = base.args[1] * log(base.args[0])
            if self.name not in base.args[0].free and self.probe.singular(polar):
                return Scale(polar=polar)
        order = self.probe.order(base)
        if order is None or order[1]:
            raise Unproved(f"the behaviour of {base!r} at the end of the range is not understood")
        return Scale(order[0])

    def beats(self, one: Scale, other: Scale) -> bool:
        """Whether one grows faster."""
        if one.polar != other.polar:
            gap = normal(one.polar - other.polar)
            if self.probe.singular(gap):
                return self.probe.sign(gap) > 0
        return (-one.power, one.logs) > (-other.power, other.logs)

    def is_flat(self, node: Call) -> bool:
        """Whether an exponential vanishes faster than every power of u."""
        if self.name not in node.free or (node.op == "pow" and self.name not in node.args[1].free):
            return False
        polar = self.of_base(node).polar
        return polar != ZERO and self.probe.sign(polar) < 0
