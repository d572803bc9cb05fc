"""The board: the newest signed bulletin counts; whatever is wrong with one is logged once and takes nothing with it."""

import datetime as dt
import logging
from pathlib import Path

import pytest

from reference_service.bulletin import LOOK_EVERY, NOTHING, BulletinBoard
from reference_service.trust import TrustDirectory
from signing.bulletin import MAX_BULLETIN_BYTES, Bulletin, Severity, api_key_hash
from tests.builders import ChamberWorld
from tests.reference_site import write_trust_repository
from tests.vectors.bulletin_cases import API_KEY_SECRET, ISSUED, full_bulletin

WORLD = ChamberWorld()
HASH = api_key_hash(API_KEY_SECRET)
DAY = dt.timedelta(days=1)
FULL = full_bulletin()


class Office:
    """A trust repository in a folder, the board that follows it, and a clock that is set by hand."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.now = ISSUED
        self.version = 0
        self.board = BulletinBoard(TrustDirectory(directory), directory, lambda: self.now)

    def publish(self, bulletin: Bulletin | bytes | None) -> None:
        """Publish, and let the second pass after which the board looks again."""
        self.version += 1
        data = bulletin.encode() if isinstance(bulletin, Bulletin) else bulletin
        write_trust_repository(self.directory, WORLD.trust, now=self.now, version=self.version, bulletin=data)
        self.now += LOOK_EVERY

    def file(self) -> Path:
        """Return where the newest bulletin's bytes lie."""
        return max(
            (self.directory / "targets" / "status").glob("*.bulletin.json"), key=lambda path: path.stat().st_mtime_ns
        )


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Return an office that has published nothing."""
    return Office(tmp_path)


def numbered(number: int, **changes: object) -> Bulletin:
    """Return the full bulletin under another number."""
    return FULL.model_copy(update={"number": number, **changes})


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged as an error by the board."""
    return [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR and r.name.endswith(".bulletin")]


def test_what_is_published_counts_within_a_second(office: Office) -> None:
    office.publish(None)
    assert office.board.now() == NOTHING
    assert office.board.version == 0
    assert office.board.api_key(HASH) is None
    office.publish(FULL)
    posted = office.board.now()
    assert posted.bulletin == FULL
    assert posted.notices == FULL.notices
    assert posted.windows == FULL.windows
    assert office.board.api_key(HASH) == FULL.api_keys[0]
    assert office.board.api_key(api_key_hash("osk_guess")) is None


def test_it_is_looked_at_once_a_second_and_no_more(office: Office) -> None:
    office.publish(FULL)
    assert office.board.now().bulletin == FULL
    office.publish(numbered(8))
    office.now -= LOOK_EVERY / 2
    assert office.board.now().bulletin == FULL
    office.now += LOOK_EVERY / 2
    assert office.board.now().bulletin == numbered(8)


def test_a_clock_that_is_set_back_does_not_stop_the_looking(office: Office) -> None:
    office.publish(FULL)
    assert office.board.now().bulletin == FULL
    office.publish(numbered(8))
    office.now -= dt.timedelta(minutes=30)
    assert office.board.now().bulletin == numbered(8)


def test_without_trust_files_nothing_is_posted(office: Office) -> None:
    assert office.board.now() == NOTHING


class TestRollBack:
    """An older bulletin never follows a newer one while the process lives."""

    def test_an_older_number_is_refused(self, office: Office, caplog: pytest.LogCaptureFixture) -> None:
        office.publish(FULL)
        office.board.now()
        office.publish(numbered(6, api_keys=()))
        assert office.board.now().bulletin == FULL
        assert office.board.api_key(HASH) == FULL.api_keys[0]
        assert len(errors(caplog)) == 1
        assert "number 6 and number 7 was read before" in errors(caplog)[0]

    def test_the_same_number_with_other_words_is_refused(self, office: Office) -> None:
        office.publish(FULL)
        office.board.now()
        office.publish(numbered(7, notices=()))
        assert office.board.now().notices == FULL.notices

    def test_the_same_bulletin_under_newer_trust_files_is_none(
        self, office: Office, caplog: pytest.LogCaptureFixture
    ) -> None:
        office.publish(FULL)
        office.board.now()
        office.publish(FULL)
        assert office.board.now().bulletin == FULL
        assert errors(caplog) == []

    def test_a_repository_that_has_no_bulletin_any_more_takes_none_back(self, office: Office) -> None:
        office.publish(FULL)
        office.board.now()
        office.publish(None)
        assert office.board.now().bulletin == FULL

    def test_a_newer_one_counts_after_all_that(self, office: Office) -> None:
        office.publish(FULL)
        office.board.now()
        office.publish(numbered(6))
        office.board.now()
        office.publish(numbered(8, api_keys=()))
        assert office.board.now().bulletin == numbered(8, api_keys=())
        assert office.board.api_key(HASH) is None


class TestExpiry:
    """What is over counts no more, and the service goes on."""

    def test_after_its_end_nothing_of_it_counts_and_that_is_said_once(
        self, office: Office, caplog: pytest.LogCaptureFixture
    ) -> None:
        office.publish(FULL)
        assert office.board.version != 0
        office.now = FULL.valid_until
        for _ in range(5):
            office.now += LOOK_EVERY
            assert office.board.now() == NOTHING
            assert office.board.api_key(HASH) is None
        assert len(errors(caplog)) == 1
        assert "issuance trust refresh" in errors(caplog)[0]
        office.publish(numbered(8, issued_at=FULL.valid_until, valid_until=office.now + 8 * DAY))
        assert office.board.api_key(HASH) is not None

    def test_one_from_the_future_waits_until_it_counts(self, office: Office) -> None:
        ahead = FULL.issued_at + 2 * DAY
        office.publish(numbered(8, issued_at=ahead))
        assert office.board.now() == NOTHING
        office.now = ahead
        assert office.board.now().bulletin is not None

    def test_a_key_ends_with_its_last_day(self, office: Office) -> None:
        key = FULL.api_keys[0].model_copy(update={"valid_until": ISSUED.date()})
        office.publish(numbered(8, api_keys=(key,)))
        assert office.board.api_key(HASH) == key
        office.now = dt.datetime.combine(ISSUED.date() + DAY, dt.time(), dt.UTC)
        assert office.board.api_key(HASH) is None


class TestDamage:
    """Bytes that are not those that were signed, and signed bytes that are no bulletin."""

    @pytest.mark.parametrize(
        "attack",
        ["vanished", "cut off", "longer", "altered", "endless", "a folder"],
    )
    def test_bytes_that_are_not_those_signed_are_refused_and_mended_ones_taken(
        self, office: Office, attack: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        office.publish(FULL)
        office.board.now()
        office.publish(numbered(8))
        file, good = office.file(), numbered(8).encode()
        file.unlink()
        match attack:
            case "cut off":
                file.write_bytes(good[: len(good) // 2])
            case "longer":
                file.write_bytes(good + b" ")
            case "altered":
                file.write_bytes(good.replace(b"Look-alike", b"Look-elike"))
            case "endless":
                file.symlink_to("/dev/zero")
            case "a folder":
                file.mkdir()
        for _ in range(3):
            office.now += LOOK_EVERY
            assert office.board.now().bulletin == FULL
            assert office.board.api_key(HASH) is not None
        assert len(errors(caplog)) == 1
        if file.is_dir():
            file.rmdir()
        file.unlink(missing_ok=True)
        file.write_bytes(good)
        office.now += LOOK_EVERY
        assert office.board.now().bulletin == numbered(8)

    @pytest.mark.parametrize(
        "garbage",
        [b"", b"{}", b"\x00" * 100, b"[" * 100_000, FULL.encode() + b"\n", b"x" * (MAX_BULLETIN_BYTES + 1)],
        ids=["empty", "no fields", "zeros", "deep", "a byte more", "too large"],
    )
    def test_signed_garbage_is_refused(self, office: Office, garbage: bytes, caplog: pytest.LogCaptureFixture) -> None:
        office.publish(FULL)
        office.board.now()
        office.publish(garbage)
        for _ in range(3):
            office.now += LOOK_EVERY
            assert office.board.now().bulletin == FULL
        assert len(errors(caplog)) == 1
        office.publish(numbered(9))
        assert office.board.now().bulletin == numbered(9)

    def test_signed_garbage_at_the_first_look_posts_nothing(self, office: Office) -> None:
        office.publish(b"{}")
        assert office.board.now() == NOTHING

    def test_the_trust_list_is_read_whatever_the_bulletin_is(self, office: Office) -> None:
        office.publish(b"garbage")
        office.file().unlink()
        assert TrustDirectory(office.directory).current().trust_list == WORLD.trust_list


class TestVersion:
    """The number that page caches hang on."""

    def test_it_changes_when_a_page_would_and_only_then(self, office: Office) -> None:
        notice, window = FULL.notices[0], FULL.windows[0]
        times = [
            (ISSUED + LOOK_EVERY, "both announced"),
            (window.begins - LOOK_EVERY, "both announced"),
            (window.begins, "under way"),
            (window.ends - LOOK_EVERY, "under way"),
            (window.ends, "the notice alone"),
            (notice.ends, "nothing is left"),
        ]
        office.publish(numbered(7, valid_until=notice.ends + DAY))
        seen = {}
        for moment, state in times:
            office.now = moment
            version = office.board.version
            assert seen.setdefault(state, version) == version
        assert len(set(seen.values())) == 4

    def test_it_is_the_same_in_every_process(self, office: Office) -> None:
        office.publish(FULL)
        other = BulletinBoard(TrustDirectory(office.directory), office.directory, lambda: office.now)
        assert other.version == office.board.version != 0

    def test_another_number_is_another_version(self, office: Office) -> None:
        office.publish(FULL)
        before = office.board.version
        office.publish(numbered(8))
        assert office.board.version not in {0, before}


def test_warnings_come_before_other_notices(office: Office) -> None:
    warning = FULL.notices[0]
    plain = warning.model_copy(update={"id": "notice-0", "severity": Severity.INFO})
    office.publish(numbered(8, notices=(plain, warning)))
    assert office.board.now().notices == (warning, plain)
