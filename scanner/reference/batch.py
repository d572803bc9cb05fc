"""Many questions in one request: `POST /api/v1/checks` with the evidence, so that every row can be verified here."""

import datetime as dt
import json
from collections.abc import Sequence
from http import HTTPStatus

from scanner.language import N_, sentence
from scanner.reference.answers import (
    ANSWER,
    MALFORMED,
    NO_ANSWER_TO_THIS,
    certificate,
    instant,
    no_answer,
    read_object,
    read_single,
    text,
)
from scanner.reference.errors import UnusableError
from scanner.reference.exchange import Exchange
from scanner.reference.limits import ReferenceLimits
from scanner.reference.questions import Question
from scanner.reference.receipts import ReceiptDesk
from signing.evidence import NoAnswer, ServerAnswer

PATH = "/api/v1/checks"
MAX_SENTENCE = 300
"""Characters of a service's own words that are repeated."""

Answers = dict[Question, ServerAnswer | NoAnswer]

_OLDER = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.NOT_IMPLEMENTED,
}
"""How a service answers that does not know this question, or a mirror that takes none but GET."""


class Batch:
    """Asks many things at once, and one by one where the service is older than that."""

    def __init__(self, exchange: Exchange, limits: ReferenceLimits, receipts: ReceiptDesk | None = None) -> None:
        self._exchange = exchange
        self._limits = limits
        self._receipts = receipts
        self._one_by_one = False

    def ask(self, questions: Sequence[Question]) -> Answers:
        """Return an answer, or why there is none, for every question."""
        answers: Answers = {}
        waiting = list(dict.fromkeys(questions))
        while waiting:
            lot, waiting = waiting[: self._limits.batch_rows], waiting[self._limits.batch_rows :]
            answered = {question: self.single(question) for question in lot} if self._one_by_one else self._lot(lot)
            if not answered:
                # Nothing at all was sent for them: asking so again would never end.
                answered = {question: self.single(question) for question in lot}
            answers |= answered
            waiting = [question for question in lot if question not in answered] + waiting
        return answers

    def single(self, question: Question) -> ServerAnswer | NoAnswer:
        """Ask one thing by its own call, which gives no receipt."""
        try:
            return read_single(self._exchange.get(question.path), self._exchange.address)
        except UnusableError as error:
            return NoAnswer(error.why)

    def _lot(self, lot: Sequence[Question]) -> Answers:
        """Return the answers to as many of these as the service had room for."""
        body = json.dumps({"checks": [question.row for question in lot], "evidence": True}).encode()
        try:
            reply = self._exchange.post(PATH, body)
        except UnusableError as error:
            return dict.fromkeys(lot, NoAnswer(error.why))
        if reply.status in _OLDER:
            self._one_by_one = True
            return {question: self.single(question) for question in lot}
        if reply.status != HTTPStatus.OK or reply.kind != ANSWER:
            return dict.fromkeys(lot, no_answer(reply, self._exchange.address))
        try:
            fields = read_object(reply.body)
            rows = fields["results"]
            as_of = instant(fields["as_of"])
            if not isinstance(rows, list) or len(rows) != len(lot):
                raise ValueError("there is one result for each question")
        except MALFORMED:
            return dict.fromkeys(lot, self._nonsense())
        answers: Answers = {}
        for question, row in zip(lot, rows, strict=True):
            answer = self._row(question, row, as_of)
            if answer is not None:
                answers[question] = answer
        if self._receipts is not None:
            self._receipts.take(body, fields, answers)
        return answers

    def _row(self, question: Question, row: object, as_of: dt.datetime) -> ServerAnswer | NoAnswer | None:
        """Return one row's answer; None where the service had no room for it."""
        try:
            if not isinstance(row, dict):
                raise TypeError("a result is an object")
            if isinstance(error := row.get("error"), dict):
                return self._refused(text(error["detail"]))
            if row["asked"] != question.asked:
                # Rows in another order, or dropped: whose evidence this is cannot be told.
                return self._about_something_else()
            if row.get("evidence_left_out") is True:
                return None
            evidence = row.get("evidence")
            if evidence is None:
                return self._refused(text(row["reason"]))
            if evidence["registered"] is False:
                # Data that are too old may lack what was published since: never “not found” on their word.
                return ServerAnswer(as_of=as_of) if evidence["current"] is True else self._too_old()
            return certificate(
                as_of=as_of,
                seal=evidence["seal"],
                content=evidence.get("content"),
                records=evidence["records"],
                current=evidence["current"] is True,
            )
        except MALFORMED:
            return self._nonsense()

    def _nonsense(self) -> NoAnswer:
        return NoAnswer(sentence(NO_ANSWER_TO_THIS, address=self._exchange.address))

    def _refused(self, why: str) -> NoAnswer:
        text_ = N_("The reference service %(address)s did not look it up: %(why)s")
        return NoAnswer(sentence(text_, address=self._exchange.address, why=why[:MAX_SENTENCE]))

    def _about_something_else(self) -> NoAnswer:
        text_ = N_("The reference service %(address)s answered about another certificate than the one asked for.")
        return NoAnswer(sentence(text_, address=self._exchange.address))

    def _too_old(self) -> NoAnswer:
        text_ = N_("What the reference service %(address)s knows is too old to say that there is no such certificate.")
        return NoAnswer(sentence(text_, address=self._exchange.address))
