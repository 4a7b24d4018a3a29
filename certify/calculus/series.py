"""Taylor coefficients by arithmetic of truncated power series whose coefficients are expressions in normal form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import factorial
from typing import TypeAlias

from certify.algebra import normal
from certify.calculus.rules import derivative, partial
from certify.expr import (
    HALF,
    MINUS_ONE,
    ONE,
    ZERO,
    Binder,
    Call,
    Expr,
    Rational,
    Variable,
    add,
    exp,
    log,
    mul,
    neg,
    power,
    substitute,
)
from certify.unproved import Unproved

Series: TypeAlias = list[Expr]


def taylor(f: Expr, name: str, centre: Expr, order: int, integers: Iterable[str] = ()) -> Series:
    """The Taylor coefficients 0 .. order-1 at `centre`, in normal form."""
    if name in centre.free:
        raise ValueError(f"the centre contains {name!r}")
    return _Taylor(name, centre, order, frozenset(integers)).of(f)


def leading(f: Expr, name: str, centre: Expr, limit: int, integers: Iterable[str] = ()) -> tuple[int, Expr] | None:
    """(k, coefficient) for the first Taylor coefficient not shown to vanish; None if there is none below `limit`."""
    order = min(2, limit)
    while True:
        for k, c in enumerate(taylor(f, name, centre, order, integers)):
            if c != ZERO:
                return k, c
        if order >= limit:
            return None
        order = min(2 * order, limit)


class _Taylor:
    """Arithmetic of truncated power series whose coefficients are expressions in normal form."""

    def __init__(self, name: str, centre: Expr, order: int, integers: frozenset[str]) -> None:
        self.name, self.centre, self.order, self.integers = name, centre, order, integers
        self.memo: dict[Expr, Series] = {}

    def of(self, f: Expr) -> Series:
        found = self.memo.get(f)
        if found is None:
            found = self.memo[f] = self._of(f)
        return found

    def _normal(self, f: Expr) -> Expr:
        return normal(f, self.integers)

    def _at(self, f: Expr) -> Expr:
        return self._normal(self._put(f))

    def _put(self, f: Expr) -> Expr:
        try:
            return substitute(f, {self.name: self.centre})
        except ZeroDivisionError:
            raise Unproved("a division by zero at the centre") from None

    def _constant(self, c: Expr) -> Series:
        return ([c] + [ZERO] * (self.order - 1))[: self.order]

    def _of(self, f: Expr) -> Series:
        if self.order == 0:
            return []
        if self.name not in f.free:
            return self._constant(self._normal(f))
        if isinstance(f, Variable):
            return [self._normal(self.centre), ONE, *([ZERO] * self.order)][: self.order]
        if isinstance(f, Binder):
            return self._binder(f)
        assert isinstance(f, Call)
        if f.op == "add":
            return self._add(*(self.of(a) for a in f.args))
        if f.op == "mul":
            found = self.of(f.args[0])
            for a in f.args[1:]:
                found = self._multiply(found, self.of(a))
            return found
        if f.op == "pow":
            return self._power(*f.args)
        return self._function(f)

    def _add(self, *items: Series) -> Series:
        return [self._normal(add(*column)) for column in zip(*items, strict=True)]

    def _scale(self, c: Expr, a: Series) -> Series:
        return [self._normal(mul(c, item)) if item != ZERO else ZERO for item in a]

    def _convolve(self, a: Series, b: Series, k: int) -> Expr:
        """Coefficient k of the product, not yet in normal form."""
        return add(*(mul(a[j], b[k - j]) for j in range(k + 1) if a[j] != ZERO and b[k - j] != ZERO))

    def _multiply(self, a: Series, b: Series) -> Series:
        return [self._normal(self._convolve(a, b, k)) for k in range(self.order)]

    def _invertible(self, a: Series) -> None:
        if a[0] == ZERO:
            raise Unproved("a division by zero at the centre")

    def _inverse(self, a: Series) -> Series:
        self._invertible(a)
        found: Series = [self._normal(power(a[0], MINUS_ONE))]
        for k in range(1, self.order):
            rest = add(*(mul(a[j], found[k - j]) for j in range(1, k + 1) if a[j] != ZERO))
            found.append(self._normal(mul(MINUS_ONE, found[0], rest)))
        return found

    def _power(self, base: Expr, exponent: Expr) -> Series:
        if self.name in exponent.free:
            if self.name not in base.free:
                return self._exp(self._scale(log(base), self.of(exponent)), power(base, exponent))
            return self._exp(self._multiply(self.of(log(base)), self.of(exponent)), power(base, exponent))
        a = self.of(base)
        if isinstance(exponent, Rational) and exponent.value.denominator == 1:
            n = int(exponent.value)
            if 0 <= n <= 3 or (n > 0 and a[0] == ZERO):
                found = self._constant(ONE)
                while n:
                    found = self._multiply(found, a) if n & 1 else found
                    n >>= 1
                    a = self._multiply(a, a) if n else a
                return found
            if n == -1:
                return self._inverse(a)
        if a[0] == ZERO:
            raise Unproved("a power is singular at the centre")
        first = self._at(power(base, exponent))
        unit = self._normal(power(a[0], MINUS_ONE))
        found = [first]
        for k in range(1, self.order):
            terms = [
                mul(add(mul(exponent, Rational(j)), Rational(j - k)), a[j], found[k - j])
                for j in range(1, k + 1)
                if a[j] != ZERO
            ]
            found.append(self._normal(mul(Rational(Fraction(1, k)), unit, add(*terms))))
        return found

    def _exp(self, a: Series, value: Expr) -> Series:
        """exp of a series; `value` is the function itself, put at the centre for the constant term."""
        found = [self._at(value)]
        for k in range(1, self.order):
            terms = [mul(Rational(j), a[j], found[k - j]) for j in range(1, k + 1) if a[j] != ZERO]
            found.append(self._normal(mul(Rational(Fraction(1, k)), add(*terms))))
        return found

    def _integrate(self, slope: Series, value: Expr) -> Series:
        rest = [self._normal(mul(Rational(Fraction(1, k)), slope[k - 1])) for k in range(1, self.order)]
        return [self._at(value), *rest]

    def _slope(self, a: Series) -> Series:
        return [self._normal(mul(Rational(k), a[k])) for k in range(1, self.order)] + [ZERO]

    def _function(self, f: Call) -> Series:
        op, inner = f.op, f.args[-1]
        if op in ("abs", "min", "max", "floor", "ceil"):
            raise Unproved(f"{op} has no Taylor series here")
        if op == "exp":
            return self._exp(self.of(inner), f)
        if op == "log":
            a = self.of(inner)
            return self._integrate(self._multiply(self._slope(a), self._inverse(a)), f)
        if op in ("sin", "cos"):
            pair = self._sine_cosine(inner)
            return pair[0] if op == "sin" else pair[1]
        if op == "tan":
            sine, cosine = self._sine_cosine(inner)
            return self._multiply(sine, self._inverse(cosine))
        if op in ("sinh", "cosh", "tanh"):
            up, down = self.of(exp(inner)), self.of(exp(neg(inner)))
            odd, even = self._add(up, self._scale(MINUS_ONE, down)), self._add(up, down)
            if op == "tanh":
                return self._multiply(odd, self._inverse(even))
            return self._scale(HALF, odd if op == "sinh" else even)
        if op in ("asin", "acos", "atan", "erf", "lgamma"):
            rate = self.of(partial(f, 0))
            return self._integrate(self._multiply(self._slope(self.of(inner)), rate), f)
        if op == "gamma":
            return self._exp(self.of(Call("lgamma", (inner,))), f)
        if op in ("digamma", "polygamma"):
            first = ZERO if op == "digamma" else f.args[0]
            assert isinstance(first, Rational)
            return self._compose(inner, lambda k, at: Call("polygamma", (add(first, Rational(k)), at)))
        if op == "legendre" and isinstance(f.args[0], Rational) and f.args[0].value.denominator == 1:
            return self.of(self._normal(f))
        return self._by_derivatives(f)

    def _sine_cosine(self, inner: Expr) -> tuple[Series, Series]:
        a = self.of(inner)
        sine, cosine = [self._at(Call("sin", (inner,)))], [self._at(Call("cos", (inner,)))]
        for k in range(1, self.order):
            used = [j for j in range(1, k + 1) if a[j] != ZERO]
            up = add(*(mul(Rational(j), a[j], cosine[k - j]) for j in used))
            down = add(*(mul(Rational(j), a[j], sine[k - j]) for j in used))
            sine.append(self._normal(mul(Rational(Fraction(1, k)), up)))
            cosine.append(self._normal(mul(Rational(Fraction(-1, k)), down)))
        return sine, cosine

    def _compose(self, inner: Expr, nth: Callable[[int, Expr], Expr]) -> Series:
        """A function of one argument whose k-th derivative at a point is nth(k, point)."""
        a = self.of(inner)
        shifted = [ZERO, *a[1:]]
        at = self._put(inner)
        found = self._constant(ZERO)
        for k in reversed(range(self.order)):
            found = self._multiply(found, shifted)
            found[0] = self._normal(mul(Rational(Fraction(1, factorial(k))), nth(k, at)))
        return found

    def _by_derivatives(self, f: Expr) -> Series:
        found = []
        for k in range(self.order):
            found.append(self._normal(mul(Rational(Fraction(1, factorial(k))), self._put(f))))
            f = derivative(f, self.name) if k + 1 < self.order else f
        return found

    def _binder(self, f: Binder) -> Series:
        inside = self.name != f.variable and self.name in f.body.free
        if f.op == "integral" and not inside:
            return self._integrate(self.of(derivative(f, self.name)), f)
        if f.op == "sum" and self.name not in f.lower.free | f.upper.free:
            if f.variable in self.centre.free:
                raise Unproved("the centre contains the variable of a sum")
            body = _Taylor(self.name, self.centre, self.order, self.integers | {f.variable}).of(f.body)
            return [self._normal(Binder("sum", c, f.variable, f.lower, f.upper)) for c in body]
        raise Unproved(f"no Taylor series of a {f.op} by {self.name}")
