"""How `deploy/install` goes from release to release and back, without the server around it."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@dataclass
class Releases:
    """A folder in the place of /opt/originseal; `systemctl` notes what it was told."""

    folder: Path

    def run(self, steps: str) -> subprocess.CompletedProcess[str]:
        """Run steps of the installation."""
        script = f"""
            set -euo pipefail
            HERE={ROOT} DRY= REFERENCE=ref.example.jp OFFICE=office.example.jp
            . "$HERE/deploy/install.d/steps.sh"
            . "$HERE/deploy/install.d/services.sh"
            {steps}
        """
        places = {"ORIGINSEAL_OPT": str(self.folder), "PATH": f"{self.folder}/bin:{os.environ['PATH']}"}
        return subprocess.run(
            ["bash", "-c", script], env=os.environ | places, capture_output=True, text=True, check=False
        )

    def lay(self, name: str, *, complete: bool = True) -> str:
        """Lay a release, and switch to it."""
        path = self.folder / "releases" / name
        path.mkdir(parents=True)
        if complete:
            (path / "complete").touch()
        self.switch(str(path))
        return str(path)

    def switch(self, release: str) -> None:
        done = self.run(f"RELEASE={release}; switch_release")
        assert done.returncode == 0, done.stderr

    @property
    def told(self) -> str:
        """What systemctl was told."""
        path = self.folder / "told"
        return path.read_text() if path.exists() else ""

    def points_at(self, link: str) -> str:
        return str((self.folder / link).readlink())


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    for name, does in (("systemctl", f'echo "$*" >> {tmp_path}/told'), ("id", "echo 0")):
        stub = tmp_path / "bin" / name
        stub.parent.mkdir(exist_ok=True)
        stub.write_text(f"#!/bin/sh\n{does}\n")
        stub.chmod(0o755)
    return Releases(tmp_path)


def test_the_release_before_is_kept_and_older_ones_go(releases: Releases) -> None:
    first, second, third = [releases.lay(name) for name in ("1", "2", "3")]
    assert (releases.points_at("current"), releases.points_at("previous")) == (third, second)
    assert not Path(first).exists()
    assert Path(second).exists()
    assert "stop originseal.target originseal-reference" in releases.told, "nothing runs while tables change"


def test_the_release_in_use_is_left_alone(releases: Releases) -> None:
    release = releases.lay("1")
    told = releases.told
    releases.switch(release)
    assert releases.told == told


def test_going_back_swaps_the_two(releases: Releases) -> None:
    first, second = releases.lay("1"), releases.lay("2")
    for expected in ((first, second), (second, first)):
        assert releases.run("go_back").returncode == 0
        assert (releases.points_at("current"), releases.points_at("previous")) == expected
    assert releases.told.splitlines()[-1].startswith("start originseal.target originseal-reference")


def test_there_is_no_going_back_to_what_is_not_whole(releases: Releases) -> None:
    releases.lay("1", complete=False)
    second = releases.lay("2")
    done = releases.run("go_back")
    assert done.returncode == 1
    assert "there is no release before" in done.stderr
    assert releases.points_at("current") == second


def test_a_setting_that_is_there_is_never_written_over(releases: Releases) -> None:
    file = releases.folder / "office.toml"
    assert releases.run(f"echo new | keep 600 {file}").returncode == 0
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("new\n", 0o600)
    file.write_text("the operator's")
    assert "stays as it is" in releases.run(f"echo new | keep 600 {file}").stdout
    assert file.read_text() == "the operator's"
