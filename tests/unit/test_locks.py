"""Lock files pin packages and their hashes, and never say where packages come from."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a copy of the check in ``folder``: it looks at the working copy that it stands in."""
    script = folder / "script" / "check_locks.py"
    script.parent.mkdir(exist_ok=True)
    script.write_bytes((ROOT / "script" / "check_locks.py").read_bytes())
    return subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)


def test_our_lock_files_hold_no_address(tmp_path: Path) -> None:
    for name in LOCKS:
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())

    done = check(tmp_path)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_an_exact_version_and_a_hash(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))

    assert len(packages) > 1
    assert [package for package in packages if "==" not in package or "--hash=sha256:" not in package] == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://mirror.example/simple",
        "--extra-index-url http://mirror.example/simple",
        "--find-links /srv/wheels",
        "cbor2 @ file:///srv/wheels/cbor2.whl",
        "cbor2 @ https://mirror.example/cbor2.whl",
    ],
)
def test_an_address_is_found_wherever_the_lock_file_stands(line: str, tmp_path: Path) -> None:
    lock = tmp_path / "deploy" / "server.lock"
    lock.parent.mkdir()
    lock.write_text(f"cbor2==6.0.0\n{line}\n", encoding="utf-8")

    done = check(tmp_path)

    assert done.returncode == 1
    assert f"server.lock:2: {line}" in done.stderr


def test_packages_that_are_named_after_http_are_no_address(tmp_path: Path) -> None:
    (tmp_path / "requirements.lock").write_text("flask-httpauth==4.8.1 \\\n    # via aiohttp\n", encoding="utf-8")

    assert check(tmp_path).returncode == 0
