"""Row A5: what leaves the machine travels under TLS, and settings that would not stop the start."""

import pytest

from register.encrypted import is_here, plain_database, plain_documents, plain_mail, plain_redis, plain_scanner

PG = "postgresql+psycopg://office:geheim@"
S3 = "s3://bucket/prefix"


@pytest.mark.parametrize(
    "host",
    ["", "/run/postgresql", "@abstract", "localhost", "LOCALHOST.", "127.0.0.1", "127.8.9.10", "::1"],
)
def test_this_machine_is_a_socket_or_the_loopback(host: str) -> None:
    assert is_here(host)


@pytest.mark.parametrize("host", ["db", "localhost.example.jp", "10.0.0.1", "192.168.1.1", "::2", "127.0.0.1.example"])
def test_everything_else_is_another_machine(host: str) -> None:
    assert not is_here(host)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////srv/office.sqlite",
        f"{PG}localhost/office",
        f"{PG}[::1]:5433/office",
        f"{PG}/office?host=/run/postgresql",
        f"{PG}127.0.0.1/office?sslmode=disable",
        f"{PG}db.example.jp/office?sslmode=verify-full",
        f"{PG}/office?host=a.example:5432&host=b.example:5432&sslmode=verify-full",
        "no address at all",
    ],
)
def test_a_database_here_or_with_a_verified_certificate_is_taken(url: str) -> None:
    assert plain_database(url) is None


@pytest.mark.parametrize(
    "url",
    [
        f"{PG}db.example.jp/office",
        f"{PG}db.example.jp/office?sslmode=require",
        f"{PG}db.example.jp/office?sslmode=verify-ca",
        f"{PG}10.1.2.3:5432/office?sslmode=prefer",
        f"{PG}localhost/office?host=db.example.jp",
        f"{PG}localhost/office?hostaddr=2001:db8::1",
        f"{PG}/office?host=127.0.0.1&host=b.example",
        f"{PG}/office?host=127.0.0.1,b.example",
        f"{PG}/office?service=office",
    ],
)
def test_a_database_elsewhere_in_the_clear_is_refused_and_its_password_not_shown(url: str) -> None:
    why = plain_database(url)
    assert why is not None
    assert "sslmode=verify-full" in why
    assert "geheim" not in why


@pytest.mark.parametrize(
    "url",
    ["unix:///run/redis.sock", "redis://:geheim@localhost:6379/0", "redis://[::1]:1", "rediss://:geheim@r.example", ""],
)
def test_a_redis_here_or_under_tls_is_taken(url: str) -> None:
    assert plain_redis(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "redis://:geheim@r.example:6379/0",
        "redis://localhost:1,r.example:2/0",
        "redis+sentinel://s.example:26379",
        "rediss://:geheim@r.example?ssl_cert_reqs=none",
        "rediss://:geheim@r.example?ssl_check_hostname=False",
    ],
)
def test_a_redis_elsewhere_in_the_clear_or_unchecked_is_refused(url: str) -> None:
    why = plain_redis(url)
    assert why is not None
    assert "geheim" not in why


def test_mail_goes_in_the_clear_to_this_machine_alone() -> None:
    assert plain_mail("smtp://localhost:25") is None
    assert plain_mail("smtps://mail.example.jp") is None
    assert plain_mail("smtp+starttls://mail.example.jp") is None
    assert plain_mail("folder:/var/mail") is None
    assert "in the clear" in (plain_mail("smtp://mail.example.jp") or "")


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"])
def test_a_bucket_is_reached_over_tls(name: str) -> None:
    assert plain_documents(S3, {}) is None, "Amazon's own endpoints are"
    assert plain_documents(S3, {name: "https://s3.example.jp"}) is None
    assert plain_documents(S3, {name: "http://127.0.0.1:9000"}) is None
    assert plain_documents("file:///srv", {name: "http://s3.example.jp"}) is None
    assert "https://" in (plain_documents(S3, {name: "http://s3.example.jp"}) or "")


def test_files_go_to_a_virus_scanner_on_this_machine() -> None:
    assert plain_scanner("unix:/run/clamd.sock") is None
    assert plain_scanner("tcp://127.0.0.1:3310") is None
    assert "no TLS" in (plain_scanner("tcp://av.example.jp:3310") or "")
