"""A root that came with the program: the first check needs nothing done by hand, and nothing is pinned twice."""

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest

from scanner.cli import main
from scanner.commands import trust, trusting
from scanner.trust import shipped
from scanner.trust.errors import SourceError, TrustError
from scanner.trust.shipped import PACKAGE, VARIABLE, shipped_root
from scanner.trust.store import TrustStore
from signing.qr import qr_text
from tests.codes import qr
from tests.stage import PublicStage, staged


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PublicStage]:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delenv(trusting.REFERENCE_VARIABLE, raising=False)
    with staged(tmp_path) as stage:
        monkeypatch.setattr(trusting, "_clock", stage.site.clock)
        monkeypatch.setattr(trust, "_now", stage.site.clock)
        yield stage


def root_of(stage: PublicStage) -> bytes:
    return (stage.site.config.trust_directory / "metadata" / "1.root.json").read_bytes()


@pytest.fixture
def package(stage: PublicStage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install the package that a federation distributes: root and address."""
    folder = tmp_path / "site-packages" / PACKAGE
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("raise RuntimeError('it is never run')", encoding="ascii")
    (folder / "root.json").write_bytes(root_of(stage))
    (folder / "reference.txt").write_text(f"{stage.server.address}\n", encoding="ascii")
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder.parent)])
    return folder


def run(*arguments: str) -> tuple[int, str, str]:
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        code = main(list(arguments))
    return code, output.getvalue(), errors.getvalue()


def picture(stage: PublicStage) -> str:
    path = stage.folder / "code.png"
    cv2.imwrite(str(path), qr(qr_text(stage.old.seal, stage.world.base)))
    return str(path)


def test_the_first_check_needs_no_trust_init(stage: PublicStage, package: Path, tmp_path: Path) -> None:
    options = ["--json", "--trust", str(tmp_path / "fresh"), "--reference", stage.server.address]
    code, out, errors = run("check", picture(stage), *options)
    assert (code, json.loads(out)["reason"]) == (3, "IN_FORCE"), errors
    assert f"The root of trust that came with the scanner is pinned ({package / 'root.json'})." in errors
    # The second time there is nothing to say.
    assert run("check", picture(stage), *options)[2] == ""


def test_the_address_comes_with_it(stage: PublicStage, package: Path, tmp_path: Path) -> None:
    code, out, errors = run("trust", "update", "--trust", str(tmp_path / "fresh"))
    assert code == 0, errors
    assert "TYO  Tokyo Chamber of Commerce (Test)" in out
    (package / "reference.txt").unlink()
    code, _, errors = run("check", picture(stage), "--trust", str(tmp_path / "another"))
    assert code == 2
    assert "Give --reference URL, once." in errors


def test_a_pinned_root_stays_whatever_package_comes_later(stage: PublicStage, package: Path, tmp_path: Path) -> None:
    pinned = stage.folder / "trust" / "root.json"
    before = pinned.read_bytes()
    (package / "root.json").write_bytes(b"{}")
    code, _, errors = run(
        "check", picture(stage), "--json", "--trust", str(pinned.parent), "--reference", stage.server.address
    )
    assert (code, errors) == (3, "")
    assert pinned.read_bytes() == before


def test_offline_a_shipped_root_alone_is_not_yet_trust(stage: PublicStage, package: Path, tmp_path: Path) -> None:
    code, _, errors = run("check", picture(stage), "--offline", "--trust", str(tmp_path / "fresh"))
    assert code == 2
    assert "run `scanner trust update`" in errors


def test_what_is_no_root_is_refused(stage: PublicStage, package: Path, tmp_path: Path) -> None:
    (package / "root.json").write_bytes(b"{}")
    code, _, errors = run("check", picture(stage), "--trust", str(tmp_path / "fresh"))
    assert code == 2
    assert "not a root file that its own keys sign" in errors
    assert not TrustStore(tmp_path / "fresh").is_pinned


# Where it is looked for


def test_the_order_of_places(tmp_path: Path, package: Path) -> None:
    system, named = tmp_path / "etc", tmp_path / "named.json"
    system.mkdir()
    (system / "root.json").write_bytes(b"system")
    named.write_bytes(b"named")
    found = shipped_root({VARIABLE: str(named)}, 1000, system)
    assert found is not None
    assert (found.root, found.reference) == (b"named", None)
    found = shipped_root({}, 100_000, system)
    assert found is not None
    assert found.path == package / "root.json"
    (package / "root.json").unlink()
    found = shipped_root({}, 1000, system)
    assert found is not None
    assert (found.root, found.reference) == (b"system", None)
    (system / "root.json").unlink()
    assert shipped_root({}, 1000, system) is None


def test_a_root_that_is_named_and_absent_is_not_replaced_by_another(tmp_path: Path, package: Path) -> None:
    with pytest.raises(TrustError, match=r"cannot be read.*does not exist.*ask who installed it"):
        shipped_root({VARIABLE: str(tmp_path / "absent.json")}, 1000)


def test_a_path_in_the_current_folder_is_refused(package: Path) -> None:
    with pytest.raises(TrustError, match="relative to the current folder"):
        shipped_root({VARIABLE: "root.json"}, 1000)


def test_a_root_larger_than_any_is_refused(tmp_path: Path) -> None:
    (tmp_path / "root.json").write_bytes(bytes(2000))
    with pytest.raises(TrustError, match="cannot be read"):
        shipped_root({}, 1000, tmp_path)


@pytest.mark.parametrize("address", ["", "not an address", "https://ref.example.jp@evil.example", "x" * 301, "\xff"])
def test_an_address_beside_it_that_is_none_is_refused(package: Path, address: str) -> None:
    (package / "reference.txt").write_bytes(address.encode("latin-1"))
    with pytest.raises((TrustError, SourceError)):
        shipped_root({}, 100_000)


def test_nothing_is_shipped_with_this_working_copy() -> None:
    assert shipped_root({}, 100_000, Path("/nonexistent")) is None
    assert shipped.MAX_ADDRESS == 300
