"""Writes packages/metrics/fixtures: what scikit-learn says of some predictions, and one table in every format.

    pip install scikit-learn pyarrow pandas
    python scripts/vectors/metrics.py

The same versions write the same bytes; vectors.json names the versions it came from.
"""

import json
import math
import pathlib
import warnings

import numpy
import pandas
import pyarrow
import pyarrow.parquet
import sklearn
from sklearn import metrics

FOLDER = pathlib.Path(__file__).parents[2] / "packages" / "metrics" / "fixtures"
random = numpy.random.default_rng(20130601)


def binary(name, labels, scores, predictions=None):
    labels, scores = numpy.asarray(labels), numpy.asarray(scores, dtype=float)
    predictions = (scores >= 0.5).astype(int) if predictions is None else numpy.asarray(predictions)
    both = len(set(labels.tolist())) == 2
    probabilities = bool(((scores >= 0) & (scores <= 1)).all())
    division = {"zero_division": numpy.nan}
    expected = {
        "roc_auc": metrics.roc_auc_score(labels, scores) if both else None,
        "log_loss": metrics.log_loss(labels, scores, labels=[0, 1]) if probabilities else None,
        "brier": metrics.brier_score_loss(labels, scores, pos_label=1) if probabilities else None,
        "accuracy": metrics.accuracy_score(labels, predictions),
        "precision": metrics.precision_score(labels, predictions, **division),
        "recall": metrics.recall_score(labels, predictions, **division),
        "f1": metrics.f1_score(labels, predictions, **division),
    }
    return case("binary", name, labels, predictions, scores, expected)


def multiclass(name, labels, predictions):
    expected = {"accuracy": metrics.accuracy_score(labels, predictions)}
    for measure in ("precision", "recall", "f1"):
        score = getattr(metrics, f"{measure}_score")
        expected[f"{measure}_macro"] = score(labels, predictions, average="macro")
    return case("multiclass", name, labels, predictions, None, expected)


def regression(name, labels, predictions):
    expected = {
        "mae": metrics.mean_absolute_error(labels, predictions),
        "rmse": metrics.root_mean_squared_error(labels, predictions),
        "r2": metrics.r2_score(labels, predictions, force_finite=False),
    }
    return case("regression", name, labels, predictions, None, expected)


def case(task, name, labels, predictions, scores, expected):
    def plain(values):
        return None if values is None else numpy.asarray(values).tolist()

    said = {key: finite(value) for key, value in expected.items()}
    return {
        "task": task,
        "name": name,
        "labels": plain(labels),
        "predictions": plain(predictions),
        "scores": plain(scores),
        "expected": said,
    }


def finite(value):
    return None if value is None or not math.isfinite(value) else float(value)


def cases():
    labels = random.integers(0, 2, 1500)
    noisy = 1 / (1 + numpy.exp(-(labels * 0.8 + random.normal(size=1500))))
    rare = (random.random(800) < 0.02).astype(int)
    yield binary("1500 rows, no ties", labels, noisy)
    yield binary("1500 rows, scores of two decimals (ties)", labels, noisy.round(2))
    yield binary("predictions that are not the scores at 0.5", labels, noisy.round(3), (noisy > 0.7).astype(int))
    yield binary("800 rows, 2 % positive", rare, random.random(800).round(4))
    yield binary("scores that are no probabilities", labels[:60], (noisy[:60] * 9 - 4).round(3))
    yield binary("every score the same", [0, 1, 1, 0, 1], [0.3] * 5)
    yield binary("scores of 0 and 1, right and wrong", [0, 1, 0, 1, 1], [0, 1, 1, 0, 0.5])
    yield binary("negative zero ties with zero", [0, 1, 1, 0], [0.0, -0.0, 0.5, -0.0])
    yield binary("two rows", [0, 1], [0.4, 0.6])
    yield binary("one row", [1], [0.9])
    yield binary("one class, all positive", [1, 1, 1], [0.2, 0.6, 0.9])
    yield binary("one class, none predicted", [0, 0, 0], [0.1, 0.2, 0.3])
    yield binary("none predicted positive", [0, 1, 0, 1], [0.1, 0.4, 0.2, 0.3])
    yield binary("subnormal and tiny scores", [0, 1, 0, 1], [5e-324, 1e-300, 1e-17, 1 - 1e-16])
    three = random.integers(0, 3, 900)
    guessed = numpy.where(random.random(900) < 0.7, three, random.integers(0, 3, 900))
    yield multiclass("900 rows, three classes", three, guessed)
    yield multiclass("a class never predicted", [0, 1, 2, 2, 1, 0], [0, 1, 1, 1, 1, 0])
    yield multiclass("a class never labelled", [0, 1, 1, 0], [0, 1, 2, 3])
    yield multiclass("nothing right", [0, 1, 2], [1, 2, 0])
    yield multiclass("one row", [4], [4])
    values = random.normal(100, 25, 1200)
    yield regression("1200 rows", values, values + random.normal(0, 5, 1200))
    yield regression("large values, small errors", values + 1e9, values + 1e9 + random.normal(0, 1e-3, 1200))
    yield regression("worse than the mean", [1.0, 2.0, 3.0], [3.0, 2.0, -4.0])
    yield regression("perfect", [1.5, 2.5, -3.0], [1.5, 2.5, -3.0])
    yield regression("one row", [3.0], [2.5])
    yield regression("labels all the same", [2.0, 2.0, 2.0], [1.0, 2.0, 3.0])


def table(rows):
    carriers = numpy.array(["UA", "AA", "B6, Inc", 'the "OO"', "Größe"])
    return pandas.DataFrame(
        {
            "id": 2**53 + 1 + numpy.arange(rows) * 2,
            "late": random.integers(0, 2, rows).astype(bool),
            "score": random.random(rows),
            "small": random.random(rows).astype("float32"),
            "carrier": pandas.Series(carriers[random.integers(0, 5, rows)]).where(numpy.arange(rows) % 7 != 3),
            "zip": [f"{number:05d}" for number in random.integers(0, 400, rows)],
            "hole": pandas.Series(random.random(rows)).where(numpy.arange(rows) % 5 != 1),
        }
    )


def write_tables():
    frame = table(50)
    arrow = pyarrow.Table.from_pandas(frame, preserve_index=False)
    for codec in ("none", "snappy", "gzip", "brotli", "zstd", "lz4"):
        # row groups of 20, so that a column comes in several chunks
        pyarrow.parquet.write_table(arrow, FOLDER / f"{codec}.parquet", compression=codec, row_group_size=20)
    pyarrow.parquet.write_table(arrow, FOLDER / "plain.parquet", use_dictionary=False, data_page_version="2.0")
    pyarrow.parquet.write_table(arrow.slice(0, 0), FOLDER / "no-rows.parquet")
    frame.to_csv(FOLDER / "table.csv", index=False)
    frame.to_csv(FOLDER / "table.tsv", index=False, sep="\t", lineterminator="\r\n")
    frame.to_json(FOLDER / "table.jsonl", orient="records", lines=True, double_precision=15)
    said = json.loads(frame.to_json(orient="split", index=False, double_precision=15))
    columns = {name: [row[at] for row in said["data"]] for at, name in enumerate(said["columns"])}
    columns["id"] = [str(value) for value in frame["id"]]  # beyond 2^53: a reader of JSON may round them
    (FOLDER / "table.json").write_text(json.dumps(columns, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main():
    FOLDER.mkdir(exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # undefined measures are what some cases are about
        found = list(cases())
    versions = {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__, "pyarrow": pyarrow.__version__}
    lines = ",\n".join(json.dumps(one) for one in found)
    text = f'{{"origin": "scripts/vectors/metrics.py", "versions": {json.dumps(versions)}, "cases": [\n{lines}\n]}}\n'
    (FOLDER / "vectors.json").write_text(text, encoding="utf-8")
    write_tables()


main()
