"""make <rows> <seed> <digits> <stem>: seeded predictions as CSV and Parquet, scores rounded to so many digits after the
point, or as they come (full). measure <file>: eight measures of them by
scikit-learn. bootstrap <candidate> <baseline> <resamples>: the interval of a difference of AUC, paired by row."""

import sys

import numpy as np
import pandas as pd


def make(rows: int, seed: int, digits: str, stem: str) -> None:
    rng = np.random.default_rng(seed)
    label = rng.random(rows) < 0.3
    signal = rng.normal(size=rows) + 1.2 * label
    for name in ("candidate", "baseline"):
        logit = signal + rng.normal(scale=0.5, size=rows) - 1.4
        score = 1 / (1 + np.exp(-logit))
        if digits != "full":
            score = np.round(score, int(digits))
        frame = pd.DataFrame(
            {
                "id": np.arange(rows),
                "label": label.astype(np.int64),
                "score": score,
                "region": pd.Categorical.from_codes(rng.integers(0, 8, rows), list("ABCDEFGH")),
            }
        )
        frame.to_csv(f"{stem}-{name}.csv", index=False)
        frame.to_parquet(f"{stem}-{name}.parquet", index=False)


def read(path: str) -> pd.DataFrame:
    columns = ["label", "score"]
    if path.endswith(".parquet"):
        return pd.read_parquet(path, columns=columns)
    return pd.read_csv(path, usecols=columns, engine="pyarrow")


def measure(path: str) -> None:
    from sklearn import metrics

    frame = read(path)
    label, score = frame["label"].to_numpy(), frame["score"].to_numpy()
    predicted = (score >= 0.5).astype(np.int64)
    said = {
        "roc_auc": metrics.roc_auc_score(label, score),
        "average_precision": metrics.average_precision_score(label, score),
        "log_loss": metrics.log_loss(label, score),
        "brier": metrics.brier_score_loss(label, score),
        "accuracy": metrics.accuracy_score(label, predicted),
        "precision": metrics.precision_score(label, predicted),
        "recall": metrics.recall_score(label, predicted),
        "f1": metrics.f1_score(label, predicted),
    }
    for name, value in said.items():
        print(name, repr(float(value)))


def bootstrap(candidate: str, baseline: str, resamples: int) -> None:
    from sklearn import metrics

    one, other = read(candidate), read(baseline)
    label = one["label"].to_numpy()
    scores = one["score"].to_numpy(), other["score"].to_numpy()
    rng = np.random.default_rng(1)
    found = []
    for _ in range(resamples):
        rows = rng.integers(0, len(label), len(label))
        drawn = label[rows]
        found.append(metrics.roc_auc_score(drawn, scores[0][rows]) - metrics.roc_auc_score(drawn, scores[1][rows]))
    if found:
        print(np.quantile(found, [0.025, 0.975]))


WORDS = sys.argv[2:]
if sys.argv[1] == "make":
    make(int(WORDS[0]), int(WORDS[1]), WORDS[2], WORDS[3])
elif sys.argv[1] == "measure":
    measure(WORDS[0])
else:
    bootstrap(WORDS[0], WORDS[1], int(WORDS[2]))
