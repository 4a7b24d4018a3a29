"""Running programs: steps bound to the operations of one arithmetic, the constant part kept per precision."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, Final

from flint import arb, ctx

from certify.enclose import balls, jets, pairs, partials, rationals, tight
from certify.enclose.numbers import rational_ball, to_fmpq
from certify.enclose.program import Loop, Opaque, Program, Step

MAX_TERMS: Final = 10_000
MAX_NESTED: Final = 1_000  # of a loop together with the loops in it
_Function = Callable[..., Any]


class Arithmetic:
    """The operations of one number type, and how to make its constants."""

    def __init__(
        self,
        operations: Mapping[str, _Function],
        rational: Callable[[Fraction], Any],
        from_ball: Callable[[arb], Any],
        to_ball: Callable[[Any], arb],
    ) -> None:
        self.operations, self.rational, self.from_ball, self.to_ball = operations, rational, from_ball, to_ball


BALLS: Final = Arithmetic(balls.OPERATIONS, rational_ball, lambda a: a, lambda a: a)
PAIRS: Final = Arithmetic(pairs.OPERATIONS, pairs.rational, pairs.hull, pairs.to_ball)
JETS: Final = Arithmetic(
    jets.OPERATIONS,
    lambda value: jets.constant(pairs.rational(value)),
    lambda ball: jets.constant(pairs.hull(ball)),
    jets.frozen,
)
PARTIALS: Final = Arithmetic(
    partials.OPERATIONS,
    partials.rational,
    lambda ball: partials.constant(pairs.hull(ball)),
    partials.frozen,
)
TIGHT: Final = Arithmetic(
    tight.OPERATIONS,
    lambda value: tight.constant(pairs.rational(value)),
    lambda ball: tight.constant(pairs.hull(ball)),
    tight.frozen,
)


def _constant(value: Any, slots: Sequence[Any]) -> Any:
    return value


def _always(make: Callable[[], arb], from_ball: Callable[[arb], Any]) -> _Function:
    def run(slots: Sequence[Any]) -> Any:
        return from_ball(make())

    return run


def _with(function: _Function, data: Any) -> _Function:
    """A function of one argument with its literal parameter."""

    def run(a: Any) -> Any:
        return function(a, data)

    return run


def _on_slots(function: _Function, args: tuple[int, ...]) -> _Function:
    """A function of several arguments, taking all slots."""

    def run(slots: Sequence[Any]) -> Any:
        return function(*(slots[a] for a in args))

    return run


def _irrational(*_: Any) -> Any:
    raise rationals.NotRational


RATIONALS: Final = Arithmetic(rationals.OPERATIONS, to_fmpq, _irrational, arb)


class Runner:
    """A program in one arithmetic; `run` returns all slots."""

    def __init__(self, program: Program, arithmetic: Arithmetic) -> None:
        self.program, self.arithmetic = program, arithmetic
        self.constants: dict[int, list[Any]] = {}
        self.code: dict[int, list[tuple[_Function, int, int]]] = {}

    def run(self, values: Sequence[Any]) -> list[Any]:
        """The values of all slots at the current precision."""
        precision = ctx.prec
        code = self.code.get(precision)
        if code is None:
            code = self._prepare(precision)
        slots = [*self.constants[precision], *values]
        push = slots.append
        for function, i, j in code:
            if j >= 0:
                push(function(slots[i], slots[j]))
            elif i >= 0:
                push(function(slots[i]))
            else:
                push(function(slots))
        return slots

    def value(self, values: Sequence[Any]) -> Any:
        """The value of the expression."""
        return self.run(values)[self.program.result]

    def _prepare(self, precision: int) -> list[tuple[_Function, int, int]]:
        slots: list[Any] = []
        for step in self.program.constants:
            function, i, j = self._bind(step)
            slots.append(function(slots[i], slots[j]) if j >= 0 else function(slots[i]) if i >= 0 else function(slots))
        self.constants[precision] = slots
        code = self.code[precision] = [self._bind(step) for step in self.program.steps]
        return code

    def _bind(self, step: Step) -> tuple[_Function, int, int]:
        """(function, i, j): a binary function of slots i and j, a unary one of i (j < 0), or one of all slots (both <
        0)."""
        arithmetic, args, data = self.arithmetic, step.args, step.data
        if step.op == "rational":
            assert isinstance(data, Fraction)
            return partial(_constant, arithmetic.rational(data)), -1, -1
        if step.op == "pi":
            return _always(arb.pi, arithmetic.from_ball), -1, -1
        if step.op == "undefined":
            return _always(arb.nan, arithmetic.from_ball), -1, -1
        if isinstance(data, Loop):
            return self._loop(args, data), -1, -1
        if isinstance(data, Opaque):
            return self._integral(args, data), -1, -1
        if isinstance(data, Fraction) and step.op == "scale":
            return partial(arithmetic.operations["mul"], arithmetic.rational(data)), args[0], -1
        function = arithmetic.operations.get(step.op, _irrational)
        if data is not None:
            return _with(function, data), args[0], -1
        if len(args) == 1:
            return function, args[0], -1
        if len(args) == 2:
            return function, args[0], args[1]
        return _on_slots(function, args), -1, -1

    def _integral(self, args: tuple[int, ...], data: Opaque) -> _Function:
        arithmetic = self.arithmetic

        def run(slots: Sequence[Any]) -> Any:
            from certify.enclose.hooks import enclose_integral

            values = (arithmetic.to_ball(slots[a]) for a in args)
            return arithmetic.from_ball(enclose_integral(data.item, dict(zip(data.names, values, strict=True))))

        return run

    def _loop(self, args: tuple[int, ...], loop: Loop) -> _Function:
        arithmetic = self.arithmetic
        body = Runner(loop.body, arithmetic)
        combine = arithmetic.operations["add" if loop.op == "sum" else "mul"]
        neutral = Fraction(int(loop.op == "product"))
        most = MAX_TERMS if loop.height == 1 else MAX_NESTED ** (1 / loop.height)

        def run(slots: Sequence[Any]) -> Any:
            first, last = (balls.exact_integer(arithmetic.to_ball(slots[a])) for a in args[:2])
            if first is None or last is None or last - first >= most:
                return arithmetic.from_ball(arb.nan())
            values = [slots[a] for a in args[2:]]
            total = None
            for k in range(first, last + 1):
                term = body.value([*values, arithmetic.rational(Fraction(k))])
                total = term if total is None else combine(total, term)
            return arithmetic.rational(neutral) if total is None else total

        return run
