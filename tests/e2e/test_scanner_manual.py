"""The commands of the scanner's manual: each is understood, and those that need no person and no window are run.

They run in the manual's order and in one folder, as a newcomer types them, against the demonstration's service.
"""

import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from scanner.cli import build_parser, main
from tests.demo import Demo

ROOT: Final = Path(__file__).parents[2]
MANUAL: Final = (ROOT / "docs" / "scanner.md").read_text(encoding="utf-8")
BLOCKS: Final = re.findall(r"^```\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL)
TYPED: Final = [line for block in BLOCKS for line in block.splitlines() if line.startswith("scanner ")]
IN_THE_TEXT: Final = re.findall(r"`(scanner [^`]+)`", MANUAL)
NEEDS_A_PERSON: Final = ("camera", "kiosk", "compare", "--watch")
GENUINE: Final = (0, 3)
"""In force: known to be the same as the paper, or still to be compared."""


@dataclass(frozen=True)
class Desk:
    """What stands for the words of the manual."""

    instead: dict[str, str]
    service: str
    """The demonstration's trust list names an address where nothing runs in a test."""

    def words(self, command: str) -> list[str]:
        """Return a command's words after `scanner`, those of the manual replaced by what is there."""
        words = [self.instead.get(word, word) for word in shlex.split(command, comments=True)[1:]]
        return [*words, "--reference", self.service] if words[0] in ("check", "lookup") else words


@pytest.fixture
def desk(demo: Demo, reference_service: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    shutil.copy(demo.trust / "root.json", tmp_path / "root.json")
    shutil.copy(demo.pdf("coo-jp"), tmp_path / "certificate.pdf")
    (tmp_path / "scans" / "monday").mkdir(parents=True)
    for number, name in enumerate(("coo-foreign", "invoice", "signature")):
        shutil.copy(demo.pdf(name), tmp_path / "scans" / "monday" / f"page{number}.pdf")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCANNER_TRUST", str(tmp_path / "trust"))
    listed = demo.listed("coo-jp")
    return Desk(
        {
            "https://ref.example": reference_service,
            "/media/stick": str(demo.repository),
            "TYO26-001234-K7QM-3XW9": listed["number"],
            "2026-11-20": listed["issue_date"],
        },
        reference_service,
    )


def test_the_manual_has_commands_for_one_paper_for_a_stack_and_for_a_counter() -> None:
    typed = {shlex.split(command, comments=True)[1] for command in TYPED}

    assert {"trust", "check", "lookup", "compare", "kiosk"} <= typed


@pytest.mark.parametrize("command", TYPED + IN_THE_TEXT)
def test_every_command_is_understood(command: str) -> None:
    words = shlex.split(command.replace("rtsp://…", "rtsp://camera.example/1"), comments=True)[1:]

    assert build_parser().parse_args(words if len(words) > 1 or words[0] in ("camera", "kiosk") else [*words, "x.pdf"])


def test_who_types_the_commands_one_after_the_other_gets_what_the_manual_says(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    run = [command for command in TYPED if not set(NEEDS_A_PERSON) & set(shlex.split(command, comments=True))]
    for command in run:
        code = main([*desk.words(command)])
        assert code in GENUINE, f"{command}: {code}, {capsys.readouterr().err}"

    assert len(run) >= 6
    assert Path("today.html").is_file()
    assert Path("today.csv").is_file()
    assert Path("today.journal").is_file()


def test_the_stick_of_the_manual_carries_the_trust_files(desk: Desk) -> None:
    (stick,) = [command for command in IN_THE_TEXT if "/media/stick" in command]

    assert main(["trust", "init", "root.json"]) == 0
    assert main(desk.words(stick)) == 0
    assert main(["check", "--offline", "certificate.pdf"]) in (*GENUINE, 2), "2 where the content is not at hand"


def test_receipts_of_a_stack_are_verified_as_the_manual_says(desk: Desk) -> None:
    assert main(["trust", "init", "root.json"]) == 0
    assert main(["check", "scans", "--recursive", "--reference", desk.service, "--receipts", "receipts"]) in GENUINE

    assert main(["receipt", "verify", *map(str, Path("receipts").glob("*.cose"))]) == 0


def test_every_picture_and_document_that_it_points_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", MANUAL)

    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
