"""`scanner completion`: a script that a real shell loads and that completes what there is."""

import shutil
import subprocess
from pathlib import Path

import pytest

from scanner.cli import main
from scanner.commands.completion import SHELLS


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_gets_a_script_with_every_command(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for command in ("check", "camera", "trust", "receipt"):
        assert command in script


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["scanner", "ca"], "camera"),
        (["scanner", "trust", "up"], "update"),
        (["scanner", "check", "--off"], "--offline"),
        (["scanner", "check", "cert"], "certificate.pdf"),
        (["scanner", "completion", "z"], "zsh"),
    ],
)
def test_bash_completes_it(words: list[str], offered: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bash = shutil.which("bash")
    assert bash is not None
    assert main(["completion", "bash"]) == 0
    script = tmp_path / "scanner.bash"
    script.write_text(capsys.readouterr().out, encoding="utf-8")
    (tmp_path / "certificate.pdf").touch()
    quoted = " ".join(f"'{word}'" for word in words)
    asked = (
        f"source {script}; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _shtab_scanner; echo ${{COMPREPLY[@]}}"
    )
    answer = subprocess.run([bash, "-c", asked], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert offered in answer.stdout.split()
