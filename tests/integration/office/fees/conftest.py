"""A chamber with fees on SQLite and on PostgreSQL, closed after the test."""

from collections.abc import Iterator

import pytest

from tests.office_cards import CardTill
from tests.office_fees import Till
from tests.offices import Installation
from tests.servers.stripe_stub import StripeStub


@pytest.fixture
def till(installation: Installation) -> Iterator[Till]:
    """Yield it at noon of 10 March 2026 in Tokyo, on each database."""
    with installation.open() as opened:
        yield Till.open(opened)


@pytest.fixture
def sqlite_till(sqlite_installation: Installation) -> Iterator[Till]:
    """Yield the same on SQLite alone, for what does not depend on the database."""
    with sqlite_installation.open() as opened:
        yield Till.open(opened)


@pytest.fixture
def stripe(monkeypatch: pytest.MonkeyPatch) -> Iterator[StripeStub]:
    """Yield a Stripe that has seen nothing yet."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with StripeStub() as stub:
        yield stub


@pytest.fixture
def card_till(till: Till, stripe: StripeStub) -> CardTill:
    """Yield a till that takes cards, on each database."""
    return CardTill.open(till, stripe)


@pytest.fixture
def sqlite_card_till(sqlite_till: Till, stripe: StripeStub) -> CardTill:
    """Yield the same on SQLite alone."""
    return CardTill.open(sqlite_till, stripe)
