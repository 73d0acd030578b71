"""Sends a month's flights to the service, then writes down how late they came: python traffic.py july

The flights of a month are always the same ones, in the same random order. The labels lie in their own file, as they
are known only after the landing.
"""

import argparse
import calendar
import json
import statistics
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd

from prepare import year

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
GOLDEN = Path("golden.jsonl")
SEED = 7


def bodies(flights: pd.DataFrame) -> list[dict]:
    """Flights as the service is asked for them: what is known beforehand, null for what is not."""
    rows = flights.drop(columns=["late", "arrived"], errors="ignore").to_dict("records")
    return [{name: None if value != value else value for name, value in row.items()} for row in rows]


def sample(month: int, size: int) -> pd.DataFrame:
    """Flights of a month that arrived, but for the golden requests: those are the deployment's own."""
    rows = year()
    golden = [json.loads(line)["id"] for line in GOLDEN.read_text().splitlines()] if GOLDEN.exists() else []
    of_month = rows[(rows["month"] == month) & rows["arrived"] & ~rows["id"].isin(golden)]
    return of_month.sample(min(size, len(of_month)), random_state=SEED)


class Sender:
    """Sends batches over connections that are kept, one a thread."""

    def __init__(self, url: str):
        self.url = urlsplit(url)
        if self.url.scheme != "http" or not self.url.hostname:
            raise SystemExit(f"--url {url}: is no address such as http://127.0.0.1:8080")
        self.path = self.url.path.rstrip("/") or "/predict"
        self.kept = threading.local()

    def send(self, batch: list[dict]) -> list[dict]:
        """The answers to a batch. Whatever goes wrong is an OSError, and nothing is sent twice."""
        connection = getattr(self.kept, "connection", None)
        if connection is None:
            connection = self.kept.connection = HTTPConnection(self.url.netloc, timeout=30)
        try:
            connection.request("POST", self.path, json.dumps(batch), {"Content-Type": "application/json"})
            response = connection.getresponse()
            content = response.read()
        except (OSError, HTTPException) as error:
            connection.close()
            raise OSError(f"{type(error).__name__}: {error}") from error
        if response.status != 200:
            raise OSError(f"{response.status} {content.decode(errors='replace')[:300]}")
        answers = json.loads(content)
        if [answer["id"] for answer in answers] != [flight["id"] for flight in batch]:
            raise OSError("the answers are to other flights")
        return answers


def send_all(flights: list[dict], url: str, batch: int, connections: int) -> tuple[list[dict], list[str]]:
    """All answers, and a reason a flight that has none."""
    sender, answers, failures = Sender(url), [], []
    batches = [flights[at : at + batch] for at in range(0, len(flights), batch)]

    def send(one: list[dict]) -> None:
        try:
            answers.extend(sender.send(one))
        except OSError as error:
            failures.extend([str(error)] * len(one))

    with ThreadPoolExecutor(connections) as pool:
        shown = time.monotonic()
        for _ in pool.map(send, batches):
            if time.monotonic() - shown > 5:
                shown = time.monotonic()
                print(f"  {len(answers) + len(failures):,} of {len(flights):,}", flush=True)
    return answers, failures


def count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 on")
    return int(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("month", choices=MONTHS, metavar="month", help="january to december")
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="where the service is (%(default)s)")
    parser.add_argument("--flights", type=count, default=3000, help="how many (%(default)s)")
    parser.add_argument("--batch", type=count, default=20, help="flights a request (%(default)s)")
    parser.add_argument("--connections", type=count, default=2, help="requests at a time (%(default)s)")
    parser.add_argument("--labels", type=Path, default=Path("labels"), help="folder of the labels (%(default)s)")
    wish = parser.parse_args()

    flights = sample(MONTHS[wish.month], wish.flights)
    print(f"{wish.month}: {len(flights):,} flights to {wish.url}, {wish.batch} a request", flush=True)
    started = time.monotonic()
    answers, failures = send_all(bodies(flights), wish.url, wish.batch, wish.connections)
    seconds = time.monotonic() - started
    print(f"{wish.month}: {len(answers):,} answered, {len(failures):,} failed, {seconds:.1f} s")
    if answers:
        models = ", ".join(sorted({answer["model"][:12] for answer in answers}))
        mean = statistics.fmean(answer["score"] for answer in answers)
        print(f"{wish.month}: late with {mean:.3f} on average by {models}; {flights['late'].mean():.3f} came late")

    wish.labels.mkdir(parents=True, exist_ok=True)
    labels = flights.rename(columns={"late": "label"})[["id", "label"]]
    labels.to_json(wish.labels / f"{wish.month}.jsonl", orient="records", lines=True)
    if failures:
        sys.exit(f"The first failure: {failures[0]}")


if __name__ == "__main__":
    main()
