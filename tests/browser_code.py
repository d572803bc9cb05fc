"""The browser's code in `web/`, asked from Python: built once a session, started once for many questions."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


@cache
def tools() -> Path:
    """Build the tools of `web/tests/tools/` and return the folder that holds them."""
    _node("node web/build.mjs --tests")
    return ROOT / "web" / "build" / "tools"


def ask(task: str, question: Any) -> Any:
    """Return what a task of `web/tests/tools/run.ts` answers."""
    return json.loads(_node(f"node {tools().relative_to(ROOT) / 'run.mjs'} {task}", json.dumps(question).encode()))


def _node(command: str, data: bytes = b"") -> bytes:
    # `script/lib.sh` knows where a Node.js is; what it says goes to stderr, so that stdout is the answer alone.
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f". script/lib.sh && provide_node >&2 && {command}"],
        cwd=ROOT,
        input=data,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
