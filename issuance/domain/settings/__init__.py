"""What a chamber sets for itself (terms, articles 3-1, 9-5(3), 11, 17, 24; annex 1): values and their rules alone.

`ChamberSettings` is one frozen value. Every change makes a new version of it; `services.chamber.settings` keeps all.
"""

from issuance.domain.settings.chamber import ChamberSettings, Contact, CredentialWay, SecondSession, Targets, Texts
from issuance.domain.settings.fees import Amount, CertificateFee, FeeTable, Price
from issuance.domain.settings.functions import EndOfService, Function, Stop, Stopped
from issuance.domain.settings.payment import Payment

__all__ = [
    "Amount",
    "CertificateFee",
    "ChamberSettings",
    "Contact",
    "CredentialWay",
    "EndOfService",
    "FeeTable",
    "Function",
    "Payment",
    "Price",
    "SecondSession",
    "Stop",
    "Stopped",
    "Targets",
    "Texts",
]
