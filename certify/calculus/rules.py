"""The rules of differentiation, with sums and products collected lightly so that repeated derivatives do not explode."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from certify.expr import (
    HALF,
    MINUS_ONE,
    ONE,
    PI,
    ZERO,
    Binder,
    Call,
    Expr,
    Rational,
    Variable,
    add,
    div,
    exp,
    log,
    mul,
    neg,
    power,
    substitute,
)
from certify.unproved import Unproved

TWO: Final = Rational(2)
MAX_SIZE: Final = 20_000


def derivative(f: Expr, name: str) -> Expr:
    """The partial derivative, lightly simplified."""
    return _Derivative(name).of(f)


class _Derivative:
    def __init__(self, name: str) -> None:
        self.name = name
        self.memo: dict[Expr, Expr] = {}

    def of(self, f: Expr) -> Expr:
        if self.name not in f.free:
            return ZERO
        found = self.memo.get(f)
        if found is None:
            found = self.memo[f] = self._rule(f)
            if found.size > MAX_SIZE:
                raise Unproved("a derivative is too long")
        return found

    def _rule(self, f: Expr) -> Expr:
        if isinstance(f, Variable):
            return ONE
        if isinstance(f, Binder):
            return self._binder(f)
        assert isinstance(f, Call)
        args = f.args
        if f.op == "add":
            return total(self.of(a) for a in args)
        if f.op == "mul":
            parts = (
                product(*args[:k], inner, *args[k + 1 :]) for k, a in enumerate(args) if (inner := self.of(a)) != ZERO
            )
            return total(parts)
        if f.op == "pow":
            return self._power(f, *args)
        return total(product(partial(f, k), inner) for k, a in enumerate(args) if (inner := self.of(a)) != ZERO)

    def _power(self, f: Expr, base: Expr, exponent: Expr) -> Expr:
        parts = []
        if (inner := self.of(base)) != ZERO:
            parts.append(product(exponent, power(base, add(exponent, MINUS_ONE)), inner))
        if (inner := self.of(exponent)) != ZERO:
            parts.append(product(f, log(base), inner))
        return total(parts)

    def _binder(self, f: Binder) -> Expr:
        ends = self.of(f.lower), self.of(f.upper)
        inside = self.name != f.variable and self.name in f.body.free
        if f.op == "integral" and not inside:
            at = (substitute(f.body, {f.variable: end}) for end in (f.lower, f.upper))
            low, high = (product(value, end) for value, end in zip(at, ends, strict=True))
            return total([high, neg(low)])
        if f.op == "sum" and ends == (ZERO, ZERO):
            return Binder("sum", self.of(f.body), f.variable, f.lower, f.upper)
        raise Unproved(f"no rule for the derivative of a {f.op} by {self.name}")


def partial(f: Call, k: int) -> Expr:
    """The derivative of a function by its argument number k, as a function of its arguments."""
    op, a = f.op, f.args[-1]
    if op == "exp":
        return f
    if op == "log":
        return div(ONE, a)
    if op in ("sin", "cos", "sinh", "cosh"):
        return {
            "sin": Call("cos", (a,)), "cos": neg(Call("sin", (a,))),
            "sinh": Call("cosh", (a,)), "cosh": Call("sinh", (a,)),
        }[op]  # fmt: skip
    if op == "tan":
        return add(ONE, power(f, TWO))
    if op == "tanh":
        return add(ONE, neg(power(f, TWO)))
    if op in ("asin", "acos"):
        slope = power(add(ONE, neg(power(a, TWO))), Rational(Fraction(-1, 2)))
        return slope if op == "asin" else neg(slope)
    if op == "atan":
        return div(ONE, add(ONE, power(a, TWO)))
    if op == "erf":
        return mul(TWO, power(PI, Rational(Fraction(-1, 2))), exp(neg(power(a, TWO))))
    if op == "gamma":
        return mul(f, Call("digamma", (a,)))
    if op == "lgamma":
        return Call("digamma", (a,))
    if op == "digamma":
        return Call("polygamma", (ONE, a))
    if op == "polygamma" and k == 1:
        return Call("polygamma", (add(f.args[0], ONE), a))
    if op == "binomial":
        top, bottom = f.args
        rest = Call("digamma", (add(top, neg(bottom), ONE),))
        if k == 0:
            return mul(f, add(Call("digamma", (add(top, ONE),)), neg(rest)))
        return mul(f, add(rest, neg(Call("digamma", (add(bottom, ONE),)))))
    if op == "besselj" and k == 1:
        return _bessel(f.args[0], a)
    if op == "legendre" and k == 2:
        n, d = f.args[:2]
        if isinstance(n, Rational) and n.value == 0:
            return ZERO
        front = div(mul(n, add(n, d, Rational(-2))), add(d, MINUS_ONE))
        return mul(front, Call("legendre", (add(n, MINUS_ONE), add(d, TWO), a)))
    raise Unproved(f"no rule for the derivative of {op} by its argument {k + 1}")


def _bessel(order: Expr, x: Expr) -> Expr:
    """The order must stay >= 0, so that J_{v-1} is used for literal v >= 1 only."""
    above = Call("besselj", (add(order, ONE), x))
    if isinstance(order, Rational) and order.value == 0:
        return neg(above)
    if isinstance(order, Rational) and order.value >= 1:
        return mul(HALF, add(Call("besselj", (add(order, MINUS_ONE), x)), neg(above)))
    return add(mul(order, div(Call("besselj", (order, x)), x)), neg(above))


def total(items: Iterable[Expr]) -> Expr:
    """The sum with equal terms collected and vanishing ones dropped."""
    found: dict[tuple[Expr, ...], Fraction] = {}
    for item in items:
        for term in item.args if isinstance(item, Call) and item.op == "add" else (item,):
            factors = term.args if isinstance(term, Call) and term.op == "mul" else (term,)
            coefficient = Fraction(1)
            if isinstance(factors[0], Rational):
                coefficient, factors = factors[0].value, factors[1:]
            found[factors] = found.get(factors, Fraction(0)) + coefficient
    return add(*(mul(Rational(c), *factors) for factors, c in found.items() if c))


def product(*items: Expr) -> Expr:
    """The product with powers of equal bases collected (literal exponents of one sign); 0 annihilates."""
    constant = Fraction(1)
    found: dict[tuple[Expr, bool], Fraction] = {}
    rest: list[Expr] = []
    flat = [a for item in items for a in (item.args if isinstance(item, Call) and item.op == "mul" else (item,))]
    for item in flat:
        if isinstance(item, Rational):
            constant *= item.value
            continue
        base, exponent = item, Fraction(1)
        if isinstance(item, Call) and item.op == "pow":
            if not isinstance(item.args[1], Rational):
                rest.append(item)
                continue
            base, exponent = item.args[0], item.args[1].value
        key = base, exponent > 0
        found[key] = found.get(key, Fraction(0)) + exponent
    if not constant:
        return ZERO
    powers = [power(base, Rational(e)) for (base, _), e in found.items()]
    return mul(Rational(constant), *powers, *rest)
