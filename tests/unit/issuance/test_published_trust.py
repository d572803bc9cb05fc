"""What the office holds as trusted: read once, and again as soon as anything was published."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest
from tuf.api.metadata import Metadata, Targets

from issuance.trust.errors import TrustRepositoryError
from issuance.trust.office import TrustOffice
from issuance.trust.published import PublishedTrust
from issuance.trust.repository import SURVIVORS_PREFIX, TRUST_LIST_TARGET
from signing.trust import KeyState, build_survivors
from tests.builders import NOW, trust_list
from tests.trust_repository import make_office


class CountingOffice(TrustOffice):
    """Counts how often the newest targets are read and verified."""

    reads = 0

    def newest_targets(self) -> Metadata[Targets]:
        CountingOffice.reads += 1
        return super().newest_targets()


@pytest.fixture
def office(tmp_path: Path) -> TrustOffice:
    plain = make_office(tmp_path)
    plain.init({TRUST_LIST_TARGET: trust_list(2026).encode()}, NOW)
    return CountingOffice(plain.repository, plain.keys)


def publish(office: TrustOffice, files: Mapping[str, bytes]) -> None:
    office.publish_targets(files, NOW)


def test_it_is_read_once_and_counts_as_refreshed_at_each_question(office: TrustOffice) -> None:
    published = PublishedTrust(office)
    first = published.at(NOW)
    CountingOffice.reads = 0
    later = published.at(NOW + dt.timedelta(hours=1))

    assert CountingOffice.reads == 0
    assert later.trust_list == first.trust_list == trust_list(2026)
    assert (first.refreshed_at, later.refreshed_at) == (NOW, NOW + dt.timedelta(hours=1))


def test_a_retired_key_and_survivors_are_seen_at_the_very_next_question(office: TrustOffice) -> None:
    published = PublishedTrust(office)
    key = published.at(NOW).trust_list.keys[0]
    for version in range(2, 6):
        listed = trust_list(2026)
        state = KeyState.RETIRED if version % 2 else KeyState.ACTIVE
        keys = (key.model_copy(update={"state": state}), *listed.keys[1:])
        publish(office, {TRUST_LIST_TARGET: listed.model_copy(update={"version": version, "keys": keys}).encode()})

        assert published.at(NOW).trust_list.version == version
        assert published.at(NOW).trust_list.keys[0].state is state

    sid = bytes(32)
    publish(office, {f"{SURVIVORS_PREFIX}{key.key_id.hex()}": build_survivors({sid})})
    assert published.at(NOW).survives(key.key_id, sid)


def test_a_repository_that_vanishes_is_told(office: TrustOffice) -> None:
    published = PublishedTrust(office)
    published.at(NOW)
    for file in office.repository.metadata.iterdir():
        file.unlink()
    with pytest.raises(TrustRepositoryError):
        published.at(NOW)
