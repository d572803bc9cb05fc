"""The front door to one reference service. Nothing that it says is believed here; `signing.verify` judges it."""

import datetime as dt
import random
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus

from scanner.reference.answers import no_answer
from scanner.reference.batch import Batch
from scanner.reference.errors import UnusableError
from scanner.reference.exchange import Exchange
from scanner.reference.limits import ReferenceLimits
from scanner.reference.questions import NumberQuestion, Question, SealQuestion
from scanner.reference.receipts import ReceiptDesk
from scanner.session import Network
from signing.evidence import NoAnswer, ServerAnswer
from signing.number import CertificateNumber


class ReferenceClient:
    """Asks one reference service, at the address that the person or the trust list gave: never at a scanned one.

    It may be used from several threads. `receipts` is given every receipt that the service signs; only the call for
    many gives one, so that with it a single certificate is asked for by that call as well. `on_date` is told what the
    service's clock shows (UTC), from a thread of its own; nobody signed that.
    """

    def __init__(
        self,
        address: str,
        limits: ReferenceLimits | None = None,
        network: Network | None = None,
        *,
        receipts: ReceiptDesk | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        draw: Callable[[float, float], float] = random.uniform,
        on_date: Callable[[dt.datetime], None] | None = None,
    ) -> None:
        limits = limits or ReferenceLimits()
        self._exchange = Exchange(address, limits, network, clock=clock, sleep=sleep, draw=draw, on_date=on_date)
        self._batch = Batch(self._exchange, limits, receipts)
        self._wants_receipts = receipts is not None

    @property
    def address(self) -> str:
        """The address that is asked, without a slash at its end."""
        return self._exchange.address

    def by_seal(self, seal: bytes) -> ServerAnswer | NoAnswer:
        """Return what the service answers for a seal, or why there is no usable answer."""
        return self._one(SealQuestion(seal))

    def by_number(self, number: CertificateNumber, day: dt.date) -> ServerAnswer | NoAnswer:
        """Return what the service answers for a number and issue date, or why there is no usable answer."""
        return self._one(NumberQuestion(number, day))

    def by_seals(self, seals: Sequence[bytes]) -> list[ServerAnswer | NoAnswer]:
        """Ask for many at once; the answers stand in the order of the seals.

        One alone is asked for by its own call, which caches on the way can answer.
        """
        questions = [SealQuestion(seal) for seal in seals]
        if len(set(questions)) == 1:
            return [self._one(questions[0])] * len(questions)
        answers = self._batch.ask(questions)
        return [answers[question] for question in questions]

    def document(self, number: str, day: dt.date, sha256: str, *, max_bytes: int) -> bytes | NoAnswer:
        """Return the published picture that a certificate's content names by its hash (hexadecimal).

        `number` is canonical. Nothing of it is believed: the caller compares the hash before looking into it.
        """
        path = f"/certificates/{number}/{day.isoformat()}/documents/{sha256}.png"
        try:
            reply = self._exchange.get(path, accept="image/png", max_bytes=max_bytes)
        except UnusableError as error:
            return NoAnswer(error.why)
        return reply.body if reply.status == HTTPStatus.OK else no_answer(reply, self.address)

    def close(self) -> None:
        """Close the connections that were kept for further questions."""
        self._exchange.close()

    def _one(self, question: Question) -> ServerAnswer | NoAnswer:
        return self._batch.ask([question])[question] if self._wants_receipts else self._batch.single(question)
