"""The log of a counter: what was checked and compared, when and by whom, one line of JSON for each event.

A port has to answer later who let a paper pass. The camera and the counter run for days, so each line is on its way to
the disk before the verdict is shown, and one that could not be written is told in that verdict. The file only grows.
It is no evidence by itself, for whoever may write it can alter it; receipts of the service are (`check --receipts`).
"""

import datetime as dt
import errno
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeVar

from scanner.comparison.outcome import Outcome, as_fields
from scanner.errors import LogError, ScannerError
from scanner.language import _
from scanner.result_fields import result_fields
from scanner.screen.finding import Finding
from scanner.screen.findings import cannot_tell
from signing.result import Reason, Verdict

FIRST: Final = b'{"at": '
"""How each line begins; a file that begins otherwise is not a log and is left alone."""

Asked = TypeVar("Asked")


def utc_now() -> dt.datetime:
    """Return the time of this machine."""
    return dt.datetime.now(dt.UTC)


class Logbook:
    """An open log, for several threads. Without a file it notes nothing."""

    def __init__(
        self,
        path: Path | None = None,
        handle: int | None = None,
        *,
        by: str | None = None,
        clock: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self._path = path
        self._handle = handle
        self._by = by
        self._clock = clock
        self._lock = threading.Lock()

    def checking(self, check: Callable[[Asked], Finding]) -> Callable[[Asked], Finding]:
        """Return a check that notes each finding, also that of a check which failed."""

        def checked(asked: Asked) -> Finding:
            try:
                finding = check(asked)
            except ScannerError as error:
                finding = cannot_tell(str(error))
            return self._note("checked", finding, None)

        return checked

    def compared(self, finding: Finding, outcome: Outcome) -> Finding:
        """Note the end of a comparison, also of one that was broken off."""
        return self._note("compared", finding, outcome)

    def _note(self, event: str, finding: Finding, outcome: Outcome | None) -> Finding:
        if self._handle is None:
            return finding
        line = {
            "at": self._clock().isoformat(timespec="seconds"),
            "event": event,
            "by": self._by,
            **_fields(finding),
            "comparison": as_fields(outcome),
        }
        data = json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
        try:
            with self._lock:
                # One write at the end of the file: several counters may share a log.
                if os.write(self._handle, data) < len(data):
                    return self._not_noted(finding, os.strerror(errno.ENOSPC))
        except OSError as error:
            return self._not_noted(finding, error.strerror or str(error))
        return finding

    def _not_noted(self, finding: Finding, why: str) -> Finding:
        sentence = _(
            "This is not in the log: %(file)s cannot be written (%(why)s). Make room, or note it by hand.",
            file=self._path,
            why=why,
        )
        return replace(finding, lines=(*finding.lines, sentence))


def _fields(finding: Finding) -> dict[str, Any]:
    if finding.result is not None:
        return result_fields(finding.result)
    # The check failed before there was a result; the sentence for the person is not for programs.
    return {"verdict": str(Verdict.INDETERMINATE), "reason": str(Reason.STATUS_UNAVAILABLE)}


@contextmanager
def open_log(
    path: Path | None, *, by: str | None = None, clock: Callable[[], dt.datetime] = utc_now
) -> Iterator[Logbook]:
    """Open the log at `path`, or begin it; None opens one that notes nothing.

    Raises:
        LogError: it cannot be opened, or is a file of another kind, which is not touched.

    """
    if path is None:
        yield Logbook()
        return
    _refuse_other_files(path)
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    except OSError as error:
        raise _cannot_be_opened(path, error) from error
    try:
        _end_last_line(path, handle)
        yield Logbook(path, handle, by=by, clock=clock)
    finally:
        os.close(handle)


def _refuse_other_files(path: Path) -> None:
    """Raise LogError for what is no log: a slip of the finger must not append to a certificate."""
    try:
        if not path.exists():
            return
        begins = _beginning(path) if path.is_file() else None
    except OSError as error:
        raise _cannot_be_opened(path, error) from error
    if begins is None or not FIRST.startswith(begins):
        raise LogError(_("%(file)s is not a log of this program and was not touched; name another file.", file=path))


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(FIRST))


def _end_last_line(path: Path, handle: int) -> None:
    """End a line that a power cut left open, so that the next one stands by itself."""
    try:
        end = os.lseek(handle, 0, os.SEEK_END)
        os.lseek(handle, max(0, end - 1), os.SEEK_SET)
        if end and os.read(handle, 1) != b"\n":
            os.write(handle, b"\n")
    except OSError as error:
        raise _cannot_be_opened(path, error) from error


def _cannot_be_opened(path: Path, error: OSError) -> LogError:
    return LogError(
        _(
            "The log %(file)s cannot be opened (%(why)s); name a file in a folder that you may write.",
            file=path,
            why=error.strerror or error,
        )
    )
