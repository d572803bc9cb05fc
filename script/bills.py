"""Bills of materials in CycloneDX 1.6: what the locks pin, with hashes, for Python and for the web pages."""

import base64
import json
import subprocess
import sys
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

_OF_THE_MOMENT = ("serialNumber",)
"""Fields that would differ with each making."""


def of_python(root: Path) -> str:
    """Return the bill of requirements.lock."""
    command = [
        "-W",
        "ignore",
        "-m",
        "cyclonedx_py",
        "requirements",
        "requirements.lock",
        "--pyproject",
        "pyproject.toml",
    ]
    options = ["--output-reproducible", "--of", "JSON", "--sv", "1.6", "-o", "-"]
    ran = subprocess.run([sys.executable, *command, *options], cwd=root, capture_output=True, check=True)
    return _written(json.loads(ran.stdout))


def of_web(root: Path) -> str:
    """Return the bill of web/package-lock.json."""
    bom = Bom()
    for place, package in json.loads((root / "web/package-lock.json").read_bytes())["packages"].items():
        if place:
            bom.components.add(_component(place.rpartition("node_modules/")[2], package))
    return _written(json.loads(JsonV1Dot6(bom).output_as_string()))


def _component(name: str, package: dict[str, str]) -> Component:
    space, _, own = name.rpartition("/")
    version, licence = package["version"], package.get("license")
    purl = PackageURL("npm", space or None, own, version)
    algorithm, _, digest = package.get("integrity", "").partition("-")
    hashes = (
        [HashType(alg=HashAlgorithm.SHA_512, content=base64.b64decode(digest).hex())] if algorithm == "sha512" else []
    )
    return Component(
        type=ComponentType.LIBRARY,
        name=own,
        group=space or None,
        version=version,
        purl=purl,
        bom_ref=str(purl),
        hashes=hashes,
        licenses=[LicenseExpression(licence)] if licence else [],
    )


def _written(bill: dict[str, object]) -> str:
    for field in _OF_THE_MOMENT:
        bill.pop(field, None)
    metadata = bill.get("metadata")
    if isinstance(metadata, dict):
        metadata.pop("timestamp", None)
    return json.dumps(bill, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
