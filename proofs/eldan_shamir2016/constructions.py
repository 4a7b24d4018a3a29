"""The interpolant of Lemma 19: one-sided ReLU units, constant beyond [-R, R].

Let f be L-Lipschitz on [-R, R] and constant beyond, delta > 0.  h(x) = a + sum_{i <= w} alpha_i relu(x - beta_i) with
sup |f - h| <= delta on the whole line, |alpha_i| <= 2L and w <= 3 R L/delta.

In print the grid has the step delta/L, which makes 2 ceil(R L/delta) + 1 units, more than stated if R L/delta < 3; and
where 2 R L < delta the network is 0, which is wrong if f is far from 0.  With the step 2 delta/L, error L h/2 <= delta, there are
2 ceil(R L/(2 delta)) + 1 <= 3 R L/delta units if R L >= delta; else the constant f(0) will do.
"""

from __future__ import annotations

from fractions import Fraction

from certify.constructions import Built, Construction, Request
from certify.errors import InputError
from certify.interpolant import cells, distance_bounds, knots, one_sided, rounded
from certify.network import Matrix
from certify.network.numbers import require_memory
from certify.network.report import decimals
from certify.network.suprema import lipschitz_bound
from certify.network.units import Units, ridge_network
from certify.text import to_text


def lemma19(request: Request) -> Built:
    """The interpolant of f on [-R, R] with error eps."""
    eps, radius, f = request.error(), request.radius or Fraction(1), request.f
    if f is None or not f.free <= {"t"}:
        raise InputError("--f: expected a function of t, such as 'exp(t)'")
    slope = lipschitz_bound(f, "t", -radius, radius)
    if slope is None:
        raise InputError(f"--f: no Lipschitz constant of {to_text(f)} on [-{radius}, {radius}] was found")
    number = cells(radius, slope, eps)
    require_memory(250 * (2 * number + 1), request.memory, f"an interpolant with {2 * number + 1} units")
    if number == 0:
        raise InputError(f"a constant is as near as {eps} to the function; a smaller --eps gives a network")
    h = one_sided(rounded(f, "t", knots(radius, number), slope), -radius, radius / number)
    if not h.units:
        raise InputError("the function is a constant")
    stated = {"width": int(3 * radius * slope / eps), "largest weight": decimals(max(2 * slope, radius))}
    bounds = distance_bounds(f, "t", h, radius)
    return Built(
        ridge_network(Matrix.dense([[1]]), Units.of(h)), to_text(f), f"[-{radius}, {radius}]", *bounds, printed=stated
    )


constructions = (Construction("lemma19", "Lemma 19: a one-sided interpolant of f on [-R, R]", lemma19),)
