"""Both sites behind nginx as a server has them: TLS, names, the redirect, the operator's switch."""

import http.client
import json
import os
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fronted import ask
from tests.servers.echo import Echo
from tests.servers.front import OFFICE, REFERENCE, Front, accepts

pytestmark = pytest.mark.slow

TWO_YEARS = "max-age=63072000"


@pytest.fixture(scope="module")
def echo() -> Iterator[Echo]:
    with Echo() as served:
        yield served


@pytest.fixture(scope="module")
def front(echo: Echo) -> Iterator[Front]:
    with Front(echo.address, echo.address) as served:
        yield served


@pytest.fixture
def nobody() -> Iterator[Front]:
    """Yield a front behind which nothing runs."""
    with Front("unix:/run/originseal-nobody.sock", "unix:/run/originseal-nobody.sock") as served:
        yield served


def pause(front: Front, *arguments: str) -> subprocess.CompletedProcess[str]:
    places = {"ORIGINSEAL_PAUSE_FOLDER": str(front.places / "pause"), "ORIGINSEAL_NGINX_PID": str(front.pid_file)}
    return subprocess.run(
        ["deploy/pause", *arguments], env=os.environ | places, capture_output=True, text=True, check=False
    )


def wait_for(front: Front, host: str, status: int) -> None:
    for _ in range(100):
        if ask(front, host, "/").status == status:
            return
        time.sleep(0.1)
    raise AssertionError(f"{host} did not come to answer {status}")


def test_nginx_accepts_the_configuration(front: Front) -> None:
    assert "test is successful" in accepts(front)


@pytest.mark.parametrize("host", [REFERENCE, OFFICE])
def test_both_sites_answer_over_tls_and_tell_who_asks(front: Front, echo: Echo, host: str) -> None:
    assert ask(front, host, "/").status == 200
    told = echo.seen[-1]
    assert (told["Host"], told["X-Forwarded-For"], told["X-Forwarded-Proto"]) == (host, "127.0.0.1", "https")
    ask(front, host, "/", headers={"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example"})
    told = echo.seen[-1]
    assert told["X-Forwarded-For"] == "127.0.0.1", "nobody says for himself who he is"
    assert told.get("X-Forwarded-Host", host) in (host, "evil.example" if host == REFERENCE else host)


def test_old_browsers_reach_the_reference_service_and_never_the_office(front: Front, echo: Echo) -> None:
    assert ask(front, REFERENCE, "/", version=ssl.TLSVersion.TLSv1_2).status == 200
    before = len(echo.seen)
    try:
        answer = ask(front, OFFICE, "/", version=ssl.TLSVersion.TLSv1_2)
    except ssl.SSLError:
        pass  # refused in the handshake, where the office is the first site on its address
    else:
        assert answer.status == 426
        assert "TLS 1.3" in answer.body.decode()
        assert answer.headers["Strict-Transport-Security"] == TWO_YEARS
    assert len(echo.seen) == before


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_no_handshake_is_made_with_broken_versions(front: Front, version: ssl.TLSVersion) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)):
        ask(front, REFERENCE, "/", version=version)


def test_a_name_that_is_not_ours_gets_no_handshake(front: Front) -> None:
    context = front.trusting()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", front.port)) as raw, pytest.raises(ssl.SSLError):
        context.wrap_socket(raw, server_hostname="203.0.113.9.example")


@pytest.mark.parametrize("host", [REFERENCE, OFFICE])
def test_port_80_leads_to_tls_and_answers_nothing_else(front: Front, host: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.plain_port, timeout=10)
    connection.request("GET", "/batch?lang=ja", headers={"Host": host})
    response = connection.getresponse()
    assert (response.status, response.headers["Location"]) == (308, f"https://{host}/batch?lang=ja")
    connection.close()
    connection.request("GET", "/", headers={"Host": "evil.example"})
    with pytest.raises(http.client.RemoteDisconnected):
        connection.getresponse()
    connection.close()


def test_figures_are_for_this_machine_alone_and_come_without_a_proxys_name(front: Front, echo: Echo) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.metrics_port, timeout=10)
    connection.request("GET", "/metrics")
    assert connection.getresponse().status == 200
    connection.close()
    assert "X-Forwarded-For" not in echo.seen[-1]
    for host in (REFERENCE, OFFICE):
        assert ask(front, host, "/metrics").status == 404
    assert "listen 127.0.0.1:9464;" in Path("deploy/nginx/front.conf").read_text(encoding="utf-8")


def test_the_operators_switch_puts_a_page_in_the_place_of_a_site(front: Front) -> None:
    until = "2030-12-06T06:00+09:00"
    assert pause(front, "on", "office", "--until", until).stdout == "office: paused\n"
    wait_for(front, OFFICE, 503)
    for _ in range(50):
        answer = ask(front, OFFICE, "/TYO/applications")
        if answer.headers["Retry-After"] != "600":
            break
        time.sleep(0.1)  # the new lines are read when nginx has taken its configuration anew
    assert answer.headers["Retry-After"] == "Thu, 05 Dec 2030 21:00:00 GMT"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Strict-Transport-Security"] == TWO_YEARS
    assert "計画作業" in answer.body.decode()
    assert ask(front, REFERENCE, "/").status == 200, "the other site goes on"
    assert pause(front, "status").stdout == "reference: open\noffice: paused\n"
    assert pause(front, "off", "office").stdout == "office: open\n"
    wait_for(front, OFFICE, 200)

    pause(front, "on", "reference")
    wait_for(front, REFERENCE, 503)
    answer = ask(front, REFERENCE, "/api/v1/keys")
    told = json.loads(answer.body)
    assert (told["verdict"], answer.headers["Retry-After"]) == ("INDETERMINATE", "600")
    pause(front, "off", "reference")
    wait_for(front, REFERENCE, 200)


@pytest.mark.parametrize(
    "arguments",
    [[], ["on"], ["on", "both"], ["off", "office", "--until", "2030-01-01"], ["on", "office", "--until", "x"]],
)
def test_the_switch_says_how_it_is_used(front: Front, arguments: list[str]) -> None:
    done = pause(front, *arguments)
    assert done.returncode == 64
    assert "usage: pause" in done.stderr
    assert pause(front, "status").stdout == "reference: open\noffice: open\n"


@pytest.mark.parametrize(
    ("host", "path", "kind", "text"),
    [
        (OFFICE, "/TYO/", "text/html; charset=utf-8", "数分後に"),
        (OFFICE, "/api/v1/applications", "application/problem+json", "not_now"),
        (REFERENCE, "/", "text/html; charset=utf-8", "数分後に"),
    ],
)
def test_a_service_that_is_down_is_told_by_nginx(nobody: Front, host: str, path: str, kind: str, text: str) -> None:
    answer = ask(nobody, host, path)
    assert (answer.status, answer.headers["Content-Type"], answer.headers["Retry-After"]) == (503, kind, "5")
    assert text in answer.body.decode()
    assert answer.headers["Strict-Transport-Security"] == TWO_YEARS


def test_the_office_takes_a_file_of_20_mb_and_nothing_much_larger(front: Front) -> None:
    kind = {"Content-Type": "application/octet-stream"}
    assert ask(front, OFFICE, "/TYO/uploads", body=b"x" * 24_000_000, headers=kind).status == 200
    answer = ask(front, OFFICE, "/TYO/uploads", body=b"x" * (25 * 1024 * 1024 + 1), headers=kind)
    assert answer.status == 413
    assert "20 MB" in answer.body.decode()


def test_the_offices_log_names_no_case_no_link_and_no_person(front: Front) -> None:
    ask(front, OFFICE, "/TYO/password/8f3b1c9d2e7a?for=tanaka@example.co.jp")
    ask(front, OFFICE, "/geheim-8f3b1c9d2e7a-tanaka-at-example")
    log = front.log("office")
    assert "/TYO/password 200" in log
    assert "8f3b1c9d2e7a" not in log
    assert "tanaka" not in log
    assert "127.0.0.1" not in log
