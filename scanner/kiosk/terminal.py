"""The counter without a window: lines in, verdicts out. For a hand scanner at a machine that has only a terminal."""

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from scanner.kiosk.checks import CheckQuestion, answered
from scanner.kiosk.entry import MAX_LINE, DateWanted, NotUnderstood, read_entry
from scanner.language import _
from scanner.screen.finding import Finding, Kind
from scanner.terminal import printable
from signing.number import CertificateNumber
from signing.reference_base import ReferenceBase

SIGNS = {Kind.COMPARE: "[=]", Kind.CONFIRMED: "[v]", Kind.INVALID: "[X]", Kind.INDETERMINATE: "[?]"}
"""What stands before the word: a screen reader and a monochrome terminal have no colours."""


class Output(Protocol):
    """What is used of a text stream."""

    def write(self, text: str, /) -> object:
        """Write."""

    def flush(self) -> None:
        """Write now."""


def run_in_terminal(lines: BinaryIO, output: Output, base: ReferenceBase, check: CheckQuestion) -> None:
    """Answer each line until the input ends. Each answer ends with an empty line."""
    waiting: CertificateNumber | None = None
    for line in bounded_lines(lines):
        if not line.strip():
            continue
        entry = read_entry(line, base, waiting)
        waiting = None
        match entry:
            case NotUnderstood():
                answer = [_(entry.sentence)]
            case DateWanted():
                waiting = entry.number
                answer = [_("%(number)s: now type its issue date.") % {"number": entry.number.printed}]
            case _:
                answer = verdict_lines(answered(check, entry))
        output.write("".join(f"{printable(part)}\n" for part in [*answer, ""]))
        output.flush()


def verdict_lines(finding: Finding) -> list[str]:
    """Return a finding as lines, the outcome first, what to do next second."""
    rest = [line for line in finding.lines if line != finding.step]
    steps = [finding.step] if finding.step else []
    return [f"{SIGNS[finding.kind]} {finding.word}", *(f"    {line}" for line in (*steps, *rest))]


def bounded_lines(lines: BinaryIO) -> Iterator[str]:
    """Yield lines of at most `MAX_LINE` characters; the rest of a longer one is skipped, however long it is."""
    while data := lines.readline(MAX_LINE + 1):
        ended = data.endswith((b"\n", b"\r"))
        while not ended and (rest := lines.readline(65_536)):
            ended = rest.endswith(b"\n")
        # Some scanners end a code with a carriage return alone, so one read may hold several.
        for part in data.decode("utf-8", "replace").replace("\t", "\r").splitlines():
            yield part[:MAX_LINE]
