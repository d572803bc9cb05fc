"""What the office knows of a chamber beyond the trust list: what it prints, where, and who certifies."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from signing.text import Line, Lines

Language = str


class ChamberProfile(BaseModel):
    """A chamber's own wording. `statements` are by language (`en`, `fr`, `es`), then by kind (`coo-jp` …)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
    place: Line
    certifying_officer: Line
    statements: dict[Language, dict[str, Lines]]
