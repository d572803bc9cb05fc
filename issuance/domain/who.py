"""Who is signed in, as views and services see him."""

import datetime as dt
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.staff import Role


@dataclass(frozen=True)
class Who:
    """One who has signed in.

    `organisation` is the one that answers for him (None for staff and federation), `agent` the agent's organisation of
    an agent's sub id, `signatory` the one whose signature his id may use. `language` is `ja` or `en`. `confirmed_at`
    is when he last proved to be himself.
    """

    actor: Actor
    account: str
    kind: IdKind
    roles: frozenset[Role]
    organisation: str | None
    agent: str | None
    signatory: str | None
    language: str
    name: str
    confirmed_at: dt.datetime

    @property
    def chamber(self) -> str:
        """Return the code of the chamber in which he works, `domain.ids.FEDERATION` for the federation's operators."""
        return self.actor.chamber

    @property
    def login(self) -> str:
        """Return what he types to sign in: TYO-A000123-4."""
        return self.actor.name
