"""The office's command line as programs and people meet it: JSON, one sentence, exit codes 0, 1 and 64."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from issuance.cli import main
from signing.content import Kind
from tests.offices import Installation, cut_off_at, draft

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def demo(sqlite_present_installation: Installation, monkeypatch: pytest.MonkeyPatch) -> Installation:
    for name, value in sqlite_present_installation.environment.items():
        monkeypatch.setenv(name, value)
    sqlite_present_installation.mark_as_demo()
    return sqlite_present_installation


def draft_file(folder: Path, text: str | bytes | None = None, **changes: Any) -> str:
    path = folder / "draft.json"
    if text is None:
        text = json.dumps(draft(**changes), ensure_ascii=False)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


def run(capsys: Capture, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """Return exit code, the JSON objects on stdout and the text on stderr."""
    capsys.readouterr()
    code = main(list(arguments))
    told = capsys.readouterr()
    return code, [json.loads(line) for line in told.out.splitlines()], told.err


def test_issue_prints_the_certificate_and_writes_its_original(
    demo: Installation, tmp_path: Path, capsys: Capture
) -> None:
    pdf = tmp_path / "out.pdf"
    code, [said], errors = run(capsys, "issue", draft_file(tmp_path), "--chamber", "TYO", "--pdf", str(pdf))

    (entry,) = demo.entries()
    assert (code, errors) == (0, "")
    assert said["kind"] == "coo-jp"
    assert said["number"] == entry.number.printed
    assert said["issue_date"] == entry.issue_date.isoformat()
    assert (said["stage"], said["state"]) == ("delivered", "in_force")
    assert said["seal_url"].startswith("HTTPS://REF.EXAMPLE.JP/V/")
    assert said["page_url"] == f"https://ref.example.jp/certificates/{entry.number.canonical}/{entry.issue_date}"
    assert pdf.read_bytes().startswith(b"%PDF-")


def test_replace_and_revoke_take_full_public_and_typed_numbers(
    demo: Installation, tmp_path: Path, capsys: Capture
) -> None:
    _, [first], _ = run(capsys, "issue", draft_file(tmp_path), "--chamber", "TYO")
    code, [second], _ = run(capsys, "replace", first["number"].lower(), draft_file(tmp_path))
    assert code == 0
    assert second["replaces"] == first["number"][:12]

    public = second["number"][:12]
    code, [revoked], _ = run(capsys, "revoke", public.lower(), "--reason", "chamber_error")
    assert (code, revoked["state"], revoked["reason"]) == (0, "revoked", "chamber_error")
    assert demo.numbers() == [1, 2]


def test_void_and_resume(demo: Installation, tmp_path: Path, capsys: Capture) -> None:
    cut_off_at(demo, 2, 1)
    cut_off_at(demo, 2, 2)
    code, [said], _ = run(capsys, "void", demo.entries()[0].public_number)
    assert (code, said["stage"], said["state"]) == (0, "voided", "void")

    code, [said], _ = run(capsys, "resume")
    assert (code, said["stage"], said["state"]) == (0, "delivered", "in_force")
    assert run(capsys, "resume") == (0, [], "")


def test_resume_names_what_it_cannot_finish_and_fails(demo: Installation, capsys: Capture) -> None:
    cut_off_at(demo, 2, 1)
    (demo.config.keys / "pdf" / "TYO" / f"{demo.clock().year}.pem").unlink()

    code, [said], _ = run(capsys, "resume")

    assert code == 1
    assert said["number"] == demo.entries()[0].public_number
    assert said["stage"] == "sealed"
    assert "PDF signatures" in said["error"]


def test_outside_a_demo_nobody_issues_from_the_command_line(
    demo: Installation, tmp_path: Path, capsys: Capture
) -> None:
    (demo.config.demo / "THIS-IS-A-DEMO.txt").unlink()
    for command in (
        ("issue", draft_file(tmp_path), "--chamber", "TYO"),
        ("replace", "TYO26-000001", draft_file(tmp_path)),
        ("revoke", "TYO26-000001", "--reason", "misuse"),
        ("void", "TYO26-000001"),
    ):
        code, said, errors = run(capsys, *command)
        assert (code, said) == (1, [])
        assert "is no demo" in errors
    assert demo.numbers() == []


GARBAGE: dict[str, str | bytes] = {
    "nothing": "",
    "no JSON": "certificate, please",
    "a list": "[]",
    "a number": "7",
    "null": "null",
    "an empty object": "{}",
    "a null in it": '{"type": null}',
    "not UTF-8": b'{"type": "\xff"}',
    "the same key twice": '{"type": "coo-jp", "type": "invoice"}',
    "decimals": '{"type": "coo-jp", "weight": 1.5}',
    "a huge integer": '{"type": "coo-jp", "weight": ' + "9" * 5000 + "}",
    "not a number": '{"type": "coo-jp", "weight": NaN}',
    "too deep": '{"a":' * 20 + "{}" + "}" * 20,
    "far too deep": "[" * 100_000,
    "too large": '{"type": "' + "x" * 1_000_001 + '"}',
    "half a file": json.dumps(draft())[:300],
    "a document elsewhere": json.dumps(draft(Kind.INVOICE, document={"title": "x", "file": "../secret.pdf"})),
    "a document that is a folder": json.dumps(draft(Kind.INVOICE, document={"title": "x", "file": ".."})),
    "a document with a zero byte": json.dumps(draft(Kind.INVOICE, document={"title": "x", "file": "a\0b"})),
    "a document with half a character": json.dumps(draft(Kind.INVOICE, document={"title": "x", "file": "\ud800"})),
    "a document that is not there": json.dumps(draft(Kind.INVOICE, document={"title": "x", "file": "no.pdf"})),
    "a document that is no PDF": json.dumps(draft(Kind.INVOICE, document={"title": "x", "file": "draft.json"})),
    "a document name of another type": json.dumps(draft(Kind.INVOICE, document={"title": "x", "file": 7})),
    "a half character": '{"type": "coo-jp", "language": "\\ud800"}',
    "text that is not NFC": '{"type": "coo-jp", "language": "e\\u0301"}',
}


@pytest.mark.parametrize("name", GARBAGE)
def test_a_garbage_draft_gets_one_sentence_and_no_number(
    demo: Installation, tmp_path: Path, capsys: Capture, name: str
) -> None:
    code, said, errors = run(capsys, "issue", draft_file(tmp_path, GARBAGE[name]), "--chamber", "TYO")

    assert (code, said) == (1, [])
    assert errors.startswith("issuance: ")
    assert errors.count("\n") == 1
    assert len(errors) < 2000
    assert demo.numbers() == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("issue", "no-such-file.json", "--chamber", "TYO"), "cannot be read"),
        (("issue", ".", "--chamber", "TYO"), "cannot be read"),
        (("issue", "DRAFT", "--chamber", "XYZ"), "knows no chamber 'XYZ'"),
        (("issue", "DRAFT", "--chamber", ""), "knows no chamber ''"),
        (("revoke", "TYO26-000001-AAAA-AAAA", "--reason", "misuse"), "mistyped"),
        (("revoke", "hello", "--reason", "misuse"), "not a certificate number"),
        (("revoke", "x" * 500, "--reason", "misuse"), "too long"),
        (("void", "TYO26-000009"), "not a certificate number"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    demo: Installation, tmp_path: Path, capsys: Capture, arguments: tuple[str, ...], sentence: str
) -> None:
    file = draft_file(tmp_path)
    code, said, errors = run(capsys, *(file if word == "DRAFT" else word for word in arguments))
    assert (code, said) == (1, [])
    assert sentence in errors
    assert errors.count("\n") == 1
    assert demo.numbers() == []


def test_an_original_that_cannot_be_written_says_that_it_is_issued(
    demo: Installation, tmp_path: Path, capsys: Capture
) -> None:
    code, _, errors = run(capsys, "issue", draft_file(tmp_path), "--chamber", "TYO", "--pdf", "/nowhere/a.pdf")
    (entry,) = demo.entries()
    assert code == 1
    assert f"{entry.number} is issued, but its original cannot be written to /nowhere/a.pdf" in errors


def test_a_wrong_passphrase_and_an_open_secret_are_told(demo: Installation, tmp_path: Path, capsys: Capture) -> None:
    demo.config.passphrase_file.write_bytes(b"another")
    code, _, errors = run(capsys, "issue", draft_file(tmp_path), "--chamber", "TYO")
    assert code == 1
    assert "passphrase is wrong" in errors
    demo.config.passphrase_file.chmod(0o644)
    code, _, errors = run(capsys, "issue", draft_file(tmp_path), "--chamber", "TYO")
    assert code == 1
    assert "chmod 600" in errors
    assert demo.numbers() == []


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("issue",),
        ("issue", "draft.json"),
        ("issue", "draft.json", "--chamber"),
        ("issue", "a.json", "b.json", "--chamber", "TYO"),
        ("revoke", "TYO26-000001"),
        ("revoke", "TYO26-000001", "--reason", "bored"),
        ("replace", "TYO26-000001"),
        ("resume", "--now"),
        ("trust",),
    ],
)
def test_usage_errors_exit_with_64(arguments: tuple[str, ...], capsys: Capture) -> None:
    code, said, errors = run(capsys, *arguments)
    assert (code, said) == (64, [])
    assert errors.startswith("usage: issuance")


def test_an_unknown_setting_stops_the_start(
    demo: Installation, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("ISSUANCE_DATABSE_URL", "sqlite:///x")
    code, _, errors = run(capsys, "resume")
    assert code == 1
    assert "Unknown setting 'databse_url'" in errors
    assert demo.numbers() == []


def test_a_folder_without_an_installation_is_told_and_stays_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    folder = tmp_path / "empty"
    code, _, errors = run(capsys, "resume", "--directory", str(folder))
    assert code == 1
    assert "There is no office database" in errors
    assert not folder.exists()


def test_the_program_itself_writes_json_to_stdout_and_never_a_traceback(demo: Installation, tmp_path: Path) -> None:
    """One real process, for what `main` in this one cannot show."""
    command = [sys.executable, "-c", "import sys; from issuance.cli import main; sys.exit(main())", "issue"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [*command, draft_file(tmp_path), "--chamber", "TYO"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["stage"] == "delivered"

    done = subprocess.run(
        [*command, draft_file(tmp_path, "{"), "--chamber", "TYO"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
