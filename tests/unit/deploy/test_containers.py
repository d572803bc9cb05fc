"""The Containerfiles build what they name, from locks with hashes, and leave nobody with more rights than needed.

No container is built or run here: docs/operations/containers.md says what was tried by hand.
"""

import json
import shlex
from pathlib import Path

import pytest

from tests.deployment import DEPLOY, ROOT, containerfiles, instructions

STAGES = [pytest.param(path, id=path.relative_to(DEPLOY).as_posix()) for path in containerfiles()]


def ignored(source: str) -> bool:
    """Tell whether .containerignore keeps a path of ours from the builder; the last line that fits decides."""
    is_ignored = False
    for line in (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.removeprefix("!")
        if line and not line.startswith("#") and (pattern == "*" or f"{source}/".startswith(f"{pattern}/")):
            is_ignored = not line.startswith("!")
    return is_ignored


def last_of(path: Path, name: str) -> str:
    values = [value for instruction, value in instructions(path) if instruction == name]
    assert values, f"{path.name} has no {name}"
    return values[-1]


def test_all_programs_have_an_image() -> None:
    assert {path.name for path in containerfiles()} == {
        "Containerfile",  # the scanner's
        "clamav.Containerfile",
        "office.Containerfile",
        "reference.Containerfile",
    }


@pytest.mark.parametrize("path", STAGES)
def test_what_is_copied_exists_and_reaches_the_builder(path: Path) -> None:
    sources = [
        source
        for instruction, value in instructions(path)
        if instruction == "COPY" and not value.startswith("--from")
        for source in shlex.split(value)[:-1]
    ]
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert [source for source in sources if ignored(source)] == []


@pytest.mark.parametrize("path", STAGES)
def test_what_a_later_stage_takes_was_made_by_an_earlier_one(path: Path) -> None:
    stages: set[str] = set()
    for instruction, value in instructions(path):
        if instruction == "FROM":
            words = value.split()
            stages |= {words[2]} if len(words) > 2 else set()
        elif instruction == "COPY" and value.startswith("--from="):
            assert value.split()[0].removeprefix("--from=") in stages


@pytest.mark.parametrize("path", STAGES)
def test_packages_come_from_locks_by_their_hashes(path: Path) -> None:
    installs = [value for _, value in instructions(path) if "pip install" in value]
    for value in installs:
        assert "--require-hashes -r requirements-" in value or "--no-deps --no-build-isolation ." in value
    for name in ("npm install", "curl", "wget", "ADD "):
        assert not any(name in value for _, value in instructions(path))
    assert all("npm ci" in value for _, value in instructions(path) if "npm c" in value)


@pytest.mark.parametrize("path", STAGES)
def test_images_are_named_by_release(path: Path) -> None:
    bases = [value.split()[0] for instruction, value in instructions(path) if instruction == "FROM"]
    assert [base for base in bases if ":" not in base or base.endswith(":latest")] == []


@pytest.mark.parametrize("path", [path for path in containerfiles() if path.parent.name == "containers"])
def test_programs_run_as_a_numbered_user_and_say_whether_they_are_well(path: Path) -> None:
    user, group = last_of(path, "USER").split(":")
    assert int(user) >= 10001
    assert int(group) >= 10001
    assert "CMD [" in last_of(path, "HEALTHCHECK")
    # A program in an image is started without a shell.
    assert json.loads(last_of(path, "ENTRYPOINT"))[0].startswith(("/opt/originseal/bin/", "/usr/sbin/"))


def test_the_public_image_holds_nothing_of_the_office_and_no_writer() -> None:
    path = DEPLOY / "containers" / "reference.Containerfile"
    copied = {value.split()[0] for instruction, value in instructions(path) if instruction == "COPY"}
    assert not copied & {"issuance", "scanner", ".", "./"}
    assert any("rm /opt/originseal/lib/python3*/site-packages/register/writer.py" in v for _, v in instructions(path))


@pytest.mark.parametrize(("image", "extra"), [("reference", "reference"), ("office", "issuance")])
def test_an_image_holds_the_lock_of_its_extra_and_the_lock_what_the_program_imports(image: str, extra: str) -> None:
    path = DEPLOY / "containers" / f"{image}.Containerfile"
    assert any(f"-r requirements-{extra}.lock" in value for _, value in instructions(path))
    lock = (ROOT / f"requirements-{extra}.lock").read_text(encoding="utf-8")
    main = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = [line.split(" ")[0] for line in lock.splitlines() if "==" in line and line[0].isalnum()]
    assert len(pins) > 50
    assert [pin for pin in pins if f"\n{pin} " not in main] == [], "what CI has tested"
