"""What `scanner check` does with its options: puts together reader, checker, journal, reports, and runs them."""

import argparse
import importlib.metadata
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

from reading.limits import DEFAULT_LIMITS
from reading.page import Wanted
from reading.pool import ReadingPool
from scanner.checker import exit_code
from scanner.commands.comparing import Desk, pages_of, refuse_without_person
from scanner.commands.trusting import build_checker
from scanner.content_file import read_content
from scanner.errors import UsageError
from scanner.language import _
from scanner.reference.receipts import ReceiptFolder
from scanner.report.lines import usual_ink
from scanner.report.page import Circumstances
from scanner.report.progress import Progress
from scanner.report.reports import Reports
from scanner.report.telling import FewTeller, JsonTeller, LineTeller, LongTeller, Teller
from scanner.stack.comparing import noted, recalled, without_content
from scanner.stack.dropping import DropFolder
from scanner.stack.gather import Found, gather
from scanner.stack.journal import Journal, open_journal
from scanner.stack.reading import StackReader
from scanner.stack.run import StackRun
from scanner.stack.values import Row
from scanner.terminal import printable

if TYPE_CHECKING:
    from scanner.checker import Checker

LONG_ANSWERS: Final = 2
"""So many papers get the long answer each; more get a line each and a summary."""

EXIT_TROUBLE: Final = 2


def check_stack(arguments: argparse.Namespace) -> int:
    """Run the command; return its exit code."""
    receipts = ReceiptFolder(arguments.receipts) if arguments.receipts else None
    checker = build_checker(arguments, content=read_content(arguments.content), receipts=receipts)
    with ExitStack() as closing:
        journal = closing.enter_context(open_journal(arguments.journal, warn)) if arguments.journal else None
        found = gather(arguments.files, recursive=arguments.recursive)
        check = Check(arguments, checker, found, receipts, journal)
        check.reports.refuse_strangers(force=arguments.force)
        if arguments.compare:
            refuse_without_person(terminal=arguments.terminal)
        pool = ReadingPool(good=checker.is_seal, limits=DEFAULT_LIMITS)
        reader = StackReader(
            closing.enter_context(pool), journal, DEFAULT_LIMITS, Wanted(thumbnail=arguments.html is not None)
        )
        return check.watch(reader) if arguments.watch else check.go_through(reader)


class Check:
    """One run of the command: what was found so far, and where it is told."""

    def __init__(
        self,
        arguments: argparse.Namespace,
        checker: "Checker",
        found: Found,
        receipts: ReceiptFolder | None,
        journal: Journal | None,
    ) -> None:
        self._arguments = arguments
        self._checker = checker
        self._found = found
        self._receipts = receipts
        self._journal = journal
        self._began = checker.now()
        self._rows: list[Row] = []
        self._told: set[tuple[str, bytes | None]] = set()
        self.reports = Reports(csv=arguments.csv, html=arguments.html, about=self._circumstances, warn=warn)

    def go_through(self, reader: StackReader) -> int:
        """Check everything that was named."""
        items = self._found.items
        finished = False
        try:
            with Progress(len(items), shown=sys.stderr.isatty()) as progress:
                run = self._run(reader, progress.page)
                teller = self._teller(progress.write, few=len(items) <= LONG_ANSWERS)
                for rows in run.check(items):
                    progress.rows(rows)
                    taken = self._take(rows)
                    if not self._arguments.compare:
                        teller.rows(taken)
            self._rows = run.finished(self._rows)
            if self._arguments.compare:
                self._compare()
                teller.rows(self._rows)
            finished = True
        finally:
            # Also after Ctrl-C: what was found so far is worth a report.
            self.reports.write(self._rows, finished=finished)
        teller.end(self._rows, files=len(items), left_out=self._found.left_out)
        return self._exit_code()

    def watch(self, reader: StackReader) -> int:
        """Check what comes into a folder until Ctrl-C, or until the system stops the program."""
        folder: Path = self._arguments.watch
        run = self._run(reader, lambda _page, _of: None)
        teller = self._teller(_write_line, few=False)
        self._resume(run)
        say(_("Watching %(folder)s. Ctrl-C ends it.", folder=folder))

        def check(files: list[Path]) -> None:
            for rows in run.check(files):
                # A file that was only touched is no new one: same name, same bytes.
                new = [row for row in rows if (row.code.source, row.code.sha256) not in self._told]
                if new and self._arguments.bell:
                    sys.stderr.write("\a")
                    sys.stderr.flush()
                teller.rows(self._take(new))
                self._told |= {(row.code.source, row.code.sha256) for row in new if row.code.sha256}
            self.reports.write(run.finished(self._rows), finished=False)

        signal.signal(signal.SIGTERM, _stop)
        try:
            DropFolder(folder, sleep=time.sleep, say=say).watch(check, idle=self._refresh_trust)
        except KeyboardInterrupt:
            self._rows = run.finished(self._rows)
            self.reports.write(self._rows, finished=True)
            teller.end(self._rows, files=len({row.code.source for row in self._rows}), left_out=0)
        return self._exit_code()

    def _run(self, reader: StackReader, on_page: Callable[[int, int], None]) -> StackRun:
        return StackRun(reader, self._checker, receipt_of=self._receipt_of, on_page=on_page)

    def _teller(self, write: Callable[[str], None], *, few: bool) -> Teller:
        if self._arguments.json:
            return JsonTeller(write)
        lines = LineTeller(write, usual_ink(sys.stdout))
        return FewTeller(LongTeller(write), lines) if few else lines

    def _take(self, rows: Sequence[Row]) -> list[Row]:
        """Remember rows, with what a person found of them in an earlier run; return them as they are told."""
        taken = [recalled(row, self._journal) for row in rows]
        # The certificate itself is large, and only whoever compares needs it.
        self._rows += taken if self._arguments.compare else [without_content(row) for row in taken]
        return taken

    def _compare(self) -> None:
        """Let the person compare what is in force, paper by paper; what was done so far stays when they stop."""
        desk = Desk(self._checker, terminal=self._arguments.terminal, by=self._arguments.by)
        for index, row in enumerate(self._rows):
            if not desk.takes(row):
                continue
            outcome = desk.compare(row, pages_of(row, self._rows))
            if outcome is not None:
                stands = partial(self._checker.asked_again, text=row.text)
                self._rows[index] = noted(row, outcome, self._journal, stands)

    def _resume(self, run: StackRun) -> None:
        """Take over what an earlier watch has read and somebody has moved away since; the rest lies there still."""
        if self._journal is None:
            if self.reports.exist and not self._arguments.force:
                raise UsageError(
                    _(
                        "The report of an earlier watch is there and would be begun anew: name its --journal to go on "
                        "with it, another file, or add --force."
                    )
                )
            return
        for rows in run.check(self._journal.moved_away()):
            self._take(rows)

    def _receipt_of(self, row: Row) -> str | None:
        """Return the name of the receipt that a row rests on: receipts name a seal as the code writes it."""
        result = row.code.result
        # The code of another site may end like ours, and where nobody answered an earlier answer is not this one's.
        if self._receipts is None or row.text is None or result.sid is None or result.server_as_of is None:
            return None
        path = self._receipts.of(row.text.strip().upper().rpartition("/")[2], result.server_as_of)
        return None if path is None else str(path)

    def _refresh_trust(self) -> None:
        self._checker.trust.refresh_if_due()

    def _circumstances(self, finished: bool) -> Circumstances:
        held = self._checker.trust.current()
        arguments = self._arguments
        return Circumstances(
            began=self._began,
            ended=self._checker.now(),
            version=importlib.metadata.version("originseal"),
            trust_list_version=held.trust.trust_list.version,
            trust_refreshed=held.trust.refreshed_at,
            status_version=held.status.version if held.status else None,
            status_as_of=held.status.as_of if held.status else None,
            reference=self._checker.reference.address if self._checker.reference else None,
            files=len(self._found.items) or len({row.code.source for row in self._rows}),
            finished=finished,
            left_out=self._found.left_out,
            receipts=str(arguments.receipts) if arguments.receipts else None,
        )

    def _exit_code(self) -> int:
        code = exit_code([row.code for row in self._rows])
        # An invalid paper is the worse news: a report that is missing never hides it.
        return EXIT_TROUBLE if self.reports.failed and code != 1 else code


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """End a watch as Ctrl-C does, so that its report is finished."""
    raise KeyboardInterrupt


def warn(sentence: str) -> None:
    """Say on stderr what went wrong beside the papers."""
    sys.stderr.write(f"scanner: {printable(sentence)}\n")


def say(sentence: str) -> None:
    """Say on stderr what a person who waits wants to know."""
    sys.stderr.write(f"{printable(sentence)}\n")
    sys.stderr.flush()


def _write_line(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
