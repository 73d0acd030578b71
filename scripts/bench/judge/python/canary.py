"""Shift of a canary against its baseline for each metric, by SciPy.

make <metrics> <points> <control> <experiment>: seeded series with autocorrelation, as CSV. root|pairs <control>
<experiment>: `root`: the limits and the estimate as roots of the standardised rank sum, as Kayenta has them: SciPy's brentq over
rankdata. `pairs`: the median and two order statistics of all m * n differences. Prints a line a metric.
"""
import sys

import numpy as np
import pandas as pd
from scipy import optimize, stats

CONFIDENCE = 0.98


def standardised(shift, x, y):
    m, n = len(x), len(y)
    ranks = stats.rankdata(np.concatenate([x - shift, y]))
    centred = ranks[:m].sum() - m * (m + 1) / 2 - m * n / 2
    sigma = np.sqrt(m * n / 12 * (m + n + 1))
    return (centred - 0.5 * np.sign(centred)) / sigma


def by_root(x, y):
    z = stats.norm.ppf((1 - CONFIDENCE) / 2)
    low, high = x.min() - y.max(), x.max() - y.min()
    return [
        optimize.brentq(lambda shift: standardised(shift, x, y) - q, low, high, xtol=1e-4)
        for q in (-z, 0.0, z)
    ]


def by_pairs(x, y):
    m, n = len(x), len(y)
    z = stats.norm.ppf((1 + CONFIDENCE) / 2)
    rank = int(m * n / 2 - z * np.sqrt(m * n * (m + n + 1) / 12))
    all_pairs = np.subtract.outer(x, y).ravel()
    all_pairs.partition([rank, m * n // 2, m * n - 1 - rank])
    return [all_pairs[rank], all_pairs[m * n // 2], all_pairs[m * n - 1 - rank]]


def make(metrics, points, path, seed):
    rng = np.random.default_rng(seed)
    rows = np.empty((points, metrics))
    state = rng.standard_normal(metrics)
    for row in rows:
        state = 0.5 * state + np.sqrt(0.75) * rng.standard_normal(metrics)
        row[:] = np.round(100 * np.exp(0.2 * state), 4)
    frame = pd.DataFrame(rows, columns=[f"m{at}" for at in range(metrics)])
    frame.insert(0, "time", 60 * np.arange(points))
    frame.to_csv(path, index=False)


if sys.argv[1] == "make":
    for seed, path in enumerate(sys.argv[4:6]):
        make(int(sys.argv[2]), int(sys.argv[3]), path, seed)
else:
    control, experiment = (pd.read_csv(path) for path in sys.argv[2:4])
    shift = {"root": by_root, "pairs": by_pairs}[sys.argv[1]]
    for name in control.columns.drop("time"):
        low, estimate, high = shift(experiment[name].to_numpy(), control[name].to_numpy())
        print(name, f"{estimate:.4f} {low:.4f} {high:.4f}")
