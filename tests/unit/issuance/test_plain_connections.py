"""Row A5: the office does not start where it would send something in the clear to another machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from issuance.config import load_config
from issuance.errors import ConfigError
from issuance.outgoing.doors import open_doors

CLEAR = {
    "DATABASE_URL": "postgresql+psycopg://office:geheim@db.example.jp/office",
    "REGISTER_URL": "postgresql+psycopg://office:geheim@db.example.jp/register?sslmode=require",
    "REDIS_URL": "redis://:geheim@r.example.jp",
    "LIMITS_REDIS_URL": "redis://:geheim@r.example.jp",
    "SMTP_URL": "smtp://mail.example.jp",
    "CLAMD": "tcp://av.example.jp:3310",
    "PUBLIC_URL": "http://office.example.jp",
}


@pytest.mark.parametrize("name", CLEAR)
def test_each_such_setting_stops_the_start_by_name_and_without_its_password(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match=f"ISSUANCE_{name} .*ISSUANCE_PLAIN_CONNECTIONS=allow") as refused:
        load_config({f"ISSUANCE_{name}": CLEAR[name]}, directory=tmp_path)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("name", ["DOCUMENTS_URL", "ORIGINALS_URL"])
def test_so_does_a_bucket_without_tls(tmp_path: Path, name: str) -> None:
    bucket = {f"ISSUANCE_{name}": "s3://bucket", "AWS_ENDPOINT_URL_S3": "http://s3.example.jp"}
    with pytest.raises(ConfigError, match=f"ISSUANCE_{name} lies in S3"):
        load_config(bucket, directory=tmp_path)


def test_all_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        load_config({f"ISSUANCE_{name}": url for name, url in CLEAR.items()}, directory=tmp_path)
    assert [name for name in CLEAR if f"ISSUANCE_{name} " not in str(refused.value)] == []


def test_a_private_network_is_said_to_be_one(tmp_path: Path) -> None:
    allowed = {"ISSUANCE_PLAIN_CONNECTIONS": "allow"} | {f"ISSUANCE_{name}": url for name, url in CLEAR.items()}
    config = load_config(allowed, directory=tmp_path)
    assert config.database_url == CLEAR["DATABASE_URL"]
    assert open_doors(config), "mail too"


def test_what_is_said_is_one_of_two_words(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="plain_connections is 'yes'"):
        load_config({"ISSUANCE_PLAIN_CONNECTIONS": "yes"}, directory=tmp_path)


@pytest.mark.parametrize(
    ("program", "setting"),
    [
        (["issuance", "migrate"], "ISSUANCE_DATABASE_URL"),
        (["reference_service", "serve"], "REFERENCE_REGISTER_URL"),
    ],
)
def test_the_programs_say_so_and_end(tmp_path: Path, program: list[str], setting: str) -> None:
    environment = os.environ | {
        setting: CLEAR["DATABASE_URL"],
        "ISSUANCE_DIRECTORY": str(tmp_path),
        "REFERENCE_DIRECTORY": str(tmp_path),
    }
    ended = subprocess.run(
        [sys.executable, "-m", *program], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode != 0
    assert f"{setting} names PostgreSQL on db.example.jp without sslmode=verify-full" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "geheim" not in ended.stderr
