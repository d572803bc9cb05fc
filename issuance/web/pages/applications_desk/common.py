"""Who may do what on the officers' desk, and the page of one application, which several views show."""

from flask import g, render_template

from issuance.desks.review import Review
from issuance.domain.application.application import Application
from issuance.domain.application.states import APPLICATION, Event
from issuance.domain.staff import Role, StaffAct, roles_for, staff_may
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.review.views import SeenApplication
from issuance.web.application_rows import changes_of, goods_of, papers_of, parts_of
from issuance.web.forms.applications_desk import RemarksForm, TakeOverForm

REVIEWERS = roles_for(StaffAct.REVIEW_APPLICATIONS)
APPROVERS = roles_for(StaffAct.APPROVE_APPLICATIONS)
OFFICERS = (*REVIEWERS, *(role for role in APPROVERS if role not in REVIEWERS))
READERS = (*OFFICERS, Role.AUDITOR)
UNPROCESSABLE = 422


def application_page(review: Review, key: str, form: RemarksForm, take_over: TakeOverForm) -> str:
    """Return the page of an application, with what was typed into its forms."""
    seen = review.views.application(g.who.actor, key)
    typed = form.remarks_typed()
    return render_template(
        "applications_desk/one.html",
        seen=seen,
        can=Possible(seen, g.who.roles),
        parts=parts_of(seen, typed),
        goods=goods_of(seen, typed),
        changes=changes_of(seen),
        papers=papers_of(seen, typed),
        typed=typed,
        form=form,
        take_over=take_over,
    )


def is_recallable(found: Application) -> bool:
    """Tell whether the approval can be taken back: nothing was issued, and no number was taken or it was given up."""
    return APPLICATION.allows(found.state, Event.RECALL) and found.certificate is None


class Possible:
    """What one officer can do with an application now, as far as its page offers it; the services decide."""

    def __init__(self, seen: SeenApplication, roles: frozenset[Role]) -> None:
        state = seen.application.state.value
        reviews = staff_may(roles, StaffAct.REVIEW_APPLICATIONS)
        approves = staff_may(roles, StaffAct.APPROVE_APPLICATIONS)
        works = state == "in review" and seen.is_mine and not seen.is_own
        waits = state == "checked" and not seen.is_own
        self.take = state == "submitted" and (reviews or approves) and not seen.is_own
        self.take_over = state == "in review" and not seen.is_mine and (reviews or approves) and not seen.is_own
        self.turn_down = works or (waits and approves)
        self.check = works and reviews
        self.approve = (waits and approves and (seen.one_officer or not seen.has_checked)) or (
            works and approves and seen.one_officer
        )
        self.lay_back = (state == "in review" and seen.is_mine) or (state == "checked" and (reviews or approves))
        self.recall = approves and not seen.is_own and is_recallable(seen.application)
        self.set_free = works and seen.application.replaces is not None


def require(seen: SeenApplication, possible: bool) -> None:
    """Raise `RefusedError` where a page asks to confirm what is not possible now."""
    if seen.is_own:
        raise RefusedError(_("Nobody decides on an application of their own."))
    if not possible:
        raise RefusedError(_("This is not possible now: see what the page of the application offers."))
