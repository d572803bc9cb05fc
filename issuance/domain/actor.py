"""Who does something, as the audit trail names him (terms, articles 8-4, 9-4, 10-4)."""

from dataclasses import dataclass

from issuance.domain.ids import IdKind


@dataclass(frozen=True)
class Actor:
    """One who acts: an id that signed in, a visitor without one, or a job.

    `chamber` is the tenant in which he acts. `answerable` is the organisation that answers for him. `place` is where
    the request came from (an address of the network), '' for jobs. `through` names the system that acts for him.
    """

    chamber: str
    name: str
    account: str | None = None
    kind: IdKind | None = None
    answerable: str | None = None
    place: str = ""
    through: str = ""

    @classmethod
    def visitor(cls, chamber: str, place: str) -> "Actor":
        """Return the actor of one who has not signed in."""
        return cls(chamber, "visitor", place=place)

    @classmethod
    def job(cls, chamber: str, name: str) -> "Actor":
        """Return the actor of a program that runs by itself."""
        return cls(chamber, f"job:{name}")
