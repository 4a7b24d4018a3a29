"""Terms, relations and domains, and a parser from the text of the claim language to them.

A `Term` is made by the constructors below only, which keep one object for each term: equal terms are the same object.  `op`
is "rational" (value: a Fraction), "pi", "var" (value: its name), "add", "mul", "pow", a function's name, or a binder
"integral", "sum", "product" with args (body, lower, upper) and the bound variable's name as its value.  Constructors fold
literals and flatten sums and products but never cancel: x/x is not defined at 0, and 1 is.

What is certified: a text is read as Python reads it (operators, precedence), or not at all.  Nothing is evaluated.  Text is bounded in length, nesting and the digits of its literals; terms in size; all work of a file is
paid from one purse (`spend`), so that a hostile certificate costs about a second and little memory.  Whatever is wrong with a
certificate raises `Rejected`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

MAX_SIZE: Final = 20_000
MAX_TERMS: Final = 300_000
FOLD_BITS: Final = 4_096
BINDERS: Final = ("integral", "sum", "product")


class Rejected(Exception):
    """The certificate does not prove what it says (as far as this program can see); the message says why."""


class Excessive(Rejected):
    """The certificate asks for more work or memory than is allowed."""


class Purse:
    """The work a file may still cause; one unit is roughly a microsecond."""

    left = 0


def spend(units: int) -> None:
    Purse.left -= units
    if Purse.left < 0:
        raise Excessive("more work than a certificate of this size may cause")


class Term:
    """A node; compared by identity."""

    __slots__ = ("args", "free", "op", "size", "value")

    def __init__(self, op: str, value: object, args: tuple[Term, ...]) -> None:
        self.op, self.value, self.args = op, value, args
        self.size: int = 1 + sum(a.size for a in args)
        if op == "var":
            self.free = frozenset((str(value),))
        elif op in BINDERS:
            self.free = (args[0].free - {value}) | args[1].free | args[2].free
        else:
            self.free = frozenset().union(*(a.free for a in args))

    @property
    def rational(self) -> Fraction | None:
        """The value of a literal, else None."""
        return self.value if isinstance(self.value, Fraction) else None

    @property
    def integer(self) -> int | None:
        """The value of a literal integer, else None."""
        q = self.rational
        return q.numerator if q is not None and q.denominator == 1 else None

    def __repr__(self) -> str:
        head = self.op if self.value is None else f"{self.op}:{self.value}" if self.args else str(self.value)
        return f"{head}({', '.join(map(repr, self.args))})" if self.args else head


_table: dict[object, Term] = {}


def forget() -> None:
    """Start afresh: one file's terms are of no use to the next."""
    _table.clear()
    _table.update((k, t) for k, t in ((_key(t), t) for t in (ZERO, ONE, MINUS_ONE, HALF, PI, EULER)))


def _key(t: Term) -> object:
    return t.op, t.value, t.args


def make(op: str, value: object, args: tuple[Term, ...]) -> Term:
    found = _table.get((op, value, args))
    if found is None:
        spend(8)
        found = Term(op, value, args)
        if found.size > MAX_SIZE or len(_table) > MAX_TERMS:
            raise Excessive("an expression is too large")
        _table[op, value, args] = found
    return found


Purse.left = 1000


def number(value: Fraction | int) -> Term:
    return make("rational", Fraction(value), ())


def var(name: str) -> Term:
    return make("var", name, ())


def binder(op: str, body: Term, name: str, lower: Term, upper: Term) -> Term:
    return make(op, name, (body, lower, upper))


def _small(q: Fraction) -> bool:
    return q.numerator.bit_length() <= FOLD_BITS and q.denominator.bit_length() <= FOLD_BITS


def _flat(op: str, items: Sequence[Term]) -> Iterator[Term]:
    for item in items:
        yield from item.args if item.op == op else (item,)


def add(*items: Term) -> Term:
    """The sum; literals are folded into one, which stays where the first stood; a literal 0 vanishes."""
    spend(4 * len(items))
    constant, place = Fraction(0), 0
    rest: list[Term] = []
    for item in _flat("add", items):
        if item.rational is not None and _small(constant + item.rational):
            place = place if constant else len(rest)
            constant += item.rational
        else:
            rest.append(item)
    if constant or not rest:
        rest.insert(place, number(constant))
    return rest[0] if len(rest) == 1 else make("add", None, tuple(rest))


def mul(*items: Term) -> Term:
    """The product; literals are folded into one in front; a literal 1 vanishes, a literal 0 does not annihilate."""
    spend(4 * len(items))
    constant = Fraction(1)
    rest: list[Term] = []
    for item in _flat("mul", items):
        if item.rational is not None and _small(constant * item.rational):
            constant *= item.rational
        else:
            rest.append(item)
    if constant != 1 or not rest:
        rest.insert(0, number(constant))
    return rest[0] if len(rest) == 1 else make("mul", None, tuple(rest))


def neg(item: Term) -> Term:
    return add(*(mul(MINUS_ONE, a) for a in item.args)) if item.op == "add" else mul(MINUS_ONE, item)


def sub(a: Term, b: Term) -> Term:
    return add(a, neg(b))


def power(base: Term, exponent: Term) -> Term:
    """base**exponent, with literal powers of moderate size folded."""
    if base is EULER:
        return call("exp", exponent)
    n, q = exponent.integer, base.rational
    if n == 1:
        return base
    if n is not None and q is not None:
        if n < 0 and q == 0:
            raise Rejected("division by a literal zero")
        if max(q.numerator.bit_length(), q.denominator.bit_length()) * abs(n) <= FOLD_BITS:
            return number(q**n)
    return make("pow", None, (base, exponent))


def div(a: Term, b: Term) -> Term:
    return mul(a, power(b, MINUS_ONE))


def call(op: str, *args: Term) -> Term:
    """Any function by name; sugar is removed."""
    if op in ("add", "mul", "pow"):
        return add(*args) if op == "add" else mul(*args) if op == "mul" else power(*args)
    if op == "sqrt":
        return make("pow", None, (args[0], HALF))
    if op == "log2":
        return div(call("log", *args), call("log", number(2)))
    return make("gamma", None, (add(*args, ONE),)) if op == "factorial" else make(op, None, args)


ZERO: Final = number(0)
ONE: Final = number(1)
MINUS_ONE: Final = number(-1)
HALF: Final = number(Fraction(1, 2))
PI: Final = make("pi", None, ())
EULER: Final = make("exp", None, (ONE,))


def walk(item: Term) -> Iterator[Term]:
    """Every distinct sub-term."""
    seen, stack = set(), [item]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            yield node
            stack.extend(node.args)


def rebuilt(node: Term, args: Sequence[Term]) -> Term:
    """The node with other arguments, through the constructor."""
    return binder(node.op, args[0], str(node.value), args[1], args[2]) if node.op in BINDERS else call(node.op, *args)


def put(item: Term, values: Mapping[str, Term]) -> Term:
    """The term with free variables replaced at once; bound variables are renamed where they would capture."""
    memo: dict[Term, Term] = {}

    def go(node: Term) -> Term:
        if not (node.free & values.keys()):
            return node
        found = memo.get(node)
        if found is None:
            spend(20 + 20 * len(node.args))
            if node.op == "var":
                found = values[str(node.value)]
            elif node.op in BINDERS:
                found = _put_binder(node, values, go)
            else:
                found = rebuilt(node, [go(a) for a in node.args])
            memo[node] = found
        return found

    return go(item)


def _put_binder(node: Term, values: Mapping[str, Term], go: object) -> Term:
    body, lower, upper = node.args
    name = str(node.value)
    used = {k: v for k, v in values.items() if k in body.free and k != name}
    taken = frozenset().union(*(v.free for v in used.values()))
    if name in taken:
        new = fresh(taken | body.free)
        body, name = put(body, {name: var(new)}), new
    return binder(node.op, put(body, used), name, put(lower, values), put(upper, values))


def fresh(taken: frozenset[str]) -> str:
    """A name that is not taken, and that no text can contain."""
    return next(name for k in range(len(taken) + 1) if (name := f"#{k}") not in taken)


def replace(item: Term, old: Term, new: Term) -> Term:
    """Every occurrence of a sub-term replaced, except where a binder captures a variable of old or new."""
    memo: dict[Term, Term] = {old: new}

    def go(node: Term) -> Term:
        found = memo.get(node)
        if found is None:
            spend(20 + 20 * len(node.args))
            if node.size <= old.size:
                found = node
            elif node.op in BINDERS and (node.value in old.free or node.value in new.free):
                found = rebuilt(node, [node.args[0], go(node.args[1]), go(node.args[2])])
            else:
                found = rebuilt(node, [go(a) for a in node.args])
            memo[node] = found
        return found

    return go(item)


def is_integer(item: Term, integers: frozenset[str]) -> bool:
    """Whether the term is built from integers and integer variables so that its value, if any, is an integer."""
    if item.op == "rational":
        return item.integer is not None
    if item.op == "var":
        return item.value in integers
    if item.op in ("floor", "ceil", "harmonic_dim"):
        return True
    if item.op in ("add", "mul", "min", "max", "abs", "binomial", "gamma"):
        return all(is_integer(a, integers) for a in item.args)
    if item.op == "pow":
        n = item.args[1].integer
        return n is not None and n >= 0 and is_integer(item.args[0], integers)
    return item.op in ("sum", "product") and is_integer(item.args[0], integers | {str(item.value)})
