"""The courier over a real mail server, on SQLite and on PostgreSQL: nothing lost, nothing sent twice in vain."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from issuance.domain.messages import RETRIES, Channel, FaxNumber, MailAddress
from issuance.office import Office
from issuance.services.messages.delivery import KEEP_UNSENT, Round
from issuance.services.messages.posting import post
from issuance.storage.tables.messages import message
from tests.office_mail import JOB, Clock, a_message, open_office, post_all, rows, states
from tests.offices import Installation
from tests.servers.process import free_port
from tests.servers.smtp import MailServer

ROOT = Path(__file__).parents[4]


def test_a_message_is_sent_once_and_its_values_are_erased(installation: Installation) -> None:
    """T6: what was sent is on record; a one-time link is not kept beyond its sending."""
    with MailServer() as server, open_office(installation, server.url) as office:
        ids = post_all(office, a_message("休業のお知らせ"))
        first, second = office.postings.courier.round(), office.postings.courier.round()
        (row,) = rows(office, ids)
    assert (first.taken, second.taken) == (1, 0)
    assert server.subjects == ["TYO: 休業のお知らせ"]
    assert (row["state"], row["attempts"], row["content"], row["due_at"]) == ("sent", 1, None, None)
    assert row["settled_at"] == installation.clock()


def test_an_act_that_fails_sends_nothing(installation: Installation) -> None:
    with MailServer() as server, open_office(installation, server.url) as office:
        with pytest.raises(ZeroDivisionError):
            _post_and_fail(office)
        assert office.postings.courier.round() == Round()
    assert server.mails == []


def test_451_is_tried_again_when_it_is_due_and_not_before(installation: Installation) -> None:
    clock = installation.clock = Clock()
    with (
        MailServer(replies={"RCPT": ["451 4.7.1 Greylisted"]}) as server,
        open_office(installation, server.url) as office,
    ):
        ids = post_all(office)
        assert office.postings.courier.round().put_off == 1
        assert [(row["state"], row["answer"]) for row in rows(office, ids)] == [("waiting", "451 4.7.1 Greylisted")]
        clock.forward(seconds=59)
        assert office.postings.courier.round() == Round()
        clock.forward(seconds=1)
        assert office.postings.courier.round().taken == 1
        assert [row["attempts"] for row in rows(office, ids)] == [2]
    assert len(server.mails) == 1


def test_550_is_shown_and_not_tried_again(installation: Installation) -> None:
    clock = installation.clock = Clock()
    with (
        MailServer(replies={"RCPT": ["550 5.1.1 no such user"]}) as server,
        open_office(installation, server.url) as office,
    ):
        ids = post_all(office)
        assert office.postings.courier.round().failed == 1
        clock.forward(days=5)
        assert office.postings.courier.round() == Round()
        (row,) = rows(office, ids)
        assert (row["state"], row["answer"]) == ("failed", "550 5.1.1 no such user")
        assert row["content"] is not None, "it can be sent again"
        clock.now += KEEP_UNSENT
        office.postings.courier.round()
        assert rows(office, ids)[0]["content"] is None


def test_what_is_always_put_off_is_given_up_in_the_end(any_installation: Installation) -> None:
    clock = any_installation.clock = Clock()
    attempts = len(RETRIES) + 1
    replies = {"RCPT": ["451 busy"] * attempts}
    with MailServer(replies=replies) as server, open_office(any_installation, server.url) as office:
        ids = post_all(office)
        for wait in RETRIES:
            assert office.postings.courier.round().put_off == 1
            clock.now += wait
        assert office.postings.courier.round().failed == 1
        assert states(office, ids) == ["given up"]


def test_a_server_that_is_away_costs_no_attempt(any_installation: Installation) -> None:
    """A hundred messages do not wait for a hundred time-outs, and none is given up for it."""
    clock = any_installation.clock = Clock()
    with open_office(any_installation, f"smtp://127.0.0.1:{free_port()}") as office:
        ids = post_all(office, *[a_message(f"{index}") for index in range(3)])
        done = office.postings.courier.round()
        assert list(done.unreachable) == [Channel.MAIL]
        assert states(office, ids) == ["waiting"] * 3
        assert [row["attempts"] for row in rows(office, ids)] == [0, 0, 0]
        assert sum("cannot be reached" in (row["answer"] or "") for row in rows(office, ids)) == 1
    clock.forward(minutes=1)
    with MailServer() as server, open_office(any_installation, server.url) as office:
        assert office.postings.courier.round().taken == 3


def test_without_a_server_messages_wait(any_installation: Installation) -> None:
    with open_office(any_installation, None, None) as office:
        ids = post_all(office)
        assert office.postings.courier.round() == Round()
        assert states(office, ids) == ["waiting"]


def test_two_couriers_at_once_send_each_message_once(installation: Installation) -> None:
    count = 30
    with MailServer() as server, open_office(installation, server.url) as office:
        ids = post_all(office, *[a_message(f"{index}") for index in range(count)])
        barrier = threading.Barrier(2)
        done: list[Round] = []

        def work() -> None:
            with open_office(installation, server.url) as own:
                barrier.wait()
                done.append(own.postings.courier.round())

        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert states(office, ids) == ["sent"] * count
    assert sorted(server.subjects) == sorted(f"TYO: {index}" for index in range(count))
    assert sum(each.taken for each in done) == count


def test_kill_9_while_sending_loses_nothing(present_installation: Installation) -> None:
    """The copy that the server may have had bears the same Message-ID."""
    with MailServer() as server, open_office(present_installation, server.url) as office:
        ids = post_all(office)
        server.silent.set()
        with _deliver(present_installation, server.url) as process:
            assert server.reached_data.wait(60)
            assert states(office, ids) == ["sending"]
            assert office.postings.courier.round() == Round(), "another courier has it in hand"
            process.kill()
            assert process.wait() == -signal.SIGKILL
        server.silent.clear()
        assert office.postings.courier.round().taken == 1
        assert [row["attempts"] for row in rows(office, ids)] == [2]
    assert {mail.message["Message-ID"] for mail in server.mails} == {f"<tyo.{ids[0]}@office.example.jp>"}


def test_the_watch_sends_what_comes_and_ends_with_sigterm(any_present_installation: Installation) -> None:
    with MailServer() as server, open_office(any_present_installation, server.url) as office:
        post_all(office)
        with _deliver(any_present_installation, server.url, "--watch") as process:
            assert server.reached_data.wait(60)
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
    assert len(server.mails) == 1


def test_a_fax_is_handed_to_the_gateway_and_no_more_is_said(any_installation: Installation) -> None:
    """T6, article 6: a fax number is a number, the sheet a PDF; the state is not "sent", let alone "delivered"."""
    with MailServer() as server, open_office(any_installation, server.url) as office:
        ids = post_all(office, a_message("休業", FaxNumber("03-1234-5678")))
        office.postings.courier.round()
        (row,) = rows(office, ids)
    (mail,) = server.mails
    assert mail.recipients == ["81312345678@fax.example.jp"]
    (sheet,) = mail.message.iter_attachments()
    assert sheet.get_content_type() == "application/pdf"
    assert sheet.get_content().startswith(b"%PDF-1.7")
    assert (row["state"], row["content"] is not None) == ("handed", True)


def test_without_a_gateway_faxes_wait_and_mail_goes(any_installation: Installation) -> None:
    with MailServer() as server, open_office(any_installation, server.url, None) as office:
        ids = post_all(office, a_message("A", FaxNumber("03-1234-5678")), a_message("B", MailAddress("b@example.jp")))
        office.postings.courier.round()
        assert states(office, ids) == ["waiting", "sent"]


def test_a_message_that_cannot_be_written_waits_for_a_person(any_installation: Installation) -> None:
    """A template that a newer program brought: the other messages go on."""
    with MailServer() as server, open_office(any_installation, server.url) as office:
        ids = post_all(office, a_message("A"), a_message("B"))
        with office.units.act(JOB) as unit:
            unit.update(message, ids[0], template="of_tomorrow")
        done = office.postings.courier.round()
        assert (done.taken, done.put_off) == (1, 1)
        assert "of_tomorrow" in rows(office, ids)[0]["answer"]


def test_the_demo_writes_mail_into_a_folder_that_a_person_can_read(any_installation: Installation) -> None:
    any_installation.mark_as_demo()
    with open_office(any_installation, None, None) as office:
        post_all(office, a_message("休業"), a_message("fax", FaxNumber("03-1234-5678")))
        assert office.postings.courier.round().taken == 2
        files = sorted((office.config.demo / "mail").glob("*.eml"))
    texts = [file.read_text(errors="replace") for file in files]
    (mail,) = [text for text in texts if "Subject: TYO: 休業" in text]
    assert "https://office.example.jp/TYO/" in mail
    assert sum("81312345678@" in text for text in texts) == 1


def _post_and_fail(office: Office) -> None:
    with office.units.act(JOB) as unit:
        post(unit, a_message())
        raise ZeroDivisionError


def _deliver(installation: Installation, url: str, *options: str) -> "subprocess.Popen[bytes]":
    """Start `issuance deliver` as a process of its own."""
    environment = {
        **os.environ,
        **installation.environment,
        "PYTHONPATH": str(ROOT),
        "ISSUANCE_SMTP_URL": url,
        "ISSUANCE_MAIL_FROM": "noreply@office.example.jp",
    }
    command = [sys.executable, "-m", "issuance", "deliver", *options]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
