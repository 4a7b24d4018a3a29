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

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

MAX_TEXT: Final = 50_000
MAX_NESTING: Final = 120
MAX_DIGITS: Final = 4_000
MAX_SIZE: Final = 20_000
MAX_TERMS: Final = 300_000
FOLD_BITS: Final = 4_096

ARITY: Final[Mapping[str, int]] = {
    "sqrt": 1, "log2": 1, "factorial": 1, "exp": 1, "log": 1, "sin": 1, "cos": 1, "tan": 1, "asin": 1, "acos": 1, "atan": 1,
    "sinh": 1, "cosh": 1, "tanh": 1, "abs": 1, "min": 0, "max": 0, "floor": 1, "ceil": 1, "gamma": 1, "lgamma": 1, "digamma": 1,
    "polygamma": 2, "erf": 1, "besselj": 2, "binomial": 2, "legendre": 3, "harmonic_dim": 2,
}  # fmt: skip
BINDERS: Final = ("integral", "sum", "product")
RESERVED: Final = frozenset(ARITY) | frozenset(BINDERS) | {"pi", "e", "RR", "ZZ", "in"}
FLIPPED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


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


class Relation(NamedTuple):
    """lhs op rhs, op one of < <= > >= == !=."""

    lhs: Term
    op: str
    rhs: Term

    @property
    def free(self) -> frozenset[str]:
        return self.lhs.free | self.rhs.free

    def put(self, values: Mapping[str, Term]) -> Relation:
        return Relation(put(self.lhs, values), self.op, put(self.rhs, values))

    def turned(self) -> Relation:
        """The same said the other way round."""
        return Relation(self.rhs, FLIPPED[self.op], self.lhs)

    def normal(self) -> tuple[Term, str]:
        """(f, op) with the relation equivalent to f op 0, op one of >= > == !=."""
        if self.op in ("<", "<="):
            return sub(self.rhs, self.lhs), FLIPPED[self.op]
        return sub(self.lhs, self.rhs), self.op


class Range(NamedTuple):
    """Where a variable lives; an end that is None is infinite."""

    lower: Term | None = None
    upper: Term | None = None
    lower_strict: bool = False
    upper_strict: bool = False
    integer: bool = False

    def conditions(self, item: Term) -> list[Relation]:
        """What it means for a term to lie between the ends."""
        found = [] if self.lower is None else [Relation(item, ">" if self.lower_strict else ">=", self.lower)]
        return found if self.upper is None else [*found, Relation(item, "<" if self.upper_strict else "<=", self.upper)]


class Domain(NamedTuple):
    """Ranges by variable (ends are closed terms), and constraints between variables."""

    ranges: Mapping[str, Range]
    constraints: tuple[Relation, ...] = ()

    def with_range(self, name: str, new: Range) -> Domain:
        return self._replace(ranges={**self.ranges, name: new})

    def without(self, name: str) -> Domain:
        """The domain with a variable dropped, and the constraints in which it occurs."""
        ranges = {k: r for k, r in self.ranges.items() if k != name}
        return Domain(ranges, tuple(c for c in self.constraints if name not in c.free))

    def constrained(self, *extra: Relation) -> Domain:
        return self._replace(constraints=(*self.constraints, *extra))

    @property
    def integers(self) -> frozenset[str]:
        return frozenset(name for name, r in self.ranges.items() if r.integer)

    def bounds(self) -> list[Relation]:
        """The ranges as relations."""
        return [c for name, r in self.ranges.items() for c in r.conditions(var(name))]

    def known(self) -> list[Relation]:
        return [*self.constraints, *self.bounds()]


# Text ------------------------------------------------------------------------------------------------------------------

_TOKEN: Final = re.compile(
    r"\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z][A-Za-z0-9_]*)|(\*\*|<=|>=|==|!=|[-+*/(),<>]))"
)


class _Reader:
    """A recursive-descent reader of Python's operators with their precedence."""

    def __init__(self, text: object) -> None:
        if not isinstance(text, str) or len(text) > MAX_TEXT:
            raise Rejected("expected an expression as text of moderate length")
        spend(len(text))
        self.tokens: list[tuple[str, str, str]] = []
        place, text = 0, text.strip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise Rejected(f"cannot read {text[place : place + 20]!r}")
            self.tokens.append((match[1] or "", match[2] or "", match[3] or ""))
            place = match.end()
        self.at, self.depth = 0, 0

    def sign(self, *signs: str) -> str:
        """The next token if it is one of the signs, which is then passed; else ""."""
        if self.at < len(self.tokens) and self.tokens[self.at][2] in signs:
            self.at += 1
            return self.tokens[self.at - 1][2]
        return ""

    def expect(self, sign: str) -> None:
        if not self.sign(sign):
            raise Rejected(f"expected {sign!r} in an expression")

    def name(self) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at][1]:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return ""

    def end(self) -> None:
        if self.at != len(self.tokens):
            raise Rejected("something is left over after an expression")

    def sum(self) -> Term:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise Rejected("an expression is nested too deeply")
        items = [self.product()]
        while op := self.sign("+", "-"):
            item = self.product()
            items.append(item if op == "+" else neg(item))
        self.depth -= 1
        return items[0] if len(items) == 1 else add(*items)

    def product(self) -> Term:
        items = [self.unary()]
        while op := self.sign("*", "/"):
            item = self.unary()
            items.append(item if op == "*" else power(item, MINUS_ONE))
        return items[0] if len(items) == 1 else mul(*items)

    def unary(self) -> Term:
        minus = False
        while op := self.sign("-", "+"):
            minus ^= op == "-"
        base = self.atom()
        if self.sign("**"):
            self.depth += 1
            if self.depth > MAX_NESTING:
                raise Rejected("an expression is nested too deeply")
            base = power(base, self.unary())
            self.depth -= 1
        return neg(base) if minus else base

    def atom(self) -> Term:
        if self.at >= len(self.tokens):
            raise Rejected("an expression ends too early")
        literal = self.tokens[self.at][0]
        if literal:
            self.at += 1
            if len(literal) > MAX_DIGITS or len(literal.lower().partition("e")[2]) > 4:
                raise Rejected("a literal is too long")
            spend(len(literal) ** 2 // 1000)
            return number(Fraction(literal))
        if self.sign("("):
            found = self.sum()
            self.expect(")")
            return found
        name = self.name()
        if name in ("pi", "e"):
            return PI if name == "pi" else EULER
        if name in BINDERS:
            return self.binder(name)
        if name in ARITY:
            self.expect("(")
            args = [self.sum()]
            while self.sign(","):
                args.append(self.sum())
            self.expect(")")
            if ARITY[name] not in (0, len(args)):
                raise Rejected(f"wrong number of arguments of {name}")
            return call(name, *args)
        if not name or name in RESERVED:
            raise Rejected("expected a number, a name, a function or a bracket")
        return var(name)

    def binder(self, op: str) -> Term:
        self.expect("(")
        body = self.sum()
        self.expect(",")
        name = variable_name(self.name())
        self.expect(",")
        lower = self.sum()
        self.expect(",")
        upper = self.sum()
        self.expect(")")
        return binder(op, body, name, lower, upper)

    def chain(self) -> list[Relation]:
        sides, ops = [self.sum()], []
        while op := self.sign("<", "<=", ">", ">=", "==", "!="):
            ops.append(op)
            sides.append(self.sum())
        self.end()
        if not ops:
            raise Rejected("expected a relation")
        return [Relation(a, op, b) for a, op, b in zip(sides, ops, sides[1:], strict=False)]


def variable_name(name: object) -> str:
    """The name, if it may be a variable's."""
    if (
        not isinstance(name, str)
        or name in RESERVED
        or len(name) > 40
        or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name)
    ):
        raise Rejected("expected the name of a variable")
    return name


def parse(text: object) -> Term:
    """Text to a term."""
    reader = _Reader(text)
    found = reader.sum()
    reader.end()
    return found


def parse_relation(text: object) -> Relation:
    """Text to one relation."""
    found = _Reader(text).chain()
    if len(found) != 1:
        raise Rejected("expected one relation, not a chain")
    return found[0]


def parse_domain(lines: Sequence[object]) -> Domain:
    """`where` lines, as the canonical text has them: for each variable at most one lower and one upper closed end.

    `v op closed` is an end of v's range (an equation is both), everything else a constraint; each variable that occurs has to
    stand alone on one side somewhere, or be declared by `v in RR` or `v in ZZ`.
    """
    ranges: dict[str, Range] = {}
    fields: set[str] = set()
    constraints: list[Relation] = []
    for line in lines:
        membership = re.fullmatch(r"\s*([A-Za-z]\w*)\s+in\s+(RR|ZZ)\s*", line) if isinstance(line, str) else None
        if membership:
            name = variable_name(membership[1])
            if name in fields:
                raise Rejected(f"two fields for {name}")
            fields.add(name)
            ranges[name] = ranges.get(name, Range())._replace(integer=membership[2] == "ZZ")
            continue
        for relation in _Reader(line).chain():
            for r in (relation, relation.turned()):
                if r.lhs.op == "var":
                    ranges.setdefault(str(r.lhs.value), Range())
            for r in (relation, relation.turned()):
                if r.lhs.op == "var" and not r.rhs.free and r.op != "!=":
                    _set_end(ranges, str(r.lhs.value), r)
                    break
            else:
                constraints.append(relation)
    if any(not c.free <= ranges.keys() for c in constraints):
        raise Rejected("a condition names a variable without a range")
    return Domain(ranges, tuple(constraints))


def _set_end(ranges: dict[str, Range], name: str, r: Relation) -> None:
    old = ranges[name]
    for op, mine, end in (("<", "upper", old.upper), (">", "lower", old.lower)):
        if r.op[0] in (op, "="):
            if end is not None:
                raise Rejected(f"two {mine} ends for {name}")
            strict = r.op == op
            old = (
                old._replace(upper=r.rhs, upper_strict=strict)
                if op == "<"
                else old._replace(lower=r.rhs, lower_strict=strict)
            )
    ranges[name] = old
