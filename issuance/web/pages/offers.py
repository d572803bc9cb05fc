"""`/<chamber>/people/agent` and `/people/offers`: sub ids for an agent's people, offered and answered."""

from collections.abc import Callable, Sequence

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.ids import Act
from issuance.domain.signatories import Signatory
from issuance.language import _
from issuance.office import Office
from issuance.services.ids.offers import offer_to, registered_agent
from issuance.storage.organisations import names_of
from issuance.web.forms.base import choices
from issuance.web.forms.ids import PersonForm, SubIdForm
from issuance.web.guards import may
from issuance.web.pages.administration.common import actor, done, form_version, status_of, tried

LONGEST_SEARCH = 200


def add_offers(pages: Blueprint, office: Office, usable: Callable[[], Sequence[Signatory]]) -> None:
    """Add the pages to the blueprint of people; `usable` gives the signatories whose signature can be used."""
    desk = office.ids.offers

    @pages.get("/agent")
    @may(Act.MANAGE_SUB_IDS)
    def find_agent(chamber: str) -> ResponseReturnValue:
        del chamber
        text = request.args.get("q", "").strip()[:LONGEST_SEARCH]
        agents = desk.find_agents(actor(), text) if text else []
        return render_template("people/find_agent.html", text=text, agents=agents)

    @pages.route("/agent/<agent>", methods=["GET", "POST"])
    @may(Act.MANAGE_SUB_IDS)
    def offer(chamber: str, agent: str) -> ResponseReturnValue:
        del chamber
        with office.units.look(actor()) as unit:
            found = registered_agent(unit, agent)
        form = SubIdForm()
        form.signatory.choices = choices((known.id, known.person.name_en) for known in usable())
        if form.validate_on_submit() and tried(
            form, lambda: desk.offer(actor(), agent, form.person, str(form.signatory.data))
        ):
            told = _("The agent was asked. The sub id is made when its administrator accepts.")
            return done(told, url_for("people.overview"))
        return render_template("people/offer.html", form=form, agent=found), status_of(form)

    @pages.route("/offers/<key>", methods=["GET", "POST"])
    @may(Act.LEND_STAFF)
    def answer(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        with office.units.look(actor()) as unit:
            made = offer_to(unit, key, str(actor().answerable))
            applicant = names_of(unit, {made.applicant})[made.applicant]
        form = PersonForm(data={"name": made.person.name, "mail": made.person.mail, "language": made.person.language})
        if form.validate_on_submit() and tried(form, lambda: desk.accept(actor(), key, form_version(), form.person)):
            told = _("Accepted: %(name)s gets the mail with the one-time link.", name=form.person.name)
            return done(told, url_for("people.overview"))
        return render_template("people/answer.html", form=form, made=made, applicant=applicant), status_of(form)

    @pages.post("/offers/<key>/decline")
    @may(Act.LEND_STAFF)
    def decline(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        desk.decline(actor(), key, form_version())
        return done(_("Declined: no sub id was made, and the applicant is told."), url_for("people.overview"))

    @pages.post("/offers/<key>/withdraw")
    @may(Act.MANAGE_SUB_IDS)
    def withdraw(chamber: str, key: str) -> ResponseReturnValue:
        del chamber
        desk.withdraw(actor(), key, form_version())
        return done(_("Withdrawn: the agent can accept it no more."), url_for("people.overview"))
