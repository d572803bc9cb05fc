"""The demo shows registrations in every state, and is made once."""

from issuance.demo.office.organisations import make_organisations
from issuance.demo.office.sign_ins import sign_ins
from issuance.domain.actor import Actor
from issuance.storage.tables.filings import filing
from issuance.storage.tables.parties import registration
from tests.office_people import quick_access
from tests.offices import Installation


def test_the_demos_organisations_are_in_every_state_and_made_once(any_installation: Installation) -> None:
    office = any_installation.open()
    quick_access(office)

    def states() -> tuple[list[str], list[str]]:
        with office.units.look(Actor.job("TYO", "test")) as unit:
            rows = unit.rows(unit.select(registration)), unit.rows(unit.select(filing))
        return tuple(sorted(row["state"] for row in each) for each in rows)  # type: ignore[return-value]  # of two

    make_organisations(office, print)
    made = states()
    assert made[0] == ["active"] * 7 + ["returned", "submitted", "withdrawn"]
    assert made[1].count("approved") == 8
    assert {"draft", "returned", "submitted"} <= set(made[1])
    assert len(sign_ins(office)) == 8
    make_organisations(office, print)
    assert states() == made
    office.close()
