"""The compose file is one, grants nothing that is not needed, and keeps the public half away from the office."""

import json
import subprocess
from typing import Any

import pytest
from compose_spec import PyCompose

from issuance.cli import build_parser
from tests.deployment import DEPLOY, PERIODIC, ROOT, compose, cron_jobs, unknown_settings

COMPOSE = compose()
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PUBLIC = {"gate-reference", "reference"}
BETWEEN = {"redis", "register-db"}
OFFICE = SERVICES.keys() - PUBLIC - BETWEEN


def networks_of(names: set[str]) -> set[str]:
    return {network for name in names for network in SERVICES[name]["networks"]}


def test_the_file_is_valid() -> None:
    PyCompose.from_json(json.dumps(COMPOSE)).validate()


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_has_no_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    user, group = service["user"].split(":")
    assert int(user) > 0
    assert int(group) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("network_mode") is None
    short = [volume for volume in service.get("volumes", []) if isinstance(volume, str)]
    assert not any(volume.startswith("/") or "docker.sock" in volume for volume in short)


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_has_limits_a_release_and_a_way_to_tell_that_it_is_well(name: str) -> None:
    service = SERVICES[name]
    assert service["mem_limit"]
    assert service["cpus"] > 0
    assert service["pids_limit"] > 0
    image, _, tag = service["image"].rpartition(":")
    assert image
    assert tag != "latest"
    assert service["logging"]["options"]["max-size"]
    of_image = service["image"].startswith(("originseal-office", "originseal-reference", "originseal-clamav"))
    assert of_image or service["healthcheck"]["test"]


def test_the_public_half_has_no_network_in_common_with_the_office() -> None:
    assert networks_of(PUBLIC) & networks_of(set(OFFICE)) == set()
    assert networks_of(PUBLIC) & networks_of({"office-db"}) == set()


def test_only_gates_and_what_has_to_call_out_can_leave_the_host() -> None:
    outside = {name for name, network in COMPOSE["networks"].items() if not (network or {}).get("internal")}
    assert outside == {"outside-reference", "outside-office"}
    assert {name for name in SERVICES if networks_of({name}) & outside} == {
        "gate-reference",
        "gate-office",
        "office",  # the card service, and whether a mail address takes mail
        "courier",  # mail
        "job",  # the card service
        "freshclam",
    }
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"gate-reference", "gate-office"}


def test_the_public_half_reads_what_the_office_writes_and_nothing_else_of_it() -> None:
    volumes = {volume.split(":")[0]: volume for volume in SERVICES["reference"]["volumes"]}
    assert volumes.keys() == {"reference-socket", "trust", "documents"}
    assert volumes["trust"].endswith(":ro")
    assert volumes["documents"].endswith(":ro")
    of_public = {secret for name in PUBLIC for secret in SERVICES[name]["secrets"]}
    of_office = {str(secret) for name in OFFICE for secret in SERVICES[name].get("secrets", [])}
    assert of_public & of_office == set()


def test_only_what_issues_and_what_keeps_up_has_the_publishers_address() -> None:
    assert {name for name, service in SERVICES.items() if "publisher_settings" in service.get("secrets", [])} == {
        "issue",
        "job",
    }
    for secret, only in (("owner_settings", "migrate"), ("purger_settings", "purge"), ("backup_settings", "backup")):
        assert {name for name, service in SERVICES.items() if secret in service.get("secrets", [])} == {only}


def test_pages_never_meet_the_keys_that_sign() -> None:
    volumes = SERVICES["office"]["volumes"]
    of_keys = [volume for volume in volumes if isinstance(volume, dict)]
    assert {volume["volume"]["subpath"] for volume in of_keys} == {"vault", "index", "cards"}
    assert all(volume["source"] == "keys" and volume["read_only"] for volume in of_keys)
    assert not any(volume.startswith("keys:") for volume in volumes if isinstance(volume, str))


def test_secrets_are_files_that_git_does_not_know() -> None:
    assert {secret["file"].split("/")[1] for secret in COMPOSE["secrets"].values()} == {"secrets"}
    assert "/deploy/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert "PASSWORD" not in name or name.endswith("_FILE"), name
            assert "://" not in str(value) or "@" not in str(value), "no password in an address"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_setting_is_one(name: str) -> None:
    assert unknown_settings(SERVICES[name].get("environment", {})) == []


def test_a_setting_that_is_none_would_be_found() -> None:
    assert unknown_settings({"REFERENCE_REGISTER_ADDRESS": "", "ISSUANCE_CLAMD": "", "PGDATA": ""}) == [
        "REFERENCE_REGISTER_ADDRESS"
    ]


@pytest.mark.parametrize("name", sorted(OFFICE))
def test_every_command_of_the_office_is_one(name: str) -> None:
    service = SERVICES[name]
    if service["image"].startswith("originseal-office") and "command" in service:
        build_parser().parse_args(service["command"])


def test_every_periodic_command_has_a_time() -> None:
    jobs = cron_jobs()
    assert {job: command for job, (command, _) in jobs.items()} == PERIODIC
    for command, time in jobs.values():
        build_parser().parse_args(list(command))
        assert len(time.split()) == 5


def test_the_backup_writes_to_its_shelf_and_to_nothing_that_it_copies() -> None:
    backup = SERVICES["backup"]
    volumes = {volume.split(":")[0]: volume for volume in backup["volumes"]}
    assert {name for name, volume in volumes.items() if not volume.endswith(":ro")} == {"office", "backups"}
    assert backup["environment"]["ISSUANCE_BACKUP_URL"] == "file://" + volumes["backups"].partition(":")[2]
    assert {name for name, service in SERVICES.items() if "backups:" in str(service.get("volumes"))} == {"backup"}
    assert all(COMPOSE["networks"][name]["internal"] for name in backup["networks"])


def test_the_watch_reads_when_jobs_ended_well_and_meets_no_key() -> None:
    watch = SERVICES["metrics"]
    assert watch["secrets"] == ["office_settings"]
    written = [volume for volume in watch["volumes"] if not volume.endswith(":ro")]
    assert [volume.split(":")[0] for volume in written] == ["figures"]
    assert watch["command"][-1].startswith(written[0].split(":")[1] + "/")
    # Each job that ends well writes where the watch reads.
    for name in ("job", "purge", "backup"):
        assert "office:/var/lib/originseal" in SERVICES[name]["volumes"]


def test_the_site_of_the_public_gate_is_made_of_the_shipped_one() -> None:
    script, shipped = DEPLOY / "containers" / "nginx" / "reference.sed", DEPLOY / "nginx" / "reference.conf"
    made = subprocess.run(["sed", "-f", script, shipped], capture_output=True, text=True, check=True).stdout
    assert "#tls" not in made
    assert "listen 8443 ssl" in made
    assert "listen 127" not in made
    assert "listen 443" not in made
    assert "ssl_certificate /run/secrets/reference_tls_chain;" in made
    assert "ssl_certificate_key /run/secrets/reference_tls_key;" in made
    assert "access_log /dev/stdout" in made
    assert {"reference_tls_chain", "reference_tls_key"} <= set(SERVICES["gate-reference"]["secrets"])
