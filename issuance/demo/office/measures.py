"""The demo's measures: a suspended organisation, a demand whose 14 days are over, one that runs, a consent."""

import datetime as dt

from issuance.demo.profile import CHAMBER
from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.office import Office
from issuance.storage.measures import of_organisation
from issuance.storage.name_index import find_names
from issuance.storage.registrations import registration_of

_DEMO = Actor.job(CHAMBER, "demo")
_OVER = dt.timedelta(days=17)


def make_measures(office: Office, say: object) -> None:
    """Take the measures that are missing."""
    del say
    desk, today = office.registrar.measures, japan_date(office.clock())
    if found := _untouched(office, "Kitano Tsusho"):
        desk.suspend(_DEMO, found[0], version=found[1], reason="届出の住所に郵便が届きません。ご連絡ください。")
    if found := _untouched(office, "Ogura Boeki"):
        reason = "2026年4月分のシステム利用料をお支払いください。"
        desk.demand(_DEMO, found[0], version=found[1], reason=reason, posted_on=today - _OVER)
    if found := _untouched(office, "Kowan Forwarding"):
        desk.demand(_DEMO, found[0], version=found[1], reason="代表者の変更を届け出てください。")


def _untouched(office: Office, name: str) -> tuple[str, int] | None:
    """Return the registration of an organisation about which nothing was done yet, and its version."""
    with office.units.look(_DEMO) as unit:
        for key in find_names(unit, name):
            registration = registration_of(unit, key)
            if registration is not None and not of_organisation(unit, key):
                return registration.id, registration.version
    return None
