"""``script/setup``: what it does about system packages, Python versions and installations.

The functions are run by bash as they are; lines of bash before a call say what the machine is like.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BASH = "/bin/bash"
# What apt is asked to do is written down instead of done.
APT = """
apt-get() { echo "apt-get $*"; }
apt-cache() { echo "  Candidate: 1.0"; }
sudo() { return 1; }
id() { echo 1000; }
"""
NOTHING_PRESENT = "present() { false; }\n"


def run(call: str, machine: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``call`` after the set-up's functions, on a machine as ``machine`` (bash) describes it."""
    script = f'. "{ROOT}/script/lib.sh"\n. "{ROOT}/script/system_packages.sh"\n{machine}\n{call}\n'
    return subprocess.run(
        [BASH, "-euo", "pipefail", "-c", script, "script/setup"],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_complete_machine_needs_neither_apt_nor_network() -> None:
    done = run('ensure_system_packages "${TO_RUN[@]}"', f"{APT}present() {{ true; }}\n")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System packages: all 7 are here.\n"


def test_a_user_without_rights_gets_the_exact_line_to_type() -> None:
    machine = f"{APT}{NOTHING_PRESENT}venv_package() {{ echo python3.11-venv; }}"
    done = run('ensure_system_packages "${TO_RUN[@]}"', machine)

    assert (
        "    sudo apt-get install -y python3.11-venv python3-tk "
        "fonts-noto-core fonts-noto-cjk libzbar0 libgl1 libglib2.0-0\n"
    ) in done.stdout
    assert "apt-get -qq" not in done.stdout


def test_what_is_essential_and_missing_stops_the_set_up() -> None:
    done = run("ensure_system_packages fonts-noto-core libzbar0; echo went on", APT + NOTHING_PRESENT)

    assert done.returncode == 1
    assert "fonts-noto-core is missing, so certificates cannot be set in type." in done.stderr
    assert "Error: cannot go on without: fonts-noto-core." in done.stderr
    assert "went on" not in done.stdout


def test_what_is_missing_and_not_essential_is_told_and_the_set_up_goes_on() -> None:
    done = run("ensure_system_packages libzbar0 nginx; echo went on", APT + NOTHING_PRESENT)

    assert done.returncode == 0
    assert "libzbar0 is missing, so the scanner lacks its last fallback decoder." in done.stderr
    assert "nginx is missing, so the tests that need it are skipped." in done.stderr
    assert done.stdout.endswith("went on\n")


def test_root_installs_only_what_is_missing() -> None:
    machine = f"""{APT}
    id() {{ echo 0; }}
    bash() {{ echo "as root: ${{*#"$ROOT"/}}"; installed=yes; }}
    present() {{ [ "$1" != nginx ] || [ "${{installed:-}}" = yes ]; }}
    """
    done = run("ensure_system_packages redis-server nginx", machine)

    assert (done.returncode, done.stderr) == (0, "")
    assert "as root: script/apt_install.sh nginx\n" in done.stdout


def test_libraries_are_asked_for_by_the_name_that_this_release_gives_them() -> None:
    machine = """
    apt-cache() { case $2 in *t64) echo "  Candidate: 2.80" ;; *) echo "  Candidate: (none)" ;; esac; }
    """
    assert run("apt_name libglib2.0-0", machine).stdout == "libglib2.0-0t64\n"


def test_a_package_that_apt_does_not_have_is_named() -> None:
    machine = f"""{APT}{NOTHING_PRESENT}
    id() {{ echo 0; }}
    apt-cache() {{ echo "  Candidate: (none)"; }}
    """
    done = run("ensure_system_packages chromium; echo went on", machine)

    assert done.returncode == 0
    assert "apt has no package chromium here." in done.stderr
    assert "chromium is missing, so the tests that need it are skipped." in done.stderr


def test_every_listed_package_is_looked_for_and_has_a_consequence() -> None:
    call = 'for p in "${TO_RUN[@]}" "${TO_TEST[@]}"; do present "$p" || true; consequence "$p"; done'

    done = run(call)

    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 18


def test_a_library_is_found_though_the_list_is_longer_than_a_pipe_holds() -> None:
    # `grep -q` would hang up at the first line, and the list's writer would then count as failed.
    machine = 'ldconfig() { echo "libzbar.so.0"; seq 200000; }'

    assert run("has_library libzbar.so.0", machine).returncode == 0
    assert run("has_library libnowhere.so.1", machine).returncode == 1


def make_python(folder: Path, name: str, answer: str) -> None:
    program = folder / name
    program.write_text(f"#!{BASH}\n{answer}\n", encoding="utf-8")
    program.chmod(0o755)


def test_a_shim_without_a_python_behind_it_is_passed_over(tmp_path: Path) -> None:
    make_python(tmp_path, "python3", "exit 127")
    make_python(tmp_path, "python3.13", "exit 1")
    make_python(tmp_path, "python3.12", f'exec {sys.executable} "$@"')

    done = run("find_python", PATH=f"{tmp_path}:/usr/bin:/bin")

    assert done.stdout == f"{tmp_path}/python3.12\n"


@pytest.mark.parametrize(
    ("machine", "sentence"),
    [
        ("find_python() { return 1; }", "Error: no Python 3.11 or newer was found. Install one"),
        ("can_make_venv() { return 1; }", "cannot make virtual environments"),
    ],
)
def test_no_usable_python_is_told_with_the_line_to_type(machine: str, sentence: str, tmp_path: Path) -> None:
    done = run(f"install_lock {tmp_path}/venv requirements-oracle.lock", machine)

    assert done.returncode == 1
    assert sentence in done.stderr
    assert "sudo apt-get install" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_an_interrupted_installation_is_begun_anew_and_a_complete_one_left_alone(tmp_path: Path) -> None:
    lock = tmp_path / "empty.lock"
    lock.write_text("# nothing\n", encoding="utf-8")
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "left-behind").touch()
    call = f"install_lock {venv} {lock}"
    first = run(call)

    assert first.returncode == 0, first.stderr
    assert "installing the 0 packages" in first.stdout
    assert not (venv / "left-behind").exists()
    assert "holds" in run(call).stdout

    lock.write_text("# something else\n", encoding="utf-8")
    assert "installing" in run(call).stdout


def test_a_package_with_another_hash_is_refused_and_the_installation_not_called_complete(
    tmp_path: Path,
) -> None:
    # A file of our own instead of a package index: no network, and certainly not the pinned file.
    (tmp_path / "six-1.17.0-py2.py3-none-any.whl").write_bytes(b"not what was locked")
    lock = tmp_path / "bad.lock"
    lock.write_text(f"six==1.17.0 \\\n    --hash=sha256:{'0' * 64}\n", encoding="utf-8")

    done = run(
        f"install_lock {tmp_path}/venv {lock}",
        PIP_NO_INDEX="1",
        PIP_FIND_LINKS=str(tmp_path),
        PIP_CONFIG_FILE=os.devnull,
    )

    assert done.returncode == 1
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stderr
    assert not (tmp_path / "venv" / ".lock-stamp").exists()


def test_an_unknown_option_is_a_usage_error() -> None:
    done = subprocess.run([ROOT / "script" / "setup", "--now"], capture_output=True, text=True, check=False)

    assert done.returncode == 64
    assert done.stderr == "usage: script/setup [--for-tests | --sources-only]\n"


def test_the_package_that_completes_a_python_is_that_of_its_version() -> None:
    machine = f'{APT}apt-cache() {{ [ "$2" = python3.13-venv ] && echo "  Candidate: 3.13"; }}\n'
    machine += "find_python() { echo /usr/bin/python3.13; }; command() { echo /usr/bin/python3.13; }\n"
    machine += "/usr/bin/python3.13() { echo python3.13-venv; }\n"

    assert run("apt_name python3-venv", machine).stdout == "python3.13-venv\n"
