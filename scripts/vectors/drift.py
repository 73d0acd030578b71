"""Expected values of packages/judge/drift, by scipy.

Run: python -m venv v && v/bin/pip install scipy==1.16.3 && v/bin/python scripts/vectors/drift.py EVIDENTLY...
EVIDENTLY: files of cases taken from Evidently's own tests and runs; those of the methods used here are kept, with
where they come from. Writes packages/judge/drift/vectors.json.
"""

import json
import pathlib
import sys

import numpy as np
import scipy
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2, false_discovery_control, ks_2samp, wasserstein_distance

random = np.random.default_rng(7)
samples = {
    "one distribution": (random.normal(size=60), random.normal(size=50)),
    "shifted by one": (random.normal(size=80), random.normal(1, size=60)),
    "shifted by three": (random.normal(size=200), random.normal(3, size=150)),
    "wider": (random.normal(size=100), random.normal(0, 3, size=100)),
    "many ties": (random.integers(0, 8, 120).astype(float), random.integers(0, 9, 70).astype(float)),
    "very uneven": (random.normal(size=900), random.normal(0.2, size=31)),
    "one value against one": (np.array([1.0]), np.array([2.0])),
    "the same": (np.arange(40.0), np.arange(40.0)),
    "skewed": (random.exponential(size=500), random.exponential(1.3, size=400)),
    "tiny numbers": (random.normal(0, 1e-5, size=300), random.normal(1e-5, 1e-5, size=300)),
}
numeric = [
    {
        "name": name,
        "reference": reference.tolist(),
        "current": current.tolist(),
        "statistic": float(ks_2samp(reference, current).statistic),
        "exact": float(ks_2samp(reference, current, method="exact").pvalue),
        "wasserstein": float(wasserstein_distance(reference, current)),
        "deviation": float(np.std(reference)),
    }
    for name, (reference, current) in samples.items()
]
large = []
for size, by in ((20_000, 0.05), (20_000, 0.08), (50_000, 0.04)):
    # a sequence that the test makes again without a generator
    at = np.arange(1, size + 1)
    reference, current = (at * 0.6180339887498949) % 1, np.sqrt((at * 0.7548776662466927) % 1) ** (2 + by)
    tested = ks_2samp(reference, current, method="asymp")
    large.append({"rows": size, "by": by, "statistic": float(tested.statistic), "p": float(tested.pvalue)})

tables = {
    "three categories": ([10, 20, 30], [20, 20, 20]),
    "two categories": ([10, 10], [6, 15]),
    "nothing in common": ([40, 0], [0, 30]),
    "uneven": ([500, 300, 200, 100], [52, 25, 30, 9]),
    "the same": ([50, 50, 50], [50, 50, 50]),
}
categorical = [
    {
        "name": name,
        "reference": reference,
        "current": current,
        "jensenShannon": float(jensenshannon(np.array(reference) / sum(reference), np.array(current) / sum(current))),
    }
    for name, (reference, current) in tables.items()
]
tail = [
    {"statistic": x, "freedom": df, "p": float(chi2.sf(x, df))}
    for x, df in ((0.5, 1), (3.84, 1), (200, 1), (12, 5), (1e-6, 3), (90, 100), (150, 100), (1200, 1000), (1, 60))
]
discovery = [
    {"p": ps, "adjusted": false_discovery_control(ps).tolist()}
    for ps in ([0.01, 0.02, 0.03, 0.04], [0.5, 0.001, 0.2, 0.04, 0.04], [1.0], [1e-9, 0.9, 0.9, 0.9])
]


def evidently(path):
    for case in json.loads(pathlib.Path(path).read_text())["cases"]:
        if "methods" in case and case["columnType"] == "num":
            yield {
                "id": case["id"],
                "reference": case["reference"],
                "current": case["current"],
                "ks": case["methods"]["ks"]["driftScore"],
                "wasserstein": case["methods"]["wasserstein"]["driftScore"],
            }


found = {
    "origin": "scripts/vectors/drift.py",
    "versions": {"scipy": scipy.__version__, "numpy": np.__version__},
    "numeric": numeric,
    "large": large,
    "categorical": categorical,
    "tail": tail,
    "discovery": discovery,
    "evidently": [case for path in sys.argv[1:] for case in evidently(path)],
}
home = pathlib.Path(__file__).parents[2] / "packages/judge/drift/vectors.json"
home.write_text(json.dumps(found).replace("}, {", "},\n{") + "\n")
