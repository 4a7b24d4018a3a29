"""The functional equations of the normal form: every call becomes arithmetic in leaves (`certify.algebra.leaves`).

Which basic exponentials, angles and gamma arguments are used depends on the whole input, so rewriting is repeated until
nothing new turns up.

Promise: wherever the input is defined, every leaf is defined and the rewritten expression has the input's value.  One
exception: `b**m` with a monomial m of an exponent may have no real value where b <= 0; it occurs only in combinations
that have one, and the laws of exponents hold for these (this is why b must be `certify.algebra.leaves.regular`).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from certify.algebra import angles, exponentials, gammas, powers, special
from certify.algebra.field import TooLarge
from certify.algebra.leaves import Factor, Lower, Term, leaf, rational_gcd
from certify.expr import HALF, MINUS_ONE, Binder, Call, Constant, Expr, Rational, Variable, add, mul


class Rewriter:
    """Rewrites several expressions in the same leaves."""

    def __init__(self, lower: Lower, integers: frozenset[str]) -> None:
        self.lower, self.integers = lower, integers
        self.bases: dict[Expr, Expr] = {}  # radicands and arguments of abs -> rewritten
        self.positive: set[Expr] = set()  # classes whose gamma (not only 1/gamma) occurs: its argument is > 0
        self.exponents: dict[Expr, None] = {}
        self.angles: dict[Expr, None] = {}
        self.top: dict[Expr, int] = {}  # gamma class -> largest shift
        self.low: dict[tuple[Expr, Expr, Expr], int] = {}  # legendre class, d, x -> smallest shift
        self.terms: dict[Expr, list[Term]] = {}
        self.steps: dict[Expr, Fraction] = {}  # angle monomial -> basic multiple
        self._memo: dict[Expr, Expr] = {}

    def settle(self, items: Sequence[Expr]) -> list[Expr]:
        """The items rewritten in common leaves."""
        for _ in range(12):
            before = (len(self.exponents), len(self.angles), dict(self.top), dict(self.low))
            self._memo, self.bases = {}, {}
            found = [self.rewrite(item) for item in items]
            if before == (len(self.exponents), len(self.angles), self.top, self.low):
                return found
            wanted = list({**self.exponents, **self.angles})
            self.terms = dict(zip(wanted, self.lower.linear(wanted), strict=True)) if wanted else {}
            self.steps = {}
            for angle in self.angles:
                for term in self.terms[angle]:
                    monomial = self.lower.monomial(term)
                    old = self.steps.get(monomial, Fraction(0))
                    self.steps[monomial] = rational_gcd(old, term.coefficient)
        raise TooLarge("the functional equations do not settle")

    def rewrite(self, node: Expr) -> Expr:
        """One expression in leaves."""
        found = self._memo.get(node)
        if found is None:
            found = self._memo[node] = self._rewrite(node)
        return found

    def register(self, base: Expr) -> None:
        """Note the base of a root or the argument of abs, for the relation its leaf obeys."""
        if base not in self.bases:
            self.bases[base] = self.rewrite(base)

    def _rewrite(self, node: Expr) -> Expr:
        if isinstance(node, Rational):
            return node
        if isinstance(node, (Variable, Constant)):
            return leaf(node)
        if isinstance(node, Binder):
            return special.binder(self, node)
        assert isinstance(node, Call)
        if node.op == "leaf":
            return node
        if node.op == "add":
            return add(*(self.rewrite(a) for a in node.args))
        if node.op == "mul":
            return mul(*(self.rewrite(a) for a in node.args))
        if node.op == "pow":
            base, exponent = node.args
            if isinstance(exponent, Rational):
                return self.raised(base, exponent.value)
            return self.symbolic(base, exponent)
        return self.function(node.op, node.args)

    def raised(self, base: Expr, q: Fraction) -> Expr:
        """base**q for a literal q."""
        return powers.raised(self, base, q)

    def symbolic(self, base: Expr, exponent: Expr) -> Expr:
        """base**exponent for an exponent with variables."""
        return powers.symbolic(self, base, exponent)

    def signed_power(self, part: Factor, q: Fraction) -> Expr:
        """The power of a factor that is >= 0."""
        return powers.signed_power(self, part, q)

    def function(self, op: str, args: tuple[Expr, ...]) -> Expr:
        """A function other than a power, of arguments that are not rewritten yet."""
        a = args[0]
        if op == "exp":
            return exponentials.exponential(self, a)
        if op == "log":
            return exponentials.logarithm(self, a)
        if op == "abs":
            return exponentials.absolute(self, a)
        if op in ("sin", "cos", "tan"):
            cosine, sine = angles.angle(self, a)
            return {"cos": cosine, "sin": sine}.get(op) or mul(sine, special.inverse(cosine))
        if op in ("sinh", "cosh", "tanh"):
            up, down = (exponentials.exponential(self, b) for b in (a, mul(MINUS_ONE, a)))
            odd, even = mul(HALF, add(up, mul(MINUS_ONE, down))), mul(HALF, add(up, down))
            return {"sinh": odd, "cosh": even}.get(op) or mul(odd, special.inverse(even))
        if op in ("asin", "acos", "atan", "erf"):
            return angles.odd(self, op, a)
        if op in ("gamma", "rgamma", "lgamma", "digamma", "polygamma"):
            return gammas.relative(self, op, args)
        if op == "binomial":
            return gammas.binomial(self, *args)
        if op == "harmonic_dim":
            return gammas.harmonic(self, *args)
        if op == "legendre":
            return special.legendre(self, *args)
        if op == "besselj":
            return special.bessel(self, *args)
        if op in ("floor", "ceil"):
            return special.rounded(self, op, a)
        if op in ("min", "max"):
            return special.extremum(self, op, args)
        return leaf(Call(op, tuple(self.lower.canonical(b) for b in args)))
