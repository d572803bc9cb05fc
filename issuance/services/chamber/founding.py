"""What is made at the installation's own terminal: a chamber with its first administrator, the federation's operators.

Nobody has signed in there. Whoever may run the commands has the installation's keys in hand anyway.
"""

from typing import Protocol

from issuance.domain.accounts import Person
from issuance.domain.actor import Actor
from issuance.domain.chamber import ChamberProfile
from issuance.domain.ids import FEDERATION, IdKind, IdState
from issuance.domain.settings import ChamberSettings
from issuance.domain.staff import Role
from issuance.errors import ConflictError, RefusedError
from issuance.services.chamber.staff import add_member
from issuance.services.sign_in.credentials import Credentials, Invitation, Way
from issuance.storage.accounts import add_account, find_mail
from issuance.storage.settings import NOTHING_SET, add_settings, newest_settings
from issuance.storage.store import OfficeStore
from issuance.storage.unit import Unit, Units


class _Access(Protocol):
    @property
    def credentials(self) -> Credentials:
        """What hands out invitations."""


class Founding(Protocol):
    """The parts of an office that this takes."""

    @property
    def units(self) -> Units:
        """Opens acts."""

    @property
    def store(self) -> OfficeStore:
        """Keeps the chambers' profiles."""

    @property
    def access(self) -> _Access:
        """What lets people in."""


def found_chamber(
    office: Founding, profile: ChamberProfile, settings: ChamberSettings, person: Person, actor: Actor
) -> Invitation:
    """Add a chamber, its settings and its first chamber administrator.

    Raises `ConflictError` where there is such a chamber already. A run that was cut off is finished by the
    next one: the profile comes first, all else is one transaction.
    """
    with office.units.look(actor) as unit:
        _check_new(unit)
    office.store.save_profile(profile)
    with office.units.act(actor) as unit:
        _check_new(unit)
        add_settings(unit, 1, settings)
        unit.record("chamber.add", f"chamber:{profile.code}", after={"names": settings.names.model_dump()})
        added = add_member(unit, person, frozenset({Role.CHAMBER_ADMINISTRATOR}))
        return office.access.credentials.invite(unit, added.account.id, Way.LETTER)


def _check_new(unit: Unit) -> None:
    if newest_settings(unit).version != NOTHING_SET:
        raise ConflictError(f"There is a chamber {unit.chamber} already: its own administrators change it.")


def add_operator(office: Founding, person: Person) -> Invitation:
    """Add an operator of the federation's console."""
    with office.units.act(Actor.job(FEDERATION, "federation add-operator")) as unit:
        living = [held for held in find_mail(unit, person.mail) if held.state is not IdState.CLOSED]
        if living:
            raise RefusedError(f"This person is an operator already, with the id {living[0].login}.")
        added = add_account(unit, IdKind.FEDERATION, person)
        unit.record("federation.add_operator", f"account:{added.id}")
        return office.access.credentials.invite(unit, added.id, Way.LETTER)
