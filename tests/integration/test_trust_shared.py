"""Two scanners with one trust folder: a check in one window while another window updates."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from scanner.trust import store as store_module
from scanner.trust.errors import StoredTrustAlteredError
from scanner.trust.source import source_of
from scanner.trust.store import TrustStore
from tests.demo import Demo


def test_copy_removed_by_another_update_while_it_is_loaded(
    demo: Demo, trust: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = store_module.verify_metadata

    def update_twice_then_verify(*arguments: object) -> object:
        monkeypatch.setattr(store_module, "verify_metadata", verify)
        # The first update puts another copy in force, the second removes the one that is being read.
        for _ in range(2):
            TrustStore(trust).update(datetime.now(UTC), source_of(str(demo.repository)))
        return verify(*arguments)  # type: ignore[arg-type]  # passed through as they came

    monkeypatch.setattr(store_module, "verify_metadata", update_twice_then_verify)
    loaded = TrustStore(trust).load(datetime.now(UTC))
    assert store_module.verify_metadata is verify, "the updates did come in between"
    assert loaded.trust_list == TrustStore(trust).load(datetime.now(UTC)).trust_list


def test_copy_that_is_really_damaged_is_refused(trust: Path) -> None:
    for file in trust.glob("copies/*/metadata/timestamp.json"):
        file.unlink()
    with pytest.raises(StoredTrustAlteredError):
        TrustStore(trust).load(datetime.now(UTC))
