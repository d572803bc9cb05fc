"""What integration tests of the scanner share: a stage with a real service, and a network without proxies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stage import PublicStage, staged


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[PublicStage]:
    """Open a stage for one test."""
    with staged(tmp_path) as opened:
        yield opened


@pytest.fixture
def without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the environment says of proxies."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
