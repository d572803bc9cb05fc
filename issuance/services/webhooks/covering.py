"""Whether a system may be told of an application: asked when something happens, and again when it is sent.

It may where it could read the same by the API at that moment (ADR 0048): by a living grant of an id that sees the
application and has the right now; the chamber's own system by the scope that the chamber gave it.
"""

from issuance.domain.actor import Actor
from issuance.domain.oauth.grants import Grant
from issuance.domain.oauth.scopes import NEEDS, Scope
from issuance.domain.settings import ChamberSettings
from issuance.domain.webhooks.events import READ_BY, WebhookEvent
from issuance.services.applications.sight import applicant_in
from issuance.services.chamber.settings import settings_of
from issuance.services.oauth.reading import NOT_OF_CHAMBERS
from issuance.services.oauth.usable import holder_now, is_usable
from issuance.storage.oauth_grants import live_grants
from issuance.storage.oauth_systems import find_system
from issuance.storage.tables.applications import application as table
from issuance.storage.tables.oauth import api_grant
from issuance.storage.unit import Unit


def may_be_told(unit: Unit, system: str, event: WebhookEvent, application: str, payer: str | None) -> bool:
    """Tell whether a system may be told of an event now. `payer` is the organisation whose charge it is about."""
    settings, scope = settings_of(unit), READ_BY[event]
    found = find_system(unit, system)
    if found is None or scope not in found.scopes or not is_usable(found, settings, unit.now):
        return False
    if found.is_own:
        handed_in = unit.select(table).where(table.c.id == application, table.c.state.not_in(NOT_OF_CHAMBERS))
        return unit.count(handed_in) > 0
    applicant = unit.row(unit.select(table, table.c.organisation).where(table.c.id == application))
    if applicant is None:
        return False
    # By the organisation first: of a system that thousands of ids use, few can see this application.
    grants = live_grants(
        unit,
        api_grant.c.system == system,
        api_grant.c.organisation == applicant["organisation"],
        api_grant.c.until > unit.now,
    )
    return any(_reads(unit, grant, scope, application, payer, settings) for grant in grants if scope in grant.scopes)


def _reads(
    unit: Unit, grant: Grant, scope: Scope, application: str, payer: str | None, settings: ChamberSettings
) -> bool:
    held = holder_now(unit, grant.account, settings)
    if held is None or not NEEDS[scope] & held[1]:
        return False
    holder = held[0]
    if payer is not None and payer != (holder.agent or holder.organisation):
        return False
    as_holder = unit.by(Actor(unit.chamber, holder.login, holder.id, holder.kind, grant.organisation))
    seen = unit.select(table).where(table.c.id == application, *applicant_in(as_holder).sees())
    return unit.count(seen) > 0
