"""Prints seeded predictions and what scikit-learn and numpy draw of them, as JSON: {name: {...}, ...}.

    python plots.py

Weights are whole numbers where scikit-learn's function takes none: a row of weight 3 is then three rows.
"""

import json

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

random = np.random.default_rng(20261130)


def binary(n, digits, weighted):
    y = (random.random(n) < 0.3).astype(int)
    s = np.clip(random.beta(2, 4, n) + 0.25 * y * random.random(n), 0, 1).round(digits)
    w = random.integers(0, 4, n) if weighted else np.ones(n, int)
    fpr, tpr, _ = metrics.roc_curve(y, s, sample_weight=w, drop_intermediate=False)
    precision, recall, _ = metrics.precision_recall_curve(y, s, sample_weight=w)
    every = np.repeat(np.arange(n), w)
    true, mean = calibration_curve(y[every], s[every], n_bins=15)
    edges = np.arange(21) / 20
    return {
        "labels": y, "scores": s, "weights": w if weighted else None, "predictions": (s >= 0.5).astype(int),
        "roc": np.column_stack([fpr, tpr]),
        "auc": metrics.roc_auc_score(y, s, sample_weight=w),
        "pr": np.column_stack([recall, precision])[::-1],
        "ap": metrics.average_precision_score(y, s, sample_weight=w),
        "calibration": np.column_stack([mean, true]),
        "confusion": metrics.confusion_matrix(y, s >= 0.5, sample_weight=w),
        "positive": np.histogram(s[y == 1], edges, weights=w[y == 1])[0],
        "negative": np.histogram(s[y == 0], edges, weights=w[y == 0])[0],
    }


def multiclass(n, k, weighted):
    y = random.choice(k, n, p=np.arange(1, k + 1) / (k * (k + 1) / 2))
    raw = random.exponential(size=(n, k)) + 2 * (np.arange(k) == y[:, None])
    s = raw / raw.sum(axis=1, keepdims=True)
    p = s.argmax(axis=1)
    w = random.integers(1, 4, n) if weighted else np.ones(n, int)
    every = np.repeat(np.arange(n), w)
    true, mean = calibration_curve((y == p)[every], s.max(axis=1)[every], n_bins=15)
    return {
        "labels": y, "scores": s.T, "predictions": p, "weights": w if weighted else None,
        "confusion": metrics.confusion_matrix(y, p, labels=range(k), sample_weight=w),
        "calibration": np.column_stack([mean, true]),
    }


def regression(n, weighted):
    p = random.normal(20, 6, n)
    y = p + random.standard_t(2, n)
    w = random.integers(1, 4, n) if weighted else np.ones(n, int)
    return {"labels": y, "predictions": p, "weights": w if weighted else None}


def of_edges(case, edges, predicted):
    """The histograms of a regression, on the edges that were chosen."""
    r = np.clip(np.array(case["labels"]) - np.array(case["predictions"]), edges[0], edges[-1])
    x = np.clip(case["predictions"], predicted[0], predicted[-1])
    w = np.ones(len(r)) if case["weights"] is None else np.array(case["weights"])
    grid, _, _ = np.histogram2d(x, r, [predicted, edges], weights=w)
    return {"counts": np.histogram(r, edges, weights=w)[0], "grid": grid}


def plain(value):
    if isinstance(value, np.ndarray):
        return value.tolist()
    return value.item() if isinstance(value, np.generic) else value


if __name__ == "__main__":
    import sys

    if len(sys.argv) > 1:
        asked = json.load(sys.stdin)
        answer = [of_edges(one["case"], one["edges"], one["predicted"]) for one in asked]
    else:
        answer = {
            "few rows": binary(40, 2, False),
            "few rows with weights": binary(60, 1, True),
            "many rows": binary(20_000, 12, False),
            "many rows with weights and ties": binary(5_000, 3, True),
            "classes": multiclass(400, 5, False),
            "classes with weights": multiclass(900, 30, True),
            "values": regression(3_000, False),
            "values with weights": regression(150, True),
        }
    print(json.dumps(answer, default=plain))
