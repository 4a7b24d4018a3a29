"""The expression tree of the claim language: small, immutable, exact.

Five node kinds: `Rational`, `Constant` (pi), `Variable`, `Call` (a function of arguments) and `Binder` (integral, sum,
product).  Constructors fold literal rationals and flatten sums and products, and do nothing else: in particular they never
cancel, because `x/x` is undefined at 0 and `1` is not.

Sugar is removed here, so that every other module meets one form only: `a - b` is `a + (-1)*b`, `a/b` is `a * b**(-1)`,
`sqrt(a)` is `a**(1/2)`, `e` is `exp(1)`, `e**a` is `exp(a)`, `log2(a)` is `log(a)/log(2)`, `factorial(a)` is `gamma(a+1)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Final

# name -> number of arguments (None: one or more)
FUNCTIONS: Final[Mapping[str, int | None]] = {
    "exp": 1, "log": 1, "sin": 1, "cos": 1, "tan": 1, "asin": 1, "acos": 1, "atan": 1,
    "sinh": 1, "cosh": 1, "tanh": 1, "abs": 1, "min": None, "max": None, "floor": 1, "ceil": 1,
    "gamma": 1, "lgamma": 1, "digamma": 1, "polygamma": 2, "erf": 1, "besselj": 2, "binomial": 2,
    "legendre": 3, "harmonic_dim": 2,
}  # fmt: skip
BINDERS: Final = ("integral", "sum", "product")
# `add`, `mul` (two or more arguments) and `pow` (two) are calls as well.
FOLD_BITS: Final = 4096
SMALL: Final = 200  # nodes


class Expr:
    """A node.  Equality and hash are structural; `size` counts nodes of the tree, `depth` its height."""

    __slots__ = ("_free", "_hash", "depth", "size")
    size: int
    depth: int
    _hash: int
    _free: frozenset[str]

    def _key(self) -> tuple[object, ...]:
        raise NotImplementedError

    def _seal(self, children: tuple[Expr, ...]) -> None:
        self.size = 1 + sum(c.size for c in children)
        self.depth = 1 + max((c.depth for c in children), default=0)
        self._hash = hash((type(self).__name__, *self._key()))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other) or self._hash != hash(other):
            return False
        assert isinstance(other, Expr)
        return self._key() == other._key() if self.size <= SMALL else _same(self, other)

    def __repr__(self) -> str:
        from certify.text import to_text

        return f"<{to_text(self)}>"

    def __reduce__(self) -> tuple[Callable[..., Expr], tuple[object, ...]]:
        return type(self), self._key()

    @property
    def free(self) -> frozenset[str]:
        """The names of the free variables."""
        return self._free

    def __add__(self, other: Expr | int | Fraction) -> Expr:
        return add(self, lift(other))

    def __radd__(self, other: int | Fraction) -> Expr:
        return add(lift(other), self)

    def __sub__(self, other: Expr | int | Fraction) -> Expr:
        return add(self, neg(lift(other)))

    def __rsub__(self, other: int | Fraction) -> Expr:
        return add(lift(other), neg(self))

    def __mul__(self, other: Expr | int | Fraction) -> Expr:
        return mul(self, lift(other))

    def __rmul__(self, other: int | Fraction) -> Expr:
        return mul(lift(other), self)

    def __truediv__(self, other: Expr | int | Fraction) -> Expr:
        return div(self, lift(other))

    def __rtruediv__(self, other: int | Fraction) -> Expr:
        return div(lift(other), self)

    def __pow__(self, other: Expr | int | Fraction) -> Expr:
        return power(self, lift(other))

    def __neg__(self) -> Expr:
        return neg(self)


def _same(one: Expr, other: Expr) -> bool:
    """Equality of large expressions, of which the same parts may occur so often that no tree can be walked."""
    stack, seen = [(one, other)], set[tuple[int, int]]()
    while stack:
        a, b = stack.pop()
        if a is b or (id(a), id(b)) in seen:
            continue
        if type(a) is not type(b) or hash(a) != hash(b):
            return False
        seen.add((id(a), id(b)))
        for u, v in zip(a._key(), b._key(), strict=True):
            if isinstance(u, Expr) and isinstance(v, Expr):
                stack.append((u, v))
            elif isinstance(u, tuple) and isinstance(v, tuple):
                if len(u) != len(v):
                    return False
                stack += zip(u, v, strict=True)
            elif u != v:
                return False
    return True


class Rational(Expr):
    """An exact rational literal."""

    __slots__ = ("value",)

    def __init__(self, value: Fraction | int) -> None:
        self.value = Fraction(value)
        self._free = frozenset()
        self._seal(())

    def _key(self) -> tuple[object, ...]:
        return (self.value,)


class Constant(Expr):
    """A named real constant; only pi (the number e is `exp(1)`)."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        if name != "pi":
            raise ValueError(f"unknown constant {name!r}; expected 'pi'")
        self.name = name
        self._free = frozenset()
        self._seal(())

    def _key(self) -> tuple[object, ...]:
        return (self.name,)


class Variable(Expr):
    """A free or bound variable; whether it is an integer is the domain's matter."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name
        self._free = frozenset((name,))
        self._seal(())

    def _key(self) -> tuple[object, ...]:
        return (self.name,)


class Call(Expr):
    """A function applied to arguments: `add`, `mul`, `pow`, or a name in `FUNCTIONS`."""

    __slots__ = ("args", "op")

    def __init__(self, op: str, args: tuple[Expr, ...]) -> None:
        self.op = op
        self.args = args
        self._free = frozenset().union(*(a.free for a in args))
        self._seal(args)

    def _key(self) -> tuple[object, ...]:
        return (self.op, self.args)


class Binder(Expr):
    """`integral(body, variable, lower, upper)`, and `sum` and `product` over integers lower <= variable <= upper."""

    __slots__ = ("body", "lower", "op", "upper", "variable")

    def __init__(self, op: str, body: Expr, variable: str, lower: Expr, upper: Expr) -> None:
        self.op, self.body, self.variable, self.lower, self.upper = op, body, variable, lower, upper
        self._free = (body.free - {variable}) | lower.free | upper.free
        self._seal((body, lower, upper))

    def _key(self) -> tuple[object, ...]:
        return (self.op, self.body, self.variable, self.lower, self.upper)


ZERO: Final = Rational(0)
ONE: Final = Rational(1)
MINUS_ONE: Final = Rational(-1)
HALF: Final = Rational(Fraction(1, 2))
PI: Final = Constant("pi")


def lift(value: Expr | int | Fraction) -> Expr:
    """An `Expr` for an exact number; expressions pass through.  Floats are refused: a float is already rounded."""
    if isinstance(value, Expr):
        return value
    if isinstance(value, (int, Fraction)):
        return Rational(value)
    raise TypeError(f"expected an expression, an int or a Fraction, not {type(value).__name__}")


def _is_small(value: Fraction) -> bool:
    return value.numerator.bit_length() <= FOLD_BITS and value.denominator.bit_length() <= FOLD_BITS


def _flat(op: str, items: tuple[Expr, ...]) -> Iterator[Expr]:
    for item in items:
        if isinstance(item, Call) and item.op == op:
            yield from item.args
        else:
            yield item


def add(*items: Expr) -> Expr:
    """The sum; literal rationals are folded into one, which stays where the first stood; literal zeros vanish."""
    constant, position = Fraction(0), None
    rest: list[Expr] = []
    for item in _flat("add", items):
        if isinstance(item, Rational) and _is_small(constant + item.value):
            position = len(rest) if position is None else position
            constant += item.value
        else:
            rest.append(item)
    if constant or not rest:
        rest.insert(position or 0, Rational(constant))
    return rest[0] if len(rest) == 1 else Call("add", tuple(rest))


def mul(*items: Expr) -> Expr:
    """The product; literal rationals are folded into one in front; a literal 1 vanishes; a literal 0 does not
    annihilate, because the other factors may be undefined."""
    constant = Fraction(1)
    rest: list[Expr] = []
    for item in _flat("mul", items):
        if isinstance(item, Rational) and _is_small(constant * item.value):
            constant *= item.value
        else:
            rest.append(item)
    if not rest:
        return Rational(constant)
    if constant != 1:
        rest.insert(0, Rational(constant))
    return rest[0] if len(rest) == 1 else Call("mul", tuple(rest))


def neg(item: Expr) -> Expr:
    """Minus `item`, distributed over a sum so that differences stay flat."""
    if isinstance(item, Call) and item.op == "add":
        return add(*(mul(MINUS_ONE, a) for a in item.args))
    return mul(MINUS_ONE, item)


def power(base: Expr, exponent: Expr) -> Expr:
    """`base ** exponent`, real: a non-integer exponent needs base >= 0.  Literal powers of moderate size are folded.

    Raises ZeroDivisionError for a literal 0 to a negative literal power.
    """
    if base == EULER:
        return exp(exponent)
    if isinstance(exponent, Rational) and exponent.value.denominator == 1:
        n = int(exponent.value)
        if n == 1:
            return base
        if isinstance(base, Rational):
            value = base.value
            if n < 0 and value == 0:
                raise ZeroDivisionError("division by zero")
            bits = max(value.numerator.bit_length(), value.denominator.bit_length())
            if bits * abs(n) <= FOLD_BITS:
                return Rational(value**n)
    return Call("pow", (base, exponent))


def div(numerator: Expr, denominator: Expr) -> Expr:
    """`numerator / denominator`; ZeroDivisionError when the denominator is a literal 0."""
    return mul(numerator, power(denominator, MINUS_ONE))


def sqrt(item: Expr) -> Expr:
    """The square root; perfect squares of rationals are folded."""
    return Call("pow", (item, HALF))


def exp(item: Expr) -> Expr:
    """The exponential."""
    return Call("exp", (item,))


def log(item: Expr) -> Expr:
    """The natural logarithm."""
    return Call("log", (item,))


def call(op: str, *args: Expr) -> Expr:
    """Any function by name, through the constructor that keeps the tree in its one form."""
    if op == "add":
        return add(*args)
    if op == "mul":
        return mul(*args)
    if op == "pow":
        return power(*args)
    if op == "sqrt":
        return sqrt(*args)
    if op == "log2":
        return div(log(*args), log(Rational(2)))
    if op == "factorial":
        return Call("gamma", (add(*args, ONE),))
    return Call(op, args)


EULER: Final = exp(ONE)


def children(item: Expr) -> tuple[Expr, ...]:
    """The direct sub-expressions, in order (for a binder: body, lower, upper)."""
    if isinstance(item, Call):
        return item.args
    if isinstance(item, Binder):
        return item.body, item.lower, item.upper
    return ()


def walk(item: Expr) -> Iterator[Expr]:
    """Every distinct sub-expression, parents before children."""
    seen: set[Expr] = set()
    stack = [item]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            yield node
            stack.extend(reversed(children(node)))


def has(item: Expr, *ops: str) -> bool:
    """Whether a call or a binder with one of these names occurs."""
    return any(isinstance(n, (Call, Binder)) and n.op in ops for n in walk(item))


def substitute(item: Expr, values: Mapping[str, Expr]) -> Expr:
    """Replace free variables by expressions at once, renaming bound variables where they would capture."""
    memo: dict[Expr, Expr] = {}

    def go(node: Expr) -> Expr:
        if not (node.free & values.keys()):
            return node
        found = memo.get(node)
        if found is None:
            found = memo[node] = rebuild(node)
        return found

    def rebuild(node: Expr) -> Expr:
        if isinstance(node, Variable):
            return values[node.name]
        if isinstance(node, Call):
            return call(node.op, *(go(a) for a in node.args))
        assert isinstance(node, Binder)
        used = {k: v for k, v in values.items() if k in node.body.free and k != node.variable}
        taken = frozenset().union(*(v.free for v in used.values()))
        variable, body = node.variable, node.body
        if variable in taken:
            variable = fresh(variable, taken | body.free)
            body = substitute(body, {node.variable: Variable(variable)})
        return Binder(node.op, substitute(body, used), variable, go(node.lower), go(node.upper))

    return go(item)


def replace(item: Expr, old: Expr, new: Expr) -> Expr:
    """Replace every occurrence of a sub-expression (not under a binder of one of its variables)."""
    memo: dict[Expr, Expr] = {}

    def go(node: Expr) -> Expr:
        if node == old:
            return new
        if node.size < old.size or not children(node):
            return node
        found = memo.get(node)
        if found is None:
            if isinstance(node, Call):
                found = call(node.op, *(go(a) for a in node.args))
            else:
                assert isinstance(node, Binder)
                captured = node.variable in old.free or node.variable in new.free
                body = node.body if captured else go(node.body)
                found = Binder(node.op, body, node.variable, go(node.lower), go(node.upper))
            memo[node] = found
        return found

    return go(item)


def fresh(stem: str, taken: frozenset[str] | set[str]) -> str:
    """A variable name that is not taken, like the stem."""
    stem = stem.rstrip("0123456789") or "v"
    return next(name for k in range(len(taken) + 1) if (name := f"{stem}{k}") not in taken)
