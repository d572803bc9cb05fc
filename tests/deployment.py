"""What `deploy/` says of containers, read as data: Containerfiles, the compose file, the manifests of a cluster."""

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dockerfile_parse
import yaml

from issuance.config import WEB_SETTINGS, OfficeConfig
from reference_service.config import Config

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"

PERIODIC = {
    "scan-uploads": ("scan-uploads",),
    "trust-refresh": ("trust", "refresh"),
    "resume": ("resume",),
    "cards": ("cards", "reconcile"),
    "daily": ("daily",),
    "backup": ("backup", "nightly"),
    "purge": ("purge",),
    "trail-verify": ("trail", "verify"),
    "trail-anchor": ("trail", "anchor"),
}
"""By the job whose good end each notes: the office's commands that somebody has to run again and again (docs/office.md,
“What runs beside it”)."""

SETTINGS = {
    "REFERENCE": {field.name for field in dataclasses.fields(Config)} | {"config", "directory"},
    "ISSUANCE": {field.name for field in dataclasses.fields(OfficeConfig)} | WEB_SETTINGS | {"config"},
}
"""The names of all settings of a program, in small letters, by what stands before them in the environment."""


def unknown_settings(environment: dict[str, Any]) -> list[str]:
    """Return the names in an environment that no program of ours would take."""
    unknown = []
    for name in environment:
        program, _, setting = name.partition("_")
        if program in SETTINGS and setting.lower() not in SETTINGS[program]:
            unknown.append(name)
    return unknown


def containerfiles() -> list[Path]:
    """Return all Containerfiles."""
    return sorted([*(DEPLOY / "containers").glob("*.Containerfile"), DEPLOY / "scanner" / "Containerfile"])


def instructions(path: Path) -> list[tuple[str, str]]:
    """Return a Containerfile's instructions with their values, in order, without comments."""
    # The parser writes to the file that it is given unless it gets one that is open.
    with path.open("rb") as file:
        structure = dockerfile_parse.DockerfileParser(fileobj=file).structure
    return [(line["instruction"], line["value"]) for line in structure if line["instruction"] != "COMMENT"]


def compose() -> dict[str, Any]:
    """Return the compose file with its anchors resolved and its variables set."""
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    text = re.sub(r"\$\{\w+:\?([^}]*)\}", r"\1", text)
    text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", text)
    read: dict[str, Any] = json.loads(json.dumps(yaml.safe_load(text)))
    return read


def noted_job(words: list[str]) -> tuple[str, tuple[str, ...]]:
    """Split a command line of the office into the job whose good end it notes, and the command."""
    option, job, *command = words
    assert option == "--beat", words
    return job, tuple(command)


def cron_jobs() -> dict[str, tuple[tuple[str, ...], str]]:
    """Return the commands of the crontab with their times, by job."""
    lines = (DEPLOY / "containers" / "crontab").read_text(encoding="utf-8").splitlines()
    found = {}
    for line in lines:
        if " root " in line:
            # After the variable comes the compose file's service.
            job, command = noted_job(line.split("$RUN ")[1].split(">>")[0].split()[1:])
            assert f"flock -n /run/originseal-{job} " in line
            found[job] = (command, " ".join(line.split()[:5]))
    return found


def manifests(folder: str) -> list[dict[str, Any]]:
    """Return every object of a kustomize folder, those of lists one by one; without what overlays change."""
    return list(_objects(DEPLOY / "kubernetes" / folder))


def _objects(folder: Path) -> Iterator[dict[str, Any]]:
    kustomization = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))
    for name in kustomization["resources"]:
        path = folder / name
        if path.is_dir():
            yield from _objects(path)
            continue
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            # Anchors become copies, as a cluster gets them.
            copied = json.loads(json.dumps(document))
            yield from copied["items"] if copied["kind"] == "List" else [copied]


def pod_of(manifest: dict[str, Any]) -> dict[str, Any] | None:
    """Return the pod that an object makes, None for one that makes none."""
    spec = manifest.get("spec", {})
    if manifest["kind"] == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    if manifest["kind"] in ("Deployment", "StatefulSet", "Job", "CronJob"):
        pod: dict[str, Any] = spec["template"]
        return pod
    return None
