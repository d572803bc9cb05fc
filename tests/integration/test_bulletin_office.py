"""The office's bulletin: noted, published beside the status file, renewed, and whole after a crash at any moment."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from issuance.bulletin.desk import BulletinDesk
from issuance.bulletin.draft import DraftFile
from issuance.cli import main
from issuance.errors import RefusedError, StorageError
from issuance.office import Office
from issuance.trust.repository import BULLETIN_TARGET, STATUS_TARGET
from signing.bulletin import MAX_NOTICES, ServicePart, Severity, api_key_hash
from signing.errors import MalformedError
from signing.record import RevocationReason, State
from tests.builders import NOW
from tests.offices import OFFICERS, Installation, numbered_request, signed_status
from tests.trust_repository import UnpluggedError, always, make_office, unplugged_after, verified_targets

ROOT = Path(__file__).parents[2]
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
TEXT = {"en": "The office is closed on Monday.", "ja": "月曜日は休業します。"}

Capture = pytest.CaptureFixture[str]


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock(any_installation: Installation) -> Clock:
    clock = Clock()
    any_installation.clock = clock
    return clock


@pytest.fixture
def office(any_installation: Installation, clock: Clock) -> Office:
    del clock  # it is set before the office opens
    return any_installation.open()


def add_notice(office: Office, ends: dt.datetime | None = None) -> str:
    return office.bulletin_notes.add_notice(TEXT, Severity.INFO, None, ends or office.clock() + 30 * DAY).id


class TestPublication:
    """`publish`."""

    def test_nothing_is_public_before_it(self, office: Office) -> None:
        add_notice(office)
        assert office.bulletin_desk.published() is None
        assert office.bulletin_desk.has_changes()
        published = office.bulletin_desk.publish()
        assert office.bulletin_desk.published() == published
        assert not office.bulletin_desk.has_changes()
        assert published.number == 1
        assert [notice.text for notice in published.notices] == [TEXT]
        assert published.valid_until - published.issued_at == 8 * DAY

    def test_it_lies_beside_the_status_file_and_each_leaves_the_other(
        self, office: Office, any_installation: Installation
    ) -> None:
        entry = office.issuing.issue(numbered_request(1))
        bulletin = office.bulletin_desk.publish()
        office.revoking.revoke(entry.number, RevocationReason.MISUSE, OFFICERS)
        assert signed_status(any_installation).state(entry.sid or b"") is State.REVOKED
        assert office.bulletin_desk.published() == bulletin
        office.bulletin_desk.publish()
        assert signed_status(any_installation).state(entry.sid or b"") is State.REVOKED
        # What a scanner, or anybody with the pinned root, gets by way of the timestamp.
        files = verified_targets(any_installation.config.trust_repository, NOW)
        assert {STATUS_TARGET, BULLETIN_TARGET} <= files.keys()

    def test_numbers_only_grow_whoever_publishes(self, office: Office, any_installation: Installation) -> None:
        numbers: list[int] = []

        def publish() -> None:
            with any_installation.open() as other:
                numbers.extend(other.bulletin_desk.publish().number for _ in range(5))

        threads = [threading.Thread(target=publish) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(numbers) == list(range(1, 16))
        published = office.bulletin_desk.published()
        assert published is not None
        assert published.number == 15

    def test_what_has_ended_is_left_out(self, office: Office, clock: Clock) -> None:
        add_notice(office, NOW + DAY)
        kept = add_notice(office, NOW + 3 * DAY)
        office.api_keys.new_key("A Bank", burst=1, per_minute=1, valid_until=NOW.date())
        clock.now = NOW + DAY
        published = office.bulletin_desk.publish()
        assert [notice.id for notice in published.notices] == [kept]
        assert published.api_keys == ()

    def test_a_window_is_announced_when_it_is_first_published(self, office: Office, clock: Clock) -> None:
        office.bulletin_notes.add_window(TEXT, [ServicePart.OFFICE], NOW + 20 * DAY, NOW + 21 * DAY, emergency=False)
        clock.now = NOW + DAY
        first = office.bulletin_desk.publish()
        clock.now = NOW + 2 * DAY
        second = office.bulletin_desk.publish()
        assert first.windows[0].announced_at == second.windows[0].announced_at == NOW + DAY

    def test_more_than_readers_accept_is_refused_and_nothing_published(self, office: Office) -> None:
        for _ in range(MAX_NOTICES + 1):
            add_notice(office)
        with pytest.raises(RefusedError, match=r"notices: .*20"):
            office.bulletin_desk.publish()
        assert office.bulletin_desk.published() is None


class TestRenewal:
    """The hourly refresh keeps a bulletin from expiring."""

    def test_it_is_signed_anew_when_half_its_time_is_over(self, office: Office, clock: Clock) -> None:
        assert office.bulletin_desk.renew() is None  # nothing was ever published
        add_notice(office)
        first = office.bulletin_desk.publish()
        clock.now = NOW + 4 * DAY
        assert office.bulletin_desk.renew() is None
        clock.now += HOUR
        renewed = office.bulletin_desk.renew()
        assert renewed is not None
        assert (renewed.number, renewed.notices) == (2, first.notices)
        assert renewed.valid_until == clock.now + 8 * DAY

    def test_what_was_noted_since_stays_unpublished(self, office: Office, clock: Clock) -> None:
        published = add_notice(office)
        office.bulletin_desk.publish()
        noted = add_notice(office)
        clock.now = NOW + 9 * DAY  # expired meanwhile: a renewal mends that, too
        renewed = office.bulletin_desk.renew()
        assert renewed is not None
        assert [notice.id for notice in renewed.notices] == [published]
        assert [notice.id for notice in office.bulletin_desk.publish().notices] == [published, noted]

    def test_the_refresh_command_does_it(
        self, any_present_installation: Installation, capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in any_present_installation.environment.items():
            monkeypatch.setenv(name, value)
        with any_present_installation.open() as office:
            now = office.clock()
            office.clock = lambda: now - 5 * DAY
            office.bulletin_desk.publish()
        assert main(["trust", "refresh"]) == 0
        assert "Bulletin 2: what was published is signed anew" in capsys.readouterr().out


class TestNotes:
    """What may be noted."""

    def test_ids_never_come_twice(self, office: Office) -> None:
        first = add_notice(office)
        office.bulletin_notes.withdraw_notice(first)
        assert add_notice(office) != first
        with pytest.raises(RefusedError, match=f"no notice '{first}'"):
            office.bulletin_notes.withdraw_notice(first)

    def test_a_window_in_the_past_is_refused(self, office: Office) -> None:
        notes, stops = office.bulletin_notes, [ServicePart.OFFICE]
        with pytest.raises(RefusedError, match="which is past: nobody would see it"):
            notes.add_window(TEXT, stops, NOW - 2 * HOUR, NOW, emergency=True)
        with pytest.raises(RefusedError, match="--emergency"):
            notes.add_window(TEXT, stops, NOW - HOUR, NOW + HOUR, emergency=False)
        with pytest.raises(RefusedError, match="ends before it begins"):
            notes.add_window(TEXT, stops, NOW + 9 * HOUR, NOW + HOUR, emergency=False)
        window, warning = notes.add_window(TEXT, stops, NOW - HOUR, NOW + HOUR, emergency=True)
        assert window.emergency
        assert warning is None

    @pytest.mark.parametrize(("ahead", "warned"), [(7 * DAY, False), (7 * DAY - HOUR, True), (2 * HOUR, True)])
    def test_short_notice_is_warned_of_and_taken(self, office: Office, ahead: dt.timedelta, *, warned: bool) -> None:
        _, warning = office.bulletin_notes.add_window(
            TEXT, [ServicePart.OFFICE], NOW + ahead, NOW + ahead + HOUR, emergency=False
        )
        assert (warning is not None) == warned
        assert len(office.bulletin_desk.publish().windows) == 1

    def test_a_month_replaces_what_was_noted_of_it_and_must_be_over(self, office: Office) -> None:
        month = {
            "month": "2026-02",
            "part": "reference",
            "promised": 40320,
            "announced": 0,
            "emergency": 0,
            "attack": 0,
        }
        office.bulletin_notes.set_availability({**month, "down": 5})
        office.bulletin_notes.set_availability({**month, "down": 3})
        office.bulletin_notes.set_availability({**month, "month": "2025-12", "down": 0})
        assert [(e.month, e.down) for e in office.bulletin_desk.publish().availability] == [
            ("2025-12", 0),
            ("2026-02", 3),
        ]
        with pytest.raises(RefusedError, match="2026-03 is not over"):
            office.bulletin_notes.set_availability({**month, "month": "2026-03", "down": 0})

    def test_a_key_is_kept_as_its_hash_alone(self, office: Office) -> None:
        new = office.api_keys.new_key("A Bank", burst=10, per_minute=5, valid_until=NOW.date())
        assert len(new.secret) == len("osk_") + 43
        published = office.bulletin_desk.publish()
        assert [key.sha256 for key in published.api_keys] == [api_key_hash(new.secret)]
        assert b"A Bank" not in published.encode()
        everything = [path.read_bytes() for path in office.config.directory.rglob("*") if path.is_file()]
        assert not any(new.secret.encode() in data for data in everything)
        assert any(b"A Bank" in data for data in everything)
        assert (office.config.bulletin.stat().st_mode & 0o777) == 0o600

    def test_a_revoked_key_goes_with_the_next_publication(self, office: Office) -> None:
        new = office.api_keys.new_key("A Bank", burst=10, per_minute=5, valid_until=NOW.date() + DAY)
        office.bulletin_desk.publish()
        office.api_keys.revoke_key(new.held.key.key_id)
        assert office.bulletin_desk.has_changes()
        assert office.bulletin_desk.publish().api_keys == ()
        with pytest.raises(RefusedError, match="no API key"):
            office.api_keys.revoke_key(new.held.key.key_id)
        (kept,) = office.bulletin_desk.draft().keys
        assert (kept.holder, kept.revoked_at) == ("A Bank", NOW)


class TestCrashes:
    """Power cuts and damaged files."""

    def test_power_cut_at_every_write_of_a_publication(self, tmp_path: Path) -> None:
        folder = tmp_path / "office"
        make_office(folder).init({"trust-list.json": b"{}"}, NOW)
        file = DraftFile(folder / "bulletin.json")
        whole = BulletinDesk(make_office(folder), file, lambda: NOW)
        seen = whole.publish().number
        for writes in range(6):
            cut = BulletinDesk(make_office(folder, write=unplugged_after(writes)), file, lambda: NOW)
            with suppress(UnpluggedError):
                cut.publish()
            # Whatever the cut left: a whole bulletin is in force, and the next one has a number never used.
            left = whole.published()
            assert left is not None
            following = whole.publish().number
            assert following > left.number >= seen
            seen = following
            assert BULLETIN_TARGET in verified_targets(folder / "trust", NOW)

    def test_killed_while_noting_leaves_every_notice_that_was_reported(
        self, any_present_installation: Installation, tmp_path: Path
    ) -> None:
        program = (
            "import sys; from issuance.cli import main\n"
            "while True:\n"
            "    main(['bulletin', 'notice', 'add', '--until', '2100-01-01T00:00Z', '--text', 'en=x'])\n"
            "    sys.stdout.flush()\n"
        )
        environment = {**os.environ, **any_present_installation.environment, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(  # our own program
            [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        ) as process:
            assert process.stdout is not None
            reported = [json.loads(process.stdout.readline())["id"] for _ in range(20)]
            process.send_signal(signal.SIGKILL)
            reported += [json.loads(line)["id"] for line in process.stdout if line.endswith(b"\n")]
        with any_present_installation.open() as office:
            noted = [notice.id for notice in office.bulletin_desk.draft().notices]
            assert noted[: len(reported)] == reported
            assert len(noted) - len(reported) <= 1  # committed, but killed before it was reported
            add_notice(office, dt.datetime(2100, 1, 1, tzinfo=dt.UTC))

    @pytest.mark.parametrize("damage", [b"", b"{", b'{"last_id": -1}', b'{"unknown": 1}'])
    def test_a_damaged_file_is_said_and_never_overwritten(self, office: Office, damage: bytes) -> None:
        add_notice(office)
        office.config.bulletin.write_bytes(damage)
        with pytest.raises(StorageError, match="restore it from the office's backup"):
            add_notice(office)
        assert office.config.bulletin.read_bytes() == damage

    def test_a_file_of_another_kind_in_its_place_is_no_bulletin(self, office: Office) -> None:
        office.trust_office.publish_status(always(b"garbage"), NOW, path=BULLETIN_TARGET)
        with pytest.raises(MalformedError, match="not JSON"):
            office.bulletin_desk.publish()


@pytest.fixture
def commands(any_present_installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Installation:
    for name, value in any_present_installation.environment.items():
        monkeypatch.setenv(name, value)
    return any_present_installation


def run(capsys: Capture, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """Run `issuance bulletin`; return exit code, the JSON objects on stdout and the text on stderr."""
    capsys.readouterr()
    code = main(["bulletin", *arguments])
    told = capsys.readouterr()
    return code, [json.loads(line) for line in told.out.splitlines()], told.err


class TestCommands:
    """`issuance bulletin …`."""

    def test_from_noting_to_withdrawing(self, commands: Installation, capsys: Capture) -> None:
        window = ("window", "add", "--from", "2099-12-05T22:00+09:00", "--until", "2099-12-06T06:00+09:00")
        code, [added], told = run(capsys, *window, "--text", "en=New hardware.", "--text", "ja=機器の更新。")
        assert (code, added["begins"], added["stops"]) == (0, "2099-12-05T13:00:00Z", ["office"])
        assert "not public yet" in told
        _, [shown], _ = run(capsys, "show")
        assert shown["published"] is None
        assert shown["unpublished_changes"] is True
        code, [published], _ = run(capsys, "publish")
        assert (code, published["number"], published["windows"]) == (0, 1, 1)
        code, [withdrawn, published], told = run(capsys, "window", "withdraw", added["id"], "--publish")
        assert (code, withdrawn["withdrawn"], told) == (0, added["id"], "")
        assert (published["number"], published["windows"]) == (2, 0)
        _, [shown], _ = run(capsys, "show")
        assert shown["unpublished_changes"] is False
        assert shown["published"]["number"] == 2
        del commands

    def test_a_key_is_printed_once(self, commands: Installation, capsys: Capture) -> None:
        code, [new], told = run(capsys, "key", "new", "--for", "A Bank", "--until", "2099-12-31")
        assert code == 0
        assert "this one time" in told
        _, [shown], _ = run(capsys, "show")
        assert new["secret"] not in json.dumps(shown)
        assert shown["noted"]["keys"][0]["key"]["sha256"] == api_key_hash(new["secret"]).hex()
        assert run(capsys, "key", "revoke", new["key_id"])[1] == [{"revoked": new["key_id"], "holder": "A Bank"}]
        del commands

    def test_a_month_takes_its_own_minutes(self, commands: Installation, capsys: Capture) -> None:
        _, [entry], _ = run(capsys, "availability", "set", "2024-02", "--down", "42")
        assert (entry["promised"], entry["percentage"]) == (29 * 24 * 60, "99.89")
        del commands

    def test_a_report_is_taken_whole_or_not_at_all(
        self, commands: Installation, capsys: Capture, tmp_path: Path
    ) -> None:
        zero = {"announced": 0, "emergency": 0, "attack": 0}
        reference = {"month": "2024-02", "part": "reference", "promised": 41_760, "down": 12, **zero}
        office = {"month": "2024-02", "part": "office", "promised": 10_800, "down": 0, **zero}
        file = tmp_path / "availability-2024-02.json"

        def take(figures: object) -> tuple[int, list[dict[str, Any]], str]:
            file.write_text(json.dumps(figures))
            return run(capsys, "availability", "take", str(file))

        code, [answer], _ = take([reference, office])
        assert code == 0
        assert [(each["part"], each["percentage"]) for each in answer["taken"]] == [
            ("reference", "99.97"),
            ("office", "100.00"),
        ]
        for figures, sentence in (
            ([reference | {"down": 13}, office | {"down": 10_801}], "more minutes"),
            ([reference | {"down": 13}, reference], "listed twice"),
            ([reference | {"month": "2099-01"}], "is not over"),
            ([], "no figures of a report"),
            ({"month": "2024-02"}, "no figures of a report"),
        ):
            code, _, told = take(figures)
            assert code == 1
            assert sentence in told
        _, [shown], _ = run(capsys, "show")
        assert [entry["down"] for entry in shown["noted"]["availability"]] == [0, 12]
        del commands

    @pytest.mark.parametrize(
        ("arguments", "code", "sentence"),
        [
            (["notice", "add", "--until", "2001-01-01T00:00Z", "--text", "en=x"], 1, "which is past"),
            (["notice", "add", "--until", "2099-01-01T00:00Z", "--text", "ja=x"], 1, "English text is missing"),
            (["notice", "add", "--until", "2099-01-01T00:00Z", "--text", "en=" + "x" * 501], 1, "at most 500"),
            (["notice", "add", "--until", "2099-01-01T00:00Z", "--text", "en=a\u202eb"], 1, "U\\+202E"),
            (["notice", "add", "--until", "2199-01-01T00:00Z", "--text", "en=x"], 1, "between 1970 and 2106"),
            (
                ["notice", "add", "--until", "2099-01-01T00:00Z", "--text", "en=x", "--text", "en=y"],
                1,
                "two texts in 'en'",
            ),
            (["notice", "add", "--until", "2099-01-01T00:00", "--text", "en=x"], 64, "names no zone"),
            (["notice", "add", "--until", "tomorrow", "--text", "en=x"], 64, "no instant such as"),
            (["notice", "add", "--until", "9999-12-31T23:59-12:00", "--text", "en=x"], 64, "out of range"),
            (["notice", "add", "--until", "2099-01-01T00:00Z", "--text", "x"], 64, "en=x"),
            (["notice", "withdraw", "notice-9"], 1, "issuance bulletin show"),
            (["availability", "set", "2024-13", "--down", "1"], 1, "month"),
            (["availability", "set", "2024-12", "--down", "99999"], 1, "down"),
            (["key", "new", "--for", "A Bank", "--until", "2001-01-01"], 1, "which is past"),
            (["key", "new", "--for", " ", "--until", "2099-01-01"], 1, "blank"),
            (["key", "new", "--for", "A Bank", "--burst", "0"], 1, "burst"),
            (["key", "new", "--for", "A Bank", "--until", "soon"], 64, "no date such as"),
        ],
    )
    def test_what_is_refused(
        self, commands: Installation, capsys: Capture, arguments: list[str], code: int, sentence: str
    ) -> None:
        found, said, told = run(capsys, *arguments)
        assert (found, said) == (code, [])
        assert sentence.replace("\\", "") in told
        assert "Value error" not in told
        assert not commands.config.bulletin.exists()
