"""How a chamber is paid, and what stands on its invoices and receipts."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from issuance.domain.texts import Bilingual


class Payment(BaseModel):
    """What payers need. `registration_number` is the one of a qualified invoice issuer (適格請求書発行事業者)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    registration_number: Annotated[str, Field(pattern=r"^(T[0-9]{13})?$")] = ""
    bank_account: Bilingual = Bilingual()
    """Bank, branch, kind, number and holder of the account, as the invoice prints them."""
    counter: Bilingual = Bilingual()
    """Where and when one can pay at the counter."""
    cards: bool = False
    """Whether payers are offered to pay by card; the keys for it lie beside the office, never in the settings."""
    days: Annotated[int, Field(ge=1, le=90)] = 14
    """Within how many days from the approval a charge is to be paid."""
