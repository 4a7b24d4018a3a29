"""Equality of expressions, also of those that share parts so often that their trees cannot be walked."""

from __future__ import annotations

from certify.expr import Binder, Call, Expr, Rational, Variable, call


def doubled(times: int, start: Expr) -> Expr:
    """A tree of 2**times leaves with as many different nodes as levels."""
    for _ in range(times):
        start = Call("add", (Call("sin", (start,)), start))
    return start


def test_shared_parts_are_compared_once() -> None:
    one, other = doubled(200, Variable("x")), doubled(200, Variable("x"))
    assert one is not other and one == other and hash(one) == hash(other)
    assert one != doubled(200, Variable("y")) and one != doubled(199, Variable("x"))


def test_large_expressions_that_differ_in_one_place() -> None:
    def items(last: Expr) -> Expr:
        return Call("add", (*(call("cos", Rational(k)) for k in range(300)), last))

    assert items(Variable("x")) == items(Variable("x"))
    for last in (Variable("y"), Rational(1), call("cos", Variable("x"))):
        assert items(Variable("x")) != items(last)
    one, two = (Binder("sum", items(Variable("k")), name, Rational(0), Rational(3)) for name in ("k", "j"))
    assert one != two and one == Binder("sum", items(Variable("k")), "k", Rational(0), Rational(3))
