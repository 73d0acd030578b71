"""What the model sees of a flight. Training and prediction both come through here, so they cannot differ."""

import pandas as pd

CATEGORIES = ["carrier", "origin", "dest"]
SCHEDULE = ["minute_of_day", "day_of_week", "minutes_planned", "distance", "departures"]
PLANE = ["plane_age", "plane_seats"]
WEATHER = ["temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib"]

FEATURES = [
    *CATEGORIES,
    *SCHEDULE,
    *PLANE,
    *WEATHER,
]

YEAR = 2013


def features(flights: pd.DataFrame) -> pd.DataFrame:
    """Features of flights as prepare.py describes them; one row or a million, in the order they came.

    What is not known (a plane without papers, a gap in the weather) stays missing: the model has a branch for it.
    """
    leaves, arrives = minutes(flights["sched_dep_time"]), minutes(flights["sched_arr_time"])
    date = pd.to_datetime(flights[["month", "day"]].assign(year=YEAR))
    derived = flights.assign(
        minute_of_day=leaves,
        day_of_week=date.dt.day_of_week,
        minutes_planned=(arrives - leaves) % (24 * 60),  # by the clocks at both ends
        plane_age=YEAR - flights["plane_built"],
    )
    return derived[FEATURES].astype({name: "category" for name in CATEGORIES if name in FEATURES})


def minutes(clock: pd.Series) -> pd.Series:
    """Minutes since midnight of times written as 1745 for 17:45."""
    return clock // 100 * 60 + clock % 100
