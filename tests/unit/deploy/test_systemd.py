"""The units: systemd takes them, they are shut in, and whatever has to be done again and again is done."""

import argparse
import ast
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from issuance.cli import build_parser
from issuance.watch.beats import JOBS, job_of
from tests.deployed_units import Unit, copy_with_programs, units
from tests.deployment import PERIODIC, noted_job
from tests.servers.programs import require_program

MOST_EXPOSURE = 2.0
"""Of systemd's own count, from 0 (shut in) to 10."""

BY_OTHER_UNITS = {"statistics", "bulletin"}
"""`daily` counts the statistics; what is noted for the bulletin is published by who noted it, or by the courier."""

WATCHES = {("issue-approved", "--watch"), ("deliver", "--watch")}
"""What rests some seconds between its rounds: starting anew each time takes seconds of a processor."""

SERVICES = units("service")
KINDS = (".service", ".timer", ".target")


def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    program = require_program("systemd-analyze", "systemd")
    copied = copy_with_programs(tmp_path)
    names = [str(path) for path in sorted(copied.iterdir()) if path.suffix in KINDS]
    done = subprocess.run([program, "verify", "--man=no", *names], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_it_would_find_a_mistake(tmp_path: Path) -> None:
    program = require_program("systemd-analyze", "systemd")
    copied = copy_with_programs(tmp_path)
    daily = copied / "originseal-daily.service"
    daily.write_text(daily.read_text().replace("PrivateNetwork", "PrivateNetz"))
    done = subprocess.run([program, "verify", "--man=no", daily], capture_output=True, text=True, check=False)
    assert "PrivateNetz" in done.stderr


def test_every_service_is_shut_in(tmp_path: Path) -> None:
    program = require_program("systemd-analyze", "systemd")
    copied = copy_with_programs(tmp_path)
    for unit in SERVICES:
        command = [program, "security", "--offline=yes", "--no-pager", str(copied / unit.name)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found = re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout)
        assert found is not None, done.stdout
        assert float(found.group(1)) <= MOST_EXPOSURE, unit.name


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_no_service_runs_as_root_and_each_failure_is_told(unit: Unit) -> None:
    assert len(unit.values("User")) == 1
    assert unit.values("User")[0].startswith("originseal-")
    assert unit.values("Group") == unit.values("User")
    assert unit.values("DynamicUser") == []
    assert unit.values("CapabilityBoundingSet") == [""]
    if unit.name.startswith("originseal-") and unit.name != "originseal-migrate.service":
        assert unit.values("OnFailure") == ["notify-originseal@%n.service"]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_what_takes_one_value_is_said_once(unit: Unit) -> None:
    """Drop-ins are read after the unit, so the shared one would win."""
    grows = {"Environment", "LoadCredential", "InaccessiblePaths", "ReadWritePaths", "RestrictAddressFamilies",
             "SystemCallFilter", "ExecStart", "ExecStartPost"}  # fmt: skip
    names = [name for name, _ in unit.lines if name not in grows]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    assert unit.values("UMask") in (["0077"], ["0027"])


def test_what_the_public_reaches_sees_neither_keys_nor_the_office() -> None:
    reference = _unit("originseal-reference.service")
    hidden = " ".join(reference.values("InaccessiblePaths"))
    assert {"-/var/lib/originseal/keys", "-/var/lib/originseal/office"} <= set(hidden.split())
    assert reference.values("PrivateNetwork") == ["yes"]
    assert not any("passphrase" in line or "pgpass" in line for line in reference.values("LoadCredential"))


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_the_chambers_keys_are_there_for_those_alone_that_sign(unit: Unit) -> None:
    signs = {"originseal-issue.service", "originseal-resume.service", "originseal-purge.service"}
    copies = {"originseal-backup.service"}  # as they lie there: encrypted
    makes = {"originseal-migrate.service"}  # the vault's first key
    hidden = set(" ".join(unit.values("InaccessiblePaths")).split())
    if unit.values("User") == ["originseal-office"] and unit.name not in signs | copies | makes:
        assert "-/var/lib/originseal/keys/chambers" in hidden
    may_publish = any("publisher.pgpass" in line for line in unit.values("LoadCredential"))
    assert may_publish == (unit.name in signs)


def test_each_that_writes_the_register_does_so_as_its_own_role() -> None:
    roles = {
        unit.name: re.findall(r"psycopg://(\w+)@/originseal_register", " ".join(unit.values("Environment")))
        for unit in SERVICES
        if unit.values("User") == ["originseal-office"]
    }
    assert {name: found for name, found in roles.items() if found} == {
        "originseal-issue.service": ["originseal_publish"],
        "originseal-resume.service": ["originseal_publish"],
        "originseal-purge.service": ["originseal_purge"],
        "originseal-migrate.service": ["originseal_migrate"],
    }


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_no_secret_stands_in_a_unit(unit: Unit) -> None:
    for value in unit.values("Environment"):
        assert not re.search(r"//[^/@]*:[^/@]*@|PASSWORD=", value)


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_every_command_of_the_office_in_a_unit_is_one(unit: Unit) -> None:
    for words in unit.commands("issuance"):
        build_parser().parse_args(words)


@pytest.mark.parametrize("timer", units("timer"), ids=lambda unit: unit.name)
def test_every_timer_has_a_service_and_begins_with_the_target(timer: Unit) -> None:
    service = _unit(timer.name.replace(".timer", ".service"))
    assert service.values("Type") == ["oneshot"]
    assert timer.values("WantedBy") == ["originseal.target"]
    assert timer.values("Persistent") == ["yes"], "what was missed while the machine was off is done when it is on"
    command = [require_program("systemd-analyze", "systemd"), "calendar", "--iterations=1", *timer.values("OnCalendar")]
    subprocess.run(command, capture_output=True, check=True)


def test_whatever_has_to_be_done_again_and_again_has_a_timer_or_a_watch() -> None:
    timed = {timer.name.replace(".timer", ".service") for timer in units("timer")}
    done: set[str] = set()
    for unit in SERVICES:
        for words in unit.commands("issuance"):
            watched = tuple(words) in WATCHES and unit.values("Restart") == ["always"]
            if unit.name in timed or watched:
                done.add(words[2] if words[0] == "--beat" else words[0])
    wanted = {name for name in _commands() if _says_that_a_timer_runs_it(name)}
    assert wanted, "no module of issuance/commands says any more that a timer runs it"
    assert wanted - BY_OTHER_UNITS <= done
    assert {"issue-approved", "deliver", "daily", "scan-uploads", "trust", "trail", "purge", "resume"} <= done


def _says_that_a_timer_runs_it(command: str) -> bool:
    name = command.replace("-", "_")
    for path in Path("issuance/commands").glob(f"{name}*.py"):
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        if "timer" in text.lower():
            return True
    return False


def _commands() -> set[str]:
    actions = build_parser()._actions
    choices = next(action.choices for action in actions if isinstance(action, argparse._SubParsersAction))
    return set(choices)


def _unit(name: str) -> Unit:
    return next(unit for unit in SERVICES if unit.name == name)


def test_every_timers_job_notes_its_good_end_under_the_name_by_which_it_is_missed() -> None:
    jobs = {}
    for timer in units("timer"):
        (words,) = _unit(timer.name.replace(".timer", ".service")).commands("issuance")
        unit, command = noted_job(words)
        # What a unit adds are places on its machine.
        jobs[job_of(unit)] = tuple(command[:2] if command[0] == "trail" else command)
    assert jobs == PERIODIC


def test_what_is_run_again_and_again_is_what_is_missed() -> None:
    assert PERIODIC.keys() == JOBS.keys()
    rules = yaml.safe_load(Path("deploy/prometheus/rules/office.yml").read_text(encoding="utf-8"))["groups"]
    by_alert = {rule["alert"]: rule["expr"] for group in rules for rule in group["rules"] if "alert" in rule}
    missed = "originseal_office_job_ended_well_at_seconds"
    # One alert for all but those that wake somebody, and for each of these one of its own.
    (others,) = re.findall(missed + r'\{task!~"([a-z|-]+)"\}', by_alert["JobOverdue"])
    own = {name for expr in by_alert.values() for name in re.findall(missed + r'\{task="([a-z-]+)"\}', expr)}
    assert set(others.split("|")) == own <= JOBS.keys()
