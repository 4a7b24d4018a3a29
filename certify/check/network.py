"""ReLU networks of depth 3 for f(<x, x'>) on a product of two spheres: their size and their error, from the weights alone.

What is certified.  The network in the file has the numbers of neurons and the largest weight that it states, and |N(x, x') -
f(<x, x'>)| is at most the stated error for all x, x' in R^d with |x| = |x'| = 1; f is defined on [-1, 1].

The file.  `statement` and its digest: what is certified, in words.  `function` f in t, `dimension` d, `error`, `neurons` of the two hidden layers (ReLUs), `largest_weight`, the weights in
`layers` (see `weights`), and `scale` and `lipschitz`, which are explained below.

Why.  With u_i = x_i + x'_i in [-2, 2] the sum of the u_i^2/2 is 1 + t, t = <x, x'> in [-1, 1], and h is a sum of piecewise-linear
Q_i(u_i).  Exact bounds of Q_i(u)/scale - u^2/2 over [-2, 2] (on a piece it is concave: its ends and its vertex) add up to a shift and
a delta with |s - t| <= delta, s = h/scale - shift.  The network is p(s), p piecewise linear.  If |p - f| <= E on [-1, 1], then
|p(s) - f(t)| <= E + L*delta if L = `lipschitz` bounds the slopes of p on [-1-delta, 1+delta]: go from t to s along p.  Or L bounds
|f'| on [-1, 1]: go along f.  Then an s beyond 1 has 1 - t <= delta - (s - 1), and so |p(s) - f(1)| <= E + L*(s - 1) is enough, which
is seen at the knots of p; likewise beyond -1.
On a piece [a, b] where p is linear, e = p - f is the line through its values at the ends plus f''(x)*(t - a)*(b - t)/2 for some x
in between (the remainder of linear interpolation, DLMF 3.3.4 with n = 1), or, where no f'' is found, within the ranges of p and f.
A piece on which that does not show |e| <= error - L*delta is halved, so many times at most.

What is not certified: that the stated error is the least, and that f is the function of a paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any, Final, NamedTuple

from certify.check.dyadic import Interval, IntervalError, hull
from certify.check.evaluate import series, value
from certify.check.jets import jet
from certify.check.plan import need
from certify.check.terms import Term, spend
from certify.check.text import parse
from certify.check.weights import Unit, rational, read_weights

SCHEMA: Final = "certify.network-certificate/1"
KEYS: Final = {
    "schema", "engine", "digest", "statement", "function", "dimension", "error", "neurons", "largest_weight", "layers", "scale",
    "lipschitz",
}  # fmt: skip
VARIABLE: Final = "t"
PRECISION: Final = 96
MOST_DIMENSIONS: Final = 10_000
MOST_HALVINGS: Final = 24


class Piece(NamedTuple):
    """u -> slope*u + height on [low, high]."""

    low: Fraction
    high: Fraction
    slope: Fraction
    height: Fraction

    def __call__(self, u: Fraction) -> Fraction:
        return self.slope * u + self.height


class Certified(NamedTuple):
    """What was shown of a network."""

    function: str
    dimension: int
    error: Fraction
    neurons: tuple[int, int]
    largest_weight: Fraction

    @property
    def statement(self) -> tuple[str, ...]:
        return (
            f"network of ReLUs, {self.neurons[0]} + {self.neurons[1]} hidden neurons in depth 3, weights at most "
            f"{self.largest_weight}",
            f"function f(<x, x'>) of unit vectors in dimension {self.dimension}, f({VARIABLE}) = {self.function}",
            f"error at most {self.error}",
        )


def check_network(root: Any) -> Certified:
    """What a certificate of a network shows.  Raises Rejected."""
    need(isinstance(root, dict) and root.keys() == KEYS and root["schema"] == SCHEMA, "not a certificate of a network")
    text = root["function"]
    need(isinstance(text, str) and text.isascii() and text.isprintable(), "a function is expected")
    f = parse(text)
    need(f.free <= {VARIABLE}, f"the function is not one of {VARIABLE} alone")
    d, error, scale = root["dimension"], rational(root["error"]), rational(root["scale"])
    need(type(d) is int and 1 <= d <= MOST_DIMENSIONS, "not a dimension")
    need(scale > 0, "a scale > 0 is expected")
    network = read_weights(root["layers"], d)
    counted = list(network.neurons)
    need(root["neurons"] == counted, f"the network has {counted[0]} + {counted[1]} neurons")
    need(rational(root["largest_weight"]) == network.largest, f"the largest weight is {network.largest}")
    shift, delta = _sum_of_squares(network.inner, scale)
    moved = [(w * scale, w * scale * shift + b, c) for w, b, c in network.outer]
    p = [piece._replace(height=piece.height + network.bias) for piece in pieces(moved, -1 - delta, 1 + delta)]
    lipschitz = rational(root["lipschitz"])
    rest = error - lipschitz * delta
    need(rest >= 0, f"the first layer alone causes an error of {float(lipschitz * delta):g}")
    if any(abs(piece.slope) > lipschitz for piece in p):
        need(_is_lipschitz(f, lipschitz), "the Lipschitz constant is not seen")
        _compare_beyond(p, f, rest, lipschitz)
    _compare(p, f, rest)
    return Certified(text, d, error, network.neurons, network.largest)


def pieces(units: list[Unit], low: Fraction, high: Fraction) -> Iterator[Piece]:
    """The sum of the units on [low, high], from left to right: the slope and the height are those of the units that are active."""
    slope = height = Fraction(0)
    turns = []
    for w, b, c in units:
        spend(20)
        knot = -b / w
        if low < knot < high:
            turns.append((knot, c * abs(w), c * b if w > 0 else -c * b))
        if (knot <= low) if w > 0 else (knot > low):
            slope, height = slope + c * w, height + c * b
    for knot, more, up in sorted(turns):
        if knot > low:
            yield Piece(low, knot, slope, height)
        low, slope, height = knot, slope + more, height + up
    yield Piece(low, high, slope, height)


def _sum_of_squares(inner: list[list[Unit]], scale: Fraction) -> tuple[Fraction, Fraction]:
    """Shift and delta: the sum of the Q_i(u_i)/scale is within delta of the sum of the u_i^2/2, plus (shift - 1)."""
    least = most = Fraction(0)
    for units in inner:
        gaps = []
        for piece in pieces(units, Fraction(-2), Fraction(2)):
            vertex = piece.slope / scale
            places = [piece.low, piece.high, *([vertex] if piece.low < vertex < piece.high else [])]
            gaps += [piece(u) / scale - u * u / 2 for u in places]
        least, most = least + min(gaps), most + max(gaps)
    return 1 + (least + most) / 2, (most - least) / 2


def _is_lipschitz(f: Term, bound: Fraction) -> bool:
    """Whether the bound is seen to be one for |f'| on [-1, 1]."""
    stack = [(Fraction(-1), Fraction(1), 0)]
    while stack:
        a, b, halvings = stack.pop()
        env = {VARIABLE: _segment(a, b)}
        try:
            slope = jet(f, env, [VARIABLE], PRECISION, {}, True).g.get(VARIABLE)
            if slope is None or max(map(abs, _ends(slope))) <= bound:
                continue
        except IntervalError:
            pass
        if halvings == MOST_HALVINGS:
            return False
        middle = (a + b) / 2
        stack += [(a, middle, halvings + 1), (middle, b, halvings + 1)]
    return True


def _compare_beyond(p: list[Piece], f: Term, rest: Fraction, lipschitz: Fraction) -> None:
    """See that |p(s) - f(+-1)| is at most rest + lipschitz*(|s| - 1) beyond +-1: both are linear between the places tried."""
    for end in (Fraction(-1), Fraction(1)):
        low, high = _at(f, end)
        for piece in p:
            for s in (piece.low, piece.high, end):
                if piece.low <= s <= piece.high and s * end >= 1:
                    allowed = rest + lipschitz * (abs(s) - 1)
                    gap = max(piece(s) - low, high - piece(s))
                    need(gap <= allowed, "the network differs too much beyond [-1, 1]")


def _compare(p: list[Piece], f: Term, rest: Fraction) -> None:
    """See that |p - f| is at most `rest` on [-1, 1]."""

    at = cache(lambda u: _at(f, u))
    stack = [(piece, max(piece.low, Fraction(-1)), min(piece.high, Fraction(1)), 0) for piece in p]
    while stack:
        piece, a, b, halvings = stack.pop()
        if a > b or _largest(piece, f, a, b, at(a), at(b)) <= rest:
            continue
        need(
            halvings < MOST_HALVINGS, f"an error of at most {float(rest):g} is not seen near {VARIABLE} = {float(a):g}"
        )
        middle = (a + b) / 2
        stack += [(piece, a, middle, halvings + 1), (piece, middle, b, halvings + 1)]


def _at(f: Term, u: Fraction) -> tuple[Fraction, Fraction]:
    """Bounds for f(u)."""
    return _ends(value(f, {VARIABLE: Interval.of(u, PRECISION)}, PRECISION))


def _largest(
    piece: Piece, f: Term, a: Fraction, b: Fraction, at_a: tuple[Fraction, Fraction], at_b: tuple[Fraction, Fraction]
) -> Fraction:
    """A bound for |p - f| on [a, b], from bounds of f at the ends."""
    spend(40)
    left, right = piece(a), piece(b)
    env = {VARIABLE: _segment(a, b)}
    try:
        low, high = _ends(series(f, env, VARIABLE, 2, PRECISION).c[2])  # of f''/2
        square = (b - a) ** 2
        return max(
            _peak(left - at_a[0], right - at_b[0], high * square),
            _peak(at_a[1] - left, at_b[1] - right, -low * square),
        )
    except IntervalError:
        low, high = _ends(value(f, env, PRECISION))
        return max(left - low, right - low, high - left, high - right)


def _peak(left: Fraction, right: Fraction, bend: Fraction) -> Fraction:
    """The largest value of left*(1 - r) + right*r + bend*r*(1 - r) for 0 <= r <= 1."""
    if bend <= abs(right - left):
        return max(left, right)
    return (left + right) / 2 + bend / 4 + (right - left) ** 2 / (4 * bend)


def _segment(a: Fraction, b: Fraction) -> Interval:
    """An interval that contains [a, b]."""
    return hull(Interval.of(a, PRECISION), Interval.of(b, PRECISION))


def _ends(x: Interval) -> tuple[Fraction, Fraction]:
    low, high = x.lower(), x.upper()
    if low is None or high is None:
        raise IntervalError("an unbounded range")
    return low, high
