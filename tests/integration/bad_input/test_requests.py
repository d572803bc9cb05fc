"""Requests that no browser sends: sizes, paths, hosts, methods, and two requests disguised as one."""

from urllib.parse import urlsplit

import pytest

from tests.integration.bad_input.conftest import Public
from tests.raw_http import PAGE, PROBLEM, Answer, ask, fine, refused, send
from tests.reference_site import api_of, page_of

pytestmark = pytest.mark.slow

MEGABYTE = 1_000_000
SMUGGLED = b"GET /healthz HTTP/1.1\r\nHost: smuggled.example\r\n\r\n"
PATIENCE = 3.0
"""How long a connection is listened to that the service may keep open."""


@pytest.mark.parametrize(
    ("target", "for_programs"),
    [
        ("/?number=" + "A" * MEGABYTE, False),
        ("/" + "a" * MEGABYTE, False),
        ("/v/" + "A" * MEGABYTE, False),
        ("/api/v1/seals/" + "A" * MEGABYTE, True),
        ("/api/v1/checks?" + "a=b&" * (MEGABYTE // 4), True),
        ("/certificates/" + "A/" * 3000, False),
    ],
)
def test_a_megabyte_of_address(public: Public, target: str, for_programs: bool) -> None:
    refused(ask(public.url, "GET", target), for_programs)


@pytest.mark.parametrize("name", ["X-Long", "Cookie", "Accept-Language", "If-None-Match", "Authorization", "Accept"])
def test_a_megabyte_of_header(public: Public, name: str) -> None:
    refused(ask(public.url, "GET", "/", headers={name: "a" * MEGABYTE}), for_programs=False)
    refused(ask(public.url, "GET", api_of(public.issued), headers={name: "a" * MEGABYTE}), for_programs=True)


def test_thousands_of_headers(public: Public) -> None:
    fine(ask(public.url, "GET", "/", headers={f"X-{count}": "y" for count in range(2000)}))
    refused(ask(public.url, "GET", "/", headers={f"X-{count}": "y" for count in range(20_000)}), for_programs=False)


PATHS = [
    b"/../../../../etc/passwd",
    b"/static/../../../../etc/passwd",
    b"/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    b"/static/..%2f..%2f..%2fapp.py",
    b"/static/....//....//app.py",
    b"/static/..\\..\\app.py",
    b"/static/%5c..%5c..%5capp.py",
    b"/static/%c0%ae%c0%ae/app.py",
    b"/static/%e0%80%ae%e0%80%ae/app.py",
    b"/static/%252e%252e/app.py",
    b"/static/app.py%00.css",
    b"/static//etc/passwd",
    b"//etc/passwd",
    b"//evil.example/%2e%2e",
    b"/\\evil.example",
    b"/;/etc/passwd",
    b"/static/;../app.py",
    b"/trust/targets/../metadata/../../../../etc/passwd",
    b"/trust/targets/..%2f..%2f..%2fregister%2fregister.sqlite",
    b"/trust/metadata/..%2f..%2fkeys%2fpassphrase",
    b"/trust/metadata/%2e%2e/%2e%2e/%2e%2e/keys/passphrase",
    b"/trust/targets//etc/passwd",
    b"/schema/..%2f..%2fapp/1",
    b"/schema/coo-jp%00/1",
    b"/%",
    b"/%zz",
    b"/%ff%fe",
    b"/\xff\xfe",
    b"/a\x7fb",
    b"/%0d%0aSet-Cookie:%20a=b",
    b"/?x=%0d%0aSet-Cookie:%20a=b",
    b"/keys/",
    b"/KEYS",
    b"/.git/config",
    b"/.env",
    b"/static/.%00./app.py",
    b"http://evil.example/",
    b"http://evil.example/keys",
    b"*",
    b"keys",
]


@pytest.mark.parametrize(
    "target", PATHS, ids=[path.decode("latin-1").encode("unicode-escape").decode() for path in PATHS]
)
def test_a_trick_in_the_path_opens_nothing(public: Public, target: bytes) -> None:
    for url in (public.url, public.inner):
        answer = ask(url, "GET", target)
        fine(answer)
        assert "set-cookie" not in answer.headers
        assert "evil.example" not in answer.headers.get("location", "")
        for secret in (b"for a test\n", b"SQLite format", b"import ", b"[core]"):
            assert secret not in answer.body
        if answer.status == 200:
            assert answer.kind == PAGE
            assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_line_breaks_in_parameters_make_no_headers(public: Public) -> None:
    number = public.issued.number
    for target in (
        f"/?number={number}%0d%0aSet-Cookie:a=b&day=1&month=1&year=2026",
        f"/?number={number}&day=1&month=1&year=2026&lang=en%0d%0aSet-Cookie:a=b",
        f"{page_of(public.issued)}?lang=%0d%0aLocation:%20https://evil.example/",
        f"/api/v1/certificates/{number}%0d%0aSet-Cookie:a=b/2026-11-20",
    ):
        answer = ask(public.url, "GET", target)
        fine(answer)
        assert "set-cookie" not in answer.headers
        assert "evil.example" not in answer.headers.get("location", "")


HOSTS: list[bytes] = [
    b"evil.example",
    b"evil.example:80",
    b"ref.example.jp@evil.example",
    b"ref.example.jp.evil.example",
    b"<script>alert(1)</script>",
    b'"onmouseover="alert(1)',
    b"a" * 300,
    b"[::1]",
    b"[::1",
    b"\xe4\xbe\x8b.example",
    b"..",
    b"a b",
    b"",
    b"127.0.0.1:99999",
    b"%0d%0a",
]


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_of_the_senders_own_leads_nobody_there(public: Public, host: bytes) -> None:
    for url in (public.url, public.inner):
        for target in ("/", page_of(public.issued), "/about"):
            answer = ask(url, "GET", target, headers={"Host": host})
            fine(answer)
            assert answer.status in (200, 400)
            for place in (b'href="http', b'action="http', b'src="http', b"//evil"):
                assert place not in answer.body
        number, day = public.issued.number, public.issued.issue_date
        answer = ask(
            url, "GET", f"/?number={number}&day={day.day}&month={day.month}&year={day.year}", headers={"Host": host}
        )
        fine(answer)
        assert answer.headers.get("location", "/").startswith("/")
        assert not answer.headers.get("location", "/").startswith("//")


def test_what_another_host_was_told_is_not_kept_for_ours(public: Public) -> None:
    evil = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "gopher",
        "X-Host": "evil.example",
    }
    for headers in (evil, {"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"}):
        assert ask(public.url, "GET", "/about", headers=dict(headers)).status == 200
    assert b"evil.example" not in ask(public.url, "GET", "/about").body


METHODS = ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "G" * 5000, "GET\x00"]


@pytest.mark.parametrize("method", METHODS, ids=[method[:10] for method in METHODS])
def test_a_method_that_is_none_is_refused(public: Public, method: str) -> None:
    for target, for_programs in ((page_of(public.issued), False), (api_of(public.issued), True)):
        answer = ask(public.url, method, target)
        fine(answer)
        assert answer.status in (400, 405, 414), method
        if for_programs and method.isalpha() and method.isupper() and len(method) < 100:
            assert answer.kind == PROBLEM
        if answer.status == 405:
            assert {"GET", "HEAD"} <= set(answer.headers["allow"].split(", "))


ACCEPTS = ["text/plain", "*/*;q=0", "application/xml", "," * 1000, "a/b;q=nan", "text/html;q=\xff", "\x00" * 0 + "x"]


@pytest.mark.parametrize("accept", ACCEPTS)
def test_whatever_is_accepted_the_answer_is_the_same_kind(public: Public, accept: str) -> None:
    for name in ("Accept", "Accept-Language", "Accept-Encoding", "Accept-Charset", "If-None-Match", "Range"):
        page = ask(public.url, "GET", page_of(public.issued), headers={name: accept})
        assert (page.status, page.kind) == (200, PAGE), name
        call = ask(public.url, "GET", api_of(public.issued), headers={name: accept})
        assert (call.status, call.kind) == (200, "application/json"), name


def post(headers: bytes, body: bytes, host: bytes) -> bytes:
    return b"POST /api/v1/checks HTTP/1.1\r\nHost: " + host + b"\r\nContent-Type: application/json\r\n" + headers + body


SHAPES = {
    "length and chunks": (b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n", b"0\r\n\r\n" + SMUGGLED),
    "chunks and length": (b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n", b"0\r\n\r\n" + SMUGGLED),
    "two lengths": (b"Content-Length: 2\r\nContent-Length: 60\r\n\r\n", b"{}" + SMUGGLED),
    "a list of lengths": (b"Content-Length: 2, 60\r\n\r\n", b"{}" + SMUGGLED),
    "a signed length": (b"Content-Length: +2\r\n\r\n", b"{}" + SMUGGLED),
    "a length in other digits": ("Content-Length: ２\r\n\r\n".encode(), b"{}" + SMUGGLED),
    "a length beyond measure": (b"Content-Length: 99999999999999999999999\r\n\r\n", b"{}" + SMUGGLED),
    "a blank before the colon": (b"Transfer-Encoding : chunked\r\nContent-Length: 2\r\n\r\n", b"{}" + SMUGGLED),
    "a folded header": (b"Content-Length: 2\r\n Transfer-Encoding: chunked\r\n\r\n", b"{}" + SMUGGLED),
    "an unknown coding": (b"Transfer-Encoding: xchunked\r\n\r\n", b"0\r\n\r\n" + SMUGGLED),
    "two codings": (b"Transfer-Encoding: identity, chunked\r\n\r\n", b"0\r\n\r\n" + SMUGGLED),
    "two coding headers": (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n", b"0\r\n\r\n" + SMUGGLED),
    "a tab in the coding": (b"Transfer-Encoding:\tchunked\x0b\r\nContent-Length: 2\r\n\r\n", b"{}" + SMUGGLED),
    "an underscore": (b"Transfer_Encoding: chunked\r\nContent-Length: 2\r\n\r\n", b"{}" + SMUGGLED),
    "a chunk of no size": (b"Transfer-Encoding: chunked\r\n\r\n", b"zz\r\n{}\r\n0\r\n\r\n" + SMUGGLED),
    "a chunk of a negative size": (b"Transfer-Encoding: chunked\r\n\r\n", b"-1\r\n\r\n" + SMUGGLED),
    "a chunk of a huge size": (b"Transfer-Encoding: chunked\r\n\r\n", b"ffffffffffffffff\r\n" + SMUGGLED),
    "a bare carriage return": (b"Content-Length: 2\rTransfer-Encoding: chunked\r\n\r\n", b"{}" + SMUGGLED),
    "a null byte": (b"Content-Length: 2\x00\r\n\r\n", b"{}" + SMUGGLED),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_two_requests_disguised_as_one_are_never_seen_as_others_see_them(public: Public, shape: str) -> None:
    """Whoever reads such a request in two ways lets a stranger's request ride on somebody's connection.

    What comes after the first request is either its own sender's second one, answered as such on his connection, or is
    refused with the first. It must never be left lying for the next sender.
    """
    headers, body = SHAPES[shape]
    for url in (public.url, public.inner):
        answers = send(url, post(headers, body, b"ref.example.jp"), patience=PATIENCE)
        assert len(answers) <= 2
        for answer in answers:
            # “Not implemented” is what the standard has for codings that nobody knows; nginx says 400.
            if (url, answer.status) != (public.inner, 501):
                fine(answer)
        if answers and answers[0].status not in (400, 413, 501):
            assert shape in ("an underscore", *BENIGN), (shape, answers[0].status)
        # Somebody else's questions right after it get their own answers.
        for _ in range(5):
            assert _is_certificate(ask(url, "GET", api_of(public.issued)), public)


BENIGN = (
    "chunks and length",
    "length and chunks",
)
"""Read in one way by the standard (RFC 9112, 6.3: chunks win), and so by both."""


def _is_certificate(answer: Answer, public: Public) -> bool:
    return answer.status == 200 and public.issued.number.encode() in answer.body


@pytest.mark.parametrize(
    "line",
    [
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET  /  HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/1.1\nHost: x\n\n",
        b"\r\n\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x00" * 10_000,
        b"GET / HTTP/1.1\r\nHost: x\r\n: nameless\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n",
    ],
)
def test_what_is_no_request(public: Public, line: bytes) -> None:
    for url in (public.url, public.inner):
        for answer in send(url, line, patience=PATIENCE):
            fine(answer)
        assert _is_certificate(ask(url, "GET", api_of(public.issued)), public)
    assert urlsplit(public.url).netloc
