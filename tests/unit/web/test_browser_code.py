"""The browser's code in `web/` has tests of its own, in its own language; they count as ours."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_tests_of_the_browsers_code_pass() -> None:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", ". script/lib.sh && provide_node && cd web && npm test --silent"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "\n# fail 0\n" in done.stdout
    assert "\n# pass 0\n" not in done.stdout
