"""Checks the questions of the counter, beside the window: a slow server must not swallow the next paper's keys."""

import queue
import threading
from collections.abc import Callable

from scanner.errors import ScannerError
from scanner.kiosk.counter import Question
from scanner.screen.finding import Finding
from scanner.screen.findings import cannot_tell

CheckQuestion = Callable[[Question], Finding]
"""Checks one question. It may take seconds, and may raise `ScannerError`."""

THREADS = 2
MAX_WAITING = 16
"""Questions that wait; the oldest give way, for nobody waits for those any more."""


class Checks:
    """Takes questions, gives findings later. Its threads never keep the program from ending."""

    def __init__(self, check: CheckQuestion) -> None:
        self._check = check
        self._waiting: queue.Queue[Question] = queue.Queue()
        self._done: queue.Queue[tuple[Question, Finding | BaseException]] = queue.Queue()
        for _ in range(THREADS):
            threading.Thread(target=self._work, name="check", daemon=True).start()

    def ask(self, question: Question) -> None:
        """Have a question checked."""
        while self._waiting.qsize() >= MAX_WAITING:
            self._waiting.get()
        self._waiting.put(question)

    def answers(self) -> list[tuple[Question, Finding]]:
        """Return what was found since the last call, without waiting."""
        found = []
        while not self._done.empty():
            question, result = self._done.get()
            if not isinstance(result, Finding):
                raise result
            found.append((question, result))
        return found

    def _work(self) -> None:
        while True:
            question = self._waiting.get()
            try:
                self._done.put((question, answered(self._check, question)))
            except BaseException as error:  # noqa: BLE001  raised again in the main thread by `answers`
                self._done.put((question, error))


def answered(check: CheckQuestion, question: Question) -> Finding:
    """Return the finding, also where the check failed."""
    try:
        return check(question)
    except ScannerError as error:
        return cannot_tell(str(error))
