"""An S3 server of the tests' own: moto's, which keeps everything in memory and accepts any credentials."""

import re
import secrets
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import boto3
from botocore.config import Config

from tests.servers.process import ServerProcess

REGION = "us-east-1"
LISTENING = re.compile(r"Running on (http://127\.0\.0\.1:\d+)")


@dataclass(frozen=True)
class Bucket:
    """One test's own, empty bucket and what it takes to reach it."""

    endpoint_url: str
    name: str
    access_key: str
    secret_key: str
    region: str

    @property
    def url(self) -> str:
        """The bucket as ``s3://…``."""
        return f"s3://{self.name}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables by which any S3 client (boto3, s3fs) finds this server and no other."""
        return {
            "AWS_ENDPOINT_URL_S3": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_EC2_METADATA_DISABLED": "true",
        }


class S3Server:
    """moto's server in a process of its own; ``process`` is the handle for fault tests."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="originseal-s3-"))
        # Port 0: the kernel chooses a free one, and the log names it.
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
        self.process = ServerProcess(command, self._folder)
        try:
            self.process.wait_until(lambda: LISTENING.search(self.process.log_end()) is not None)
        except BaseException:
            self.close()
            raise
        match = LISTENING.search(self.process.log_end())
        assert match is not None
        self.endpoint_url = match[1]

    def create_bucket(self) -> Bucket:
        """Create an empty bucket with a name that no other test has."""
        bucket = Bucket(
            self.endpoint_url, f"test-{secrets.token_hex(6)}", "test-access", "test-secret", REGION
        )
        client = boto3.client(
            "s3",
            endpoint_url=bucket.endpoint_url,
            aws_access_key_id=bucket.access_key,
            aws_secret_access_key=bucket.secret_key,
            region_name=bucket.region,
            config=Config(connect_timeout=10, read_timeout=30),
        )
        try:
            client.create_bucket(Bucket=bucket.name)
        finally:
            client.close()
        return bucket

    def close(self) -> None:
        """End the server; what it held is gone."""
        self.process.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
