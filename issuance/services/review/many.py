"""Several checked applications are approved with one press of a button: each is an act of its own, with its own end.

outcomes = ManyDesk(decisions).approve(actor, [(key, version), …])
"""

from collections.abc import Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.services.review.decisions import DecisionDesk

MOST_AT_ONCE = 50
"""As many as an officer can have looked at."""


@dataclass(frozen=True)
class Outcome:
    """What came of one: the application as it is approved, or why it is not."""

    key: str
    approved: Application | None
    refusal: str = ""


class ManyDesk:
    """Approves several."""

    def __init__(self, decisions: DecisionDesk) -> None:
        self._decisions = decisions

    def approve(self, actor: Actor, chosen: Sequence[tuple[str, int]]) -> list[Outcome]:
        """Approve each application in the version that was seen; one that cannot be approved keeps no other back."""
        if not chosen:
            raise RefusedError(_("Tick the applications that you approve."))
        if len(chosen) > MOST_AT_ONCE:
            raise RefusedError(_("At most %(most)s applications are approved at once.", most=MOST_AT_ONCE))
        return [self._one(actor, key, version) for key, version in chosen]

    def _one(self, actor: Actor, key: str, version: int) -> Outcome:
        try:
            return Outcome(key, self._decisions.approve(actor, key, version))
        except (RefusedError, ConflictError) as error:
            return Outcome(key, None, str(error))
