"""The shipped nginx configuration in front of the running service."""

import contextlib
import gzip
import http.client
import json
import re
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from reference_service.app import utc_now
from signing.qr import encode_base32
from tests.builders import ChamberWorld
from tests.reference_site import ReferenceSite, api_of, page_of
from tests.servers.nginx import Nginx
from tests.servers.reference import ReferenceServer

pytestmark = pytest.mark.slow


PROGRAM, PERSON = "application/problem+json", "text/html; charset=utf-8"


@dataclass
class Front:
    """The service behind nginx."""

    site: ReferenceSite
    service: ReferenceServer
    nginx: Nginx

    def get(self, path: str) -> tuple[int, dict[str, str]]:
        status, headers, _ = self.ask(path)
        return status, headers

    def ask(
        self, path: str, *, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask by GET, or by POST with a body."""
        request = urllib.request.Request(self.nginx.url + path, body, headers or {})  # noqa: S310  # our own server
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310  # our own server
                return response.status, dict(response.headers), response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, dict(error.headers), error.read()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReferenceSite]:
    world = ChamberWorld(now=utc_now().replace(microsecond=0))
    made = ReferenceSite(tmp_path_factory.mktemp("nginx") / "var", world=world)
    yield made
    made.close()


@pytest.fixture(scope="module")
def service(site: ReferenceSite) -> Iterator[ReferenceServer]:
    with ReferenceServer(site.directory) as served:
        yield served


@pytest.fixture
def front(site: ReferenceSite, service: ReferenceServer) -> Iterator[Front]:
    # Tests ask faster than any person or bank.
    with Nginx(service.url, {"rate=50r/s": "rate=9999r/s"}) as nginx:
        yield Front(site, service, nginx)


def test_a_verdict_is_kept_for_a_second_and_an_unknown_number_not_at_all(front: Front) -> None:
    issued = front.site.world.issue(1)
    for _ in range(3):
        assert front.get(api_of(issued))[0] == 404
    front.site.publish(issued)
    seen = [front.get(api_of(issued)) for _ in range(20)]
    assert {status for status, _ in seen} == {200}
    assert seen[0][1]["X-Cache"] == "MISS"
    assert "HIT" in {headers["X-Cache"] for _, headers in seen}
    assert {headers["Cache-Control"] for _, headers in seen} == {"max-age=1"}
    assert all("Register-As-Of" in headers for _, headers in seen)
    assert issued.number not in front.nginx.log(), "the log holds no access codes"


def test_a_revocation_shows_within_the_second_though_open_files_are_kept(front: Front) -> None:
    issued = front.site.publish(front.site.world.issue(9))
    while front.ask(api_of(issued))[1]["X-Cache"] != "HIT":
        pass
    front.site.publish(front.site.world.revoke(issued))
    known = time.monotonic()
    while json.loads(front.ask(api_of(issued))[2])["verdict"] == "VALID":
        assert time.monotonic() - known < 30, "an answer was kept for ever"
    # Not older than its second: whatever the proxy answers from its memory is at most max-age old.
    seen = [json.loads(front.ask(api_of(issued))[2])["verdict"] for _ in range(50)]
    assert set(seen) == {"INVALID"}


def test_no_kept_verdict_outlives_the_service(site: ReferenceSite) -> None:
    issued = site.publish(site.world.issue(2))
    with ReferenceServer(site.directory) as service, Nginx(service.url, {"rate=50r/s": "rate=9999r/s"}) as nginx:
        front = Front(site, service, nginx)
        assert front.get(api_of(issued))[0] == 200
        service.stop()
        # What is kept may still be sent for the rest of its second, and then never again.
        status = 200
        while status == 200:
            status, headers, body = front.ask(api_of(issued))
        assert (status, json.loads(body)["reason"]) == (503, "STATUS_UNAVAILABLE")
        assert (headers["Content-Type"], headers["Cache-Control"], headers["Retry-After"]) == (PROGRAM, "no-store", "5")
        status, headers, body = front.ask(page_of(issued))
        assert (status, headers["Content-Type"]) == (503, PERSON)
        assert "That says nothing about any certificate." in body.decode()


@pytest.mark.parametrize("header", ["Accept-Language", "Authorization"])
@pytest.mark.parametrize("tail", ["AAAA", "/ubl.xml"])
def test_no_header_makes_one_address_pass_for_another(front: Front, tail: str, header: str) -> None:
    """A stranger must not put the answer about one address in the place of another's."""
    issued = front.site.publish(front.site.world.issue(7))
    seal = f"/api/v1/seals/{encode_base32(issued.seal)}"
    address = seal if tail == "AAAA" else api_of(issued)
    for _ in range(5):
        front.ask(address, headers={header: tail})
        _, headers, body = front.ask(address + tail)
        assert headers["X-Cache"] != "HIT" or b"IN_FORCE" not in body
        assert (tail == "AAAA") == (b'"seal_malformed"' in body)


def test_what_goes_wrong_is_logged_without_who_asked_what(site: ReferenceSite) -> None:
    issued = site.publish(site.world.issue(8))
    smaller = {"burst=1000": "burst=2", "rate=50r/s": "rate=1r/m"}
    with ReferenceServer(site.directory) as service, Nginx(service.url, smaller) as nginx:
        front = Front(site, service, nginx)
        service.stop()
        # Refused by nginx, and asked in vain.
        assert [front.get(api_of(issued))[0] for _ in range(5)] == [503] * 3 + [429] * 2
        written = nginx.process.log_end() + nginx.log()
    assert issued.number not in written
    assert "127.0.0.1, server" not in written


def test_every_address_of_an_ipv6_customer_is_the_same_customer(site: ReferenceSite, service: ReferenceServer) -> None:
    # Some bytes of an address are line ends, should somebody read it as text.
    told = "server_tokens off; set_real_ip_from 127.0.0.1; real_ip_header X-Sent-From;"
    smaller = {"burst=1000": "burst=5", "rate=50r/s": "rate=1r/m", "server_tokens off;": told}
    with Nginx(service.url, smaller) as nginx:
        front = Front(site, service, nginx)
        statuses = [front.ask("/healthz", headers={"X-Sent-From": f"2001:db8:a0a::{n:x}:a0a"})[0] for n in range(1, 10)]
    assert statuses == [200] * 6 + [429] * 3


def test_a_flood_of_files_that_there_are_not_is_refused(site: ReferenceSite, service: ReferenceServer) -> None:
    # Each of them reaches a worker, which makes a page to say so.
    with Nginx(service.url, {"burst=500": "burst=20", "rate=100r/s": "rate=1r/m"}) as nginx:
        front = Front(site, service, nginx)
        assert [front.get(f"/static/{n}.js")[0] for n in range(30)] == [404] * 21 + [429] * 9
        assert front.get("/healthz")[0] == 200, "pages and calls have a count of their own"


@pytest.mark.parametrize("path", ["/batch", "/check-file"])
def test_half_sent_files_do_not_fill_the_memory(front: Front, path: str) -> None:
    address = urlsplit(front.nginx.url)
    begun = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        "Content-Length: 20000000\r\n\r\n--b\r\n"
    ).encode()
    with contextlib.ExitStack() as connections:
        for _ in range(4):
            upload = connections.enter_context(socket.create_connection((address.hostname, address.port)))
            upload.sendall(begun)
            # It is counted as soon as its head is read.
            assert front.get("/healthz")[0] == 200
        status, headers, _ = front.ask(path, body=b"x", headers={"Content-Type": "text/plain"})
        assert status == 429
        assert int(headers["Retry-After"]) > 0
        assert front.get(path)[0] == 200, "the form can be read meanwhile"


def test_a_flood_from_one_address_is_refused_and_files_of_pages_are_not_counted(
    site: ReferenceSite, service: ReferenceServer
) -> None:
    smaller = {"burst=1000": "burst=5", "rate=50r/s": "rate=1r/m"}
    with Nginx(service.url, smaller) as nginx:
        front = Front(site, service, nginx)
        assert {front.get("/static/icon.svg")[0] for _ in range(20)} == {200}
        assert [front.get("/healthz")[0] for _ in range(8)] == [200] * 6 + [429] * 2
        status, headers, body = front.ask("/api/v1/keys")
        assert (status, headers["Content-Type"], headers["Retry-After"]) == (429, PROGRAM, "60")
        assert json.loads(body)["status"] == 429
        status, headers, body = front.ask("/")
        assert (status, headers["Content-Type"]) == (429, PERSON)
        assert "Wait a minute, then try again." in body.decode()


def test_a_bank_that_asks_a_thousand_times_in_a_row_is_not_refused(
    site: ReferenceSite, service: ReferenceServer
) -> None:
    issued = site.publish(site.world.issue(3))
    row = {"number": issued.number, "date": str(issued.issue_date)}
    with Nginx(service.url) as nginx:
        connection = http.client.HTTPConnection(str(urlsplit(nginx.url).hostname), int(urlsplit(nginx.url).port or 0))
        statuses = set()
        for _ in range(999):
            connection.request("GET", api_of(issued))
            response = connection.getresponse()
            response.read()
            statuses.add(response.status)
        connection.request(
            "POST", "/api/v1/checks", json.dumps({"checks": [row] * 1000}), {"Content-Type": "application/json"}
        )
        assert connection.getresponse().status == 200
        connection.close()
    assert statuses == {200}


def test_nginx_accepts_the_configuration(front: Front) -> None:
    assert "test is successful" in front.nginx.check()


@pytest.mark.parametrize(
    "path", ["/metrics", "//metrics", "/%6detrics", "/./metrics", "/x/../metrics", "/x/%2e%2e/metrics"]
)
def test_the_operators_figures_are_not_public(front: Front, path: str) -> None:
    status, headers, body = front.ask(path)
    assert status == 404
    assert b"python_info" not in body
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/", 16_384),
        ("/api/v1/checks", 524_288),
        ("/receipts", 524_288),
        ("/batch", 26_214_400),
        ("/check-file", 26_214_400),
    ],
)
def test_what_is_too_large_is_refused_before_it_reaches_a_worker(front: Front, path: str, most: int) -> None:
    _, headers, _ = front.ask(path, body=b"x" * most, headers={"Content-Type": "text/plain"})
    assert "Permissions-Policy" in headers, "the service has answered"
    kind = PROGRAM if path.startswith("/api/") else PERSON
    status, headers, body = front.ask(path, body=b"x" * (most + 1), headers={"Content-Type": "text/plain"})
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (413, kind, "no-store")
    assert b"Send a smaller file, or fewer rows at a time." in body


def test_uploads_do_not_lie_on_a_disk() -> None:
    configuration = Path("deploy/nginx/reference.conf").read_text(encoding="utf-8")
    assert configuration.count("client_body_temp_path /run/originseal-uploads;") == 1


def test_a_question_outlives_all_connections_that_are_kept() -> None:
    configuration = Path("deploy/nginx/reference.conf").read_text(encoding="utf-8")
    kept, tries = (
        int(re.findall(rf"^ +{setting} (\d+);$", configuration, re.MULTILINE)[0])
        for setting in ("keepalive", "proxy_next_upstream_tries")
    )
    assert configuration.count("    server unix:/run/originseal/reference.sock max_fails=0;\n") == tries == kept + 1


def test_texts_are_compressed_and_pictures_are_not(front: Front) -> None:
    issued = front.site.publish(front.site.world.issue(4))
    for path in ("/", page_of(issued), api_of(issued), "/openapi.json"):
        _, plain, expected = front.ask(path)
        _, headers, body = front.ask(path, headers={"Accept-Encoding": "gzip"})
        assert headers["Content-Encoding"] == "gzip", path
        assert "Accept-Encoding" in headers["Vary"]
        assert "Content-Encoding" not in plain
        # Two answers of a verdict differ in their instant.
        assert len(gzip.decompress(body)) == len(expected)
        assert len(body) < len(expected)


def test_built_files_are_kept_for_ever_and_others_are_not(front: Front) -> None:
    manifest = json.loads(Path("reference_service/static/built/manifest.json").read_text(encoding="utf-8"))
    for name in manifest.values():
        seen = [front.get(f"/static/built/{name}") for _ in range(2)]
        assert {(status, headers["Cache-Control"]) for status, headers in seen} == {
            (200, "public, max-age=31536000, immutable")
        }
        assert seen[1][1]["X-Cache"] == "HIT"
    status, headers = front.get("/static/built/site-000000000000.css")
    assert (status, headers["Cache-Control"]) == (404, "no-store")
    assert "immutable" not in front.get("/static/icon.svg")[1]["Cache-Control"]


def test_the_lines_for_tls_work(site: ReferenceSite, service: ReferenceServer, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]
    command += ["-keyout", str(key), "-out", str(certificate), "-subj", "/CN=localhost"]
    subprocess.run([*command, "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
    shipped = Path("deploy/nginx/reference.conf").read_text(encoding="utf-8")
    plain = "    listen 127.0.0.1:8080;\n    server_name _;\n"
    # The port has to be one of ours.
    changes = {
        "    #tls listen [::]:443 ssl http2;\n": "",
        "#tls listen 443 ssl http2;": "listen 127.0.0.1:8080 ssl http2;",
        "/etc/ssl/originseal/reference.pem": str(certificate),
        "/etc/ssl/originseal/reference.key": str(key),
        "#tls ": "",
    }
    assert plain in shipped
    with Nginx(service.url, {plain: "", **changes}) as nginx:
        port = urlsplit(nginx.url).port
        context = ssl.create_default_context(cafile=str(certificate))
        with urllib.request.urlopen(f"https://localhost:{port}/healthz", context=context) as response:
            assert response.status == 200
