"""Expressions as straight-line programs: one step for each distinct sub-expression, operands before operators.

A program knows nothing of number types; `balls`, `pairs` and `series` each give its operations a meaning.  Slots are
numbered: first the steps without variables (`constants`, evaluated once per precision), then the inputs, then the
other steps.

Sums and products are broken into binary operations, equal factors of a product are gathered into one power (so that
`x*x` is a square), `a + (-1)*b` becomes a difference.  A sum or product with literal ends is written out; with other
ends it becomes a loop that runs only where both ends are exactly known integers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from certify.expr import Binder, Call, Constant, Expr, Rational, Variable

MAX_STEPS: Final = 20_000
MAX_UNROLLED: Final = 2_000


@dataclass(frozen=True, slots=True)
class Loop:
    """A sum or a product: `body` takes the values of the outer variables, in order, and then the index."""

    op: str
    body: Program

    @property
    def height(self) -> int:
        """How deeply loops are nested, this one counted."""
        inner = (step.data.height for step in self.body.steps if isinstance(step.data, Loop))
        return 1 + max(inner, default=0)


@dataclass(frozen=True, slots=True)
class Opaque:
    """An integral: its expression, and the names of the values it takes."""

    item: Binder
    names: tuple[str, ...]


Data: TypeAlias = "Fraction | int | Loop | Opaque | None"


@dataclass(frozen=True, slots=True)
class Step:
    """One operation on earlier slots; `data` is its literal parameter, if it has one."""

    op: str
    args: tuple[int, ...] = ()
    data: Data = None


@dataclass(frozen=True, slots=True)
class Program:
    """`constants`, then `inputs` values, then `steps`; the result is in slot `result`."""

    constants: tuple[Step, ...]
    inputs: int
    steps: tuple[Step, ...]
    result: int

    @classmethod
    def of(cls, item: Expr, names: Sequence[str]) -> Program:
        """Compile an expression whose free variables are among `names`.

        Raises ValueError for a free variable that is not, or a program longer than MAX_STEPS.
        """
        if missing := item.free - set(names):
            raise ValueError(f"no value for the variable {min(missing)!r}")
        writer = _Writer(names)
        return writer.finish(writer.write(item, {}))


class _Writer:
    """Numbers steps provisionally; `finish` moves the constant ones to the front."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.steps: list[Step] = [Step("input") for _ in names]
        self.closed: list[bool] = [False] * len(self.names)
        self.index = {name: k for k, name in enumerate(names)}
        self.memo: dict[tuple[Expr, tuple[tuple[str, int], ...]], int] = {}
        self.known: dict[Step, int] = {}

    def emit(self, op: str, args: tuple[int, ...] = (), data: Data = None) -> int:
        step = Step(op, args, data)
        found = self.known.get(step)
        if found is None:
            if len(self.steps) >= MAX_STEPS:
                raise ValueError(f"the expression needs more than {MAX_STEPS} operations")
            found = self.known[step] = len(self.steps)
            self.steps.append(step)
            self.closed.append(all(self.closed[a] for a in args))
        return found

    def finish(self, result: int) -> Program:
        count = len(self.names)
        constant = [k for k in range(len(self.steps)) if self.closed[k]]
        rest = [k for k in range(count, len(self.steps)) if not self.closed[k]]
        order = [*constant, *range(count), *rest]
        place = {old: new for new, old in enumerate(order)}

        def moved(k: int) -> Step:
            step = self.steps[k]
            return Step(step.op, tuple(place[a] for a in step.args), step.data)

        return Program(tuple(map(moved, constant)), count, tuple(map(moved, rest)), place[result])

    def write(self, item: Expr, bound: Mapping[str, int]) -> int:
        key = item, tuple((name, bound[name]) for name in sorted(item.free & bound.keys()))
        found = self.memo.get(key)
        if found is None:
            found = self.memo[key] = self._write(item, bound)
        return found

    def _write(self, item: Expr, bound: Mapping[str, int]) -> int:
        if isinstance(item, Rational):
            return self.emit("rational", data=item.value)
        if isinstance(item, Constant):
            return self.emit("pi")
        if isinstance(item, Variable):
            return bound[item.name] if item.name in bound else self.index[item.name]
        if isinstance(item, Binder):
            return self._binder(item, bound)
        assert isinstance(item, Call)
        if item.op == "add":
            return self._sum(item.args, bound)
        if item.op == "mul":
            return self._product(item.args, bound)
        if item.op == "pow":
            return self._power(item.args[0], item.args[1], bound)
        if item.op == "polygamma":
            order = item.args[0]
            if isinstance(order, Rational) and order.value.denominator == 1 and order.value >= 0:
                slot = self.write(item.args[1], bound)
                if order.value == 0:
                    return self.emit("digamma", (slot,))
                return self.emit("polygamma", (slot,), int(order.value))
            return self.emit("undefined")
        slots = tuple(self.write(a, bound) for a in item.args)
        if item.op in ("min", "max"):
            total = slots[0]
            for slot in slots[1:]:
                total = self.emit(item.op, (total, slot))
            return total
        return self.emit(item.op, slots)

    def _sum(self, terms: tuple[Expr, ...], bound: Mapping[str, int]) -> int:
        total: int | None = None
        negative: list[int] = []
        for term in terms:
            if isinstance(term, Call) and term.op == "mul" and term.args[0] == Rational(-1):
                negative.append(self._product(term.args[1:], bound))
            else:
                slot = self.write(term, bound)
                total = slot if total is None else self.emit("add", (total, slot))
        for slot in negative:
            total = self.emit("neg", (slot,)) if total is None else self.emit("sub", (total, slot))
        assert total is not None
        return total

    def _product(self, factors: tuple[Expr, ...], bound: Mapping[str, int]) -> int:
        """Equal factors are gathered, literal powers of both signs apart: `x/x` stays undefined at 0."""
        scale = Fraction(1)
        counts: dict[tuple[Expr, bool], int] = {}
        for factor in factors:
            if isinstance(factor, Rational):
                scale *= factor.value
                continue
            base, n = factor, 1
            if isinstance(factor, Call) and factor.op == "pow" and isinstance(factor.args[1], Rational):
                exponent = factor.args[1].value
                if exponent.denominator == 1 and exponent != 0:
                    base, n = factor.args[0], int(exponent)
            counts[base, n > 0] = counts.get((base, n > 0), 0) + n
        total: int | None = None
        for (base, _), n in counts.items():
            slot = self._integer_power(self.write(base, bound), n)
            total = slot if total is None else self.emit("mul", (total, slot))
        if total is None:
            return self.emit("rational", data=scale)
        if scale == 1:
            return total
        return self.emit("neg", (total,)) if scale == -1 else self.emit("scale", (total,), scale)

    def _integer_power(self, slot: int, n: int) -> int:
        if n < 0:
            return self.emit("inv", (self._integer_power(slot, -n),))
        return slot if n == 1 else self.emit("power", (slot,), n)

    def _power(self, base: Expr, exponent: Expr, bound: Mapping[str, int]) -> int:
        slot = self.write(base, bound)
        if isinstance(exponent, Rational):
            value = exponent.value
            if value.denominator == 1:
                return self._integer_power(slot, int(value))
            if value < 0:
                return self.emit("inv", (self.emit("root", (slot,), -value),))
            return self.emit("root", (slot,), value)
        return self.emit("pow", (slot, self.write(exponent, bound)))

    def _binder(self, item: Binder, bound: Mapping[str, int]) -> int:
        if item.op == "integral":
            names = tuple(sorted(item.free))
            slots = tuple(self.write(Variable(name), bound) for name in names)
            return self.emit("integral", slots, Opaque(item, names))
        lower, upper = item.lower, item.upper
        if isinstance(lower, Rational) and isinstance(upper, Rational):
            first, last = lower.value, upper.value
            if first.denominator != 1 or last.denominator != 1:
                return self.emit("undefined")
            if last - first < MAX_UNROLLED:
                return self._unrolled(item, int(first), int(last), bound)
        names = tuple(sorted(item.body.free - {item.variable}))
        body = Program.of(item.body, (*names, item.variable))
        slots = tuple(self.write(Variable(name), bound) for name in names)
        ends = self.write(lower, bound), self.write(upper, bound)
        return self.emit("loop", (*ends, *slots), Loop(item.op, body))

    def _unrolled(self, item: Binder, first: int, last: int, bound: Mapping[str, int]) -> int:
        total: int | None = None
        op = "add" if item.op == "sum" else "mul"
        for k in range(first, last + 1):
            slot = self.write(item.body, {**bound, item.variable: self.emit("rational", data=Fraction(k))})
            total = slot if total is None else self.emit(op, (total, slot))
        return self.emit("rational", data=Fraction(int(op == "mul"))) if total is None else total
