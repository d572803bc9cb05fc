"""The trust folder is chosen by the person or the system, never by the folder one happens to stand in."""

from pathlib import Path

import pytest

from scanner.trust.errors import TrustError
from scanner.trust.location import trust_directory


def test_the_argument_wins(tmp_path: Path) -> None:
    assert trust_directory(tmp_path, {"SCANNER_TRUST": "/elsewhere"}) == tmp_path


def test_the_variable_comes_next() -> None:
    assert trust_directory(None, {"SCANNER_TRUST": "/etc/originseal/trust"}) == Path("/etc/originseal/trust")


def test_a_relative_variable_is_refused() -> None:
    with pytest.raises(TrustError, match="a path relative to the current folder"):
        trust_directory(None, {"SCANNER_TRUST": "trust"})


def test_by_default_a_trust_folder_in_the_current_folder_is_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trust").mkdir()
    monkeypatch.chdir(tmp_path)
    chosen = trust_directory(None, {}, program=tmp_path / "site-packages")
    assert chosen.is_absolute()
    assert not chosen.is_relative_to(tmp_path)
    assert chosen.parts[-2:] == ("originseal", "trust")


def test_a_working_copy_trusts_the_demo_that_was_made_in_it(tmp_path: Path) -> None:
    demo = tmp_path / "var" / "trust" / "client"
    demo.mkdir(parents=True)
    (demo / "root.json").write_text("{}")
    assert trust_directory(None, {}, program=tmp_path) != demo, "an installed package has no pyproject.toml beside it"
    (tmp_path / "pyproject.toml").write_text("")
    assert trust_directory(None, {}, program=tmp_path) == demo
    assert trust_directory(None, {"SCANNER_TRUST": "/etc/originseal/trust"}, program=tmp_path) != demo
