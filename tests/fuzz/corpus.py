"""Where the fuzzer begins: what parsers accept and what they refuse, by the vectors, and shapes that break parsers."""

import io
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.handed_in import pdf_of, picture

_VECTORS = Path(__file__).parents[1] / "vectors"
_DEEP = 3000
_MOST = 64 * 1024
"""Longer ones only slow it down."""

SHAPES = (
    b"",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff\xfe\x00\x00",
    b"\xed\xa0\x80",
    b"[" * _DEEP,
    b'{"a":' * _DEEP,
    b"a=" + b"[" * _DEEP,
    b'{"a":' + b"9" * 5000 + b"}",
    b'{"a":1e999999}',
    b'"\\ud800"',
    b"\xd8\x18" * 500,
    b"\x9b" + b"\xff" * 8,
    b"\x30\x84\xff\xff\xff\xff",
    "１２３４－０１－０１".encode(),
    b"=cmd|' /C calc'!A0,,,\r\n\"",
    b"9999-12-31",
    b"0000-00-00",
    b"http://[::1",
    b"postgresql+psycopg://u:p@[::1/x?sslmode=require",
)


@cache
def seeds(name: str) -> tuple[bytes, ...]:
    """Return where the parser `name` begins."""
    own = [*_OWN.get(name, ()), *(_of_vectors(*_FROM[name]) if name in _FROM else ())]
    return tuple(dict.fromkeys(seed for seed in (*SHAPES, *own) if len(seed) <= _MOST))


_FROM = {
    "seal": ("seals", "seal"),
    "record": ("records", "record"),
    "receipt": ("receipt", "receipt"),
    "content": ("content", "content"),
    "canonical json": ("content", "content"),
    "json": ("content", "content"),
    "status": ("status", "file"),
    "trust list": ("trust-list", "list"),
    "survivors": ("survivors", "file"),
    "bulletin": ("bulletin", "bulletin"),
    "number": ("numbers", "canonical"),
    "typed number": ("numbers", "typed"),
    "scanner line": ("numbers", "typed"),
    "question": ("numbers", "typed"),
    "qr text": ("verdicts", "text"),
}
"""Of which vectors, and under which name what is read stands in them."""


def _of_vectors(file: str, key: str) -> Iterator[bytes]:
    found = list(_values(json.loads((_VECTORS / f"{file}.json").read_bytes()), key))
    assert found, f"{file}.json has no {key!r}"
    for text in found:
        try:
            yield bytes.fromhex(text)
        except ValueError:
            yield text.encode("utf-8", "surrogatepass")


def _values(value: Any, key: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, item in value.items():
            if name == key and isinstance(item, str):
                yield item
            else:
                yield from _values(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _values(item, key)


def _workbook() -> bytes:
    book, written = Workbook(), io.BytesIO()
    book.active.append(["Description", "Quantity"])
    book.active.append(["Bolts", 3])
    book.save(written)
    return written.getvalue()


_NUMBER = "TYO26-001234-S8EJ-M3AM"
_ANSWER = {"as_of": "2026-03-10T03:00:00Z", "seal": "AAAA", "content": None, "records": ["AAAA"]}
_GOODS = "Marks,Description,Quantity,Unit,HS code\r\nN/M,Bolts,3,PCS,731815\r\n"
_OWN: dict[str, tuple[bytes, ...]] = {
    "date": (b"2026-03-10", "令和8年3月10日".encode(), b"10 March 2026", b"R8.3.10"),
    "checks body": (json.dumps({"checks": [{"number": _NUMBER, "issue_date": "2026-03-10"}]}).encode(),),
    "checks table": (f"number;date\n{_NUMBER};2026-03-10\n".encode(), f"{_NUMBER} 10.3.2026".encode()),
    "encoding": ("番号,発給日".encode("cp932"), "番号".encode("utf-16")),
    "pdf reason": (b"TYO26001234S8EJM3AM " + b"00" * 32,),
    "server answer": (json.dumps(_ANSWER).encode(),),
    "no certificate": (json.dumps({"as_of": "9999-12-31T23:59:59Z"}).encode(),),
    "journal": (json.dumps({"path": "a.pdf", "size": 1, "texts": ["x"]}).encode(),),
    "goods table": (_GOODS.encode(), _GOODS.replace(",", "\t").encode("utf-16"), _GOODS.encode("cp932")),
    "bank file": ("日付,摘要,入金額\r\n2026/03/10,F-7K3M-Q9XW サトウ,1100\r\n".encode("cp932"),),
    "past certificates": (
        b"number,issued,kind,status\nA-1,2020-01-02,origin,in force\n",
        b'{"number":"A-1","issued":"2020-01-02","kind":"origin","status":"in force"}\n',
    ),
    "past certificate": (b"A-1,2020-01-02,origin,in force,,\n",),
    "pasted people": ("佐藤\tsato@example.co.jp\tSato\tja\n".encode(), b"Sato,sato@example.co.jp\n"),
    "login": (b"TYO-A000123-4",),
    "code": (b"0123-4567-89AB-CDEF",),
    "hs code": (b"7318.15", "ＨＳ：731815".encode()),
    "networks": (b"10.0.0.0/8, ::1",),
    "addresses": (b"redis://:x@a:1,b:2/0?ssl_cert_reqs=none", b"smtp://mail", b"2001:db8::1, 127.0.0.1"),
    "register address": (b"postgresql+psycopg://u:p@host:5432/db?sslmode=verify-full", b"sqlite:////a/b"),
    "mail server": (b"smtp+starttls://user@host:587",),
    "passkey": (b'{"rawId":"AAAA","response":{}}',),
    "manifest signature": (b'{"key_id":"00","signature":"00"}',),
    "tuf metadata": (b'{"signatures":[],"signed":{"_type":"targets","version":1,"spec_version":"1.0"}}',),
    "settings": (b'database_url = "postgresql+psycopg://u:p@h/d?sslmode=verify-full"\n',),
    "reference settings": (b'register_url = "sqlite:////x"\nproxies = "10.0.0.0/8"\n',),
    "base32": (b"MFRGG",),
    "pdf": (pdf_of(1),),
    "picture": (picture("PNG"), picture("JPEG")),
    "workbook": (_workbook(),),
}
