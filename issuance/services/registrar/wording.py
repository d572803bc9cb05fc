"""How the registrar's desk names things, for its pages, its notices and its errors alike."""

from issuance.domain.registration.measures import Ground
from issuance.domain.registration.standing import Capacity
from issuance.language import N_, _

CAPACITIES = {Capacity.APPLICANT: N_("applicant"), Capacity.AGENT: N_("agent")}

GROUNDS = {
    Ground.HARM: N_("It acted in a way that hampers the chamber's business."),
    Ground.SEIZURE: N_(
        "Important property of it was attached or seized, or taken by public authority for taxes in arrears or "
        "otherwise; or bankruptcy, civil rehabilitation, corporate reorganisation or special liquidation was filed for."
    ),
    Ground.PAYMENTS_STOPPED: N_(
        "It stopped payments: a bill or cheque that it drew or accepted was dishonoured, or the like."
    ),
    Ground.LICENCE_LOST: N_(
        "The authority that supervises it suspended its business, or revoked its licence or registration."
    ),
    Ground.CONDITION_LOST: N_(
        "It met a condition that the chamber has set, such as losing its membership during the validity."
    ),
    Ground.UNFIT: N_("The chamber has other good reason to find the registration unfit to go on."),
}
"""Article 26-1, items 1 to 6."""


def say_capacities(capacities: frozenset[Capacity]) -> str:
    """Return capacities in the language that is spoken: 'applicant, agent'."""
    return _(", ").join(_(CAPACITIES[capacity]) for capacity in Capacity if capacity in capacities)
