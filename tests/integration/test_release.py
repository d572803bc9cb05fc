"""A release: the same bytes twice, its materials named, and nobody else's signature good for it."""

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from script import release
from script.licences import Rules, pinned
from script.release import NAMESPACE, ReleaseError, make, verify
from tests.servers.programs import require_program

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def new_key(folder: Path, name: str) -> Path:
    ssh_keygen = require_program("ssh-keygen", "openssh-client")
    subprocess.run([ssh_keygen, "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    return folder / name


def signers(key: Path) -> Path:
    """Return the file of who may sign, with this key alone."""
    file = key.with_suffix(".signers")
    file.write_text(f'{NAMESPACE} namespaces="{NAMESPACE}" {key.with_suffix(".pub").read_text()}')
    return file


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_key(tmp_path_factory.mktemp("keys"), "release")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, key: Path) -> Path:
    """Make one release of the last commit. `make` refuses where two builds of its wheel differ."""
    folder = tmp_path_factory.mktemp("dist")
    make(folder, key)
    return folder


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "fetched"))


def test_it_is_verified_with_the_projects_key(made: Path, key: Path) -> None:
    verify(made, signers(key))


def test_the_wheel_holds_the_programs_and_their_pages_and_nothing_else(made: Path) -> None:
    (wheel,) = made.glob("*.whl")
    with zipfile.ZipFile(wheel) as files:
        names = files.namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    programs = {"issuance", "operations", "reference_service", "scanner"}
    assert tops == programs | {"look", "reading", "register", "signing", "tracing"}
    for needed in ("issuance/web/static/built/manifest.json", "issuance/services/sign_in/common_passwords.txt"):
        assert needed in names
    assert [name for name in names if name.endswith((".pem", ".key", ".sqlite")) or "/.git" in name] == []


def test_its_bills_name_every_package_with_its_hash(made: Path) -> None:
    packages = pinned(ROOT, Rules.read(ROOT))
    for file, where in (("sbom-python.cdx.json", "python"), ("sbom-web.cdx.json", "web")):
        bill = json.loads((made / file).read_bytes())
        assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
        named = {(part.get("group", ""), part["name"].lower()) for part in bill["components"]}
        wanted = {package.name.lower() for package in packages if package.where == where}
        assert {f"{group}/{name}".removeprefix("/") for group, name in named} == wanted
        hashed = [part for part in bill["components"] if part.get("hashes") or part.get("externalReferences")]
        assert len(hashed) == len(bill["components"])


@pytest.mark.parametrize("change", ["a byte", "a file more", "a file less"])
def test_a_release_that_was_changed_is_refused(copy: Path, key: Path, change: str) -> None:
    (wheel,) = copy.glob("*.whl")
    if change == "a byte":
        wheel.write_bytes(wheel.read_bytes()[:-1] + b"x")
    elif change == "a file more":
        (copy / "install.sh").write_text("#!/bin/sh\n")
    else:
        wheel.unlink()
    with pytest.raises(ReleaseError, match=r"not the released ones|other files"):
        verify(copy, signers(key))


def test_sums_that_somebody_else_signed_are_refused(copy: Path, key: Path, tmp_path: Path) -> None:
    stranger = new_key(tmp_path, "stranger")
    (copy / "SHA256SUMS.sig").unlink()
    subprocess.run(["ssh-keygen", "-Y", "sign", "-q", "-f", stranger, "-n", NAMESPACE, copy / "SHA256SUMS"], check=True)
    with pytest.raises(ReleaseError, match="ssh-keygen"):
        verify(copy, signers(key))


def test_a_wheel_that_differs_from_build_to_build_is_not_released(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds = iter([("a.whl", b"one"), ("a.whl", b"another")])
    monkeypatch.setattr(release, "build_wheel", lambda *_: next(builds))
    with pytest.raises(ReleaseError, match="Two builds of the wheel differ"):
        make(tmp_path / "dist", None)
