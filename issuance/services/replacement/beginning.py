"""Begin the application that is to replace a certificate: a copy of the old one's that names it and whose error it was.

Its papers are handed in again: they are evidence for what is declared now. Whether the old one can be replaced is asked
here, when it is submitted, when it is approved, and by the core when it is issued.
"""

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.application.copying import replacing
from issuance.domain.application.order import LONGEST_WHY, Fault
from issuance.domain.ids import Act
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.applications.drafts import DraftDesk
from issuance.services.applications.replacing import Replacing
from issuance.services.applications.sight import applicant_in
from issuance.storage.unit import Units
from signing.number import parse_number


class ReplacementDesk:
    """Begins replacements."""

    def __init__(self, units: Units, drafts: DraftDesk, replacing: Replacing) -> None:
        self._units = units
        self._drafts = drafts
        self._replacing = replacing

    def shown(self, actor: Actor, application: str) -> Application:
        """Return the application of a certificate that can be replaced; raise `RefusedError` where it cannot."""
        with self._units.look(actor) as unit:
            applicant = applicant_in(unit)
            earlier = applicant.open(unit, application, Act.APPLY)
            if earlier.certificate is None or earlier.delivered_at is None:
                raise RefusedError(_("There is no delivered certificate here that could be replaced."))
            number = parse_number(earlier.certificate).public
            self._replacing.require_replaceable(unit, earlier.organisation, earlier.kind, number)
            return earlier

    def begin(self, actor: Actor, application: str, submission: str, fault: Fault, why: str) -> Application:
        """Begin it; the same `submission` again returns the one that it began."""
        said = " ".join(why.split())
        if len(said) > LONGEST_WHY:
            raise RefusedError(_("Write at most %(most)s characters.", most=LONGEST_WHY))
        earlier = self.shown(actor, application)
        number = parse_number(str(earlier.certificate)).public
        entry = replacing(earlier.entry, number, fault, said)
        return self._drafts.start(actor, earlier.kind, submission, beginning=entry)
