"""What deepchecks says: expected values of packages/judge/drift/deepchecks. Numbers that it prints, none of its code.

Run: python3.11 -m venv v && v/bin/pip install deepchecks==0.19.1 'scikit-learn==1.5.2' 'numpy<2' 'pandas<2.3' \
  'scipy<1.14' category-encoders==2.6.3 'setuptools<80' && v/bin/python scripts/vectors/deepchecks_cases.py
Writes packages/judge/drift/deepchecks/vectors.json.
"""

import json
import pathlib
import warnings

warnings.filterwarnings("ignore")
import deepchecks
import numpy as np
import pandas as pd
from deepchecks.tabular import Dataset
from deepchecks.tabular.checks import FeatureDrift, LabelDrift

random = np.random.default_rng(5)


def feature(reference, current, words, **method):
    data = lambda values: Dataset(pd.DataFrame({"x": pd.Series(values)}), cat_features=["x"] if words else [])
    found = FeatureDrift(**method).run(train_dataset=data(reference), test_dataset=data(current))
    return float(found.value["x"]["Drift score"])


def balanced(reference, current):
    data = lambda y: Dataset(pd.DataFrame({"x": np.arange(len(y)) * 1.0, "y": y}), label="y", label_type="multiclass")
    return float(LabelDrift(balance_classes=True).run(data(reference), data(current)).value["Drift score"])


def numbers(name, reference, current):
    methods = {method: feature(reference, current, False, numerical_drift_method=method) for method in ("KS", "EMD")}
    plain = lambda values: [None if np.isnan(value) else value for value in np.asarray(values, float).tolist()]
    return {"name": name, "kind": "num", "reference": plain(reference), "current": plain(current), "methods": methods}


def words(name, reference, current, balance=False):
    cells = lambda counts: [word for word, count in counts.items() for _ in range(count)]
    one, other = cells(reference), cells(current)
    methods = {method: feature(one, other, True, categorical_drift_method=method) for method in ("cramers_v", "PSI")}
    if balance:
        methods["balanced"] = balanced(one, other)
    return {"name": name, "kind": "cat", "reference": reference, "current": current, "methods": methods}


gaps = np.round(random.normal(size=60), 3)
gaps[[2, 30, 31]] = np.nan
cases = [
    numbers("wider", np.round(random.normal(size=120), 3), np.round(random.normal(0.5, 2, size=90), 3)),
    numbers("zeros and ones", [0] * 50 + [1] * 50, [0] * 20 + [1] * 80),
    numbers("one value", [1] * 20, [1] * 30),
    numbers("one value against another", [1] * 20, [2] * 30),
    numbers("with gaps", gaps, np.round(random.exponential(size=70), 3)),
    words("rare ones together", {"a": 200, "b": 800, "c": 8, "d": 8}, {"a": 400, "b": 620}),
    words("rare ones left out", {"a": 500, "b": 496, "c": 4}, {"a": 500, "b": 495, "e": 5}),
    words("rare before, many now", {"a": 500, "b": 494, "c": 6}, {"a": 500, "b": 450, "c": 20, "d": 30}),
    words("many before, rare now", {"a": 500, "b": 480, "c": 20}, {"a": 500, "b": 496, "c": 4}),
    words("sides of other size", {"a": 60, "b": 40}, {"a": 100, "b": 300}, True),
    words("three, sides of other size", {"a": 60, "b": 30, "c": 10}, {"a": 100, "b": 200, "c": 100}),
    words("few", {"a": 12, "b": 8}, {"a": 3, "b": 9, "c": 1}),
    words("nothing in common", {"a": 20}, {"b": 20}),
    words("the same one", {"a": 20}, {"a": 30}),
    words("one among a hundred", {"a": 9900, "b": 100}, {"a": 9950, "b": 50}, True),
    words("one in four", {"a": 3000, "b": 1000}, {"a": 2000, "b": 2000}, True),
]
found = {
    "origin": "scripts/vectors/deepchecks_cases.py",
    "versions": {"deepchecks": deepchecks.__version__, "numpy": np.__version__},
    "cases": cases,
}
home = pathlib.Path(__file__).parents[2] / "packages/judge/drift/deepchecks/vectors.json"
home.write_text(json.dumps(found).replace("}, {", "},\n{") + "\n")
