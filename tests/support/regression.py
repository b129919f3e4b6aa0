"""Readings drawn with known coefficients, on their own or in clusters that fail together."""

import numpy as np
import pandas as pd

TRUTH = np.array([1.0, 0.5, -2.0])  # intercept, x, z
# A normal effect of deviation s that a cluster shares shrinks the coefficients of the average by this factor for the
# logistic link (Zeger, Liang and Albert 1988).
SHRINK = 16 * np.sqrt(3) / (15 * np.pi)


def drawn(clusters: int, size: int, seed: int, shared: float) -> tuple[pd.DataFrame, np.ndarray]:
    """Readings with columns x (one value a cluster), z, kind, cluster and right, and the coefficients of x and z.

    shared: deviation of the effect that all readings of a cluster share.
    """
    rng = np.random.default_rng([seed, clusters])
    cluster = np.repeat(np.arange(clusters), size)
    x, z = rng.normal(size=clusters)[cluster], rng.uniform(0, 1, clusters * size)
    linear = TRUTH[0] + TRUTH[1] * x + TRUTH[2] * z
    effect = shared * rng.normal(size=clusters)[cluster]
    right = rng.random(len(z)) < 1 / (1 + np.exp(-linear - effect))
    frame = pd.DataFrame({"x": x, "z": z, "kind": rng.choice(list("ab"), len(z)), "cluster": cluster, "right": right})
    return frame, TRUTH / np.sqrt(1 + SHRINK**2 * shared**2)
