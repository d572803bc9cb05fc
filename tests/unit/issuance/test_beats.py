"""Jobs that ended well, each in a file of its own."""

import datetime as dt
import os
from pathlib import Path

import pytest

from issuance.errors import RefusedError
from issuance.watch.beats import JOBS, Beats

NOW = dt.datetime(2026, 11, 23, 3, 4, 5, 678, tzinfo=dt.UTC)


def test_the_last_good_end_is_told_to_the_second(tmp_path: Path) -> None:
    beats = Beats(tmp_path / "beats")
    assert beats.last("daily") is None
    beats.beat("daily", NOW - dt.timedelta(days=1))
    beats.beat("originseal-daily", NOW)
    assert beats.last("daily") == NOW.replace(microsecond=0)
    assert beats.last("backup") is None


def test_other_users_read_it_whatever_the_umask_of_the_unit_is(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        Beats(tmp_path).beat("originseal-trust-refresh.service", NOW)
    finally:
        os.umask(before)
    assert (tmp_path / "trust-refresh").stat().st_mode & 0o777 == 0o644


def test_a_name_that_nobody_looks_at_is_refused(tmp_path: Path) -> None:
    for name in ("dialy", "../daily", "", "originseal-office"):
        with pytest.raises(RefusedError, match="no periodic job"):
            Beats(tmp_path).beat(name, NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_no_good_end(tmp_path: Path) -> None:
    (tmp_path / "daily").write_text("yesterday")
    assert Beats(tmp_path).last("daily") is None


def test_every_job_may_miss_one_round() -> None:
    daily = {"backup", "daily", "purge", "trail-verify"}
    assert all(JOBS[name].overdue > dt.timedelta(days=1) for name in daily)
    assert JOBS["trust-refresh"].overdue >= dt.timedelta(hours=2)
