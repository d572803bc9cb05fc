"""A registration and its organisation as they are stored."""

import datetime as dt
from dataclasses import dataclass

from issuance.domain.calendar import japan_midnight
from issuance.domain.registration.form import LegalForm
from issuance.domain.registration.standing import Term


@dataclass(frozen=True)
class Names:
    """What lists show of an organisation."""

    ja: str
    kana: str
    en: str


@dataclass(frozen=True)
class Registration:
    """One organisation's trade registration with the chamber."""

    id: str
    organisation: str
    form: LegalForm
    names: Names
    term: Term
    state_since: dt.datetime
    approved_filing: str | None
    version: int

    def since(self, day: dt.date) -> dt.datetime:
        """Return since when it is in the state that `day` shows (`Term.state_on`)."""
        last = self.term.valid_until
        if last is None or self.term.state_on(day) is self.term.state:
            return self.state_since
        return japan_midnight(last + dt.timedelta(days=1))
