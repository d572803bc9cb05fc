"""A register's address is read strictly, and what is shown of it holds no secret."""

import traceback
from pathlib import Path

import pytest

from register.address import PostgresAddress, SqliteAddress, parse_address
from register.errors import RegisterError

SECRET = "s3cret-Pa55"


def test_a_file() -> None:
    assert parse_address("sqlite:///var/register.sqlite") == SqliteAddress(Path("var/register.sqlite"))
    assert parse_address("sqlite:////srv/register.sqlite") == SqliteAddress(Path("/srv/register.sqlite"))


def test_a_server_is_shown_without_its_password() -> None:
    address = parse_address(f"postgresql+psycopg://reader:{SECRET}@db.example.jp:5433/register?sslpassword={SECRET}")
    assert isinstance(address, PostgresAddress)
    assert str(address) == "postgresql+psycopg://reader:***@db.example.jp:5433/register"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "register.sqlite",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///register.sqlite?mode=rwc",
        "sqlite://host/register.sqlite",
        f"postgresql://user:{SECRET}@host/register",
        f"postgresql+psycopg://user:{SECRET}@host",
        f"postgresql+psycopg://user:{SECRET}@host:port/register",
        f"mysql://user:{SECRET}@host/register",
        f"//user:{SECRET}@host",
    ],
)
def test_anything_else_is_refused_without_telling_it(text: str) -> None:
    with pytest.raises(RegisterError) as caught:
        parse_address(text)
    assert SECRET not in "".join(traceback.format_exception(caught.value))
