"""Rule `sign`: polynomials that keep their sign, by a Sturm chain, by coefficients in a basis of functions >= 0, or by squares.

What is certified: f is a polynomial by the normal form, and that polynomial has the sign on the box of the ranges (integer
variables counting as real ones), in exact rationals, but for irrational coefficients, which are balls.  What is not: constraints of the
domain are used only as the bounds by which a variable is shifted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import comb, gcd, lcm, prod
from typing import Any, Final, NamedTuple

from certify.check import dyadic as d
from certify.check import elementary as el
from certify.check import functions as fn
from certify.check import normal
from certify.check.domains import Relation
from certify.check.dyadic import Interval, Undefined
from certify.check.evaluate import value
from certify.check.goals import Goal, obligations
from certify.check.normal.elements import Element, Gen, Number, constant, names, plus, scaled
from certify.check.terms import ZERO, Rejected, Term, add, is_integer, mul, number, put, spend, sub, var
from certify.check.text import parse

MAX_DEGREE: Final = 300
MAX_ENTRIES: Final = 100_000

Exponents = tuple[int, ...]
Polynomial = dict[Exponents, Element]


def polynomial(f: Term, variables: Sequence[str]) -> Polynomial:
    """f by its normal form as a polynomial with closed coefficients."""
    form, (t,) = normal.prepared(frozenset(), {}, f)
    found: Polynomial = {}
    for m, c in form.of(t).items():
        powers: dict[str, int] = {}
        rest = []
        for g, k in m:
            if g.kind == "var":
                if k.denominator != 1 or not 0 <= k <= MAX_DEGREE:
                    raise Rejected("not a polynomial of moderate degree")
                powers[str(g.data)] = int(k)
            elif names(g):
                raise Rejected("not a polynomial")
            else:
                rest.append((g, k))
        key = tuple(powers.get(n, 0) for n in variables)
        found[key] = plus(found.get(key, {}), {tuple(rest): c})
    return {k: e for k, e in found.items() if e}


def enclose(e: Element, p: int) -> Interval:
    """The value of a closed element."""
    total = Interval.dyadic(0)
    for m, c in e.items():
        item = Interval.of(Fraction(c), p)
        for g, k in m:
            item = d.mul(item, el.rpow(_generator(g, p), k if k.denominator > 1 else int(k), p), p)
        total = d.add(total, item, p)
    return total


def _generator(g: Gen, p: int) -> Interval:
    if g.kind == "pi":
        return el.pi(p)
    if g.kind == "e":
        return el.exp(Interval.dyadic(1), p)
    if g.kind == "prime":
        return Interval.dyadic(int(g.data))
    if g.kind == "sum":
        return enclose(dict(g.data), p)
    if g.kind == "power":
        base, m = g.data
        return el.power(_generator(base, p), enclose({m: 1}, p), p)
    if g.kind == "call" and g.data[0] in fn.FUNCTIONS:
        return fn.FUNCTIONS[g.data[0]](enclose(g.data[2][0], p), p)
    raise Undefined("a constant that is not evaluated")


# Sturm ----------------------------------------------------------------------------------------------------------------

Line = list[int]  # integer coefficients, from the constant one up; the last is not 0


def primitive(p: Sequence[Number]) -> Line:
    """The polynomial up to a positive factor, with coprime integer coefficients."""
    while p and not p[-1]:
        p = p[:-1]
    if not p:
        return []
    common = lcm(*(c.denominator for c in p))
    whole = [int(c * common) for c in p]
    spend(len(whole) * (1 + max(abs(c).bit_length() for c in whole) // 64))
    size = gcd(*whole)
    return [c // size for c in whole]


def slope(p: Line) -> Line:
    return [k * c for k, c in enumerate(p)][1:]


def divide(a: Line, b: Line) -> tuple[list[Fraction], list[Fraction]]:
    """Quotient and rest."""
    rest, quotient = [Fraction(c) for c in a], [Fraction(0)] * max(1, len(a) - len(b) + 1)
    for k in range(len(a) - len(b), -1, -1):
        spend(10 * len(b))
        q = quotient[k] = rest[k + len(b) - 1] / b[-1]
        for j, c in enumerate(b):
            rest[k + j] -= q * c
    return quotient, rest[: len(b) - 1]


def common_divisor(a: Line, b: Line) -> Line:
    while b:
        a, b = b, primitive(divide(a, b)[1]) if len(a) >= len(b) else a
    return a


def chain(p: Line) -> list[Line]:
    """Sturm's chain: p, p', and minus the rests, up to positive factors."""
    found = [p, primitive(slope(p))]
    while found[-1]:
        found.append(primitive([-c for c in divide(found[-2], found[-1])[1]]))
    return found[:-1]


def at(p: Line, x: Fraction) -> Fraction:
    total = Fraction(0)
    for c in reversed(p):
        total = total * x + c
    return total


def changes(seq: list[Line], x: Fraction | None, upper: bool) -> int:
    """Changes of sign in the chain at a point, or at an infinite end."""
    values = [(at(p, x) if x is not None else p[-1] * (1 if upper or len(p) % 2 else -1)) for p in seq]
    kept = [v > 0 for v in values if v]
    return sum(a != b for a, b in pairwise(kept))


def roots(p: Line, low: Fraction | None, high: Fraction | None) -> int:
    """The number of roots in (low, high] of a polynomial without multiple roots (Sturm's theorem)."""
    if len(p) <= 1:
        return 0
    seq = chain(p)
    return changes(seq, low, False) - changes(seq, high, True)


def odd_part(p: Line) -> Line:
    """The product of the factors of odd multiplicity, each once (Yun's decomposition)."""
    found: list[Number] = [1]
    c = common_divisor(p, primitive(slope(p)))
    w = primitive(divide(p, c)[0])
    k = 1
    while len(w) > 1:
        y = common_divisor(w, c)
        if k % 2:
            factor = primitive(divide(w, y)[0])
            found = [sum(found[i] * factor[j - i] for i in range(len(found)) if 0 <= j - i < len(factor))
                     for j in range(len(found) + len(factor) - 1)]  # fmt: skip
        w, c, k = y, primitive(divide(c, y)[0]), k + 1
    return primitive(found)


def sturm(goal: Goal, f: Term, name: str, side: Side) -> None:
    """Op `>`: no root in the range and a positive value; op `>=`: no root of odd multiplicity inside."""
    items = polynomial(f, [name])
    line: list[Number] = [0] * (1 + max((k for (k,) in items), default=0))
    for (k,), e in items.items():
        c = constant(e)
        if c is None:
            raise Rejected("coefficients are rational")
        line[k] = c
    p = primitive(line)
    low, high = side.low, side.high
    if not p or (low is not None and high is not None and low > high):
        raise Rejected("zero, or an empty range")
    if goal.op == ">":
        q = primitive(divide(p, common_divisor(p, primitive(slope(p))))[0]) if len(p) > 1 else p
        inside = roots(q, low, high)
        inside += low is not None and not side.low_open and at(q, low) == 0
        inside -= high is not None and side.high_open and (low is None or low < high) and at(q, high) == 0
    else:
        q = odd_part(p)
        inside = roots(q, low, high) - (high is not None and (low is None or low < high) and at(q, high) == 0)
    if inside:
        raise Rejected("the polynomial has a root in the range")
    points = [low, high] if low == high else []
    if low is not None and high is not None:
        points += [low + (high - low) * Fraction(k, len(p) + 1) for k in range(1, len(p) + 1)]
    else:
        start = low if low is not None else high if high is not None else Fraction(0)
        points += [start + (k if high is None else -k) for k in range(1, len(p) + 1)]
    if not any(x is not None and at(p, x) > 0 for x in points):
        raise Rejected("the polynomial is not positive at a point of the range")


# Bases ----------------------------------------------------------------------------------------------------------------


class Side(NamedTuple):
    """The range of a variable, with rational ends (None: infinite)."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False
    integer: bool = False


def side(goal: Goal, name: str) -> Side:
    """The range of a variable, irrational ends rounded outwards, and then closed."""
    r = goal.domain.ranges[name]
    low = high = None
    low_open, high_open = r.lower_strict, r.upper_strict
    if r.lower is not None:
        low = r.lower.rational
        if low is None:
            low, low_open = value(r.lower, {}, 64).lower(), False
    if r.upper is not None:
        high = r.upper.rational
        if high is None:
            high, high_open = value(r.upper, {}, 64).upper(), False
    return Side(low, high, low_open, high_open, r.integer)


def localised(line: list[Element], s: Side) -> list[Element]:
    """Coefficients of powers of the variable to those in the basis of its range."""

    def shifted(a: Fraction, w: Fraction) -> list[Element]:
        """Coefficients in t, the variable being a + w*t."""
        found: list[Element] = [{} for _ in line]
        for k, e in enumerate(line):
            if e:
                for j in range(k + 1):
                    found[j] = plus(found[j], scaled(e, comb(k, j) * a ** (k - j) * w**j))
        return found

    if s.low is None and s.high is None:
        return line
    if s.low is None or s.high is None:
        return shifted(s.low if s.low is not None else s.high, Fraction(1 if s.low is not None else -1))  # type: ignore[arg-type]
    powers = shifted(s.low, s.high - s.low)
    if s.low == s.high:
        return powers[:1]
    n = len(line) - 1
    return [plus(*(scaled(powers[k], Fraction(comb(i, k), comb(n, k))) for k in range(i + 1))) for i in range(n + 1)]


def positive(p: Polynomial, sides: Sequence[Side], op: str, prec: int) -> None:
    """All coefficients in the basis of the box are >= 0 (those of odd powers on a line 0), and enough of them > 0 for `>`."""
    shape = [1 + max((m[i] for m in p), default=0) for i in range(len(sides))]
    if prod(shape) > MAX_ENTRIES:
        raise Rejected("too many coefficients")
    spend(prod(shape) * sum(shape) * 5)
    entries = p
    for i, s in enumerate(sides):
        lines: dict[Exponents, list[Element]] = {}
        for m, e in entries.items():
            lines.setdefault((*m[:i], *m[i + 1 :]), [{} for _ in range(shape[i])])[m[i]] = e
        entries = {(*m[:i], k, *m[i:]): e for m, line in lines.items() for k, e in enumerate(localised(line, s)) if e}
    top = [0 if s.low is not None and s.low == s.high else n - 1 for n, s in zip(shape, sides, strict=True)]
    strict = set()
    for m, e in entries.items():
        if any(k % 2 and s.low is None and s.high is None for k, s in zip(m, sides, strict=True)):
            raise Rejected("an odd power on a line")
        c = constant(e)
        x = None if c is not None else enclose(e, prec)
        if not (c > 0 if c is not None else x.is_nonnegative()):  # type: ignore[union-attr]
            raise Rejected("a coefficient is not positive")
        if c is not None or x.is_positive():  # type: ignore[union-attr]
            strict.add(m)
    if op == ">":
        choices: list[list[int | None]] = []
        for n, s in zip(top, sides, strict=True):
            line = s.low is None and s.high is None
            ends = [0] if line or (s.low is not None and not s.low_open) else []
            if s.high is not None and not s.high_open:
                ends.append(n if s.low is not None else 0)
            choices.append(list(dict.fromkeys(ends)) or [None])
        for choice in product(*choices):
            spend(len(strict))
            if not any(all(c is None or c == k for c, k in zip(choice, m, strict=True)) for m in strict):
                raise Rejected("the polynomial may vanish on a face")


def bernstein(
    p: Polynomial, names_: Sequence[str], sides: list[Side], op: str, tree: Any, prec: int, depth: int = 0
) -> None:
    """The tree splits the box; on each leaf the coefficients have the sign."""
    spend(50)
    if depth > 100:
        raise Rejected("a tree is too deep")
    if tree == "b" or tree == ["b"]:
        positive(p, sides, op, prec)
        return
    if not isinstance(tree, list) or len(tree) != 5 or tree[0] != "s" or tree[1] not in names_:
        raise Rejected("not a tree of splits")
    i, x = names_.index(tree[1]), parse(tree[2]).rational
    s = sides[i]
    if x is None or (s.low is not None and x < s.low) or (s.high is not None and x > s.high):
        raise Rejected("a split at a rational of the range is expected")
    whole = s.integer and x.denominator == 1 and all(e is None or e.denominator == 1 for e in (s.low, s.high))
    if whole and s.high is not None and x + 1 > s.high:
        raise Rejected("an empty half")
    for half, sub_tree in ((s._replace(high=x, high_open=False), tree[3]),
                           (s._replace(low=x + 1 if whole else x, low_open=False), tree[4])):  # fmt: skip
        bernstein(p, names_, [*sides[:i], half, *sides[i + 1 :]], op, sub_tree, prec, depth + 1)


def check(goal: Goal, params: Any, known: Any) -> None:
    """Rule `sign`; `known(domain, relation)` says whether a relation is known."""
    if goal.op not in (">=", ">"):
        raise Rejected("the rule is for inequalities")
    kind = params.take("kind", str)
    shifted: set[str] = set()
    f, sides = goal.f, {n: side(goal, n) for n in goal.f.free}
    for item in params.items("shift") if "shift" in params.left else []:
        if not isinstance(item, list) or len(item) != 3 or type(item[0]) is not str or type(item[1]) is not int:
            raise Rejected("a shift is a name, a direction and a start")
        if item[0] not in goal.domain.ranges or item[1] not in (1, -1):
            raise Rejected("a shift is a name, a direction and a start")
        name, up, start = item[0], int(item[1]), parse(item[2])
        ops = [
            op for op in ((">", ">=") if up > 0 else ("<", "<=")) if known(goal.domain, Relation(var(name), op, start))
        ]
        if not ops or not start.free <= goal.domain.ranges.keys():
            raise Rejected("a shift starts at a known bound")
        if name in shifted or start.free & shifted:
            raise Rejected("a shift of a name, or by a name, that is shifted already")
        shifted.add(name)
        f = put(f, {name: add(start, mul(number(up), var(name)))})
        whole = goal.domain.ranges[name].integer and is_integer(start, goal.domain.integers)
        sides[name] = Side(Fraction(0), None, ops[0] in "<>", False, whole)
        for n in f.free - sides.keys():
            sides[n] = side(goal, n)
    order = sorted(f.free)
    if kind == "sturm":
        if order != [params.take("name", str)] or f is not goal.f:
            raise Rejected("a polynomial in one variable is expected")
        sturm(goal, f, order[0], sides[order[0]])
    elif kind == "bernstein":
        prec = params.integer("prec", 2, 4096) if "prec" in params.left else 128
        tree = params.take("tree", list, str)
        bernstein(polynomial(f, order), order, [sides[n] for n in order], goal.op, tree, prec)
    elif kind == "squares":
        squares(goal.op, f, sides, params.items("terms"))
    else:
        raise Rejected("unknown kind of sign")


def squares(op: str, f: Term, sides: Mapping[str, Side], items: list[Any]) -> None:
    """A sum of positive multiples of squares, times variables that are >= 0."""
    total, strict = [ZERO], op == ">="
    for item in items:
        if not isinstance(item, list) or len(item) != 3 or not isinstance(item[1], list):
            raise Rejected("a term is a weight, names and a base")
        q, base = parse(item[0]).rational, parse(item[2])
        lows = [sides[n].low if isinstance(n, str) and n in sides else None for n in item[1]]
        if q is None or q <= 0 or any(x is None or x < 0 for x in lows):
            raise Rejected("a weight > 0 and names >= 0 are expected")
        if obligations(base, frozenset()):
            raise Rejected("a base that need not be defined")
        strict = strict or (not item[1] and base.rational not in (None, 0))
        total.append(mul(number(q), *(var(n) for n in item[1]), base, base))
    if not strict or not normal.is_zero(frozenset(), {}, sub(f, add(*total))):
        raise Rejected("not the sum of the squares")
