"""Writes pickles with the tools that write models, and says what CPython's own unpickler would import from each.

    python pickles.py <folder>   ->  <folder>/<file>..., and on stdout JSON {file: [[offset, "module.name"], ...]}
"""

import collections
import datetime
import decimal
import gzip
import io
import json
import pickle
import pickletools
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path

import joblib
import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestRegressor
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler


class Anything:
    """Stands for every class and function: nothing is imported, and calling it does nothing."""

    def __new__(cls, *args, **kwargs):
        return super().__new__(cls)

    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, *args, **kwargs):
        return Anything()

    def __setstate__(self, state):
        pass

    def __setitem__(self, key, value):
        pass

    def append(self, value):
        pass

    def extend(self, values):
        pass

    def add(self, value):
        pass

    def __hash__(self):
        return 1


class Recorder(pickle._Unpickler):
    """CPython's unpickler in Python, which tells what it would import."""

    def __init__(self, file):
        super().__init__(file)
        self.names = []

    def find_class(self, module, name):
        self.names.append(f"{module}.{name}")
        return Anything


def expected(data):
    """Names in order by the unpickler, offsets in order by pickletools."""
    recorder = Recorder(io.BytesIO(data))
    recorder.load()
    places = [
        position
        for opcode, _, position in pickletools.genops(data)
        if opcode.name in ("GLOBAL", "STACK_GLOBAL", "INST")
    ]
    assert len(places) == len(recorder.names), (len(places), len(recorder.names))
    return [list(pair) for pair in zip(places, recorder.names)]


class Point:
    def __init__(self):
        self.x, self.where = 1.5, {"a": [1, 2]}


class WithArgs(tuple):
    def __new__(cls, one, *, two=2):
        return super().__new__(cls, (one, two))

    def __getnewargs_ex__(self):
        return (self[0],), {"two": self[1]}


Named = collections.namedtuple("Named", "one two")


def values():
    shared = ["shared"] * 3
    return {
        "plain": {"a": 1, "b": [1.5, None, True, (1, 2, 3, 4)], "long": 2**80, "text": "é\n'\"", "bytes": b"\x00\xff" * 200},
        "shared": [shared, shared, {"again": shared}],
        "sets": [set([1, 2]), frozenset(["x"]), bytearray(b"abc"), complex(1, 2), slice(1, 2), range(3)],
        "collections": [collections.OrderedDict(a=1), collections.defaultdict(list, a=[1]), collections.deque([1]), collections.Counter("ab")],
        "times": [datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc), datetime.timedelta(1), decimal.Decimal("1.5")],
        "objects": [Point(), Point(), Named(1, 2), Point],
        "big": [str(number) for number in range(3000)],
        "functions": [len, json.dumps, str.upper],
        "numpy": [np.arange(5), np.float64(1), np.dtype("i4"), np.array([1, "a", None], dtype=object), np.ma.array([1], mask=[True]), np.random.RandomState(1), np.random.default_rng(1)],
        "structured": np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8", (2,))]),
    }


def models():
    rng = np.random.RandomState(0)
    x, y = rng.rand(60, 4), np.arange(60) % 2
    return {
        "boosting": HistGradientBoostingClassifier(max_iter=3, categorical_features=[0]).fit(np.c_[y, x], y),
        "forest": RandomForestRegressor(3, random_state=1).fit(x, y),
        "pipeline": make_pipeline(StandardScaler(), SelectKBest(f_classif, k=2), LogisticRegression()).fit(x, y),
        "columns": ColumnTransformer([("one", OneHotEncoder(), [0]), ("scale", StandardScaler(), [1])]).fit(np.c_[y, x]),
        "neighbours": KNeighborsClassifier().fit(x, y),
        "sgd": SGDClassifier().fit(x, y),
    }


def main(folder):
    told = {}

    def write(name, data, inner=None):
        (folder / name).write_bytes(data)
        if inner is not None:
            told[name] = expected(inner)

    for name, value in {**values(), **models()}.items():
        for protocol in range(6):
            try:
                data = pickle.dumps(value, protocol)
            except (TypeError, ValueError, pickle.PicklingError):
                continue
            write(f"{name}.{protocol}", data, data)
    for name, model in {**models(), "objects": values()["numpy"], "structured": values()["structured"]}.items():
        for protocol in (2, 4, 5):
            joblib.dump(model, folder / f"{name}.{protocol}.joblib", protocol=protocol)
        for compression in ("zlib", "gzip", "bz2", "xz", "lzma"):
            joblib.dump(model, folder / f"{name}.{compression}.joblib", compress=(compression, 3))
    data = pickle.dumps(models()["forest"], 4)
    write("forest.gz", gzip.compress(data), data)
    write("forest.zlib", zlib.compress(data), data)
    np.save(folder / "numbers.npy", np.arange(5))
    np.save(folder / "objects.npy", np.array([Point(), 1], dtype=object), allow_pickle=True)
    np.savez_compressed(folder / "both.npz", a=np.arange(5), b=np.array([json.dumps], dtype=object))
    with zipfile.ZipFile(folder / "torch.pt", "w") as archive:
        archive.writestr("archive/data.pkl", torch_like())
        archive.writestr("archive/data/0", np.arange(8, dtype="f4").tobytes())
        archive.writestr("archive/version", "3\n")
    with tarfile.open(folder / "forest.tar", "w") as archive:
        archive.add(folder / "forest.4", "model/forest.pkl")
    json.dump(told, sys.stdout)


def torch_like():
    """What torch.save writes for {"weight": tensor}, without torch: its storages are persistent ids."""
    out = b"\x80\x02}q\x00X\x06\x00\x00\x00weightq\x01ctorch._utils\n_rebuild_tensor_v2\nq\x02((X\x07\x00\x00\x00storageq\x03"
    out += b"ctorch\nFloatStorage\nq\x04X\x01\x00\x00\x000q\x05X\x03\x00\x00\x00cpuq\x06K\x08tq\x07QK\x00K\x08\x85q\x08K\x01\x85q\t\x89"
    return out + b"ccollections\nOrderedDict\nq\n)Rq\x0btq\x0cRq\rs."


if __name__ == "__main__":
    main(Path(sys.argv[1]))
