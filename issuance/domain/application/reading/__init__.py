"""Reads what was typed into an application's form: into the draft of a certificate, or into what is wrong with it."""

from issuance.domain.application.reading.particulars import invoice_key
from issuance.domain.application.reading.read import read
from issuance.domain.application.reading.result import Reading

__all__ = ["Reading", "invoice_key", "read"]
