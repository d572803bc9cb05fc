"""What calls take, as JSON."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from issuance.domain.application.entry import Entry


class Body(BaseModel):
    """What a call takes. Names that it does not know are refused: a typing error must not be lost."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NewApplication(Body):
    """How an application begins: blank, with an entry, or as a copy."""

    kind: Literal["coo-jp", "coo-foreign", "invoice", "signature"]
    typed: Entry | None = None
    copy_of: Annotated[
        str | None, Field(max_length=16, description="An application of this kind; `typed` then not.")
    ] = None

    @model_validator(mode="after")
    def _begins_one_way(self) -> Self:
        if self.typed is not None and self.copy_of is not None:
            raise ValueError("an application begins with what is typed or as a copy, not both")
        return self


class Declared(Body):
    """The declaration that the page asks its user to confirm."""

    declared: Annotated[Literal[True], Field(description="The exporter's declaration is confirmed for this version.")]


class SentBack(Body):
    """What a signatory wants changed: on the whole, beside fields, or both."""

    general: Annotated[str, Field(max_length=1_000)] = ""
    fields: Annotated[
        dict[str, Annotated[str, Field(max_length=1_000)]],
        Field(max_length=1_000, description="By the names of `problems`: `consignee.name`, `goods.3.hs`."),
    ] = {}


class Nothing(Body):
    """An empty object."""
