"""Bodies that are bombs, garbage or in another encoding: told clearly, at once, and never a fault of ours."""

import codecs
import json
import time
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from tests.integration.bad_input.conftest import Public
from tests.raw_http import PAGE, Answer, ask, fine, refused

pytestmark = pytest.mark.slow

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SLOWEST_SECONDS = 10.0
"""A refusal takes milliseconds; the machine may be busy."""


def upload(public: Public, data: bytes, path: str = "/batch", name: str = "list.csv") -> Answer:
    """Send a file as the form of a page does."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
    body = head.encode() + data + b"\r\n--x--\r\n"
    began = time.monotonic()
    answer = ask(public.url, "POST", path, body, {"Content-Type": "multipart/form-data; boundary=x"})
    assert time.monotonic() - began < SLOWEST_SECONDS
    return answer


def checks(public: Public, body: bytes) -> Answer:
    began = time.monotonic()
    answer = ask(public.url, "POST", "/api/v1/checks", body, JSON)
    assert time.monotonic() - began < SLOWEST_SECONDS
    return answer


# Lists


def table(public: Public, rows: int) -> str:
    return "number,date\n" + f"{public.issued.number},{public.issued.issue_date}\n" * rows


@pytest.mark.parametrize("rows", [1001, 15_000, 100_000])
def test_a_list_of_too_many_rows_is_refused_as_a_whole(public: Public, rows: int) -> None:
    answer = upload(public, table(public, rows).encode())
    refused(answer, for_programs=False)
    assert answer.status == 413
    pasted = ask(public.url, "POST", "/batch", urlencode({"pasted": table(public, rows)}).encode(), FORM)
    refused(pasted, for_programs=False)
    assert pasted.status == 413


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.encode("cp932"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
    ],
    ids=["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "CRLF", "CR"],
)
def test_a_list_in_another_encoding_is_read(public: Public, encode: Callable[[str], bytes]) -> None:
    text = f"証明書番号,発行日\n{public.issued.number},{public.issued.issue_date:%Y年%m月%d日}\n"
    answer = upload(public, encode(text))
    assert answer.status == 200
    assert "Issued and in force" in answer.text


GARBAGE = {
    "EUC-JP": "番号,日付\n証明書,令和八年\n".encode("euc-jp"),
    "ISO-2022-JP": "番号,日付\n証明書,令和八年\n".encode("iso-2022-jp"),
    "UTF-32": codecs.BOM_UTF32_LE + "number,date\n".encode("utf-32-le"),
    "half a character": codecs.BOM_UTF16_LE + b"n\x00u",
    "lone surrogates": codecs.BOM_UTF16_LE + b"\x00\xd8\x00\xd8",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "a spreadsheet": b"PK\x03\x04" + bytes(range(256)) * 20,
    "an old spreadsheet": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "null bytes": b"\x00" * 10_000,
    "high bytes": b"\xff" * 10_000,
    "an open quotation mark": b'number,date\n"' + b"a\n" * 5000,
    "one line without end": b"a" * 400_000,
    "commas": b"," * 400_000,
    "quotation marks": b'"' * 400_001,
    "line ends": b"\n" * 400_000,
    "nothing": b"",
    "blanks": b" \t \n" * 1000,
    "a formula": b'number,date\n=cmd|"/c calc"!A1,2026-11-20\n',
}


@pytest.mark.parametrize("name", GARBAGE)
def test_what_is_no_list_is_told(public: Public, name: str) -> None:
    answer = upload(public, GARBAGE[name])
    fine(answer)
    assert answer.kind == PAGE
    if answer.status == 200:
        assert "Issued and in force" not in answer.text
    else:
        refused(answer, for_programs=False)


# JSON


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


BODIES = {
    "nothing": b"",
    "an array": b"[]",
    "a number": b"1",
    "depth 100": b'{"checks":' + nested(100) + b"}",
    "depth 100,000": b'{"checks":' + nested(100_000) + b"}",
    "open objects": b'{"a":' * 50_000,
    "a name twice": b'{"checks":[],"checks":[{"seal":"A"}]}',
    "a name twice within": b'{"checks":[{"seal":"A","seal":"B"}]}',
    "NaN": b'{"checks":[NaN]}',
    "Infinity": b'{"checks":[{"number":Infinity,"date":-Infinity}]}',
    "a huge integer": b'{"checks":[{"number":' + b"9" * 100_000 + b',"date":"2026-11-20"}]}',
    "a huge exponent": b'{"checks":[1e999999999]}',
    "a lone surrogate": b'{"checks":[{"number":"\\ud800","date":"2026-11-20"},{"seal":"\\udfff"}]}',
    "a lone surrogate as name": b'{"checks":[{"\\ud800":1}]}',
    "a null byte": b'{"checks":[{"number":"\\u0000","date":"\\u0000"}]}',
    "UTF-16": '{"checks":[]}'.encode("utf-16"),
    "a byte order mark": codecs.BOM_UTF8 + b'{"checks":[]}',
    "no UTF-8": b'{"checks":["\xff\xfe"]}',
    "overlong UTF-8": b'{"checks":["\xc0\x80"]}',
    "something behind": b'{"checks":[]}{"checks":[]}',
    "comments": b'{"checks":[/* all */]}',
    "other types": b'{"checks":{"number":1}}',
    "null": b'{"checks":null}',
    "rows of another shape": b'{"checks":[null,true,[],{},"x"]}',
    "a prototype": b'{"checks":[{"__proto__":{"number":"x"},"constructor":1,"number":"x","date":"x"}]}',
    "1,001 rows": b'{"checks":[' + b",".join([b'{"seal":"A"}'] * 1001) + b"]}",
    "100,000 rows": b'{"checks":[' + b",".join([b"1"] * 100_000) + b"]}",
    "a long text": b'{"checks":[{"number":"' + b"A" * 400_000 + b'","date":"x"}]}',
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_list_of_checks_is_told(public: Public, name: str) -> None:
    answer = checks(public, BODIES[name])
    if answer.status == 200:
        rows = json.loads(answer.body)["results"]
        assert name in ("a lone surrogate", "a null byte")
        assert all("error" in row for row in rows)
        return
    refused(answer, for_programs=True)


@pytest.mark.parametrize("size", [500_001, 524_289, 5_000_000])
def test_a_body_that_is_too_large_is_told(public: Public, size: int) -> None:
    answer = checks(public, b" " * size)
    refused(answer, for_programs=True)
    assert answer.status == 413


@pytest.mark.parametrize(
    "kind", ["text/plain", "", "application/json;charset=utf-7", "application/jsonp", "\xff", "a" * 5000]
)
def test_another_media_type(public: Public, kind: str) -> None:
    answer = ask(public.url, "POST", "/api/v1/checks", b'{"checks":[]}', {"Content-Type": kind})
    refused(answer, for_programs=True)


@pytest.mark.parametrize("coding", ["gzip", "br", "x" * 100])
def test_a_compressed_body_is_not_unpacked(public: Public, coding: str) -> None:
    headers = JSON | {"Content-Encoding": coding}
    answer = ask(public.url, "POST", "/api/v1/checks", b"\x1f\x8b\x08" + bytes(2000), dict(headers))
    refused(answer, for_programs=True)


# Multipart


def part(name: str, data: bytes = b"x", *, filename: str | None = None) -> bytes:
    file = f'; filename="{filename}"' if filename is not None else ""
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + data + b"\r\n"


END = b"--x--\r\n"
MULTIPART = {
    "1,000 parts": b"".join(part(f"field{count}") for count in range(1000)) + END,
    "1,000 files": b"".join(part("file", filename=f"{count}.csv") for count in range(1000)) + END,
    "nested": b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n\r\nz\r\n--y--\r\n" + END,
    "no end": part("pasted", b"a" * 1000)[:-2],
    "headers without end": b"--x\r\n" + b"A: b\r\n" * 20_000,
    "a header of 400 kB": b"--x\r\nX: " + b"a" * 400_000 + b"\r\n\r\n\r\n" + END,
    "no name": b"--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n" + END,
    "boundaries alone": b"--x\r\n" * 50_000 + END,
    "nearly boundaries": b"\r\n--" * 100_000,
    "a path as file name": part("file", b"number,date\n", filename="../../../../etc/passwd") + END,
    "a script as file name": part("file", b"=1,2\n", filename="<script>alert(1)</script>.csv") + END,
    "a null byte as file name": part("file", b"=1,2\n", filename="a\x00.csv") + END,
    "another encoding": b'--x\r\nContent-Disposition: form-data; name="pasted"\r\n'
    b"Content-Type: text/plain; charset=utf-7\r\n\r\n+ADw-script+AD4-alert(1)\r\n" + END,
    "transfer encoding": b'--x\r\nContent-Disposition: form-data; name="pasted"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n" + END,
}


@pytest.mark.parametrize("path", ["/", "/batch", "/receipts"])
@pytest.mark.parametrize("name", MULTIPART)
def test_a_form_that_is_a_bomb_or_none(public: Public, name: str, path: str) -> None:
    began = time.monotonic()
    answer = ask(public.url, "POST", path, MULTIPART[name], {"Content-Type": "multipart/form-data; boundary=x"})
    assert time.monotonic() - began < SLOWEST_SECONDS
    fine(answer)
    assert answer.kind == PAGE
    if answer.status != 200:
        refused(answer, for_programs=False)


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=" + "y" * 4000,
        'multipart/form-data; boundary="a\\"b"',
        "multipart/form-data; boundary=\xe9",
        "multipart/mixed; boundary=x",
        "application/x-www-form-urlencoded; charset=utf-16",
        "text/html",
    ],
)
def test_a_form_whose_boundary_is_none(public: Public, kind: str) -> None:
    for path in ("/", "/batch", "/receipts"):
        answer = ask(public.url, "POST", path, part("pasted") + END, {"Content-Type": kind})
        refused(answer, for_programs=False)


def test_a_form_of_a_hundred_thousand_fields(public: Public) -> None:
    body = "&".join(f"field{count}=" for count in range(40_000)).encode()
    for path in ("/batch", "/receipts"):
        fine(ask(public.url, "POST", path, body, FORM))
    refused(ask(public.url, "POST", "/", b"number=%ff%fe&day=%00&month=%&year=%zz", FORM), for_programs=False)


# Receipts


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 1000,
        b"\xd2" * 100_000,
        b"\x9f" * 100_000,
        b"\xd2\x84\x5b" + b"\xff" * 8,
        b"A" * 400_000,
        b"\xff\xfe",
    ],
    ids=["nothing", "zeros", "tags", "open arrays", "a huge length", "text", "a mark"],
)
def test_what_is_no_receipt_is_told(public: Public, data: bytes) -> None:
    answer = upload(public, data, "/receipts", "receipt.cbor")
    fine(answer)
    assert answer.kind == PAGE
    assert "A genuine receipt" not in answer.text
