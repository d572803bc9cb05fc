"""Review a reported leak: that alone ends its lock, with a fresh credential or for good (terms, article 8-2)."""

from issuance.domain.accounts import ID, Account, IdEvent
from issuance.domain.ids import IdState
from issuance.domain.sign_in.leak import MAX_WORDS, Leak, LeakState
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff_or_operator
from issuance.services.sign_in.credentials import Credentials, Invitation, Way
from issuance.services.sign_in.factors import Factors
from issuance.storage import credentials
from issuance.storage import leaks as rows
from issuance.storage.accounts import get_account, set_state
from issuance.storage.unit import Unit


def check_reviewed(unit: Unit, held: Account) -> None:
    """Raise `RefusedError` where a leak of an id awaits its review: nothing else brings such an id back."""
    if rows.has_open(unit, held.id):
        raise RefusedError(
            _(
                "A leak of the id %(login)s was reported. It stays locked until the report has been reviewed: "
                "see “Reported leaks”.",
                login=held.login,
            )
        )


class LeakReviews:
    """Reviews reports, within acts of the staff or of the federation's operators."""

    def __init__(self, *, credentials: Credentials, factors: Factors) -> None:
        self._credentials = credentials
        self._factors = factors

    def open_leaks(self, unit: Unit) -> list[Leak]:
        """Return the reports that await a review."""
        _check_reviewer(unit)
        return rows.open_leaks(unit)

    def find(self, unit: Unit, leak_id: str) -> Leak | None:
        """Return one report, reviewed or not."""
        _check_reviewer(unit)
        return rows.find_leak(unit, leak_id)

    def renew(self, unit: Unit, leak_id: str, version: int, way: Way, review: str, *, factors_too: bool) -> Invitation:
        """End a review with a fresh credential; the old password goes, with `factors_too` the second factors too."""
        leak = _to_review(unit, leak_id)
        held = get_account(unit, leak.account)
        if held.organisation is None and (way is not Way.MAIL or factors_too):
            # Anybody who knows login and address can report a leak: who then reviewed it would hold a colleague's code.
            raise RefusedError(
                _(
                    "The credential of a member of staff goes by mail alone, to the holder, and the second factors"
                    " stay: a chamber administrator asks for their reset, and another person confirms it."
                )
            )
        rows.settle(unit, leak, version, LeakState.RENEWED, review[:MAX_WORDS])
        credentials.forget_password(unit, held.id)
        if factors_too:
            self._factors.reset(unit, held.id)
        if held.state is not IdState.LOCKED:
            raise RefusedError(_("The id %(login)s is no longer locked.", login=held.login))
        set_state(unit, held, ID.after(held.state, IdEvent.REISSUE))
        _note_review(unit, leak, LeakState.RENEWED)
        return self._credentials.invite(unit, held.id, way)

    def close(self, unit: Unit, leak_id: str, version: int, review: str) -> None:
        """End a review by ending the id for good."""
        leak = _to_review(unit, leak_id)
        held = get_account(unit, leak.account)
        if held.organisation is None and held.state is not IdState.CLOSED:
            raise RefusedError(
                _("The id of a member of staff is ended by a chamber administrator, on the page of the staff.")
            )
        rows.settle(unit, leak, version, LeakState.CLOSED, review[:MAX_WORDS])
        if held.state is not IdState.CLOSED:
            set_state(unit, held, ID.after(held.state, IdEvent.CLOSE))
        _note_review(unit, leak, LeakState.CLOSED)


def _check_reviewer(unit: Unit) -> None:
    check_staff_or_operator(unit, StaffAct.REVIEW_LEAKS)


def _to_review(unit: Unit, leak_id: str) -> Leak:
    _check_reviewer(unit)
    leak = rows.find_leak(unit, leak_id)
    if leak is None:
        raise RefusedError(_("There is no such report."))
    if leak.account == unit.actor.account:
        raise RefusedError(_("Nobody reviews the leak of the own id."))
    if leak.state is not LeakState.OPEN:
        raise RefusedError(_("This report has been reviewed already."))
    return leak


def _note_review(unit: Unit, leak: Leak, state: LeakState) -> None:
    unit.record(
        "leak.review",
        f"account:{leak.account}",
        organisation=leak.organisation,
        after={"leak": leak.id, "state": state.value},
    )
