"""What a request to the service has to look like: one flight or a list of flights, each as prepare.py describes it."""

import json
from calendar import monthrange

import pandas as pd

from features import CATEGORIES, WEATHER, YEAR

MOST = 10_000

NAMES = ["id", *CATEGORIES]
WHOLE = {
    "month": (1, 12),
    "day": (1, 31),
    "sched_dep_time": (0, 2359),
    "sched_arr_time": (0, 2359),
    "distance": (1, 20_000),
    "departures": (1, 1_000),
}
MAYBE = ["plane_built", "plane_seats", *WEATHER]  # null, or left out: not known
FIELDS = [*NAMES, *WHOLE, *MAYBE]


class BadRequest(Exception):
    """What is wrong with one field; `field` is `month`, or `[3].month` of a list."""

    def __init__(self, field: str, what: str):
        super().__init__(f"{field}: {what}")
        self.field = field


def flights_of(body: bytes) -> tuple[list[dict], bool]:
    """The flights of a request, every field there and in order, and whether they came as a list."""
    try:
        content = json.loads(body, parse_constant=no_json)
    except (ValueError, RecursionError) as error:
        raise BadRequest("body", f"is no JSON: {error}") from None
    if not isinstance(content, list):
        return [flight_of(content, "")], False
    if not 1 <= len(content) <= MOST:
        raise BadRequest("body", f"holds {len(content)} flights; one request may ask for 1 to {MOST}")
    return [flight_of(entry, f"[{at}]") for at, entry in enumerate(content)], True


def no_json(word: str):
    raise ValueError(f"{word} is no number of JSON; write null for what is not known")


def flight_of(entry: object, place: str) -> dict:
    if not isinstance(entry, dict):
        raise BadRequest(place or "body", "is no flight: an object with id, carrier, origin and so on")

    def refuse(name: str, what: str):
        raise BadRequest(f"{place}.{name}" if place else name, what)

    for name in entry:
        if name not in FIELDS:
            refuse(name, f"is no field of a flight. There are: {', '.join(FIELDS)}")
    for name in [*NAMES, *WHOLE]:
        if entry.get(name) is None:
            refuse(name, "is missing")
    for name in NAMES:
        if not (isinstance(entry[name], str) and 0 < len(entry[name]) <= 100 and entry[name].isprintable()):
            refuse(name, "is no text of 1 to 100 printable characters")
    for name, (least, most) in WHOLE.items():
        if not (is_number(entry[name]) and least <= entry[name] <= most and entry[name] == int(entry[name])):
            refuse(name, f"is no whole number from {least} to {most}")
    for name in MAYBE:
        if entry.get(name) is not None and not (is_number(entry[name]) and abs(entry[name]) < 1e6):
            refuse(name, "is neither a number nor null")
    if entry["day"] > monthrange(YEAR, int(entry["month"]))[1]:
        refuse("day", f"is no day of month {int(entry['month'])}")
    for name in ("sched_dep_time", "sched_arr_time"):
        if entry[name] % 100 > 59:
            refuse(name, "is no time of day, as 1745 is for 17:45")
    return {name: entry.get(name) for name in FIELDS}


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def table_of(flights: list[dict]) -> pd.DataFrame:
    """The flights with the types the data set has, also where a column holds nothing that is known."""
    types = {**dict.fromkeys(NAMES, "str"), **dict.fromkeys(WHOLE, "int64"), **dict.fromkeys(MAYBE, "float64")}
    return pd.DataFrame(flights, columns=FIELDS).astype(types)
