"""Data sets of two sides, and what Python tools say of them. `make`, `evidently`, `scipy`, each a whole process."""

import sys

import numpy as np
import pandas as pd


def make(rows: int, seed: int, stem: str) -> None:
    """50 columns of the kinds that occur; on the current side every tenth has moved."""
    for side, number in (("reference", 0), ("current", 1)):
        rng = np.random.default_rng([seed, number])
        columns = {}
        for at in range(50):
            by = 0.3 if number == 1 and at % 10 == 0 else 0.0
            columns[f"c{at:02d}"] = column(rng, at, rows, by)
        pd.DataFrame(columns).to_parquet(f"{stem}-{side}.parquet", index=False)


def column(rng: np.random.Generator, at: int, rows: int, by: float):
    kind = at % 10
    if kind < 4:
        return rng.standard_normal(rows) + by
    if kind == 4:
        return rng.lognormal(0, 1, rows) + by
    if kind == 5:
        return np.where(rng.random(rows) < 0.7, 0.0, rng.lognormal(0, 1, rows)) + by
    if kind == 6:
        return rng.poisson(20, rows).astype(np.int64)
    if kind == 7:
        return rng.random(rows)
    names = np.array([f"name {code}" for code in range(4 if kind == 8 else 40)], dtype=object)
    return names[(len(names) * rng.random(rows) ** 2).astype(np.int64)]


def read(stem: str):
    return pd.read_parquet(f"{stem}-reference.parquet"), pd.read_parquet(f"{stem}-current.parquet")


def evidently(stem: str) -> None:
    from evidently import Report
    from evidently.presets import DataDriftPreset

    reference, current = read(stem)
    found = Report([DataDriftPreset()]).run(current, reference).dict()
    drifted = found["metrics"][0]["value"]
    print(f"drifted {int(drifted['count'])}")


def scipy(stem: str) -> None:
    from scipy.spatial.distance import jensenshannon
    from scipy.stats import chi2_contingency, ks_2samp, wasserstein_distance

    reference, current = read(stem)
    drifted = 0
    for name in reference.columns:
        one, other = reference[name], current[name]
        if pd.api.types.is_numeric_dtype(one):
            p = ks_2samp(one, other).pvalue
            distance = wasserstein_distance(one, other) / one.std(ddof=0)
        else:
            counts = pd.concat([one.value_counts(), other.value_counts()], axis=1).fillna(0).to_numpy().T
            p = chi2_contingency(counts).pvalue
            distance = jensenshannon(counts[0], counts[1])
        drifted += int(p <= 0.01 and distance >= 0.1)
    print(f"drifted {drifted}")


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "make":
        make(int(rest[0]), int(rest[1]), rest[2])
    else:
        {"evidently": evidently, "scipy": scipy}[what](rest[0])
