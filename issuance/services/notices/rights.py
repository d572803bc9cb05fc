"""Who may post: asked by every act of the desk, whatever page or command called it."""

from issuance.domain.staff import StaffAct
from issuance.services.chamber.staff_rights import check_staff_or_operator
from issuance.storage.unit import Unit


def check_poster(unit: Unit, act: StaffAct = StaffAct.POST_NOTICES) -> None:
    """Raise `RefusedError` unless the actor may post in his chamber, or for all as the federation's operator."""
    check_staff_or_operator(unit, act)
