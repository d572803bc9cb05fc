"""What is written beside an act of the office, in its own transaction: both are there, or neither.

with beside("application.start", note):          # note(unit, "application:0123…", after)
    desk.start(actor, …)

Desks open their transactions themselves, and know nothing of who waits for them. `Unit.record` is where each act says
what it is, after it has been written and before it is committed: there it is noticed.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from issuance.storage.unit import Unit

Note = Callable[["Unit", str, Mapping[str, object]], None]
"""Takes the unit, the subject of the act and what came of it, as the audit trail has them."""

_WAITING: ContextVar[tuple[str, Note] | None] = ContextVar("what waits for an act", default=None)


@contextmanager
def beside(act: str, note: Note) -> Iterator[None]:
    """Call `note` in the transaction of every act of this name that this thread does within the block."""
    token = _WAITING.set((act, note))
    try:
        yield
    finally:
        _WAITING.reset(token)


def noticed(unit: "Unit", act: str, subject: str, after: Mapping[str, object]) -> None:
    """Call what waits for an act."""
    waiting = _WAITING.get()
    if waiting is not None and waiting[0] == act:
        waiting[1](unit, subject, after)
