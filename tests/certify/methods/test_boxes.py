"""Branch and bound: what must be proved, what must never be, and whether the trees say what they should."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from certify.certificate import Proof
from certify.deadline import Deadline
from certify.domain import Domain, Range
from certify.enclose import closed_ball
from certify.expr import Rational, Variable
from certify.goal import Goal
from certify.methods import boxes
from certify.methods.boxes.guess import closed_forms
from certify.parse import parse_expression
from certify.unproved import Disproved, OutOfTime, Unproved
from tests.certify.methods.goals import Alone, accept, goal, least_seen, leaves


def prove(claim: str, *where: str, seconds: float = 30) -> Proof:
    item = goal(claim, *where)
    assert boxes.applies(item)
    proof = boxes.attempt(item, Alone(seconds=seconds))
    assert least_seen(item, proof.params["tree"]) > -(arb(2) ** -250)
    accept(item, proof)
    return proof


def kinds(proof: Proof) -> set[object]:
    def walk(node: object) -> set[object]:
        assert isinstance(node, list)
        inner = [n for n in node if isinstance(n, list)]
        return {node[0]}.union(*(walk(n) for n in inner))

    return walk(proof.params["tree"])


TRUE = [
    # room to spare
    ("exp(x) < 1/(1 - x)", "1/100 <= x <= 99/100"),
    ("1 + cos(x) + cos(2*x)/2 + cos(3*x)/3 > 0", "0 <= x <= pi"),
    ("cos(sin(x)) > sin(cos(x))", "0 <= x <= 7"),
    ("x - x**3/6 + x**5/120 - sin(x) > 1/10**8", "1/4 <= x <= 3"),
    ("gamma(x) > 0.8856", "1/2 <= x <= 5"),
    ("besselj(0, x) > -0.41", "0 <= x <= 10"),
    # contact at an end
    ("1 - x >= exp(-2*x)", "0 <= x <= 79/100"),
    ("1 - x >= exp(-2*x)", "0 <= x <= 0.7968"),
    ("1 - x > exp(-2*x)", "0 < x <= 79/100"),
    ("sin(x) >= 2*x/pi", "0 <= x <= pi/2"),
    ("sin(x) > 2*x/pi", "0 < x < pi/2"),
    ("cos(x) <= 1 - x**2/2 + x**4/24 - x**6/720 + x**8/40320", "0 <= x <= pi/2"),
    ("sin(x)**2 <= x**2 - x**4/3 + 2*x**6/45", "0 <= x <= pi"),
    ("exp(x) >= 1 + x + x**2/2 + x**3/6 + x**4/24 + x**5/120 + x**6/720 + x**7/5040", "0 <= x <= 1"),
    ("log2(1 + x) >= x", "0 <= x <= 1"),
    ("gamma(1 + x) <= 1", "0 <= x <= 1"),
    # contact inside
    ("exp(x) >= 1 + x", "-1 <= x <= 2"),
    ("log(x) <= x/e", "1 <= x <= 5"),
    ("x**x >= exp(-1/e)", "1/10 <= x <= 2"),
    ("exp(sin(x)) + exp(cos(x)) >= 2*exp(-sqrt(2)/2)", "0 <= x <= 7"),
    ("tan(x) + 1/tan(x) >= 2", "1/10 <= x <= 3/2"),
    ("log(cosh(x)) <= x**2/2", "-3 <= x <= 3"),
    ("cos(x) <= 1 - x**2/2 + x**4/24", "-1 <= x <= 1"),
    ("x + 2/x >= 2*sqrt(2)", "1 <= x <= 2"),
    ("exp(x) + 2*exp(-x) >= 2*sqrt(2)", "0 <= x <= 1"),
    ("x**4 - 2*x**2/3 + 1/9 >= 0", "-1 <= x <= 1"),
    ("(x**2 - x - 1)**2*exp(x) + (x**2 - x - 1)**2 >= 0", "0 <= x <= 2"),
    ("(x - 1/2)**2 > 0", "0 <= x <= 1", "x != 1/2"),
    # kinks and steps
    ("ceil(x) - floor(x) <= 1", "0 <= x <= 10"),
    ("abs(x) + 1 > sin(x)", "-1 <= x <= 1"),
    # several variables
    ("sin(x)*sin(y)*sin(x + y) <= 3*sqrt(3)/8", "0 <= x <= pi", "0 <= y <= pi"),
    ("exp(x + y) > 1 + x + y + (x + y)**2/2", "1/10 <= x <= 2", "1/10 <= y <= 2"),
    ("x**2 - x*y + y**2 >= 0", "0 <= x <= 1", "0 <= y <= 1"),
    ("x + y > 0", "0 < x <= 1", "0 <= y <= 1"),
    ("x + y**2 - y + 1/4 >= 0", "0 <= x <= 1", "0 <= y <= 1"),
    ("a**2 + 2*b**2 + 2*c**2 + 2*d**2 - a >= -1/4", "-1 <= a <= 1", "-1 <= b <= 1", "-1 <= c <= 1", "-1 <= d <= 1"),
    ("acos((x**2 + y**2 - z**2)/(2*x*y)) >= 0.816111354", "2 <= x <= 2.52", "2 <= y <= 2.52", "2 <= z <= 2.52"),
    ("y*exp(x) >= y*(1 + x)", "0 <= x <= 1", "0 <= y <= 1"),
    # contact along a curve
    ("exp(x - y) >= 1 + x - y", "0 <= x <= 1", "0 <= y <= 1"),
    ("x**2 + y**2 >= 2*x*y", "-1 <= x <= 1", "-1 <= y <= 1"),
    ("x*exp(y) + exp(-y)/x >= 2", "1/2 <= x <= 2", "-1/2 <= y <= 1/2"),
    ("x*y + 1/(x*y) >= 2", "1/2 <= x <= 2", "1/2 <= y <= 2"),
    ("x**4 + 2*y**2 >= 2*sqrt(2)*x**2*y", "1/2 <= x <= 1", "-1 <= y <= 1"),
    ("log(x/y) >= 1 - y/x", "1 <= x <= 2", "1 <= y <= 2"),
    ("x**3 >= y**3", "0 <= x <= 1", "0 <= y <= 1", "x >= y"),
    # constraints
    ("x > 1/4", "0 <= x <= 1", "0 <= y <= 1", "x**2 + y**2 >= 2"),
    ("x*y <= 1/2", "-1 <= x <= 1", "-1 <= y <= 1", "x**2 + y**2 <= 0.999"),
    # unbounded ends
    ("exp(-x) <= 1/20", "x >= 3"),
    ("atan(x) < 11/7", "x in RR"),
    ("x**2 + y**2 + 1/2 > sin(x*y)/3", "x in RR", "y in RR"),
    ("lgamma(x) >= 0", "x >= 2"),
]  # fmt: skip


@pytest.mark.parametrize("claim", TRUE, ids=lambda c: c[0])
def test_true_claims_are_proved(claim: tuple[str, ...]) -> None:
    prove(*claim)


FALSE = [
    # false by 1e-30 at an end, inside, at a corner
    ("exp(x) >= 1 + x + 1/10**30", "0 <= x <= 1"),
    ("sin(x) <= x - 1/10**30", "0 <= x <= 1"),
    ("x >= 1/10**40", "0 <= x <= 1"),
    ("sin(x) >= 2*x/pi + 1/10**30", "0 <= x <= pi/2"),
    ("x**2 - 2*x/3 + 1/9 >= 1/10**30", "0 <= x <= 1"),
    ("exp(x) - e*x >= 1/10**30", "0 <= x <= 3"),
    ("x**2 + y**2 >= 1/10**30", "-1 <= x <= 1", "-1 <= y <= 1"),
    ("x + y >= 1/10**30", "0 <= x <= 1", "0 <= y <= 1"),
    # strict where there is contact
    ("1 - x > exp(-2*x)", "0 <= x <= 79/100"),
    ("cos(x) > 0", "0 <= x <= pi/2"),
    ("sin(x) > 2*x/pi", "0 < x <= pi/2"),
    ("sin(x) > 2*x/pi", "0 <= x < pi/2"),
    ("x**2 - x + 1/4 > 0", "0 <= x <= 1"),
    ("(x - 1/2)**2 > 0", "0 <= x <= 1", "x != 1/3"),
    ("log(x) < x/e", "1 <= x <= 5"),
    ("exp(x - y) > 1 + x - y", "0 <= x <= 1", "0 <= y <= 1"),
    ("exp(x - y) > 1 + x - y", "0 <= x <= 1", "0 < y < 1"),
    ("x + y > 0", "0 <= x <= 1", "0 <= y <= 1"),
    ("x*y > 0", "0 < x <= 1", "0 <= y <= 1"),
    ("x**2 + y**2 > 0", "-1 <= x <= 1", "-1 <= y <= 1"),
    ("x >= y**2", "0 < x <= 1", "0 < y <= 1"),
    # odd contact inside, contact of the wrong side
    ("x**3 >= 0", "-1 <= x <= 1"),
    ("x - sin(x) >= 0", "-1 <= x <= 1"),
    ("sin(x) >= 2*x/pi", "0 <= x <= 1.5708"),
    ("x**3 >= y**3", "0 <= x <= 1", "0 <= y <= 1"),
    ("log(x/y) >= 1 - y/x + (x - y)**2/7.99", "1 <= x <= 2", "1 <= y <= 2"),
    # just beyond the truth
    ("1 - x >= exp(-2*x)", "0 <= x <= 0.797"),
    ("1 - x >= exp(-2*x)", "0 <= x <= 4/5"),
    ("cos(x) <= 1 - x**2/2 + x**4/24.001", "0 <= x <= 1"),
    ("log(x) <= 0.367879*x", "1 <= x <= 5"),
    ("gamma(x) > 0.88561", "1/2 <= x <= 5"),
    ("lgamma(x) >= 0", "x >= 1.999"),
    ("exp(-x) <= 0.0497", "x >= 3"),
    ("acos((x**2 + y**2 - z**2)/(2*x*y)) >= 0.816111355", "2 <= x <= 2.52", "2 <= y <= 2.52", "2 <= z <= 2.52"),
    # steps
    ("floor(2*x) <= 2*floor(x)", "0 <= x <= 3"),
    ("floor(x) >= 1", "1/2 <= x <= 3"),
    ("ceil(x) <= 2", "0 <= x <= 2.001"),
    # undefined on a part, or at a point, of the domain
    ("sqrt(x - 1/2) >= 0", "0 <= x <= 1"),
    ("log(x) <= x", "-1 <= x <= 1"),
    ("log(x) <= x", "0 <= x <= 1"),
    ("1/x**2 > 0", "-1 <= x <= 1"),
    ("x/x >= 1", "0 <= x <= 1"),
    ("0*log(x) >= 0", "-1 <= x <= 1"),
    ("tan(x)**2 >= 0", "1 <= x <= 2"),
    ("gamma(x)**2 > 0", "-1/2 <= x <= -1/4"),
    # constraints that do not help
    ("x >= 1", "0 <= x <= 2", "0 <= y <= 2", "x + y >= 1"),
    ("x >= y", "0 <= x <= 1", "0 <= y <= 1", "x*y <= 1"),
    ("y - x >= 0", "0 <= x <= 1", "0 <= y <= 1", "x >= y"),
    ("x**2 >= 1/4", "0 <= x <= 1", "0 <= y <= 1", "x >= y/2"),
]  # fmt: skip


@pytest.mark.parametrize("claim", FALSE, ids=lambda c: f"{c[0]} on {c[1]}")
def test_false_claims_are_not_proved(claim: tuple[str, ...]) -> None:
    with pytest.raises(Unproved):
        boxes.attempt(goal(*claim), Alone(seconds=2))


@pytest.mark.parametrize(
    "claim",
    [
        ("1 - x >= exp(-2*x)", "0 <= x <= 0.797"), ("log(x) <= 0.367879*x", "1 <= x <= 5"), ("x >= 1/10**40", "0 <= x <= 1"),
        ("floor(2*x) <= 2*floor(x)", "0 <= x <= 3"), ("x**2 - x + 1/4 > 0", "0 <= x <= 1"),
        ("x**2 + y**2 >= 1/1000", "-1 <= x <= 1", "-1 <= y <= 1"),
        ("acos((x**2 + y**2 - z**2)/(2*x*y)) >= 0.816111355", "2 <= x <= 2.52", "2 <= y <= 2.52", "2 <= z <= 2.52"),
    ],
    ids=lambda c: c[0],
)  # fmt: skip
def test_false_claims_are_noticed(claim: tuple[str, ...]) -> None:
    with pytest.raises(Disproved):
        boxes.attempt(goal(*claim), Alone(seconds=10))


def test_a_point_outside_the_domain_disproves_nothing() -> None:
    """f is negative on most of the box, but not where the constraint holds, nor at the excluded ends."""
    prove("x + y >= 3/2", "0 <= x <= 2", "0 <= y <= 2", "x + y >= 7/4")
    with pytest.raises(Unproved) as failure:
        boxes.attempt(goal("x + y >= 1", "0 <= x <= 2", "0 <= y <= 2", "x + y >= 1"), Alone(seconds=1))
    assert not isinstance(failure.value, Disproved)


def test_kinds_of_leaves() -> None:
    assert "c" in kinds(prove("exp(x) >= 1 + x", "-1 <= x <= 2"))
    assert "h" in kinds(prove("x**2 - x*y + y**2 + x**4 >= 0", "-1 <= x <= 1", "-1 <= y <= 2"))
    assert "x" in kinds(prove("x > 1/4", "0 <= x <= 1", "0 <= y <= 1", "x**2 + y**2 >= 2"))
    assert "e" in kinds(prove("x + y > 0", "0 < x <= 1", "0 <= y <= 1"))
    assert "z" in kinds(prove("exp(x)*(1 + y) >= sqrt(2)/sqrt(2)", "0 <= x <= 1", "0 <= y <= 1"))
    assert "d" in kinds(prove("1 - x >= exp(-2*x)", "0 <= x <= 79/100"))


def test_trees_are_small() -> None:
    """High orders before many boxes: the checker is slow."""
    for claim, most in [
        (("1 - x >= exp(-2*x)", "0 <= x <= 79/100"), 4), (("sin(x) >= 2*x/pi", "0 <= x <= pi/2"), 3),
        (("log(x) <= x/e", "1 <= x <= 5"), 6), (("x**2 + y**2 >= 2*x*y", "-1 <= x <= 1", "-1 <= y <= 1"), 2),
        (("cos(x) <= 1 - x**2/2 + x**4/24 - x**6/720 + x**8/40320", "0 <= x <= pi/2"), 2),
    ]:  # fmt: skip
        item = goal(*claim)
        proof = boxes.attempt(item, Alone())
        ranges = {n: (r.lower, r.upper) for n, r in item.domain.ranges.items()}
        assert len(list(leaves(proof.params["tree"], ranges))) <= most


def test_cancellation_raises_the_precision() -> None:
    proof = prove("(1 + x/10**30)**2 > 1", "1 <= x <= 2")
    assert isinstance(proof.params["prec"], int) and proof.params["prec"] > 100


def test_the_reason_names_the_closest_box() -> None:
    with pytest.raises(Unproved) as failure:
        boxes.attempt(goal("x + y >= 1", "0 <= x <= 2", "0 <= y <= 2", "x + y >= 1"), Alone(seconds=0.2))
    assert "x" in failure.value.closest and "bound" in failure.value.closest


def test_the_deadline_ends_the_search() -> None:
    item = goal("(x + y + z)**2 + (x - y)**2*sin(x*y*z)**2 + 1/10**12 >= 2*x*y - x**2 - y**2 + (x + y + z)**2 - 1/10**15",
                "-1 <= x <= 1", "-1 <= y <= 1", "-1 <= z <= 1")  # fmt: skip
    context = Alone()
    context.deadline = Deadline.after(0.0)
    with pytest.raises(OutOfTime):
        boxes.attempt(item, context)


def test_the_search_goes_on_after_a_timeout() -> None:
    item = goal("sin(x)*cos(y) + cos(x)*sin(y) <= 1.0037", "-3 <= x <= 3", "-3 <= y <= 3")
    attempts = 0
    while attempts < 1000:
        attempts += 1
        try:
            proof = boxes.attempt(item, Alone(seconds=0.05))
        except OutOfTime:
            continue
        break
    assert attempts > 1
    assert least_seen(item, proof.params["tree"]) > 0
    accept(item, proof)
    assert boxes.attempt(item, Alone(seconds=0)) == proof


def test_a_failed_search_stays_failed() -> None:
    """What gave up must not be taken for finished when it is asked again."""
    item = goal("x**3 >= 0", "-1 <= x <= 1", "x < 2")
    for _ in range(3):
        with pytest.raises(Unproved):
            boxes.attempt(item, Alone())


@pytest.mark.parametrize(
    "text",
    ["0", "1/3", "-7/5", "pi/4", "-3*pi/7", "sqrt(2)", "-sqrt(3/5)", "log(2)", "log(5/7)", "exp(-1)", "exp(2/3)", "2**(1/3)", "atan(1/3)",
     "acos(1/4)", "2/pi", "sqrt(pi)", "1/sqrt(pi)", "3*exp(-1)/2", "(1 + sqrt(5))/2", "2 - sqrt(3)", "3/(5*log(2))", "sqrt(log(3))"],
)  # fmt: skip
def test_closed_forms_are_recognised(text: str) -> None:
    true = closed_ball(parse_expression(text), 600)
    with ctx.workprec(512):
        found = next(closed_forms(true.mid(), 400))
    assert abs(closed_ball(found, 600) - true) < arb(2) ** -380


@given(st.integers(10**29, 10**30), st.sampled_from([1, -1]))
def test_nothing_is_recognised_in_noise(n: int, sign: int) -> None:
    """A number of 30 random digits and 60 more has no short closed form (one that begins with 20 zeros may be named 0)."""
    with ctx.workprec(512):
        x = sign * (arb(n) / 10**30 + (arb(n) ** 2 / 10**71).sin() / 10**35 + arb(2) ** -100 / 7)
        forms = list(closed_forms(x, 256))
    assert all(abs(closed_ball(f, 300) - x) < arb(2) ** -150 for f in forms)


@pytest.mark.parametrize("text", ["0", "1/(7*2**100)", "-1/(7*2**100)"])
def test_what_is_almost_zero_is_named_zero_alone(text: str) -> None:
    with ctx.workprec(512):
        assert list(closed_forms(closed_ball(parse_expression(text), 600), 256)) == [Rational(0)]


def test_empty_ranges_are_left_to_others() -> None:
    domain = Domain({"x": Range(Rational(2), Rational(1))})
    with pytest.raises(Unproved):
        boxes.attempt(Goal(domain, Variable("x") - 5, ">="), Alone())


def test_one_point_ranges() -> None:
    prove("x >= 1", "1 <= x <= 1")
    prove("sqrt(x)*sqrt(x) >= x", "2 <= x <= 2")
    with pytest.raises(Unproved):
        boxes.attempt(goal("x > 1", "1 <= x <= 1"), Alone(seconds=2))


rationals = st.fractions(min_value=-2, max_value=2, max_denominator=12)


@settings(max_examples=25)
@given(rationals, st.integers(1, 3), st.sampled_from([Fraction(0), Fraction(1, 10**12), Fraction(-1, 10**12)]))
def test_even_contact_at_any_rational(c: Fraction, half: int, eps: Fraction) -> None:
    """exp(u**(2k)) >= 1 + u**(2k) + eps with u = x - c: proved exactly for eps <= 0."""
    u = f"(x - ({c}))"
    claim = f"exp({u}**{2 * half}) >= 1 + {u}**{2 * half} + ({eps})", "-3 <= x <= 3"
    if eps <= 0:
        prove(*claim)
    else:
        with pytest.raises(Unproved):
            boxes.attempt(goal(*claim), Alone(seconds=2))


@settings(max_examples=25)
@given(rationals, rationals, st.sampled_from([Fraction(0), Fraction(1, 10**9), Fraction(-1, 10**9)]))
def test_minimum_at_any_rational_point(a: Fraction, b: Fraction, eps: Fraction) -> None:
    """A convex quadratic, expanded, with its minimum at (a, b)."""
    claim = (
        f"x**2 + x*y + 2*y**2 - ({2 * a + b})*x - ({a + 4 * b})*y + ({a * a + a * b + 2 * b * b}) >= ({eps})",
        "-3 <= x <= 3", "-3 <= y <= 3",
    )  # fmt: skip
    if eps <= 0:
        prove(*claim)
    else:
        with pytest.raises(Unproved):
            boxes.attempt(goal(*claim), Alone(seconds=2))


@settings(max_examples=20)
@given(st.lists(st.integers(-4, 4), min_size=3, max_size=6), st.fractions(0, 1, max_denominator=8))
def test_polynomials_and_their_minimum(coefficients: list[int], room: Fraction) -> None:
    """Never proved above the least value seen on a grid; always proved a little below the true least value."""
    p = " + ".join(f"({c})*x**{k}" if k else f"({c})" for k, c in enumerate(coefficients))
    grid = [Fraction(k, 512) for k in range(-512, 513)]
    least = min(sum(c * x**k for k, c in enumerate(coefficients)) for x in grid)
    error = sum(abs(c) * k for k, c in enumerate(coefficients)) / Fraction(1024)
    prove(f"{p} >= ({least - error - room})", "-1 <= x <= 1")
    with pytest.raises(Unproved):
        boxes.attempt(goal(f"{p} >= ({least + Fraction(1, 10**6)})", "-1 <= x <= 1"), Alone(seconds=2))
