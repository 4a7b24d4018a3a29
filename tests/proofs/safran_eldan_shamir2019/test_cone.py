"""Guard of Theorem 5's function: 1-Lipschitz, and no better."""

from __future__ import annotations

import numpy as np


def test_cone_is_1_lipschitz() -> None:
    rng = np.random.default_rng(5)
    for d in (1, 2, 5):
        x, y = rng.normal(size=(5000, d)), rng.normal(size=(5000, d))
        f, g = (np.maximum(0, 1 - np.linalg.norm(z, axis=1)) for z in (x, y))
        assert np.all(np.abs(f - g) <= np.linalg.norm(x - y, axis=1) + 1e-12)
        unit = x / np.linalg.norm(x, axis=1)[:, None]
        inner, outer = (np.maximum(0, 1 - np.linalg.norm(s * unit, axis=1)) for s in (0.25, 0.75))
        assert np.allclose(inner - outer, 0.5)
