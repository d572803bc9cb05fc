"""A missing program skips a person's tests and fails those of continuous integration."""

from pathlib import Path

import pytest

from tests.axe import axe_script
from tests.servers.programs import require_file, require_program


def test_a_program_that_is_not_here_skips_the_test_and_says_what_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match=r"no-such-server.*script/setup --for-tests.*no-such-package"):
        require_program("no-such-server", "no-such-package")


@pytest.mark.parametrize("value", ["true", "True"])
def test_in_continuous_integration_it_fails_the_test(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CI", value)

    with pytest.raises(pytest.fail.Exception, match="no-such-library"):
        require_file(["usr/lib/no-such-library.so"], "The library no-such-library", "no-such-package")


def test_a_missing_axe_core_passes_nowhere_for_pages_without_faults(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=r"axe-core is not on this machine.*npm ci"):
        axe_script(tmp_path / "axe.min.js")
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="axe-core"):
        axe_script(tmp_path / "axe.min.js")


def test_the_newest_of_several_installed_versions_is_taken(tmp_path: Path) -> None:
    for version in ("9", "15", "16"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "postgres").touch()
    pattern = str(tmp_path.relative_to("/") / "*" / "postgres")

    assert require_program("postgres", "postgresql", [pattern]) == tmp_path / "16" / "postgres"


def test_a_program_on_the_path_is_found_where_no_pattern_matches() -> None:
    assert require_program("bash", "bash", ["usr/lib/nowhere/*/bash"]).name == "bash"
