"""A signatory chooses whether sub ids show it an application before the chamber gets it."""

from issuance.domain.actor import Actor
from issuance.domain.ids import Act
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.applications.sight import applicant_in
from issuance.storage.signatory_choices import choose_sees_first, sees_first
from issuance.storage.unit import Units


class WishDesk:
    """Reads and keeps the choice of the signatory whose user id acts."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def sees_first(self, actor: Actor) -> bool:
        """Return what was chosen."""
        with self._units.look(actor) as unit:
            return sees_first(unit, str(applicant_in(unit).account.signatory))

    def choose(self, actor: Actor, *, wanted: bool) -> None:
        """Keep the choice; it counts from the next submission on."""
        with self._units.act(actor) as unit:
            applicant = applicant_in(unit)
            if not applicant.is_signatory:
                raise RefusedError(_("Only the signatory's own id does this."))
            applicant.require(Act.SIGN)
            signatory = str(applicant.account.signatory)
            before = sees_first(unit, signatory)
            choose_sees_first(unit, signatory, wanted=wanted)
            unit.record(
                "signatory.choose",
                f"signatory:{signatory}",
                organisation=applicant.organisation,
                before={"sees_first": before},
                after={"sees_first": wanted},
            )
