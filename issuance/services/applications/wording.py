"""How applications are named, for pages and mails alike."""

from issuance.domain.application.application import PaperRole
from issuance.domain.application.states import State
from issuance.language import N_
from signing.content import Kind

KINDS = {
    Kind.COO_JP: N_("Certificate of origin, Japanese goods"),
    Kind.COO_FOREIGN: N_("Certificate of origin, foreign goods"),
    Kind.INVOICE: N_("Invoice certification"),
    Kind.SIGNATURE: N_("Signature certification"),
}

STATES = {
    State.DRAFT: (N_("draft"), "open"),
    State.AWAITING_SIGNATORY: (N_("awaiting signatory"), "waiting"),
    State.SUBMITTED: (N_("submitted"), "waiting"),
    State.IN_REVIEW: (N_("in review"), "waiting"),
    State.RETURNED: (N_("returned"), "stopped"),
    State.CHECKED: (N_("checked"), "waiting"),
    State.FEE_DUE: (N_("fee due"), "open"),
    State.PAID: (N_("paid"), "waiting"),
    State.ISSUING: (N_("issuing"), "waiting"),
    State.ISSUE_STOPPED: (N_("issue stopped"), "stopped"),
    State.DELIVERED: (N_("delivered"), "good"),
    State.PRINT_CLOSED: (N_("print closed"), "ended"),
    State.REJECTED: (N_("rejected"), "ended"),
    State.WITHDRAWN: (N_("withdrawn"), "ended"),
    State.PURGED: (N_("purged"), "ended"),
}
"""A state's word and how its tag looks."""

ROLES = {
    PaperRole.INVOICE: N_("commercial invoice"),
    PaperRole.MAKERS_CERTIFICATE: N_("maker's certificate"),
    PaperRole.FOREIGN_ORIGIN: N_("certificate of origin of a foreign chamber"),
    PaperRole.TRANSPORT: N_("transport document"),
    PaperRole.DOCUMENT: N_("document to be certified"),
    PaperRole.MARKS: N_("picture of the shipping marks"),
    PaperRole.OTHER: N_("other paper"),
}
