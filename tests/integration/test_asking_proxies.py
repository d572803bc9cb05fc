"""Asking through an office's proxy, and over TLS with an authority of its own. Real sockets, real certificates."""

import base64
import contextlib
import http.server
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scanner.errors import UsageError
from scanner.reference import ReferenceClient
from scanner.session import Network, Session
from scanner.trust.errors import SourceError
from scanner.trust.source import source_of
from scanner.trust.store import TrustStore
from signing.evidence import ServerAnswer
from tests.stage import QUICK, PublicStage, detail
from tests.tls_authority import Authority

pytestmark = pytest.mark.usefixtures("without_proxies")


# Proxies


class Proxy(http.server.BaseHTTPRequestHandler):
    """A proxy of an office: it wants a password, and notes what it is asked."""

    server: "ProxyServer"

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if not self._knows_the_password():
            self.send_response(407)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        with Session(Network()) as session:
            session.trust_env = False
            answer = session.get(self.path, timeout=5)
        self.send_response(answer.status_code)
        self.send_header("Content-Type", answer.headers["Content-Type"])
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def do_CONNECT(self) -> None:
        self.server.asked.append(self.path)
        if not self._knows_the_password():
            self.send_error(407)
            return
        host, _, port = self.path.partition(":")
        with socket.create_connection((host, int(port)), timeout=5) as target:
            self.send_response(200)
            self.end_headers()
            other_way = threading.Thread(target=_pass_on, args=(target, self.connection))
            other_way.start()
            _pass_on(self.connection, target)
            other_way.join()
        self.close_connection = True

    def _knows_the_password(self) -> bool:
        expected = "Basic " + base64.b64encode(b"clerk:p4ss").decode()
        return bool(self.headers["Proxy-Authorization"] == expected)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class names it so
        """Keep the test output clean."""


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    """Pass bytes on until one side has enough."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


class ProxyServer(http.server.ThreadingHTTPServer):
    """The proxy, on loopback."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Proxy)
        self.asked: list[str] = []


@pytest.fixture
def proxy() -> Iterator[ProxyServer]:
    server = ProxyServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_proxy_that_is_named_is_used(stage: PublicStage, proxy: ProxyServer) -> None:
    network = Network(proxy=f"http://clerk:p4ss@127.0.0.1:{proxy.server_port}")
    client = ReferenceClient(stage.server.address, QUICK, network)
    assert isinstance(client.by_seal(stage.old.seal), ServerAnswer)
    assert proxy.asked[0].startswith(stage.server.address)
    assert "p4ss" not in repr(network)


def test_the_proxy_of_the_environment_is_used_where_none_is_named(
    stage: PublicStage, proxy: ProxyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://clerk:p4ss@127.0.0.1:{proxy.server_port}")
    monkeypatch.setenv("http_proxy", f"http://clerk:p4ss@127.0.0.1:{proxy.server_port}")
    assert isinstance(ReferenceClient(stage.server.address, QUICK).by_seal(stage.old.seal), ServerAnswer)
    assert len(proxy.asked) == 1


def test_a_proxy_that_wants_a_password_is_told_without_repeating_ours(stage: PublicStage, proxy: ProxyServer) -> None:
    wrong = Network(proxy=f"http://clerk:wr0ng@127.0.0.1:{proxy.server_port}")
    plain = detail(ReferenceClient(stage.server.address, QUICK, wrong).by_seal(stage.old.seal))
    tls = detail(ReferenceClient("https://ref.example.jp", QUICK, wrong).by_seal(stage.old.seal))
    assert "wants a name and password" in plain
    assert "the proxy refuses" in tls
    assert "wr0ng" not in plain + tls


def test_updates_of_trust_go_through_the_proxy_and_keep_its_password_to_themselves(
    stage: PublicStage, proxy: ProxyServer
) -> None:
    store = TrustStore(stage.folder / "another")
    store.pin((stage.site.config.trust_directory / "metadata" / "1.root.json").read_bytes(), stage.site.now)
    good = Network(proxy=f"http://clerk:p4ss@127.0.0.1:{proxy.server_port}")
    store.update(stage.site.now, source_of(stage.server.address, network=good))
    assert f"{stage.server.address}/trust/metadata/timestamp.json" in proxy.asked
    wrong = Network(proxy=f"http://clerk:wr0ng@127.0.0.1:{proxy.server_port}")
    with pytest.raises(SourceError) as caught:
        store.update(stage.site.now, source_of("https://ref.example.jp", network=wrong))
    assert "the proxy refuses" in str(caught.value)
    assert "wr0ng" not in str(caught.value)


@pytest.mark.parametrize("proxy", ["", "proxy:3128", "ftp://proxy", "http://", "http://u:s3cret@[::1", "http://x:0"])
def test_what_is_no_proxy_is_refused_without_repeating_it(proxy: str) -> None:
    with pytest.raises(UsageError, match="--proxy is no address of a proxy") as caught:
        Network(proxy=proxy)
    assert "s3cret" not in str(caught.value)


# TLS


@contextmanager
def behind_tls(stage: PublicStage, authority: Authority, name: str, *, days: int = 1) -> Iterator[str]:
    """Serve the stage over TLS with a certificate for `name`; yield the address by 127.0.0.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.certificate_for(name, days=days))
    server = stage.server._server
    server.socket = context.wrap_socket(server.socket, server_side=True)
    yield f"https://127.0.0.1:{server.server_port}"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority")


def test_an_authority_that_is_named_is_believed(stage: PublicStage, authority: Authority) -> None:
    with behind_tls(stage, authority, "127.0.0.1") as address:
        client = ReferenceClient(address, QUICK, Network(ca=authority.file))
        assert isinstance(client.by_seal(stage.old.seal), ServerAnswer)


def test_tls_goes_through_a_proxy_to_the_service_itself(
    stage: PublicStage, authority: Authority, proxy: ProxyServer
) -> None:
    """What the proxy sees is where to, and nothing of what is asked."""
    address = f"http://clerk:p4ss@127.0.0.1:{proxy.server_port}"
    with behind_tls(stage, authority, "127.0.0.1") as service:
        client = ReferenceClient(service, QUICK, Network(proxy=address, ca=authority.file))
        assert isinstance(client.by_seal(stage.old.seal), ServerAnswer)
        client.close()
        assert proxy.asked == [service.removeprefix("https://")]
        unknown = ReferenceClient(service, QUICK, Network(proxy=address))
        assert "signed by nobody whom this machine trusts" in detail(unknown.by_seal(stage.old.seal))


@pytest.mark.parametrize(
    ("name", "days", "named", "says"),
    [
        ("127.0.0.1", 1, False, "signed by nobody whom this machine trusts"),
        ("ref.example.jp", 1, True, "belongs to another name"),
        ("127.0.0.1", -1, True, "has expired. Is this machine's clock right?"),
    ],
)
def test_why_a_certificate_is_not_accepted(
    stage: PublicStage, authority: Authority, name: str, days: int, named: bool, says: str
) -> None:
    network = Network(ca=authority.file if named else None)
    store = TrustStore(stage.folder / "another")
    store.pin((stage.site.config.trust_directory / "metadata" / "1.root.json").read_bytes(), stage.site.now)
    with behind_tls(stage, authority, name, days=days) as address:
        assert says in detail(ReferenceClient(address, QUICK, network).by_seal(stage.old.seal))
        with pytest.raises(SourceError, match=says.replace("?", r"\?")):
            store.update(stage.site.now, source_of(address, network=network))
    assert stage.server.asked == []


def test_a_file_without_authorities_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate", encoding="ascii")
    for file in (tmp_path / "ca.pem", tmp_path / "absent.pem"):
        with pytest.raises(UsageError, match="name a file with certificates in PEM"):
            Network(ca=file)
