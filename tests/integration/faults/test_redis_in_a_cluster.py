"""The cluster's Redis as its script sets it up: TLS, users who may do little, and a master that another one follows.

Each pod is an address of the loopback. What cannot be tried here is Kubernetes itself: names, probes, restarts.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.exceptions import NoPermissionError
from redis.retry import Retry

from issuance.log_announcer import LogAnnouncer
from reference_service.limits.bucket import Limit
from reference_service.limits.shared import RedisBuckets
from reference_service.redis_client import open_redis
from register.log_channel import CHANNEL
from register.redis_address import open_client
from tests.deployment import DEPLOY
from tests.servers.process import ServerProcess, free_port
from tests.servers.programs import require_program
from tests.tls_authority import Authority

pytestmark = pytest.mark.slow

ADDRESSES = ["127.0.0.2", "127.0.0.3", "127.0.0.4"]
PATIENCE_SECONDS = 60.0


def eventually(condition: Callable[[], object]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


@dataclass
class Pod:
    """One Redis with its Sentinel, in a folder of its own."""

    name: str
    folder: Path
    secrets: Path
    port: int
    sentinel_port: int
    processes: list[ServerProcess] = field(default_factory=list)

    def configure(self) -> None:
        """Do what the pod's init container does."""
        data = self.folder / "data"
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir()
        given = {
            "REDIS_NAME": self.name,
            "REDIS_FIRST": ADDRESSES[0],
            "REDIS_PODS": " ".join(ADDRESSES),
            "REDIS_PASSWORD_FILE": str(self.secrets / "users" / "password"),
            "SENTINEL_PASSWORD_FILE": str(self.secrets / "users" / "sentinel-password"),
            "REDIS_DATA": str(data),
            "REDIS_SECRETS": str(self.secrets),
            "REDIS_PORT": str(self.port),
            "SENTINEL_PORT": str(self.sentinel_port),
            "REDIS_BIND": self.name,
            "PATH": os.environ["PATH"],
        }
        script = DEPLOY / "kubernetes" / "base" / "public" / "redis-start.sh"
        subprocess.run(["sh", script], env=given, check=True, timeout=60)

    def start(self) -> None:
        """Do what its containers do."""
        program = str(require_program("redis-server", "redis-server"))
        data = self.folder / "data"
        for command in ([program, str(data / "redis.conf")], [program, str(data / "sentinel.conf"), "--sentinel"]):
            self.processes.append(ServerProcess(command, data))

    def kill(self) -> None:
        """Lose it."""
        for process in self.processes:
            process.kill()
        self.processes.clear()

    def stop(self) -> None:
        """End it."""
        for process in self.processes:
            process.stop()

    @property
    def follows(self) -> str | None:
        """The address that its configuration makes it follow."""
        lines = (self.folder / "data" / "redis.conf").read_text(encoding="utf-8").splitlines()
        return next((line.split()[1] for line in lines if line.startswith("replicaof ")), None)


@dataclass
class Cluster:
    """Three pods."""

    pods: list[Pod]
    authority: Path

    def url(self, user: str, password: str) -> str:
        """Return the address as it stands in the settings."""
        hosts = ",".join(f"{pod.name}:{pod.sentinel_port}" for pod in self.pods)
        of_sentinel = "sentinel_username=client&sentinel_password=CLIENT-PASSWORD"
        return f"rediss+sentinel://{user}:{password}@{hosts}/originseal/0?ssl_ca_certs={self.authority}&{of_sentinel}"

    def replicas(self) -> int:
        """Return how many Sentinels know of two replicas and two others."""
        known = 0
        for pod in self.pods:
            options = {"ssl": True, "ssl_ca_certs": str(self.authority), "socket_timeout": 2}
            try:
                with redis.Redis(
                    pod.name, pod.sentinel_port, username="client", password="CLIENT-PASSWORD", **options
                ) as client:
                    state = client.sentinel_master("originseal")
            except redis.RedisError:
                continue
            known += (state["num-slaves"], state["num-other-sentinels"]) == (2, 2)
        return known


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("redis-cluster")
    authority = Authority(folder / "ca")
    port, sentinel_port = free_port(), free_port()
    pods = []
    with ExitStack() as opened:
        for number, name in enumerate(ADDRESSES):
            secrets = folder / name / "secrets"
            shutil.copytree(DEPLOY / "kubernetes" / "samples", secrets / "users")
            (secrets / "users" / "password").write_text("REPLICA-PASSWORD\n", encoding="ascii")
            (secrets / "users" / "sentinel-password").write_text("SENTINEL-PASSWORD\n", encoding="ascii")
            (secrets / "tls").mkdir()
            shutil.copy(authority.file, secrets / "tls" / "ca.crt")
            pair = authority.certificate_for(name)
            shutil.copy(pair, secrets / "tls" / "tls.crt")
            shutil.copy(pair, secrets / "tls" / "tls.key")
            pod = Pod(name, folder / name, secrets, port, sentinel_port)
            pod.configure()
            assert pod.follows == (None if number == 0 else ADDRESSES[0])
            pod.start()
            opened.callback(pod.stop)
            pods.append(pod)
        made = Cluster(pods, authority.file)
        assert eventually(lambda: made.replicas() == 3), "the Sentinels do not know each other"
        yield made


def test_the_reference_service_counts_and_the_office_tells_news(cluster: Cluster) -> None:
    with open_redis(cluster.url("reference", "REFERENCE-PASSWORD")) as client:
        buckets = RedisBuckets(client)
        assert eventually(lambda: buckets.day_key(1) is not None)
        assert buckets.charge([(b"a", Limit(burst=10, per_minute=60), 3)]) == pytest.approx([3.0], abs=0.5)
        with client.pubsub() as channel:
            channel.subscribe(CHANNEL)
            announcer = LogAnnouncer.open(cluster.url("office", "OFFICE-PASSWORD"))

            def heard() -> bool:
                announcer.announce(7)
                try:
                    message = channel.get_message(ignore_subscribe_messages=True, timeout=0.2)
                except redis.RedisError:
                    return False
                return message is not None and message["data"] == b"7"

            assert eventually(heard)
            announcer.close()


@pytest.mark.parametrize(
    ("user", "password", "command"),
    [
        ("reference", "REFERENCE-PASSWORD", ["FLUSHALL"]),
        ("reference", "REFERENCE-PASSWORD", ["CONFIG", "GET", "*"]),
        ("reference", "REFERENCE-PASSWORD", ["GET", "other:key"]),
        ("office", "OFFICE-PASSWORD", ["GET", "originseal:1:x"]),
        ("office", "OFFICE-PASSWORD", ["PUBLISH", "other", "x"]),
        ("office", "OFFICE-PASSWORD", ["SUBSCRIBE", "originseal:1:log"]),
    ],
)
def test_a_user_may_do_what_its_program_does_and_no_more(
    cluster: Cluster, user: str, password: str, command: list[str]
) -> None:
    with open_client(cluster.url(user, password), socket_timeout=2) as client, pytest.raises(NoPermissionError):
        client.execute_command(*command)


def test_nobody_comes_in_without_a_name(cluster: Cluster) -> None:
    options = {"ssl": True, "ssl_ca_certs": str(cluster.authority), "retry": Retry(NoBackoff(), 0)}
    for port in (cluster.pods[0].port, cluster.pods[0].sentinel_port):
        with redis.Redis(ADDRESSES[0], port, **options) as client, pytest.raises(redis.AuthenticationError):
            client.ping()


def test_a_lost_master_is_followed_by_another_and_comes_back_as_its_replica(cluster: Cluster) -> None:
    first = cluster.pods[0]
    first.kill()
    with open_redis(cluster.url("reference", "REFERENCE-PASSWORD")) as client:
        buckets = RedisBuckets(client)
        assert eventually(lambda: buckets.day_key(2) is not None)
    first.configure()
    assert first.follows in ADDRESSES[1:]
    first.start()
    assert eventually(lambda: cluster.replicas() == 3)
