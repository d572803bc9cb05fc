"""What pages call the parts of the API and the ends of grants: marked here, said with `_` where they stand."""

from issuance.domain.oauth.grants import GrantEnd
from issuance.domain.oauth.scopes import Scope
from issuance.language import N_

SCOPES = {
    Scope.STATUS_READ: (N_("See where applications stand"), N_("State, its date, and the number once it is issued.")),
    Scope.APPLICATIONS_READ: (N_("Read applications"), N_("All that is written in them, and the chamber's remarks.")),
    Scope.APPLICATIONS_WRITE: (N_("Make applications"), N_("Write them, submit them and withdraw them for you.")),
    Scope.EVIDENCE_WRITE: (N_("Hand in papers"), N_("Put invoices and other evidence beside applications.")),
    Scope.FEES_READ: (N_("See fees"), N_("What is owed and paid, with invoices and receipts.")),
    Scope.CERTIFICATES_READ: (N_("Fetch certificates"), N_("Print delivered certificates while printing is open.")),
}
"""Name of a scope, and what it means to the holder."""

SYSTEM_STATES = {True: (N_("on"), "good"), False: (N_("off"), "ended")}
OWN_STATES = {True: (N_("in use"), "good"), False: (N_("stopped"), "ended")}

GRANT_ENDS = {
    GrantEnd.HOLDER: N_("taken back by you"),
    GrantEnd.SYSTEM: N_("given back by the system"),
    GrantEnd.RENEWED: N_("replaced by a newer one"),
    GrantEnd.REUSED: N_("ended for safety: one of the system's secrets was used twice"),
    GrantEnd.CREDENTIAL: N_("your password or second factors changed"),
    GrantEnd.LEAK: N_("a leak of your id was reported"),
    GrantEnd.CHAMBER: N_("the id was locked or closed"),
    GrantEnd.SUSPENDED: N_("the registration was suspended"),
    GrantEnd.TERMINATED: N_("the registration was ended"),
}
