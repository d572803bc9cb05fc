"""Whether a replacement is free of charge: it is where the chamber erred, and that says the officer who reviews it.

The applicant's own word on it stands in the application (`domain/application/order.py: Fault`) and charges nothing.
"""

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.review.acting import held, require_not_own
from issuance.storage.applications import change_application
from issuance.storage.unit import Units


class ChargingDesk:
    """Marks it."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def set_free(self, actor: Actor, key: str, version: int, *, free: bool) -> Application:
        """Note whether a replacement that the one who acts has in review is free of charge."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.REVIEW_APPLICATIONS, StaffAct.APPROVE_APPLICATIONS)
            found = held(unit, key, version)
            require_not_own(unit, found)
            if found.replaces is None:
                raise RefusedError(_("Only what replaces a certificate can be free of charge."))
            changed = change_application(unit, found, {"free_of_charge": free})
            unit.record(
                "application.free_of_charge" if free else "application.charge_after_all",
                f"application:{found.id}",
                organisation=found.organisation,
                after={"replaces": found.replaces},
            )
            return changed
