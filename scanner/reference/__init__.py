"""Asking the reference service: one question or many, by seal or by number, with receipts where they are wanted.

`client.ReferenceClient` is the front door. `exchange` speaks HTTP within bounds, `answers` reads what came, `batch`
puts many questions into one request, `receipts` looks at what the service signed. Nothing that the service says is
believed in here; `signing.verify` judges it.
"""

from scanner.reference.client import ReferenceClient
from scanner.reference.limits import ReferenceLimits

__all__ = ["ReferenceClient", "ReferenceLimits"]
