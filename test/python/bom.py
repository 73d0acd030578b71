"""Validates bills of materials by the published schema of CycloneDX 1.6, and reads them back.

    python bom.py FILE...

Prints one JSON object: for each file what is wrong with it, and what the reader found in it.
"""

import json
import sys
import warnings
from pathlib import Path
from typing import Any

import rfc8785
from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL


def problems(text: str, purls: list[str]) -> list[str]:
    wrong = [str(error) for error in JsonStrictValidator(SchemaVersion.V1_6).validate_str(text, all_errors=True) or []]
    if rfc8785.dumps(json.loads(text)).decode("utf-8") + "\n" != text:
        wrong.append("it is not the canonical JSON of RFC 8785 and a line end")
    wrong += [f"purl {purl}" for purl in purls if PackageURL.from_string(purl).to_string() != purl]
    return wrong


def read(file: str) -> dict[str, Any]:
    try:
        text = Path(file).read_text("utf-8")
        value = json.loads(text)
        bom = Bom.from_json(value)
        bom.validate()
    except Exception as error:  # the reader has many
        return {"problems": [f"{type(error).__name__}: {error}"]}
    libraries = [one for one in bom.components if one.type == "library"]
    references = [reference for one in bom.components for reference in one.external_references]
    purls = [one["purl"] for one in value["components"] if "purl" in one]
    return {
        "problems": problems(text, purls + [str(reference.url) for reference in references]),
        "serial": bom.serial_number.version,
        "libraries": {one.name: one.version for one in libraries},
    }


warnings.simplefilter("error")
print(json.dumps({file: read(file) for file in sys.argv[1:]}))
