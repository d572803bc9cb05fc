"""The API guide's example (docs/api/apply.py) with the client that a generator makes of the API's description.

    told = run_example(folder, served_url, token, typed, invoice)     # the reference and "submitted"

`folder` gets the client and the two files, once; `served_url` is where the office answers over HTTP.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from flask import Flask
from werkzeug.serving import make_server

EXAMPLE = Path(__file__).parent.parent / "docs" / "api"
ALLOWED_SECONDS = 120


@contextmanager
def served_over_http(app: Flask) -> Iterator[str]:
    """Serve an office on a port of its own; yield its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def make_client(folder: Path, description: bytes) -> None:
    """Make the client of the API's description, below `folder`."""
    (folder / "openapi.json").write_bytes(description)
    program = str(Path(sys.executable).with_name("openapi-python-client"))
    made = [program, "generate", "--path", str(folder / "openapi.json"), "--config", str(EXAMPLE / "client.yml")]
    target = ["--meta", "none", "--output-path", str(folder / "originseal_client")]
    # Its own tidying of the sources needs ruff on the PATH.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [*made, *target],
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=ALLOWED_SECONDS,
        check=True,
    )
    assert "WARNING" not in done.stdout, done.stdout


def run_example(folder: Path, url: str, token: str, typed: Path, invoice: Path) -> str:
    """Apply as the example does; return what it says."""
    command = [sys.executable, str(EXAMPLE / "apply.py"), url, str(typed), str(invoice)]
    environment = os.environ | {"ORIGINSEAL_TOKEN": token, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=ALLOWED_SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
