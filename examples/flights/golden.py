"""Chooses the golden requests from the test months: golden.jsonl, a line a flight, {id, body}.

A new revision has to answer each as the evaluation predicted for that id before it may serve.
"""

import json
import os
from pathlib import Path

import pandas as pd

from traffic import GOLDEN, SEED, bodies

SIZE = 24


def choose(flights: pd.DataFrame) -> pd.DataFrame:
    """One flight a carrier, one for each column that may be unknown, one of which all is known, then any."""
    mixed = flights.sample(frac=1, random_state=SEED)
    unknown = [mixed[mixed[name].isna()].head(1) for name in mixed.columns[mixed.isna().any()]]
    chosen = [mixed.drop_duplicates("carrier"), *unknown, mixed.dropna().head(1), mixed]
    return pd.concat(chosen).drop_duplicates("id").head(SIZE).sort_values("id")


def main() -> None:
    flights = pd.read_parquet(Path(os.environ.get("MLOPS_DATA_FLIGHTS", "data")) / "test.parquet")
    lines = [json.dumps({"id": body["id"], "body": body}) for body in bodies(choose(flights))]
    GOLDEN.write_text("\n".join(lines) + "\n")
    print(f"{len(lines)} golden requests")


if __name__ == "__main__":
    main()
