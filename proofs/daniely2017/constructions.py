"""The networks of Corollary 6 for f(<x, x'>) on S^{d-1} x S^{d-1}: as printed, and with fewer neurons; and Lemma 5's.

Both compute N_f(N_1 + ... + N_d - 1), where N_i is close to (x_i + x'_i)^2/2, so that the sum is close to <x, x'>.  The
points enter through x_i + x'_i in [-2, 2] and t = <x, x'> in [-1, 1] only, so bounds over these ranges hold on the whole of
S^{d-1} x S^{d-1}, and with s = N_1 + ... + N_d - 1, |s - t| <= delta, N_f constant beyond +-1:

    |N_f(s) - f(t)| <= sup |N_f - f| over [-1, 1] + min(Lip f, Lip N_f) delta.

`printed` is the construction of the proof: cells of length at most eps/(2 d L) for x^2/2, error L h/2 (`certify.interpolant`).
`sharp` uses that x^2/2 is smooth: with cells of length h the chords shifted by h^2/16 err by h^2/16 to either side, so K
cells a coordinate give delta = d/K^2, and f's own second derivative in the same way.  With W = d K neurons in the first
layer and W in the second the two errors are Lip f d^3/W^2 and sup |f''|/(4 W^2), which gives the width.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Any, Final

from certify.constructions import Built, Construction, Property, Request
from certify.enclose.numbers import rational_ball, to_fraction
from certify.errors import InputError
from certify.expr import PI, Expr, Variable, call
from certify.interpolant import cells, distance_bounds, knots, rounded, two_sided
from certify.network import Matrix, Network
from certify.network.certificate import InnerProduct
from certify.network.chords import Chords, approximant, half_square
from certify.network.errors import error_bounds, parts_of
from certify.network.numbers import require_memory
from certify.network.report import decimals
from certify.network.suprema import lipschitz_bound, second_bound
from certify.network.units import Units, composed, ridge_network
from certify.text import to_text

T: Final = "t"
ONE: Final = Fraction(1)
LARGEST_D: Final = 60
_ATTEMPTS: Final = 12
_EACH: Final = 25  # numbers of eight bytes that a neuron takes while it is built


def wave(d: int) -> Expr:
    """sin(pi d^3 t), the function of Example 1."""
    return call("sin", PI * d**3 * Variable(T))


def sharp(request: Request) -> Built:
    """A network of width about sqrt((Lip f d^3 + sup |f''|/4)/eps); for sin(pi d^3 t) about 2.4 d^3/sqrt(eps)."""
    d, eps = request.dimension(1, LARGEST_D), request.error()
    f = request.f or wave(d)
    slope = lipschitz(f)
    bend = second_bound(f, T, -ONE, ONE)
    if bend is None:  # a kink or an infinite derivative: errors of first order, slope*h/2
        width, share = _ceil(max(2 * slope / eps, Fraction(2))), eps / 2
        cells_inner = _odd(_root_ceil(2 * slope * d / eps))
    else:
        overhead = Fraction(53, 50) + Fraction(
            2, parts_of(_root_ceil(bend / eps)) ** 2
        )  # of the bound over h^2 |f''|/16
        width = _root_ceil((slope * d**3 + overhead * bend / 4) / eps) + 2
        cells_inner = _odd(-(-width // d))
        share = eps - slope * d * half_square(Fraction(2), cells_inner).offset
    require_memory(_EACH * (cells_inner * d + width), request.memory, f"a network of width about {width}")
    square = half_square(Fraction(2), cells_inner)
    delta = d * square.offset
    number = width
    for _ in range(_ATTEMPTS):
        outer = approximant(f, T, -ONE, ONE, number, request.progress)
        below, above = error_bounds(outer, f, T, -ONE, ONE, target=share, progress=request.progress)
        upper = above + min(slope, outer.lipschitz) * delta
        if upper <= eps:
            break
        number = max(number + 1, _root_ceil(number**2 * above / share))
        require_memory(_EACH * (cells_inner * d + number), request.memory, f"a network of width about {number}")
    else:
        raise InputError(f"no network with a certified error of at most {eps} was found")
    network = composed(sums(d), square.units(clipped=False), outer.units(), -ONE).balanced()
    lower = max(Fraction(0), below - delta * outer.lipschitz, _error_found(f, d, square, outer))
    problem = InnerProduct(d, f, min(slope, outer.lipschitz))
    return _built(network, d, f, slope, eps, (lower, upper), properties=(_range(d, outer),), inner_product=problem)


def printed(request: Request) -> Built:
    """The network of the proof, 16 d^2 L/eps neurons wide at most."""
    d, eps = request.dimension(1, LARGEST_D), request.error()
    f = request.f or wave(d)
    slope = lipschitz(f)
    number = cells(Fraction(2), Fraction(2), eps / (2 * d * slope))
    number_outer = cells(ONE, slope, eps / 2)
    width = max(2 * d * number, 2 * number_outer)
    require_memory(
        10 * _EACH * (width + 2 * number_outer), request.memory, f"the printed network, {width} neurons wide,"
    )
    square = two_sided([x * x / 2 for x in knots(Fraction(2), number)], Fraction(2))
    outer = two_sided(rounded(f, T, knots(ONE, number_outer), slope), ONE)
    below, above = (Fraction(0), slope) if not outer.units else distance_bounds(f, T, outer, ONE)
    delta = d * (Fraction(2) / number) ** 2 / 8 if number else Fraction(2 * d)
    network = composed(sums(d), Units.of(square), Units.of(outer), -ONE)
    upper = above + slope * delta
    problem = InnerProduct(d, f, slope)
    return _built(network, d, f, slope, eps, (max(Fraction(0), below - slope * delta), upper), inner_product=problem)


def lemma5(request: Request) -> Built:
    """Lemma 5's interpolant of f on [-R, R], a network of depth 2."""
    eps, radius = request.error(), request.radius or ONE
    if request.f is None:
        raise InputError("--f: expected a function of t, such as 'exp(t)'")
    slope = lipschitz(request.f, radius)
    number = cells(radius, slope, eps)
    require_memory(10 * _EACH * (2 * number + 1), request.memory, f"an interpolant with {2 * number} units")
    g = two_sided(rounded(request.f, T, knots(radius, number), slope), radius)
    if not g.units:
        raise InputError(f"a constant is as near as {eps} to the function; a smaller --eps gives a network")
    bounds = distance_bounds(request.f, T, g, radius)
    network = ridge_network(Matrix.dense([[1]]), Units.of(g))
    return Built(
        network,
        to_text(request.f),
        f"[-{radius}, {radius}]",
        *bounds,
        printed={"width": _floor(2 * radius * slope / eps), "largest weight": decimals(max(2 * slope, radius))},
    )


def sums(d: int) -> Matrix:
    """The matrix of (x, x') -> (x_1 + x'_1, ..., x_d + x'_d)."""
    ones = [[int(j in (i, d + i)) for j in range(2 * d)] for i in range(d)]
    return Matrix.dense(ones)


def lipschitz(f: Expr, radius: Fraction = ONE) -> Fraction:
    """A Lipschitz constant of f on [-radius, radius].  Raises InputError where balls show none."""
    if not f.free <= {T}:
        raise InputError(f"--f: expected a function of {T} alone, found {', '.join(sorted(f.free - {T}))}")
    found = lipschitz_bound(f, T, -radius, radius)
    if not found:
        raise InputError(f"--f: no Lipschitz constant > 0 of {to_text(f)} on [-{radius}, {radius}] was found")
    return found


def _error_found(f: Expr, d: int, square: Chords, outer: Chords) -> Fraction:
    """The largest error at some points: x = e_1, x' = (t, u, 0, ...) on the circle, all in rationals but f."""
    from flint import ctx

    from certify.enclose import compile

    compiled, found = compile(f, (T,)), Fraction(0)
    if d == 1:
        return found
    with ctx.workprec(128):
        for k in range(-200, 201):
            r = Fraction(k, 199)
            t, u = (1 - r * r) / (1 + r * r), 2 * r / (1 + r * r)
            value = outer(square(1 + t) + square(u) + (d - 2) * square.offset - 1)
            ball = compiled.ball((rational_ball(t),))
            gap = abs(ball - rational_ball(value))
            if gap.is_finite():
                found = max(found, to_fraction(gap.lower()))
    return found


def _built(
    network: Network, d: int, f: Expr, slope: Fraction, eps: Fraction, bounds: tuple[Fraction, Fraction], **more: Any
) -> Built:
    stated = {"width": _floor(16 * d * d * slope / eps), "largest weight": decimals(max(Fraction(4), 2 * slope))}
    return Built(network, f"f(<x, x'>), f(t) = {to_text(f)}", f"S^{d - 1} x S^{d - 1}", *bounds, printed=stated, **more)


def _range(d: int, outer: Chords) -> Property:
    ends = tuple(Fraction(s) for s in (-1, 1))
    return Property(
        (ends[0],) * (2 * d), (ends[1],) * (2 * d), *outer.range,
        f"N_f is constant beyond +-1, so for all x, x' in [-1, 1]^{d} its values bound the output",
    )  # fmt: skip


def _floor(value: Fraction) -> int:
    return value.numerator // value.denominator


def _ceil(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def _root_ceil(value: Fraction) -> int:
    """The least integer whose square is at least the value."""
    whole = _ceil(value)
    return isqrt(whole - 1) + 1 if whole > 0 else 0


def _odd(number: int) -> int:
    return number | 1


constructions = (
    Construction("sharp", "Corollary 6 with second derivatives: about 2.4 d^3/sqrt(eps) wide for sin(pi d^3 t)", sharp),
    Construction("printed", "Corollary 6 as in its proof: 16 d^2 L/eps wide", printed),
    Construction("lemma5", "Lemma 5: an interpolant of f on [-R, R]", lemma5),
)
