"""Prints seeded random predictions and what scikit-learn says of each, as JSON: [{task, name, columns, expected}, ...].

    python measures.py <cases of each kind>

null stands for a measure that is not defined on these rows. What scikit-learn does not have (smape, ece, weights
of ovo) is composed of its parts, or written out with numpy.
"""

import itertools
import json
import math
import sys
import warnings

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

warnings.simplefilter("ignore")
random = np.random.default_rng(20260101)
NAN = {"zero_division": np.nan}


def weights_of(n, kind):
    if kind == "none":
        return None
    if kind == "ones":
        return np.ones(n)
    if kind == "quarters":
        return random.integers(0, 9, n) / 4
    return random.exponential(size=n)


def total(w, n):
    return float(n) if w is None else float(w.sum())


def ece(outcome, probability, w):
    """Guo et al. 2017 with 15 bins; the bins are those of calibration_curve."""
    w = np.ones(len(outcome)) if w is None else w
    bins = np.searchsorted(np.linspace(0.0, 1.0, 16)[1:-1], probability)
    gap = 0.0
    for b in range(15):
        own = bins == b
        gap += abs(math.fsum(w[own] * outcome[own]) - math.fsum(w[own] * probability[own]))
    if np.all(w == 1):  # scikit-learn's own curve, bin by bin
        true, mean = calibration_curve(outcome, probability, n_bins=15) if len(set(outcome)) == 2 else (None, None)
        if true is not None:
            counts = np.array([(bins == b).sum() for b in range(15)])
            counts = counts[counts > 0]
            assert abs((counts * np.abs(true - mean)).sum() - gap) < 1e-9
    return gap / w.sum()


def agreement(y, p, w):
    """What depends on both marginals; null where scikit-learn divides by zero."""
    heavy = np.ones(len(y), bool) if w is None else w > 0
    one_label, one_prediction = len(set(y[heavy])) < 2, len(set(p[heavy])) < 2
    same = len(set(y[heavy]) | set(p[heavy])) < 2
    return {
        "accuracy": metrics.accuracy_score(y, p, sample_weight=w),
        "balanced_accuracy": metrics.balanced_accuracy_score(y, p, sample_weight=w),
        "mcc": None if one_label or one_prediction else metrics.matthews_corrcoef(y, p, sample_weight=w),
        "cohen_kappa": None if same else metrics.cohen_kappa_score(y, p, sample_weight=w),
    }


def binary(n, scores, w, prevalence):
    y = (random.random(n) < prevalence).astype(int)
    p = (scores >= 0.5).astype(int)
    heavy = np.ones(n, bool) if w is None else w > 0
    both, some = len(set(y[heavy])) == 2, (y[heavy] == 1).any()
    unit = bool(((scores >= 0) & (scores <= 1)).all())
    s = {"sample_weight": w}
    return y, p, {
        **agreement(y, p, w),
        "roc_auc": metrics.roc_auc_score(y, scores, **s) if both else None,
        "average_precision": metrics.average_precision_score(y, scores, **s) if some else None,
        "log_loss": metrics.log_loss(y, scores, labels=[0, 1], **s) if unit else None,
        "brier": metrics.brier_score_loss(y, scores, pos_label=1, **s) if unit else None,
        "ece": ece(y, scores, w) if unit else None,
        "precision": metrics.precision_score(y, p, **s, **NAN),
        "recall": metrics.recall_score(y, p, **s, **NAN),
        "specificity": metrics.recall_score(y, p, pos_label=0, **s, **NAN),
        "f0_5": metrics.fbeta_score(y, p, beta=0.5, **s, **NAN),
        "f1": metrics.f1_score(y, p, **s, **NAN),
        "f2": metrics.fbeta_score(y, p, beta=2, **s, **NAN),
    }


def ovo(y, scores, w, k, weighted):
    """roc_auc_score of every pair of classes, with the weights that its 'ovo' does not take."""
    w = np.ones(len(y)) if w is None else w
    areas, shares = [], []
    for a, b in itertools.combinations(range(k), 2):
        own = (y == a) | (y == b)
        one = metrics.roc_auc_score(y[own] == a, scores[own, a], sample_weight=w[own])
        other = metrics.roc_auc_score(y[own] == b, scores[own, b], sample_weight=w[own])
        areas.append((one + other) / 2)
        shares.append(w[own].sum())
    return float(np.average(areas, weights=shares if weighted else None))


def multiclass(n, k, w, ties, labelled):
    y = random.choice(labelled, n)
    raw = random.integers(1, 4, (n, k)).astype(float) if ties else random.exponential(size=(n, k))
    scores = raw / raw.sum(axis=1, keepdims=True)
    p = np.where(random.random(n) < 0.3, random.integers(0, k, n), scores.argmax(axis=1))
    heavy = np.ones(n, bool) if w is None else w > 0
    whole = len(set(y[heavy])) == k
    labels = list(range(k))
    s = {"sample_weight": w}
    expected = agreement(y, p, w)
    for average in ("macro", "micro", "weighted"):
        for name in ("precision", "recall", "f1"):
            score = getattr(metrics, f"{name}_score")
            expected[f"{name}_{average}"] = score(y, p, average=average, zero_division=0, **s)
    for average, suffix in (("macro", ""), ("weighted", "_weighted")):
        many = {"labels": labels, "average": average}
        expected[f"roc_auc_ovr{suffix}"] = (
            metrics.roc_auc_score(y, scores, multi_class="ovr", **many, **s) if whole else None
        )
        value = ovo(y, scores, w, k, average == "weighted") if whole and w is not None else None
        if whole and w is None:
            value = metrics.roc_auc_score(y, scores, multi_class="ovo", **many)
        expected[f"roc_auc_ovo{suffix}"] = value
    for top in (2, 3, 5, 10):
        expected[f"top_{top}_accuracy"] = (
            metrics.top_k_accuracy_score(y, scores, k=top, labels=labels, **s) if top < k else None
        )
    expected["log_loss"] = metrics.log_loss(y, scores, labels=labels, **s)
    expected["ece"] = ece((y == scores.argmax(axis=1)).astype(float), scores.max(axis=1), w)
    return y, p, scores, expected


def regression(n, w, ties, constant):
    y = random.integers(-3, 4, n).astype(float) if ties else random.normal(2, 5, n)
    if constant:
        y[:] = 0.1
    p = y + (random.integers(-2, 3, n) if ties else random.normal(0.3, 2, n))
    heavy = np.ones(n, bool) if w is None else w > 0
    spread = n > 1 and len(set(y[heavy])) > 1
    s = {"sample_weight": w}
    size = np.abs(y) + np.abs(p)
    apart = np.where(size == 0, 0, 2 * np.abs(p - y) / np.where(size == 0, 1, size))
    return y, p, {
        "mae": metrics.mean_absolute_error(y, p, **s),
        "mse": metrics.mean_squared_error(y, p, **s),
        "rmse": metrics.root_mean_squared_error(y, p, **s),
        "mape": None if (y == 0).any() else metrics.mean_absolute_percentage_error(y, p, **s),
        "smape": float(np.average(apart, weights=w)),
        "median_absolute_error": metrics.median_absolute_error(y, p, **s),
        "r2": metrics.r2_score(y, p, force_finite=False, **s) if spread else None,
        "explained_variance": (
            metrics.explained_variance_score(y, p, force_finite=False, **s) if spread else None
        ),
        **{
            f"pinball_{str(alpha).replace('.', '_')}": metrics.mean_pinball_loss(y, p, alpha=alpha, **s)
            for alpha in (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
        },
    }


def by_query(y, scores, groups, w, of):
    """Mean over the queries; a query weighs the mean of its rows' weights."""
    values, weights = [], []
    for query in dict.fromkeys(groups.tolist()):
        own = groups == query
        values.append(of(y[own], scores[own]))
        weights.append(1.0 if w is None else w[own].mean())
    return float(np.average(values, weights=weights))


def orders(scores):
    """Every order of the rows by falling score, equal scores in every way."""
    ties = [np.flatnonzero(scores == score) for score in sorted(set(scores), reverse=True)]
    for parts in itertools.product(*(itertools.permutations(tie) for tie in ties)):
        yield np.concatenate([np.array(part) for part in parts])


def over_orders(of):
    return lambda y, scores: float(np.mean([of(y[order]) for order in orders(scores)]))


def reciprocal(k):
    return lambda y: next((1 / (at + 1) for at, label in enumerate(y[:k]) if label > 0), 0.0)


def average_precision_at(k):
    def of(y):
        relevant = y > 0
        precision = np.cumsum(relevant) / (np.arange(len(y)) + 1)
        most = min(int(relevant.sum()), k)
        return 0.0 if most == 0 else float((precision * relevant)[:k].sum() / most)

    return of


def ndcg(k):
    def of(y, scores):
        if len(y) == 1:  # scikit-learn refuses a query of one row
            return float(y[0] > 0)
        return metrics.ndcg_score([y], [scores], k=k)

    return of


def ranking(n, ties, w):
    """Queries of at most 6 rows, so that every order of equal scores can be written out."""
    groups = random.integers(0, max(1, n // 3), n)
    count = {query: 0 for query in set(groups.tolist())}
    for at, query in enumerate(groups.tolist()):
        count[query] += 1
        if count[query] > 6:
            groups[at] = 1000 + at
    y = random.choice([0.0, 0.0, 1.0, 2.0, 3.5], n)
    scores = random.integers(0, 4, n) / 4 if ties else random.random(n)
    expected = {}
    for suffix, k in (("", 10**6), ("@10", 10), ("@2", 2), ("@3", 3)):
        expected[f"ndcg{suffix}"] = by_query(y, scores, groups, w, ndcg(None if suffix == "" else k))
        expected[f"map{suffix}"] = by_query(y, scores, groups, w, over_orders(average_precision_at(k)))
        if suffix != "@10":
            expected[f"mrr{suffix}"] = by_query(y, scores, groups, w, over_orders(reciprocal(k)))
        if suffix != "":
            precision = over_orders(lambda y, k=k: (y[:k] > 0).sum() / k)
            recall = over_orders(lambda y, k=k: (y[:k] > 0).sum() / max(1, (y > 0).sum()))
            expected[f"precision{suffix}"] = by_query(y, scores, groups, w, precision)
            expected[f"recall{suffix}"] = by_query(y, scores, groups, w, recall)
    if not ties:  # scikit-learn's own, where no scores are equal
        own = by_query(
            y, scores, groups, w, lambda y, s: metrics.average_precision_score(y > 0, s) if (y > 0).any() else 0.0
        )
        assert abs(own - expected["map"]) < 1e-12
    return y, groups, scores, expected


def multilabel(n, k, w, ties):
    y = (random.random((n, k)) < random.choice([0.1, 0.5])).astype(int)
    scores = random.integers(0, 5, (n, k)) / 4 if ties else random.random((n, k))
    p = (scores >= 0.5).astype(int)
    heavy = np.ones(n, bool) if w is None else w > 0
    s = {"sample_weight": w}
    expected = {
        "accuracy": metrics.accuracy_score(y, p, **s),
        "hamming_loss": metrics.hamming_loss(y, p, **s),
        "jaccard_samples": metrics.jaccard_score(y, p, average="samples", zero_division=0, **s),
    }
    for average in ("macro", "micro", "weighted", "samples"):
        for name in ("precision", "recall", "f1"):
            score = getattr(metrics, f"{name}_score")
            expected[f"{name}_{average}"] = score(y, p, average=average, zero_division=0, **s)
    some = all(y[heavy, at].any() for at in range(k))
    both = some and all(not y[heavy, at].all() for at in range(k))
    expected["roc_auc_macro"] = metrics.roc_auc_score(y, scores, average="macro", **s) if both else None
    expected["average_precision_macro"] = (
        metrics.average_precision_score(y, scores, average="macro", **s) if some else None
    )
    return y, p, scores, expected


def text(n, w):
    y, p = random.integers(0, 3, n), random.integers(0, 3, n)
    scores = random.integers(0, 11, n) / 10
    return y, p, scores, {
        "exact_match": metrics.accuracy_score(y, p, sample_weight=w),
        "pass_rate": metrics.accuracy_score(np.ones(n), scores >= 0.5, sample_weight=w),
        "mean_score": float(np.average(scores, weights=w)),
    }


def plain(values):
    return None if values is None else np.asarray(values).tolist()


def case(task, name, w, y, p, scores, expected, groups=None):
    known = {
        key: None if value is None or math.isnan(value) else float(value) for key, value in expected.items()
    }
    return {
        "task": task,
        "name": name,
        "labels": plain(y),
        "predictions": plain(p),
        "scores": plain(scores),
        "weights": plain(w),
        "groups": plain(groups),
        "expected": known,
    }


def usable_weights(n, kind):
    while True:
        w = weights_of(n, kind)
        if w is None or w.sum() > 0:
            return w


def cases(count):
    kinds = ("none", "quarters", "exponential", "ones")
    for at in range(count):
        kind = kinds[at % 4]
        n = int(random.choice([1, 2, 3, 10, 40, 300]))
        w = usable_weights(n, kind)
        ties = bool(random.random() < 0.5)
        prevalence = float(random.choice([0, 0.05, 0.5, 0.8, 1]))
        shape = random.choice(["unit", "tied", "edges", "wide"])
        scores = {
            "unit": random.random(n),
            "tied": random.integers(0, 11, n) / 10,
            "edges": random.integers(0, 16, n) * (1 / 15),
            "wide": random.normal(0.5, 2, n),
        }[str(shape)]
        scores = np.minimum(scores, 1.0) if shape == "edges" else scores
        yield case("binary", f"{at}: {n} rows, weights {kind}, {shape}", w, *with_scores(n, scores, w, prevalence))
        k = int(random.choice([3, 4, 6, 12]))
        n = max(n, 2)
        w = usable_weights(n, kind)
        labelled = np.arange(k) if random.random() < 0.7 else np.arange(1, k)
        y, p, many, expected = multiclass(n, k, w, ties, labelled)
        yield case("multiclass", f"{at}: {n} rows, {k} classes, weights {kind}", w, y, p, many.T, expected)
        w = usable_weights(n, kind)
        y, p, expected = regression(n, w, ties, bool(random.random() < 0.1))
        yield case("regression", f"{at}: {n} rows, weights {kind}", w, y, p, None, expected)
        y, p, many, expected = multilabel(n, int(random.choice([2, 3, 7])), w, ties)
        yield case("multilabel", f"{at}: {n} rows, weights {kind}", w, y.T, p.T, many.T, expected)
        yield case("text", f"{at}: {n} rows, weights {kind}", w, *text(n, w))
        n = int(random.choice([1, 2, 6, 12, 30]))
        w = usable_weights(n, kind)
        y, groups, scores, expected = ranking(n, ties, w)
        yield case("ranking", f"{at}: {n} rows, weights {kind}", w, y, None, scores, expected, groups)


def with_scores(n, scores, w, prevalence):
    y, p, expected = binary(n, scores, w, prevalence)
    return y, p, scores, expected


json.dump(list(cases(int(sys.argv[1]))), sys.stdout)
