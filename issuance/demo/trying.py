"""What a developer does in a sandbox in the place of holder, officers and cashier, to see every state (ADR 0054).

    token = fetch_token(office, secret)                # as if the holder had allowed the system
    decide(office, "A-7K3M-Q9XW", Decision.APPROVE)    # as reviewer and approver of the chamber
    pay(office, "A-7K3M-Q9XW")                         # at the chamber's counter

Each is done by the desk that a person's page would use, by one of the sandbox's own people.
"""

import base64
import secrets
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge

from issuance.demo.office.reviews import checked, officer, taken
from issuance.demo.profile import CHAMBER
from issuance.demo.sandbox import check_sandbox, holder, known_system
from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, Remarks
from issuance.domain.application.states import State
from issuance.domain.calendar import japan_date
from issuance.domain.fees.movement import Way
from issuance.domain.oauth.scopes import Scope, scope_text
from issuance.domain.who import Who
from issuance.errors import IssuanceError
from issuance.office import Office
from issuance.services.fees.cashier import Incoming
from issuance.services.oauth.requests import Asked
from issuance.storage.accounts import find_accounts
from issuance.storage.applications import applications
from issuance.storage.charges import charges_of_application
from issuance.storage.oauth_systems import find_system
from issuance.storage.tables.accounts import account
from issuance.storage.tables.applications import application as table

_JOB = Actor.job(CHAMBER, "sandbox")
_PLACE = "127.0.0.1"
_INVOICE = "invoice.number"


class Decision(StrEnum):
    """What officers decide of an application."""

    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"


def fetch_token(office: Office, secret: str) -> Mapping[str, object]:
    """Return what the chamber's token address answers to the system once the holder has allowed all that it may ask.

    `secret` is the system's. Raises `IssuanceError` where it is not.
    """
    check_sandbox(office.config)
    key = known_system(office)
    with office.units.look(_JOB) as unit:
        system = find_system(unit, key)
        held = find_accounts(unit, account.c.login == holder(office).login)[0]
        now = unit.now
    if system is None or not system.redirects:
        raise IssuanceError("This sandbox's system is not set up. Run: issuance sandbox make")
    actor = Actor(CHAMBER, held.login, held.id, held.kind, held.organisation, _PLACE)
    who = Who(
        actor,
        held.id,
        held.kind,
        frozenset(),
        held.organisation,
        held.agent,
        held.signatory,
        held.person.language,
        held.person.name,
        now,
    )
    verifier = secrets.token_urlsafe(48)
    back = system.redirects[0]
    question = {
        "response_type": "code",
        "client_id": key,
        "redirect_uri": back,
        "scope": scope_text(Scope),
        "code_challenge": create_s256_code_challenge(verifier),
        "code_challenge_method": "S256",
    }
    allowed = office.oauth.consent.decide(who, _asked("GET", question), allow=True)
    code = parse_qs(urlsplit(allowed.location or "").query).get("code", [""])[0]
    order = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    answer = office.oauth.tokens.token(CHAMBER, _asked("POST", order, _basic(key, secret)), _PLACE)
    if "access_token" not in answer.body:
        raise IssuanceError(f"The system got no token: {answer.body.get('error')}. Is the secret right?")
    return answer.body


def decide(office: Office, reference: str, decision: Decision, words: str) -> Application:
    """Let the chamber's officers decide on an application that it has; `words` say why where they do not approve."""
    found = _application(office, reference)
    reviewer = officer(office, "Reviewer")
    if decision is Decision.APPROVE:
        ready = checked(office, found)
        _check(ready, State.CHECKED)
        return office.review.decisions.approve(officer(office, "Approver"), ready.id, ready.version)
    held = taken(office, found)
    _check(held, State.IN_REVIEW)
    if decision is Decision.REJECT:
        return office.review.decisions.reject(reviewer, held.id, held.version, words)
    return office.review.decisions.return_(reviewer, held.id, held.version, Remarks(words, {_INVOICE: words}))


def pay(office: Office, reference: str) -> Application:
    """Let the chamber's cashier take what is owed for an application, over the counter."""
    found = _application(office, reference)
    with office.units.look(_JOB) as unit:
        owed = [charge for charge in charges_of_application(unit, found.id) if charge.is_owed]
    if not owed:
        raise IssuanceError(f"Nothing is owed for {reference}: it is {found.state.value}.")
    today = japan_date(office.clock())
    for charge in owed:
        money = Incoming(
            charge.organisation, charge.sum.total, Way.COUNTER, today, "Sandbox", f"sandbox-{charge.id}", charge.id
        )
        office.fees.cashier.receive(officer(office, "Cashier"), money)
    return _application(office, reference)


def _application(office: Office, reference: str) -> Application:
    check_sandbox(office.config)
    known_system(office)
    with office.units.look(_JOB) as unit:
        found = applications(unit, table.c.reference == reference.strip().upper())
    if not found:
        raise IssuanceError(f"The chamber {CHAMBER} has no application {reference}.")
    return found[0]


def _check(found: Application, expected: State) -> None:
    if found.state is not expected:
        raise IssuanceError(f"{found.reference} is {found.state.value}: there is nothing to decide.")


def _asked(method: str, parameters: Mapping[str, str], authorization: str = "") -> Asked:
    return Asked(method, {name: [value] for name, value in parameters.items()}, authorization)


def _basic(system: str, secret: str) -> str:
    """Return the header with which a system proves itself (RFC 7617)."""
    return f"Basic {base64.b64encode(f'{system}:{secret}'.encode()).decode()}"
