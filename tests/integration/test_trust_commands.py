"""The trust commands as people type them: office and scanner together, with exit codes and sentences."""

import datetime as dt
import json
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from issuance.cli import main as issuance
from issuance.trust.keys import KeyFolder
from issuance.trust.office import TrustOffice
from issuance.trust.repository import TrustRepository
from scanner.cli import main as scanner
from scanner.trust.contents import status_of, trust_of
from scanner.trust.store import TrustStore
from signing.record import State
from signing.status import build_status
from signing.trust import KeyState
from tests.http_folder import serving
from tests.trust_repository import always

CHAMBER = {
    "code": "TYO",
    "name": "Tokyo Chamber of Commerce",
    "address": "3-2-2 Marunouchi\nTokyo",
    "country": "JP",
    "contact": "trade@example.jp",
    "time_zone": "Asia/Tokyo",
}
SID = bytes(range(32))


@dataclass
class Terminal:
    """One folder in which all commands run; each call returns what was printed."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def office(self, *arguments: str, exits: int = 0) -> str:
        return self._run([*arguments, "--directory", str(self.folder / "var")], issuance, exits)

    def ceremony(self, *arguments: str, exits: int = 0) -> str:
        return self._run(arguments, issuance, exits)

    def scanner(self, *arguments: str, exits: int = 0) -> str:
        return self._run([*arguments, "--trust", str(self.folder / "scanner")], scanner, exits)

    def _run(self, arguments: Sequence[str], program: object, exits: int) -> str:
        assert callable(program)
        code = program(["trust", *arguments])
        said = self.capture.readouterr()
        text = said.out + said.err
        assert code == exits, text
        assert "Traceback" not in text
        return text

    def write(self, name: str, text: str) -> str:
        file = self.folder / name
        file.write_text(text)
        file.chmod(0o600)
        return str(file)

    def load(self) -> TrustStore:
        return TrustStore(self.folder / "scanner")

    def publish_status(self, data: bytes) -> None:
        """Publish revocations as the office's job does, which has no command of its own here."""
        var = self.folder / "var"
        keys = KeyFolder(var / "keys" / "tuf", (var / "keys" / "passphrase").read_bytes().strip())
        office = TrustOffice(TrustRepository(var / "trust" / "repository"), keys)
        office.publish_status(always(data), dt.datetime.now(dt.UTC))


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Return a terminal after `init`, with one chamber and one key, and a scanner that has pinned the root."""
    terminal = Terminal(tmp_path, capsys)
    terminal.office("init", "--ref-base", "https://ref.example.jp/v/")
    chamber = terminal.write("tyo.json", json.dumps(CHAMBER))
    terminal.office("add-key", "--chamber", "TYO", "--chamber-file", chamber, "--year", "2026")
    terminal.scanner("init", str(tmp_path / "var" / "trust" / "repository" / "metadata" / "1.root.json"))
    return terminal


def key_id(terminal: Terminal) -> str:
    (file,) = (terminal.folder / "var" / "keys" / "chambers" / "TYO").glob("*.pem")
    return file.stem


def test_office_and_scanner_show_the_same_fingerprint_of_the_root(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(tmp_path, capsys)
    made = terminal.office("init", "--ref-base", "https://ref.example.jp/v/")
    pinned = terminal.scanner("init", str(tmp_path / "var" / "trust" / "repository" / "metadata" / "1.root.json"))
    assert re.findall("[0-9a-f]{64}", made) == re.findall("[0-9a-f]{64}", pinned)
    assert "DEMO" in made
    assert stat.S_IMODE((tmp_path / "var" / "keys" / "passphrase").stat().st_mode) == 0o600


def test_from_the_office_over_http_to_the_scanners_status(terminal: Terminal) -> None:
    as_of = dt.datetime.now(dt.UTC).replace(microsecond=0)
    terminal.publish_status(build_status(1, as_of, 7, {SID: State.REVOKED}))
    site = terminal.folder / "site"
    site.mkdir()
    (site / "trust").symlink_to(terminal.folder / "var" / "trust" / "repository")
    with serving(site) as (address, _):
        terminal.scanner("update", "--reference", address)
    said = terminal.scanner("status")
    assert "Root           version 1, expires" in said
    assert "Revocations    1, as of" in said
    assert re.search(
        rf"TYO  Tokyo Chamber of Commerce\n     {key_id(terminal)}  2026-01-01 to 2027-01-31  active", said
    )

    stored = terminal.load().load(dt.datetime.now(dt.UTC))
    status = status_of(stored)
    assert status is not None
    assert status.state(SID) is State.REVOKED
    assert trust_of(stored).trust_list.chamber("TYO").name == CHAMBER["name"]


def test_the_first_key_of_a_chamber_comes_with_an_anchor_under_which_it_signs_pdfs(terminal: Terminal) -> None:
    folder = terminal.folder / "var" / "keys" / "pdf" / "TYO"
    made = x509.load_pem_x509_certificate((folder / "anchor.crt").read_bytes()).public_bytes(Encoding.DER)
    assert (folder / "2026.pem").exists()
    changed = terminal.write("tyo.json", json.dumps({**CHAMBER, "contact": "new@example.jp"}))
    terminal.office("add-key", "--chamber", "TYO", "--chamber-file", changed, "--year", "2027")
    terminal.office("pdf-key", "--chamber", "TYO", "--year", "2027")
    terminal.scanner("update", "--reference", str(terminal.folder / "var"))
    known = trust_of(terminal.load().load(dt.datetime.now(dt.UTC))).trust_list.chamber("TYO")
    assert [anchor.der for anchor in known.pdf_anchors] == [made], "an entry without anchors leaves them as they are"
    assert known.contact == "new@example.jp"


def test_a_retired_key_loses_its_private_half_and_a_repetition_is_harmless(terminal: Terminal) -> None:
    key = key_id(terminal)
    terminal.office("retire-key", key)
    terminal.office("retire-key", key)
    assert list((terminal.folder / "var" / "keys" / "chambers" / "TYO").iterdir()) == []
    assert f"{key}  2026-01-01 to 2027-01-31  retired" in terminal.scanner(
        "update", "--reference", str(terminal.folder / "var")
    )


def test_a_compromised_key_is_published_with_its_survivors(terminal: Terminal) -> None:
    key = key_id(terminal)
    said = terminal.office("compromise-key", key, "--survivors", terminal.write("sids.txt", f"{SID.hex()}\n\n"))
    assert "of its seals, 1 stay good" in said
    terminal.scanner("update", "--reference", str(terminal.folder / "var"))
    trust = trust_of(terminal.load().load(dt.datetime.now(dt.UTC)))
    assert trust.trust_list.keys[0].state is KeyState.COMPROMISED
    assert trust.survives(bytes.fromhex(key), SID)
    assert not trust.survives(bytes.fromhex(key), bytes(32))


def test_an_office_without_offline_keys_changes_the_list_by_ceremony(terminal: Terminal) -> None:
    safe = terminal.folder / "safe"
    safe.mkdir()
    for file in (terminal.folder / "var" / "keys" / "tuf").glob("root-*.pem"):
        file.rename(safe / file.name)
    assert "use `issuance trust export`" in terminal.office("add-key", "--chamber", "TYO", "--year", "2027", exits=1)
    assert len(list((terminal.folder / "var" / "keys" / "chambers" / "TYO").iterdir())) == 1

    stick = str(terminal.folder / "stick")
    assert "CHANGES trust-list.json" in terminal.office(
        "add-key", "--chamber", "TYO", "--year", "2027", "--export", stick
    )
    secret = str(terminal.folder / "var" / "keys" / "passphrase")
    for number in (1, 3):
        key = str(safe / f"root-{number}.pem")
        assert "CHANGES trust-list.json" in terminal.ceremony(
            "sign", stick, "--key", key, "--passphrase-file", secret, "--yes"
        )
    terminal.office("assemble", stick)
    assert "2027-01-01 to 2028-01-31  active" in terminal.scanner("update", "--reference", str(terminal.folder / "var"))


def test_a_root_is_renewed_by_ceremony_and_the_scanner_follows(terminal: Terminal) -> None:
    stick = str(terminal.folder / "stick")
    assert "New ROOT, version 2 (in force: 1)." in terminal.office("export", "root", stick)
    secret = str(terminal.folder / "var" / "keys" / "passphrase")
    for number in (1, 2):
        key = str(terminal.folder / "var" / "keys" / "tuf" / f"root-{number}.pem")
        terminal.ceremony("sign", stick, "--key", key, "--passphrase-file", secret, "--yes")
    assert "Published: root 2," in terminal.office("assemble", stick)
    assert "Root           version 2" in terminal.scanner("update", "--reference", str(terminal.folder / "var"))


def test_without_a_yes_nothing_is_signed(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = terminal.folder / "stick"
    terminal.office("export", "root", str(stick))
    monkeypatch.setattr("builtins.input", lambda _question: "no")
    key = str(terminal.folder / "var" / "keys" / "tuf" / "root-1.pem")
    assert "Nothing was signed." in terminal.ceremony("sign", str(stick), "--key", key, exits=1)
    assert not (stick / "signatures").exists()


def test_refresh_says_how_long_the_state_is_good(terminal: Terminal) -> None:
    assert re.search(r"timestamp 3; good until 20\d\d-\d\d-\d\d \d\d:\d\d UTC\.", terminal.office("refresh"))


# Bad input: one sentence, the right exit code, no traceback


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["add-key", "--chamber", "OSA"], "No chamber has the code 'OSA' (listed: TYO)"),
        (["retire-key", "0000000000000000"], "0 keys have the id '0000000000000000'"),
        (["compromise-key", "00", "--survivors", "absent"], "0 keys have the id '00'"),
        (["export", "root", "stick", "--trust-list", "x"], "--trust-list belongs to `export targets`"),
        (["export", "targets", "stick", "--add-key", "timestamp", "x"], "--add-key and --drop-key belong to"),
        (["export", "root", "stick", "--add-key", "status", "x"], "'status' is no role of a root"),
        (
            ["export", "root", "stick", "--add-key", "timestamp", "absent.pem"],
            "absent.pem is not a readable public key",
        ),
        (["export", "targets", "stick", "--trust-list", "absent.json"], "Cannot read absent.json"),
        (["assemble", "absent"], "the ceremony folder is incomplete"),
        (["init", "--ref-base", "https://ref.example.jp/v/"], "already holds a trust repository"),
        (["refresh", "--passphrase-file", "absent"], "The file with the passphrase of the keys cannot be read"),
    ],
)
def test_the_office_answers_bad_input_with_a_sentence(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    monkeypatch.chdir(terminal.folder)
    said = terminal.office(*arguments, exits=1)
    assert said.startswith("issuance: ")
    assert said.count("\n") == 1
    assert sentence in said


def test_a_wrong_passphrase_is_told_in_one_sentence(terminal: Terminal) -> None:
    said = terminal.office("refresh", "--passphrase-file", terminal.write("wrong", "wrong"), exits=1)
    assert re.fullmatch(r"issuance: Cannot open .*\.pem: the passphrase is wrong or the file is damaged\.\n", said)


def test_a_line_that_is_no_sid_is_named(terminal: Terminal) -> None:
    file = terminal.write("sids.txt", f"{SID.hex()}\nxyz\n")
    said = terminal.office("compromise-key", key_id(terminal), "--survivors", file, exits=1)
    assert "Line 2 of" in said
    assert "'xyz', expected a sid of 64 hexadecimal digits" in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["status"], "no trust files yet; run `scanner trust update`"),
        (["update"], "add --reference with the address"),
        (["update", "--reference", "nowhere"], "'nowhere' is neither an http(s) address nor a folder"),
        (["update", "--reference", "http://127.0.0.1:9"], "The source cannot be reached"),
        (["init", "absent.json"], "absent.json does not exist"),
        (["init", "tyo.json"], "not a root file that its own keys sign"),
        (["init", "var/trust/repository/metadata/1.root.json"], "is pinned already; add --force"),
    ],
)
def test_the_scanner_answers_bad_input_with_a_sentence(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, arguments: list[str], sentence: str
) -> None:
    monkeypatch.chdir(terminal.folder)
    said = terminal.scanner(*arguments, exits=2)
    assert said.startswith("scanner: ")
    assert said.count("\n") == 1
    assert sentence in said


def test_the_scanner_needs_no_address_once_it_knows_its_site(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = Terminal(tmp_path, capsys)
    var = tmp_path / "var"
    var.mkdir()
    site = tmp_path / "site"
    site.mkdir()
    (site / "trust").symlink_to(var / "trust" / "repository")
    with serving(site) as (address, asked):
        terminal.office("init", "--ref-base", f"{address}/v/")
        terminal.scanner("init", str(var / "trust" / "repository" / "metadata" / "1.root.json"))
        terminal.scanner("update", "--reference", str(var))
        terminal.scanner("update")
    assert "/trust/metadata/timestamp.json" in asked


@pytest.mark.parametrize("program", [issuance, scanner])
@pytest.mark.parametrize("arguments", [[], ["trust"], ["trust", "dance"], ["trust", "init", "--nonsense"]])
def test_usage_errors_exit_64(program: object, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert callable(program)
    assert program(arguments) == 64
    assert "usage: " in capsys.readouterr().err
