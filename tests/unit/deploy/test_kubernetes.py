"""The manifests of a cluster are valid, ask for no right too many, and keep the public half away from the office.

No cluster runs here: objects are checked against Kubernetes' own schemas (without network) and against our rules. An
overlay's patches are looked at for whether they meet anything; what they come to says `kubectl kustomize`.
"""

import re
from typing import Any

import kubernetes_validate
import pytest
import yaml

from issuance.cli import build_parser
from tests.deployment import DEPLOY, PERIODIC, cron_jobs, manifests, noted_job, pod_of, unknown_settings

VERSION = "1.33"
BASE = manifests("base")
PRODUCTION = manifests("overlays/production")
PODS = [pytest.param(one, pod, id=one["metadata"]["name"]) for one in BASE if (pod := pod_of(one)) is not None]
PUBLIC, REGISTER, OFFICE = "originseal-public", "originseal-register", "originseal-office"


def named(manifest: dict[str, Any]) -> str:
    return f"{manifest['kind']}-{manifest['metadata']['name']}"


def containers_of(pod: dict[str, Any]) -> list[dict[str, Any]]:
    return [*pod["spec"]["containers"], *pod["spec"].get("initContainers", [])]


def of_kind(kind: str, namespace: str | None = None) -> list[dict[str, Any]]:
    return [one for one in BASE if one["kind"] == kind and namespace in (None, one["metadata"].get("namespace"))]


def selects(selector: dict[str, Any], labels: dict[str, str]) -> bool:
    exists = [one["key"] for one in selector.get("matchExpressions", []) if one["operator"] == "Exists"]
    return all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items()) and all(
        key in labels for key in exists
    )


@pytest.mark.parametrize("manifest", PRODUCTION, ids=named)
def test_every_object_is_valid(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, VERSION, strict=True)


def test_no_two_objects_are_the_same_and_each_has_its_room() -> None:
    places = [(one["kind"], one["metadata"].get("namespace"), one["metadata"]["name"]) for one in PRODUCTION]
    assert len(places) == len(set(places))
    for kind, namespace, _ in places:
        assert (namespace is None) == (kind in ("Namespace", "PersistentVolume"))


def test_rooms_refuse_pods_that_ask_for_more_than_the_restricted_profile() -> None:
    rooms = {one["metadata"]["name"]: one["metadata"]["labels"] for one in of_kind("Namespace")}
    assert rooms.keys() == {PUBLIC, REGISTER, OFFICE}
    assert {labels["pod-security.kubernetes.io/enforce"] for labels in rooms.values()} == {"restricted"}


@pytest.mark.parametrize(("manifest", "pod"), PODS)
def test_a_pod_is_of_the_restricted_profile_and_its_root_cannot_be_written(
    manifest: dict[str, Any], pod: dict[str, Any]
) -> None:
    security = pod["spec"]["securityContext"]
    assert security["runAsNonRoot"] is True
    assert security["runAsUser"] > 0
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["spec"]["automountServiceAccountToken"] is False
    assert not {"hostNetwork", "hostPID", "hostIPC"} & pod["spec"].keys()
    kinds = {kind for volume in pod["spec"]["volumes"] for kind in volume if kind != "name"}
    assert kinds <= {"secret", "configMap", "emptyDir", "persistentVolumeClaim"}
    for container in containers_of(pod):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }


@pytest.mark.parametrize(("manifest", "pod"), PODS)
def test_a_container_has_limits_and_an_image_of_a_release(manifest: dict[str, Any], pod: dict[str, Any]) -> None:
    for container in containers_of(pod):
        assert container["resources"]["requests"].keys() == container["resources"]["limits"].keys() == {"cpu", "memory"}
        image, _, tag = container["image"].rpartition(":")
        assert image
        assert re.fullmatch(r"v?[0-9][0-9a-z.-]*", tag)


@pytest.mark.parametrize(("manifest", "pod"), PODS)
def test_what_is_mounted_is_there(manifest: dict[str, Any], pod: dict[str, Any]) -> None:
    volumes = {volume["name"] for volume in pod["spec"]["volumes"]}
    used = {mount["name"] for container in containers_of(pod) for mount in container["volumeMounts"]}
    assert used == volumes
    claims = {one["metadata"]["name"] for one in of_kind("PersistentVolumeClaim", manifest["metadata"]["namespace"])}
    claimed = {
        volume["persistentVolumeClaim"]["claimName"]
        for volume in pod["spec"]["volumes"]
        if "persistentVolumeClaim" in volume
    }
    assert claimed <= claims
    accounts = {one["metadata"]["name"] for one in of_kind("ServiceAccount", manifest["metadata"]["namespace"])}
    assert pod["spec"]["serviceAccountName"] in accounts


@pytest.mark.parametrize(("manifest", "pod"), PODS)
def test_secrets_come_by_reference_alone(manifest: dict[str, Any], pod: dict[str, Any]) -> None:
    for container in containers_of(pod):
        for variable in container.get("env", []):
            assert not re.search(r"KEY|TOKEN|PASSWORD$", variable["name"]) or "valueFrom" in variable, variable["name"]
            assert "@" not in variable.get("value", "")
    for volume in pod["spec"]["volumes"]:
        # What kubelet gives to the pod's group is what the office takes (issuance.secret_files.read_secret).
        assert volume.get("secret", {}).get("defaultMode", 0o440) in (0o440, 0o444)


def test_no_secret_is_among_the_objects() -> None:
    assert [named(one) for one in PRODUCTION if one["kind"] == "Secret"] == []
    for one in of_kind("ConfigMap"):
        assert not any("@" in value or "PRIVATE KEY" in value for value in one["data"].values())


@pytest.mark.parametrize("manifest", of_kind("ConfigMap"), ids=named)
def test_every_setting_is_one(manifest: dict[str, Any]) -> None:
    assert unknown_settings(manifest["data"]) == []


@pytest.mark.parametrize(("manifest", "pod"), PODS)
def test_every_command_of_the_office_is_one(manifest: dict[str, Any], pod: dict[str, Any]) -> None:
    for container in containers_of(pod):
        if container["image"].startswith("originseal-office"):
            build_parser().parse_args(container["args"])


def test_every_periodic_command_has_its_time_in_japan() -> None:
    jobs = {}
    for one in of_kind("CronJob"):
        (container,) = one["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
        job, command = noted_job(container["args"])
        jobs[job] = command
        assert one["spec"]["timeZone"] == "Asia/Tokyo"
        assert one["spec"]["concurrencyPolicy"] == "Forbid"
        assert one["spec"]["jobTemplate"]["spec"]["activeDeadlineSeconds"] > 0
    assert jobs == PERIODIC


def test_a_job_runs_at_the_same_time_in_a_cluster_and_on_a_host_with_containers() -> None:
    times = {
        noted_job(one["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["args"])[0]: one["spec"]
        for one in of_kind("CronJob")
    }
    assert {job: spec["schedule"] for job, spec in times.items()} == {
        job: time for job, (_, time) in cron_jobs().items()
    }


def test_the_watch_reads_when_jobs_ended_well() -> None:
    (watch,) = [one for one in BASE if one["metadata"]["name"] == "metrics" and one["kind"] == "Deployment"]
    office, exporter = containers_of(watch["spec"]["template"])
    places = {mount["name"]: mount for mount in office["volumeMounts"]}
    assert (places["office"]["mountPath"], places["office"]["readOnly"]) == ("/var/lib/originseal/office", True)
    assert not {"keys", "passphrase"} & places.keys()
    assert office["args"][-1].startswith(f"{places['figures']['mountPath']}/")
    assert f"--collector.textfile.directory={places['figures']['mountPath']}" in exporter["args"]
    for one in of_kind("CronJob"):
        (container,) = one["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
        written = [mount["mountPath"] for mount in container["volumeMounts"] if not mount.get("readOnly")]
        assert "/var/lib/originseal/office" in written, named(one)


def test_the_backup_changes_nothing_that_it_copies() -> None:
    (one,) = [one for one in of_kind("CronJob") if one["metadata"]["name"] == "backup"]
    pod = pod_of(one)
    assert pod is not None
    (container,) = pod["spec"]["containers"]
    assert {mount["name"] for mount in container["volumeMounts"] if not mount.get("readOnly")} == {"office", "tmp"}
    keys = {variable["valueFrom"]["secretKeyRef"]["name"] for variable in container["env"]}
    others = {
        name
        for other in BASE
        if other is not one
        for name in ("backup-documents", "backup-settings")
        if name in str(other)
    }
    assert keys == {"backup-documents"}
    assert others == set()


@pytest.mark.parametrize("namespace", [PUBLIC, REGISTER, OFFICE])
def test_nothing_goes_in_or_out_that_is_not_named(namespace: str) -> None:
    (denied,) = [one for one in of_kind("NetworkPolicy", namespace) if one["metadata"]["name"] == "default-deny"]
    assert denied["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    for one in of_kind("NetworkPolicy", namespace):
        for rule in [*one["spec"].get("ingress", []), *one["spec"].get("egress", [])]:
            assert rule["ports"], f"{named(one)} names no port"
            assert rule.get("to") or rule.get("from"), f"{named(one)} names nobody"


def test_the_public_half_has_no_way_to_the_office() -> None:
    policies = [one for one in PRODUCTION if one["kind"] == "NetworkPolicy"]
    ways = [
        peer
        for one in policies
        if one["metadata"]["namespace"] == PUBLIC
        for rule in one["spec"].get("egress", [])
        for peer in rule["to"]
    ]
    rooms = {
        peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
        for peer in ways
        if "namespaceSelector" in peer
    }
    assert rooms == {"kube-system", REGISTER}
    # One address at a time, and none of a cluster's own networks.
    blocks = [peer["ipBlock"] for peer in ways if "ipBlock" in peer]
    assert all(
        block["cidr"].endswith("/32") and not block["cidr"].startswith(("10.", "172.", "192.")) for block in blocks
    )
    into_office = [
        peer
        for one in policies
        if one["metadata"]["namespace"] == OFFICE
        for rule in one["spec"].get("ingress", [])
        for peer in rule["from"]
        if "namespaceSelector" in peer
    ]
    # Its own proxy, and whoever reads its figures, which name nobody.
    assert [one["namespaceSelector"]["matchLabels"] for one in into_office] == [
        {"originseal/ingress": "office"},
        {"originseal/watch": "office"},
    ]


def test_the_public_half_meets_replicas_of_the_register_alone() -> None:
    (reading,) = [one for one in of_kind("NetworkPolicy", PUBLIC) if one["metadata"]["name"] == "reference"]
    to_register = [peer for rule in reading["spec"]["egress"] for peer in rule["to"] if "namespaceSelector" in peer]
    assert [peer["podSelector"] for peer in to_register] == [{"matchLabels": {"originseal/register": "replica"}}]
    writers = [
        peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
        for one in of_kind("NetworkPolicy", REGISTER)
        if selects(one["spec"]["podSelector"], {"originseal/register": "primary"})
        for rule in one["spec"].get("ingress", [])
        for peer in rule["from"]
        if "namespaceSelector" in peer
    ]
    assert writers == [OFFICE]


@pytest.mark.parametrize("kind", ["Service", "PodDisruptionBudget", "NetworkPolicy"])
def test_what_is_selected_is_there(kind: str) -> None:
    for one in of_kind(kind):
        namespace = one["metadata"]["namespace"]
        labels = [
            pod["metadata"]["labels"]
            for other in BASE
            if (pod := pod_of(other)) is not None and other["metadata"]["namespace"] == namespace
        ]
        spec = one["spec"]
        selector = spec["podSelector"] if kind == "NetworkPolicy" else spec["selector"]
        wanted = {"matchLabels": selector} if kind == "Service" else selector
        brought = {"originseal/register", "originseal/database"}
        if not wanted:
            continue  # All pods of the room.
        if brought & {*wanted.get("matchLabels", {}), *(each["key"] for each in wanted.get("matchExpressions", []))}:
            continue  # PostgreSQL is the operator's.
        assert any(selects(wanted, each) for each in labels), named(one)


def test_what_people_ask_for_has_several_pods_on_several_nodes_and_survives_a_drain() -> None:
    for name in ("reference", "office"):
        (scaler,) = [one for one in of_kind("HorizontalPodAutoscaler") if one["metadata"]["name"] == name]
        assert scaler["spec"]["minReplicas"] >= 2
        (deployment,) = [one for one in of_kind("Deployment") if one["metadata"]["name"] == name]
        assert "replicas" not in deployment["spec"], "the scaler's to say"
        spread = deployment["spec"]["template"]["spec"]["topologySpreadConstraints"]
        assert {one["topologyKey"] for one in spread} == {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}
    budgets = {one["metadata"]["name"] for one in of_kind("PodDisruptionBudget")}
    assert budgets == {"reference", "redis", "office", "heartbeat", "clamav"}


def test_pages_never_meet_the_keys_that_sign() -> None:
    for name in ("office", "courier", "heartbeat", "metrics", "scan-uploads", "cards-reconcile"):
        (one,) = [one for one in BASE if pod_of(one) is not None and one["metadata"]["name"] == name]
        pod = pod_of(one)
        assert pod is not None
        mounts = [mount for container in containers_of(pod) for mount in container["volumeMounts"]]
        of_keys = {mount.get("subPath", "") for mount in mounts if mount["name"] == "keys"}
        assert of_keys <= {"vault", "index", "cards"} | ({"tuf"} if name == "courier" else set())
        assert all(mount.get("readOnly") for mount in mounts if mount["name"] == "keys")


def test_an_overlays_patches_meet_something() -> None:
    folder = DEPLOY / "kubernetes" / "overlays" / "production"
    kustomization = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))
    images = {
        container["image"].split(":")[0] for one in BASE if (pod := pod_of(one)) for container in containers_of(pod)
    }
    assert {one["name"] for one in kustomization["images"]} == {image for image in images if "originseal" in image}
    for patch in kustomization["patches"]:
        target = patch["target"]
        met = [one for one in of_kind(target["kind"]) if re.fullmatch(target["name"], one["metadata"]["name"])]
        assert met, target
        for change in yaml.safe_load(patch["patch"]):
            *path, last = change["path"].strip("/").split("/")
            for one in met:
                found: Any = one
                for step in path:
                    found = found[step]
                assert change["op"] == "add" or last in found, change["path"]
