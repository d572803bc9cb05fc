"""A call takes effect once, however often it is sent (draft-ietf-httpapi-idempotency-key-header-07).

    answer = desk.run(actor, Call(key, request, "application.start"), do, answer_of)

The answer is kept in the transaction of the act (`storage/beside.py`). A process that is killed before has changed
nothing, and whoever sends the call again after `RUNS` goes on in its place; one that is killed afterwards has left its
answer. A process that was only slow finds its place taken, and its act is rolled back.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.storage.api_calls import (
    Kept,
    Request,
    find_request,
    forget_request,
    hold_request,
    keep_answer,
    take_over,
)
from issuance.storage.beside import beside
from issuance.storage.unit import Unit, Units

LASTS = dt.timedelta(hours=24)
"""So long an answer is kept."""

RUNS = dt.timedelta(minutes=2)
"""A call that has run for so long has lost its process: no server lets one run longer."""

AnswerOf = Callable[[Unit, str, Mapping[str, object]], Kept]
"""Makes the answer in the act's transaction: of the application's id, and of what the trail says came of it."""


class RunningError(ConflictError):
    """The same call is being carried out just now."""


class ReusedError(RefusedError):
    """The same key came with another call."""


@dataclass(frozen=True)
class Call:
    """One call: SHA-256 of who calls with which key, SHA-256 of what is asked, and the act that it is in the trail."""

    key: bytes
    request: bytes
    act: str


class OnceDesk:
    """Carries calls out."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def run(self, actor: Actor, call: Call, do: Callable[[str], object], answer_of: AnswerOf) -> Kept:
        """Do it with a token that is this call's own, or return what was answered before.

        Raises `RunningError`, `ReusedError`, and whatever `do` refuses: of that nothing is kept.
        """
        begun = self._begin(actor, call)
        if begun.answer is not None:
            return begun.answer

        def note(unit: Unit, subject: str, after: Mapping[str, object]) -> None:
            keep_answer(unit, begun, answer_of(unit, subject.partition(":")[2], after))

        try:
            with beside(call.act, note):
                do(begun.id)
        except (RefusedError, ConflictError):
            with self._units.act(actor) as unit:
                forget_request(unit, begun)
            raise
        return self._kept(actor, begun)

    def _begin(self, actor: Actor, call: Call) -> Request:
        with self._units.act(actor) as unit:
            found, is_new = hold_request(unit, call.key, call.request, LASTS)
            if is_new:
                return found
            if found.request != call.request:
                raise ReusedError(_("This Idempotency-Key was sent with another call: make a new key for each call."))
            if found.answer is not None:
                return found
            if unit.now < found.began_at + RUNS:
                raise RunningError(_("This call is being carried out just now: send it again in a moment."))
            return take_over(unit, found)

    def _kept(self, actor: Actor, begun: Request) -> Kept:
        with self._units.look(actor) as unit:
            found = find_request(unit, begun.id)
        if found is None or found.answer is None:
            raise LookupError(f"The call {begun.id} was carried out and has left no act in the trail.")
        return found.answer
