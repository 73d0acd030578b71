"""Fits the model, after a fit without the last month of the training data has been measured on that month (May)."""

import calendar
import json
import os
from pathlib import Path

import joblib
import pandas as pd
import yaml
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import log_loss, roc_auc_score
from threadpoolctl import threadpool_limits

from features import FEATURES, features


def fit(flights: pd.DataFrame, params: dict, seed: int) -> HistGradientBoostingClassifier:
    # early_stopping would hold back random rows: flights of one day look alike, so it would stop too late
    model = HistGradientBoostingClassifier(
        **params, categorical_features="from_dtype", early_stopping=False, random_state=seed
    )
    # The fitted model notes its number of threads. With one, its bytes are the same on every number of cores.
    with threadpool_limits(limits=1, user_api="openmp"):
        return model.fit(features(flights), flights["late"])


def validate(flights: pd.DataFrame, params: dict, seed: int) -> dict[str, float]:
    """Measures on the last month of training data what a model of the months before it can do."""
    last = flights["month"] == flights["month"].max()
    month = calendar.month_name[flights["month"].max()]
    model = fit(flights[~last], params, seed)
    seen, late = features(flights[last]), flights.loc[last, "late"]
    for trees, scores in enumerate(model.staged_predict_proba(seen), start=1):
        if trees % 25 == 0 or trees == model.n_iter_:
            print(f"{trees:4} trees: log loss {log_loss(late, scores[:, 1]):.4f} on {month}", flush=True)
    return {
        f"{month.lower()}_rows": len(late),
        f"{month.lower()}_roc_auc": roc_auc_score(late, scores[:, 1]),
        f"{month.lower()}_log_loss": log_loss(late, scores[:, 1]),
    }


def main() -> None:
    data = Path(os.environ.get("MLOPS_DATA_FLIGHTS", "data"))
    model_file = Path(os.environ.get("MLOPS_MODEL", "out/model.joblib"))
    metrics_file = Path(os.environ.get("MLOPS_METRICS", "out/metrics.json"))
    params = yaml.safe_load(Path(os.environ.get("MLOPS_PARAMS", "params.yml")).read_text())
    seed = int(os.environ.get("MLOPS_SEED", "7"))

    flights = pd.read_parquet(data / "train.parquet")
    metrics = {"rows": len(flights), "features": len(FEATURES), **validate(flights, params, seed)}
    model = fit(flights, params, seed)
    metrics["trees"] = model.n_iter_

    for file in (model_file, metrics_file):
        file.parent.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, model_file)
    metrics_file.write_text(json.dumps(metrics, indent=2) + "\n")
    print(f"{len(flights)} flights, {len(FEATURES)} features, {model.n_iter_} trees -> {model_file.name}")


if __name__ == "__main__":
    main()
