"""Serves a trained model over HTTP: /predict, /healthz and /version, and a log of what it answered.

What it needs to know it finds in its environment; `mlops deploy` sets these variables.
"""

import asyncio
import hashlib
import io
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import joblib
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from threadpoolctl import threadpool_limits

from predict import predict
from request import BadRequest, flights_of, table_of

NAME = "flights"
# Scored once before the first request comes: a model that cannot do that is not healthy.
TRIAL = (
    b'{"id": "trial", "month": 6, "day": 1, "carrier": "UA", "origin": "EWR", "dest": "ORD",'
    b' "sched_dep_time": 1745, "sched_arr_time": 1915, "distance": 719, "departures": 20}'
)


class Model:
    """A model, and the SHA-256 of the very bytes it was loaded from."""

    def __init__(self, file: Path, expected: str | None):
        try:
            content = file.read_bytes()
        except OSError as error:
            raise SystemExit(f"{file}: cannot be read ({error.strerror}). Train first, or set MLOPS_MODEL.") from None
        self.digest = hashlib.sha256(content).hexdigest()
        # Before it is loaded: loading a pickle runs what it says.
        if expected and expected != self.digest:
            raise SystemExit(f"{file}: is {self.digest}, MLOPS_MODEL_DIGEST says {expected}. It is not loaded.")
        self.fitted = joblib.load(io.BytesIO(content))

    def answer(self, flights: list[dict]) -> list[dict]:
        said = predict(self.fitted, table_of(flights))
        return [
            {"id": flight["id"], "prediction": predicted, "score": score, "model": self.digest}
            for flight, predicted, score in zip(
                flights, said["predicted"].tolist(), said["p_late"].tolist(), strict=True
            )
        ]


class ServingLog:
    """JSON Lines, a line an answer. Killed at any moment, at most its last line is torn."""

    def __init__(self, file: Path):
        file.parent.mkdir(parents=True, exist_ok=True)
        self.file = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        size = os.fstat(self.file).st_size
        self.torn = size > 0 and os.pread(self.file, 1, size - 1) != b"\n"

    def write(self, flights: list[dict], answers: list[dict]) -> None:
        """Adds the answers to one request in one write. A log that cannot be written keeps nobody waiting."""
        time = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        lines = [
            json.dumps({"time": time, "id": answer["id"], "features": features_of(flight), **answer}) + "\n"
            for flight, answer in zip(flights, answers, strict=True)
        ]
        content = ("\n" * self.torn + "".join(lines)).encode()
        try:
            self.torn = os.write(self.file, content) < len(content)
        except OSError as error:
            print(f"{len(lines)} answers are not in the serving log: {error}", file=sys.stderr, flush=True)


def features_of(flight: dict) -> dict:
    return {name: value for name, value in flight.items() if name != "id"}


def service(model: Model, log: ServingLog, revision: str | None) -> Starlette:
    # One thread scores, the event loop stays free for /healthz. The thread counts on one processor, as training did.
    worker = ThreadPoolExecutor(max_workers=1, initializer=threadpool_limits, initargs=(1, "openmp"))
    worker.submit(lambda: model.answer(flights_of(TRIAL)[0])).result()

    def answered(flights: list[dict]) -> list[dict]:
        answers = model.answer(flights)
        log.write(flights, answers)
        return answers

    async def answer(request: Request) -> JSONResponse:
        try:
            flights, many = flights_of(await request.body())
        except BadRequest as bad:
            return JSONResponse({"field": bad.field, "error": str(bad)}, status_code=400)
        answers = await asyncio.get_running_loop().run_in_executor(worker, answered, flights)
        return JSONResponse(answers if many else answers[0])

    async def health(_: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def version(_: Request) -> JSONResponse:
        return JSONResponse({"model": model.digest, "revision": revision, "name": NAME})

    return Starlette(
        routes=[
            Route("/predict", answer, methods=["POST"]),
            Route("/healthz", health),
            Route("/version", version),
        ]
    )


def main() -> None:
    port = int(os.environ.get("MLOPS_PORT", "8000"))
    revision = os.environ.get("MLOPS_REVISION")
    model = Model(
        Path(os.environ.get("MLOPS_MODEL", "out/model.joblib")), os.environ.get("MLOPS_MODEL_DIGEST")
    )
    log = ServingLog(Path(os.environ.get("MLOPS_LOG", "logs/serving.jsonl")))
    app = service(model, log, revision)
    print(f"{NAME} {model.digest[:12]} answers on http://127.0.0.1:{port}", flush=True)
    # SIGTERM: no new connection, requests under way are answered, then it ends.
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=10)


if __name__ == "__main__":
    main()
