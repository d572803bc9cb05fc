"""What pages call the things of a chamber's administration: marked here, said with `_` where they stand."""

from issuance.domain.calendar import Closed
from issuance.domain.ids import Act, IdState
from issuance.domain.key_windows import WindowState
from issuance.domain.settings import CredentialWay, Function, SecondSession, Stopped
from issuance.domain.staff import Role
from issuance.language import N_
from issuance.services.chamber.staff_mails import ROLE_NAMES
from issuance.services.chamber.switches import FUNCTION_NAMES
from signing.content import Kind

ROLES = {
    Role.REGISTRAR: (ROLE_NAMES[Role.REGISTRAR], N_("Decides on trade registrations, signatories and ids.")),
    Role.REVIEWER: (ROLE_NAMES[Role.REVIEWER], N_("Checks applications against their evidence.")),
    Role.APPROVER: (ROLE_NAMES[Role.APPROVER], N_("Approves certificates as a certifying officer, and revokes them.")),
    Role.CASHIER: (ROLE_NAMES[Role.CASHIER], N_("Enters payments, issues invoices and receipts.")),
    Role.AUDITOR: (
        ROLE_NAMES[Role.AUDITOR],
        N_("Reads the audit trail and changes nothing. No other role goes with it."),
    ),
    Role.OPERATOR: (ROLE_NAMES[Role.OPERATOR], N_("Posts notices, plans maintenance, keeps the calendar.")),
    Role.CHAMBER_ADMINISTRATOR: (
        ROLE_NAMES[Role.CHAMBER_ADMINISTRATOR],
        N_("Gives roles, sets fees and switches. Goes with operator, with no other role."),
    ),
}
"""Name of a role, and what it is for."""

ID_STATES = {
    IdState.INVITED: (N_("invited"), "waiting"),
    IdState.ACTIVE: (N_("active"), "good"),
    IdState.LOCKED: (N_("locked"), "stopped"),
    IdState.CLOSED: (N_("closed"), "ended"),
}
"""Name of an id's state, and the kind of its tag."""

FUNCTIONS = {
    Function.REGISTRATION: (
        FUNCTION_NAMES[Function.REGISTRATION],
        N_("Organisations register, renew and change their registration online."),
    ),
    Function.COO_JP: (FUNCTION_NAMES[Function.COO_JP], N_("Online applications.")),
    Function.COO_FOREIGN: (FUNCTION_NAMES[Function.COO_FOREIGN], N_("Online applications.")),
    Function.INVOICE: (FUNCTION_NAMES[Function.INVOICE], N_("Online applications.")),
    Function.SIGNATURE: (FUNCTION_NAMES[Function.SIGNATURE], N_("Online applications.")),
    Function.PARTIES: (
        FUNCTION_NAMES[Function.PARTIES],
        N_("Organisations look after them themselves. Without it, the chamber does so at their request."),
    ),
    Function.REFERENCE: (
        FUNCTION_NAMES[Function.REFERENCE],
        N_("Always on: what this chamber has issued stays checkable for everybody."),
    ),
    Function.THIRD_PARTY: (
        FUNCTION_NAMES[Function.THIRD_PARTY],
        N_("Users may connect systems that the federation has approved."),
    ),
}
"""Name of a function, and what it does."""

KINDS = {
    Kind.COO_JP: N_("Certificate of origin, Japanese goods"),
    Kind.COO_FOREIGN: N_("Certificate of origin, foreign goods"),
    Kind.INVOICE: N_("Invoice certification"),
    Kind.SIGNATURE: N_("Signature certification"),
}

STOPPED = {
    Stopped.REGISTRATIONS: (N_("New trade registrations"), N_("Renewals and changes go on.")),
    Stopped.APPLICATIONS: (
        N_("New applications for certificates"),
        N_("What was applied for before is finished: payment and printing go on."),
    ),
}
"""What a stop keeps from being accepted, and what goes on."""

SECOND_SESSIONS = {
    SecondSession.NEWER_WINS: N_("The newer sign-in wins: the older session ends, and its holder is told why."),
    SecondSession.NEWER_REFUSED: N_("The newer sign-in is refused as long as the older session lives."),
}

CREDENTIAL_WAYS = {
    CredentialWay.MAIL: N_("By a one-time link in an e-mail"),
    CredentialWay.LETTER: N_("By a printed letter with a one-time code"),
}

OUTSIDE_ACTS = {
    Act.ANSWER_RETURNED: N_("Answer applications that were returned"),
    Act.WITHDRAW_APPLICATION: N_("Withdraw applications"),
    Act.ASK_REVOCATION: N_("Ask for the revocation of certificates"),
}

CLOSED = {
    Closed.WEEKEND: N_("weekend"),
    Closed.HOLIDAY: N_("public holiday"),
    Closed.YEAR_END: N_("year-end"),
    Closed.OWN: N_("closed by the chamber"),
}

WINDOWS = {
    WindowState.SIGNS: (N_("signs now"), "good"),
    WindowState.COMING: (N_("signs later"), "waiting"),
    WindowState.OVER: (N_("over"), "ended"),
    WindowState.RETIRED: (N_("retired"), "ended"),
    WindowState.COMPROMISED: (N_("compromised"), "stopped"),
}
