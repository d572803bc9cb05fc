"""The API under schemathesis: OpenAPI says what a running service does, behind nginx, over real certificates."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reference_service.app import utc_now
from register.writer import RegisterWriter
from signing.content import Kind
from signing.qr import encode_base32
from tests.builders import ChamberWorld, Issued
from tests.reference_site import ReferenceSite
from tests.servers.gunicorn import Gunicorn
from tests.servers.nginx import Nginx

pytestmark = pytest.mark.slow

EXAMPLES = 15
"""Per call and phase; with them the run takes half a minute."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[ReferenceSite]:
    made = ReferenceSite(tmp_path / "var", world=ChamberWorld(now=utc_now().replace(microsecond=0)))
    made.write_receipt_key()
    yield made
    made.close()


@pytest.fixture
def issued(site: ReferenceSite) -> list[Issued]:
    """Publish certificates of each sort, one of them with its reference copy."""
    world = site.world
    certificates = [
        site.publish(world.issue(1)),
        site.publish(world.issue(2, Kind.COO_FOREIGN)),
        site.publish(world.issue(3, Kind.INVOICE)),
        site.publish(world.revoke(world.issue(4))),
    ]
    copy = site.documents.put(b"%PDF-1.7\na stand-in", max_bytes=1000)
    writer = RegisterWriter.open(site.config.register_url, trust=lambda: world.trust, clock=site.clock)
    writer.publish_copy(certificates[0].sid, bytes.fromhex(copy))
    writer.close()
    return certificates


@pytest.fixture
def live(site: ReferenceSite, issued: list[Issued], tmp_path: Path) -> Path:
    """Write down what schemathesis is to ask for."""
    metadata, targets = (site.config.trust_directory / name for name in ("metadata", "targets"))
    known = {
        "numbers": [one.number for one in issued],
        "dates": [str(one.issue_date) for one in issued],
        "seals": [encode_base32(one.seal) for one in issued],
        "documents": [one.pdf_sha256.hex() for one in issued],
        "metadata": sorted(file.name for file in metadata.iterdir()),
        "targets": sorted(str(file.relative_to(targets)) for file in targets.rglob("*") if file.is_file()),
    }
    path = tmp_path / "live.json"
    path.write_text(json.dumps(known), encoding="utf-8")
    return path


def test_no_check_of_schemathesis_fails(site: ReferenceSite, live: Path) -> None:
    program = Path(sys.executable).with_name("st")
    options = ["--seed", "1", "--max-examples", str(EXAMPLES), "--generation-database", "none", "--no-color"]
    environment = os.environ | {
        "ORIGINSEAL_LIVE": str(live),
        "SCHEMATHESIS_HOOKS": "tests.schemathesis_hooks",
        "PYTHONPATH": str(Path.cwd()),
    }
    # It asks faster than any person or bank.
    with Gunicorn(site.directory) as service, Nginx(service.url, {"rate=50r/s": "rate=9999r/s"}) as nginx:
        command = [
            str(program),
            "--config-file",
            "tests/schemathesis.toml",
            "run",
            f"{nginx.url}/openapi.json",
            *options,
        ]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2000:]
    assert "No issues found" in done.stdout
    # Calls that only ever met what is not there would have been tested in vain.
    assert "Missing test data" not in done.stdout
