"""Scores the test months with a trained model: a row a flight, with the truth beside it, for mlops to judge."""

import os
from pathlib import Path

import joblib
import pandas as pd

from features import features

THRESHOLD = 0.5


def predict(model, flights: pd.DataFrame) -> pd.DataFrame:
    """What the model says of each flight. The evaluation and the service both ask here, so they cannot differ."""
    p_late = model.predict_proba(features(flights))[:, 1]
    return pd.DataFrame({"predicted": (p_late >= THRESHOLD).astype("int64"), "p_late": p_late}, flights.index)


def main() -> None:
    data = Path(os.environ.get("MLOPS_DATA_FLIGHTS", "data"))
    model = joblib.load(os.environ.get("MLOPS_MODEL", "out/model.joblib"))
    predictions_file = Path(os.environ.get("MLOPS_PREDICTIONS", "out/predictions.parquet"))

    flights = pd.read_parquet(data / "test.parquet")
    told = ["id", "late", "carrier", "origin", "month", "day"]
    predictions = flights[told].join(predict(model, flights))
    predictions_file.parent.mkdir(parents=True, exist_ok=True)
    predictions.to_parquet(predictions_file, index=False)
    print(f"{len(predictions)} flights scored, {predictions['predicted'].mean():.4f} predicted late")


if __name__ == "__main__":
    main()
