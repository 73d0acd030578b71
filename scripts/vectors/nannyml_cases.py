"""What NannyML says: expected values of packages/judge/drift/nannyml and packages/judge/estimation.

Run: python3.11 -m venv v && v/bin/pip install nannyml==0.13.1 'numpy<2' 'pandas<2.3' 'scipy<1.14' 'scikit-learn<1.6' 'statsmodels<0.15' && v/bin/python scripts/vectors/nannyml_cases.py
Writes packages/judge/drift/nannyml/vectors.json and packages/judge/estimation/vectors.json.
"""

import json
import os
import pathlib
import warnings

os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
warnings.filterwarnings("ignore")
import nannyml as nml
import numpy as np
import pandas as pd
import scipy
import sklearn
from nannyml.calibration import IsotonicCalibrator
from sklearn.model_selection import StratifiedShuffleSplit

home = pathlib.Path(__file__).parents[2] / "packages/judge"
versions = {"nannyml": nml.__version__, "numpy": np.__version__, "scipy": scipy.__version__, "sklearn": sklearn.__version__}
random = np.random.default_rng(11)
NUMBERS = ["jensen_shannon", "kolmogorov_smirnov", "wasserstein", "hellinger"]
WORDS = ["jensen_shannon", "hellinger", "chi2", "l_infinity"]


def listed(values):
    return [None if isinstance(value, float) and not np.isfinite(value) else value for value in values]


def drift(name, reference, current, methods, words=False, given=True):
    frame = lambda values: pd.DataFrame({"x": pd.Categorical(values) if words else values})
    kind = {"categorical_methods": methods} if words else {"continuous_methods": methods}
    calculator = nml.UnivariateDriftCalculator(column_names=["x"], **kind)
    calculator.fit(frame(reference))
    found = calculator.calculate(frame(current)).data
    now = found[found[("chunk", "chunk", "period")] == "analysis"]
    return {
        "name": name,
        "kind": "cat" if words else "num",
        **({"reference": listed(list(reference)), "current": listed(list(current))} if given else {}),
        "methods": {
            method: {
                "upper": listed([now[("x", method, "upper_threshold")].iloc[0]])[0],
                "values": [float(v) for v in now[("x", method, "value")]],
                "alerts": [bool(v) for v in now[("x", method, "alert")]],
            }
            for method in methods
        },
    }


def rounded(values):
    return np.round(values, 3).astype(float)


gaps = rounded(random.normal(size=120))
gaps[[3, 50, 77]] = np.nan
at = np.arange(1, 12_001)
# sequences that the test makes again without a generator
large = (at * 0.6180339887498949) % 1, np.sqrt((at[:3000] * 0.7548776662466927) % 1) * 1.2 - 0.1
cases = [
    drift("one distribution", rounded(random.normal(size=230)), rounded(random.normal(size=100)), NUMBERS),
    drift("shifted by one", rounded(random.normal(size=200)), rounded(random.normal(1, size=105)), NUMBERS),
    drift("skewed, with ties", np.round(random.exponential(4, 300)), np.round(random.exponential(5, 200)), NUMBERS),
    drift("with gaps", gaps, rounded(random.normal(0.3, size=60)), NUMBERS),
    drift("many rows", *large, NUMBERS, given=False),
    drift("words", random.choice(list("abc"), 200, p=[0.5, 0.3, 0.2]), random.choice(list("abcd"), 120, p=[0.4, 0.3, 0.2, 0.1]), WORDS, words=True),
    drift("two words", random.choice(list("ab"), 150, p=[0.5, 0.5]), random.choice(list("ab"), 90, p=[0.7, 0.3]), WORDS, words=True),
]
origin = {"origin": "scripts/vectors/nannyml_cases.py", "versions": versions}
write = lambda path, found: path.write_text(json.dumps(found).replace("}, {", "},\n{").replace('"cases"', '\n"cases"') + "\n")
write(home / "drift/nannyml/vectors.json", {**origin, "cases": cases})

METRICS = ["roc_auc", "average_precision", "f1", "precision", "recall", "specificity", "accuracy"]


def told(found, names):
    """What was estimated of the current chunks, by our names."""
    found = found[found[("chunk", "period")] == "analysis"]
    of = lambda metric, key: [None if pd.isnull(v) else float(v) for v in found[(metric, key)]]
    return {
        ours: {
            key: of(metric, key)
            for key in ("value", "sampling_error", "lower_confidence_boundary", "upper_confidence_boundary")
        }
        | {
            "lower": of(metric, "lower_threshold")[0],
            "upper": of(metric, "upper_threshold")[0],
            "alert": [bool(v) for v in found[(metric, "alert")]],
        }
        for metric, ours in names.items()
    }


def estimated(name, n_ref, n_cur, distort, shift=0.0, lean=0.0):
    def rows(n, by):
        p = np.round(1 / (1 + np.exp(-random.normal(by + lean, 1.5, n))), 4)
        label = (random.uniform(size=n) < p).astype(int)
        return np.round(distort(p), 4), label

    reference, current = rows(n_ref, 0), rows(n_cur, shift)
    frame = lambda score: {"score": score, "prediction": (score >= 0.5).astype(int)}
    before = pd.DataFrame({**frame(reference[0]), "label": reference[1]})
    now = pd.DataFrame(frame(current[0]))
    cbpe = nml.CBPE(y_pred_proba="score", y_pred="prediction", y_true="label", metrics=METRICS, problem_type="classification_binary")
    cbpe.fit(before)
    return {
        "name": name,
        "reference": {"score": before.score.tolist(), "label": before.label.tolist()},
        "current": now.score.tolist(),
        "calibrated": bool(cbpe.needs_calibration),
        "metrics": told(cbpe.estimate(now).data, {metric: metric for metric in METRICS}),
    }


NAMES = {"roc_auc": "roc_auc_ovr", "f1": "f1_macro", "precision": "precision_macro", "recall": "recall_macro", "accuracy": "accuracy"}


def estimated_of_many(name, n_ref, n_cur, sharpness, shift=0.0):
    classes = ["a", "b", "c"]

    def rows(n, by):
        logits = random.normal(0, 1.4, (n, 3)) + [0.4 + by, 0.0, -0.8]
        p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        label = (random.uniform(size=(n, 1)) > p.cumsum(axis=1)).sum(axis=1)
        said = p**sharpness
        first = np.floor(said[:, :2] / said.sum(axis=1, keepdims=True) * 10_000) / 10_000
        # a row of scores has to add up to 1
        return np.column_stack([first, np.round(1 - first.sum(axis=1), 4)]), label

    reference, current = rows(n_ref, 0), rows(n_cur, shift)
    frame = lambda score: {
        **{f"score_{one}": score[:, at] for at, one in enumerate(classes)},
        "prediction": np.array(classes)[score.argmax(axis=1)],
    }
    before = pd.DataFrame({**frame(reference[0]), "label": np.array(classes)[reference[1]]})
    now = pd.DataFrame(frame(current[0]))
    cbpe = nml.CBPE(
        y_pred_proba={one: f"score_{one}" for one in classes},
        y_pred="prediction",
        y_true="label",
        metrics=list(NAMES),
        problem_type="classification_multiclass",
    )
    cbpe.fit(before)
    return {
        "name": name,
        "classes": classes,
        "reference": {"score": reference[0].T.tolist(), "label": reference[1].tolist()},
        "current": current[0].T.tolist(),
        "metrics": told(cbpe.estimate(now).data, NAMES),
    }


# NannyML draws the sampling error of average precision from numpy's own generator
np.random.seed(1)
isotonic = IsotonicCalibrator()
x = np.round(random.uniform(size=40), 2)
y = (random.uniform(size=40) < x).astype(int)
isotonic.fit(x, y)
asked = np.array([-0.1, 0.0, 0.15, 0.333, 0.5, 0.725, 0.9, 1.2])
split = StratifiedShuffleSplit(n_splits=10, test_size=0.1, random_state=42)
labels = np.array([1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0])
write(
    home / "estimation/vectors.json",
    {
        **origin,
        "isotonic": {"x": x.tolist(), "y": y.tolist(), "asked": asked.tolist(), "fitted": isotonic.calibrate(asked).tolist()},
        "uniform": [int(v) for v in np.random.RandomState(42).randint(0, 2**32, 5, dtype=np.uint64)],
        "permutations": [np.random.RandomState(42).permutation(n).tolist() for n in (1, 2, 10, 37)],
        "splits": {
            "labels": labels.tolist(),
            "folds": [[sorted(a.tolist()), b.tolist()] for a, b in split.split(labels, labels)],
        },
        "cases": [
            estimated("calibrated scores", 600, 250, lambda p: p),
            estimated("calibrated scores that shift", 500, 205, lambda p: p, 1.0),
            estimated("overconfident scores", 600, 200, lambda p: p**3 / (p**3 + (1 - p) ** 3)),
            estimated("squeezed scores, few positives", 800, 300, lambda p: 0.3 + 0.4 * p, 0.5, -1.5),
            estimated("mostly positives", 400, 150, lambda p: p**2, 0, 1.5),
        ],
        "many": [
            estimated_of_many("three classes", 600, 250, 1),
            estimated_of_many("three classes that shift", 500, 205, 1, 1.5),
            estimated_of_many("three classes, overconfident", 700, 150, 2.5),
        ],
    },
)
print([(c["name"], c["methods"].keys()) for c in cases])
