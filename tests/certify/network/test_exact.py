"""Networks as data: what is said of them agrees with the dense matrices; bad data is one clear error."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certify.errors import InputError
from certify.network import Affine, Layer, Matrix, Network, Numbers
from certify.network import matrix as module
from certify.network.evaluate import exact
from certify.network.numbers import require_memory
from tests.certify.network.nets import dense, networks, weights


@given(networks())
def test_sizes_agree_with_the_dense_matrices(network: Network) -> None:
    matrices = [dense(layer.affine) for layer in network.layers]
    biases = [[layer.affine.bias[k] for k in range(len(layer.affine.bias))] for layer in network.layers]
    every = [w for matrix in matrices for row in matrix for w in row] + [b for bias in biases for b in bias]
    assert network.largest_weight == max(map(abs, every))
    assert network.nonzeros == sum(w != 0 for w in every)
    assert network.widths == tuple(len(m) for m in matrices[:-1])
    assert network.depth == len(matrices)
    assert network.satisfies(width=network.width, weight=network.largest_weight)
    assert not network.satisfies(weight=network.largest_weight - Fraction(1, 10**9))
    assert network.width == 0 or not network.satisfies(width=network.width - 1)


@given(networks(["relu"]), st.data())
def test_rescaling_changes_weights_and_no_value(network: Network, data: st.DataObject) -> None:
    x = data.draw(st.lists(weights, min_size=network.inputs, max_size=network.inputs))
    balanced = network.balanced()
    assert exact(balanced, x) == exact(network, x)
    assert balanced.largest_weight <= network.largest_weight
    assert exact(network.rescaled([3] * len(network.widths)), x) == exact(network, x)


def test_balancing_finds_the_square_root() -> None:
    network = Network(
        (
            Layer(Affine((Matrix.dense([[1]]),), Numbers.of([0])), "relu"),
            Layer(Affine((Matrix.dense([[2**20]]),), Numbers.of([0]))),
        )
    )
    assert network.balanced().largest_weight == 2**10


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=5))
def test_floats_are_the_dyadic_numbers_they_are(values: list[float]) -> None:
    numbers = Numbers.of(values)
    found, exactly = numbers.floats()
    assert exactly
    assert [numbers[k] for k in range(len(numbers))] == [Fraction(v) for v in values]
    assert found.tolist() == values


@given(st.lists(weights, min_size=1, max_size=5))
def test_floats_are_the_nearest(values: list[Fraction]) -> None:
    found, exactly = Numbers.of(values).floats()
    assert found.tolist() == [float(v) for v in values]
    assert exactly == all(Fraction(float(v)) == v for v in values)


def test_numbers_beyond_64_bits_stay_exact() -> None:
    numbers = Numbers.of([Fraction(2**80 + 1, 3), Fraction(-1, 7)])
    assert numbers.largest == Fraction(2**80 + 1, 3)
    assert (numbers.scaled(Fraction(1, 2))[0], numbers.scaled(Fraction(1, 2))[1]) == (
        Fraction(2**80 + 1, 6),
        Fraction(-1, 14),
    )


def test_products_of_64_bit_integers_do_not_wrap() -> None:
    big = Matrix.dense([[2**40, 2**40], [1, 0]])
    assert (big @ big).to_dense() == [[2**80 + 2**40, 2**80], [2**40, 2**40]]
    cancels = Matrix.dense([[2**62, 2**62]]) @ Matrix.dense([[2], [-2]])
    assert cancels.values.nonzeros == 0


def test_a_product_through_one_number_is_not_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_PRODUCT", 10)
    column = Matrix.selection(1, np.zeros(9, np.int64), Numbers.integers(range(9)))
    row = Matrix.row(Numbers.integers([5, 0, -7, 1, 1, 1]))
    affine = Affine((row, column), Numbers.integers([0] * 9))
    assert affine.largest_weight == 56
    assert affine.nonzeros == 8 * 5
    with pytest.raises(InputError, match="54 terms"):
        _ = affine.matrix


ONE = Affine((Matrix.dense([[1]]),), Numbers.of([0]))
TWO = Affine((Matrix.dense([[1, 1]]),), Numbers.of([0]))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Numbers.of([float("nan")]), "NaN"),
        (lambda: Numbers.of([float("inf")]), "infinity"),
        (lambda: Numbers.integers([1], 0), "positive integer"),
        (lambda: Numbers(np.zeros(2), 1), "vector of integers"),
        (lambda: Matrix.dense([[1], [1, 2]]), "one length"),
        (lambda: Matrix.dense([]), "rows and columns"),
        (lambda: Matrix((1, 1), np.array([0]), np.array([1]), Numbers.of([1])), "outside"),
        (lambda: Matrix((2, 1), np.array([1, 0]), np.array([0, 0]), Numbers.of([1, 1])), "sorted"),
        (lambda: Matrix((1, 1), np.array([0, 0]), np.array([0, 0]), Numbers.of([1, 1])), "each place once"),
        (lambda: Matrix((1, 1), np.array([0]), np.array([0]), Numbers.of([])), "as many"),
        (lambda: Affine((), Numbers.of([0])), "at least one matrix"),
        (lambda: Affine((Matrix.dense([[1]]),), Numbers.of([0, 0])), "1 biases, found 2"),
        (lambda: Affine((Matrix.dense([[1]]), Matrix.dense([[1, 1]])), Numbers.of([0])), "cannot follow"),
        (lambda: Layer(ONE, "softmax"), "softmax"),
        (lambda: Network(()), "output layer"),
        (lambda: Network((Layer(ONE, "relu"),)), "output layer"),
        (lambda: Network((Layer(ONE), Layer(ONE))), "every hidden layer"),
        (lambda: Network((Layer(ONE, "relu"), Layer(TWO))), "cannot follow"),
        (lambda: Network((Layer(ONE, "tanh"), Layer(ONE))).rescaled([1]), "ReLU"),
        (lambda: require_memory(2**30, 2**30, "a network"), "8 GiB, more than the 1 GiB"),
    ],
)
def test_bad_input_is_one_clear_error(make, message: str) -> None:
    with pytest.raises(InputError, match=message) as failure:
        make()
    assert "\n" not in str(failure.value)
