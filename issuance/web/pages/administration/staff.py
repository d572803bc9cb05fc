"""The chamber's staff: who there is, invite, roles, lock, unlock, close."""

from collections.abc import Callable

from flask import Blueprint, abort, g, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.desks.administration import Administration
from issuance.domain.accounts import Person
from issuance.domain.ids import IdState
from issuance.domain.staff import Role
from issuance.language import _
from issuance.services.chamber.staff import Member
from issuance.web.chamber_words import ID_STATES, ROLES
from issuance.web.forms.administration.staff import InviteForm, ReasonForm, RolesForm
from issuance.web.guards import recently, staff
from issuance.web.pages.administration.common import STAFF_KEEPERS, actor, done, form_version, status_of, tried

_ACT_WITH_REASON = ("lock", "close", "reset")


def add_staff(pages: Blueprint, desks: Administration) -> None:
    """Add the pages."""

    @pages.get("/staff")
    @staff(*STAFF_KEEPERS)
    def members(chamber: str) -> ResponseReturnValue:
        del chamber
        found = desks.staff.members(actor())
        living = [member for member in found if member.account.state is not IdState.CLOSED]
        closed = [member for member in found if member.account.state is IdState.CLOSED]
        return render_template("admin/staff.html", living=living, closed=closed, roles=ROLES, states=ID_STATES)

    @pages.route("/staff/invite", methods=["GET", "POST"])
    @staff(*STAFF_KEEPERS)
    @recently
    def invite(chamber: str) -> ResponseReturnValue:
        del chamber
        form = InviteForm()
        if form.validate_on_submit():
            person = Person(form.name.data or "", form.mail.data or "", form.language.data or "ja")
            if tried(form, lambda: desks.staff.invite(actor(), person, _chosen(form))):
                return done(
                    _("%(name)s was invited: the mail with the one-time link is on its way.", name=person.name),
                    url_for("admin.members"),
                )
        return render_template("admin/invite.html", form=form, roles=ROLES), status_of(form)

    @pages.get("/staff/<account>")
    @staff(*STAFF_KEEPERS)
    def member(chamber: str, account: str) -> ResponseReturnValue:
        del chamber
        found = desks.staff.member(actor(), account)
        return _member_page(found, RolesForm(data={"roles": [role.value for role in found.roles]}))

    @pages.post("/staff/<account>/roles")
    @staff(*STAFF_KEEPERS)
    @recently
    def set_roles(chamber: str, account: str) -> ResponseReturnValue:
        del chamber
        form = RolesForm()
        if form.validate_on_submit() and tried(
            form, lambda: desks.staff.set_roles(actor(), account, form_version(), _chosen(form))
        ):
            return done(_("The roles were changed. They count from the next page on."), _page_of(account))
        return _member_page(desks.staff.member(actor(), account), form)

    _add_acts(pages, desks)


def _add_acts(pages: Blueprint, desks: Administration) -> None:
    """Add what is done with one id beyond its roles."""

    @pages.route("/staff/<account>/<any(lock, close, reset):act>", methods=["GET", "POST"])
    @staff(*STAFF_KEEPERS)
    @recently
    def act_on(chamber: str, account: str, act: str) -> ResponseReturnValue:
        del chamber
        found, form = desks.staff.member(actor(), account), ReasonForm()
        reason = form.reason.data or ""
        acts: dict[str, tuple[Callable[[], object], str]] = {
            "lock": (
                lambda: desks.staff.lock(actor(), account, form_version(), reason),
                _("The id is locked, and its session has ended."),
            ),
            "close": (
                lambda: desks.staff.close(actor(), account, form_version(), reason),
                _("The id is closed for good."),
            ),
            "reset": (
                lambda: desks.resets.ask(actor(), account, reason),
                _("Asked. Another chamber administrator or a registrar has to confirm it."),
            ),
        }
        done_act, told = acts[act]
        if form.validate_on_submit() and tried(form, done_act):
            return done(told, _page_of(account))
        return render_template("admin/staff_act.html", form=form, member=found, act=act), status_of(form)

    @pages.post("/staff/<account>/unlock")
    @staff(*STAFF_KEEPERS)
    @recently
    def unlock(chamber: str, account: str) -> ResponseReturnValue:
        del chamber
        desks.staff.unlock(actor(), account, form_version())
        return done(_("The id can sign in again."), _page_of(account))

    @pages.post("/staff/<account>/invite-again")
    @staff(*STAFF_KEEPERS)
    def invite_again(chamber: str, account: str) -> ResponseReturnValue:
        del chamber
        desks.staff.invite_again(actor(), account)
        return done(_("A new link is on its way; the one before is no longer good."), _page_of(account))


def _member_page(member: Member, form: RolesForm) -> ResponseReturnValue:
    mine = member.account.id == g.who.account
    page = render_template(
        "admin/member.html", member=member, form=form, roles=ROLES, states=ID_STATES, mine=mine, Role=Role
    )
    return page, status_of(form)


def _page_of(account: str) -> str:
    return url_for("admin.member", account=account)


def _chosen(form: InviteForm | RolesForm) -> frozenset[Role]:
    try:
        return frozenset(Role(value) for value in form.roles.data or ())
    except ValueError:  # a value that the form does not offer
        abort(422)
