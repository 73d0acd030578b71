"""Writes seeded tables as NumPy, pyarrow and Python's csv and json write them, and prints what they hold, as JSON:
{file: {column: [value, ...]}}; null is an empty cell. Whole numbers beyond 2^53 are printed as text, and so is the
column they are in.

    python tables.py <folder>
"""

import csv
import datetime
import decimal
import gzip
import io
import json
import math
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

folder = Path(sys.argv[1])
random = np.random.default_rng(20261130)
ROWS = 3000
expected = {}


def cell(value):
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, decimal.Decimal):
        return float(value) if value.as_tuple().exponent else int(value)
    if isinstance(value, (list, dict)):
        return json.dumps(value, separators=(",", ":"))
    return value.decode() if isinstance(value, bytes) else value


def cells(values):
    values = [cell(value) for value in values]
    if any(isinstance(value, int) and abs(value) >= 2**53 for value in values):
        return [None if value is None else str(value) for value in values]
    return values


def hold(name, columns):
    expected[name] = {column: cells(values) for column, values in columns.items()}


def text(rows, pool=("", "a", "b,c", 'the "OO"', "Größe", "😀", "two\nlines", "7")):
    return [str(random.choice(pool)) for _ in range(rows)]


def numpy_files():
    for spelled in ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "i1", "<i2", ">i4", "<i8", ">i8", "u1", "<u2", ">u4", "<u8", "?"]:
        dtype = np.dtype(spelled)
        values = (random.normal(size=ROWS) * 50).astype(dtype) if dtype.kind == "f" else random.integers(0, 2 if dtype.kind == "b" else 100, ROWS).astype(dtype)
        if dtype.kind == "f":
            values[7] = np.nan
        if dtype.kind == "i":
            values[:9] = -5
        name = f"score-{dtype.kind}{dtype.itemsize}{'big' if dtype.byteorder == '>' else ''}"
        np.save(folder / f"{name}.npy", values)
        hold(f"{name}.npy", {name: values})
    for name, values in {
        "long": random.integers(2**60, 2**62, ROWS),
        "longest": random.integers(2**63, 2**64 - 1, ROWS, dtype=np.uint64),
        "words": np.array([word.replace("\n", "") or "x" for word in text(ROWS)]),
        "bigwords": np.array([word or "x" for word in text(ROWS)]).astype(">U9"),
        "bytes": np.array([word.encode() or b"x" for word in text(ROWS)]),
        "empty": np.array([]),
    }.items():
        np.save(folder / f"{name}.npy", values)
        hold(f"{name}.npy", {name: values})
    matrix = random.normal(size=(ROWS, 3))
    for name, values in {"rowwise": matrix, "columnwise": np.asfortranarray(matrix)}.items():
        np.save(folder / f"{name}.npy", values)
        hold(f"{name}.npy", {f"{name}_{at}": matrix[:, at] for at in range(3)})
    for align in [False, True]:
        dtype = np.dtype([("id", "<i8"), ("late", "?"), ("score", "<f4"), ("origin", "<U3")], align=align)
        values = np.zeros(ROWS, dtype)
        values["id"] = np.arange(ROWS)
        values["late"] = random.random(ROWS) < 0.3
        values["score"] = random.random(ROWS)
        values["origin"] = random.choice(["JFK", "LGA", "EWR"], ROWS)
        np.save(folder / f"fields-{align}.npy", values)
        hold(f"fields-{align}.npy", {field: values[field] for field in dtype.names})
    for version in [(1, 0), (2, 0), (3, 0)]:
        name = f"format{version[0]}"
        with open(folder / f"{name}.npy", "wb") as file:
            np.lib.format.write_array(file, matrix[:, 0], version)
        hold(f"{name}.npy", {name: matrix[:, 0]})
    arrays = {"label": random.integers(0, 2, ROWS), "score": matrix, "prediction": matrix[:, :1]}
    columns = {"label": arrays["label"], **{f"score_{at}": matrix[:, at] for at in range(3)}, "prediction": matrix[:, 0]}
    for name, save in {"stored.npz": np.savez, "packed.npz": np.savez_compressed}.items():
        save(folder / name, **arrays)
        hold(name, columns)
    np.save(folder / "objects.npy", np.array([1, "a", None], dtype=object))
    np.savez(folder / "beside.npz", label=np.arange(4), classes=np.array(["a", "b"]), threshold=np.float64(0.5))


def parquet_files():
    holes = random.random(ROWS) < 0.2

    def holed(values):
        return [None if hole else value for value, hole in zip(values, holes)]

    whole = random.integers(-100, 100, ROWS)
    columns = {
        "double": pa.array(random.normal(size=ROWS)),
        "few": pa.array(random.integers(0, 7, ROWS) / 4),
        "float": pa.array(random.normal(size=ROWS).astype(np.float32)),
        "holed": pa.array(holed(random.normal(size=ROWS).tolist()), pa.float64()),
        **{f"int{bits}": pa.array(whole, pa.int64()).cast(f"int{bits}") for bits in (8, 16, 32, 64)},
        **{f"uint{bits}": pa.array(abs(whole), pa.int64()).cast(f"uint{bits}") for bits in (8, 16, 32, 64)},
        "gaps": pa.array(holed(whole.tolist()), pa.int32()),
        "large": pa.array(random.integers(2**60, 2**62, ROWS)),
        "flag": pa.array(random.random(ROWS) < 0.5),
        "flags": pa.array(holed((random.random(ROWS) < 0.5).tolist()), pa.bool_()),
        "text": pa.array(text(ROWS)),
        "texts": pa.array(holed(text(ROWS)), pa.string()),
        "unique": pa.array([f"row {at}" for at in range(ROWS)]),
        "binary": pa.array([word.encode() for word in text(ROWS)]),
        "coded": pa.DictionaryArray.from_arrays(random.integers(1, 3, ROWS).astype(np.int8), ["unused", "b", "a"]),
        "none": pa.nulls(ROWS, pa.string()),
        "day": pa.array([datetime.date(2026, 1, 1 + at % 28) for at in range(ROWS)]),
    }
    # pyarrow calls each column nullable unless its field says otherwise
    fields = [pa.field(name, values.type, nullable=name != "few") for name, values in columns.items()]
    table = pa.Table.from_arrays(list(columns.values()), schema=pa.schema(fields))
    held = {name: values.to_pylist() for name, values in columns.items()}
    held["day"] = [f"{value.isoformat()}T00:00:00.000Z" for value in held["day"]]
    ways = {
        "usual": {},
        "groups": {"row_group_size": 700},
        "pages2": {"data_page_version": "2.0", "row_group_size": 1100},
        "undictionaried": {"use_dictionary": False, "compression": "none"},
        "smallpages": {"data_page_size": 256, "write_batch_size": 64, "compression": "zstd"},
        "smalldictionary": {"dictionary_pagesize_limit": 512, "compression": "gzip"},
        "old": {"version": "1.0", "compression": "brotli"},
        "lz4": {"compression": "lz4", "data_page_version": "2.0"},
        "checked": {"write_page_checksum": True, "write_page_index": True},
    }
    for way, options in ways.items():
        parquet.write_table(table, folder / f"{way}.parquet", **options)
        hold(f"{way}.parquet", held)
    for name, encoding, chosen in [
        ("delta", "DELTA_BINARY_PACKED", ["int32", "int64", "gaps"]),
        ("lengths", "DELTA_LENGTH_BYTE_ARRAY", ["text", "texts"]),
        ("prefixes", "DELTA_BYTE_ARRAY", ["unique"]),
        ("split", "BYTE_STREAM_SPLIT", ["double", "float", "holed"]),
    ]:
        encodings = {column: encoding for column in chosen}
        parquet.write_table(table.select(chosen), folder / f"{name}.parquet", use_dictionary=False, column_encoding=encodings)
        hold(f"{name}.parquet", {column: held[column] for column in chosen})


def exact_files():
    cents = random.integers(-(10**9), 10**9, ROWS).tolist()
    cents[:4] = [30, 10, 70, -110]
    digits = [int(value) * 10**19 + at for at, value in enumerate(random.integers(-(2**60), 2**60, ROWS))]
    price = [decimal.Decimal(value).scaleb(-2) for value in cents]
    price[5] = None
    moments = [datetime.datetime(1969, 12, 31, 23, 59, 59, 999_999) + datetime.timedelta(microseconds=at * 250) for at in range(ROWS)]
    columns = {
        "price": pa.array(price, pa.decimal128(12, 2)),
        "small": pa.array(price, pa.decimal128(38, 2)),
        "share": pa.array([decimal.Decimal(value).scaleb(-30) for value in digits], pa.decimal128(38, 30)),
        "wide": pa.array([decimal.Decimal(value).scaleb(-30) for value in digits], pa.decimal256(60, 30)),
        "key": pa.array([decimal.Decimal(value) for value in digits], pa.decimal128(38, 0)),
        "count": pa.array([decimal.Decimal(value) for value in cents], pa.decimal128(10, 0)),
        "moment": pa.array(moments, pa.timestamp("us")),
        "list": pa.array([[value, value % 7] if value % 3 else [] for value in cents]),
        "struct": pa.array([{"a": value, "b": None} for value in cents], pa.struct([("a", pa.int64()), ("b", pa.float64())])),
    }
    held = {name: values.to_pylist() for name, values in columns.items()}
    held["moment"] = [(value.isoformat(timespec="microseconds" if value.microsecond % 1000 else "milliseconds")) + "Z" for value in moments]
    for way, options in {"exact": {}, "exactly": {"use_dictionary": False, "store_decimal_as_integer": True}}.items():
        parquet.write_table(pa.table(columns), folder / f"{way}.parquet", **options)
        hold(f"{way}.parquet", held)
    twice = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["a", "a"])
    parquet.write_table(twice, folder / "twice.parquet")
    for name, save in {"damaged.npz": np.savez, "bent.npz": np.savez_compressed}.items():
        archive = io.BytesIO()
        save(archive, label=np.arange(1000.0))
        bytes = bytearray(archive.getvalue())
        # one bit of a number, or of its packed form
        bytes[len(bytes) // 2] ^= 4
        (folder / name).write_bytes(bytes)
    np.save(folder / "zeros.npy", np.array(["a\0b", "a\0c", "d"]))
    hold("zeros.npy", {"zeros": np.array(["a\0b", "a\0c", "d"])})


def text_files():
    columns = {
        "id": list(range(ROWS)),
        "score": random.random(ROWS).tolist(),
        "logit": (random.normal(size=ROWS) * 10.0 ** random.integers(-30, 30, ROWS)).tolist(),
        "single": [float(str(np.float32(value))) for value in random.random(ROWS)],
        "hole": [None if value < 0.3 else value for value in random.random(ROWS).tolist()],
        "key": random.integers(2**60, 2**62, ROWS).tolist(),
        "text": ["x" if at == 0 else word or None for at, word in enumerate(text(ROWS))],
    }
    # a spelled number is a number until text comes; here text comes first
    rows = list(zip(*columns.values()))

    def write(file, **style):
        writer = csv.writer(file, **style)
        writer.writerow(columns)
        writer.writerows(rows)

    for name, style in {
        "rfc.csv": {},
        "unix.csv": {"lineterminator": "\n"},
        "quoted.csv": {"quoting": csv.QUOTE_ALL},
        "tabs.tsv": {"delimiter": "\t", "lineterminator": "\n"},
    }.items():
        with open(folder / name, "w", newline="", encoding="utf-8") as file:
            write(file, **style)
        hold(name, columns)
    for name, encoding in {"marked.csv": "utf-8-sig", "utf16.csv": "utf-16"}.items():
        with open(folder / name, "w", newline="", encoding=encoding) as file:
            write(file)
        hold(name, columns)
    lines = "".join(json.dumps(dict(zip(columns, row))) + "\n" for row in rows)
    (folder / "lines.jsonl").write_text(lines)
    hold("lines.jsonl", columns)
    for name in ["rfc.csv", "lines.jsonl", "usual.parquet"]:
        bytes = (folder / name).read_bytes()
        (folder / f"{name}.gz").write_bytes(gzip.compress(bytes, mtime=0))
        with pa.CompressedOutputStream(str(folder / f"{name}.zst"), "zstd") as stream:
            stream.write(bytes)
        for packed in ["gz", "zst"]:
            expected[f"{name}.{packed}"] = expected[name]


numpy_files()
parquet_files()
text_files()
exact_files()
json.dump(expected, sys.stdout, allow_nan=False)
