"""Asking a front (`tests/servers/front.py`) as browsers and programs do: over TLS, by a site's name."""

import http.client
import socket
import ssl
import urllib.parse
from dataclasses import dataclass

from tests.servers.front import Front

BROWSER = {
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0",
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "ja,en;q=0.8",
}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(
    front: Front,
    host: str,
    path: str,
    *,
    method: str = "",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
) -> Answer:
    """Ask a site by GET, or by POST with a body, over one version of TLS."""
    context = front.trusting()
    context.minimum_version = context.maximum_version = version
    raw = socket.create_connection(("127.0.0.1", front.port), timeout=30)
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.sock = context.wrap_socket(raw, server_hostname=host)
    try:
        connection.request(method or ("POST" if body is not None else "GET"), path, body, BROWSER | (headers or {}))
        response = connection.getresponse()
        return Answer(response.status, dict(response.headers), response.read())
    finally:
        connection.close()


def form(**fields: str) -> tuple[bytes, dict[str, str]]:
    """Return a form as a browser sends it."""
    return urllib.parse.urlencode(fields).encode(), {"Content-Type": "application/x-www-form-urlencoded"}


def upload(name: str, data: bytes, kind: str, **fields: str) -> tuple[bytes, dict[str, str]]:
    """Return a form with a file."""
    mark = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
    body = b"".join(parts) + head.encode() + data + f"\r\n--{mark}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={mark}"}
