"""Reads records as a stranger would: in-toto's own types, and canonical JSON by another implementation.

    python records.py FILE...

Prints one JSON object: for each file the sentences that say what is wrong with it.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rfc8785
from google.protobuf.json_format import ParseDict
from in_toto_attestation.predicates.provenance.v1.provenance_pb2 import Provenance
from in_toto_attestation.predicates.test_result.v0.test_result_pb2 import TestResult
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.resource_descriptor_pb2 import ResourceDescriptor
from in_toto_attestation.v1.statement import Statement

PREDICATES = {
    "https://slsa.dev/provenance/v1": Provenance,
    "https://in-toto.io/attestation/test-result/v0.1": TestResult,
}
DIGITS = {"sha256": 64, "gitCommit": 40}


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names stand once: I-JSON, which RFC 8785 asks for."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"the name {name!r} stands {names.count(name)} times")
    return dict(pairs)


def without_extensions(value: Any) -> Any:
    """Less the fields a vendor may add to a predicate: `<vendor>_<field>`."""
    if isinstance(value, list):
        return [without_extensions(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: without_extensions(one) for name, one in value.items() if not re.fullmatch(r"mlops_[a-z]+", name)}


def of_provenance(provenance: Provenance) -> Iterator[str]:
    definition, details = provenance.build_definition, provenance.run_details
    if not definition.build_type.startswith("https://"):
        yield "buildType is no URI"
    if not definition.HasField("external_parameters"):
        yield "externalParameters are missing"
    if not details.builder.id.startswith("https://"):
        yield "builder.id is no URI"
    started, finished = details.metadata.started_on, details.metadata.finished_on
    if not 0 < started.ToNanoseconds() <= finished.ToNanoseconds():
        yield "it does not end after it began"
    yield from of_resources("resolvedDependencies", definition.resolved_dependencies)
    yield from of_resources("byproducts", details.byproducts)


def of_test_result(result: TestResult) -> Iterator[str]:
    if result.result not in ("PASSED", "WARNED", "FAILED"):
        yield f"result {result.result!r} is none of the three"
    if len(result.configuration) == 0:
        yield "configuration is empty"
    yield from of_resources("configuration", result.configuration)


def of_resources(where: str, resources: list[ResourceDescriptor]) -> Iterator[str]:
    """The rules of a ResourceDescriptor that its type does not hold."""
    for resource in resources:
        if not (resource.uri or resource.digest or resource.content):
            yield f"{where}: {resource.name} has neither uri, digest nor content"
        for kind, value in resource.digest.items():
            if not re.fullmatch(rf"[0-9a-f]{{{DIGITS.get(kind, 0)}}}", value):
                yield f"{where}: {resource.name} has the digest {kind}:{value}"
    names = [resource.name for resource in resources]
    if len(set(names)) != len(names):
        yield f"{where}: a name stands twice in {names}"


def problems(content: bytes) -> Iterator[str]:
    value = json.loads(content.decode("utf-8"), object_pairs_hook=once)
    if rfc8785.dumps(value) + b"\n" != content:
        yield "it is not the canonical JSON of RFC 8785 and a line end"
    statement = ParseDict(value, statement_pb2.Statement(), ignore_unknown_fields=False)
    Statement.copy_from_pb(statement).validate()
    yield from of_resources("subject", statement.subject)
    kind = PREDICATES.get(statement.predicate_type)
    if kind is None:
        yield f"predicate type {statement.predicate_type}"
        return
    predicate = ParseDict(without_extensions(value["predicate"]), kind(), ignore_unknown_fields=False)
    yield from of_provenance(predicate) if isinstance(predicate, Provenance) else of_test_result(predicate)


def found(file: Path) -> list[str]:
    try:
        return list(problems(file.read_bytes()))
    except Exception as error:  # each reader has its own
        return [f"{type(error).__name__}: {error}"]


print(json.dumps({file: found(Path(file)) for file in sys.argv[1:]}))
