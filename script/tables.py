"""Writes docs/rights.md and docs/states.md from the tables in the code; `python -m script.tables` writes them anew.

A test compares them (tests/unit/issuance/ids/test_pages_of_tables.py), so that nobody reads what is no longer true.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from issuance.domain.accounts import ID
from issuance.domain.application.states import APPLICATION
from issuance.domain.disclosure.case import DISCLOSURE
from issuance.domain.fees.bank_line import BANK_LINE
from issuance.domain.fees.cards.case import CARD_CASE
from issuance.domain.fees.cards.payment import CARD_PAYMENT
from issuance.domain.fees.cards.refund import CARD_REFUND
from issuance.domain.fees.charge import CHARGE
from issuance.domain.ids import ALLOWABLE_OUTSIDE, Act, IdKind, Rights, acts_of
from issuance.domain.imprints import IMPRINT
from issuance.domain.inquiries.answer import ANSWER
from issuance.domain.inquiries.case import CASE
from issuance.domain.machine import Machine
from issuance.domain.notices.notice import NOTICE
from issuance.domain.notices.pauses import PAUSE
from issuance.domain.notices.terms import TERMS
from issuance.domain.registration.filing import FILING
from issuance.domain.registration.measures import CONSENT, DEMAND, SUSPENSION, TERMINATION
from issuance.domain.registration.standing import Standing
from issuance.domain.registration.states import REGISTRATION
from issuance.domain.resets import RESET
from issuance.domain.retention.hold import HOLD
from issuance.domain.retention.plan import PLAN
from issuance.domain.revocation import REVOCATION
from issuance.domain.signatories import SIGNATORY
from issuance.domain.sub_ids import OFFER
from issuance.domain.third_parties import THIRD_PARTY
from issuance.domain.uploads import UPLOAD

DOCS = Path(__file__).parents[1] / "docs"

_RIGHTS_HEAD = """# What each id may do

Made from `issuance/domain/ids.py` by `python -m script.tables`; a test compares the two. The guard of every view asks
this table (`issuance/services/ids/rights.py`), with the standing of the registrations on that day in Japan.

- A registration is *valid* from its first to its last day, both included (terms, article 7). Outside of it and after
  its end the acts of articles 8-5, 9-5 and 10-5 remain, no others (article 29). A suspended organisation's ids do
  nothing (article 16); their holders learn why at the sign-in.
- To change the password, to report a leak and to read notices is no use of the service: it keeps the id safe and its
  holder told (articles 6, 8-2, 9-2, 10-2). So it remains outside the validity for every id.
- To pay and to print outside the validity is for applications made while it lasted; reading them is what both take. The
  applications' own dates are asked for besides.
- `○` is the chamber's choice (article 9-5(3)). Outside the validity it can allow these alone: {allowable}.
- What a chamber has switched off (article 3-3) or stopped (article 24) is taken away from all of it.
- Staff of the chamber and of the federation have none of these rights: theirs are roles.
"""

_STATES_HEAD = """# States

Made from the tables in `issuance/domain/` by `python -m script.tables`; a test compares them. What does not stand in a
table cannot happen: the service refuses it with a sentence that names what can.
"""

MACHINES: Sequence[tuple[str, Machine]] = (  # type: ignore[type-arg]  # each machine has states and events of its own
    ("Trade registration", REGISTRATION),
    ("Filing for a registration, its renewal or a change", FILING),
    ("Suspension", SUSPENSION),
    ("Demand", DEMAND),
    ("Termination", TERMINATION),
    ("Consent to another legal entity", CONSENT),
    ("Id", ID),
    ("Signatory", SIGNATORY),
    ("Sub id offered to an agent's person", OFFER),
    ("Reset of a second factor", RESET),
    ("System of a third party", THIRD_PARTY),
    ("Notice", NOTICE),
    ("Version of the terms", TERMS),
    ("Maintenance window", PAUSE),
    ("Application", APPLICATION),
    ("Revocation of a certificate", REVOCATION),
    ("Charge", CHARGE),
    ("Line of a bank's file", BANK_LINE),
    ("Case of a report or an inquiry", CASE),
    ("Signed answer to a case", ANSWER),
    ("Payment by card", CARD_PAYMENT),
    ("Refund to a card", CARD_REFUND),
    ("Case about a card payment", CARD_CASE),
    ("Upload", UPLOAD),
    ("Chamber's seal, officer's signature", IMPRINT),
    ("Purge past retention", PLAN),
    ("Legal hold", HOLD),
    ("Disclosure", DISCLOSURE),
)


def rights_page() -> str:
    """Return docs/rights.md."""
    allowable = ", ".join(f"*{act}*" for act in Act if act in ALLOWABLE_OUTSIDE)
    parts = [_RIGHTS_HEAD.format(allowable=allowable)]
    parts += _section("Administrator id of an applicant", [(s, _administrator(s, _other(s))) for s in Standing])
    parts += _section("Administrator id of an agent", [(s, _administrator(_other(s), s)) for s in Standing])
    parts += _section("User id", [(s, Rights(IdKind.USER, s)) for s in Standing])
    parts += _section("Sub id of the applicant's own staff", [(s, Rights(IdKind.SUB, s)) for s in Standing])
    parts += [
        "## Sub id of an agent's staff\n",
        "The weaker of the two registrations counts (article 10-5). *Works*: as a sub id of the applicant's own staff\n"
        "while the registration is valid. *Finishes*: as one outside the validity.\n",
        _grid(
            ["applicant \\ agent", *(agent.value for agent in Standing)],
            [[applicant.value, *(_counts(applicant, agent) for agent in Standing)] for applicant in Standing],
        ),
    ]
    return "\n".join(parts)


def _administrator(applicant: Standing, agent: Standing) -> Rights:
    return Rights(IdKind.ADMINISTRATOR, applicant, agent)


def _other(standing: Standing) -> Standing:
    """Return what the capacity is worth that a registration does not have: a suspension meets both."""
    return standing if standing in (Standing.SUSPENDED, Standing.NEVER) else Standing.ENDED


def _counts(applicant: Standing, agent: Standing) -> str:
    acts = acts_of(Rights(IdKind.SUB, applicant, agent))
    if not acts:
        return "nothing"
    return "works" if acts == acts_of(Rights(IdKind.SUB, Standing.VALID)) else "finishes"


def _section(title: str, columns: Sequence[tuple[str, Rights]]) -> list[str]:
    rows = []
    for act in Act:
        marks = [_mark(act, rights) for _, rights in columns]
        if any(marks):
            rows.append([act.value, *marks])
    return [f"## {title}\n", _grid(["act", *(name for name, _ in columns)], rows)]


def _mark(act: Act, rights: Rights) -> str:
    if act in acts_of(rights):
        return "●"
    allowed = Rights(rights.kind, rights.applicant, rights.agent, allowed_outside=frozenset({act}))
    return "○" if act in acts_of(allowed) else ""


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *(":-:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def states_page() -> str:
    """Return docs/states.md."""
    parts = [_STATES_HEAD]
    for title, machine in MACHINES:
        parts.append(f"## {title}\n\n```mermaid\n{machine.mermaid()}```\n")
    return "\n".join(parts)


PAGES = {"rights.md": rights_page, "states.md": states_page}


def main() -> None:
    """Write the pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
