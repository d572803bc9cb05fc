"""Mail over a real SMTP server: what each kind of answer, and each way of ending a connection, is taken for."""

import datetime as dt
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from issuance.domain.messages import MailAddress
from issuance.errors import ConfigError
from issuance.files import write_durably
from issuance.outgoing.letter import Answer, Letter, Sender, UnreachableError, Verdict
from issuance.outgoing.mail import MailDoor
from issuance.outgoing.smtp import SmtpTransport, read_server
from tests.servers.process import free_port
from tests.servers.smtp import MailServer, Taken
from tests.tls_authority import Authority

FROM = "noreply@office.example.jp"
NOON = dt.datetime(2026, 3, 10, 3, 0, tzinfo=dt.UTC)
QUICK = 0.3


def letter(subject: str = "Approved", body: str = "Dear Sir", to: str = "trade@example.co.jp") -> Letter:
    sender = Sender("東京商工会議所", "help@tcci.example.jp", "東京商工会議所\n電話 03-0000-0000")
    return Letter("tyo.1f", MailAddress(to), "ja", subject, body, sender, NOON)


def deliver(url: str, *letters: Letter, password_file: Path | None = None, ca_file: Path | None = None) -> list[Answer]:
    server = read_server(url, password_file=password_file, ca_file=ca_file)
    door = MailDoor(SmtpTransport(server, timeout=QUICK), FROM)
    try:
        return [door.deliver(each) for each in letters or (letter(),)]
    finally:
        door.close()


def text_of(mail: Taken) -> str:
    return str(mail.message.get_content()).replace("\r\n", "\n")


def test_a_mail_says_who_sends_it_and_where_answers_go() -> None:
    with MailServer() as server:
        (answer,) = deliver(server.url, letter("登録が承認されました 株式会社" + "長" * 80, "本文\n" * 3))
    assert answer == Answer(Verdict.TAKEN, "")
    (mail,) = server.mails
    head = mail.message
    assert (mail.sender, mail.recipients) == (FROM, ["trade@example.co.jp"])
    assert head["Subject"] == "登録が承認されました 株式会社" + "長" * 80
    assert head["From"] == "東京商工会議所 <noreply@office.example.jp>"
    assert head["Reply-To"] == "東京商工会議所 <help@tcci.example.jp>"
    assert head["Message-ID"] == "<tyo.1f@office.example.jp>"
    assert head["Date"] == "Tue, 10 Mar 2026 03:00:00 +0000"
    assert head["Auto-Submitted"] == "auto-generated"
    assert head.get_content_type() == "text/plain"
    assert text_of(mail) == "本文\n本文\n本文\n\n-- \n東京商工会議所\n電話 03-0000-0000\n"


def test_a_subject_from_right_to_left_arrives_as_it_is() -> None:
    with MailServer() as server:
        deliver(server.url, letter("شركة الشرق للتجارة: تم القبول"))
    assert server.subjects == ["شركة الشرق للتجارة: تم القبول"]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_no_value_adds_a_header_field(line_end: str) -> None:
    """A line end in a subject or a name is an error of this program, never a second recipient."""
    with MailServer() as server, pytest.raises(ValueError, match=r"newline|linefeed|carriage"):
        deliver(server.url, letter(f"Approved{line_end}Bcc: everybody@example.com"))
    assert server.mails == []


def test_a_line_with_one_dot_does_not_end_the_mail() -> None:
    with MailServer() as server:
        deliver(server.url, letter(body="one\n.\nMAIL FROM:<x@example.com>\n.two\nFrom here"))
    assert text_of(server.mails[0]).startswith("one\n.\nMAIL FROM:<x@example.com>\n.two\nFrom here\n")


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_451_puts_a_mail_off(command: str) -> None:
    with MailServer(replies={command: ["451 4.7.1 Greylisted, try again"]}) as server:
        answers = deliver(server.url, letter(), letter())
    assert answers == [Answer(Verdict.PUT_OFF, "451 4.7.1 Greylisted, try again"), Answer(Verdict.TAKEN, "")]


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_550_refuses_a_mail_for_good_and_names_no_address(command: str) -> None:
    """The answer is shown on a list: servers like to repeat the address in it."""
    with MailServer(replies={command: ["550 5.1.1 <trade@example.co.jp>: no such user"]}) as server:
        answers = deliver(server.url, letter(), letter())
    assert answers == [Answer(Verdict.REFUSED, "550 5.1.1 …: no such user"), Answer(Verdict.TAKEN, "")]


def test_a_server_that_refuses_our_own_address_is_no_fault_of_the_mail() -> None:
    with MailServer(replies={"MAIL": ["550 5.7.1 not allowed"]}) as server, pytest.raises(UnreachableError):
        deliver(server.url)


def test_a_server_that_hangs_is_left_after_the_time_out() -> None:
    with MailServer() as server:
        server.silent.set()
        (answer,) = deliver(server.url)
    assert answer.verdict is Verdict.PUT_OFF
    assert "without an answer" in answer.text


@pytest.mark.parametrize("last", [b"mail", b"data", b"\r\n.\r\n"])
def test_a_connection_that_is_dropped_puts_the_mail_off(last: bytes) -> None:
    with _dropping_after(last) as port:
        (answer,) = deliver(f"smtp://127.0.0.1:{port}")
    assert answer.verdict is Verdict.PUT_OFF


def test_a_server_that_is_away_is_named() -> None:
    with pytest.raises(UnreachableError, match=r"127\.0\.0\.1:\d+ cannot be reached"):
        deliver(f"smtp://127.0.0.1:{free_port()}")


def test_mail_goes_over_tls_with_the_offices_own_authority(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    write_durably(tmp_path / "password", b"correct horse\n")
    pem = authority.certificate_for("127.0.0.1")
    with MailServer(tls=pem, user="office", password="correct horse") as server:
        deliver(server.url, password_file=tmp_path / "password", ca_file=authority.file)
    assert [mail.over_tls for mail in server.mails] == [True]


def test_a_server_without_a_good_certificate_gets_neither_password_nor_mail(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    write_durably(tmp_path / "password", b"correct horse\n")
    pem = authority.certificate_for("127.0.0.1", days=-1)
    with (
        MailServer(tls=pem, user="office", password="correct horse") as server,
        pytest.raises(UnreachableError, match=r"does not let us in: .*certificate"),
    ):
        deliver(server.url, password_file=tmp_path / "password", ca_file=authority.file)
    assert server.mails == []


def test_a_wrong_password_holds_all_mail_back(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    write_durably(tmp_path / "password", b"wrong\n")
    pem = authority.certificate_for("127.0.0.1")
    with (
        MailServer(tls=pem, user="office", password="correct horse") as server,
        pytest.raises(UnreachableError, match="535") as caught,
    ):
        deliver(server.url, password_file=tmp_path / "password", ca_file=authority.file)
    assert "wrong" not in str(caught.value)


def test_one_connection_serves_a_round_and_is_opened_again_where_it_ended() -> None:
    with MailServer() as server:
        deliver(server.url, letter(), letter(), letter())
        assert server.connections == 1
        server.replies["RCPT"] = ["421 4.3.2 going down"]
        answers = deliver(server.url, letter(), letter())
    assert [answer.verdict for answer in answers] == [Verdict.PUT_OFF, Verdict.TAKEN]


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("smtp://mail.example.jp", "in the clear"),
        ("smtps://user:secret@mail.example.jp", "holds a password"),
        ("smtps://user@mail.example.jp", "go together"),
        ("https://mail.example.jp", "names no mail server"),
        ("smtps://mail.example.jp:port", "cannot be read"),
        ("smtps:///var", "names no mail server"),
    ],
)
def test_a_slip_in_the_address_of_the_server_stops_the_start(url: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as caught:
        read_server(url)
    assert "secret" not in str(caught.value)


@contextmanager
def _dropping_after(last: bytes) -> Iterator[int]:
    """Serve one connection that is cut off as soon as it has sent `last`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(b"220 here\r\n")
                received = b""
                while last not in received:
                    piece = connection.recv(4096)
                    received += piece
                    if last not in received:
                        connection.sendall(b"354 go on\r\n" if piece.startswith(b"data") else b"250 OK\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()
