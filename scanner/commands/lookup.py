"""`scanner lookup`: a certificate by what a person types from crumpled paper."""

import argparse
import datetime as dt
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.commands.check import add_comparing_options
from scanner.commands.trusting import add_trust_options, build_checker
from scanner.content_file import read_content
from scanner.errors import UsageError
from scanner.language import N_, _
from scanner.terminal import printable
from signing.dates import DateError, DateProblem, read_date
from signing.errors import MistypedNumberError, NumberError
from signing.number import CertificateNumber, parse_typed_number

if TYPE_CHECKING:
    from scanner.comparison.outcome import Outcome
    from signing.result import VerificationResult

    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

DESCRIPTION = N_("""\
Check a certificate whose code cannot be read, by the number and issue date that are printed on it.

Both are read forgivingly: case, blanks, hyphens, O for 0 and I for 1; 2026-11-20, 20 Nov 2026, 2026年11月20日,
令和8年11月20日. What the service answers is verified like that for a scanned code: seal, content and records.

VALID speaks of the registered certificate. Whether the paper in your hand says the same, you compare.

exit code: 0 VALID and you confirmed the paper (--compare); 3 VALID, now compare the paper; 1 INVALID, or the
paper differs; 2 cannot tell, or no certificate has this number and date;
64 the command line is wrong, or number or date are mistyped.""")


def register(subparsers: "Subparsers") -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "lookup",
        help=_("check a certificate by number and issue date"),
        description=_(DESCRIPTION),
    )
    parser.add_argument("number", metavar="NUMBER", help=_("as printed, e.g. TYO26-001234-K7QM-3XW9"))
    parser.add_argument("date", metavar="DATE", nargs="+", help=_("the issue date, e.g. 2026-11-20"))
    parser.add_argument("--content", type=Path, metavar="FILE", help=_("the certificate's content, to check against"))
    parser.add_argument("--receipts", type=Path, metavar="DIR", help=_("keep the service's signed receipt here"))
    parser.add_argument("--json", action="store_true", help=_("one JSON object"))
    add_comparing_options(parser)
    add_trust_options(parser)
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Look one certificate up."""
    from scanner.checker import CheckedCode, exit_code
    from scanner.comparison.comparison import is_comparable
    from scanner.comparison.confirming import conclude_comparison
    from scanner.comparison.sources import ScannedPaper
    from scanner.reference.questions import NumberQuestion
    from scanner.reference.receipts import ReceiptFolder
    from scanner.typed import NOT_OFFLINE

    # Slips of the finger are told before anything is read or asked.
    number, day = read_number(arguments.number), read_day(" ".join(arguments.date))
    if arguments.offline:
        raise UsageError(_(NOT_OFFLINE))
    if (arguments.terminal or arguments.by) and not arguments.compare:
        raise UsageError("--terminal and --by belong to --compare")
    folder = ReceiptFolder(arguments.receipts) if arguments.receipts is not None else None
    checker = build_checker(arguments, content=read_content(arguments.content), receipts=folder)
    result = checker.check_typed(number, day)
    receipt = folder.of(NumberQuestion(number, day).asked) if folder is not None else None
    outcome = None
    if arguments.compare and is_comparable(result):
        from scanner.commands.comparing import Desk

        # The paper lies before the person; there is no scan of it.
        desk = Desk(checker, terminal=arguments.terminal, by=arguments.by)
        outcome = desk.compare_with(result, ScannedPaper())
        result = conclude_comparison(result, outcome, checker.as_of_now)
    answer = Answer(f"{number.printed} {day}", result, receipt, outcome)
    _report(answer, checker.now(), as_json=arguments.json)
    return exit_code([CheckedCode(number.printed, None, result)])


def read_number(typed: str) -> CertificateNumber:
    """Read a typed number; UsageError with a sentence where it cannot be one."""
    try:
        return parse_typed_number(typed)
    except MistypedNumberError as error:
        raise UsageError(_("A character of the number is mistyped: compare it with the paper.")) from error
    except NumberError as error:
        text = _("This is not a certificate number; it looks like TYO26-001234-K7QM-3XW9.")
        raise UsageError(text) from error


def read_day(typed: str) -> dt.date:
    """Read a typed issue date; UsageError with a sentence where it can be none, or two."""
    try:
        return read_date(typed)
    except DateError as error:
        if error.problem is DateProblem.AMBIGUOUS:
            text = _("This date can be %(one)s or %(other)s: write year, month, day, as 2026-11-20.")
            one, other = error.readings
            raise UsageError(text % {"one": one, "other": other}) from error
        if error.problem is DateProblem.IMPOSSIBLE:
            raise UsageError(_("There is no such day: compare the date with the paper.")) from error
        raise UsageError(_("This is not a date; it looks like 2026-11-20.")) from error


@dataclass(frozen=True)
class Answer:
    """What is told: what was asked, the result with what the person found, the receipt that was kept."""

    asked: str
    result: "VerificationResult"
    receipt: Path | None
    outcome: "Outcome | None"


def _report(answer: Answer, now: dt.datetime, *, as_json: bool) -> None:
    from scanner.comparison.outcome import as_fields
    from scanner.result_fields import result_fields
    from scanner.words import describe

    if as_json:
        fields = {
            "asked": answer.asked,
            **result_fields(answer.result),
            "receipt": str(answer.receipt) if answer.receipt else None,
            "comparison": as_fields(answer.outcome),
        }
        sys.stdout.write(json.dumps(fields) + "\n")
        return
    lines = [answer.asked, *describe(answer.result, now)]
    if answer.receipt is not None:
        lines.append("  " + _("Receipt: %(file)s", file=answer.receipt))
    sys.stdout.write("\n".join(printable(line) for line in lines) + "\n")
