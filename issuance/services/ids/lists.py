"""Lists of ids and signatories as pages show them: few queries, whatever their length."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from issuance.domain.accounts import Account
from issuance.domain.ids import IdKind, IdState
from issuance.domain.login import LoginError, read_login
from issuance.domain.signatories import Signatory, SignatoryState
from issuance.domain.staff import StaffAct
from issuance.domain.sub_ids import Offer
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.ids.offers import offers_of, offers_to
from issuance.storage.accounts import find_accounts, find_login, find_mail, get_account
from issuance.storage.name_index import find_names
from issuance.storage.organisations import OrganisationNames, names_of
from issuance.storage.signatories import find_signatories, signatories_of
from issuance.storage.tables.accounts import account
from issuance.storage.tables.parties import signatory
from issuance.storage.unit import Unit

SHOWN = 100
"""Rows of a list of the chamber's; whoever misses one searches for it."""

_NOBODY = OrganisationNames()


@dataclass(frozen=True)
class People:
    """Everybody who holds a sub id of an applicant, or one lent by an agent, and what waits for an answer.

    `names` are those of all organisations in the lists, `signatories` the applicant's own, by their ids.
    """

    staff: Sequence[Account]
    at_agents: Sequence[Account]
    lent: Sequence[Account]
    """Of the agent's own people: sub ids that other applicants have given them."""
    offered: Sequence[Offer]
    to_answer: Sequence[Offer]
    signatories: dict[str, Signatory]
    names: dict[str, OrganisationNames]

    @property
    def usable(self) -> list[Signatory]:
        """Signatories whose signature can be used."""
        return _usable(self.signatories.values())


def people_of(unit: Unit, organisation: str) -> People:
    """Return an organisation's people, as applicant and as agent."""
    living = (account.c.kind == IdKind.SUB, account.c.state != IdState.CLOSED)
    given = find_accounts(unit, account.c.organisation == organisation, *living)
    lent = find_accounts(unit, account.c.agent == organisation, *living)
    offered, to_answer = offers_of(unit, organisation), offers_to(unit, organisation)
    others = {str(held.agent) for held in given if held.agent} | {str(held.organisation) for held in lent}
    others |= {made.agent for made in offered} | {made.applicant for made in to_answer}
    return People(
        staff=[held for held in given if held.agent is None],
        at_agents=[held for held in given if held.agent is not None],
        lent=lent,
        offered=offered,
        to_answer=to_answer,
        signatories={known.id: known for known in signatories_of(unit, organisation)},
        names=names_of(unit, others),
    )


def sub_id_of(unit: Unit, key: str, organisation: str) -> Account:
    """Return a sub id of an applicant or of an agent's person; for all others it is not there."""
    held = get_account(unit, key)
    if held.kind is not IdKind.SUB or organisation not in (held.organisation, held.agent):
        raise RefusedError(_("This chamber has no such id."))
    return held


def usable_signatories(unit: Unit, organisation: str) -> list[Signatory]:
    """Return an applicant's signatories whose signature can be used, in the order in which they were named."""
    return _usable(signatories_of(unit, organisation))


def _usable(signatories: Iterable[Signatory]) -> list[Signatory]:
    return [known for known in signatories if known.state is SignatoryState.APPROVED]


def signatory_of(unit: Unit, key: str, organisation: str) -> Signatory:
    """Return an applicant's own signatory; for all others it is not there."""
    for known in signatories_of(unit, organisation):
        if known.id == key:
            return known
    raise RefusedError(_("This chamber has no such signatory."))


def user_ids_of(unit: Unit, organisation: str) -> dict[str, Account]:
    """Return an applicant's living user ids, by their signatories."""
    where = (account.c.organisation == organisation, account.c.kind == IdKind.USER, account.c.state != IdState.CLOSED)
    return {str(held.signatory): held for held in find_accounts(unit, *where)}


def waiting_specimens(unit: Unit) -> list[tuple[Signatory, OrganisationNames]]:
    """Return the signatories whose specimen the chamber has to check, the longest waiting first."""
    check_staff(unit, StaffAct.MANAGE_IDS)
    waiting = find_signatories(unit, signatory.c.state == SignatoryState.NAMED, limit=SHOWN)
    names = names_of(unit, {known.organisation for known in waiting})
    return [(known, names.get(known.organisation, _NOBODY)) for known in waiting]


@dataclass(frozen=True)
class FoundId:
    """One line of the chamber's list of ids."""

    account: Account
    organisation: OrganisationNames
    agent: OrganisationNames | None = None


def search_ids(unit: Unit, text: str, state: IdState | None) -> list[FoundId]:
    """Return ids of organisations that a login, a mail address or a part of an organisation's name means.

    Without a text: the first ids in `state`, by login.
    """
    check_staff(unit, StaffAct.MANAGE_IDS)
    where: list[ColumnElement[bool]] = [account.c.organisation.is_not(None)]
    if state is not None:
        where.append(account.c.state == state)
    return with_names(unit, [held for held in _meant(unit, text.strip(), where) if _is_shown(held, state)][:SHOWN])


def found_id(unit: Unit, key: str) -> FoundId:
    """Return one id of an organisation with its names, to the staff."""
    check_staff(unit, StaffAct.MANAGE_IDS)
    held = get_account(unit, key)
    if held.organisation is None:
        raise RefusedError(_("This chamber has no such id."))
    return with_names(unit, [held])[0]


def _is_shown(held: Account, state: IdState | None) -> bool:
    return held.organisation is not None and (state is None or held.state is state)


def _meant(unit: Unit, text: str, where: list[ColumnElement[bool]]) -> list[Account]:
    if not text:
        return find_accounts(unit, *where, limit=SHOWN)
    if "@" in text:
        return find_mail(unit, text)
    try:
        found = find_login(unit, read_login(text))
    except LoginError:
        return find_accounts(unit, *where, account.c.organisation.in_(find_names(unit, text, SHOWN)), limit=SHOWN)
    return [] if found is None else [found]


def with_names(unit: Unit, held: Sequence[Account]) -> list[FoundId]:
    """Return ids with the names of their organisations and agents."""
    keys = {key for each in held for key in (each.organisation, each.agent) if key is not None}
    names = names_of(unit, keys)
    return [
        FoundId(each, names.get(str(each.organisation), _NOBODY), names.get(each.agent) if each.agent else None)
        for each in held
    ]
