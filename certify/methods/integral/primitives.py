"""A table of antiderivatives: guesses, to be checked by whoever uses them.

Sums and constant factors; polynomials; h(u)*u' for elementary h; products of sines and cosines; powers of x times those, or
times a logarithm, by parts; exp(u)*sin(w); rational functions by partial fractions; 1/(p + q*x**2) and its square root.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from flint import fmpq, fmpq_poly, fmpz_poly

from certify.algebra import fraction, is_zero, normal, polynomial, rational_polynomial
from certify.calculus import derivative
from certify.existence import addends, factors
from certify.expr import (
    HALF,
    MINUS_ONE,
    ONE,
    PI,
    ZERO,
    Call,
    Expr,
    Rational,
    Variable,
    add,
    call,
    exp,
    log,
    mul,
    neg,
    power,
    sqrt,
    walk,
)
from certify.tidy import simplified
from certify.unproved import Unproved

MOST_PARTS: Final = 12  # integrations by parts, one after the other
MOST_TERMS: Final = 60
MOST_WAVES: Final = 8
MOST_DEGREE: Final = 12


def primitive(body: Expr, x: str) -> Expr | None:
    """A guess for an antiderivative, or None."""
    for method in (_polynomial, rational_primitive, _sum):
        try:
            found = method(body, x)
        except (Unproved, ZeroDivisionError):
            continue
        if found is not None:
            # x**(s+1) is defined at 0 for s > -1, its normal form x*x**s is not
            return found if any(_symbolic_power(n) for n in walk(found)) else simplified(found)
    return None


def _symbolic_power(item: Expr) -> bool:
    return isinstance(item, Call) and item.op == "pow" and not isinstance(item.args[1], Rational)


def _polynomial(body: Expr, x: str) -> Expr | None:
    p = polynomial(body, (x,))
    return None if p is None else add(*(c * power(Variable(x), Rational(k + 1)) / (k + 1) for (k,), c in p.items()))


def _sum(body: Expr, x: str) -> Expr | None:
    found = []
    for term in expanded(body, x):
        part = _product(term, x)
        if part is None:
            return None
        found.append(part)
    return add(*found) if found else ZERO


def expanded(body: Expr, x: str) -> list[Expr]:
    """The terms of the body with products of sums and of sines and cosines written out."""
    terms: list[Expr] = []
    for addend in addends(body):
        products: list[Expr] = [ONE]
        waves: list[Call] = []
        for base, s in factors(addend):
            count = s.value if isinstance(s, Rational) and s.value.denominator == 1 and s.value > 0 else None
            if count and isinstance(base, Call) and base.op in ("sin", "cos") and x in base.free:
                waves += [base] * int(count)
            elif count and isinstance(base, Call) and base.op == "add" and x in base.free:
                for _ in range(int(count)):
                    products = [mul(p, q) for p in products for q in base.args]
            else:
                products = [mul(p, power(base, s)) for p in products]
            if len(products) > MOST_TERMS or len(waves) > MOST_WAVES:
                raise Unproved("too many terms")
        terms += [mul(p, c, w) if w is not None else mul(p, c) for p in products for c, w in _waves(waves)]
        if len(terms) > MOST_TERMS:
            raise Unproved("too many terms")
    return terms


def _waves(waves: list[Call]) -> list[tuple[Expr, Call | None]]:
    """A product of sines and cosines as a sum of single ones with factors."""
    found: list[tuple[Expr, Call | None]] = [(ONE, None)]
    for wave in waves:
        found = [pair for c, w in found for pair in _wave_product(c, w, wave)]
    return found


def _wave_product(c: Expr, w: Call | None, v: Call) -> Iterator[tuple[Expr, Call | None]]:
    if w is None:
        yield c, v
        return
    (a,), (b,) = w.args, v.args
    half = mul(c, HALF)
    if w.op == v.op:
        yield half, Call("cos", (a - b,))
        yield (half if w.op == "cos" else neg(half)), Call("cos", (a + b,))
    else:
        s, t = (a, b) if w.op == "sin" else (b, a)
        yield half, Call("sin", (s + t,))
        yield half, Call("sin", (s - t,))


def _product(term: Expr, x: str) -> Expr | None:
    """An antiderivative of a product: constants in front, then the table, then integration by parts."""
    term = _settled(term)
    outside = [power(b, s) for b, s in factors(term) if x not in b.free and x not in s.free]
    inside = [(b, s) for b, s in factors(term) if x in b.free or x in s.free]
    if not inside:
        return mul(term, Variable(x))
    found = _table(inside, x) or _by_parts(inside, x, MOST_PARTS)
    return None if found is None else mul(*outside, found)


def _settled(term: Expr) -> Expr:
    """Sines and cosines of arguments that vanish identically are put in."""
    if isinstance(term, Call) and term.op == "mul":
        return mul(*(_settled(f) for f in term.args))
    if isinstance(term, Call) and term.op in ("sin", "cos") and is_zero(term.args[0]):
        return ZERO if term.op == "sin" else ONE
    return term


def _table(inside: list[tuple[Expr, Expr]], x: str) -> Expr | None:
    """h(u)*u' up to a constant factor, for each factor in the part of h."""
    whole = mul(*(power(b, s) for b, s in inside))
    for base, s in inside:
        for u, outer, anti in _outer(base, s, x):
            ratio = _constant(whole * power(outer, MINUS_ONE) * power(derivative(u, x), MINUS_ONE), x)
            if ratio is not None:
                return mul(ratio, anti)
    return _special(whole, x)


def _constant(item: Expr, x: str) -> Expr | None:
    """The item without x, if x cancels."""
    try:
        short = normal(item)
    except Unproved:
        return None
    return short if x not in short.free else None


def _outer(base: Expr, s: Expr, x: str) -> Iterator[tuple[Expr, Expr, Expr]]:
    """(u, h(u), H(u)) for readings of a factor as h(u) with a known antiderivative H."""
    if x in s.free:
        if x not in base.free:
            yield s, power(base, s), power(base, s) / log(base)
        return
    if x in base.free and s == MINUS_ONE:
        yield base, base**-1, log(base)
    elif x in base.free:
        yield base, power(base, s), power(base, s + ONE) / (s + ONE)
    if isinstance(base, Call) and s == ONE and len(base.args) == 1:
        (u,) = base.args
        anti = {
            "exp": lambda: exp(u),
            "sin": lambda: neg(call("cos", u)),
            "cos": lambda: call("sin", u),
            "tan": lambda: neg(log(call("cos", u))),
            "sinh": lambda: call("cosh", u),
            "cosh": lambda: call("sinh", u),
            "tanh": lambda: log(call("cosh", u)),
            "log": lambda: u * log(u) - u,
            "atan": lambda: u * call("atan", u) - log(1 + u**2) / 2,
            "asin": lambda: u * call("asin", u) + sqrt(1 - u**2),
            "erf": lambda: u * call("erf", u) + exp(neg(u**2)) / sqrt(PI),
        }
        if base.op in anti:
            yield u, base, anti[base.op]()


def _special(whole: Expr, x: str) -> Expr | None:
    """1/(p + q*x**2), 1/sqrt(p - q*x**2), sqrt(p - q*x**2) and exp(-q*x**2), p and q > 0 free of x."""
    v = Variable(x)
    for node in walk(whole):
        if not isinstance(node, Call) or x not in node.free:
            continue
        quadratic = neg(node.args[0]) if node.op == "exp" else node
        p = polynomial(quadratic, (x,))
        if p is None or set(p) - {(0,), (2,)} or (2,) not in p:
            continue
        c, q = p.get((0,), ZERO), p[(2,)]
        tries: list[tuple[Expr, Expr]] = []
        if node.op == "exp" and c == ZERO:
            tries.append((node, sqrt(PI) * HALF / sqrt(q) * call("erf", sqrt(q) * v)))
        elif node.op == "add":
            tries.append((node**-1, call("atan", v * sqrt(q / c)) / sqrt(c * q)))
            root, r = sqrt(node), neg(q)
            arc = call("asin", v * sqrt(r / c)) / sqrt(r)
            tries.append((root**-1, arc))
            tries.append((root, (v * root + c * arc) / 2))
        for h, anti in tries:
            ratio = _constant(whole / h, x)  # (a guess may be real for no x: a root of a negative number)
            if ratio is not None:
                return mul(ratio, anti)
    return None


def _by_parts(inside: list[tuple[Expr, Expr]], x: str, most: int) -> Expr | None:
    """x**n times something with a known antiderivative, n a literal; or a power of x times a logarithm."""
    v = Variable(x)
    degree = next((s for b, s in inside if b == v), None)
    rest = [(b, s) for b, s in inside if b != v]
    if degree is None or not rest or most == 0:
        return _waved_exponential(inside, x)
    log_only = all(isinstance(b, Call) and b.op == "log" and x not in s.free for b, s in rest)
    if log_only and len(rest) == 1 and rest[0][1] == ONE:
        raised = power(v, degree + ONE) / (degree + ONE)
        inner = _sum(normal(raised * derivative(rest[0][0], x)), x)
        return None if inner is None else raised * rest[0][0] - inner
    if not (isinstance(degree, Rational) and degree.value.denominator == 1 and degree.value > 0):
        return None
    anti = _table(rest, x) or _waved_exponential(rest, x)
    if anti is None:
        return None
    lower = _expanded_parts(anti, v, degree, x, most)
    return None if lower is None else power(v, degree) * anti - lower


def _expanded_parts(anti: Expr, v: Expr, degree: Rational, x: str, most: int) -> Expr | None:
    total = []
    for term in addends(anti):
        inside = [(b, s) for b, s in factors(term) if x in b.free or x in s.free]
        outside = [power(b, s) for b, s in factors(term) if x not in b.free and x not in s.free]
        if degree.value > 1:
            inside = [(v, Rational(degree.value - 1)), *inside]
        part = (
            _by_parts(inside, x, most - 1) if degree.value > 1 else _table(inside, x) or _waved_exponential(inside, x)
        )
        if part is None:
            return None
        total.append(mul(degree, *outside, part))
    return add(*total)


def _waved_exponential(inside: list[tuple[Expr, Expr]], x: str) -> Expr | None:
    """exp(u)*sin(w) and exp(u)*cos(w), u and w linear."""
    if len(inside) != 2 or any(s != ONE for _, s in inside):
        return None
    ops = {b.op: b for b, _ in inside if isinstance(b, Call)}
    wave = ops.get("sin") or ops.get("cos")
    grow = ops.get("exp")
    if wave is None or grow is None:
        return None
    a, b = derivative(grow.args[0], x), derivative(wave.args[0], x)
    a, b = (normal(item) for item in (a, b))
    if x in a.free or x in b.free:
        return None
    s, c = call("sin", *wave.args), call("cos", *wave.args)
    top = a * s - b * c if wave.op == "sin" else a * c + b * s
    return grow * top / (a**2 + b**2)


def rational_primitive(body: Expr, x: str) -> Expr | None:
    """Quotients of polynomials with rational coefficients, if the denominator splits into linear and quadratic factors."""
    top, bottom = (rational_polynomial(part, (x,)) for part in fraction(body))
    if top is None or bottom is None or max(m[0] for m in (*top, *bottom)) > MOST_DEGREE:
        return None
    upper, lower = _poly(top), _poly(bottom)
    whole, rest = divmod(upper, lower)
    found = [_integrated(whole, x)]
    scale, parts = fmpz_poly([int(c) for c in (lower * lower.denom()).coeffs()]).factor()
    rest = rest * lower.denom() / int(scale)
    for factor, times in parts:
        p = fmpq_poly(factor)
        power_of_p = p**times
        cofactor = fmpq_poly([1])
        for other, count in parts:
            if other != factor:
                cofactor *= fmpq_poly(other) ** count
        numerator = rest * _inverse(cofactor, power_of_p) % power_of_p
        for k in range(times, 0, -1):
            numerator, digit = divmod(numerator, p)
            part = _over_power(digit, p, k, x)
            if part is None:
                return None
            found.append(part)
    return add(*found)


def _poly(p: dict[tuple[int, ...], Fraction]) -> fmpq_poly:
    coefficients = [Fraction(0)] * (max(m[0] for m in p) + 1 if p else 1)
    for (k,), c in p.items():
        coefficients[k] = c
    return fmpq_poly([fmpq(c.numerator, c.denominator) for c in coefficients])


def _inverse(a: fmpq_poly, modulus: fmpq_poly) -> fmpq_poly:
    """The inverse of a modulo a coprime polynomial, by Euclid's algorithm."""
    r, s, u, v = modulus, a % modulus, fmpq_poly([0]), fmpq_poly([1])
    while s.degree() > 0:
        q, remainder = divmod(r, s)
        r, s, u, v = s, remainder, v, u - q * v
    return v / s[0] % modulus


def _as_expr(p: fmpq_poly, x: str) -> Expr:
    terms = [mul(_number(p[k]), power(Variable(x), Rational(k)) if k else ONE) for k in range(p.degree() + 1)]
    return add(*terms) if terms else ZERO


def _number(c: fmpq) -> Expr:
    return Rational(Fraction(int(c.p), int(c.q)))


def _integrated(p: fmpq_poly, x: str) -> Expr:
    return _as_expr(p.integral(), x)


def _over_power(digit: fmpq_poly, p: fmpq_poly, k: int, x: str) -> Expr | None:
    """An antiderivative of digit/p**k, p irreducible and of larger degree than the digit."""
    if digit.degree() < 0:
        return ZERO
    base = _as_expr(p, x)
    if p.degree() == 1:
        scale = _number(digit[0] / p[1])
        return scale * log(base) if k == 1 else scale * power(base, Rational(1 - k)) / (1 - k)
    room = 4 * p[2] * p[0] - p[1] ** 2
    if p.degree() != 2 or k != 1 or room <= 0:
        return None
    slope = digit[1] / (2 * p[2])
    rest = digit[0] - slope * p[1]
    root = sqrt(_number(room))
    line = _as_expr(p.derivative(), x)
    return _number(slope) * log(base) + _number(2 * rest) / root * call("atan", line / root)
