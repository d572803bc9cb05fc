"""A client made of the API's description applies over HTTP, with its holder's consent (docs/api/apply.py)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from issuance.domain.application.fields import fields_of
from issuance.domain.application.order import NAMES
from issuance.storage.applications import applications
from issuance.storage.tables.applications import application as table
from signing.content import Kind
from tests.applying import paper_file, typed
from tests.calling import Calling
from tests.connected import Connected

EXAMPLE = Path("docs/api")


@pytest.fixture
def served(quick_world: Connected) -> Iterator[str]:
    """Serve the office on a port of its own."""
    server = make_server("127.0.0.1", 0, quick_world.site.app)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.slow
def test_the_example_applies_once_however_often_it_is_run(quick_world: Connected, served: str, tmp_path: Path) -> None:
    world = quick_world
    token = Calling.make(world, world.cast.user).token
    description = tmp_path / "openapi.json"
    description.write_bytes(world.site.client().get("/api/v1/openapi.json").data)
    names = {*(spec.name for spec in fields_of(Kind.COO_JP)), *NAMES}
    entry = typed().model_dump(mode="json")
    entry["fields"] = {name: text for name, text in entry["fields"].items() if name in names}
    (tmp_path / "order-4711.json").write_text(json.dumps(entry), encoding="utf-8")
    (tmp_path / "invoice.png").write_bytes(paper_file().getvalue())
    program = str(Path(sys.executable).with_name("openapi-python-client"))
    made = [program, "generate", "--path", str(description), "--config", str(EXAMPLE / "client.yml"), "--meta", "none"]
    client = tmp_path / "originseal_client"
    # Its own tidying of the sources needs ruff on the PATH.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"ORIGINSEAL_TOKEN": token, "PYTHONPATH": str(tmp_path), "PATH": path}
    generated = subprocess.run(
        [*made, "--output-path", str(client)], env=environment, capture_output=True, text=True, timeout=120, check=True
    )
    assert "WARNING" not in generated.stdout
    command = [sys.executable, str(EXAMPLE / "apply.py"), served, "order-4711.json", "invoice.png"]
    command = [*command[:3], *(str(tmp_path / name) for name in command[3:])]
    told = []
    for _each in range(2):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        told.append(done.stdout)
    with world.site.office.units.look(world.cast.user) as unit:
        (sent,) = applications(unit, table.c.created_by == world.cast.user.account)
    assert told == [f"{sent.reference} submitted\n"] * 2
