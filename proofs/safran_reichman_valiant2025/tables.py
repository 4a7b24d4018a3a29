"""Least widths as whole numbers, from the bounds of `widths`, and Fact 1 as printed beside them.

    python -m proofs.safran_reichman_valiant2025.tables

Every number is the ceiling of an exact expression, found by balls that contain no second integer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from proofs.safran_reichman_valiant2025.correlation import DELTA
from proofs.safran_reichman_valiant2025.widths import CORNERS, PER_NEURON, RELU, THRESHOLD, WIDTH

DIMENSIONS: Final = (20, 50, 100, 200, 500, 1000)
ERROR, MARGIN = Fraction(1, 400), Fraction(1, 100)  # the paper's mean squared error; its delta in Fact 1


def least_width(activation: str, d: int, weights: str, error: Fraction = ERROR) -> int:
    """The least width that R-A5 leaves for this mean squared error on {0,1}^{2d}; 0 where it says nothing.

    `activation` is "threshold" or "relu", `weights` the bound C > 0 on all weights in the claim language, such as
    "2**(d/10)".  Raises ValueError for an error not in [0, 1/4), and InputError for weights that cannot be read.
    """
    if not 0 <= error < Fraction(1, 4):
        raise ValueError(f"expected a mean squared error in [0, 1/4), found {error}")
    return _ceiling(WIDTH, d, weights, [DELTA, f"g = 1/2 - sqrt({error})", PER_NEURON[activation]])


def least_width_worst_case(d: int, weights: str, margin: Fraction = MARGIN) -> int:
    """The least number of thresholds that R-A4 leaves for |N - IP| <= 1/2 - margin; 0 where it says nothing."""
    return _ceiling("(delta - (C + 1/2)*2**(-d))/(C*Delta)", d, weights, [DELTA, f"delta = {margin}"])


def printed_fact1(d: int, weights: str, margin: Fraction = MARGIN) -> int:
    """delta 2^{d/3}/C rounded up: Fact 1 as printed, with 1 for its constant, which is not given."""
    return _ceiling("delta*2**(d/3)/C", d, weights, [f"delta = {margin}"])


def _ceiling(text: str, d: int, weights: str, lines: Iterable[str]) -> int:
    """The ceiling of an expression in d, C and the definitions of `lines`, and 0 if that is negative."""
    from certify.enclose import closed_floor
    from certify.expr import Expr
    from certify.parse import parse_definition, parse_expression

    let: dict[str, Expr] = {}
    for line in (f"d = {d}", f"C = {weights}", *lines):
        name, let[name] = parse_definition(line, let)
    whole = closed_floor(-parse_expression(text, let))
    if whole is None:
        raise ValueError(f"no value was found for {text} at d = {d}, C = {weights}")
    return max(0, -whole)


def rows(dimensions: Iterable[int] = DIMENSIONS) -> Iterator[tuple[int, str, int, int, int, int]]:
    """d, C, least widths of thresholds and ReLUs at E (N - IP)^2 = 1/400, of thresholds at |N - IP| <= 0.49, Fact 1."""
    for d in dimensions:
        for corner in CORNERS:
            weights = f"2**({corner}*{d})"
            yield (
                d,
                weights,
                least_width(THRESHOLD, d, weights),
                least_width(RELU, d, weights),
                least_width_worst_case(d, weights),
                printed_fact1(d, weights),
            )


def _short(n: int) -> str:
    """A number of up to seven digits in full, a longer one by the power of two below it."""
    return f"{n:,}" if n < 10**7 else f">= 2^{n.bit_length() - 1}"


def main() -> None:
    """Print the table."""
    print("Least width of a depth-2 network for IP_d on {0,1}^{2d}, weights at most C")
    print(f"{'':14}  mean squared error 1/400      |N - IP| <= 0.49 everywhere")
    print(f"{'d':>5} {'C':>8}  {'thresholds':>13} {'ReLUs':>13}  {'thresholds':>13} {'Fact 1 (constant 1)':>20}")
    for d, weights, thresholds, relus, worst, printed in rows():
        log2_weights = weights.removeprefix("2**(").removesuffix(f"*{d})")
        power = f"2^{Fraction(log2_weights) * d}"
        cells = f"{_short(thresholds):>13} {_short(relus):>13}  {_short(worst):>13} {_short(printed):>20}"
        print(f"{d:>5} {power:>8}  {cells}")


if __name__ == "__main__":
    main()
