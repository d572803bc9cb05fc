"""What the office knows of a chamber beyond the trust list: what it prints, where, and who certifies."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from issuance.domain.ids import FEDERATION
from signing.text import Line, Lines

Language = str


def _check_code(code: str) -> str:
    if code == FEDERATION:
        raise ValueError(f"{FEDERATION} stands for the federation: a chamber bears another code")
    return code


class ChamberProfile(BaseModel):
    """A chamber's own wording. `statements` are by language (`en`, `fr`, `es`), then by kind (`coo-jp` …)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$"), AfterValidator(_check_code)]
    place: Line
    certifying_officer: Line
    statements: dict[Language, dict[str, Lines]]
    sandbox: bool = False
    """Whether the installation that wrote it is a sandbox: there is no way from one kind to the other."""

    def as_stored(self) -> str:
        """Return it as JSON; a real chamber's says nothing of sandboxes, as it did before there were any."""
        return self.model_dump_json(exclude=None if self.sandbox else {"sandbox"})
