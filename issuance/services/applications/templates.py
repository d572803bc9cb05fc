"""Templates: what an application can begin with. An applicant's people share them; an agent's people theirs."""

from issuance.domain.actor import Actor
from issuance.domain.application.copying import copied
from issuance.domain.application.order import without_order
from issuance.domain.ids import Act
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.applications.sight import Applicant, Conditions, applicant_in
from issuance.storage.application_templates import Template, add_template, remove_template, templates_where
from issuance.storage.tables.application_help import application_template as table
from issuance.storage.unit import Unit, Units

MOST_TEMPLATES = 50
LONGEST_NAME = 80


class TemplateDesk:
    """Keeps, lists and deletes them."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def of(self, unit: Unit, applicant: Applicant) -> list[Template]:
        """Return those that an id can use, the oldest first."""
        return templates_where(unit, *usable_by(applicant))

    def keep(self, actor: Actor, id_: str, name: str) -> Template:
        """Keep what an application holds, without what belongs to one shipment alone, as a template."""
        plain = " ".join(name.split())
        if not plain or len(plain) > LONGEST_NAME:
            raise RefusedError(_("Give the template a name of %(most)s characters at most.", most=LONGEST_NAME))
        with self._units.act(actor) as unit:
            applicant = applicant_in(unit)
            application = applicant.open(unit, id_)
            applicant.require(Act.APPLY)
            if len(self.of(unit, applicant)) >= MOST_TEMPLATES:
                raise RefusedError(
                    _("There are %(most)s templates already: delete one that you do not need.", most=MOST_TEMPLATES)
                )
            made = add_template(
                unit,
                application.kind,
                plain,
                without_order(copied(application.entry)),
                organisation=applicant.organisation,
                agent=applicant.account.agent,
            )
            _record(unit, "application_template.keep", made)
            return made

    def delete(self, actor: Actor, id_: str) -> None:
        """Delete one; that it is gone already is no error."""
        with self._units.act(actor) as unit:
            applicant = applicant_in(unit)
            applicant.require(Act.APPLY)
            for found in templates_where(unit, table.c.id == id_, *usable_by(applicant)):
                remove_template(unit, found)
                _record(unit, "application_template.delete", found)


def usable_by(applicant: Applicant) -> Conditions:
    """Return the conditions on templates of those that an id can use."""
    agent = applicant.account.agent
    own = table.c.agent.is_(None) if agent is None else table.c.agent == agent
    return table.c.organisation == applicant.organisation, own


def _record(unit: Unit, act: str, template: Template) -> None:
    after = {"kind": template.kind.slug, "name": template.name}
    unit.record(act, f"application_template:{template.id}", organisation=template.organisation, after=after)
